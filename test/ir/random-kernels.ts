import fc from "fast-check";
import { erf } from "#src/functions/erf.js";
import { sin } from "#src/functions/trigonometry.js";
import { k } from "#src/ir/builder.js";
import type { Expr } from "#src/ir/expr.js";
import type { Axis, Kernel } from "#src/ir/kernel.js";
import { type DType, dtypeInfo, dtypes, type TypedArray, writeElement } from "#src/shape/dtype.js";

// Random kernels: of all loops, strides, dtypes and expressions.

/** A kernel and what it runs with. `tile`: some number from 1 to 5 for each of three axes. */
export interface Case {
  kernel: Kernel<number>;
  sizes: number[];
  inputs: DType[];
  seed: number;
  tile: number[];
}

const floatTypes: readonly DType[] = ["float32", "float64"];

/** An expression of dtype `d` from a list of random choices; `open` are the reducing axes that it may move along. */
function expression(
  choice: () => number,
  d: DType,
  depth: number,
  axes: readonly Axis<number>[],
  open: ReadonlySet<number>,
  inputs: readonly DType[],
): Expr<number> {
  const pick = <T>(list: readonly T[]): T => list[choice() % list.length]!;
  const sub = (dtype: DType = d): Expr<number> => expression(choice, dtype, depth - 1, axes, open, inputs);
  const float = d.includes("float");
  const closed = axes.flatMap((a, i) => (a.kind === "reduce" && !open.has(i) ? [i] : []));
  if (depth <= 0) {
    const candidates = inputs.flatMap((t, i) => (t === d ? [i] : []));
    if (candidates.length > 0 && choice() % 4 > 0) {
      const strides = axes.map((a, i) => (a.kind === "reduce" && !open.has(i) ? 0 : pick([0, 1, 2, 3])));
      return k.load(pick(candidates), d, { offset: pick([0, 1, 5]), strides });
    }
    if (d === "int64" && axes.length > 0 && axes[0]!.kind === "parallel") return k.axis(0);
    return k.const(d === "bool" ? choice() % 2 === 0 : float ? (choice() % 9) / 2 - 2 : choice() % 5, d);
  }
  const reduces = closed.length > 0 && d !== "bool";
  switch (choice() % (reduces ? 8 : 6)) {
    case 0:
      return float
        ? pick([k.neg, k.abs, k.sign, k.floor, k.ceil, k.round, k.trunc, sin, k.tanh, erf])(sub())
        : d === "bool"
          ? k.not(sub())
          : k[pick(["neg", "abs", "sign", "not", "floor"] as const)](sub());
    case 1:
    case 2:
      if (float) return k[pick(["add", "sub", "mul", "div", "max", "min"] as const)](sub(), sub());
      return d === "bool"
        ? k[pick(["and", "or", "xor", "max", "min", "add", "mul"] as const)](sub(), sub())
        : k[pick(["add", "sub", "mul", "max", "min", "and", "or", "xor"] as const)](sub(), sub());
    case 3:
      return d === "bool"
        ? k[pick(["eq", "ne", "lt", "le", "gt", "ge"] as const)](
            ...((t: DType): [Expr<number>, Expr<number>] => [sub(t), sub(t)])(pick(inputs)),
          )
        : k.where(sub("bool"), sub(), sub());
    case 4:
      return k.cast(sub(pick(inputs)), d);
    case 5:
      return sub();
    default: {
      const over = closed.slice(0, 1 + (choice() % closed.length));
      const inner = (t: DType): Expr<number> =>
        expression(choice, t, depth - 1, axes, new Set([...open, ...over]), inputs);
      if (d === "int64" && choice() % 3 === 0)
        return k.reduce(pick(["argmax", "argmin"] as const), over, inner(pick(inputs)));
      return k.reduce(pick(["sum", "prod", "max", "min"] as const), over, inner(d));
    }
  }
}

function build(parallel: number[], reducing: number[], inputs: DType[], out: DType, choices: number[]): Kernel<number> {
  let c = 0;
  const choice = (): number => choices[c++ % choices.length]! + c;
  const axes: Axis<number>[] = [
    ...parallel.map((size): Axis<number> => ({ size, kind: "parallel" })),
    ...reducing.map((size): Axis<number> => ({ size, kind: "reduce" })),
  ];
  const strides: number[] = Array<number>(axes.length).fill(0);
  for (let i = parallel.length - 1, s = 1; i >= 0; i--) {
    strides[i] = s;
    s *= parallel[i]!;
  }
  const value = k.cast(expression(choice, out, 4, axes, new Set(), inputs), out);
  return {
    name: "random",
    axes,
    inputs,
    params: [],
    ints: 0,
    outputs: [{ dtype: out, index: { offset: 0, strides }, value }],
  };
}

export const kernels: fc.Arbitrary<Case> = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }),
    reducing: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 2 }),
    inputs: fc.array(
      fc.constantFrom<DType>(...dtypes.filter((d) => !d.startsWith("complex") && (!d.includes("16") || d === "int16"))),
      { minLength: 1, maxLength: 3 },
    ),
    out: fc.constantFrom<DType>(...floatTypes, "int64", "int32", "int16", "int8", "uint8", "bool"),
    choices: fc.array(fc.nat(1000), { minLength: 12, maxLength: 60 }),
    seed: fc.nat(1000),
    tile: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 3, maxLength: 3 }),
  })
  .map(({ sizes, reducing, inputs, out, choices, seed, tile }) => ({
    kernel: build(sizes, reducing, inputs, out, choices),
    sizes,
    inputs,
    seed,
    tile,
  }));

/** Small values with a NaN here and there among the floats. */
export function fill(d: DType, n: number, seed: number): TypedArray {
  const data = new dtypeInfo[d].array(n);
  for (let i = 0; i < n; i++) {
    const u = (i * 7919 + seed * 104729) % 1009;
    writeElement(
      data,
      d,
      i,
      d === "bool" ? u % 2 === 0 : d.includes("float") ? (u === 5 ? NaN : u / 200 - 2) : (u % 41) - 20,
    );
  }
  return data;
}
