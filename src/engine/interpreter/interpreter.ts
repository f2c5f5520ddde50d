import { freeAxes } from "../../ir/axes.js";
import { type Dim, type Expr, type IndexMap, operands } from "../../ir/expr.js";
import type { Kernel } from "../../ir/kernel.js";
import { verify } from "../../ir/verify.js";
import { isFloat, type TypedArray } from "../../shape/dtype.js";
import type { Engine, Executable } from "../engine.js";
import { binaryOf, castOf, compareOf, loaded, rounding, stored, unaryOf, type Value } from "./scalars.js";

// Kernels without code of their own, for places where text may not become functions: every expression is a closure over
// the closures of its operands. Bit for bit what the js engine gives, in the same order.

/** The engine below the js engine. */
export const interpreterEngine: Engine = { name: "interpreter", worthwhile: 0, prepare: interpreted };

type Get = () => Value;

function interpreted(kernel: Kernel): Executable {
  verify(kernel);
  let buffers: readonly TypedArray[] = [],
    ints: readonly number[] = [],
    params: readonly Value[] = [];
  const dim = (d: Dim): number => (typeof d === "number" ? d : ints[d.arg]!);

  // Where each axis is, and when it came there. What a value depends on has moved since it was computed, or it still holds.
  const at = kernel.axes.map(() => 0),
    moved = kernel.axes.map(() => 0);
  let clock = 0,
    began = 0;
  const memo = new Map<Expr, ReadonlySet<number>>();
  const free = (e: Expr): ReadonlySet<number> => freeAxes(e, memo);
  const keep = (e: Expr, get: Get): Get => {
    const axes = [...free(e)];
    let held: Value = 0,
      when = -1;
    return () => {
      let known = when >= began;
      for (let i = 0; known && i < axes.length; i++) known = when >= moved[axes[i]!]!;
      if (!known) {
        held = get();
        when = clock;
      }
      return held;
    };
  };

  /** Sizes and strides are looked up at the beginning of a call. */
  const lookups: (() => void)[] = [];
  const position = (m: IndexMap): (() => number) => {
    const axes = m.strides.flatMap((s, a) => (s === 0 ? [] : [a])),
      strides = axes.map(() => 0);
    let offset = 0;
    lookups.push(() => {
      offset = dim(m.offset);
      axes.forEach((a, i) => {
        strides[i] = dim(m.strides[a]!);
      });
    });
    return () => {
      let p = offset;
      for (let i = 0; i < axes.length; i++) p += at[axes[i]!]! * strides[i]!;
      return p;
    };
  };
  const loop = (axes: readonly number[], body: () => void): (() => void) => {
    const [a, ...inner] = axes;
    if (a === undefined) return body;
    const turn = loop(inner, body),
      { size } = kernel.axes[a]!;
    return () => {
      for (let i = 0, n = dim(size); i < n; i++) {
        at[a] = i;
        moved[a] = ++clock;
        turn();
      }
    };
  };

  const uses = new Map<Expr, number>();
  const count = (e: Expr): void => {
    const n = uses.get(e) ?? 0;
    uses.set(e, n + 1);
    if (n === 0) operands(e).forEach(count);
  };
  kernel.outputs.forEach((o) => count(o.value));

  const getters = new Map<Expr, Get>();
  /** An operand. What is used twice, or depends on fewer axes than what uses it, is kept from point to point. */
  const value = (e: Expr, user: ReadonlySet<number>): Get => {
    let get = getters.get(e);
    if (get !== undefined) return get;
    get = getter(e);
    const simple = e.kind === "const" || e.kind === "param" || e.kind === "axis";
    if (!simple && (uses.get(e)! > 1 || [...user].some((a) => !free(e).has(a)))) get = keep(e, get);
    getters.set(e, get);
    return get;
  };
  const getter = (e: Expr): Get => {
    const of = (x: Expr): Get => value(x, free(e));
    switch (e.kind) {
      case "const": {
        const v = e.value;
        return () => v;
      }
      case "param": {
        const round = rounding(e.dtype),
          { param, dtype } = e;
        return isFloat(dtype) ? () => round(params[param]!) : () => params[param]!;
      }
      case "load": {
        const p = position(e.index),
          b = kernel.outputs.length + e.input,
          from = loaded(e.dtype);
        return from === null ? () => buffers[b]![p()]! : () => from(buffers[b]![p()]!);
      }
      case "axis":
        return () => BigInt(at[e.axis]!);
      case "unary": {
        const f = unaryOf(e.fn, e.x.dtype),
          x = of(e.x);
        return () => f(x());
      }
      case "binary": {
        const f = binaryOf(e.fn, e.dtype),
          x = of(e.x),
          y = of(e.y);
        return () => f(x(), y());
      }
      case "compare": {
        const f = compareOf(e.fn),
          x = of(e.x),
          y = of(e.y);
        return () => f(x(), y());
      }
      case "where": {
        const c = of(e.cond),
          x = of(e.x),
          y = of(e.y);
        return () => (c() ? x() : y());
      }
      case "cast": {
        const f = castOf(e.x.dtype, e.dtype),
          x = of(e.x);
        return () => f(x());
      }
      case "reduce":
        return additive(e) ?? extremum(e);
    }
  };

  /** Sums and products: floats are taken in double, as is a product within a sum. */
  const additive = (e: Expr & { kind: "reduce" }): Get | null => {
    if (e.fn !== "sum" && e.fn !== "prod") return null;
    const round = rounding(e.dtype),
      start: Value =
        e.fn === "sum"
          ? e.dtype === "int64"
            ? 0n
            : e.dtype === "bool"
              ? false
              : 0
          : e.dtype === "int64"
            ? 1n
            : e.dtype === "bool"
              ? true
              : 1;
    const open = new Set([...free(e), ...e.axes]);
    if (!isFloat(e.dtype)) {
      const f = binaryOf(e.fn === "sum" ? "add" : "mul", e.dtype),
        x = value(e.x, open);
      let total = start;
      const run = loop(e.axes, () => {
        total = f(total, x());
      });
      return () => {
        total = start;
        run();
        return total;
      };
    }
    let total = 0;
    const run =
      e.fn === "sum"
        ? (dot(
            e,
            (t) => {
              total = t;
            },
            () => total,
          ) ??
          loop(
            e.axes,
            term(e, open, (t) => {
              total += t;
            }),
          ))
        : loop(
            e.axes,
            term(e, open, (t) => {
              total *= t;
            }),
          );
    return () => {
      total = start as number;
      run();
      return round(total);
    };
  };
  const term = (e: Expr & { kind: "reduce" }, open: ReadonlySet<number>, add: (t: number) => void): (() => void) => {
    if (e.fn === "sum" && e.x.kind === "binary" && e.x.fn === "mul") {
      const x = value(e.x.x, open) as () => number,
        y = value(e.x.y, open) as () => number;
      return () => {
        add(x() * y());
      };
    }
    const x = value(e.x, open) as () => number;
    return () => {
      add(x());
    };
  };

  /** A sum of products of plain numbers from memory, which is most of the work of most models: a loop of its own. */
  const dot = (e: Expr & { kind: "reduce" }, set: (total: number) => void, get: () => number): (() => void) | null => {
    const { x } = e;
    if (x.kind !== "binary" || x.fn !== "mul" || x.x.kind !== "load" || x.y.kind !== "load" || loaded(x.dtype) !== null)
      return null;
    const outer = e.axes.slice(0, -1),
      last = e.axes[e.axes.length - 1]!,
      inputs = kernel.outputs.length;
    const [i, j] = [inputs + x.x.input, inputs + x.y.input],
      [p, q] = [position(x.x.index), position(x.y.index)];
    const [pStride, qStride] = [x.x.index.strides[last]!, x.y.index.strides[last]!],
      { size } = kernel.axes[last]!;
    return loop(outer, () => {
      at[last] = 0;
      const a = buffers[i] as Float64Array,
        b = buffers[j] as Float64Array,
        s = dim(pStride),
        t = dim(qStride);
      let total = get();
      for (let n = dim(size), u = p(), v = q(); n > 0; n--, u += s, v += t) total += a[u]! * b[v]!;
      set(total);
    });
  };

  /** max, min and their positions: the first extremum, NaN counting as one. */
  const extremum = (e: Expr & { kind: "reduce" }): Get => {
    const x = value(e.x, new Set([...free(e), ...e.axes])),
      up = e.fn === "max" || e.fn === "argmax";
    const { dtype } = e.x,
      start: Value = isFloat(dtype) ? (up ? -Infinity : Infinity) : dtype === "bool" ? !up : dtype === "int64" ? 0n : 0;
    // Integers have no infinity to start from.
    const flagged = !isFloat(dtype) && dtype !== "bool";
    let best = start,
      where = 0,
      turn = 0,
      first = flagged;
    const run = loop(e.axes, () => {
      const v = x();
      if (first || (up ? v > best : v < best) || (v !== v && best === best)) {
        best = v;
        where = turn;
        first = false;
      }
      turn++;
    });
    const index = e.fn === "argmax" || e.fn === "argmin";
    return () => {
      best = start;
      where = turn = 0;
      first = flagged;
      run();
      return index ? BigInt(where) : best;
    };
  };

  const parallel = kernel.axes.flatMap((a, i) => (a.kind === "parallel" ? [i] : [])),
    all = new Set(parallel);
  const outputs = kernel.outputs.map((o) => ({
    get: value(o.value, all),
    at: position(o.index),
    store: stored(o.dtype),
  }));
  // All values before all stores: an output may overwrite what another one reads.
  const point = outputs.map(() => 0 as Value);
  const run = loop(parallel, () => {
    for (let i = 0; i < outputs.length; i++) point[i] = outputs[i]!.get();
    for (let i = 0; i < outputs.length; i++)
      (buffers[i] as unknown as Value[])[outputs[i]!.at()] = outputs[i]!.store(point[i]!);
  });
  return (b, n, p) => {
    buffers = b;
    ints = n;
    params = p;
    began = ++clock;
    for (const look of lookups) look();
    try {
      run();
    } finally {
      buffers = [];
    } // a kernel keeps no memory alive
  };
}
