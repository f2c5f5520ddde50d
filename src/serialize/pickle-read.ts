// Python's pickle is a program for a machine with a stack. This one runs the part of it that torch.save and Python's
// pickle write for data (protocols 2 to 5), and builds a tree of `PyValue`s: it imports nothing and calls nothing.
//
// Time and memory are bounded by the size of the pickle: every opcode is at least one byte, lengths are checked against
// the available bytes before anything is created, and the calls that copy (set, bytes) may copy no more than was
// written.

import { decodePython, plainBytes, u64, viewOf } from "./bytes.js";
import { MAX_DEPTH, MAX_ENTRIES, MAX_INT_BYTES, MAX_OBJECTS, MAX_TEXT } from "./limits.js";
import { quote, refuse } from "./load-error.js";
import type { FileFault } from "./load-error.js";
import { opcodeName, opcodes as op } from "./opcodes.js";
import { callBuiltin, copiedBy, isBuiltin } from "./pickle-builtins.js";
import {
  deeperThan,
  Global,
  Instance,
  isHashable,
  kindOf,
  Persistent,
  PyByteArray,
  PyDict,
  PyFloat,
  PySet,
  PyTuple,
  Reduce,
} from "./py.js";
import type { PyValue } from "./py.js";

/**
 * The allowed uses of a name in a pickle. Each creates or fills a node of the tree; nothing is executed. With `{}` the
 * name may only occur in the tree (a dtype, a storage type).
 */
export interface GlobalUse {
  /** May be called: creates a `Reduce`. */
  readonly call?: boolean;
  /** May create an object without a call: creates an `Instance`. */
  readonly create?: boolean;
  /** The object may get a state (`Reduce.state`, `Instance.state`). */
  readonly state?: boolean;
  /** The object may get keys and values (`items`). */
  readonly items?: boolean;
  /** The object may get elements (`appended`). */
  readonly append?: boolean;
}

export interface UnpickleOptions {
  /** The name of the pickle in messages. Default "the pickle". */
  readonly where?: string;
  /**
   * The names that the pickle may use, and how; `undefined` refuses. Asked once per name, with Python 3's module names
   * (`builtins`, not `__builtin__`). Default: none. Always allowed, and converted to data at once: dicts, OrderedDict,
   * Counter, set, frozenset, bytes, bytearray, complex.
   */
  readonly allow?: (module: string, name: string) => GlobalUse | undefined;
  /** Turns a persistent id into a value. Default: a `Persistent` node. */
  readonly persistentLoad?: (id: PyValue) => PyValue;
  /** The maximum nesting depth of values. Default 1000. */
  readonly maxDepth?: number;
  /** The maximum number of lists, dicts, tuples, calls and so on. Default 2^21. */
  readonly maxObjects?: number;
}

/**
 * The value of a pickle, which must fill `bytes` to the end.
 *
 * @throws LoadError for any problem with it.
 * @example
 * unpickle(Uint8Array.of(0x80, 2, 75, 7, 46)); // → 7
 */
export function unpickle(bytes: Uint8Array, options: UnpickleOptions = {}): PyValue {
  const { value, end } = unpickleAt(bytes, 0, options);
  if (end !== bytes.length) {
    refuse(
      "file-damaged",
      `${options.where ?? "the pickle"} ends at byte ${end}, but ${bytes.length - end} bytes follow.`,
    );
  }
  return value;
}

/** Like {@link unpickle}, for a pickle that starts at byte `at` and ends at its STOP; `end` is the byte after it. */
export function unpickleAt(
  bytes: Uint8Array,
  at: number,
  options: UnpickleOptions = {},
): { value: PyValue; end: number } {
  return new Unpickler(plainBytes(bytes), at, options).run();
}

const MAX_NAME = 1024;
const emptyTuple = new PyTuple([]); // one for all, as in Python
const PYTHON_2_MODULES: Readonly<Record<string, string | undefined>> = Object.assign(Object.create(null), {
  __builtin__: "builtins",
  copy_reg: "copyreg",
});

class Unpickler {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #options: UnpickleOptions;
  readonly #where: string;
  readonly #start: number;
  /** The start of the current opcode. */
  #op = 0;
  #at: number;
  readonly #stack: PyValue[] = [];
  /** Stack heights at the open MARKs; nothing below the last one can be popped. */
  readonly #marks: number[] = [];
  readonly #memo: PyValue[] = [];
  #memoized = 0;
  #objects = 0;
  #copied = 0;
  readonly #globals = new Map<string, Global>();
  readonly #uses = new Map<Global, GlobalUse>();

  constructor(bytes: Uint8Array, at: number, options: UnpickleOptions) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
    this.#options = options;
    this.#where = options.where ?? "the pickle";
    this.#start = at;
    this.#op = at;
    this.#at = at;
  }

  run(): { value: PyValue; end: number } {
    const protocol =
      this.#at + 2 <= this.#bytes.length && this.#bytes[this.#at] === op.PROTO ? this.#bytes[this.#at + 1]! : undefined;
    if (protocol === undefined || protocol < 2 || protocol > 5) {
      if (this.#at + 2 > this.#bytes.length) this.#short();
      this.#bad("it does not start as a pickle of protocol 2 to 5 does.", "file-format");
    }
    for (;;) {
      this.#op = this.#at;
      const code = this.#u8();
      if (code === op.STOP) break;
      this.#step(code);
    }
    if (this.#stack.length !== 1 || this.#marks.length !== 0)
      this.#bad(`it stops with ${this.#stack.length} values where one is expected.`);
    const value = this.#stack[0]!;
    const depth = this.#options.maxDepth ?? MAX_DEPTH;
    if (deeperThan(value, depth)) this.#bad(`its values are nested more than ${depth} levels deep.`, "file-unsafe");
    return { value, end: this.#at };
  }

  #step(code: number): void {
    const stack = this.#stack;
    switch (code) {
      case op.PROTO:
        this.#take(1);
        return;
      case op.FRAME:
        if (this.#u64() > this.#bytes.length - this.#at) this.#short();
        return;
      case op.MARK:
        this.#marks.push(stack.length);
        return;
      case op.POP:
        this.#drop();
        return;
      case op.POP_MARK:
        this.#popMark();
        return;

      case op.NONE:
        stack.push(null);
        return;
      case op.NEWTRUE:
        stack.push(true);
        return;
      case op.NEWFALSE:
        stack.push(false);
        return;
      case op.BININT:
        stack.push(this.#view.getInt32(this.#take(4), true));
        return;
      case op.BININT1:
        stack.push(this.#u8());
        return;
      case op.BININT2:
        stack.push(this.#view.getUint16(this.#take(2), true));
        return;
      case op.LONG1:
        stack.push(this.#int(this.#u8()));
        return;
      case op.LONG4:
        stack.push(this.#int(this.#u32()));
        return;
      case op.BINFLOAT:
        stack.push(new PyFloat(this.#view.getFloat64(this.#take(8), false)));
        return;

      // Python 2 wrote its str as (SHORT_)BINSTRING; torch.load reads them as UTF-8 text.
      case op.SHORT_BINSTRING:
      case op.SHORT_BINUNICODE:
        stack.push(this.#text(this.#u8()));
        return;
      case op.BINSTRING:
      case op.BINUNICODE:
        stack.push(this.#text(this.#u32()));
        return;
      case op.BINUNICODE8:
        stack.push(this.#text(this.#u64()));
        return;
      case op.SHORT_BINBYTES:
        stack.push(this.#data(this.#u8()));
        return;
      case op.BINBYTES:
        stack.push(this.#data(this.#u32()));
        return;
      case op.BINBYTES8:
        stack.push(this.#data(this.#u64()));
        return;
      case op.BYTEARRAY8:
        stack.push(new PyByteArray(this.#data(this.#u64())));
        return;

      case op.EMPTY_LIST:
        this.#made([]);
        return;
      case op.APPEND:
        this.#append([this.#pop()]);
        return;
      case op.APPENDS:
        this.#append(this.#popMark());
        return;
      case op.EMPTY_TUPLE:
        stack.push(emptyTuple);
        return;
      case op.TUPLE1:
        this.#made(new PyTuple(this.#popMany(1)));
        return;
      case op.TUPLE2:
        this.#made(new PyTuple(this.#popMany(2)));
        return;
      case op.TUPLE3:
        this.#made(new PyTuple(this.#popMany(3)));
        return;
      case op.TUPLE:
        this.#made(new PyTuple(this.#popMark()));
        return;
      case op.EMPTY_DICT:
        this.#made(new PyDict());
        return;
      case op.SETITEM:
        this.#setItems(this.#popMany(2));
        return;
      case op.SETITEMS:
        this.#setItems(this.#popMark());
        return;
      case op.EMPTY_SET:
        this.#made(new PySet());
        return;
      case op.ADDITEMS:
        this.#addItems(this.#popMark());
        return;
      case op.FROZENSET:
        this.#made(new PySet(this.#hashable(this.#popMark()), true));
        return;

      case op.BINPUT:
        this.#put(this.#u8());
        return;
      case op.LONG_BINPUT:
        this.#put(this.#u32());
        return;
      case op.MEMOIZE:
        this.#put(this.#memoized);
        return;
      case op.BINGET:
        this.#get(this.#u8());
        return;
      case op.LONG_BINGET:
        this.#get(this.#u32());
        return;

      case op.GLOBAL: {
        const module = this.#line();
        this.#global(module, this.#line());
        return;
      }
      case op.STACK_GLOBAL:
        this.#stackGlobal();
        return;
      case op.REDUCE:
        this.#reduce();
        return;
      case op.NEWOBJ:
        this.#newObject();
        return;
      case op.BUILD:
        this.#build(this.#pop());
        return;
      case op.BINPERSID:
        this.#persistent(this.#pop());
        return;
      default:
        this.#unsupported(code);
    }
  }

  // ---- errors ----

  #bad(what: string, code: FileFault = "file-damaged", fix?: string): never {
    refuse(code, `${this.#where}, byte ${this.#op - this.#start}: ${what}`, fix);
  }

  #short(): never {
    this.#bad(`it should go on, but ends after ${this.#bytes.length - this.#start} bytes.`, "file-truncated");
  }

  #unsupported(code: number): never {
    const name = opcodeName(code);
    if (name === undefined) this.#bad(`0x${code.toString(16)} is no pickle opcode.`);
    this.#bad(
      `the opcode ${name} is in no pickle that torch.save writes by default, and kindling does not read it.`,
      "file-format",
      "In Python, load the file and save it again with torch.save(obj, path) and its default pickle_protocol.",
    );
  }

  // ---- bytes ----

  /** Skips `length` bytes, which must exist, and returns their start. */
  #take(length: number): number {
    const at = this.#at;
    if (length > this.#bytes.length - at) this.#short();
    this.#at = at + length;
    return at;
  }

  #u8(): number {
    return this.#bytes[this.#take(1)]!;
  }
  #u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }
  #u64(): number {
    return u64(this.#view, this.#take(8));
  }

  #slice(length: number): Uint8Array {
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  #data(length: number): Uint8Array {
    this.#count();
    return this.#slice(length);
  }

  #text(length: number): string {
    const raw = this.#slice(length);
    if (length > MAX_TEXT) this.#bad(`a string of ${length} bytes is longer than kindling reads.`, "file-format");
    return decodePython(raw) ?? this.#bad("a string is not UTF-8.");
  }

  /** A little-endian two's complement int: a number if that is exact. */
  #int(length: number): number | bigint {
    const raw = this.#slice(length);
    if (length > MAX_INT_BYTES) this.#bad(`an int of ${length} bytes is larger than kindling reads.`, "file-unsafe");
    if (length === 0) return 0;
    let hex = "0x";
    for (let i = length - 1; i >= 0; i--) hex += raw[i]!.toString(16).padStart(2, "0");
    const value = BigInt.asIntN(8 * length, BigInt(hex));
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }

  #line(): string {
    const end = this.#bytes.subarray(this.#at, this.#at + MAX_NAME).indexOf(10);
    if (end < 0) {
      if (this.#bytes.length - this.#at < MAX_NAME) this.#short();
      this.#bad("a name has no end.");
    }
    const text = decodePython(this.#slice(end));
    this.#take(1);
    return text ?? this.#bad("a name is not UTF-8.");
  }

  // ---- stack and memo ----

  #pop(): PyValue {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) this.#bad("it takes a value where there is none.");
    return this.#stack.pop()!;
  }

  /** POP takes a value, or a MARK if there is no value above it. */
  #drop(): void {
    if (this.#marks.length > 0 && this.#marks.at(-1) === this.#stack.length) this.#marks.pop();
    else this.#pop();
  }

  #popMany(n: number): PyValue[] {
    if (this.#stack.length - n < (this.#marks.at(-1) ?? 0)) this.#bad(`it takes ${n} values where there are fewer.`);
    return this.#stack.splice(this.#stack.length - n, n);
  }

  #popMark(): PyValue[] {
    const from = this.#marks.pop();
    return this.#stack.splice(from ?? this.#bad("it looks for a mark where there is none."));
  }

  /** The value on top, without popping it. */
  #top(): PyValue {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) this.#bad("it changes a value where there is none.");
    return this.#stack[this.#stack.length - 1]!;
  }

  #count(): void {
    const max = this.#options.maxObjects ?? MAX_OBJECTS;
    if (++this.#objects > max) this.#bad(`it makes more than ${max} objects.`, "file-unsafe");
  }

  #made(value: PyValue): void {
    this.#count();
    this.#stack.push(value);
  }

  /** Python numbers memo entries from 0; an index beyond the pickle's size is an attempt to make the memo huge. */
  #put(index: number): void {
    if (index > this.#bytes.length)
      this.#bad(`it uses memo entry ${index}, more than the pickle has bytes.`, "file-unsafe");
    if (this.#memo[index] === undefined) this.#memoized++;
    this.#memo[index] = this.#top();
  }

  #get(index: number): void {
    const value = this.#memo[index];
    if (value === undefined) this.#bad(`it reads memo entry ${index}, which was never written.`);
    this.#stack.push(value);
  }

  // ---- filling what is on top of the stack ----

  #append(values: PyValue[]): void {
    const target = this.#top();
    let list: PyValue[];
    if (Array.isArray(target)) list = target;
    else if ((target instanceof Instance || target instanceof Reduce) && this.#useOf(target).append)
      list = target.appended ??= [];
    else return this.#wrongTarget("elements are appended to", target);
    for (const value of values) list.push(value);
  }

  #setItems(values: PyValue[]): void {
    const target = this.#top();
    if (values.length % 2 !== 0) this.#bad("a dict gets a key without a value.");
    let map: Map<PyValue, PyValue>;
    if (target instanceof PyDict) map = target.entries;
    else if ((target instanceof Instance || target instanceof Reduce) && this.#useOf(target).items)
      map = target.items ??= new Map();
    else return this.#wrongTarget("a key is set on", target);
    if (map.size + values.length / 2 > MAX_ENTRIES)
      this.#bad("a dict has more entries than JavaScript allows.", "file-format");
    this.#hashable(values, 2);
    for (let i = 0; i < values.length; i += 2) map.set(values[i]!, values[i + 1]!);
  }

  #addItems(values: PyValue[]): void {
    const target = this.#top();
    if (!(target instanceof PySet) || target.frozen) return this.#wrongTarget("elements are added to", target);
    if (target.items.size + values.length > MAX_ENTRIES)
      this.#bad("a set has more elements than JavaScript allows.", "file-format");
    for (const value of this.#hashable(values)) target.items.add(value);
  }

  #build(state: PyValue): void {
    const target = this.#top();
    const can =
      target instanceof PyDict
        ? target.ordered
        : (target instanceof Instance || target instanceof Reduce) && this.#useOf(target).state;
    if (!can) this.#wrongTarget("a state is given to", target);
    const object = target as PyDict | Instance | Reduce;
    if (object.state !== undefined) this.#bad(`${kindOf(target)} gets a second state.`, "file-unsafe");
    if (!(object instanceof PyDict)) object.state = state;
    else if (state instanceof PyDict) object.state = state;
    else this.#bad(`the state of an OrderedDict is ${kindOf(state)}, not a dict.`, "file-unsafe");
  }

  #wrongTarget(what: string, target: PyValue): never {
    this.#bad(`${what} ${kindOf(target)}, which torch.save never does.`, "file-unsafe");
  }

  #hashable(values: PyValue[], step = 1): PyValue[] {
    for (let i = 0; i < values.length; i += step) {
      if (!isHashable(values[i]!)) this.#bad(`${kindOf(values[i]!)} is used as a key or put into a set.`);
    }
    return values;
  }

  // ---- names and what is made with them ----

  #global(moduleName: string, name: string): void {
    const module = PYTHON_2_MODULES[moduleName] ?? moduleName;
    const id = `${module}.${name}`;
    let global = this.#globals.get(`${module}\n${name}`);
    if (global === undefined) {
      if (!/^[^\s\p{C}]+$/u.test(module) || !/^[^\s\p{C}]+$/u.test(name) || id.length > MAX_NAME)
        this.#bad(`${quote(id)} is no name of a class or function.`);
      const use = isBuiltin(id) ? { call: true } : this.#options.allow?.(module, name);
      if (use === undefined) {
        refuse(
          "file-unsafe",
          `Unsupported global: GLOBAL ${id.slice(0, 200)} was not an allowed global by default (${this.#where}, byte ${this.#op - this.#start}).`,
          "If it is a class of your own model, pass the class to load. Otherwise ask the author of the file what it is; kindling ran nothing.",
        );
      }
      this.#count();
      global = new Global(module, name);
      this.#globals.set(`${module}\n${name}`, global);
      this.#uses.set(global, use);
    }
    this.#stack.push(global);
  }

  #stackGlobal(): void {
    const [module, name] = this.#popMany(2);
    if (typeof module !== "string" || typeof name !== "string")
      this.#bad("the name of a class or function is not a string.");
    this.#global(module, name);
  }

  #useOf(target: Instance | Reduce): GlobalUse {
    return this.#uses.get(target instanceof Reduce ? target.fn : target.cls) ?? {};
  }

  /** Pops the arguments and, below them, the name to use with them. */
  #callee(): { fn: Global; args: PyTuple; use: GlobalUse } {
    const [fn, args] = this.#popMany(2);
    if (!(fn instanceof Global)) this.#bad(`${kindOf(fn!)} is called.`, "file-unsafe");
    if (!(args instanceof PyTuple)) this.#bad(`${fn} is called with ${kindOf(args!)} for its arguments.`);
    return { fn, args, use: this.#uses.get(fn) ?? {} };
  }

  #reduce(): void {
    const { fn, args, use } = this.#callee();
    const id = `${fn}`;
    if (!use.call) this.#bad(`it calls ${quote(id)}, which this file may only mention.`, "file-unsafe");
    if (!isBuiltin(id)) return this.#made(new Reduce(fn, args));
    this.#copied += copiedBy(args.items);
    if (this.#copied > Math.min(this.#bytes.length, MAX_TEXT))
      this.#bad("it copies the same values again and again.", "file-unsafe");
    this.#made(callBuiltin(id, args.items) ?? this.#bad(`${id} is called with arguments that Python does not write.`));
  }

  #newObject(): void {
    const { fn, args, use } = this.#callee();
    if (!use.create) this.#bad(`it makes an object of ${quote(`${fn}`)}, which this file may not.`, "file-unsafe");
    this.#made(new Instance(fn, args));
  }

  #persistent(id: PyValue): void {
    const load = this.#options.persistentLoad;
    this.#made(load === undefined ? new Persistent(id) : load(id));
  }
}
