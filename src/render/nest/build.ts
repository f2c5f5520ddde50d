import { freeAxes } from "../../ir/axes.js";
import { type Dim, type Expr, type IndexMap, operands, type UnaryFn } from "../../ir/expr.js";
import type { Kernel } from "../../ir/kernel.js";
import { type DType, isFloat } from "../../shape/dtype.js";
import type { Accumulator, Atom, Int, Nest, Operation, Place, Source, Statement, Type } from "./nest.js";
import type { Schedule } from "./schedule.js";

// Kernel + schedule → statements. How a kernel is laid out:
//
// - Every value is computed in the outermost loop that knows its axes (loop-invariant code motion by construction). A
//   reduction is a loop placed the same way, so a row's maximum is computed once per row.
// - A turn of a loop computes a tile of points. All of them share one loop over the sums, and each has its own accumulator. That
//   hides the latency of the addition, which otherwise bounds a sum, and what is read once serves several points.
// - Index arithmetic follows the loops: each adds its own share to the position that the loop around it has worked out.

export type Reduce = Expr & { readonly kind: "reduce" };

/** Names by point of the tile. Points that differ only along axes that the value does not know share a name. */
export interface Names<T> {
  readonly axes: ReadonlySet<number>;
  readonly at: Map<string, T>;
}

/** An open loop body: its statements so far, and the values and positions that it already holds. */
export interface Scope {
  readonly axis: number;
  readonly body: Statement[];
  readonly values: Map<Expr, Names<Atom>>;
  readonly positions: Map<IndexMap, { readonly base: Int; readonly at: Names<Int> }>;
}

/** The names that a map holds for an expression. */
export function namesFor<T>(map: Map<Expr, Names<T>>, e: Expr, axes: ReadonlySet<number>): Names<T> {
  let names = map.get(e);
  if (names === undefined) map.set(e, (names = { axes, at: new Map() }));
  return names;
}
const none: ReadonlySet<number> = new Set();

export const intOf = (d: Dim): Int => (typeof d === "number" ? d : `n${d.arg}`);

/** The statements that run a kernel as a schedule says. For schedules with vectors, see `vectors.ts`. */
export function nestOf(kernel: Kernel, schedule: Schedule, builder = new Builder(kernel, schedule)): Nest {
  return {
    name: kernel.name.replace(/[^A-Za-z0-9_]/g, "_"),
    buffers: [...kernel.outputs.map((o) => o.dtype), ...kernel.inputs],
    outputs: kernel.outputs.length,
    params: kernel.params,
    ints: kernel.ints,
    shared: schedule.shared === null ? null : intOf(kernel.axes[schedule.shared]!.size),
    body: builder.build(),
  };
}

/** Builds nests of single numbers. */
export class Builder {
  protected readonly kernel: Kernel;
  protected readonly schedule: Schedule;
  private next = 0;
  private readonly free = new Map<Expr, ReadonlySet<number>>();
  /** Open loops, outermost first; the first is the function itself. */
  protected scopes: Scope[] = [];
  /** Points of the tile along each axis, in the loop being built. */
  protected readonly points: number[];
  private readonly steps = new Map<string, string>();

  constructor(kernel: Kernel, schedule: Schedule) {
    this.kernel = kernel;
    this.schedule = schedule;
    this.points = kernel.axes.map(() => 1);
  }

  build(): readonly Statement[] {
    return this.inScope(-1, () => this.parallel(this.schedule.order));
  }

  protected name(prefix: string): string {
    return `${prefix}${this.next++}`;
  }
  protected size(axis: number): Int {
    return intOf(this.kernel.axes[axis]!.size);
  }
  protected axesOf(e: Expr): ReadonlySet<number> {
    return freeAxes(e, this.free);
  }
  protected get scope(): Scope {
    return this.scopes[this.scopes.length - 1]!;
  }

  // ---- loops ----

  /** Opens a loop's body, builds it, and gives its statements. */
  protected inScope(axis: number, build: () => void): readonly Statement[] {
    const scope: Scope = { axis, body: [], values: new Map(), positions: new Map() };
    this.scopes.push(scope);
    build();
    this.scopes.pop();
    return scope.body;
  }

  /** The loops over the parallel axes, then the stores. */
  protected parallel([axis, ...inner]: readonly number[]): void {
    if (axis === undefined) this.stores();
    else if (axis === this.schedule.shared) this.loop(axis, "first", "last", () => this.parallel(inner));
    else this.loop(axis, 0, this.size(axis), () => this.parallel(inner));
  }

  /** A loop over an axis: in turns of whole tiles, then point by point. */
  protected loop(axis: number, from: Int, to: Int, build: () => void): void {
    const tile = this.schedule.tile[axis]!,
      counter = `i${axis}`;
    const of = (step: number): readonly Statement[] => {
      this.points[axis] = step;
      const body = this.inScope(axis, build);
      this.points[axis] = 1;
      return body;
    };
    const { body } = this.scope;
    if (to === tile && tile > 1) body.push({ kind: "block", counter, at: 0, body: of(tile) });
    else
      body.push({
        kind: "loop",
        counter,
        from,
        to,
        turns: (tile === 1 ? [1] : [tile, 1]).map((step) => ({ step, cover: "whole", body: of(step) })),
      });
  }

  protected stores(): void {
    const { outputs } = this.kernel;
    const { body } = this.scope;
    // All values before all stores: an output may overwrite what another one reads.
    const all = outputs.map((o, i) => this.operand(o.value, this.place(i, o.index, o.dtype, 0, 0).lanes));
    outputs.forEach((o, i) => {
      const values = all[i]!,
        at = this.position(o.index);
      for (let l = 0, n = Math.max(values.length, at.length); l < n; l++)
        body.push({ kind: "store", value: values[l]!, ...this.place(i, o.index, o.dtype, at[l]!, l) });
    });
  }

  // ---- the points of a tile ----

  protected get pointCount(): number {
    return this.points.reduce((a, b) => a * b, 1);
  }
  /** The place of point `l` along an axis of the tile. Points are numbered row-major over the axes. */
  protected along(l: number, axis: number): number {
    let inner = 1;
    for (let a = axis + 1; a < this.points.length; a++) inner *= this.points[a]!;
    return Math.floor(l / inner) % this.points[axis]!;
  }
  /** What tells point `l` apart among values that depend on `axes`. */
  protected key(l: number, axes: ReadonlySet<number>): string {
    let key = "";
    for (let a = 0; a < this.points.length; a++) if (axes.has(a)) key += `${this.along(l, a)},`;
    return key;
  }
  /** Makes a name for each point that has none yet, and gives the names of all points. */
  protected each<T>({ axes, at }: Names<T>, make: (l: number) => T): T[] {
    return Array.from({ length: this.pointCount }, (_, l) => {
      const key = this.key(l, axes);
      let name = at.get(key);
      if (name === undefined) at.set(key, (name = make(l)));
      return name;
    });
  }
  protected movedBy(m: IndexMap): ReadonlySet<number> {
    return new Set(m.strides.flatMap((s, a) => (s === 0 ? [] : [a])));
  }

  // ---- positions ----

  /** Positions in a buffer, by point: that of the first, and from there a step for each other. */
  private position(m: IndexMap): Int[] {
    const [scope, base] = this.base(m);
    return this.each(scope.positions.get(m)!.at, (l) => {
      const step = this.step(m, l);
      return step.length === 0 ? base : this.index(scope, "q", [base, ...step]);
    });
  }
  private index(scope: Scope, prefix: string, terms: readonly (Int | readonly [Int, Int])[]): string {
    const name = this.name(prefix);
    scope.body.push({ kind: "index", name, terms, most: null });
    return name;
  }

  /** The position of the first point: outer axes are added in outer loops. */
  private base(m: IndexMap): [Scope, Int] {
    let scope = this.scopes[0]!,
      at: Int = intOf(m.offset);
    for (const s of this.scopes) {
      const stride = s.axis < 0 ? 0 : m.strides[s.axis]!;
      if (stride === 0 && s !== this.scopes[0]) continue;
      scope = s;
      let known = s.positions.get(m);
      if (known === undefined) {
        const by = stride === 1 ? `i${s.axis}` : ([`i${s.axis}`, intOf(stride)] as const);
        const base = stride === 0 ? at : this.index(s, "q", at === 0 ? [by] : [at, by]);
        known = { base, at: { axes: this.movedBy(m), at: new Map() } };
        s.positions.set(m, known);
      }
      at = known.base;
    }
    return [scope, at];
  }

  /** How far point `l` lies from the first one. Products with unknown strides are worked out once, before all loops. */
  private step(m: IndexMap, l: number): Int[] {
    let known = 0;
    const terms: Int[] = [];
    m.strides.forEach((stride, a) => {
      const off = this.offset(l, a);
      if (off === 0 || stride === 0) return;
      if (typeof stride === "number") known += off * stride;
      else if (off === 1) terms.push(intOf(stride));
      else {
        const key = `${off} ${stride.arg}`;
        let name = this.steps.get(key);
        if (name === undefined) this.steps.set(key, (name = this.index(this.scopes[0]!, "s", [[off, intOf(stride)]])));
        terms.push(name);
      }
    });
    return known === 0 ? terms : [...terms, known];
  }

  /** How far point `l` lies from the first one along an axis. */
  protected offset(l: number, axis: number): number {
    return this.along(l, axis);
  }
  /** What a load or store at point `l` touches. */
  protected place(buffer: number, _: IndexMap, dtype: DType, at: Int, __: number): Place {
    return { buffer, dtype, at, lanes: 1, stride: 0, count: 1 };
  }

  // ---- values ----

  /** The open loop that what depends on these axes belongs in. */
  protected home(axes: ReadonlySet<number>): Scope {
    for (let s = this.scopes.length - 1; s > 0; s--) if (axes.has(this.scopes[s]!.axis)) return this.scopes[s]!;
    return this.scopes[0]!;
  }

  /** An expression's value, by point. */
  protected value(e: Expr): Atom[] {
    const axes = this.axesOf(e),
      scope = this.home(axes),
      leaf = e.kind === "const" ? e : e.kind === "param" ? `p${e.param}` : null;
    const known = leaf === null ? namesFor(scope.values, e, axes) : { axes: none, at: new Map<string, Atom>() };
    let value: ((l: number) => Operation | Source) | undefined;
    return this.each(known, (l) => {
      if (leaf !== null) return leaf;
      if (e.kind === "reduce") {
        this.reduction([e], scope);
        return known.at.get(this.key(l, axes))!;
      }
      const type = this.typeOf(e);
      value ??= this.operation(e, type.lanes); // what it needs is built first
      return this.declare(scope, type, value(l));
    });
  }
  protected typeOf({ dtype }: Expr): Type {
    return { dtype, lanes: 1 };
  }
  protected declare(scope: Scope, type: Type, value: Operation | Source): string {
    const name = this.name("v");
    scope.body.push({ kind: "let", name, type, value });
    return name;
  }
  /** A value in so many lanes, by point. */
  protected operand(e: Expr, lanes: number): Atom[] {
    if (lanes > 1) throw new Error("vectors are built by vectors.ts");
    return this.value(e);
  }

  /** What a value is computed from, by point. */
  private operation(e: Expr, lanes: number): (l: number) => Operation | Source {
    if (e.kind === "load") {
      const at = this.position(e.index),
        buffer = this.kernel.outputs.length + e.input;
      return (l) => ({ kind: "load", ...this.place(buffer, e.index, e.dtype, at[l]!, l) });
    }
    if (e.kind === "axis")
      return (l) => {
        const off = this.offset(l, e.axis);
        return { kind: "axis", terms: off === 0 ? [`i${e.axis}`] : [`i${e.axis}`, off] };
      };
    const xs = operands(e),
      args = xs.map((x) => this.operand(x, lanes));
    const { kind, dtype } = e,
      { fn } = e as { fn?: UnaryFn };
    return (l) => ({ kind, fn, dtype, of: xs.at(-1)!.dtype, args: args.map((a) => a[l]!) }) as Operation;
  }

  // ---- reductions ----

  /** Reductions over the same axes, in the scope where they belong: accumulators, the loops over the axes, and the results. */
  protected reduction(nodes: readonly Reduce[], scope: Scope): void {
    // The bodies may only use what their home scope can see, so loops further in are hidden while they are built.
    const hidden = this.scopes.splice(this.scopes.indexOf(scope) + 1);
    const { axes } = nodes[0]!,
      unrolled = nodes.every((e) => e.fn === "sum") ? axes.filter((a) => this.schedule.unroll.includes(a)) : [];
    const results = this.sums(
      nodes,
      unrolled,
      axes.filter((a) => !unrolled.includes(a)),
    );
    nodes.forEach((e, i) => {
      this.each(namesFor(scope.values, e, this.axesOf(e)), (l) => this.result(e, scope, results[i]!(l)));
    });
    this.scopes.push(...hidden);
  }

  /** The accumulators of reductions, by point, after the loops over their axes. */
  protected sums(
    nodes: readonly Reduce[],
    unrolled: readonly number[],
    looped: readonly number[],
  ): ((l: number) => Accumulator)[] {
    const accs = nodes.map((e) => this.begin(e, this.axesOf(e)));
    const loops = ([axis, ...inner]: readonly number[]): void => {
      if (axis === undefined) this.terms(nodes, accs, unrolled);
      else this.loop(axis, 0, this.size(axis), () => loops(inner));
    };
    loops(looped);
    return accs.map((a) => (l) => a.at.get(this.key(l, a.axes))!);
  }

  /** Accumulators for the points along these axes. */
  protected begin(e: Reduce, axes: ReadonlySet<number>, lanes = 1): Names<Accumulator> {
    const { body } = this.scope,
      { fn } = e,
      { dtype } = e.x;
    const counter = fn === "argmax" || fn === "argmin" ? this.name("c") : null;
    if (counter !== null) body.push({ kind: "count", name: counter, first: true });
    const wide =
      (fn === "sum" || fn === "prod") && isFloat(dtype) && dtype !== "float64" && this.schedule.sums === "float64";
    const accs = { axes, at: new Map<string, Accumulator>() };
    this.each(accs, () => {
      const acc = { name: this.name("a"), fn, dtype, lanes, wide, counter };
      body.push({ kind: "begin", acc });
      return acc;
    });
    return accs;
  }

  /** The terms at one turn of the innermost loop. */
  protected terms(nodes: readonly Reduce[], begun: readonly Names<Accumulator>[], unrolled: readonly number[]): void {
    const points = unrolled.reduce((n, a) => n * (this.size(a) as number), 1),
      { body } = this.scope;
    nodes.forEach(({ fn, x: term, dtype }, i) => {
      const accs = Array.from({ length: this.pointCount }, (_, l) => begun[i]!.at.get(this.key(l, begun[i]!.axes))!),
        { lanes, counter } = accs[0]!;
      // The product of two float32 is exact in float64, so a sum of products needs no rounding of its own.
      const product = fn === "sum" && isFloat(dtype) && term.kind === "binary" && term.fn === "mul" ? term : null;
      for (const a of unrolled) this.points[a] = this.size(a) as number;
      const x = this.operand(product === null ? term : product.x, lanes),
        y = product === null ? null : this.operand(product.y, lanes);
      for (const a of unrolled) this.points[a] = 1;
      // Unrolled axes come last, so the terms of one point stand side by side.
      accs.forEach((acc, l) => {
        if (accs.indexOf(acc) !== l) return;
        const terms = x
          .slice(l * points, (l + 1) * points)
          .map((x, p) => ({ x, y: y === null ? null : y[l * points + p]! }));
        body.push({ kind: "accumulate", acc, terms, count: this.countOf(l, lanes) });
      });
      if (counter !== null) body.push({ kind: "count", name: counter, first: false });
    });
  }
  /** How many lanes of the terms at point `l` count. */
  protected countOf(_: number, lanes: number): Int {
    return lanes;
  }

  /** A reduction's result: its accumulator itself, where that is of its dtype. */
  protected result(e: Reduce, scope: Scope, from: Accumulator): Atom {
    if (!from.wide && from.counter === null) return from.name;
    return this.declare(scope, this.typeOf(e), { kind: "result", from, across: false });
  }
}
