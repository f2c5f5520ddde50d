import { freeAxes } from "../../ir/axes.js";
import type { Dim, Expr, IndexMap } from "../../ir/expr.js";
import { operands } from "../../ir/expr.js";
import type { Kernel } from "../../ir/kernel.js";
import { type DType, dtypeInfo } from "../../shape/dtype.js";
import type { FunctionWriter, Local, ValType } from "./assembler.js";
import { binaryOp, castOp, compareOp, type Helpers, loadOp, scalarType, storeOp, unaryOp, Unsupported, vectorBinary, vectorCompare, vectorUnary } from "./scalar.js";

// Renders a kernel of known sizes, over buffers at known addresses, as the body of a WebAssembly function.
//
// Laid out as in `render/js.ts`: every expression is a local variable, computed in the outermost loop that knows its axes.
// What differs:
//
// - The innermost parallel axis is computed four at a time where everything that moves along it is float32 and lies side
//   by side; what is left over follows one at a time. Otherwise a reduction is, along its last axis, if it can.
// - A loop of few turns is written out, so that all its addresses are known.
// - A buffer's address and all known offsets are part of the instruction; a loop only moves one pointer per kind of stride.

/** Where a buffer's first element lies, in bytes. */
export type Address = number;

/** A value: a local variable of its type. `vector` values hold four points of the vector axis. */
interface Value { readonly local: Local; readonly vector: boolean }
/** A position: what a pointer holds (0 where it is null) plus a known number of bytes. */
interface Pointer { readonly local: Local | null; readonly add: number }

interface Scope {
  readonly axis: number;
  /** The first point, how many turns there are, and how many points each takes. */
  readonly start: number;
  readonly turns: number;
  readonly step: number;
  readonly code: number[];
  readonly init: number[];
  readonly bump: number[];
  readonly memo: Map<Expr, Value>;
  readonly splats: Map<Local, Local>;
  readonly pointers: Map<string, Pointer>;
}

/** Loops of up to this many turns are written out. */
const WRITTEN_OUT = 4;
const LANES = 4;

export { Unsupported };

/**
 * Writes the kernel into `f`. `addresses` has a buffer each, outputs first; `cells` the address of each scalar argument.
 * Throws {@link Unsupported} for what has no rendering here.
 */
export function writeKernel(f: FunctionWriter, kernel: Kernel, addresses: readonly Address[], cells: readonly Address[], helpers: Helpers): void {
  new KernelWriter(f, kernel, addresses, cells, helpers).write();
}

class KernelWriter {
  private readonly f: FunctionWriter;
  private readonly kernel: Kernel;
  private readonly addresses: readonly Address[];
  private readonly cells: readonly Address[];
  private readonly helpers: Helpers;
  private readonly free = new Map<Expr, ReadonlySet<number>>();
  private scopes: Scope[] = [];
  /** The axis that is computed four at a time in the loop being written. */
  private vectorAxis: number | null = null;

  constructor(f: FunctionWriter, kernel: Kernel, addresses: readonly Address[], cells: readonly Address[], helpers: Helpers) {
    this.f = f;
    this.kernel = kernel;
    this.addresses = addresses;
    this.cells = cells;
    this.helpers = helpers;
  }

  write(): void {
    const parallel = this.kernel.axes.flatMap((a, i) => (a.kind === "parallel" ? [i] : []));
    this.f.append(this.loop(-1, 0, 1, 1, () => this.nest(parallel)));
  }

  private size(axis: number): number { return known(this.kernel.axes[axis]!.size); }
  private axesOf(e: Expr): ReadonlySet<number> { return freeAxes(e, this.free); }

  /** Opens a loop, writes its body, and gives the whole as instructions. */
  private loop(axis: number, start: number, turns: number, step: number, body: () => void): number[] {
    const scope: Scope = { axis, start, turns, step, code: [], init: [], bump: [], memo: new Map(), splats: new Map(), pointers: new Map() };
    this.scopes.push(scope);
    body();
    this.scopes.pop();
    const { f } = this;
    if (turns === 1) return [...scope.init, ...scope.code];
    return f.apart(() => {
      const i = f.local("i32");
      f.append(scope.init).i32(0).set(i);
      f.loop(i, turns, 1, () => f.append(scope.code).append(scope.bump));
    });
  }

  /** The loop over an axis: written out where it is short. Appends to the innermost open scope. */
  private turnsOf(axis: number, start: number, count: number, step: number, body: () => void): void {
    const scope = this.scopes[this.scopes.length - 1]!;
    if (count <= 0) return;
    if (count > WRITTEN_OUT) push(scope.code, this.loop(axis, start, count, step, body));
    else for (let i = 0; i < count; i++) push(scope.code, this.loop(axis, start + i * step, 1, step, body));
  }

  private nest(axes: readonly number[]): void {
    const [axis, ...inner] = axes;
    if (axis === undefined) { this.stores(); return; }
    const n = this.size(axis);
    if (inner.length > 0 || !this.vectorises(axis)) { this.turnsOf(axis, 0, n, 1, () => this.nest(inner)); return; }
    const vectors = Math.floor(n / LANES);
    this.vectorAxis = axis;
    this.turnsOf(axis, 0, vectors, LANES, () => this.nest(inner));
    this.vectorAxis = null;
    this.turnsOf(axis, vectors * LANES, n - vectors * LANES, 1, () => this.nest(inner));
  }

  /** Whether the innermost parallel axis can be computed four at a time. */
  private vectorises(axis: number): boolean {
    if (this.size(axis) < LANES) return false;
    return this.kernel.outputs.every((o) => o.dtype === "float32" && o.index.strides[axis] === 1 && this.movesAlong(o.value, axis));
  }

  /** Whether everything in `e` that depends on `axis` is float32 (or a comparison of such) and lies side by side. */
  private movesAlong(e: Expr, axis: number): boolean {
    if (!this.axesOf(e).has(axis)) return true;
    switch (e.kind) {
      case "load": return e.dtype === "float32" && e.index.strides[axis] === 1;
      case "axis": return false;
      case "unary": if (vectorUnary(e.fn, e.x.dtype, this.helpers) === null) return false; break;
      case "binary": if (vectorBinary(e.fn, e.dtype, this.helpers) === null) return false; break;
      case "compare": if (e.x.dtype !== "float32") return false; break;
      case "cast": if (!(e.dtype === "float32" && e.x.dtype === "bool") && !(e.dtype === "bool" && e.x.dtype === "float32")) return false; break;
      case "where": if (e.dtype !== "float32") return false; break;
      case "reduce": if (e.dtype !== "float32") return false; break;
      default:
    }
    return operands(e).every((o) => this.movesAlong(o, axis));
  }

  private stores(): void {
    const scope = this.scopes[this.scopes.length - 1]!;
    const values = this.kernel.outputs.map((o) => this.value(o.value));
    this.kernel.outputs.forEach((o, i) => {
      const v = values[i]!;
      const p = this.pointer(o.index, o.dtype);
      const offset = this.offset(i, o.index, o.dtype, p);
      push(scope.code, this.f.apart(() => {
        this.pushPointer(p);
        if (this.vectorAxis !== null && o.dtype === "float32") this.f.get(this.wide(v)).memory("v128.store", offset);
        else this.f.get(v.local).memory(storeOp(o.dtype), offset);
      }));
    });
  }

  private pushPointer(p: Pointer): void { if (p.local === null) this.f.i32(0); else this.f.get(p.local); }
  private offset(buffer: number, m: IndexMap, d: DType, p: Pointer): number { return this.addresses[buffer]! + known(m.offset) * dtypeInfo[d].bytes + p.add; }

  /** Where a map points in the innermost open loop that moves it. */
  private pointer(m: IndexMap, d: DType): Pointer {
    const bytes = dtypeInfo[d].bytes;
    const strides = m.strides.map((s) => known(s) * bytes);
    const at = (level: number): Pointer => {
      if (level < 0) return { local: null, add: 0 };
      const scope = this.scopes[level]!;
      const stride = scope.axis < 0 ? 0 : strides[scope.axis]!;
      if (stride === 0) return at(level - 1);
      const outer = at(level - 1);
      if (scope.turns === 1) return { local: outer.local, add: outer.add + scope.start * stride };
      // Addresses have no sign: a pointer that moves down starts as far up as it will go, and ends at the known part.
      const down = Math.max(0, -stride * scope.step * (scope.turns - 1));
      const add = outer.add + scope.start * stride - down;
      // Pointers that start and move alike are one.
      const key = `${outer.local?.index ?? "-"},${stride}`;
      const have = scope.pointers.get(key);
      if (have) return { local: have.local, add };
      const l = this.f.local("i32");
      push(scope.init, this.f.apart(() => {
        if (outer.local === null) this.f.i32(down);
        else { this.f.get(outer.local); if (down > 0) this.f.i32(down).op("i32.add"); }
        this.f.set(l);
      }));
      push(scope.bump, this.f.apart(() => this.f.bump(l, stride * scope.step)));
      scope.pointers.set(key, { local: l, add: 0 });
      return { local: l, add };
    };
    return at(this.scopes.length - 1);
  }

  private home(axes: ReadonlySet<number>): Scope {
    for (let s = this.scopes.length - 1; s > 0; s--) if (axes.has(this.scopes[s]!.axis)) return this.scopes[s]!;
    return this.scopes[0]!;
  }

  /** Four copies of a scalar float32, made where the scalar is. */
  private wide(v: Value): Local {
    if (v.vector) return v.local;
    const scope = this.scopes.find((s) => s.splats.has(v.local)) ?? this.scopeOf(v);
    let l = scope.splats.get(v.local);
    if (l === undefined) {
      l = this.f.local("v128");
      const splat = v.local.type === "i32" ? ["i32x4.splat", "i32x4.neg"] : ["f32x4.splat"]; // a truth value becomes a mask
      push(scope.code, this.f.apart(() => this.f.get(v.local).op(...splat).set(l!)));
      scope.splats.set(v.local, l);
    }
    return l;
  }
  private readonly made = new Map<Local, Scope>();
  private scopeOf(v: Value): Scope { return this.made.get(v.local) ?? this.scopes[0]!; }

  private value(e: Expr): Value {
    const axes = this.axesOf(e);
    const scope = this.home(axes);
    const have = scope.memo.get(e);
    if (have) return have;
    const vector = this.vectorAxis !== null && axes.has(this.vectorAxis);
    const v = e.kind === "reduce" ? this.reduction(e, scope, vector) : this.simple(e, scope, vector);
    scope.memo.set(e, v);
    if (!this.made.has(v.local)) this.made.set(v.local, scope);
    return v;
  }

  private simple(e: Expr, scope: Scope, vector: boolean): Value {
    const { f } = this;
    const type: ValType = vector ? "v128" : scalarType(e.dtype);
    const xs = e.kind === "load" ? [] : operands(e).map((o) => this.value(o));
    const arg = (i: number): Local => (vector ? this.wide(xs[i]!) : xs[i]!.local);
    const args = xs.map((_, i) => arg(i)); // splats are placed before the instruction that needs them
    const local = f.local(type);
    push(scope.code, f.apart(() => {
      switch (e.kind) {
        case "const": constant(f, e.value, e.dtype); break;
        case "param": f.i32(0).memory(loadOp(e.dtype), this.cells[e.param]!); break;
        case "load": {
          const p = this.pointer(e.index, e.dtype);
          this.pushPointer(p);
          f.memory(vector ? "v128.load" : loadOp(e.dtype), this.offset(this.kernel.outputs.length + e.input, e.index, e.dtype, p));
          break;
        }
        case "axis": this.counter(e.axis); break;
        case "unary": if (vector) vectorUnary(e.fn, e.x.dtype, this.helpers)!(f, args[0]!); else unaryOp(f, e.fn, e.x.dtype, args[0]!, this.helpers); break;
        case "binary": if (vector) vectorBinary(e.fn, e.dtype, this.helpers)!(f, args[0]!, args[1]!); else binaryOp(f, e.fn, e.dtype, args[0]!, args[1]!, this.helpers); break;
        case "compare": f.get(args[0]!).get(args[1]!).op(vector ? vectorCompare(e.fn) : compareOp(e.fn, e.x.dtype)); break;
        case "where":
          if (vector) f.get(args[1]!).get(args[2]!).get(args[0]!).op("v128.bitselect");
          else f.get(args[1]!).get(args[2]!).get(args[0]!).op("select");
          break;
        case "cast":
          if (!vector) castOp(f, args[0]!, e.x.dtype, e.dtype);
          else if (e.dtype === "float32") f.get(args[0]!).f32x4(1).op("v128.and");
          else f.get(args[0]!).f32x4(0).op("f32x4.ne");
          break;
        case "reduce": throw new Error("reductions are written by `reduction`");
      }
      f.set(local);
    }));
    return { local, vector };
  }

  /** The current point of an axis, as int64. */
  private counter(axis: number): void {
    const scope = this.scopes.find((s) => s.axis === axis)!;
    if (scope.turns === 1) { this.f.i64(BigInt(scope.start)); return; }
    const key = `counter ${axis}`;
    let p = scope.pointers.get(key);
    if (p === undefined) {
      const l = this.f.local("i32");
      push(scope.init, this.f.apart(() => this.f.i32(scope.start).set(l)));
      push(scope.bump, this.f.apart(() => this.f.bump(l, scope.step)));
      p = { local: l, add: 0 };
      scope.pointers.set(key, p);
    }
    this.f.get(p.local!).op("i64.extend_i32_s");
  }

  private reduction(e: Expr & { kind: "reduce" }, scope: Scope, vector: boolean): Value {
    if (e.fn === "argmax" || e.fn === "argmin") throw new Unsupported(e.fn);
    const { f } = this;
    const type = e.x.dtype;
    const float32 = type === "float32";
    // The body may only use what its home scope can see, so loops further in are hidden while it is written.
    const hidden = this.scopes.splice(this.scopes.indexOf(scope) + 1);
    const outerVector = this.vectorAxis;
    const last = e.axes[e.axes.length - 1]!;
    const along = !vector && float32 && this.size(last) >= LANES && this.movesAlong(e.x, last) && this.axesOf(e.x).has(last);
    const start = (l: Local): void => {
      const wide = l.type === "v128";
      const first = e.fn === "sum" ? 0 : e.fn === "prod" ? 1 : e.fn === "max" ? -Infinity : Infinity;
      push(scope.code, f.apart(() => {
        if (wide) f.f32x4(first);
        else constant(f, type.includes("float") || Number.isFinite(first) ? first : extreme(type, e.fn === "max"), type);
        f.set(l);
      }));
    };
    const fn = e.fn === "sum" ? "add" : e.fn === "prod" ? "mul" : e.fn;
    const combine = (l: Local, v: Local): void => {
      if (l.type === "v128") f.get(l).get(v).op(`f32x4.${fn}`);
      else binaryOp(f, fn, type, l, v, this.helpers);
      f.set(l);
    };
    const accumulate = (l: Local): void => {
      const inner = this.scopes[this.scopes.length - 1]!;
      const wide = l.type === "v128";
      if (wide && e.fn === "sum" && this.helpers.fused && e.x.kind === "binary" && e.x.fn === "mul") {
        const x = this.wide(this.value(e.x.x)), y = this.wide(this.value(e.x.y));
        push(inner.code, f.apart(() => f.get(x).get(y).get(l).op("f32x4.relaxed_madd").set(l)));
        return;
      }
      const v = this.value(e.x);
      const use = wide ? this.wide(v) : v.local;
      push(inner.code, f.apart(() => combine(l, use)));
    };
    const over = (axes: readonly number[], body: () => void): void => {
      const [axis, ...rest] = axes;
      if (axis === undefined) { body(); return; }
      this.turnsOf(axis, 0, this.size(axis), 1, () => over(rest, body));
    };
    const acc = f.local(vector ? "v128" : scalarType(type));
    if (!along) {
      this.vectorAxis = vector ? outerVector : null;
      start(acc);
      over(e.axes, () => accumulate(acc));
    } else {
      const n = this.size(last), vectors = Math.floor(n / LANES);
      const outer = e.axes.slice(0, -1);
      const wide = f.local("v128");
      start(wide);
      this.vectorAxis = last;
      over(outer, () => this.turnsOf(last, 0, vectors, LANES, () => accumulate(wide)));
      this.vectorAxis = null;
      // The four lanes, in the order that a tree would add them.
      const lanes = [0, 1, 2, 3].map(() => f.local("f32"));
      push(scope.code, f.apart(() => {
        lanes.forEach((l, i) => f.get(wide).lane("f32x4.extract_lane", i).set(l));
        f.get(lanes[0]!).set(acc);
        for (const i of [2, 1, 3]) combine(acc, lanes[i]!);
      }));
      over(outer, () => this.turnsOf(last, vectors * LANES, n - vectors * LANES, 1, () => accumulate(acc)));
    }
    this.vectorAxis = outerVector;
    this.scopes.push(...hidden);
    return { local: acc, vector };
  }
}

function known(d: Dim): number {
  if (typeof d !== "number") throw new Unsupported("a size that is not known");
  return d;
}

function extreme(d: DType, max: boolean): number | bigint | boolean {
  switch (d) {
    case "bool": return !max;
    case "int64": return max ? -(2n ** 63n) : 2n ** 63n - 1n;
    case "int32": return max ? -(2 ** 31) : 2 ** 31 - 1;
    case "int16": return max ? -32768 : 32767;
    case "int8": return max ? -128 : 127;
    default: return max ? 0 : 255;
  }
}

function constant(f: FunctionWriter, v: number | bigint | boolean, d: DType): void {
  switch (scalarType(d)) {
    case "f32": f.f32(Number(v)); break;
    case "f64": f.f64(Number(v)); break;
    case "i64": f.i64(BigInt(v)); break;
    default: f.i32(Number(v));
  }
}

function push(to: number[], bytes: readonly number[]): void { for (const b of bytes) to.push(b); }
