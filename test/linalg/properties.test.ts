import { describe, test } from "node:test";
import assert from "node:assert/strict";
import {
  abs,
  choleskyInverse,
  choleskySolve,
  compile,
  eye,
  grad,
  gradcheck,
  gradgradcheck,
  imag,
  KindlingError,
  linalg,
  logdet,
  manualSeed,
  matmul,
  noGrad,
  ones,
  randn,
  real,
  type Tensor,
  tensor,
  viewAsComplex,
  viewAsReal,
} from "kindling";

// What holds whatever PyTorch's rounding and signs are: factors multiply to the matrix, gradients of both orders agree
// with finite differences, and a plan does what an eager call does.

const matrix = (...shape: number[]): Tensor => randn(shape, { dtype: "float64" });
const near = (a: Tensor, b: Tensor, within = 1e-10): void => {
  assert.deepEqual(a.shape, b.shape);
  assert.ok(a.numel() === 0 || a.sub(b).abs().max().item() <= within, `they differ by ${a.sub(b).abs().max().item()}`);
};
const one = (n: number): Tensor => eye(n, { dtype: "float64" });
/** Σ over all parts, each weighted so that gradients of its elements differ. */
const weigh = (t: Tensor): Tensor =>
  t
    .mul(
      tensor(
        Array.from({ length: t.numel() }, (_, i) => Math.sin(i + 1)),
        { dtype: t.dtype },
      ).reshape(t.shape),
    )
    .sum();

describe("factors multiply to the matrix", () => {
  for (const [m, n] of [
    [40, 40],
    [50, 12],
    [12, 50],
    [5, 1],
    [1, 5],
  ] as const) {
    test(`${m} × ${n}`, () => {
      manualSeed(m + n);
      const A = matrix(2, m, n);
      const { Q, R } = linalg.qr(A);
      near(Q.matmul(R), A);
      near(Q.mT.matmul(Q), one(Math.min(m, n)).expand(2, Math.min(m, n), Math.min(m, n)));
      near(linalg.qr(A, "complete").Q.mT.matmul(linalg.qr(A, "complete").Q), one(m).expand(2, m, m));
      const { U, S, Vh } = linalg.svd(A);
      near(
        U.narrow(-1, 0, S.shape[1]!)
          .mul(S.unsqueeze(-2))
          .matmul(Vh.narrow(-2, 0, S.shape[1]!)),
        A,
      );
      near(U.mT.matmul(U), one(m).expand(2, m, m));
      near(Vh.matmul(Vh.mT), one(n).expand(2, n, n));
      const { P, L, U: upper } = linalg.lu(A);
      near(P.matmul(L).matmul(upper), A);
      near(A.matmul(linalg.pinv(A)).matmul(A), A);
    });
  }
  test("symmetric", () => {
    manualSeed(3);
    for (const n of [1, 2, 3, 30, 60]) {
      const B = matrix(n, n),
        A = B.add(B.mT);
      const { eigenvalues: l, eigenvectors: V } = linalg.eigh(A);
      near(V.mul(l.unsqueeze(-2)).matmul(V.mT), A, 1e-11 * n);
      near(V.mT.matmul(V), one(n));
      const P = B.matmul(B.mT).add(one(n)),
        C = linalg.cholesky(P);
      near(C.matmul(C.mT), P, 1e-11 * n);
    }
  });
  test("of low rank, with equal eigenvalues, with tiny and with huge numbers", () => {
    const A = tensor(
      [
        [1, 2, 3],
        [2, 4, 6],
        [1, 1, 1],
        [0, 0, 0],
      ],
      { dtype: "float64" },
    );
    for (const scale of [1, 1e-160, 1e160]) {
      const { U, S, Vh } = linalg.svd(A.mul(scale), false);
      near(U.mul(S.div(scale).unsqueeze(-2)).matmul(Vh), A);
      near(U.mT.matmul(U), one(3));
      assert.equal(linalg.matrixRank(A.mul(scale)).item(), 2);
    }
    near(linalg.eigh(one(4)).eigenvectors, one(4));
    const H = tensor(
        [
          [1, 1, 1, 1],
          [1, 1, 1, 1],
          [1, 1, 1, 1],
          [1, 1, 1, 1],
        ],
        { dtype: "float64" },
      ).mul(1e-200),
      { eigenvalues: l, eigenvectors: V } = linalg.eigh(H);
    near(V.mT.matmul(V), one(4));
    near(l.mul(1e200), tensor([0, 0, 0, 4], { dtype: "float64" }));
  });
});

describe("eigenvalues of matrices that are not symmetric", () => {
  for (const n of [1, 2, 3, 5, 12, 40]) {
    test(String(n), () => {
      manualSeed(n);
      const A = matrix(2, n, n),
        { eigenvalues: l, eigenvectors: V } = linalg.eig(A);
      assert.ok(
        abs(
          A.to("complex128")
            .matmul(V)
            .sub(V.mul(l.unsqueeze(-2))),
        )
          .max()
          .item() < 1e-11,
      );
      near(abs(V).square().sum(-2), ones(2, n, { dtype: "float64" }));
      assert.ok(
        abs(l.sum(-1).sub(linalg.diagonal(A).sum(-1)))
          .max()
          .item() <
          1e-11 * n,
      );
      assert.ok(abs(linalg.eigvals(A).sub(l)).max().item() < 1e-12 * n);
      near(real(linalg.inv(V).matmul(V)), one(n).expand(2, n, n), 1e-9);
    });
  }
  test("of triangles, defective and repeated ones, with zeros and in every order", () => {
    for (const rows of [
      [
        [1, 1],
        [0, 1],
      ],
      [
        [0, 0],
        [0, 0],
      ],
      [
        [2, 0, 0],
        [0, 2, 0],
        [0, 0, 2],
      ],
      [
        [0, 1, 0],
        [0, 0, 1],
        [1, 0, 0],
      ],
      [
        [1, 2, 3],
        [0, 4, 5],
        [0, 0, 6],
      ],
      [
        [0, 0, 1, 0],
        [0, 0, 0, 1],
        [-1, 0, 0, 0],
        [0, -1, 0, 0],
      ],
      [
        [4, 1, 0, 0],
        [-1, 4, 1, 0],
        [0, 0, 4, 1],
        [0, 0, -1, 4],
      ],
    ]) {
      const A = tensor(rows, { dtype: "complex128" }),
        { eigenvalues: l, eigenvectors: V } = linalg.eig(real(A));
      assert.ok(
        abs(A.matmul(V).sub(V.mul(l.unsqueeze(-2))))
          .max()
          .item() < 1e-7,
        String(V),
      );
    }
  });
  test("the gradient of Σ e^λ is that of the trace of e^A", () => {
    manualSeed(8);
    const A = matrix(4, 4).requiresGrad_();
    near(grad(real(linalg.eigvals(A).exp()).sum(), [A])[0], linalg.matrixExp(A).detach().mT, 1e-9);
  });
});

describe("gradients of both orders agree with finite differences", () => {
  const spd = (x: Tensor): Tensor => x.matmul(x.mT).add(one(x.shape[x.ndim - 1]!));
  const dominant = (x: Tensor): Tensor => x.add(one(x.shape[x.ndim - 1]!).mul(4));
  const functions: Record<string, [shapes: number[][], f: (x: Tensor, y: Tensor) => Tensor]> = {
    det: [[[2, 3, 3]], (x) => linalg.det(x)],
    slogdet: [[[3, 3]], (x) => linalg.slogdet(dominant(x)).logabsdet],
    logdet: [[[3, 3]], (x) => logdet(spd(x))],
    inv: [[[2, 3, 3]], (x) => linalg.inv(dominant(x))],
    solve: [
      [
        [2, 3, 3],
        [3, 2],
      ],
      (x, y) => linalg.solve(dominant(x), y),
    ],
    solveRight: [
      [
        [3, 3],
        [2, 3],
      ],
      (x, y) => linalg.solve(dominant(x), y, { left: false }),
    ],
    solveTriangular: [
      [
        [3, 3],
        [2, 3, 2],
      ],
      (x, y) => linalg.solveTriangular(dominant(x), y, { upper: true }),
    ],
    cholesky: [[[2, 3, 3]], (x) => linalg.cholesky(spd(x))],
    choleskyUpper: [[[3, 3]], (x) => linalg.cholesky(spd(x), { upper: true })],
    choleskySolve: [
      [
        [3, 2],
        [3, 3],
      ],
      (x, y) => choleskySolve(x, linalg.cholesky(spd(y))),
    ],
    choleskyInverse: [[[3, 3]], (x) => choleskyInverse(linalg.cholesky(spd(x)))],
    luTall: [[[4, 2]], (x) => linalg.luFactor(x).LU],
    luWide: [[[2, 4]], (x) => linalg.luFactor(x).LU],
    qrTall: [[[4, 2]], (x) => weigh(linalg.qr(x).Q).add(weigh(linalg.qr(x).R))],
    qrWide: [[[2, 3]], (x) => weigh(linalg.qr(x).Q).add(weigh(linalg.qr(x).R))],
    svdTall: [
      [[4, 2]],
      (x) => {
        const { U, S, Vh } = linalg.svd(x, false);
        return weigh(U.mul(U))
          .add(weigh(S))
          .add(weigh(Vh.mul(Vh)))
          .add(weigh(U.matmul(Vh)));
      },
    ],
    svdWide: [
      [[2, 3]],
      (x) => {
        const { U, S, Vh } = linalg.svd(x, false);
        return weigh(U.mul(U))
          .add(weigh(S))
          .add(weigh(Vh.mul(Vh)))
          .add(weigh(U.matmul(Vh)));
      },
    ],
    eigh: [
      [[3, 3]],
      (x) => {
        const { eigenvalues: l, eigenvectors: V } = linalg.eigh(x.add(x.mT));
        return weigh(l).add(weigh(V.mul(V)));
      },
    ],
    eig: [
      [[3, 3]],
      (x) => {
        const { eigenvalues: l, eigenvectors: V } = linalg.eig(x);
        return weigh(real(l))
          .add(weigh(imag(l)))
          .add(weigh(abs(V).square()));
      },
    ],
    complexSolve: [
      [
        [2, 2, 2],
        [2, 1, 2],
      ],
      (x, y) => viewAsReal(linalg.solve(viewAsComplex(x), viewAsComplex(y))),
    ],
    complexInv: [[[2, 2, 2]], (x) => viewAsReal(linalg.inv(viewAsComplex(x)))],
    pinvTall: [[[4, 2]], (x) => linalg.pinv(x)],
    pinvWide: [[[2, 4]], (x) => linalg.pinv(x)],
    lstsq: [
      [
        [4, 2],
        [4, 1],
      ],
      (x, y) => linalg.lstsq(x, y).solution,
    ],
    matrixExp: [[[3, 3]], (x) => linalg.matrixExp(x)],
    matrixPower: [[[3, 3]], (x) => linalg.matrixPower(dominant(x), -2)],
    condFro: [[[3, 3]], (x) => linalg.cond(dominant(x), "fro")],
    householderProduct: [[[3, 2], [2]], (x, y) => linalg.householderProduct(x, y)],
    cross: [
      [
        [2, 3],
        [1, 3],
      ],
      (x, y) => linalg.cross(x, y),
    ],
    nuclear: [[[3, 2]], (x) => linalg.matrixNorm(x, "nuc")],
  };
  for (const [name, [shapes, f]] of Object.entries(functions)) {
    test(name, () => {
      manualSeed(5);
      const inputs = shapes.map((s) => matrix(...s).requiresGrad_());
      const whole = (...xs: Tensor[]): Tensor => f(xs[0]!, xs[1]!);
      gradcheck(whole, inputs);
      gradgradcheck(whole, inputs, { atol: 1e-4 });
    });
  }
  test("the determinant of a singular matrix has its cofactors as gradient", () => {
    const A = tensor(
      [
        [1, 2, 3],
        [2, 4, 6],
        [1, 0, 1],
      ],
      { dtype: "float64", requiresGrad: true },
    );
    gradcheck((x) => linalg.det(x), [A]);
    const rank1 = tensor(
      [
        [1, 1, 1],
        [1, 1, 1],
        [1, 1, 1],
      ],
      { dtype: "float64", requiresGrad: true },
    );
    near(grad(linalg.det(rank1), [rank1])[0], one(3).mul(0));
  });
  test("equal eigenvalues and singular values have gradients where nothing tells them apart", () => {
    const A = one(3).requiresGrad_();
    near(grad(linalg.eigh(A).eigenvalues.sum(), [A])[0], one(3));
    near(grad(linalg.svdvals(A).sum(), [A])[0], one(3));
  });
  test("qr without Q, and complete where that is not unique, say so", () => {
    const A = matrix(3, 2).requiresGrad_();
    assert.throws(
      () => linalg.qr(A, "r").R.sum().backward(),
      (e) =>
        e instanceof KindlingError &&
        e.code === "qr-mode" &&
        e.message.startsWith("The derivative of linalg.qr depends on Q"),
    );
    assert.throws(
      () => linalg.qr(A, "complete").R.sum().backward(),
      (e) =>
        e instanceof KindlingError &&
        e.code === "qr-mode" &&
        e.message.startsWith("The QR decomposition is not differentiable when mode='complete' and nrows > ncols."),
    );
  });
});

describe("in a compiled function", () => {
  const cases: Record<string, (A: Tensor) => Tensor> = {
    solve: (A) => linalg.solve(A, A.mT),
    det: (A) => linalg.det(A),
    qr: (A) => linalg.qr(A).R,
    svd: (A) => linalg.svdvals(A),
    cholesky: (A) => linalg.cholesky(matmul(A, A.mT)),
    eigh: (A) => linalg.eigvalsh(A),
    lu: (A) => linalg.lu(A).U,
    exp: (A) => linalg.matrixExp(A.mul(0.1)),
    lstsq: (A) => linalg.lstsq(A, A.narrow(1, 0, 1)).solution,
    norm: (A) => linalg.norm(A, "nuc"),
  };
  for (const [name, f] of Object.entries(cases)) {
    test(name, () => {
      const W = tensor(
        [
          [4, 1, 0],
          [1, 3, 1],
          [0, 1, 2],
        ],
        { requiresGrad: true },
      );
      const step = (x: Tensor): Tensor => {
        W.grad = null;
        const loss = weigh(f(W.add(x)));
        loss.backward();
        return loss.detach();
      };
      const compiled = compile(step);
      for (const v of [0, 0.5, 1]) {
        const x = tensor([
          [v, 0, 0],
          [0, 0, 0],
          [0, 0, v],
        ]);
        const loss = step(x),
          gradient = W.grad!.clone();
        near(compiled(x), loss, 1e-5);
        near(W.grad!, gradient, 1e-4);
      }
    });
  }
  test("fails where an eager call would", () => {
    const inverse = compile((x: Tensor) => noGrad(() => linalg.inv(x)));
    near(
      inverse(
        tensor([
          [2, 0],
          [0, 4],
        ]),
      ),
      tensor([
        [0.5, 0],
        [0, 0.25],
      ]),
    );
    assert.throws(
      () =>
        inverse(
          tensor([
            [1, 1],
            [1, 1],
          ]),
        ),
      (e) => e instanceof KindlingError && e.code === "singular",
    );
  });
  test("residuals that depend on the rank are refused", () => {
    const f = compile((x: Tensor) => linalg.lstsq(x, x, { driver: "gelsd" }).residuals);
    assert.throws(
      () => f(randn(3, 2)),
      (e) => e instanceof KindlingError && e.code === "compile-value",
    );
  });
});
