// Runs also without code from text.
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import {
  arange,
  cat,
  enableGrad,
  grad,
  gradcheck,
  gradgradcheck,
  isGradEnabled,
  KindlingError,
  noGrad,
  ones,
  setGradEnabled,
  stack,
  type Tensor,
  tensor,
  zeros,
} from "kindling";

// PyTorch's rules for backward: what is a leaf, what accumulates, what is freed, what is an error.

const leaf = (...values: number[]): Tensor => tensor(values, { requiresGrad: true });
const list = (t: Tensor | null): unknown => t?.tolist() ?? null;
/** The error's code, and that its first line is this sentence. */
const fails =
  (code: string, sentence: string) =>
  (e: unknown): boolean => {
    assert.ok(e instanceof KindlingError, String(e));
    assert.equal(e.message.split("\n")[0], sentence);
    assert.equal(e.code, code);
    return true;
  };

describe("leaves and graphs", () => {
  test("what the user makes is a leaf; what an op makes is not", () => {
    const x = leaf(1, 2),
      y = x.mul(2),
      z = tensor([1]).mul(2);
    assert.deepEqual(
      [x.isLeaf, y.isLeaf, z.isLeaf, x.requiresGrad, y.requiresGrad, z.requiresGrad],
      [true, false, true, true, true, false],
    );
    assert.deepEqual(
      [x.gradFn, y.gradFn?.name, y.detach().requiresGrad, y.detach().isLeaf],
      [null, "MulBackward0", false, true],
    );
  });

  test("requiresGrad spreads from any input, and only to floats", () => {
    const x = leaf(1, 2);
    assert.equal(tensor([1, 2]).add(x).requiresGrad, true);
    assert.equal(x.gt(0).requiresGrad, false);
    assert.equal(x.argmax().requiresGrad, false);
    assert.equal(x.long().requiresGrad, false);
  });

  test("only leaves change requiresGrad", () => {
    const x = tensor([1, 2]);
    assert.equal(x.requiresGrad_(), x);
    const y = x.mul(2);
    y.requiresGrad = true; // is so already
    assert.throws(
      () => {
        y.requiresGrad = false;
      },
      fails(
        "requires-grad-leaf",
        "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach().",
      ),
    );
    x.requiresGrad = false;
    assert.equal(x.mul(2).requiresGrad, false);
  });

  test("gradients add up over calls, uses and paths", () => {
    const x = leaf(1, 2);
    const y = x.mul(x).add(x);
    y.sum().backward();
    assert.deepEqual(list(x.grad), [3, 5]);
    x.mul(10).sum().backward();
    assert.deepEqual(list(x.grad), [13, 15]);
    x.grad = null;
    x.mul(10).sum().backward();
    assert.deepEqual(list(x.grad), [10, 10]);
  });

  test("a leaf is its own root", () => {
    const x = tensor(3, { requiresGrad: true });
    x.backward();
    assert.equal(x.grad!.item(), 1);
    const v = leaf(1, 2);
    v.backward(tensor([5, 6]));
    assert.deepEqual(list(v.grad), [5, 6]);
  });

  test("backward of several elements needs a gradient of their shape; its dtype follows", () => {
    const x = leaf(1, 2),
      y = x.mul(3);
    assert.throws(
      () => y.backward(),
      fails("backward-scalar", "grad can be implicitly created only for scalar outputs"),
    );
    assert.throws(
      () => y.backward(ones(3)),
      fails(
        "grad-shape",
        "Mismatch in shape: grad_output[0] has a shape of torch.Size([3]) and output[0] has a shape of torch.Size([2]).",
      ),
    );
    y.backward(tensor([1, 10], { dtype: "int64" }));
    assert.deepEqual(list(x.grad), [3, 30]);
    assert.throws(
      () => tensor([1]).sum().backward(),
      fails("no-grad-fn", "element 0 of tensors does not require grad and does not have a grad_fn"),
    );
  });

  test("a graph that saved something serves once, unless it is retained", () => {
    const sentence =
      "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after calling backward.";
    const x = leaf(1, 2),
      z = x.mul(x).sum();
    z.backward(undefined, { retainGraph: true });
    z.backward();
    assert.deepEqual(list(x.grad), [4, 8]);
    assert.throws(() => z.backward(), fails("backward-twice", sentence));
    const s = leaf(1, 2),
      sum = s.add(1).sum(); // nothing saved: PyTorch lets it pass
    sum.backward();
    sum.backward();
    assert.deepEqual(list(s.grad), [2, 2]);
  });

  test("a failed backward leaves nothing behind that hurts the next", () => {
    const x = leaf(1, 2),
      y = x.mul(x),
      z = y.exp().add(y);
    const hook = y.registerHook(() => {
      throw new Error("no");
    });
    assert.throws(() => z.sum().backward(), /no/);
    hook.remove();
    const again = x.mul(x).sum();
    again.backward();
    assert.deepEqual(list(x.grad), [2, 4]);
    assert.equal(isGradEnabled(), true);
  });

  test("int inputs get no gradient, mixed dtypes get their own", () => {
    const x = leaf(1, 2),
      y = tensor([3, 4], { dtype: "float64", requiresGrad: true }),
      i = tensor([5, 6], { dtype: "int64" });
    const z = x.mul(y).mul(i);
    assert.equal(z.dtype, "float64");
    z.sum().backward();
    assert.deepEqual([list(x.grad), x.grad!.dtype], [[15, 24], "float32"]);
    assert.deepEqual([list(y.grad), y.grad!.dtype], [[5, 12], "float64"]);
    assert.equal(i.grad, null);
  });

  test("an assigned gradient must fit", () => {
    const x = leaf(1, 2);
    x.grad = tensor([7, 8]);
    x.sum().backward();
    assert.deepEqual(list(x.grad), [8, 9]);
    assert.throws(
      () => {
        x.grad = ones(3);
      },
      fails("grad-assign", "assigned grad has data of a different size"),
    );
    assert.throws(
      () => {
        x.grad = ones(2, { dtype: "float64" });
      },
      fails("grad-assign", "assigned grad has data of a different type"),
    );
    assert.throws(
      () => {
        x.grad = 3 as never;
      },
      fails("grad-assign", "assigned grad expected to be a Tensor or null but got grad of type number"),
    );
  });
});

describe("grad()", () => {
  test("gives gradients and touches no .grad", () => {
    const x = leaf(1, 2),
      y = leaf(3, 4);
    const [gx, gy] = grad(x.mul(y).sum(), [x, y]);
    assert.deepEqual([list(gx), list(gy), x.grad, y.grad], [[3, 4], [1, 2], null, null]);
  });

  test("of several outputs, each with its own start", () => {
    const x = leaf(1, 2);
    const [g] = grad([x.mul(2), x.mul(x)], [x], { gradOutputs: [tensor([1, 1]), tensor([10, 100])] });
    assert.deepEqual(list(g), [22, 402]);
    assert.throws(
      () => grad(x.mul(2), [x], { gradOutputs: ones(3) }),
      fails(
        "grad-shape",
        "Mismatch in shape: grad_output[0] has a shape of torch.Size([3]) and output[0] has a shape of torch.Size([2]).",
      ),
    );
  });

  test("with respect to a tensor in the middle", () => {
    const x = leaf(1, 2),
      y = x.mul(3),
      z = y.mul(y).sum();
    const [gy, gx] = grad(z, [y, x]);
    assert.deepEqual(
      [list(gy), list(gx)],
      [
        [6, 12],
        [18, 36],
      ],
    );
  });

  test("unused inputs are an error, or null", () => {
    const x = leaf(1, 2),
      other = leaf(3);
    assert.throws(
      () => grad(x.sum(), [other]),
      fails(
        "grad-unused",
        "One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if this is the desired behavior.",
      ),
    );
    assert.deepEqual(grad(x.sum(), [other], { allowUnused: true }), [null]);
    assert.throws(
      () => grad(x.sum(), [tensor([1])]),
      fails("grad-input", "One of the differentiated Tensors does not require grad"),
    );
  });

  test("derivatives of higher order", () => {
    const x = tensor(2, { dtype: "float64", requiresGrad: true });
    let d = x.pow(5);
    const seen: number[] = [];
    for (let i = 0; i < 4; i++) {
      [d] = grad(d, [x], { createGraph: true });
      seen.push(d.item());
    }
    assert.deepEqual(seen, [80, 160, 240, 240]);
    x.sin().backward(undefined, { createGraph: true });
    assert.equal(x.grad!.requiresGrad, true); // .grad of a graph that was created has a history itself
  });

  test("a Hessian-vector product agrees with the formula", () => {
    const x = tensor([1, 2, 3], { dtype: "float64", requiresGrad: true }),
      v = tensor([1, 0, -1], { dtype: "float64" });
    const f = x.mul(x).sum().mul(x.sum()); // ∂²f = 2 x_i + 2 x_j + 2 δ Σx
    const [g] = grad(f, [x], { createGraph: true });
    const [hv] = grad(g.mul(v).sum(), [x]);
    assert.deepEqual(
      list(hv),
      [8, -4, -16].map((_, i) =>
        [0, 1, 2].reduce((s, j) => s + (2 * (i + 1) + 2 * (j + 1) + (i === j ? 12 : 0)) * [1, 0, -1][j]!, 0),
      ),
    );
  });
});

describe("grad mode", () => {
  test("nests, and is put back by return and by throw", () => {
    const x = leaf(1);
    noGrad(() => {
      assert.equal(x.mul(2).requiresGrad, false);
      enableGrad(() => {
        assert.equal(x.mul(2).requiresGrad, true);
        setGradEnabled(false, () => assert.equal(isGradEnabled(), false));
        assert.equal(isGradEnabled(), true);
      });
      assert.equal(isGradEnabled(), false);
      assert.throws(
        () =>
          enableGrad(() => {
            throw new Error("out");
          }),
        /out/,
      );
      assert.equal(isGradEnabled(), false);
    });
    assert.throws(
      () =>
        noGrad(() => {
          throw new Error("out");
        }),
      /out/,
    );
    assert.equal(isGradEnabled(), true);
    assert.equal(
      noGrad(() => 7),
      7,
    );
  });

  test("a leaf made inside noGrad may still require gradients", () => {
    const w = noGrad(() => ones(2, { requiresGrad: true }));
    assert.equal(w.requiresGrad, true);
    w.sum().backward();
    assert.deepEqual(list(w.grad), [1, 1]);
  });

  test("backward does not record itself, unless asked to", () => {
    const x = leaf(1, 2),
      y = x.mul(x);
    const modes: boolean[] = [];
    y.registerHook(() => {
      modes.push(isGradEnabled());
    });
    y.sum().backward(undefined, { retainGraph: true });
    y.sum().backward(undefined, { createGraph: true });
    assert.deepEqual(modes, [false, true]);
    assert.equal(isGradEnabled(), true);
  });
});

test("graphs a hundred thousand ops deep: forward, printing and backward", () => {
  const n = 100_000;
  const x = leaf(1, 1);
  let y: Tensor = x;
  for (let i = 0; i < n; i++) y = i % 3 === 0 ? y.add(x) : i % 3 === 1 ? y.sub(x) : y.view(2);
  assert.match(String(y), /grad_fn=<AddBackward0>/);
  y.sum().backward();
  const places = Array.from({ length: n }, (_, i) => (i % 3 === 0 ? 1 : i % 3 === 1 ? -1 : 0)).reduce<number>(
    (a, b) => a + b,
    1,
  );
  assert.deepEqual(list(x.grad), [places, places]);

  const p = leaf(1, 2);
  const z = p.mul(1);
  for (let i = 0; i < n; i++) z.add_(1); // as deep, in place
  z.sum().backward();
  assert.deepEqual(list(p.grad), [1, 1]);

  let v: Tensor = leaf(1, 2).mul(1);
  for (let i = 0; i < n; i++) v = v.view(2); // views of views
  v.add_(1);
  assert.match(v.gradFn!.name, /^AsStrided/);
});

test("a wide graph: one tensor used many times", () => {
  const x = leaf(1);
  const parts = Array.from({ length: 2000 }, (_, i) => x.mul(i));
  cat(parts).sum().backward();
  assert.deepEqual(list(x.grad), [(1999 * 2000) / 2]);
});

test("what flows through stack, cat, indexing and reductions together", () => {
  const x = tensor(
      [
        [0.5, 1.5],
        [2.5, -1],
      ],
      { dtype: "float64", requiresGrad: true },
    ),
    i = tensor([1, 0, 1], { dtype: "int64" });
  const f = (a: Tensor): Tensor =>
    stack([a.get(i).sum(0), cat([a.select(1, 0).sin(), a.diagonal()]).narrow(0, 1, 2)])
      .mul(a)
      .logsumexp(0);
  gradcheck(f, [x]);
  gradgradcheck(f, [x]);
});

test("gradcheck finds a wrong gradient and refuses what it cannot check", () => {
  const x = tensor([0.5, 1.5], { dtype: "float64", requiresGrad: true });
  assert.throws(
    () => gradcheck((a) => a.mul(a.detach()), [x]),
    (e) => e instanceof KindlingError && e.code === "gradcheck",
  );
  assert.equal(
    gradcheck((a) => a.mul(a.detach()), [x], { raiseException: false }),
    false,
  );
  assert.equal(
    gradcheck((a) => a.mul(a), [x]),
    true,
  );
  assert.throws(
    () => gradcheck((a) => a, [leaf(1)]),
    (e) => e instanceof KindlingError && e.code === "gradcheck-input",
  );
  assert.throws(
    () => gradcheck((a) => a, [zeros(1, { dtype: "float64" })]),
    (e) => e instanceof KindlingError && e.code === "gradcheck-input",
  );
});

test("the graph can be walked by name", () => {
  const x = leaf(1, 2),
    y = x.mul(2).add(arange(2));
  assert.equal(y.gradFn!.name, "AddBackward0");
  assert.deepEqual(
    y.gradFn!.nextFunctions.map((f) => f?.name ?? null),
    ["MulBackward0", null],
  );
  assert.equal(y.gradFn!.nextFunctions[0]!.nextFunctions[0]!.name, "AccumulateGrad");
});
