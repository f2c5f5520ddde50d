import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { enableGrad, KindlingError, ones, type Tensor, tensor, zeros } from "kindling";

const leaf = (...values: number[]): Tensor => tensor(values, { requiresGrad: true });
const list = (t: Tensor | null | undefined): unknown => t?.tolist() ?? null;

describe("hooks", () => {
  test("run in order, each with what the one before gave", () => {
    const x = leaf(1, 2),
      y = x.mul(3),
      seen: unknown[] = [];
    y.registerHook((g) => {
      seen.push(["first", list(g)]);
      return g.mul(10);
    });
    y.registerHook((g) => {
      seen.push(["second", list(g)]);
    });
    x.registerHook((g) => {
      seen.push(["leaf", list(g)]);
      return g.add(0.5);
    });
    y.sum().backward();
    assert.deepEqual(seen, [
      ["first", [1, 1]],
      ["second", [10, 10]],
      ["leaf", [30, 30]],
    ]);
    assert.deepEqual(list(x.grad), [30.5, 30.5]);
  });

  test("can be removed, and run in every backward", () => {
    const x = leaf(1),
      y = x.mul(2);
    let calls = 0;
    const hook = y.registerHook(() => {
      calls++;
    });
    y.sum().backward(undefined, { retainGraph: true });
    y.sum().backward(undefined, { retainGraph: true });
    hook.remove();
    hook.remove();
    y.sum().backward();
    assert.equal(calls, 2);
  });

  test("see the whole gradient of a tensor that is used twice", () => {
    const x = leaf(1),
      y = x.mul(2),
      seen: unknown[] = [];
    y.registerHook((g) => {
      seen.push(list(g));
    });
    y.add(y).add(y.mul(5)).sum().backward();
    assert.deepEqual(seen, [[7]]);
  });

  test("must keep the shape, and need a gradient to watch", () => {
    const x = leaf(1, 2);
    x.registerHook(() => zeros(3));
    assert.throws(
      () => x.sum().backward(),
      (e) =>
        e instanceof KindlingError &&
        e.code === "hook-shape" &&
        /^hook '.*' has changed the size of value/.test(e.message),
    );
    assert.throws(
      () => tensor([1]).registerHook(() => {}),
      (e) =>
        e instanceof KindlingError &&
        e.message.startsWith("cannot register a hook on a tensor that doesn't require gradient"),
    );
  });

  test("may run a backward of their own, also through nodes that the outer one is at", () => {
    const x = leaf(1, 2),
      shared = x.mul(x),
      y = shared.mul(3);
    const inner: unknown[] = [];
    y.registerHook((g) => {
      const w = leaf(4);
      enableGrad(() => w.mul(w).sum()).backward(); // a pass does not record unless asked to
      inner.push(list(w.grad));
      shared.backward(ones(2), { retainGraph: true }); // meets what the outer pass has counted
      inner.push(list(x.grad));
      return g;
    });
    y.add(shared).sum().backward();
    assert.deepEqual(inner, [[8], [2, 4]]);
    assert.deepEqual(list(x.grad), [2 + 8, 4 + 16]);
  });
});

describe("retainGrad", () => {
  test("keeps the gradient of what is no leaf, and adds up", () => {
    const x = leaf(1, 2),
      y = x.mul(2);
    y.retainGrad();
    y.retainGrad();
    y.mul(y).sum().backward(undefined, { retainGraph: true });
    assert.deepEqual(
      [list(y.grad), list(x.grad)],
      [
        [4, 8],
        [8, 16],
      ],
    );
    y.sum().backward();
    assert.deepEqual(list(y.grad), [5, 9]);
  });
  test("is nothing new for a leaf, and an error without gradients", () => {
    const x = leaf(1);
    x.retainGrad();
    x.sum().backward();
    assert.deepEqual(list(x.grad), [1]);
    assert.throws(
      () => tensor([1]).retainGrad(),
      (e) =>
        e instanceof KindlingError && e.message.startsWith("can't retain_grad on Tensor that has requires_grad=False"),
    );
  });
});

describe("a .grad shares memory with nothing else", () => {
  /** Changes one gradient and looks at the other. */
  const apart = (a: Tensor, b: Tensor, what: string): void => {
    const before = list(b);
    a.add_(100);
    assert.deepEqual(list(b), before, what);
  };

  test("two leaves that one gradient reaches", () => {
    const ways: Record<string, (x: Tensor, y: Tensor) => Tensor> = {
      add: (x, y) => x.add(y).sum(),
      "add, times something": (x, y) =>
        x
          .add(y)
          .mul(tensor([2, 3]))
          .sum(),
      view: (x, y) => x.view(2, 1).add(y.view(2, 1)).mul(3).sum(),
      transpose: (x, y) => x.view(1, 2).t().add(y.view(1, 2).t()).mul(3).sum(),
      expand: (x, y) => x.expand(2, 2).add(y.expand(2, 2)).mul(3).sum(),
      reshape: (x, y) => x.reshape(2, 1).mul(2).add(y.reshape(2, 1).mul(1)).sum(),
      clone: (x, y) => x.clone().add(y.clone()).exp().sum(),
      "the same gradient through a reduction": (x, y) => x.sum().add(y.sum()),
    };
    for (const [what, f] of Object.entries(ways)) {
      const x = leaf(1, 2),
        y = leaf(3, 4);
      f(x, y).backward();
      apart(x.grad!, y.grad!, what);
      apart(y.grad!, x.grad!, what);
    }
  });

  test("a leaf and the gradient that the user passed", () => {
    for (const f of [(x: Tensor) => x.add(0), (x: Tensor) => x.view(2), (x: Tensor) => x.clone(), (x: Tensor) => x]) {
      const x = leaf(1, 2),
        g = tensor([5, 6]);
      f(x).backward(g);
      apart(x.grad!, g, "passed");
      apart(g, x.grad!, "passed");
    }
  });

  test("a leaf and what a hook has kept or given", () => {
    const x = leaf(1, 2),
      y = x.add(0),
      kept: Tensor[] = [];
    y.registerHook((g) => {
      kept.push(g);
    });
    x.registerHook((g) => {
      kept.push(g);
    });
    y.mul(tensor([2, 3]))
      .sum()
      .backward();
    kept.forEach((g) => apart(x.grad!, g, "kept"));
    const z = leaf(1, 2);
    let received: Tensor | undefined;
    z.registerHook(() => (received = ones(2)));
    z.mul(2).sum().backward();
    apart(z.grad!, received!, "given");
  });

  test("a leaf and a retained gradient", () => {
    const x = leaf(1, 2),
      y = x.add(0);
    y.retainGrad();
    y.mul(tensor([2, 3]))
      .sum()
      .backward();
    apart(x.grad!, y.grad!, "retained");
    apart(y.grad!, x.grad!, "retained");
  });

  test("a leaf and its own values", () => {
    const x = leaf(1, 2),
      y = leaf(3, 4);
    x.mul(y).sum().backward();
    x.grad!.zero_();
    assert.deepEqual(list(y), [3, 4]);
  });

  test("a second backward adds in place, as PyTorch does", () => {
    const x = leaf(1, 2);
    x.mul(2).sum().backward();
    const g = x.grad!;
    x.mul(3).sum().backward();
    assert.equal(x.grad, g);
    assert.deepEqual(list(g), [5, 5]);
  });
});
