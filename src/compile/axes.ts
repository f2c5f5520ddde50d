import { k } from "../ir/builder.js";
import { contains, type Expr, type IndexMap } from "../ir/expr.js";
import type { Axis } from "../ir/kernel.js";
import { rewrite } from "../ir/rewrite.js";
import { eachLoad, type OpenKernel } from "./rewrite.js";

// Changing the axes of a kernel.

/** Whether an expression uses an axis's counter itself, so that the axis must not change. */
export const countsAxes = (l: OpenKernel): boolean =>
  l.outputs.some((o) => contains(o.value, (e) => e.kind === "axis"));

/** The kernel with every index map and every reduction's list of axes rebuilt. */
function mapAxes(
  l: OpenKernel,
  axes: readonly Axis<number>[],
  map: (m: IndexMap<number>) => IndexMap<number>,
  reduce: (e: Expr<number> & { kind: "reduce" }) => Expr<number>,
): OpenKernel {
  const memo = new Map<Expr<number>, Expr<number>>();
  const f = (e: Expr<number>): Expr<number> =>
    e.kind === "load" ? k.load(e.input, e.dtype, map(e.index)) : e.kind === "reduce" ? reduce(e) : e;
  return {
    ...l,
    axes,
    outputs: l.outputs.map((o) => ({ ...o, index: map(o.index), value: rewrite(o.value, f, memo) })),
  };
}

/** Without the axes of size 1. */
export function dropOnes(l: OpenKernel): OpenKernel {
  const kept = l.axes.flatMap((a, i) => (a.size === 1 ? [] : [i]));
  if (kept.length === l.axes.length || countsAxes(l)) return l;
  return mapAxes(
    l,
    kept.map((i) => l.axes[i]!),
    (m) => ({ offset: m.offset, strides: kept.map((i) => m.strides[i]!) }),
    (e) => {
      const axes = e.axes.flatMap((a) => (kept.includes(a) ? [kept.indexOf(a)] : []));
      if (axes.length > 0) return k.reduce(e.fn, axes, e.x);
      return e.fn === "argmax" || e.fn === "argmin" ? k.const(0, "int64") : e.x; // the only element: its position, or itself
    },
  );
}

/** Merges neighbouring axes if every buffer is accessed as if they were one. */
export function collapse(given: OpenKernel): OpenKernel {
  let l = dropOnes(given);
  if (countsAxes(l)) return l;
  for (let a = 0; a + 1 < l.axes.length;) {
    if (mergeable(l, a)) l = merge(l, a);
    else a++;
  }
  return l;
}

function mergeable(l: OpenKernel, a: number): boolean {
  if (l.axes[a]!.kind !== l.axes[a + 1]!.kind) return false;
  const n = l.axes[a + 1]!.size;
  const fits = (m: IndexMap<number>): boolean => m.strides[a] === m.strides[a + 1]! * n;
  let ok = l.outputs.every((o) => fits(o.index));
  for (const o of l.outputs) {
    eachLoad(o.value, (e) => {
      ok &&= fits(e.index);
    });
    ok &&= !contains(
      o.value,
      (e) =>
        e.kind === "reduce" &&
        (e.axes.includes(a) !== e.axes.includes(a + 1) ||
          (e.axes.includes(a) && e.axes.indexOf(a) + 1 !== e.axes.indexOf(a + 1))),
    );
  }
  return ok;
}

function merge(l: OpenKernel, a: number): OpenKernel {
  const axes = l.axes.flatMap((x, i): Axis<number>[] =>
    i === a + 1 ? [] : i === a ? [{ ...x, size: x.size * l.axes[a + 1]!.size }] : [x],
  );
  return mapAxes(
    l,
    axes,
    (m) => ({ offset: m.offset, strides: m.strides.filter((_, i) => i !== a) }),
    (e) =>
      k.reduce(
        e.fn,
        e.axes.filter((x) => x !== a + 1).map((x) => (x > a ? x - 1 : x)),
        e.x,
      ),
  );
}

/** Splits an axis in two, the inner one of `inner` elements. */
export function split(l: OpenKernel, a: number, inner: number): OpenKernel {
  const axes = l.axes.flatMap((x, i): Axis<number>[] =>
    i === a
      ? [
          { ...x, size: x.size / inner },
          { ...x, size: inner },
        ]
      : [x],
  );
  return mapAxes(
    l,
    axes,
    (m) => ({ offset: m.offset, strides: m.strides.flatMap((s, i) => (i === a ? [(s as number) * inner, s] : [s])) }),
    (e) =>
      k.reduce(
        e.fn,
        e.axes.flatMap((x) => (x === a ? [a, a + 1] : [x > a ? x + 1 : x])),
        e.x,
      ),
  );
}

/** Adds reducing axes at the end. */
export function withMore(l: OpenKernel, more: readonly Axis<number>[]): OpenKernel {
  if (more.length === 0) return l;
  const zeros = more.map(() => 0);
  return mapAxes(
    l,
    [...l.axes, ...more],
    (m) => ({ offset: m.offset, strides: [...m.strides, ...zeros] }),
    (e) => e,
  );
}
