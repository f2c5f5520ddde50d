import { describe, test } from "node:test";
import assert from "node:assert/strict";
import {
  complex,
  eye,
  F,
  gradcheck,
  gradgradcheck,
  KindlingError,
  linalg,
  manualSeed,
  ones,
  randn,
  Tensor,
  tensor,
  viewAsReal,
} from "kindling";

// What goldens of complex matrices cannot hold: factors that multiply to the matrix, whatever the phases of their vectors;
// gradients against finite differences, once and twice; and what depends on a phase is refused.

manualSeed(3);
const draw = (...shape: number[]): Tensor =>
  complex(randn(...shape, { dtype: "float64" }), randn(...shape, { dtype: "float64" }));
const wanting = (x: Tensor): Tensor => x.detach().requiresGrad_();
const hermitian = (x: Tensor): Tensor => x.add(x.mH);
const positive = (x: Tensor): Tensor => x.matmul(x.mH).add(eye(x.shape[x.ndim - 1]!, { dtype: "float64" }));
const parts = (x: Tensor): Tensor => (x.isComplex() ? viewAsReal(x) : x);
const near = (a: Tensor, b: Tensor): boolean => parts(a).sub(parts(b)).abs().max().item() < 1e-9;
const diag = (v: Tensor): Tensor => v.unsqueeze(-1).mul(eye(v.shape[v.ndim - 1]!, { dtype: "complex128" }));
const I = { re: 0, im: 1 };

describe("factors multiply to the matrix", () => {
  for (const shape of [
    [1, 1],
    [2, 2],
    [5, 5],
    [3, 6, 6],
    [20, 20],
  ]) {
    test(`eig of ${JSON.stringify(shape)}`, () => {
      const A = draw(...shape),
        { eigenvalues: L, eigenvectors: V } = linalg.eig(A);
      assert.ok(near(A.matmul(V), V.mul(L.unsqueeze(-2))));
      assert.ok(near(viewAsReal(V).square().sum([-3, -1]), ones(L.shape, { dtype: "float64" })));
      assert.ok(near(linalg.eigvals(A).sum(-1), A.diagonal(0, -2, -1).sum(-1)));
    });
    test(`eigh of ${JSON.stringify(shape)}`, () => {
      const A = hermitian(draw(...shape)),
        { eigenvalues: L, eigenvectors: V } = linalg.eigh(A);
      assert.equal(L.dtype, "float64");
      assert.ok(near(V.matmul(diag(L)).matmul(V.mH), A));
      assert.ok(L.diff().ge(0).all().item());
    });
  }
  for (const [m, n] of [
    [4, 4],
    [6, 3],
    [3, 6],
    [1, 4],
  ] as const) {
    test(`svd of ${m} × ${n}`, () => {
      const A = draw(2, m, n),
        { U, S, Vh } = linalg.svd(A, false);
      assert.ok(near(U.matmul(diag(S)).matmul(Vh), A));
      const all = linalg.svd(A);
      assert.ok(near(all.U.mH.matmul(all.U), eye(m).double().expand(2, m, m).to("complex128")));
      assert.ok(near(all.Vh.matmul(all.Vh.mH), eye(n).double().expand(2, n, n).to("complex128")));
    });
  }
  test("equal eigenvalues and defective matrices", () => {
    const A = tensor(
      [
        [2, 0, 0],
        [0, 2, 0],
        [0, 0, { re: 2, im: 0 }],
      ],
      { dtype: "complex128" },
    );
    assert.deepEqual(linalg.eigvals(A).real.tolist(), [2, 2, 2]);
    assert.deepEqual(linalg.eigh(A).eigenvalues.tolist(), [2, 2, 2]);
    const jordan = tensor(
      [
        [I, 1],
        [0, I],
      ],
      { dtype: "complex128" },
    );
    assert.ok(near(linalg.eigvals(jordan), tensor([I, I], { dtype: "complex128" })));
    assert.deepEqual(
      linalg
        .eigvals(
          tensor([
            [0, 0],
            [0, { re: 0, im: 0 }],
          ]),
        )
        .abs()
        .tolist(),
      [0, 0],
    );
  });
  test("a permutation of numbers of size 1, whose QR steps need a shift out of the ordinary", () => {
    const A = tensor(
      [
        [0, 0, 1],
        [1, 0, 0],
        [0, { re: 1, im: 0 }, 0],
      ],
      { dtype: "complex128" },
    );
    assert.ok(near(linalg.eigvals(A).pow(3), tensor([1, 1, 1], { dtype: "complex128" })));
  });
});

describe("gradients against finite differences", () => {
  const A = draw(3, 3),
    B = draw(3, 2),
    H = hermitian(draw(3, 3)),
    tall = draw(4, 2),
    batch = draw(2, 2, 2);
  const singular = tensor(
    [
      [1, I, 2],
      [I, -1, { re: 0, im: 2 }],
      [1, 0, 1],
    ],
    { dtype: "complex128" },
  );
  const cases: Record<string, [f: (...xs: Tensor[]) => Tensor | Tensor[], ...xs: Tensor[]]> = {
    det: [linalg.det, A],
    "det of a batch": [linalg.det, batch],
    "det of a singular matrix": [linalg.det, singular],
    "slogdet's direction": [(x) => linalg.slogdet(x).sign, A],
    "slogdet's logarithm": [(x) => linalg.slogdet(x).logabsdet, A],
    logdet: [(x) => x.logdet(), A],
    inv: [linalg.inv, A],
    solve: [(x, b) => linalg.solve(x, b!), A, B],
    matrixExp: [linalg.matrixExp, A.mul(0.5)],
    cholesky: [(x) => linalg.cholesky(positive(x)), A],
    "upper cholesky": [(x) => linalg.cholesky(positive(x), { upper: true }), A],
    qr: [(x) => Object.values(linalg.qr(x)) as Tensor[], A],
    "qr of a tall matrix": [(x) => linalg.qr(x).Q, tall],
    "qr of a wide matrix": [(x) => Object.values(linalg.qr(x)) as Tensor[], tall.mT],
    lu: [
      (x) => {
        const { L, U } = linalg.lu(x);
        return [L, U];
      },
      A,
    ],
    "lu of a tall matrix": [(x) => linalg.luFactor(x).LU, tall],
    "lu of a wide matrix": [(x) => linalg.luFactor(x).LU, tall.mT.contiguous()],
    eigvals: [linalg.eigvals, A],
    "sizes of eigenvectors": [(x) => linalg.eig(x).eigenvectors.abs(), A],
    eigvalsh: [(x) => linalg.eigvalsh(hermitian(x)), H],
    "projections on eigenvectors": [
      (x) => {
        const { eigenvectors: V } = linalg.eigh(hermitian(x));
        return V.matmul(diag(tensor([1, 2, 4], { dtype: "float64" }))).matmul(V.mH);
      },
      H,
    ],
    svdvals: [linalg.svdvals, tall],
    "polar factor": [
      (x) => {
        const { U, Vh } = linalg.svd(x, false);
        return U.matmul(Vh);
      },
      A,
    ],
    "polar factor of a tall matrix": [
      (x) => {
        const { U, Vh } = linalg.svd(x, false);
        return U.matmul(Vh);
      },
      tall,
    ],
    "polar factor of a wide matrix": [
      (x) => {
        const { U, Vh } = linalg.svd(x, false);
        return U.matmul(Vh);
      },
      tall.mT,
    ],
    pinv: [(x) => linalg.pinv(x), tall],
    lstsq: [(x, b) => linalg.lstsq(x, b).solution, tall, draw(4, 2)],
    solveTriangular: [(x, b) => linalg.solveTriangular(x, b, { upper: true }), A, B],
    silu: [(x) => F.silu(x), B],
    conv2d: [(x, w, b) => F.conv2d(x, w, b, { padding: 1, stride: 2 }), draw(1, 2, 4, 3), draw(3, 2, 2, 2), draw(3)],
    convTranspose1d: [(x, w) => F.convTranspose1d(x, w, { stride: 2 }), draw(1, 2, 3), draw(2, 2, 2)],
    pad: [(x) => F.pad(x, [1, 0], "constant", 2), B],
  };
  for (const [name, [f, ...xs]] of Object.entries(cases))
    test(name, () => assert.equal(gradcheck(f, xs.map(wanting)), true));
  for (const name of [
    "det",
    "det of a singular matrix",
    "slogdet's direction",
    "inv",
    "solve",
    "qr",
    "lu",
    "cholesky",
    "eigvals",
    "svdvals",
    "polar factor",
    "pinv",
    "matrixExp",
    "silu",
    "conv2d",
  ]) {
    const [f, ...xs] = cases[name]!;
    test(`${name}, twice`, () =>
      assert.equal(
        gradgradcheck((...ys) => {
          const out = f(...ys);
          return out instanceof Tensor ? out : out[0]!;
        }, xs.map(wanting)),
        true,
      ));
  }
});

test("what depends on a free phase has no gradient, and says so", () => {
  const refuses = (f: (x: Tensor) => Tensor): void => {
    assert.throws(
      () =>
        f(wanting(draw(3, 3)))
          .real.sum()
          .backward(),
      (e) =>
        e instanceof KindlingError &&
        e.code === "phase" &&
        e.message.includes("specified up to multiplication by e^{i phi}"),
    );
  };
  refuses((x) => linalg.eig(x).eigenvectors);
  refuses((x) => linalg.eigh(hermitian(x)).eigenvectors);
  refuses((x) => linalg.svd(x, false).U);
});

test("NaN is refused or stays NaN", () => {
  const A = tensor(
    [
      [{ re: NaN, im: 0 }, 1],
      [2, 3],
    ],
    { dtype: "complex128" },
  );
  for (const f of [linalg.svd, linalg.eig, linalg.eigh, linalg.pinv, linalg.svdvals, linalg.matrixRank] as ((
    x: Tensor,
  ) => unknown)[])
    assert.throws(() => f(A), { code: "matrix-finite" });
  for (const f of [linalg.det, linalg.inv] as ((x: Tensor) => Tensor)[]) assert.ok(f(A).isnan().any().item());
  for (const x of [A, A.real.clone()]) assert.ok(linalg.lstsq(x, x).solution.isnan().all().item());
  assert.throws(() => linalg.pinv(A.real.clone()), { code: "matrix-finite" });
});
