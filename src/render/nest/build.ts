import { freeAxes } from "../../ir/axes.js";
import { type Dim, type Expr, type IndexMap, nodesOf, operands, type ReduceFn, type UnaryFn } from "../../ir/expr.js";
import { k } from "../../ir/builder.js";
import type { Kernel } from "../../ir/kernel.js";
import { type DType, intBounds, isFloat } from "../../shape/dtype.js";
import { product, sameArray } from "../../util/array.js";
import type { Accumulator, Atom, Int, Nest, Operation, Place, Source, Statement, Turns, Type } from "./nest.js";
import type { Schedule } from "./schedule.js";

// Kernel + schedule → statements. How a kernel is laid out:
//
// - Every value is computed in the outermost loop that knows its axes (loop-invariant code motion by construction). A
//   reduction is a loop placed the same way, so a row's maximum is computed once per row.
// - A turn of a loop computes a tile of points. All of them share one loop over the sums, and each has its own accumulator. That
//   hides the latency of the addition, which otherwise bounds a sum, and what is read once serves several points.
// - Points may be vectors of neighbours. What does not depend on the vector's axis is a single number, splat where it meets a
//   vector. At the end of an axis, a last vector holds what is left over.
// - Reductions over the same axes share a loop if the schedule says so, may have several accumulators for one result, and take
//   long float32 sums in parts, so that small terms are not lost beside a large sum.
// - Index arithmetic follows the loops: each adds its own share to the position that the loop around it has worked out.

type Reduce = Expr & { readonly kind: "reduce" };

/** Names by point of the tile. Points that differ only along axes that the value does not depend on share a name. */
interface Names<T> {
  readonly axes: ReadonlySet<number>;
  readonly at: Map<string, T>;
}

/** An open loop body: its statements so far, and the values and positions that it already holds. */
interface Scope {
  readonly axis: number;
  readonly body: Statement[];
  readonly values: Map<Expr, Names<Atom>>;
  readonly splats: Map<Expr, Names<Atom>>;
  readonly positions: Map<IndexMap, Position>;
}

/** A position in a buffer, as known in a scope: of the first point, and of all points. */
interface Position {
  readonly scope: Scope;
  readonly base: Int;
  readonly names: Names<Int>;
}

/** The neutral elements. An extremum of integers begins with the last one that it would choose. */
function neutral(fn: ReduceFn, dtype: DType): Accumulator["first"] {
  const up = fn === "max" || fn === "argmax";
  const value =
    fn === "sum"
      ? 0
      : fn === "prod"
        ? 1
        : isFloat(dtype)
          ? up
            ? -Infinity
            : Infinity
          : dtype === "bool"
            ? !up
            : intBounds[dtype as "int64"][up ? 0 : 1];
  return k.const(value, dtype) as Accumulator["first"];
}

/** The names that a map holds for an expression. */
function namesFor<T>(map: Map<Expr, Names<T>>, e: Expr, axes: ReadonlySet<number>): Names<T> {
  let names = map.get(e);
  if (names === undefined) map.set(e, (names = { axes, at: new Map() }));
  return names;
}
const none: ReadonlySet<number> = new Set();

const intOf = (d: Dim): Int => (typeof d === "number" ? d : `n${d.arg}`);

/** The longest sum that is not split into parts, in turns of a part. */
const LONG = 8;

/** The statements that run a kernel according to a schedule. */
export function nestOf(kernel: Kernel, schedule: Schedule): Nest {
  return {
    name: kernel.name.replace(/[^A-Za-z0-9_]/g, "_"),
    buffers: [...kernel.outputs.map((o) => o.dtype), ...kernel.inputs],
    outputs: kernel.outputs.length,
    params: kernel.params,
    ints: kernel.ints,
    body: new Builder(kernel, schedule).build(),
  };
}

class Builder {
  private readonly kernel: Kernel;
  private readonly schedule: Schedule;
  private next = 0;
  private readonly free = new Map<Expr, ReadonlySet<number>>();
  /** Open loops, outermost first; the first is the function itself. */
  private scopes: Scope[] = [];
  /** Points of the tile along each axis, in the loop being built. */
  private readonly points: number[];
  /** The number of neighbours in each, and the number of valid lanes in the last vector along the axis, if not all. */
  private readonly lanes: number[];
  private readonly rest: (Int | null)[];
  /** The only point whose values are currently needed. */
  private only: number | null = null;
  private readonly steps = new Map<string, string>();

  constructor(kernel: Kernel, schedule: Schedule) {
    this.kernel = kernel;
    this.schedule = schedule;
    this.points = kernel.axes.map(() => 1);
    this.lanes = kernel.axes.map(() => 1);
    this.rest = kernel.axes.map(() => null);
  }

  build(): readonly Statement[] {
    return this.inScope(-1, () => this.parallel(this.schedule.order));
  }

  private name(prefix: string): string {
    return `${prefix}${this.next++}`;
  }
  private size(axis: number): Int {
    return intOf(this.kernel.axes[axis]!.size);
  }
  private axesOf(e: Expr): ReadonlySet<number> {
    return freeAxes(e, this.free);
  }
  private get scope(): Scope {
    return this.scopes[this.scopes.length - 1]!;
  }

  // ---- loops ----

  /** Opens a loop's body, builds it, and returns its statements. */
  private inScope(axis: number, build: () => void): readonly Statement[] {
    const scope: Scope = { axis, body: [], values: new Map(), splats: new Map(), positions: new Map() };
    this.scopes.push(scope);
    build();
    this.scopes.pop();
    return scope.body;
  }

  /** The loops over the parallel axes, then the stores. */
  private parallel([axis, ...inner]: readonly number[]): void {
    if (axis === undefined) this.stores();
    else if (axis === this.schedule.shared) this.loop(axis, "first", "last", () => this.parallel(inner));
    else this.loop(axis, 0, this.size(axis), () => this.parallel(inner));
  }

  /** A loop in turns of whole tiles, then the remainder: at once if its length is known, else vector by vector. */
  private loop(
    axis: number,
    from: Int,
    to: Int,
    build: () => void,
    length: Int | null = from === 0 ? to : from === "first" ? this.size(axis) : null,
  ): void {
    const counter = `i${axis}`,
      tile = this.schedule.tile[axis]!,
      unit = this.schedule.lanes[axis]!,
      step = tile * unit;
    const { body } = this.scope;
    const of = (points: number, rest: Int | null): readonly Statement[] => {
      this.points[axis] = points;
      this.lanes[axis] = unit;
      this.rest[axis] = rest;
      const built = this.inScope(axis, build);
      this.points[axis] = this.lanes[axis] = 1;
      this.rest[axis] = null;
      return built;
    };
    const turns: Turns[] = [],
      whole = (points: number): void => {
        turns.push({ step: points * unit, cover: "whole", body: of(points, null) });
      };
    if (typeof length !== "number") {
      whole(tile);
      if (tile > 1) whole(1);
      if (unit > 1) {
        const count = this.name("c"),
          index: Statement = { kind: "index", name: count, terms: [to, [-1, counter]], most: null };
        turns.push({ step: unit, cover: "once", body: [index, ...of(1, count)] });
      }
      body.push({ kind: "loop", counter, from, to, length: null, turns });
      return;
    }
    const count = Math.floor(length / step),
      left = length % step,
      rest = (): readonly Statement[] => of(Math.ceil(left / unit), left % unit === 0 ? null : left % unit);
    const alone =
      typeof from === "number" && (this.schedule.written.includes(axis) || (step > 1 && count + Math.sign(left) === 1));
    if (alone) {
      for (let i = 0; i < count; i++) body.push({ kind: "block", counter, at: from + i * step, body: of(tile, null) });
      if (left > 0) body.push({ kind: "block", counter, at: from + count * step, body: rest() });
      return;
    }
    if (count > 0 || left === 0) whole(tile);
    if (left > 0) turns.push({ step: left, cover: "once", body: rest() });
    body.push({ kind: "loop", counter, from, to, length, turns });
  }

  /** The outputs: if reductions are done beforehand, point by point, so that few values are live at a time. */
  private stores(): void {
    const { together } = this.schedule;
    if (together) this.together();
    const mixed = this.kernel.outputs.some((o) =>
      this.lanes.some((lanes, a) => lanes > 1 && Number(o.index.strides[a]) > 1),
    );
    // Interleaved vectors are stored together.
    if (!together || mixed) this.store();
    else
      for (let l = 0, n = this.pointCount; l < n; l++) {
        this.only = l;
        this.store();
      }
    this.only = null;
  }
  private store(): void {
    const { outputs } = this.kernel,
      { body } = this.scope;
    // All values before all stores: an output may overwrite what another one reads.
    const all = outputs.map((o, i) => this.operand(o.value, this.place(i, o.index, o.dtype, 0, 0).lanes));
    outputs.forEach(({ index, dtype }, i) => {
      const at = this.position(index);
      all[i]!.forEach((value, l) => body.push({ kind: "store", value, ...this.place(i, index, dtype, at[l]!, l) }));
    });
  }

  // ---- the points of a tile ----

  private get pointCount(): number {
    return product(this.points);
  }
  /** The index of point `l` along an axis of the tile. Points are numbered row-major over the axes. */
  private along(l: number, axis: number): number {
    let inner = 1;
    for (let a = axis + 1; a < this.points.length; a++) inner *= this.points[a]!;
    return Math.floor(l / inner) % this.points[axis]!;
  }
  /** The key of point `l` among values that depend on `axes`. */
  private key(l: number, axes: ReadonlySet<number>): string {
    let key = "";
    for (let a = 0; a < this.points.length; a++) if (axes.has(a)) key += `${this.along(l, a)},`;
    return key;
  }
  /** Creates a name for each point that has none yet, and returns the names of all points, or that of the only one. */
  private each<T>({ axes, at }: Names<T>, make: (l: number) => T): T[] {
    const list: T[] = [],
      { only } = this;
    for (let l = only ?? 0, n = only ?? this.pointCount - 1; l <= n; l++) {
      const key = this.key(l, axes);
      let name = at.get(key);
      if (name === undefined) at.set(key, (name = make(l)));
      list[l] = name;
    }
    return list;
  }
  /** The number of lanes of a value that depends on these axes. */
  private lanesOf(axes: ReadonlySet<number>): number {
    let n = 1;
    for (const a of axes) n = Math.max(n, this.lanes[a]!);
    return n;
  }
  private movedBy(m: IndexMap): ReadonlySet<number> {
    return new Set(m.strides.flatMap((s, a) => (s === 0 ? [] : [a])));
  }

  // ---- positions ----

  /** Positions in a buffer, by point: that of the first, and an offset for each other. */
  private position(m: IndexMap): Int[] {
    const { scope, base, names } = this.base(m);
    return this.each(names, (l) => {
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
  private base(m: IndexMap): Position {
    let found: Position | undefined;
    for (const scope of this.scopes) {
      const at: Int = found?.base ?? intOf(m.offset),
        stride = m.strides[scope.axis] ?? 0;
      if (stride === 0 && found !== undefined) continue;
      found = scope.positions.get(m);
      if (found !== undefined) continue;
      const i = `i${scope.axis}`,
        by = stride === 1 ? i : ([i, intOf(stride)] as const);
      const base = stride === 0 ? at : this.index(scope, "q", at === 0 ? [by] : [at, by]);
      found = { scope, base, names: { axes: this.movedBy(m), at: new Map() } };
      scope.positions.set(m, found);
    }
    return found!;
  }

  /**
   * The distance of point `l` from the first one. Products with unknown strides are computed once, before all loops.
   */
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

  private offset(l: number, axis: number): number {
    return this.along(l, axis) * this.lanes[axis]!;
  }
  /** The number of valid lanes of a vector along an axis at point `l`. */
  private count(axis: number, l: number): Int {
    const rest = this.rest[axis]!;
    return rest !== null && this.along(l, axis) === this.points[axis]! - 1 ? rest : this.lanes[axis]!;
  }
  /** The elements that a load or store at point `l` touches. */
  private place(buffer: number, m: IndexMap, dtype: DType, at: Int, l: number): Place {
    const axis = this.lanes.findIndex((n, a) => n > 1 && m.strides[a] !== 0);
    return axis < 0
      ? { buffer, dtype, at, lanes: 1, stride: 0, count: 1 }
      : { buffer, dtype, at, lanes: this.lanes[axis]!, stride: m.strides[axis]!, count: this.count(axis, l) };
  }

  // ---- values ----

  /** The open loop for values that depend on these axes. */
  private home(axes: ReadonlySet<number>): Scope {
    for (let s = this.scopes.length - 1; s > 0; s--) if (axes.has(this.scopes[s]!.axis)) return this.scopes[s]!;
    return this.scopes[0]!;
  }

  /** An expression's value, by point. */
  private value(e: Expr): Atom[] {
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
      value ??= this.operation(e, type.lanes); // its operands are built first
      return this.declare(scope, type, value(l));
    });
  }
  private typeOf(e: Expr): Type {
    return { dtype: e.dtype, lanes: this.lanesOf(this.axesOf(e)) };
  }
  private declare(scope: Scope, type: Type, value: Operation | Source): string {
    const name = this.name("v");
    scope.body.push({ kind: "let", name, type, value });
    return name;
  }
  /** An expression's value in this many lanes: unchanged, or splat. Constants are unchanged. */
  private operand(e: Expr, lanes: number): Atom[] {
    const axes = this.axesOf(e),
      { dtype } = e;
    if (lanes === 1 || e.kind === "const" || this.lanesOf(axes) === lanes) return this.value(e);
    const scope = this.home(axes);
    let from: ((l: number) => Operation | Source) | undefined;
    return this.each(namesFor(scope.splats, e, axes), (l) => {
      if (from === undefined) {
        if (e.kind === "load" && !scope.values.has(e)) {
          const load = this.operation(e, 1);
          from = (l) => ({ ...(load(l) as Place & { kind: "load" }), lanes, count: lanes });
        } else {
          const x = this.value(e);
          from = (l) => ({ kind: "splat", dtype, of: dtype, args: [x[l]!] });
        }
      }
      return this.declare(scope, { dtype, lanes }, from(l));
    });
  }

  /** The operands of a value, by point. */
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

  /** All reductions that the outputs need at this tile, those over the same axes in one loop. */
  private together(): void {
    const all = nodesOf(...this.kernel.outputs.map((o) => o.value)).filter((e): e is Reduce => e.kind === "reduce");
    // A reduction inside another's loop is built with that one.
    const waiting = all.filter((r) => ![...this.axesOf(r)].some((a) => this.kernel.axes[a]!.kind === "reduce"));
    while (waiting.length > 0) {
      const first = waiting.shift()!,
        scope = this.home(this.axesOf(first)),
        group = [first];
      for (const r of waiting.slice()) {
        const fits = sameArray(r.axes, first.axes) && this.home(this.axesOf(r)) === scope;
        if (!fits || nodesOf(r.x).some((n) => group.includes(n as Reduce) || waiting.includes(n as Reduce))) continue;
        group.push(r);
        waiting.splice(waiting.indexOf(r), 1);
      }
      const fresh = group.filter((r) => !scope.values.has(r)); // an outer loop's may be there already
      if (fresh.length > 0) this.reduction(fresh, scope);
    }
  }

  /** Reductions over the same axes, in their scope: accumulators, the loops over the axes, and the results. */
  private reduction(nodes: readonly Reduce[], scope: Scope): void {
    // The bodies may only use values visible in their home scope, so inner loops are hidden while they are built.
    const hidden = this.scopes.splice(this.scopes.indexOf(scope) + 1),
      { only } = this;
    this.only = null;
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
    this.only = only;
    this.scopes.push(...hidden);
  }

  /** The accumulators of reductions, by point, after the loops over their axes. */
  private sums(
    nodes: readonly Reduce[],
    unrolled: readonly number[],
    looped: readonly number[],
  ): ((l: number) => Accumulator)[] {
    const { lanes, tile } = this.schedule;
    // The axis of vectors is the innermost loop.
    const order = [...looped.filter((a) => lanes[a] === 1), ...looped.filter((a) => lanes[a] !== 1)];
    /** Runs an action for the points of all accumulators, including those along the reducing axes. */
    const forAll = <T>(f: () => T): T => {
      for (const a of order) this.points[a] = tile[a]!;
      const result = f();
      for (const a of order) this.points[a] = 1;
      return result;
    };
    const begin = (): Names<Accumulator>[] => forAll(() => nodes.map((e) => this.begin(e, order)));
    const part = (whole: readonly Names<Accumulator>[], build: (own: readonly Names<Accumulator>[]) => void): void => {
      const own = begin();
      build(own);
      own.forEach((o, i) => {
        for (const [key, from] of o.at) this.merge(whole[i]!.at.get(key)!, from);
      });
    };
    const enter = (
      accs: readonly Names<Accumulator>[],
      [axis, ...inner]: readonly number[],
      inParts: boolean,
    ): void => {
      if (axis === undefined) this.terms(nodes, accs, unrolled);
      else if (!inParts || !this.long(nodes, axis, inner))
        this.loop(axis, 0, this.size(axis), () => enter(accs, inner, inParts));
      else if (inner.length > 0)
        this.loop(axis, 0, this.size(axis), () => part(accs, (own) => enter(own, inner, false)));
      else
        this.stretches(axis, (from, to, length) =>
          part(accs, (own) => this.loop(axis, from, to, () => enter(own, inner, false), length)),
        );
    };
    const begun = begin();
    enter(begun, order, true);
    return nodes.map((e, i) => forAll(() => this.merged(e, begun[i]!)));
  }

  private merge(acc: Accumulator, part: Accumulator): void {
    this.scope.body.push({ kind: "merge", acc, part });
  }
  /** One accumulator for each result. */
  private merged(e: Reduce, begun: Names<Accumulator>): (l: number) => Accumulator {
    const axes = this.axesOf(e),
      first = new Map<string, Accumulator>();
    this.each({ axes: begun.axes, at: new Map<string, Accumulator>() }, (l) => {
      const acc = begun.at.get(this.key(l, begun.axes))!,
        key = this.key(l, axes),
        before = first.get(key);
      if (before === undefined) first.set(key, acc);
      else this.merge(before, acc);
      return acc;
    });
    return (l) => first.get(this.key(l, axes))!;
  }

  /** Accumulators for the points of a reduction. */
  private begin(e: Reduce, looped: readonly number[]): Names<Accumulator> {
    const { body } = this.scope,
      { fn } = e,
      { dtype } = e.x,
      own = this.axesOf(e),
      axes = new Set([...own, ...looped]),
      lanes = Math.max(this.lanesOf(own), ...looped.map((a) => this.schedule.lanes[a]!));
    const counter = fn === "argmax" || fn === "argmin" ? this.name("c") : null;
    if (counter !== null) body.push({ kind: "count", name: counter, first: true });
    const wide =
      (fn === "sum" || fn === "prod") && isFloat(dtype) && dtype !== "float64" && this.schedule.sums === "float64";
    const accs = { axes, at: new Map<string, Accumulator>() },
      first = neutral(fn, dtype);
    this.each(accs, () => {
      const acc = { name: this.name("a"), fn, dtype, lanes, first, wide, counter };
      body.push({ kind: "begin", acc });
      return acc;
    });
    return accs;
  }

  /** The terms at one turn of the innermost loop. */
  private terms(nodes: readonly Reduce[], begun: readonly Names<Accumulator>[], unrolled: readonly number[]): void {
    const points = product(unrolled.map((a) => this.size(a) as number)),
      { body } = this.scope;
    nodes.forEach(({ fn, x: term, dtype }, i) => {
      const accs = Array.from({ length: this.pointCount }, (_, l) => begun[i]!.at.get(this.key(l, begun[i]!.axes))!),
        { lanes, counter } = accs[0]!;
      // The product of two float32 is exact in float64, so a sum of products needs no rounding of its own.
      const both = fn === "sum" && isFloat(dtype) && term.kind === "binary" && term.fn === "mul" ? term : null;
      for (const a of unrolled) this.points[a] = this.size(a) as number;
      const x = this.operand(both === null ? term : both.x, lanes),
        y = both === null ? null : this.operand(both.y, lanes);
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
  /** The number of valid lanes of the terms at point `l`. */
  private countOf(l: number, lanes: number): Int {
    const axis = this.lanes.findIndex((n, a) => n > 1 && this.kernel.axes[a]!.kind === "reduce");
    return axis < 0 ? lanes : this.count(axis, l);
  }
  /** A reduction's result: its accumulator itself, if that has its type. */
  private result(e: Reduce, scope: Scope, from: Accumulator): Atom {
    const type = this.typeOf(e),
      across = type.lanes < from.lanes;
    if (!across && !from.wide && from.counter === null) return from.name;
    return this.declare(scope, type, { kind: "result", from, across });
  }

  /** Whether sums are split into parts, each as long as the loops over `inner` (or a section of `axis`, the innermost one). */
  private long(nodes: readonly Reduce[], axis: number, inner: readonly number[]): boolean {
    const { sums, tile, lanes } = this.schedule;
    if (sums === "float64" || nodes.some((e) => e.fn !== "sum" || !isFloat(e.dtype) || e.dtype === "float64"))
      return false;
    const turns = (axes: readonly number[]): number =>
      axes.reduce((n, a) => {
        const size = this.size(a);
        return n * (typeof size === "number" ? size / (tile[a]! * lanes[a]!) : Infinity);
      }, 1);
    const most = LONG * sums.part;
    return turns([axis, ...inner]) > most && (inner.length === 0 || turns(inner) <= most);
  }
  /** Sections of an axis. */
  private stretches(axis: number, build: (from: Int, to: Int, length?: Int) => void): void {
    const { sums, tile, lanes } = this.schedule,
      size = this.size(axis);
    const step = (sums as { part: number }).part * tile[axis]! * lanes[axis]!,
      counter = this.name("k"),
      known = typeof size === "number",
      to = known ? size - (size % step) : size;
    const body = this.inScope(-2, () => {
      const end = this.name("e");
      this.scope.body.push({ kind: "index", name: end, terms: [counter, step], most: known ? null : to });
      build(counter, end, known ? step : undefined);
    });
    const length = known ? (to as number) : null;
    this.scope.body.push({ kind: "loop", counter, from: 0, to, length, turns: [{ step, cover: "all", body }] });
    if (known && to !== size) build(to, size, size - (to as number));
  }
}
