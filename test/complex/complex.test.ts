import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import assert from "node:assert/strict";
import {
  abs,
  angle,
  compile,
  complex,
  conj,
  fromTypedArray,
  gather,
  grad,
  gradcheck,
  gradgradcheck,
  imag,
  isComplex,
  KindlingError,
  linalg,
  load,
  manualSeed,
  noGrad,
  ones,
  optim,
  rand,
  randn,
  real,
  save,
  setPrintoptions,
  sgn,
  stack,
  type Tensor,
  tensor,
  viewAsComplex,
  viewAsReal,
  zeros,
} from "kindling";
import { python, runPython } from "../python.js";

// Complex tensors beyond single ops: what they are made of, gradients of both orders, memory shared with their parts,
// printing, plans and files.

const z = (): Tensor =>
  tensor([
    { re: 1, im: 2 },
    { re: -3, im: 0.5 },
  ]);
const fails = (code: string, f: () => unknown): void =>
  assert.throws(f, (e) => e instanceof KindlingError && e.code === code);

test("made of numbers, arrays and zeros, and read again", () => {
  assert.deepEqual(
    [z().dtype, z().shape, z().tolist(), z().get(1).item() as unknown],
    [
      "complex64",
      [2],
      [
        { re: 1, im: 2 },
        { re: -3, im: 0.5 },
      ],
      { re: -3, im: 0.5 },
    ],
  );
  assert.deepEqual(tensor([1, { re: 0, im: 1 }]).tolist(), [
    { re: 1, im: 0 },
    { re: 0, im: 1 },
  ]);
  assert.deepEqual([...(tensor([1, 2], { dtype: "complex128" }).toTypedArray() as Float64Array)], [1, 0, 2, 0]);
  const data = new Float32Array([1, 2, 3, 4]),
    shared = fromTypedArray(data, [2], { dtype: "complex64" });
  data[3] = 5;
  assert.deepEqual(shared.tolist(), [
    { re: 1, im: 2 },
    { re: 3, im: 5 },
  ]);
  assert.deepEqual(
    [zeros(2, { dtype: "complex64" }).add(1).tolist(), ones(1, { dtype: "complex128" }).elementSize()],
    [
      [
        { re: 1, im: 0 },
        { re: 1, im: 0 },
      ],
      16,
    ],
  );
  assert.deepEqual(
    [
      z().to("complex128").dtype,
      z().real.dtype,
      z().float().tolist(),
      ones(2).to("complex64").tolist(),
      isComplex(z()),
    ],
    [
      "complex128",
      "float32",
      [1, -3],
      [
        { re: 1, im: 0 },
        { re: 1, im: 0 },
      ],
      true,
    ],
  );
  assert.deepEqual(
    [stack([z(), z()]).shape, z().numel(), z().T.shape, complex(ones(2, 3), ones(2, 3)).mH.shape],
    [[2, 2], 2, [2], [3, 2]],
  );
  fails("data-type", () => tensor([{ re: 1, im: 2 }], { dtype: "float32" }));
  fails("reshape-size", () => fromTypedArray(new Float32Array(4), [4], { dtype: "complex64" }));
});

test("conjugated in place", () => {
  const w = z().requiresGrad_(),
    y = w.mul(1).conjPhysical_();
  y.imag.sum().backward();
  assert.deepEqual(
    [y.tolist(), y.gradFn?.name, w.grad!.tolist()],
    [
      [
        { re: 1, im: -2 },
        { re: -3, im: -0.5 },
      ],
      "ConjPhysicalBackward1",
      [
        { re: 0, im: -1 },
        { re: 0, im: -1 },
      ],
    ],
  );
});

test("parts share memory with the whole, gradients included", () => {
  const x = z();
  real(x).mul_(2);
  viewAsReal(x).select(-1, 1).fill_(7);
  assert.deepEqual(x.tolist(), [
    { re: 2, im: 7 },
    { re: -6, im: 7 },
  ]);
  const w = z().requiresGrad_(),
    y = w.mul(1);
  imag(y).mul_(3);
  y.abs().square().sum().backward();
  assert.deepEqual(w.grad!.tolist(), [
    { re: 2, im: 36 },
    { re: -6, im: 9 },
  ]);
  const t = complex(ones(2, 3), zeros(2, 3)).t();
  t.imag.fill_(4);
  assert.deepEqual(t.imag.tolist(), [
    [4, 4],
    [4, 4],
    [4, 4],
  ]);
});

test("indexed, changed in place, moved", () => {
  const x = complex(
    tensor([
      [1, 2],
      [3, 4],
    ]),
    tensor([
      [5, 6],
      [7, 8],
    ]),
  );
  assert.deepEqual(
    [x.get(0, 1).tolist(), x.get(":", 1).tolist(), x.get(x.real.gt(2)).shape],
    [
      { re: 2, im: 6 },
      [
        { re: 2, im: 6 },
        { re: 4, im: 8 },
      ],
      [2],
    ],
  );
  x.set([0], tensor({ re: 0, im: 1 }));
  x.get(1).add_(1);
  assert.deepEqual(x.tolist(), [
    [
      { re: 0, im: 1 },
      { re: 0, im: 1 },
    ],
    [
      { re: 4, im: 7 },
      { re: 5, im: 8 },
    ],
  ]);
  assert.deepEqual(gather(x, 1, tensor([[1], [0]], { dtype: "int64" })).tolist(), [
    [{ re: 0, im: 1 }],
    [{ re: 4, im: 7 }],
  ]);
  fails("no-complex", () => x.lt(x));
  fails("no-complex", () => x.amax());
  fails("inplace-dtype", () => ones(2).add_(z()));
});

describe("gradients of both orders agree with finite differences", () => {
  const functions: Record<string, (a: Tensor, b: Tensor) => Tensor> = {
    mul: (a, b) => a.mul(b),
    div: (a, b) => a.div(b),
    pow: (a, b) => a.pow(b),
    exp: (a) => a.exp(),
    log: (a) => a.log(),
    sqrt: (a) => a.sqrt(),
    sin: (a) => a.sin(),
    tanh: (a) => a.tanh(),
    tan: (a) => a.tan(),
    matmul: (a, b) => a.matmul(b.mH),
    abs: (a) => abs(a).add(0),
    sgn: (a) => sgn(a),
    angle: (a) => angle(a),
    conj: (a, b) => conj(a).mul(b),
    prod: (a) => a.prod(1),
    mean: (a) => a.mean(0),
    mixed: (a, b) => a.mul(real(b)).add(imag(a)),
    norm: (a) => linalg.norm(a, 3, 0),
    var: (a) => a.var(0),
  };
  for (const [name, f] of Object.entries(functions)) {
    test(name, () => {
      manualSeed(1);
      const parts = (t: Tensor): Tensor => (isComplex(t) ? viewAsReal(t) : t);
      const whole = (x: Tensor, y: Tensor): Tensor => parts(f(viewAsComplex(x), viewAsComplex(y)));
      const inputs = [0, 1].map(() => rand(2, 3, 2, { dtype: "float64" }).add(0.4).detach().requiresGrad_());
      gradcheck(whole as never, inputs);
      gradgradcheck(whole as never, inputs, { atol: 1e-4 });
    });
  }
  test("a gradient is that of the real part and that of the imaginary part; of a real input the real part", () => {
    const x = z().requiresGrad_(),
      r = tensor([2, 3], { requiresGrad: true });
    const [gx, gr] = grad(viewAsReal(x.mul(r)).square().sum(), [x, r]);
    assert.deepEqual(
      [gx.tolist(), gr.dtype, gr.tolist()],
      [
        [
          { re: 8, im: 16 },
          { re: -54, im: 9 },
        ],
        "float32",
        [20, 55.5],
      ],
    );
    assert.throws(
      () => x.sum().backward(),
      (e) =>
        e instanceof KindlingError &&
        e.code === "backward-scalar" &&
        e.message.startsWith("grad can be implicitly created only for real scalar outputs but got torch.complex64"),
    );
  });
  test("an optimizer moves complex parameters", () => {
    const x = z().requiresGrad_(),
      opt = new optim.SGD([x], { lr: 0.5 });
    x.abs().square().sum().backward();
    opt.step();
    assert.deepEqual(x.tolist(), [
      { re: 0, im: 0 },
      { re: 0, im: 0 },
    ]);
  });
});

test("prints as PyTorch does", () => {
  const rows: [Tensor, string][] = [
    [z(), "tensor([ 1.+2.0000j, -3.+0.5000j])"],
    [tensor({ re: 1.5, im: -2 }), "tensor(1.5000-2.j)"],
    [
      complex(
        tensor([
          [1, 1e6],
          [0.5, -2],
        ]),
        tensor([
          [0, -1],
          [3, 1e-3],
        ]),
      ),
      "tensor([[ 1.0000e+00+0.0000e+00j,  1.0000e+06-1.0000e+00j],\n        [ 5.0000e-01+3.0000e+00j, -2.0000e+00+1.0000e-03j]])",
    ],
    [complex(zeros(2, 0), zeros(2, 0)), "tensor([], size=(2, 0), dtype=torch.complex64)"],
    [z().to("complex128"), "tensor([ 1.+2.0000j, -3.+0.5000j], dtype=torch.complex128)"],
    [complex(tensor([NaN, 1]), tensor([Infinity, -Infinity])), "tensor([nan+infj, 1.-infj])"],
    [z().requiresGrad_().mul(2), "tensor([ 2.+4.j, -6.+1.j], grad_fn=<MulBackward0>)"],
  ];
  for (const [t, text] of rows) assert.equal(String(t), text);
  setPrintoptions({ precision: 2 });
  assert.equal(String(tensor([{ re: 0.123, im: 4.567 }])), "tensor([0.12+4.57j])");
  setPrintoptions({ profile: "default" });
});

test("prints long rows as PyTorch does", { skip: python?.torch !== true }, () => {
  const program = `
import torch
for n, s in ((7, 1), (40, 0.5), (1200, 0.25)):
    i = torch.arange(n, dtype=torch.float32)
    print(torch.complex((i * 7 % 11) * s, -(i * 5 % 13)))
`;
  const rows = (
    [
      [7, 1],
      [40, 0.5],
      [1200, 0.25],
    ] as const
  ).map(([n, s]) =>
    String(
      complex(
        tensor(Array.from({ length: n }, (_, i) => ((i * 7) % 11) * s)),
        tensor(Array.from({ length: n }, (_, i) => -((i * 5) % 13))),
      ),
    ),
  );
  assert.equal(rows.join("\n") + "\n", runPython(program));
});

test("a compiled step with complex tensors inside, as argument and as result", () => {
  manualSeed(0);
  const w = z().requiresGrad_();
  const step = (x: Tensor): { loss: Tensor; out: Tensor } => {
    w.grad = null;
    const out = w.mul(x).exp().add(conj(w));
    const loss = abs(out).sum();
    loss.backward();
    return { loss: loss.detach(), out: out.detach() };
  };
  const compiled = compile(step);
  for (let i = 0; i < 4; i++) {
    const x = complex(randn(2), randn(2)),
      eager = step(x),
      g = w.grad!.clone(),
      planned = compiled(x);
    const near = (a: Tensor, b: Tensor): void => {
      assert.equal(a.dtype, b.dtype);
      assert.ok(abs(a.sub(b)).max().item() < 1e-5, `${String(a)} ${String(b)}`);
    };
    near(planned.loss, eager.loss);
    near(planned.out, eager.out);
    near(w.grad!, g);
  }
});

describe("files", () => {
  const folder = mkdtempSync(join(tmpdir(), "kindling-complex-"));
  after(() => rmSync(folder, { recursive: true }));
  const all = (): Record<string, Tensor> => {
    const whole = z();
    return {
      c: whole,
      z: z().to("complex128").mul(2),
      part: stack([z(), z()]).t().detach(),
      view: noGrad(() => viewAsReal(whole)),
      leaf: z().requiresGrad_(),
    };
  };
  test("saved and loaded here", async () => {
    const path = join(folder, "own.pt");
    await save(all(), path);
    const back = (await load(path)) as Record<string, Tensor>;
    for (const [k, t] of Object.entries(all()))
      assert.deepEqual(
        [back[k]!.dtype, back[k]!.stride(), back[k]!.tolist(), back[k]!.requiresGrad],
        [t.dtype, t.stride(), t.tolist(), t.requiresGrad],
        k,
      );
  });
  test("both ways with PyTorch", { skip: python?.torch !== true }, async () => {
    const ours = join(folder, "ours.pt"),
      theirs = join(folder, "theirs.pt");
    await save(all(), ours);
    const said = runPython(
      `
import sys, torch
d = torch.load(sys.argv[1])
for k, t in d.items(): print(k, t.dtype, tuple(t.shape), t.stride(), t.resolve_conj().tolist(), t.requires_grad)
torch.save({k: t.detach() * 2 if k != "part" else t for k, t in d.items()}, sys.argv[2])
`,
      ours,
      theirs,
    );
    assert.equal(
      said,
      [
        "c torch.complex64 (2,) (1,) [(1+2j), (-3+0.5j)] False",
        "z torch.complex128 (2,) (1,) [(2+4j), (-6+1j)] False",
        "part torch.complex64 (2, 2) (1, 2) [[(1+2j), (1+2j)], [(-3+0.5j), (-3+0.5j)]] False",
        "view torch.float32 (2, 2) (2, 1) [[1.0, 2.0], [-3.0, 0.5]] False",
        "leaf torch.complex64 (2,) (1,) [(1+2j), (-3+0.5j)] True",
        "",
      ].join("\n"),
    );
    const back = (await load(theirs)) as Record<string, Tensor>;
    assert.deepEqual(
      [
        back["c"]!.dtype,
        back["c"]!.tolist(),
        back["z"]!.dtype,
        back["z"]!.tolist(),
        back["part"]!.stride(),
        back["part"]!.tolist(),
      ],
      [
        "complex64",
        [
          { re: 2, im: 4 },
          { re: -6, im: 1 },
        ],
        "complex128",
        [
          { re: 4, im: 8 },
          { re: -12, im: 2 },
        ],
        [1, 2],
        all()["part"]!.tolist(),
      ],
    );
  });
});
