import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { gradcheck, gradgradcheck, KindlingError, noGrad, ones, slice, Tensor, tensor, zeros } from "kindling";
import { registry } from "#src/core/op.js";

// Changing tensors in place under autograd. Values and gradients of views that are changed are among the goldens
// ("script"); here are the rules, and the gradients of every in-place op against finite differences.

const leaf = (...values: number[]): Tensor => tensor(values, { requiresGrad: true });
const saying =
  (sentence: string, code?: string) =>
  (e: unknown): boolean => {
    assert.ok(e instanceof KindlingError, String(e));
    assert.ok(e.message.startsWith(sentence), e.message);
    if (code !== undefined) assert.equal(e.code, code);
    return true;
  };

describe("what may be changed", () => {
  const leafSentence = "a leaf Variable that requires grad is being used in an in-place operation.";
  test("no leaf that requires gradients, nor a view of one", () => {
    const changes: ((x: Tensor) => unknown)[] = [
      (x) => x.add_(1),
      (x) => x.mul_(2),
      (x) => x.zero_(),
      (x) => x.fill_(3),
      (x) => x.copy_(ones(2)),
      (x) => x.set([0], 1),
      (x) => x.clamp_(0, 1),
      (x) => x.normal_(),
      (x) => x.exp_(),
      (x) => x.set([x.gt(0)], 0),
    ];
    for (const change of changes) {
      const x = leaf(1, 2);
      assert.throws(() => change(x), saying("a ", "inplace-leaf"), String(change));
      assert.deepEqual(x.tolist(), [1, 2], `${String(change)} wrote before it failed`);
      noGrad(() => change(x)); // inside noGrad it may
      assert.equal(x.isLeaf && x.requiresGrad, true);
    }
    assert.throws(() => leaf(1, 2).add_(1), saying(leafSentence));
    assert.throws(
      () => leaf(1, 2).view(2).add_(1),
      saying("a view of a leaf Variable that requires grad is being used in an in-place operation."),
    );
    assert.throws(() => leaf(1, 2).get(slice(0, 1)).zero_(), saying("a view of a leaf"));
  });

  test("a leaf that requires none may, and gets a history", () => {
    const x = leaf(1, 2),
      buffer = zeros(2);
    buffer.add_(x);
    assert.deepEqual([buffer.isLeaf, buffer.requiresGrad, buffer.gradFn!.name], [false, true, "AddBackward0"]);
    buffer.mul(buffer).sum().backward();
    assert.deepEqual(x.grad!.tolist(), [2, 4]);
  });

  test("no view made in noGrad, once gradients are on", () => {
    const y = leaf(1, 2).exp();
    const v = noGrad(() => y.view(2));
    assert.throws(
      () => v.mul_(2),
      saying(
        "A view was created in no_grad mode and is being modified inplace with grad mode enabled.",
        "inplace-view-nograd",
      ),
    );
    noGrad(() => v.mul_(2));
  });

  test("no memory place that stands for several elements", () => {
    assert.throws(
      () => ones(1).expand(3).add_(1),
      saying(
        "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation.",
        "inplace-overlap",
      ),
    );
    ones(1).expand(1).add_(1);
  });

  test("shape and dtype stay", () => {
    assert.throws(
      () => ones(3).add_(ones(2, 3)),
      saying("output with shape [3] doesn't match the broadcast shape [2, 3]", "inplace-shape"),
    );
    assert.throws(
      () => ones(3, { dtype: "int64" }).add_(ones(3)),
      saying("result type Float can't be cast to the desired output type Long", "inplace-dtype"),
    );
    assert.throws(
      () => ones(3, { dtype: "bool" }).add_(ones(3, { dtype: "int64" })),
      saying("result type Long can't be cast to the desired output type Bool"),
    );
    assert.equal(ones(3, { dtype: "uint8" }).add_(ones(3, { dtype: "int64" })).dtype, "uint8");
    assert.equal(ones(3).add_(ones(3, { dtype: "float64" })).dtype, "float32");
  });

  test("in-place ops give their tensor back", () => {
    const x = ones(2, 2);
    assert.equal(x.add_(1), x);
    assert.equal(x.set([0], 5), x);
    assert.equal(x.clamp_(0, 1), x);
    assert.equal(x.detach_(), x);
  });
});

describe("versions", () => {
  const modified = (what: string): string =>
    `one of the variables needed for gradient computation has been modified by an inplace operation: [torch.FloatTensor [2]], which is output 0 of ${what}, is at version 1; expected version 0 instead.`;
  test("a saved tensor that was changed is noticed in backward", () => {
    const y = leaf(1, 2).mul(2),
      z = y.mul(y);
    y.add_(1);
    assert.throws(() => z.sum().backward(), saying(modified("AddBackward0"), "inplace-saved"));
  });
  test("so is a saved result", () => {
    const y = leaf(1, 2).exp(),
      z = y.sum();
    y.add_(1);
    assert.throws(() => z.backward(), saying(modified("AddBackward0")));
  });
  test("also through a view, of the tensor or by the tensor", () => {
    const y = leaf(1, 2).mul(2),
      z = y.mul(y);
    y.view(2).get(0).add_(1);
    assert.throws(() => z.sum().backward(), saying(modified("CopySlices")));
    const w = leaf(1, 2).mul(2),
      v = w.view(2),
      s = v.mul(v);
    w.mul_(2);
    assert.throws(
      () => s.sum().backward(),
      (e) => e instanceof KindlingError && e.code === "inplace-saved",
    );
  });
  test("what nothing saved may change", () => {
    const x = leaf(1, 2),
      y = x.mul(2),
      z = y.add(1);
    y.zero_();
    z.sum().backward();
    assert.deepEqual(x.grad!.tolist(), [2, 2]);
  });
  test("detach shares the version, clone does not", () => {
    const y = leaf(1, 2).mul(2),
      z = y.mul(y),
      c = y.clone();
    c.add_(1);
    z.sum().backward(undefined, { retainGraph: true });
    y.detach().add_(1);
    assert.throws(
      () => z.sum().backward(),
      (e) => e instanceof KindlingError && e.code === "inplace-saved",
    );
  });
});

test("an operand that is the tensor itself, or overlaps it", () => {
  const x = tensor([1, 2, 3, 4], { dtype: "float64" });
  x.mul_(x);
  assert.deepEqual(x.tolist(), [1, 4, 9, 16]);
  const m = tensor([
    [1, 2],
    [3, 4],
  ]);
  m.add_(m.t());
  assert.deepEqual(m.tolist(), [
    [2, 5],
    [5, 8],
  ]);
  const s = tensor([1, 2, 3, 4]);
  s.get(slice(1, 4)).copy_(s.get(slice(0, 3)));
  assert.deepEqual(s.tolist(), [1, 1, 2, 3]);
  const v = tensor([0.5, -1.5, 2], { dtype: "float64", requiresGrad: true });
  for (const f of [
    (a: Tensor) => {
      const y = a.clone();
      return y.mul_(y);
    },
    (a: Tensor) => {
      const y = a.clone();
      y.get(slice(1, 3)).mul_(y.get(slice(0, 2)));
      return y;
    },
    (a: Tensor) => {
      const y = a.clone();
      y.get(slice(0, 2)).set([0], y.get(2));
      return y.mul(y);
    },
  ]) {
    gradcheck(f, [v]);
    gradgradcheck(f, [v]);
  }
});

describe("gradients of in-place ops", () => {
  const methods = Tensor.prototype as unknown as Record<string, (this: Tensor, ...a: unknown[]) => Tensor>;
  const inPlace = Object.getOwnPropertyNames(methods).filter((n) => n.endsWith("_") && registry.has(n.slice(0, -1)));
  for (const name of inPlace) {
    const op = registry.get(name.slice(0, -1))!;
    if (
      op.kind !== "elementwise" ||
      op.grad === undefined ||
      op.arity > 2 ||
      op.grad.some((rule) => rule !== null && "underivable" in rule)
    )
      continue;
    test(name, () => {
      const [lo, hi] = op.domain;
      const draw = (seed: number): Tensor =>
        tensor(
          Array.from({ length: 4 }, (_, i) => lo + (hi - lo) * ((((i + seed) * 617) % 1000) / 1000)),
          { dtype: "float64", requiresGrad: true },
        )
          .detach()
          .requiresGrad_();
      const xs = op.arity === 1 ? [draw(1)] : [draw(1), draw(3)];
      const whole = (x: Tensor, ...rest: Tensor[]): Tensor => methods[name]!.call(x.mul(1), ...rest);
      const onSlice = (x: Tensor, ...rest: Tensor[]): Tensor => {
        const y = x.mul(1);
        methods[name]!.call(y.get(slice(1, 3)), ...rest.map((r) => r.get(slice(0, 2))));
        return y;
      };
      for (const f of [whole, onSlice]) {
        gradcheck(f, xs);
        if (op.twice) gradgradcheck(f, xs);
      }
    });
  }
});
