import type { Kernel } from "../../ir/kernel.js";
import { type DType, dtypeInfo } from "../../shape/dtype.js";
import type { Accumulator, Atom, Int, Operation, Place, Source, Statement } from "../nest/nest.js";
import { debugging } from "../../util/debug.js";
import { nestOf } from "../nest/build.js";
import { printRun } from "../nest/print.js";
import type { FunctionWriter, Local } from "./assembler.js";
import { lanesOf } from "./lanes.js";
import { combine, further } from "./reduction.js";
import {
  binaryOp,
  bound,
  bounded,
  castOp,
  compareOp,
  constant,
  type Helpers,
  loadOp,
  scalarType,
  storeOp,
  unaryOp,
  Unsupported,
  vectorBinary,
  vectorCompare,
  vectorUnary,
} from "./scalar.js";
import { LANES, scheduleOf, turnsOf } from "./schedule.js";
import { withExplain } from "../../util/features.js";

// Writes the nest of a kernel of known sizes, over buffers at known addresses, as the body of a WebAssembly function.
//
// Every value is a local variable. A buffer's address and all known offsets are part of the instructions; a loop only
// moves one pointer per kind of stride. A vector beyond the end of an axis reads arbitrary memory, and its idle lanes
// are never stored.

/** The address of a buffer or a scalar argument: known, or an argument of the function. */
export type Address = number | Local;

/**
 * Writes the kernel into `f`. `addresses` has a buffer each, outputs first; `cells` the address of each scalar
 * argument. With `range`, the function's two arguments say which turns of the outermost loop to run: helpers share a
 * kernel so. Returns the number of turns of that loop, and writes nothing if they are too few. Throws
 * {@link Unsupported} for kernels without a rendering here.
 */
export function writeKernel(
  f: FunctionWriter,
  kernel: Kernel<number>,
  addresses: readonly Address[],
  cells: readonly Address[],
  helpers: Helpers,
  range: readonly [Local, Local] | null = null,
): number {
  const schedule = scheduleOf(kernel, helpers, range !== null);
  if (withExplain && debugging("kernels")) console.log(printRun("wasm", kernel, schedule));
  const turns = schedule.shared === null ? 1 : turnsOf(kernel, schedule, schedule.shared);
  if (range !== null && turns < 2) return 1;
  const { body, params } = nestOf(kernel, schedule);
  new KernelWriter(f, params, addresses, cells, helpers, range).write(body);
  return turns;
}

/** A position: the value of a pointer (0 if it is null) plus a known number of bytes. */
interface Pointer {
  readonly local: Local | null;
  readonly add: number;
}
/** The first element of a load or store. */
interface Target {
  readonly p: Pointer;
  readonly offset: number;
}

/** A loop, or some turns of one, whose body is being written. */
interface Open {
  readonly counter: string;
  /** The first point (relative to the counter `within`, if not null), the number of turns, and the number of points per turn. */
  readonly at: number;
  readonly within: string | null;
  readonly turns: number;
  readonly step: number;
  /** The first and the last turn, where they are arguments. */
  readonly range: readonly [Local, Local] | null;
  readonly init: number[];
  readonly bump: number[];
  readonly pointers: Map<string, Local>;
}
type Index = Extract<Statement, { readonly kind: "index" }>;
type LoopStatement = Extract<Statement, { readonly kind: "loop" }>;
type Store = Extract<Statement, { readonly kind: "store" }>;

class KernelWriter {
  private readonly f: FunctionWriter;
  private readonly params: readonly DType[];
  private readonly addresses: readonly Address[];
  private readonly cells: readonly Address[];
  private readonly helpers: Helpers;
  private readonly range: readonly [Local, Local] | null;
  private readonly locals = new Map<string, Local>();
  private readonly indices = new Map<string, Index>();
  private readonly open: Open[] = [];
  /** Vectors without their idle lanes, in the body being written. */
  private masked = new Map<string, Local>();
  /** The code before all loops. */
  private readonly prelude: number[] = [];

  constructor(
    f: FunctionWriter,
    params: readonly DType[],
    addresses: readonly Address[],
    cells: readonly Address[],
    helpers: Helpers,
    range: readonly [Local, Local] | null,
  ) {
    this.f = f;
    this.params = params;
    this.addresses = addresses;
    this.cells = cells;
    this.helpers = helpers;
    this.range = range;
  }

  write(body: readonly Statement[]): void {
    const code = this.f.apart(() => this.all(body));
    this.f.append(this.prelude).append(code);
  }
  // ---- statements ----

  private all(list: readonly Statement[]): void {
    for (let i = 0; i < list.length; i++) {
      const s = list[i]!;
      if (s.kind === "store" && s.stride === 2) this.storePair(s, list[++i] as Store);
      else this.statement(s);
    }
  }
  private statement(s: Statement): void {
    const { f } = this;
    switch (s.kind) {
      case "index":
        this.indices.set(s.name, s);
        break;
      case "let":
        this.value(s.name, s.type.lanes > 1, s.type.dtype, s.value);
        break;
      case "count":
        if (s.first) f.i64(0n).set(this.local(s.name, "i64"));
        else f.get(this.local(s.name)).i64(1n).op("i64.add").set(this.local(s.name));
        break;
      case "begin": {
        const { name, first, lanes, counter } = s.acc;
        if (lanes > 1) f.f32x4(Number(first.value));
        else constant(f, first.value, first.dtype);
        f.set(this.local(name, lanes > 1 ? "v128" : scalarType(first.dtype)));
        if (counter !== null) f.i64(0n).set(this.local(`${name}i`, "i64"));
        break;
      }
      case "accumulate":
        for (const { x, y } of s.terms) this.accumulate(s.acc, x, y, s.count as number);
        break;
      case "merge":
        combine(f, s.acc, this.local(s.acc.name), this.local(s.part.name), this.helpers);
        break;
      case "store":
        this.store(s);
        break;
      case "loop":
        this.loop(s);
        break;
      case "block":
        this.turns({ counter: s.counter, at: s.at as number, within: null, turns: 1, step: 1, range: null }, s.body);
    }
  }

  private local(name: string, type?: Local["type"]): Local {
    let l = this.locals.get(name);
    if (l === undefined) {
      if (type === undefined) throw new Error(`no ${name} here`);
      this.locals.set(name, (l = this.f.local(type)));
    }
    return l;
  }

  /** A value in a variable. Scalar arguments and constants are stored there before all loops. */
  private arg(a: Atom, vector = false): Local {
    const name = typeof a === "string" ? a : `${a.dtype} ${vector} ${Object.is(a.value, -0) ? "-0" : String(a.value)}`;
    const have = this.locals.get(name);
    if (have !== undefined) return have;
    const { f } = this,
      param = name.startsWith("p") ? Number(name.slice(1)) : -1,
      dtype = typeof a === "string" ? this.params[param]! : a.dtype;
    const local = this.local(name, vector && typeof a !== "string" ? "v128" : scalarType(dtype));
    push(
      this.prelude,
      f.apart(() => {
        if (typeof a !== "string") {
          constant(f, a.value, dtype);
          if (vector) this.fill(dtype);
        } else {
          const cell = this.cells[param]!;
          if (typeof cell === "number") f.i32(0).memory(loadOp(dtype), cell);
          else f.get(cell).memory(loadOp(dtype));
        }
        f.set(local);
      }),
    );
    return local;
  }
  /** A number on the stack becomes a vector of it; a truth value, a mask. */
  private fill(dtype: DType): void {
    this.f.op(...(dtype === "bool" ? ["i32x4.splat", "i32x4.neg"] : ["f32x4.splat"]));
  }

  // ---- loops ----

  private loop({ counter, from, length, turns }: LoopStatement): void {
    if (length === null) throw new Unsupported("a size that is not known");
    const { f } = this,
      shared = from === "first";
    let at = typeof from === "number" ? from : 0,
      left = length;
    for (const { step, cover, body } of turns) {
      const count = cover === "once" ? 1 : Math.floor(left / step);
      if (count <= 0) continue;
      const some = {
        counter,
        at,
        within: typeof from === "number" || shared ? null : from,
        turns: count,
        step,
        range: shared && cover === "whole" ? this.range : null,
      };
      // The remainder belongs to the last turn of a loop that threads share.
      if (shared && cover === "once")
        f.get(this.range![1])
          .i32(at / turns[0]!.step)
          .op("i32.eq")
          .when(() => this.turns(some, body));
      else this.turns(some, body);
      at += count * step;
      left -= count * step;
    }
  }

  private turns(some: Omit<Open, "init" | "bump" | "pointers">, body: readonly Statement[]): void {
    const { f } = this,
      { turns, range } = some,
      open: Open = { ...some, init: [], bump: [], pointers: new Map() },
      masked = this.masked;
    this.open.push(open);
    this.masked = new Map();
    const code = f.apart(() => this.all(body));
    this.masked = masked;
    this.open.pop();
    if (turns === 1 && range === null) {
      f.append(code);
      return;
    }
    const i = f.local("i32");
    const turn = (): void => {
      f.append(open.init);
      f.repeat(i, range?.[1] ?? turns, () => f.append(code).append(open.bump));
    };
    if (range === null) {
      f.i32(0).set(i);
      turn();
    } else f.get(range[0]).tee(i).get(range[1]).op("i32.lt_s").when(turn);
  }
  private loopOf(counter: string): Open {
    return this.open.findLast((o) => o.counter === counter)!;
  }

  // ---- addresses ----

  /**
   * The byte address of a position with elements of this size, from 0, or from the buffer's address if that is an
   * argument.
   */
  private pointer(x: Int, bytes: number, base: Address): Pointer {
    if (typeof x === "number") return { local: typeof base === "number" ? null : base, add: x * bytes };
    const { terms } = this.indices.get(x)!;
    let p: Pointer | null = null;
    for (const t of terms) {
      const [name, stride] = typeof t === "object" ? (t as readonly [string, number]) : [t, 1];
      if (typeof name === "string" && this.indices.has(name)) p = this.pointer(name, bytes, base);
      else {
        p ??= this.pointer(0, bytes, base);
        p = typeof name === "number" ? { ...p, add: p.add + name * bytes } : this.moved(p, name, stride * bytes);
      }
    }
    return p!;
  }

  /** A position that a loop moves by this many bytes per point. */
  private moved(from: Pointer, counter: string, bytes: number): Pointer {
    const { at, within, turns, step, range, pointers, init, bump } = this.loopOf(counter),
      { f } = this;
    const outer = within === null ? from : this.moved(from, within, bytes);
    if (turns === 1 && range === null) return { local: outer.local, add: outer.add + at * bytes };
    // Addresses are unsigned: a pointer that moves down starts at its highest position, and ends at the known part.
    const down = Math.max(0, -bytes * step * (turns - 1));
    // Pointers with the same start and steps are merged.
    const key = `${outer.local?.index ?? "-"},${bytes}`;
    let local = pointers.get(key);
    if (local === undefined) {
      const l = f.local("i32");
      pointers.set(key, (local = l));
      push(
        init,
        f.apart(() => {
          if (outer.local === null) f.i32(down);
          else if (down === 0) f.get(outer.local);
          else f.i32(down).get(outer.local).op("i32.add");
          if (range !== null)
            f.get(range[0])
              .i32(bytes * step)
              .op("i32.mul", "i32.add");
          f.set(l);
        }),
      );
      push(
        bump,
        f.apart(() => f.bump(l, bytes * step)),
      );
    }
    return { local, add: outer.add + at * bytes - down };
  }

  /** The current point of an axis, as int64. */
  private point(terms: readonly Int[]): void {
    const { f } = this;
    const add = (t: Int): Pointer =>
      typeof t === "number" ? { local: null, add: t } : this.moved({ local: null, add: 0 }, t, 1);
    const points = terms.map(add);
    f.i32(points.reduce((n, p) => n + p.add, 0));
    for (const { local } of points) if (local !== null) f.get(local).op("i32.add");
    f.op("i64.extend_i32_s");
  }

  private target({ buffer, at, dtype }: Place): Target {
    const base = this.addresses[buffer]!,
      p = this.pointer(at, dtypeInfo[dtype].bytes, base),
      offset = (typeof base === "number" ? base : 0) + p.add;
    if (offset < 0) throw new Unsupported("an address before its buffer");
    return { p, offset };
  }
  private pushPointer(p: Pointer): void {
    if (p.local === null) this.f.i32(0);
    else this.f.get(p.local);
  }

  // ---- memory ----

  private load(place: Place, op: Parameters<FunctionWriter["memory"]>[0], beyond = 0): FunctionWriter {
    const { p, offset } = this.target(place);
    this.pushPointer(p);
    return this.f.memory(op, offset + beyond);
  }
  private loadVector(place: Place): void {
    const { f } = this;
    if (place.stride === 0) {
      this.load(place, place.dtype === "bool" ? loadOp("bool") : "v128.load32_splat");
      if (place.dtype === "bool") this.fill("bool");
      return;
    }
    if (place.dtype !== "bool") {
      this.load(place, "v128.load");
      if (place.stride === 2) this.load(place, "v128.load", 16).shuffle(...lanesOf(0, 2, 4, 6));
      return;
    }
    // Each byte of 0 or 1 becomes a lane, and that a mask.
    this.load(place, "i32.load");
    f.op("i32x4.splat")
      .zero()
      .shuffle(0, 16, 16, 16, 1, 16, 16, 16, 2, 16, 16, 16, 3, 16, 16, 16)
      .zero()
      .op("i32x4.ne");
  }

  private store(s: Store): void {
    const target = this.target(s),
      v = this.arg(s.value, s.lanes > 1),
      count = s.count as number;
    if (s.lanes > 1) {
      if (s.dtype === "bool") this.storeBools(target, v, count);
      else this.storeLanes(target, v, count);
      return;
    }
    this.pushPointer(target.p);
    this.f.get(v).memory(storeOp(s.dtype), target.offset);
  }

  /** Two vectors of every other place each, as two of neighbours. */
  private storePair(even: Store, odd: Store): void {
    const { f } = this,
      target = this.target(even),
      mixed = f.local("v128"),
      [a, b] = [this.arg(even.value, true), this.arg(odd.value, true)],
      count = 2 * (even.count as number);
    f.get(a)
      .get(b)
      .shuffle(...lanesOf(0, 4, 1, 5))
      .set(mixed);
    this.storeLanes(target, mixed, Math.min(count, LANES));
    if (count <= LANES) return;
    f.get(a)
      .get(b)
      .shuffle(...lanesOf(2, 6, 3, 7))
      .set(mixed);
    this.storeLanes({ ...target, offset: target.offset + 16 }, mixed, count - LANES);
  }

  /** Stores a mask as bytes of 0 and 1: those of its lanes, packed in one number. */
  private storeBools({ p, offset }: Target, mask: Local, lanes: number): void {
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

  private storeLanes({ p, offset }: Target, v: Local, lanes: number): void {
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

  // ---- values ----

  private value(name: string, vector: boolean, dtype: DType, o: Operation | Source): void {
    const { f, helpers } = this;
    const args = "args" in o ? o.args.map((a) => this.arg(a, vector && o.kind !== "splat")) : [],
      [x, y, z] = args as [Local, Local, Local];
    switch (o.kind) {
      case "load":
        if (vector) this.loadVector(o);
        else this.load(o, loadOp(dtype));
        break;
      case "axis":
        this.point(o.terms);
        break;
      case "unary":
        if (vector) vectorUnary(o.fn, o.of, helpers)!(f, x);
        else unaryOp(f, o.fn, o.of, x, helpers);
        break;
      case "binary": {
        const limit = o.args[1]!;
        if (vector && typeof limit !== "string" && bounded(o.fn, limit)) bound(f, o.fn, limit, x, y);
        else if (vector) vectorBinary(o.fn, dtype, helpers)!(f, x, y);
        else binaryOp(f, o.fn, dtype, x, y, helpers);
        break;
      }
      case "compare":
        f.get(x)
          .get(y)
          .op(vector ? vectorCompare(o.fn) : compareOp(o.fn, o.of));
        break;
      case "where":
        f.get(y)
          .get(z)
          .get(x)
          .op(vector ? "v128.bitselect" : "select");
        break;
      case "cast":
        if (!vector) castOp(f, x, o.of, dtype);
        else if (dtype === "float32") f.get(x).f32x4(1).op("v128.and");
        else f.get(x).f32x4(0).op("f32x4.ne");
        break;
      case "splat":
        f.get(x);
        this.fill(dtype);
        break;
      case "result":
        f.get(
          o.across
            ? this.acrossLanes(o.from, this.local(o.from.name))
            : this.local(o.from.counter === null ? o.from.name : `${o.from.name}i`),
        );
    }
    f.set(this.local(name, vector ? "v128" : scalarType(dtype)));
  }

  // ---- reductions ----

  /** The four lanes as one number: halves, then quarters. */
  private acrossLanes(acc: Accumulator, l: Local): Local {
    const { f } = this;
    const [a, b] = [f.local("f32"), f.local("f32")];
    const half = f.local("v128");
    f.get(l).get(l).shuffle(8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15).set(half);
    combine(f, acc, half, l, this.helpers);
    f.get(half).lane("f32x4.extract_lane", 0).set(a).get(half).lane("f32x4.extract_lane", 1).set(b);
    combine(f, acc, a, b, this.helpers);
    return a;
  }

  /** One term: `x`, or `x · y`. */
  private accumulate(acc: Accumulator, x: Atom, y: Atom | null, count: number): void {
    const { f, helpers } = this,
      to = this.local(acc.name);
    const vector = acc.lanes > 1,
      idle = vector && count < LANES;
    let a = this.arg(x, vector),
      b = y === null ? null : this.arg(y, vector);
    if (b !== null && vector && helpers.fused) {
      if (idle) [a, b] = [this.without(a, count, 0), this.without(b, count, 0)];
      f.get(a).get(b).get(to).op("f32x4.relaxed_madd").set(to);
      return;
    }
    if (b !== null) {
      const product = f.local(a.type);
      if (vector) f.get(a).get(b).op("f32x4.mul");
      else binaryOp(f, "mul", acc.dtype, a, b, helpers);
      f.set(product);
      a = product;
      b = null;
    }
    if (idle) a = this.without(a, count, Number(acc.first.value));
    if (acc.counter === null) combine(f, acc, to, a, helpers);
    else further(f, acc, to, a, this.local(`${acc.name}i`), this.local(acc.counter));
  }

  /** The vector with its idle lanes set to a number. */
  private without(v: Local, lanes: number, idle: number): Local {
    const { f } = this,
      key = `${v.index} ${lanes} ${idle}`;
    let local = this.masked.get(key);
    if (local === undefined) {
      this.masked.set(key, (local = f.local("v128")));
      f.get(v);
      if (idle !== 0) f.f32x4(idle);
      f.lanesMask(lanes)
        .op(idle === 0 ? "v128.and" : "v128.bitselect")
        .set(local);
    }
    return local;
  }
}

function push(to: number[], bytes: readonly number[]): void {
  for (let i = 0; i < bytes.length; i++) to.push(bytes[i]!);
}
