import { describe, test } from "node:test";
import assert from "node:assert/strict";
import {
  enableGrad,
  Function,
  type FunctionContext,
  grad,
  gradcheck,
  gradgradcheck,
  isGradEnabled,
  KindlingError,
  ones,
  type Tensor,
  tensor,
} from "kindling";

const leaf = (...values: number[]): Tensor => tensor(values, { requiresGrad: true });
const list = (t: Tensor | null | undefined): unknown => t?.tolist() ?? null;
const saying =
  (start: string) =>
  (e: unknown): boolean => {
    assert.ok(e instanceof KindlingError, String(e));
    assert.ok(e.message.startsWith(start), e.message);
    return true;
  };

class Cube extends Function {
  static forward(ctx: FunctionContext, x: Tensor): Tensor {
    ctx.saveForBackward(x);
    return x.mul(x).mul(x);
  }
  static backward(ctx: FunctionContext, g: Tensor): Tensor[] {
    const x = ctx.savedTensors[0]!;
    return [g.mul(x).mul(x).mul(3)];
  }
}

describe("custom functions", () => {
  test("compute without recording, and differentiate by their backward, any number of times", () => {
    const x = tensor([0.5, -1.5], { dtype: "float64", requiresGrad: true });
    gradcheck((a) => Cube.apply(a), [x]);
    gradgradcheck((a) => Cube.apply(a), [x]);
    assert.equal(Cube.apply(x).gradFn!.name, "CubeBackward");
    assert.match(String(Cube.apply(x)), /grad_fn=<CubeBackward>/);
  });

  test("know which inputs want a gradient; other arguments get null", () => {
    const seen: unknown[] = [];
    class Scale extends Function {
      static forward(ctx: FunctionContext, x: Tensor, y: Tensor, factor: number): Tensor {
        seen.push([...ctx.needsInputGrad], isGradEnabled());
        ctx["factor"] = factor;
        return x.add(y).mul(factor);
      }
      static backward(ctx: FunctionContext, g: Tensor): (Tensor | null)[] {
        seen.push(isGradEnabled());
        return [g.mul(ctx["factor"] as number), null, null];
      }
    }
    const x = leaf(1, 2),
      out = Scale.apply(x, ones(2), 4);
    out.sum().backward();
    assert.deepEqual(seen, [[true, false, false], false, false]);
    assert.deepEqual(list(x.grad), [4, 4]);
    assert.equal(Scale.apply(ones(2), ones(2), 4).requiresGrad, false);
  });

  test("notice a saved tensor that was changed", () => {
    const y = leaf(1, 2).mul(1),
      z = Cube.apply(y);
    y.add_(1);
    assert.throws(
      () => z.sum().backward(),
      saying(
        "one of the variables needed for gradient computation has been modified by an inplace operation: [torch.FloatTensor [2]], which is output 0 of AddBackward0, is at version 1; expected version 0 instead.",
      ),
    );
  });

  test("let go of what they saved", () => {
    const x = leaf(1, 2),
      z = Cube.apply(x).sum();
    z.backward(undefined, { retainGraph: true });
    z.backward();
    assert.deepEqual(list(x.grad), [6, 24]);
    assert.throws(() => z.backward(), saying("Trying to backward through the graph a second time"));
  });

  test("an input given back, or a saved tensor given as a gradient, is shared with nobody", () => {
    class Same extends Function {
      static forward(_: FunctionContext, x: Tensor): Tensor {
        return x;
      }
      static backward(_: FunctionContext, g: Tensor): Tensor[] {
        return [g];
      }
    }
    class Constant extends Function {
      static forward(ctx: FunctionContext, x: Tensor): Tensor {
        ctx.saveForBackward(x.mul(0).add(7));
        return x.clone();
      }
      static backward(ctx: FunctionContext): Tensor[] {
        return [ctx.savedTensors[0]!];
      }
    }
    class Twice extends Function {
      static forward(_: FunctionContext, x: Tensor, y: Tensor): Tensor {
        return x.add(y);
      }
      static backward(_: FunctionContext, g: Tensor): Tensor[] {
        const both = g.mul(2);
        return [both, both];
      }
    }
    const x = leaf(1, 2),
      same = Same.apply(x);
    assert.notEqual(same, x);
    assert.equal(same.gradFn!.name, "SameBackward");
    assert.equal(x.isLeaf, true);
    same.mul(3).sum().backward();
    assert.deepEqual(list(x.grad), [3, 3]);

    const c = leaf(1, 2),
      out = Constant.apply(c);
    out.sum().backward(undefined, { retainGraph: true });
    c.grad!.add_(100);
    c.grad = null;
    out.sum().backward();
    assert.deepEqual(list(c.grad), [7, 7]);

    const a = leaf(1, 2),
      b = leaf(3, 4);
    Twice.apply(a, b).sum().backward();
    a.grad!.add_(100);
    assert.deepEqual(list(b.grad), [2, 2]);
  });

  test("must return one gradient per argument, of a shape that fits", () => {
    const make = (grads: (g: Tensor) => (Tensor | null)[]): ((x: Tensor, y: Tensor) => Tensor) => {
      class Pair extends Function {
        static forward(_: FunctionContext, x: Tensor, y: Tensor): Tensor {
          return x.mul(y);
        }
        static backward(_: FunctionContext, g: Tensor): (Tensor | null)[] {
          return grads(g);
        }
      }
      return (x, y) => Pair.apply(x, y);
    };
    const run = (grads: (g: Tensor) => (Tensor | null)[]) => (): void =>
      make(grads)(leaf(1, 2), leaf(3, 4)).sum().backward();
    assert.throws(
      run((g) => [g]),
      saying("function PairBackward returned an incorrect number of gradients (expected 2, got 1)"),
    );
    assert.throws(
      run((g) => [g, g, g]),
      saying("function PairBackward returned an incorrect number of gradients (expected 2, got 3)"),
    );
    assert.throws(
      run((g) => [ones(5), g]),
      saying(
        "Function PairBackward returned an invalid gradient at index 0 - got [5] but expected shape compatible with [2]",
      ),
    );
    run((g) => [g, g, null])(); // a null too many is allowed
    run((g) => [ones(3, 2), g])(); // what was broadcast is summed
  });

  test("must return a tensor from forward", () => {
    class Bad extends Function {
      static forward(...args: [FunctionContext, Tensor]): Tensor {
        return args.length as never;
      }
      static backward(_: FunctionContext, g: Tensor): Tensor[] {
        return [g];
      }
    }
    assert.throws(
      () => Bad.apply(leaf(1)),
      (e) => e instanceof KindlingError && e.code === "function-output",
    );
  });

  test("may run a backward inside", () => {
    class Inner extends Function {
      static forward(ctx: FunctionContext, x: Tensor): Tensor {
        ctx.saveForBackward(x);
        return x.pow(3);
      }
      static backward(ctx: FunctionContext, g: Tensor): Tensor[] {
        const x = ctx.savedTensors[0]!.detach().requiresGrad_();
        const [d] = grad(
          enableGrad(() => x.pow(3).sum()),
          [x],
        );
        return [g.mul(d)];
      }
    }
    const x = leaf(1, 2);
    Inner.apply(x).sum().backward();
    assert.deepEqual(list(x.grad), [3, 12]);
  });
});

describe("custom functions of several outputs", () => {
  class Ends extends Function {
    static forward(ctx: FunctionContext, x: Tensor): [low: Tensor, high: Tensor, twice: Tensor, at: Tensor] {
      ctx.saveForBackward(x);
      return [x.min(), x.max(), x.mul(2), x.argmax()];
    }
    static backward(ctx: FunctionContext, low: Tensor, high: Tensor, twice: Tensor, at: Tensor): Tensor[] {
      assert.deepEqual([low.shape, twice.shape, at.dtype], [[], [3], "int64"]);
      const x = ctx.savedTensors[0]!,
        of = (v: Tensor): Tensor => x.eq(v).to(x.dtype);
      return [of(x.min()).mul(low).add(of(x.max()).mul(high)).add(twice.mul(2))];
    }
  }

  test("backward gets a gradient for each, zeros where nothing depends on one", () => {
    const x = leaf(3, 1, 2);
    const [low, high, twice, at] = Ends.apply(x);
    assert.equal(String(low), "tensor(1., grad_fn=<EndsBackward>)");
    assert.deepEqual([at.item(), at.requiresGrad], [0, false]);
    high.sub(low.mul(3)).backward(undefined, { retainGraph: true });
    assert.deepEqual(list(x.grad), [1, -3, 0]);
    x.grad = null;
    high.mul(twice.sum()).add(low).backward(); // once, with both: 12 + 2 · 3, 2 · 3 + 1, 2 · 3
    assert.deepEqual(list(x.grad), [18, 7, 6]);
    assert.throws(() => low.backward(), saying("Trying to backward through the graph a second time"));
  });

  test("of higher order, and as inputs of grad()", () => {
    class Powers extends Function {
      static forward(ctx: FunctionContext, x: Tensor): Tensor[] {
        ctx.saveForBackward(x);
        return [x.mul(x), x.mul(x).mul(x)];
      }
      static backward(ctx: FunctionContext, a: Tensor, b: Tensor): Tensor[] {
        const x = ctx.savedTensors[0]!;
        return [a.mul(x).mul(2).add(b.mul(x).mul(x).mul(3))];
      }
    }
    const x = tensor([0.5, -1.5], { dtype: "float64", requiresGrad: true });
    gradcheck((v) => Powers.apply(v), [x]);
    gradgradcheck(
      (v) => {
        const [a, b] = Powers.apply(v);
        return a!.mul(b!);
      },
      [x],
    );
    const [a, b] = Powers.apply(x);
    assert.deepEqual(grad(a!.mul(b!).sum(), [a!]).map(list), [[0.125, -3.375]]);
  });

  test("what forward and backward must give", () => {
    class None extends Function {
      static forward(_: FunctionContext, x: Tensor): void {
        x.mul(2);
      }
      static backward(): Tensor[] {
        return [];
      }
    }
    class Text extends Function {
      static forward(_: FunctionContext, x: Tensor): Tensor {
        return x.mul(2);
      }
      static backward(): Tensor[] {
        return ["2" as never];
      }
    }
    assert.throws(() => None.apply(leaf(1)), saying("None.forward must return a Tensor, but got undefined"));
    assert.throws(
      () => Text.apply(leaf(1)).sum().backward(),
      saying("function TextBackward returned a string where a gradient is expected"),
    );
  });
});
