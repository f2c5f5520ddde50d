import { type Expr, type IndexMap, nodesOf } from "../../ir/expr.js";
import type { Kernel } from "../../ir/kernel.js";
import { type DType, isFloat } from "../../shape/dtype.js";
import { sameArray } from "../../util/array.js";
import { Builder, type Names, namesFor, nestOf, type Reduce, type Scope } from "./build.js";
import type { Accumulator, Atom, Int, Nest, Place, Statement, Turns, Type } from "./nest.js";
import type { Schedule } from "./schedule.js";

// Nests with vectors: points may be several neighbours. What does not depend on the vector's axis stays a single number, splat
// where it meets a vector. At the end of an axis, a last vector holds what is left over. Reductions over the same axes share
// a loop, may have several accumulators for one result, and take long float32 sums in parts, so that small terms are
// not lost beside a large sum.

/** The statements that run a kernel as a schedule says, one with vectors, too. */
export const vectorNestOf = (kernel: Kernel, schedule: Schedule): Nest =>
  nestOf(kernel, schedule, new VectorBuilder(kernel, schedule));

/** The longest sum that is not taken in parts, in turns of a part. */
const LONG = 8;

class VectorBuilder extends Builder {
  /** How many neighbours the points along each axis are, in the loop being built. */
  private readonly lanes: number[];
  /** How many lanes of the last vector along an axis are there, where that is not all. */
  private readonly rest: (Int | null)[];
  private readonly splats = new WeakMap<Scope, Map<Expr, Names<Atom>>>();

  constructor(kernel: Kernel, schedule: Schedule) {
    super(kernel, schedule);
    this.lanes = kernel.axes.map(() => 1);
    this.rest = kernel.axes.map(() => null);
  }

  // ---- loops ----

  /** A loop in turns of whole tiles, then of what is left over: in one go where its size is known, else vector by vector. */
  protected override loop(axis: number, from: Int, to: Int, build: () => void): void {
    const counter = `i${axis}`,
      tile = this.schedule.tile[axis]!,
      unit = this.schedule.lanes[axis]!;
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
    const turns: Turns[] = [];
    const whole = (points: number): void => {
      turns.push({ step: points * unit, cover: "whole", body: of(points, null) });
    };
    if (typeof to === "number" && from === 0) {
      const step = tile * unit,
        left = to % step;
      if (to === step && step > 1) {
        body.push({ kind: "block", counter, at: 0, body: of(tile, null) });
        return;
      }
      if (to >= step || to === 0) whole(tile);
      if (left > 0) {
        const points = Math.ceil(left / unit);
        const rest = of(points, left % unit === 0 ? null : left % unit);
        if (to < step) {
          body.push({ kind: "block", counter, at: 0, body: rest });
          return;
        }
        turns.push({ step: left, cover: "once", body: rest });
      }
    } else {
      whole(tile);
      if (tile > 1) whole(1);
      if (unit > 1) {
        const count = this.name("c"),
          built = of(1, count);
        turns.push({
          step: unit,
          cover: "once",
          body: [{ kind: "index", name: count, terms: [to, [-1, counter]], most: null }, ...built],
        });
      }
    }
    body.push({ kind: "loop", counter, from, to, turns });
  }

  protected override stores(): void {
    if (this.schedule.together) this.together();
    super.stores();
  }

  /** All reductions that the outputs need at this tile, those over the same axes in one loop. */
  private together(): void {
    const all = nodesOf(...this.kernel.outputs.map((o) => o.value)).filter((e): e is Reduce => e.kind === "reduce");
    // One within another's loop is built with that one.
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

  // ---- vectors ----

  protected override offset(l: number, axis: number): number {
    return this.along(l, axis) * this.lanes[axis]!;
  }
  /** How many neighbours a value that depends on these axes is. */
  private lanesOf(axes: ReadonlySet<number>): number {
    let n = 1;
    for (const a of axes) n = Math.max(n, this.lanes[a]!);
    return n;
  }
  protected override typeOf(e: Expr): Type {
    return { dtype: e.dtype, lanes: this.lanesOf(this.axesOf(e)) };
  }
  /** How many lanes of a vector along an axis are there at point `l`. */
  private count(axis: number, l: number): Int {
    const rest = this.rest[axis]!;
    return rest !== null && this.along(l, axis) === this.points[axis]! - 1 ? rest : this.lanes[axis]!;
  }
  protected override place(buffer: number, m: IndexMap, dtype: DType, at: Int, l: number): Place {
    const axis = this.lanes.findIndex((n, a) => n > 1 && m.strides[a] !== 0);
    if (axis < 0) return super.place(buffer, m, dtype, at, l);
    return { buffer, dtype, at, lanes: this.lanes[axis]!, stride: m.strides[axis]!, count: this.count(axis, l) };
  }

  /** An expression's value in so many lanes: as it is, or the same in all. */
  protected override operand(e: Expr, lanes: number): Atom[] {
    const axes = this.axesOf(e);
    if (lanes === 1 || this.lanesOf(axes) === lanes) return this.value(e);
    const scope = this.home(axes);
    let known = this.splats.get(scope);
    if (known === undefined) this.splats.set(scope, (known = new Map()));
    const x = this.value(e),
      { dtype } = e;
    return this.each(namesFor(known, e, axes), (l) =>
      this.declare(scope, { dtype, lanes }, { kind: "splat", dtype, of: dtype, args: [x[l]!] }),
    );
  }
  // ---- reductions ----

  protected override sums(
    nodes: readonly Reduce[],
    unrolled: readonly number[],
    looped: readonly number[],
  ): ((l: number) => Accumulator)[] {
    // The axis of vectors is the innermost loop.
    const order = [
      ...looped.filter((a) => this.schedule.lanes[a] === 1),
      ...looped.filter((a) => this.schedule.lanes[a] !== 1),
    ];
    const begin = (): Names<Accumulator>[] => nodes.map((e) => this.beginAll(e, order));
    const begun = begin();
    const enter = (
      accs: readonly Names<Accumulator>[],
      [axis, ...inner]: readonly number[],
      inParts: boolean,
    ): void => {
      if (axis === undefined) {
        this.terms(nodes, accs, unrolled);
        return;
      }
      const over = (from: Int, to: Int, build: () => void): void => this.loop(axis, from, to, build);
      const part = (build: (own: readonly Names<Accumulator>[]) => void): void => {
        const own = begin();
        build(own);
        own.forEach((o, i) => {
          for (const [key, from] of o.at) this.merge(accs[i]!.at.get(key)!, from);
        });
      };
      if (!inParts || !this.long(nodes, axis, inner)) over(0, this.size(axis), () => enter(accs, inner, inParts));
      else if (inner.length > 0) over(0, this.size(axis), () => part((own) => enter(own, inner, false)));
      else this.stretches(axis, (from, to) => part((own) => over(from, to, () => enter(own, inner, false))));
    };
    enter(begun, order, true);
    return nodes.map((e, i) => this.merged(e, begun[i]!, order));
  }

  /** Accumulators for the points of a reduction, those along its own axes, too. */
  private beginAll(e: Reduce, looped: readonly number[]): Names<Accumulator> {
    const axes = this.axesOf(e),
      { tile, lanes } = this.schedule;
    for (const a of looped) this.points[a] = tile[a]!;
    const accs = this.begin(
      e,
      new Set([...axes, ...looped]),
      Math.max(this.lanesOf(axes), ...looped.map((a) => lanes[a]!)),
    );
    for (const a of looped) this.points[a] = 1;
    return accs;
  }
  private merge(acc: Accumulator, part: Accumulator): void {
    this.scope.body.push({ kind: "merge", acc, part });
  }
  /** One accumulator for each result. */
  private merged(e: Reduce, begun: Names<Accumulator>, looped: readonly number[]): (l: number) => Accumulator {
    const axes = this.axesOf(e),
      first = new Map<string, Accumulator>();
    for (const a of looped) this.points[a] = this.schedule.tile[a]!;
    this.each({ axes: begun.axes, at: new Map<string, null>() }, (l) => {
      const acc = begun.at.get(this.key(l, begun.axes))!,
        key = this.key(l, axes),
        before = first.get(key);
      if (before === undefined) first.set(key, acc);
      else this.merge(before, acc);
      return null;
    });
    for (const a of looped) this.points[a] = 1;
    return (l) => first.get(this.key(l, axes))!;
  }

  protected override countOf(l: number, lanes: number): Int {
    const axis = this.lanes.findIndex((n, a) => n > 1 && this.kernel.axes[a]!.kind === "reduce");
    return axis < 0 ? lanes : this.count(axis, l);
  }
  protected override result(e: Reduce, scope: Scope, from: Accumulator): Atom {
    const type = this.typeOf(e);
    return type.lanes < from.lanes
      ? this.declare(scope, type, { kind: "result", from, across: true })
      : super.result(e, scope, from);
  }

  /** Whether sums are added up in parts, each as long as the loops over `inner` (or a stretch of `axis`, the innermost one). */
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
  /** Stretches of an axis. */
  private stretches(axis: number, build: (from: Int, to: Int) => void): void {
    const { sums, tile, lanes } = this.schedule;
    const step = (sums as { part: number }).part * tile[axis]! * lanes[axis]!,
      counter = this.name("k"),
      to = this.size(axis);
    const body = this.inScope(-2, () => {
      const end = this.name("e");
      this.scope.body.push({ kind: "index", name: end, terms: [counter, step], most: to });
      build(counter, end);
    });
    this.scope.body.push({ kind: "loop", counter, from: 0, to, turns: [{ step, cover: "all", body }] });
  }
}
