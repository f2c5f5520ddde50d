// Planning takes work in proportion to what is planned.
import { work } from "../count.js";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cat, compile, manualSeed, nn, noGrad, optim, rand, type Tensor, zeros } from "kindling";
import { eagerKernel, sumsUp } from "#src/engine/wasm/kernels.js";
import { interpreterEngine } from "#src/engine/interpreter/interpreter.js";
import { listEngines } from "#src/engine/engine.js";
import { k } from "#src/ir/builder.js";
import { kernelKey } from "#src/ir/equal.js";
import type { Expr } from "#src/ir/expr.js";
import type { Kernel } from "#src/ir/kernel.js";
import { printKernel } from "#src/ir/print.js";
import { splitProduct } from "#src/render/wasm/product.js";
import { specialize } from "#src/ir/specialize.js";
import { verify } from "#src/ir/verify.js";

test("work is counted", () => {
  const loop = (n: number): void => {
    let s = 0;
    for (let i = 0; i < n; i++) s += i % 7;
    assert.ok(s > 0);
  };
  const [few, many] = [work(() => loop(1_000)), work(() => loop(100_000))];
  assert.ok(many > few + 90_000, `${few}, then ${many}`);
});

/** What it takes to record a function for the second time, plan it, and run that; each size is another function. */
function planning(make: (n: number) => () => void, n: number): number {
  const step = make(n);
  step();
  return work(() => {
    step();
    step();
  });
}

/** Doubling the size must not do more than double the work, but for a tenth or so. */
function linear(what: string, make: (n: number) => () => void, sizes: readonly number[]): void {
  test(what, () => {
    planning(make, sizes[0]!); // what is made once in a process
    const counts = sizes.map((n) => planning(make, n));
    for (let i = 1; i < counts.length; i++)
      assert.ok(counts[i]! <= 2.3 * counts[i - 1]!, `${sizes.join()}: ${counts.join()} pieces of code ran`);
  });
}

/** A training step of a network that is unrolled over `n` times. */
function unrolled(n: number): () => void {
  manualSeed(0);
  const cell = new nn.LSTMCell(2, 3),
    out = new nn.Linear(3, 1),
    optimizer = new optim.SGD([...cell.parameters(), ...out.parameters()], { lr: 0.01 });
  const step = compile((x: Tensor) => {
    optimizer.zeroGrad();
    let h = zeros(2, 3),
      c = zeros(2, 3);
    const outs: Tensor[] = [];
    for (const t of x.split(1, 0)) {
      [h, c] = cell(t.squeeze(0), [h, c]);
      outs.push(out(h));
    }
    cat(outs, 1).pow(2).mean().backward();
    optimizer.step();
  });
  const x = rand(n, 2, 2);
  return () => {
    step(x);
  };
}

/** Layers that all read the same tensor, and others that are read by all. */
function shared(n: number): () => void {
  const layers = Array.from({ length: n }, (_, i) => new nn.Linear(4, 4, { bias: i % 2 === 0 })),
    mask = rand(4, 4);
  const step = compile((x: Tensor) => {
    const all: Tensor[] = [];
    let y = x;
    for (const l of layers) {
      y = l(y).mul(mask).tanh().add(x);
      all.push(y.mul(mask));
    }
    return all.reduce((a, b) => a.add(b));
  });
  const x = rand(4, 4);
  return () => {
    noGrad(() => step(x));
  };
}

describe("planning grows no faster than what is planned", () => {
  linear("a network unrolled in time, with its backward", unrolled, [20, 40, 80, 160]);
  linear("layers that share what they read", shared, [40, 80, 160]);
  linear(
    "layers that use their argument three times",
    (n) => {
      const model = new nn.Sequential(...Array.from({ length: n }, () => new nn.LeakyReLU(0.5))),
        x = rand(2, 3);
      const f = compile((y: Tensor) => model(y) as Tensor);
      return () => {
        noGrad(() => f(x));
      };
    },
    [100, 200, 400],
  ); // kernels have so many operations at most, which the first of these reaches
  linear(
    "optimizers of many parameters",
    (n) => {
      const weights = Array.from({ length: n }, (_, i) => rand(2 + (i % 3), 3, { requiresGrad: true })),
        optimizer = new optim.Adam(weights);
      const step = compile(() => {
        optimizer.zeroGrad();
        weights
          .reduce((s, w) => s.add(w.pow(2).sum()), zeros(1))
          .sum()
          .backward();
        optimizer.step();
      });
      step();
      return () => {
        step();
      };
    },
    [20, 40, 80],
  );
});

test("a plan for a long chain is explained in as many words as it has kernels", () => {
  const explained = (n: number): number => {
    const model = new nn.Sequential(...Array.from({ length: n }, () => new nn.LeakyReLU(0.5))),
      f = compile((y: Tensor) => model(y) as Tensor),
      x = rand(2, 3);
    noGrad(() => {
      for (let i = 0; i < 3; i++) f(x);
    });
    return f.explain().length;
  };
  const [short, long] = [explained(50), explained(100)];
  assert.ok(long < 2.5 * short && long < 50_000, `${short}, ${long}`);
});

// x + x, of that again, and so on: a graph of n nodes, and a tree of 2^n.
function doubled(n: number, reduce: boolean): Kernel<number> {
  const index = { offset: 0, strides: reduce ? [4, 1] : [1] };
  let x: Expr<number> = k.load(0, "float32", index);
  for (let i = 0; i < n; i++) x = k.add(x, x);
  if (reduce) {
    x = k.reduce("sum", [1], k.mul(x, x));
    for (let i = 0; i < n; i++) x = k.add(x, x);
  }
  return {
    name: "doubled",
    inputs: ["float32"],
    params: [],
    ints: 0,
    axes: [{ size: 8, kind: "parallel" }, ...(reduce ? [{ size: 4, kind: "reduce" as const }] : [])],
    outputs: [{ dtype: "float32", index: { offset: 0, strides: reduce ? [1, 0] : [1] }, value: x }],
  };
}

describe("an expression that is used twice, within one that is used twice, 60 deep", () => {
  const ways: Record<string, (kernel: Kernel<number>) => void> = {
    printKernel,
    kernelKey,
    verify,
    splitProduct,
    sumsUp,
    specialize: (kernel) => {
      specialize(kernel, []);
    },
    interpreter: (kernel) => {
      interpreterEngine.prepare(kernel);
    },
    "kernels on wasm": (kernel) => {
      eagerKernel(kernel, () => null, true);
    },
  };
  for (const engine of listEngines()) {
    ways[`the ${engine.name} engine`] = (kernel) => {
      const data = new Float32Array(32).fill(1),
        out = new Float32Array(8),
        inside = (count: number): object => ({ dtype: "float32", count });
      engine.prepare(kernel)?.([out, data], [], []);
      engine
        .program?.({
          arena: 0,
          steps: [{ kind: "kernel", kernel, buffers: [1, 0], offsets: [0, 0], params: [] }],
          buffers: [
            {
              ...inside(32),
              dtype: "float32",
              count: 32,
              constant: null,
              place: { kind: "external", holder: { data } },
            },
            {
              ...inside(8),
              dtype: "float32",
              count: 8,
              constant: null,
              place: { kind: "external", holder: { data: out } },
            },
          ],
        })
        ?.run([]);
    };
  }
  for (const [name, walk] of Object.entries(ways))
    for (const reduce of [false, true]) {
      test(`${name}${reduce ? ", in a sum" : ""}`, () => {
        walk(doubled(2, reduce));
        const [some, more] = [work(() => walk(doubled(6, reduce))), work(() => walk(doubled(12, reduce)))];
        assert.ok(more < 4 * some + 10_000, `${some}, then ${more} pieces of code ran`); // else the next line would never end
        walk(doubled(60, reduce));
      });
    }
});
