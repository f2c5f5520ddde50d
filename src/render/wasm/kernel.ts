import { freeAxes } from "../../ir/axes.js";
import { type Expr, type IndexMap, nodesOf, operands } from "../../ir/expr.js";
import type { Kernel } from "../../ir/kernel.js";
import { sameArray } from "../../util/array.js";
import { type DType, dtypeInfo } from "../../shape/dtype.js";
import type { FunctionWriter, Local, ValType } from "./assembler.js";
import { lanesOf } from "./lanes.js";
import { combine, further, identity, isPlace, neutral, type Reduce } from "./reduction.js";
import {
  binaryOp,
  bound,
  bounded,
  castOp,
  compareOp,
  constant,
  type Helpers,
  known,
  loadOp,
  scalarType,
  storeOp,
  unaryOp,
  Unsupported,
  vectorBinary,
  vectorCompare,
  vectorUnary,
} from "./scalar.js";
import type { Loop, Memo, Piece, Pieces, Pointer, Scope, Sum, Value } from "./scope.js";
import { bestAlong, LANES, type Schedule, scheduleOf, topReduces } from "./schedule.js";

// Renders a kernel of known sizes, over buffers at known addresses, as the body of a WebAssembly function.
//
// Every expression is a local variable, computed in the outermost loop that knows its axes. Within a loop, the points of
// a tile (`schedule.ts`) have variables of their own for what differs between them, and share the rest. A vector that
// reaches beyond the end of an axis reads what lies there, and its idle lanes are never stored. A buffer's address and all
// known offsets are part of the instructions; a loop only moves one pointer per kind of stride.

/** Loops of up to this many turns are written out. */
const WRITTEN_OUT = 4;
/**
 * Terms of sums that are written out together in old runtimes. V8 before 12, which has no relaxed instructions either,
 * loads all that such a body reads first, and has not the registers to keep it.
 */
const MOST_TERMS = 30;
/** As many values may be written out in all: engines refuse a function of 50,000 variables. */
const MOST_VALUES = 16384;
/** float32 sums of more terms are added up in parts, so that small terms are not lost beside a large sum. */
const LONG = 4096,
  PART = 512;

/** Where a buffer or a scalar argument is: known, or an argument of the function. */
export type Address = number | Local;

/**
 * Writes the kernel into `f`. `addresses` has a buffer each, outputs first; `cells` the address of each scalar argument.
 * With `range`, the function's two arguments say which turns of the outermost loop to run: helpers share a kernel so.
 * Gives the number of turns of that loop, and writes nothing if they are too few. Throws {@link Unsupported} for what has no rendering here.
 */
export function writeKernel(
  f: FunctionWriter,
  kernel: Kernel,
  addresses: readonly Address[],
  cells: readonly Address[],
  helpers: Helpers,
  range: readonly [Local, Local] | null = null,
): number {
  return new KernelWriter(f, kernel, addresses, cells, helpers, range).write();
}

class KernelWriter {
  private readonly f: FunctionWriter;
  private readonly kernel: Kernel;
  private readonly addresses: readonly Address[];
  private readonly cells: readonly Address[];
  private readonly helpers: Helpers;
  private range: readonly [Local, Local] | null;
  private readonly schedule: Schedule;
  private readonly reduces: readonly Reduce[];
  private readonly free = new Map<Expr, ReadonlySet<number>>();
  private scopes: Scope[] = [];
  /** The tile, and where in it we are. */
  private readonly tile = new Map<number, readonly Piece[]>();
  private pieces: Pieces = new Map();
  private turns = 1;
  /** Axes whose loops stay loops, however short. */
  private longOnes: ReadonlySet<number> = new Set();

  constructor(
    f: FunctionWriter,
    kernel: Kernel,
    addresses: readonly Address[],
    cells: readonly Address[],
    helpers: Helpers,
    range: readonly [Local, Local] | null,
  ) {
    this.f = f;
    this.kernel = kernel;
    this.addresses = addresses;
    this.cells = cells;
    this.helpers = helpers;
    this.range = range;
    this.schedule = scheduleOf(kernel, helpers);
    this.reduces = topReduces(kernel);
  }

  write(): number {
    const parallel = this.kernel.axes.flatMap((a, i) => (a.kind === "parallel" ? [i] : []));
    if (this.range !== null) {
      // The loop that threads share is the outermost one, so it should have turns enough.
      const most = parallel.reduce(
        (best, a) => (this.fullTurns(best) >= 16 || this.fullTurns(best) >= this.fullTurns(a) ? best : a),
        parallel[0] ?? -1,
      );
      if (most < 0 || this.fullTurns(most) < 2) return 1;
      parallel.splice(parallel.indexOf(most), 1);
      parallel.unshift(most);
    }
    this.longOnes = this.tooMany(parallel);
    this.f.append(this.loop({ axis: -1, start: 0, turns: 1, step: 1 }, null, () => this.nest(parallel)));
    return this.turns;
  }

  private size(axis: number): number {
    return known(this.kernel.axes[axis]!.size);
  }
  private axesOf(e: Expr): ReadonlySet<number> {
    return freeAxes(e, this.free);
  }

  // ---- loops ----

  /** Opens a loop, writes its body, and gives the whole as instructions. `to`: the turn that a loop from an argument ends with. */
  private loop({ axis, start, turns, step }: Loop, range: readonly [Local, Local] | null, body: () => void): number[] {
    const scope: Scope = {
      axis,
      start,
      turns,
      step,
      from: range?.[0] ?? null,
      code: [],
      init: [],
      bump: [],
      memos: new Map(),
      pointers: new Map(),
      masked: new Map(),
    };
    this.scopes.push(scope);
    body();
    this.scopes.pop();
    const { f } = this;
    if (turns === 1 && range === null) return [...scope.init, ...scope.code];
    return f.apart(() => {
      const i = f.local("i32");
      const turn = (): void => {
        f.append(scope.init);
        f.repeat(i, range?.[1] ?? turns, () => f.append(scope.code).append(scope.bump));
      };
      if (range === null) {
        f.i32(0).set(i);
        turn();
      } else f.get(range[0]).tee(i).get(range[1]).op("i32.lt_s").when(turn);
    });
  }

  /** A loop within the innermost open one: written out where it is short. */
  private turnsOf(loop: Loop, body: () => void): void {
    const scope = this.scopes[this.scopes.length - 1]!;
    if (loop.turns <= 0) return;
    if (loop.turns > WRITTEN_OUT || this.longOnes.has(loop.axis)) push(scope.code, this.loop(loop, null, body));
    else
      for (let i = 0; i < loop.turns; i++)
        push(scope.code, this.loop({ ...loop, start: loop.start + i * loop.step, turns: 1 }, null, body));
  }

  /** Of short loops in one another, the outer ones: those for which the inner ones leave no room. */
  private tooMany(parallel: readonly number[]): Set<number> {
    const { axes, outputs } = this.kernel;
    const reducing = axes.flatMap((a, i) => (a.kind === "reduce" ? [i] : []));
    const nodes = nodesOf(...outputs.map((o) => o.value)).length;
    // The innermost loop is written several times even where it is long: vectors of several turns, and what is left over.
    const last = reducing.pop();
    const points = [...this.schedule.tile.values()].reduce((p, n) => p * n, 1);
    let values = points * nodes * (last === undefined ? 1 : Math.min(this.size(last), 8));
    let terms = points * (last === undefined || this.size(last) > WRITTEN_OUT ? 1 : this.size(last));
    const out = new Set<number>();
    for (const axis of [...parallel, ...reducing].toReversed()) {
      const turns = axes[axis]!.kind === "reduce" ? this.size(axis) : this.fullTurns(axis);
      const copies = turns > WRITTEN_OUT ? 1 : turns,
        rest = axes[axis]!.kind === "parallel" && this.size(axis) % this.stepOf(axis) > 0 ? 1 : 0;
      const crowded = axes[axis]!.kind === "reduce" && !this.helpers.fused && terms * copies > MOST_TERMS;
      if (copies > 1 && (crowded || values * (copies + rest) > MOST_VALUES)) {
        out.add(axis);
        values *= 1 + rest;
      } else {
        values *= copies + rest;
        terms *= copies;
      }
    }
    return out;
  }

  /** Points of an axis that are computed together. */
  private stepOf(axis: number): number {
    return (axis === this.schedule.vector ? LANES : 1) * (this.schedule.tile.get(axis) ?? 1);
  }
  private fullTurns(axis: number): number {
    return Math.floor(this.size(axis) / this.stepOf(axis));
  }

  /** The loops over the parallel axes, each in steps of the tile and then over what is left. */
  private nest(axes: readonly number[]): void {
    const [axis, ...inner] = axes;
    if (axis === undefined) {
      this.stores();
      return;
    }
    const unit = axis === this.schedule.vector ? LANES : 1,
      step = this.stepOf(axis),
      full = this.fullTurns(axis),
      rest = this.size(axis) - full * step;
    const body = (points: number) => (): void => {
      this.tile.set(axis, tilePieces(points, unit, this.scopes.length - 1));
      this.nest(inner);
    };
    const { range } = this;
    if (range === null) {
      this.turnsOf({ axis, start: 0, turns: full, step }, body(step));
      if (rest > 0) this.turnsOf({ axis, start: full * step, turns: 1, step: 1 }, body(rest));
      return;
    }
    // The loop that threads share. What is left over goes with its last turn.
    this.range = null;
    this.turns = full;
    const { code } = this.scopes[0]!,
      { f } = this;
    push(code, this.loop({ axis, start: 0, turns: full, step }, range, body(step)));
    if (rest === 0) return;
    const last = this.loop({ axis, start: full * step, turns: 1, step: 1 }, null, body(rest));
    push(
      code,
      f.apart(() =>
        f
          .get(range[1])
          .i32(full)
          .op("i32.eq")
          .when(() => f.append(last)),
      ),
    );
  }

  // ---- the points of a tile ----

  /** Runs `f` at each point of the tile along these axes. */
  private eachPiece(axes: readonly number[], f: () => void): void {
    const [axis, ...rest] = axes;
    if (axis === undefined) {
      f();
      return;
    }
    const before = this.pieces;
    for (const piece of this.tile.get(axis)!) {
      this.pieces = new Map([...before, [axis, piece]]);
      this.eachPiece(rest, f);
    }
    this.pieces = before;
  }
  private at(pieces: Pieces, f: () => void): void {
    const before = this.pieces;
    this.pieces = pieces;
    f();
    this.pieces = before;
  }
  private tileAxes(axes: ReadonlySet<number>): number[] {
    return [...this.tile.keys()].filter((a) => axes.has(a));
  }

  /** Where what depends on these axes is computed: the loop, and the part of the tile within it. */
  private placeOf(axes: ReadonlySet<number>): { level: number; memo: Memo } {
    let level = this.scopes.length - 1;
    while (level > 0 && !axes.has(this.scopes[level]!.axis)) level--;
    let key = "";
    for (const [axis, piece] of this.pieces) {
      if (!axes.has(axis)) continue;
      key += `${axis}:${piece.start},`;
      level = Math.max(level, piece.level);
    }
    const { memos } = this.scopes[level]!;
    let memo = memos.get(key);
    if (memo === undefined) memos.set(key, (memo = { values: new Map(), wide: new Map() }));
    return { level, memo };
  }
  /** Whether what depends on these axes holds four points here. */
  private isVector(axes: ReadonlySet<number>): boolean {
    for (const [axis, piece] of this.pieces) if (piece.lanes !== null && axes.has(axis)) return true;
    return false;
  }

  private stores(): void {
    this.pieces = new Map();
    this.sums();
    const code = this.scopes[this.scopes.length - 1]!.code;
    if (this.schedule.pair !== null) {
      this.storePairs(this.schedule.pair);
      return;
    }
    this.eachPiece([...this.tile.keys()], () => {
      const values = this.kernel.outputs.map((o) => {
        const lanes =
          [...this.pieces].find(([axis, p]) => p.lanes !== null && o.index.strides[axis] === 1)?.[1].lanes ?? null;
        return { lanes, local: lanes === null ? this.value(o.value).local : this.wide(o.value) };
      });
      this.kernel.outputs.forEach((o, i) => {
        const { lanes, local } = values[i]!;
        const p = this.pointer(i, o.index, o.dtype),
          offset = this.offset(i, o.index, o.dtype, p);
        push(
          code,
          this.f.apart(() => {
            const { f } = this;
            if (lanes === null) {
              this.pushPointer(p);
              f.get(local).memory(storeOp(o.dtype), offset);
              return;
            }
            if (o.dtype === "bool") this.storeBools(p, offset, local, lanes);
            else this.storeLanes(p, offset, local, lanes);
          }),
        );
      });
    });
  }

  /** Two vectors of every other place each, as two of neighbours. */
  private storePairs(pair: number): void {
    const { f } = this,
      code = this.scopes[this.scopes.length - 1]!.code;
    const two = this.tile.get(pair)!;
    this.eachPiece(
      [...this.tile.keys()].filter((axis) => axis !== pair),
      () => {
        const before = this.pieces;
        const at = <T>(i: number, g: () => T): T => {
          this.pieces = new Map([...before, [pair, two[i]!]]);
          const value = g();
          this.pieces = before;
          return value;
        };
        const lanes = [...before.values()].find((p) => p.lanes !== null)!.lanes!;
        const values = this.kernel.outputs.map((o) => [0, 1].map((i) => at(i, () => this.wide(o.value))));
        this.kernel.outputs.forEach((o, i) =>
          at(0, () => {
            const [even, odd] = values[i] as [Local, Local];
            const p = this.pointer(i, o.index, o.dtype),
              offset = this.offset(i, o.index, o.dtype, p);
            push(
              code,
              f.apart(() => {
                const mixed = f.local("v128");
                f.get(even)
                  .get(odd)
                  .shuffle(...lanesOf(0, 4, 1, 5))
                  .set(mixed);
                this.storeLanes(p, offset, mixed, Math.min(2 * lanes, LANES));
                if (lanes <= 2) return;
                f.get(even)
                  .get(odd)
                  .shuffle(...lanesOf(2, 6, 3, 7))
                  .set(mixed);
                this.storeLanes(p, offset + 16, mixed, 2 * lanes - LANES);
              }),
            );
          }),
        );
      },
    );
  }

  /** Stores a mask as bytes of 0 and 1: those of its lanes, side by side in one number. */
  private storeBools(p: Pointer, offset: number, mask: Local, lanes: number): void {
    const { f } = this,
      bytes = f.local("i32");
    f.get(mask)
      .get(mask)
      .shuffle(...[0, 1, 2, 3].flatMap(() => [0, 4, 8, 12]))
      .lane("i32x4.extract_lane", 0)
      .i32(0x01010101)
      .op("i32.and")
      .set(bytes);
    const store = (op: "i32.store" | "i32.store16" | "i32.store8", from: number): void => {
      this.pushPointer(p);
      f.get(bytes);
      if (from > 0) f.i32(8 * from).op("i32.shr_u");
      f.memory(op, offset + from);
    };
    if (lanes === LANES) {
      store("i32.store", 0);
      return;
    }
    if (lanes >= 2) store("i32.store16", 0);
    if (lanes !== 2) store("i32.store8", lanes - 1);
  }

  private storeLanes(p: Pointer, offset: number, v: Local, lanes: number): void {
    const { f } = this;
    if (lanes === LANES) {
      this.pushPointer(p);
      f.get(v).memory("v128.store", offset);
      return;
    }
    if (lanes >= 2) {
      this.pushPointer(p);
      f.get(v).storeLane("v128.store64_lane", offset, 0);
    }
    if (lanes !== 2) {
      this.pushPointer(p);
      f.get(v).storeLane("v128.store32_lane", offset + 4 * (lanes - 1), lanes - 1);
    }
  }

  // ---- addresses ----

  private pushPointer(p: Pointer): void {
    if (p.local === null) this.f.i32(0);
    else this.f.get(p.local);
  }
  private offset(buffer: number, m: IndexMap, d: DType, p: Pointer): number {
    const at = this.addresses[buffer]!;
    const offset = (typeof at === "number" ? at : 0) + known(m.offset) * dtypeInfo[d].bytes + p.add;
    if (offset < 0) throw new Unsupported("an address before its buffer");
    return offset;
  }

  /** Where a map points in the innermost open loop that moves it: from 0, or from the buffer's address where that is an argument. */
  private pointer(buffer: number, m: IndexMap, d: DType): Pointer {
    const bytes = dtypeInfo[d].bytes,
      base = this.addresses[buffer]!;
    const strides = m.strides.map((s) => known(s) * bytes);
    const at = (level: number): Pointer => {
      if (level < 0) return { local: typeof base === "number" ? null : base, add: 0 };
      const scope = this.scopes[level]!;
      const stride = scope.axis < 0 ? 0 : strides[scope.axis]!;
      const outer = at(level - 1);
      if (stride === 0) return outer;
      if (scope.turns === 1 && scope.from === null)
        return { local: outer.local, add: outer.add + scope.start * stride };
      // Addresses have no sign: a pointer that moves down starts as far up as it will go, and ends at the known part.
      const down = Math.max(0, -stride * scope.step * (scope.turns - 1));
      const add = outer.add + scope.start * stride - down;
      // Pointers that start and move alike are one.
      const key = `${outer.local?.index ?? "-"},${stride}`;
      let l = scope.pointers.get(key);
      if (l === undefined) {
        l = this.f.local("i32");
        scope.pointers.set(key, l);
        push(
          scope.init,
          this.f.apart(() => {
            const { f } = this;
            if (outer.local === null) f.i32(down);
            else if (down === 0) f.get(outer.local);
            else f.i32(down).get(outer.local).op("i32.add");
            if (scope.from !== null)
              f.get(scope.from)
                .i32(stride * scope.step)
                .op("i32.mul", "i32.add");
            f.set(l!);
          }),
        );
        push(
          scope.bump,
          this.f.apart(() => this.f.bump(l!, stride * scope.step)),
        );
      }
      return { local: l, add };
    };
    const p = at(this.scopes.length - 1);
    let add = p.add;
    for (const [axis, piece] of this.pieces) add += piece.start * strides[axis]!;
    return { local: p.local, add };
  }

  /** The current point of an axis, as int64. */
  private counter(axis: number): void {
    const { f } = this;
    let first = this.pieces.get(axis)?.start ?? 0;
    const locals: Local[] = [];
    for (const scope of this.scopes) {
      if (scope.axis !== axis) continue;
      first += scope.start;
      if (scope.turns === 1 && scope.from === null) continue;
      const key = `counter ${axis}`;
      let l = scope.pointers.get(key);
      if (l === undefined) {
        l = f.local("i32");
        scope.pointers.set(key, l);
        push(
          scope.init,
          f.apart(() => {
            if (scope.from === null) f.i32(0);
            else f.get(scope.from).i32(scope.step).op("i32.mul");
            f.set(l!);
          }),
        );
        push(
          scope.bump,
          f.apart(() => f.bump(l!, scope.step)),
        );
      }
      locals.push(l);
    }
    f.i32(first);
    for (const l of locals) f.get(l).op("i32.add");
    f.op("i64.extend_i32_s");
  }

  // ---- values ----

  private value(e: Expr): Value {
    const axes = this.axesOf(e);
    const { level, memo } = this.placeOf(axes);
    const have = memo.values.get(e);
    if (have !== undefined) return have;
    if (e.kind === "reduce") {
      // one that a loop of another one needs in each turn
      const pieces = new Map([...this.pieces].filter(([axis]) => axes.has(axis)));
      this.sumUp([e], [pieces], level);
      return memo.values.get(e)!;
    }
    const v = { local: this.simple(e, level, this.isVector(axes)), vector: this.isVector(axes) };
    memo.values.set(e, v);
    return v;
  }

  /** The value as a vector: as it is, or four times the same. A truth value becomes a mask. */
  private wide(e: Expr): Local {
    const axes = this.axesOf(e);
    if (this.isVector(axes)) return this.value(e).local;
    const { level, memo } = this.placeOf(axes);
    const have = memo.wide.get(e);
    if (have !== undefined) return have;
    const { f } = this;
    const local = f.local("v128"),
      { code } = this.scopes[level]!;
    if (e.kind === "load" && e.dtype === "float32" && !memo.values.has(e))
      this.load(e, "v128.load32_splat", local, code);
    else {
      const from = this.value(e).local;
      push(
        code,
        f.apart(() =>
          f
            .get(from)
            .op(...(from.type === "i32" ? ["i32x4.splat", "i32x4.neg"] : ["f32x4.splat"]))
            .set(local),
        ),
      );
    }
    memo.wide.set(e, local);
    return local;
  }

  /** Whether the four points of a vector take every other place. */
  private everyOther(e: Expr & { kind: "load" }): boolean {
    for (const [axis, piece] of this.pieces) if (piece.lanes !== null && e.index.strides[axis] === 2) return true;
    return false;
  }

  private load(
    e: Expr & { kind: "load" },
    op: Parameters<FunctionWriter["memory"]>[0],
    to: Local,
    code: number[],
    beyond = 0,
  ): void {
    const buffer = this.kernel.outputs.length + e.input,
      p = this.pointer(buffer, e.index, e.dtype);
    const offset = this.offset(buffer, e.index, e.dtype, p) + beyond;
    push(
      code,
      this.f.apart(() => {
        this.pushPointer(p);
        this.f.memory(op, offset).set(to);
      }),
    );
  }

  private simple(e: Expr, level: number, vector: boolean): Local {
    const { f } = this;
    const { code } = this.scopes[level]!;
    const type: ValType = vector ? "v128" : scalarType(e.dtype);
    if (e.kind === "load") {
      const local = f.local(type);
      if (!vector) {
        this.load(e, loadOp(e.dtype), local, code);
        return local;
      }
      if (e.dtype === "bool") {
        const bytes = f.local("i32");
        this.load(e, "i32.load", bytes, code);
        // Each byte of 0 or 1 becomes a lane, and that a mask.
        push(
          code,
          f.apart(() =>
            f
              .get(bytes)
              .op("i32x4.splat")
              .zero()
              .shuffle(0, 16, 16, 16, 1, 16, 16, 16, 2, 16, 16, 16, 3, 16, 16, 16)
              .zero()
              .op("i32x4.ne")
              .set(local),
          ),
        );
        return local;
      }
      this.load(e, "v128.load", local, code);
      if (!this.everyOther(e)) return local;
      const next = f.local(type);
      this.load(e, "v128.load", next, code, 16);
      push(
        code,
        f.apart(() =>
          f
            .get(local)
            .get(next)
            .shuffle(...lanesOf(0, 2, 4, 6))
            .set(local),
        ),
      );
      return local;
    }
    const args = operands(e).map((o) => (vector ? this.wide(o) : this.value(o).local)); // what they need is written first
    const local = f.local(type);
    push(
      code,
      f.apart(() => {
        switch (e.kind) {
          case "const":
            constant(f, e.value, e.dtype);
            break;
          case "param": {
            const cell = this.cells[e.param]!;
            if (typeof cell === "number") f.i32(0).memory(loadOp(e.dtype), cell);
            else f.get(cell).memory(loadOp(e.dtype));
            break;
          }
          case "axis":
            this.counter(e.axis);
            break;
          case "unary":
            if (vector) vectorUnary(e.fn, e.x.dtype, this.helpers)!(f, args[0]!);
            else unaryOp(f, e.fn, e.x.dtype, args[0]!, this.helpers);
            break;
          case "binary":
            if (vector && bounded(e)) bound(f, e, args[0]!, args[1]!);
            else if (vector) vectorBinary(e.fn, e.dtype, this.helpers)!(f, args[0]!, args[1]!);
            else binaryOp(f, e.fn, e.dtype, args[0]!, args[1]!, this.helpers);
            break;
          case "compare":
            f.get(args[0]!)
              .get(args[1]!)
              .op(vector ? vectorCompare(e.fn) : compareOp(e.fn, e.x.dtype));
            break;
          case "where":
            if (vector) f.get(args[1]!).get(args[2]!).get(args[0]!).op("v128.bitselect");
            else f.get(args[1]!).get(args[2]!).get(args[0]!).op("select");
            break;
          case "cast":
            if (!vector) castOp(f, args[0]!, e.x.dtype, e.dtype);
            else if (e.dtype === "float32") f.get(args[0]!).f32x4(1).op("v128.and");
            else f.get(args[0]!).f32x4(0).op("f32x4.ne");
            break;
          default:
            throw new Error(`${e.kind} is written elsewhere`);
        }
        f.set(local);
      }),
    );
    return local;
  }

  // ---- reductions ----

  /** All reductions that the outputs need at this tile, those over the same axes in one loop. */
  private sums(): void {
    const inner = new Set<number>(this.kernel.axes.flatMap((a, i) => (a.kind === "reduce" ? [i] : [])));
    const waiting = this.reduces.filter((r) => ![...this.axesOf(r)].some((a) => inner.has(a)));
    while (waiting.length > 0) {
      const first = waiting.shift()!;
      const { level } = this.levelOf(first);
      const group = [first];
      for (const r of waiting.slice()) {
        if (
          !sameArray(r.axes, first.axes) ||
          this.levelOf(r).level !== level ||
          r.dtype !== first.dtype ||
          this.along(r) !== this.along(first)
        )
          continue;
        if (
          topReduces({ ...this.kernel, outputs: [{ ...this.kernel.outputs[0]!, value: r.x }] }).some(
            (n) => n === first || waiting.includes(n),
          )
        )
          continue;
        group.push(r);
        waiting.splice(waiting.indexOf(r), 1);
      }
      const nodes: Reduce[] = [],
        pieces: Pieces[] = [];
      for (const r of group) {
        this.eachPiece(this.tileAxes(this.axesOf(r)), () => {
          if (this.placeOf(this.axesOf(r)).memo.values.has(r)) return; // an outer loop's, done at an earlier tile
          nodes.push(r);
          pieces.push(this.pieces);
        });
      }
      if (nodes.length > 0) this.sumUp(nodes, pieces, level);
    }
  }
  private levelOf(e: Expr): { level: number } {
    const axes = this.axesOf(e);
    let level = this.scopes.length - 1;
    while (level > 0 && !axes.has(this.scopes[level]!.axis)) level--;
    for (const axis of this.tileAxes(axes)) level = Math.max(level, this.tile.get(axis)![0]!.level);
    return { level };
  }
  /** The axis along which a reduction is computed four at a time. */
  private along(e: Reduce): number | null {
    const { vector } = this.schedule;
    return isPlace(e) || (vector !== null && this.axesOf(e).has(vector))
      ? null
      : bestAlong(e, (a) => this.size(a), this.helpers, this.free);
  }

  /** Computes reductions over the same axes, each at its points, in the loop at `level`. */
  private sumUp(nodes: readonly Reduce[], at: readonly Pieces[], level: number): void {
    const { f } = this;
    const [first] = nodes as [Reduce];
    const along = this.along(first);
    const axes = along === null ? first.axes : [...first.axes.filter((a) => a !== along), along];
    const last = axes[axes.length - 1]!,
      outer = axes.slice(0, -1);
    const lanes = along === null ? 1 : LANES,
      n = this.size(last),
      whole = Math.floor(n / lanes);
    // A sum waits for the one before it; several at a time do not.
    const unroll =
      whole <= WRITTEN_OUT || nodes.length >= 4 || nodes.some(isPlace)
        ? 1
        : nodes.length >= 2
          ? 2
          : whole >= 16
            ? 4
            : 2;
    const sums: Sum[] = nodes.map((node, i) => {
      const vector = along !== null || [...at[i]!].some(([axis, p]) => p.lanes !== null && this.axesOf(node).has(axis));
      return {
        node,
        pieces: at[i]!,
        locals: Array.from({ length: unroll }, () => f.local(vector ? "v128" : scalarType(node.x.dtype))),
        place: isPlace(node) ? { best: f.local("i64"), now: f.local("i64") } : null,
      };
    });

    const hidden = this.scopes.splice(level + 1),
      before = this.pieces;
    this.pieces = new Map();
    const code = (): number[] => this.scopes[this.scopes.length - 1]!.code;
    const start = (list: readonly Sum[]): void => {
      for (const s of list)
        push(
          code(),
          f.apart(() => {
            for (const l of s.locals) {
              identity(f, s.node, l.type);
              f.set(l);
            }
            if (s.place !== null) f.i64(0n).set(s.place.best).i64(0n).set(s.place.now);
          }),
        );
    };
    const body = (list: readonly Sum[], u: number, piece: Piece | null): void => {
      for (const s of list)
        this.at(piece === null ? s.pieces : new Map([...s.pieces, [last, piece]]), () =>
          this.accumulate(s, s.locals[u]!, piece),
        );
    };
    const overLast = (list: readonly Sum[], startTurn: number, turns: number): void => {
      const step = lanes * unroll,
        main = Math.floor(turns / unroll),
        from = startTurn * lanes;
      const piece = (offset: number, count: number): Piece => ({
        start: offset,
        lanes: along === null ? null : count,
        level: this.scopes.length - 1,
      });
      this.turnsOf({ axis: last, start: from, turns: main, step }, () => {
        for (let u = 0; u < unroll; u++) body(list, u, piece(u * lanes, LANES));
      });
      this.turnsOf({ axis: last, start: from + main * step, turns: turns - main * unroll, step: lanes }, () =>
        body(list, 0, piece(0, LANES)),
      );
    };
    const tail = (list: readonly Sum[]): void => {
      const rest = n - whole * lanes;
      if (rest > 0)
        this.turnsOf({ axis: last, start: whole * lanes, turns: 1, step: 1 }, () =>
          body(list, 0, { start: 0, lanes: rest, level: this.scopes.length - 1 }),
        );
    };
    const loops = (rest: readonly number[], inner: () => void): void => {
      const [axis, ...more] = rest;
      if (axis === undefined) inner();
      else this.turnsOf({ axis, start: 0, turns: this.size(axis), step: 1 }, () => loops(more, inner));
    };
    start(sums);
    // Long sums in parts: each part begins at zero and is added to the whole.
    const terms = outer.reduce((p, a) => p * this.size(a), whole / unroll);
    const long = terms > LONG && nodes.every((x) => x.fn === "sum" && x.dtype === "float32");
    const inParts = (part: (list: readonly Sum[]) => void): void => {
      const parts = sums.map((s): Sum => ({ ...s, locals: s.locals.map((l) => f.local(l.type)) }));
      start(parts);
      part(parts);
      sums.forEach((s, i) =>
        s.locals.forEach((l, u) =>
          push(
            code(),
            f.apart(() => {
              combine(f, s.node, l, parts[i]!.locals[u]!, this.helpers);
            }),
          ),
        ),
      );
    };
    const slice = (list: readonly Sum[]): void => {
      overLast(list, 0, whole);
      tail(list);
    };
    if (!long) loops(outer, () => slice(sums));
    else if (outer.length > 0 && terms / this.size(outer[0]!) <= LONG) {
      this.turnsOf({ axis: outer[0]!, start: 0, turns: this.size(outer[0]!), step: 1 }, () =>
        inParts((list) => loops(outer.slice(1), () => slice(list))),
      );
    } else {
      const turns = PART * unroll,
        count = Math.floor(whole / turns);
      loops(outer, () => {
        this.turnsOf({ axis: last, start: 0, turns: count, step: turns * lanes }, () =>
          inParts((list) => overLast(list, 0, turns)),
        );
        inParts((list) => {
          overLast(list, count * turns, whole - count * turns);
          tail(list);
        });
      });
    }
    for (const s of sums) {
      const [result, ...others] = s.locals as [Local, ...Local[]];
      let local = s.place?.best ?? result;
      push(
        code(),
        f.apart(() => {
          for (const o of others) combine(f, s.node, result, o, this.helpers);
          if (along !== null) local = this.acrossLanes(s.node, result);
        }),
      );
      this.at(s.pieces, () =>
        this.placeOf(this.axesOf(s.node)).memo.values.set(s.node, {
          local,
          vector: along === null && local.type === "v128",
        }),
      );
    }
    this.pieces = before;
    this.scopes.push(...hidden);
  }

  /** The four lanes as one number: halves, then quarters. */
  private acrossLanes(node: Reduce, l: Local): Local {
    const { f } = this;
    const [a, b] = [f.local("f32"), f.local("f32")];
    const half = f.local("v128");
    f.get(l).get(l).shuffle(8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15).set(half);
    combine(f, node, half, l, this.helpers);
    f.get(half).lane("f32x4.extract_lane", 0).set(a).get(half).lane("f32x4.extract_lane", 1).set(b);
    combine(f, node, a, b, this.helpers);
    return a;
  }

  /** One term. `piece`: the lanes along the reducing axis that count. */
  private accumulate({ node, place }: Sum, to: Local, piece: Piece | null): void {
    const { f } = this;
    const { x } = node;
    const code = (): number[] => this.scopes[this.scopes.length - 1]!.code;
    if (to.type !== "v128") {
      const v = this.value(x).local;
      push(
        code(),
        f.apart(() => {
          if (place === null) combine(f, node, to, v, this.helpers);
          else further(f, node, to, v, place);
        }),
      );
      return;
    }
    const idle = piece?.lanes != null && piece.lanes < LANES ? piece.lanes : null;
    if (node.fn === "sum" && this.helpers.fused && x.kind === "binary" && x.fn === "mul") {
      let [a, b] = [this.wide(x.x), this.wide(x.y)];
      if (idle !== null) [a, b] = [a, b].map((v) => this.masked(v, idle, 0)) as [Local, Local];
      push(
        code(),
        f.apart(() => f.get(a).get(b).get(to).op("f32x4.relaxed_madd").set(to)),
      );
      return;
    }
    let v = this.wide(x);
    if (idle !== null) v = this.masked(v, idle, neutral(node.fn));
    push(
      code(),
      f.apart(() => combine(f, node, to, v, this.helpers)),
    );
  }

  /** The vector with its idle lanes set to a number. */
  private masked(v: Local, lanes: number, idle: number): Local {
    const { f } = this;
    const { code, masked } = this.scopes[this.scopes.length - 1]!;
    const have = masked.get(v);
    if (have !== undefined) return have;
    const local = f.local("v128");
    push(
      code,
      f.apart(() => {
        f.get(v);
        if (idle !== 0) f.f32x4(idle);
        f.lanesMask(lanes)
          .op(idle === 0 ? "v128.and" : "v128.bitselect")
          .set(local);
      }),
    );
    masked.set(v, local);
    return local;
  }
}

/** The parts of a tile of so many points. */
function tilePieces(points: number, unit: number, level: number): Piece[] {
  return Array.from({ length: Math.ceil(points / unit) }, (_, i) => ({
    start: i * unit,
    lanes: unit === 1 ? null : Math.min(unit, points - i * unit),
    level,
  }));
}

function push(to: number[], bytes: readonly number[]): void {
  for (let i = 0; i < bytes.length; i++) to.push(bytes[i]!);
}
