// Writing a tree of `PyValue`s as a pickle of protocol 2, with the opcodes and the memo numbers of Python's own
// pickler, so that a value read from Python is written back identically, byte for byte (except that equal strings are
// always shared).
//
// Values are written by an explicit stack of frames, not by recursion. A frame is a value that is open: its parts are
// values to write and opcodes between and after them.

import { fail } from "../diagnose/error.js";
import { decodeLatin1, encodePython } from "./bytes.js";
import { MAX_DEPTH, MAX_ENTRIES, MAX_INT_BYTES, MAX_OBJECTS, MAX_TEXT } from "./limits.js";
import { opcodes as op } from "./opcodes.js";
import { Global, Instance, Persistent, PyByteArray, PyComplex, PyDict, PyFloat, PySet, PyTuple, Reduce } from "./py.js";
import type { PyValue } from "./py.js";

/** The actions of a frame between the values it writes. */
type Step =
  | { readonly do: "emit"; readonly code: number }
  | { readonly do: "remember" } // memoize the frame's value
  | { readonly do: "number" } // consume a memo number, as Python does for a tuple without other references
  | { readonly do: "close"; readonly code: number; readonly open: number } // `open` values become the frame's value
  | { readonly do: "text"; readonly text: string }; // a string that no other shares

class Control {
  readonly step: Step;
  constructor(step: Step) {
    this.step = step;
  }
}

type Part = PyValue | Control;

interface Frame {
  readonly value: object;
  readonly parts: readonly Part[];
  next: number;
}

const emit = (code: number): Control => new Control({ do: "emit", code });
const close = (code: number, open: number): Control => new Control({ do: "close", code, open });
const MARK = emit(op.MARK);
const APPEND = emit(op.APPEND);
const APPENDS = emit(op.APPENDS);
const SETITEM = emit(op.SETITEM);
const SETITEMS = emit(op.SETITEMS);
const BUILD = emit(op.BUILD);
const EMPTY_LIST = emit(op.EMPTY_LIST);
const EMPTY_DICT = emit(op.EMPTY_DICT);
const NUMBER = new Control({ do: "number" });
const REMEMBER = new Control({ do: "remember" });
const REDUCE = close(op.REDUCE, 1);
const NEWOBJ = close(op.NEWOBJ, 1);
const TUPLES = [undefined, close(op.TUPLE1, 1), close(op.TUPLE2, 2), close(op.TUPLE3, 3)];
const TUPLE = close(op.TUPLE, -1); // its values stand above a MARK

const ordered = new Global("collections", "OrderedDict");
const encode = new Global("_codecs", "encode");
const builtin = (name: string): Global => new Global("builtins", name);
const [set, frozenset, bytes, bytearray, complex] = ["set", "frozenset", "bytes", "bytearray", "complex"].map(
  builtin,
) as [Global, Global, Global, Global, Global];
const none = new PyTuple([]);

/** Python writes at most this many elements between a MARK and its APPENDS or SETITEMS. */
const BATCH = 1000;

/**
 * The pickle (protocol 2) of a value. Objects that occur several times are written once and shared, also within
 * themselves. `Persistent` nodes become persistent ids.
 *
 * @throws KindlingError `save-nesting` beyond 1000 levels, `save-value` for anything that is not a `PyValue`.
 * @example
 * [...pickle(7)]; // → [128, 2, 75, 7, 46]
 */
export function pickle(value: PyValue): Uint8Array {
  return new Pickler().run(value);
}

class Pickler {
  #out = new Uint8Array(1024);
  #view = new DataView(this.#out.buffer);
  #length = 0;
  #made = 0;
  #next = 0; // the next memo number
  readonly #objects = new Map<object, number>();
  readonly #strings = new Map<string, number>();
  readonly #globals = new Map<string, number>();
  readonly #frames: Frame[] = [];

  run(root: PyValue): Uint8Array {
    this.#code(op.PROTO);
    this.#code(2);
    this.#save(root);
    for (let frame = this.#frames.at(-1); frame !== undefined; frame = this.#frames.at(-1)) {
      if (frame.next === frame.parts.length) this.#frames.pop();
      else {
        const child = frame.parts[frame.next++]!;
        if (child instanceof Control) this.#control(frame, child.step);
        else this.#save(child);
      }
    }
    this.#code(op.STOP);
    return this.#out.slice(0, this.#length);
  }

  #control(frame: Frame, step: Step): void {
    switch (step.do) {
      case "emit":
        this.#code(step.code);
        return;
      case "number":
        this.#memoize();
        return;
      case "remember":
        this.#objects.set(frame.value, this.#memoize());
        return;
      case "text":
        this.#text(step.text);
        this.#memoize();
        return;
      case "close": {
        const known = this.#objects.get(frame.value);
        if (known === undefined) {
          this.#code(step.code);
          this.#objects.set(frame.value, this.#memoize());
          return;
        }
        // The value contains itself, and was finished while its parts were written: drop them and take that one.
        if (step.open < 0) this.#code(op.POP_MARK);
        else if (step.code === op.REDUCE || step.code === op.NEWOBJ) this.#codes(step.code, op.POP);
        else for (let i = 0; i < step.open; i++) this.#code(op.POP);
        this.#get(known);
        frame.next = frame.parts.length;
      }
    }
  }

  /** Writes a value that has no parts, or a reference to one already written; opens a frame for any other. */
  #save(value: PyValue): void {
    switch (typeof value) {
      case "boolean":
        this.#code(value ? op.NEWTRUE : op.NEWFALSE);
        return;
      case "number":
        Number.isSafeInteger(value) && !Object.is(value, -0) ? this.#int(value) : this.#float(value);
        return;
      case "bigint":
        this.#bigint(value);
        return;
      case "string":
        this.#string(value);
        return;
      case "object":
        break;
      default:
        fail(
          "save-value",
          `a ${typeof value} cannot be saved.`,
          "Save data: numbers, strings, arrays, plain objects, tensors, modules.",
        );
    }
    if (value === null) this.#code(op.NONE);
    else if (value instanceof PyFloat) this.#float(value.value);
    else if (value instanceof Global) this.#global(value);
    else if (value instanceof PyTuple && value.items.length === 0) this.#code(op.EMPTY_TUPLE);
    else {
      const known = this.#objects.get(value);
      if (known !== undefined) this.#get(known);
      else this.#open(value);
    }
  }

  #open(value: object & PyValue): void {
    if (this.#frames.length >= MAX_DEPTH) {
      fail(
        "save-nesting",
        `the value is nested more than ${MAX_DEPTH} levels deep.`,
        "Save its parts in one list instead of each inside the other.",
      );
    }
    this.#count(value instanceof Uint8Array ? 2 : 1);
    this.#frames.push({ value, parts: this.#parts(value), next: 0 });
  }

  /** Counts objects like the reader, which has this limit. */
  #count(objects: number): void {
    this.#made += objects;
    if (this.#made > MAX_OBJECTS) {
      fail(
        "save-value",
        `the value has more than ${MAX_OBJECTS} lists, tuples, dicts and other objects.`,
        "Put numbers into tensors: they are one object each.",
      );
    }
  }

  #parts(value: object & PyValue): Part[] {
    if (Array.isArray(value)) return [EMPTY_LIST, REMEMBER, ...appends(value)];
    if (value instanceof PyTuple) {
      const small = TUPLES[value.items.length];
      return small === undefined ? [MARK, ...value.items, TUPLE] : [...value.items, small];
    }
    if (value instanceof PyDict) {
      const made: Part[] = value.ordered ? [ordered, none, REDUCE] : [EMPTY_DICT, REMEMBER];
      const items = value.size === 0 ? [] : setItems(value.entries);
      return joined(made, items, value.state === undefined ? [] : [value.state, BUILD]);
    }
    if (value instanceof Persistent) return [value.id, emit(op.BINPERSID)];
    if (value instanceof Reduce) return joined([value.fn, value.args, REDUCE], filling(value));
    if (value instanceof Instance) return joined([value.cls, value.args, NEWOBJ], filling(value));
    if (value instanceof PySet) return [value.frozen ? frozenset : set, new PyTuple([[...value.items]]), REDUCE];
    if (value instanceof PyByteArray)
      return [bytearray, value.bytes.length === 0 ? none : new PyTuple([value.bytes]), REDUCE];
    if (value instanceof PyComplex)
      return [complex, new PyTuple([new PyFloat(value.re), new PyFloat(value.im)]), REDUCE];
    if (!(value instanceof Uint8Array))
      fail(
        "save-value",
        "an object that is not a Python value cannot be saved.",
        "save its numbers and texts in a plain object.",
      );
    if (value.length === 0) return [bytes, none, REDUCE];
    // A separate string for each: the reader would create all bytes objects from one, but its copy limit forbids that.
    const text = new Control({ do: "text", text: decodeLatin1(value) });
    return [encode, text, "latin1", emit(op.TUPLE2), NUMBER, REDUCE];
  }

  // ---- leaves ----

  #int(value: number): void {
    if (value >= 0 && value < 0x100) this.#codes(op.BININT1, value);
    else if (value >= 0 && value < 0x10000) this.#codes(op.BININT2, value & 255, value >> 8);
    else if ((value | 0) === value) {
      this.#room(5);
      this.#out[this.#length] = op.BININT;
      this.#view.setInt32(this.#length + 1, value, true);
      this.#length += 5;
    } else this.#bigint(BigInt(value));
  }

  #bigint(value: bigint): void {
    const number = Number(value);
    if (Number.isSafeInteger(number) && (number | 0) === number) return this.#int(number);
    // The number of bytes of two's complement, including the sign bit.
    const magnitude = value < 0n ? ~value : value;
    const digits = magnitude.toString(16);
    const bits = 4 * digits.length - Math.clz32(parseInt(digits[0]!, 16)) + 28;
    const length = Math.floor(bits / 8) + 1;
    if (length > MAX_INT_BYTES) fail("save-value", `an int of ${length} bytes cannot be saved.`, "save it as text.");
    const hex = BigInt.asUintN(8 * length, value)
      .toString(16)
      .padStart(2 * length, "0");
    if (length < 256) this.#codes(op.LONG1, length);
    else this.#sized(op.LONG4, length);
    this.#room(length);
    for (let i = 0; i < length; i++)
      this.#out[this.#length++] = parseInt(hex.slice(2 * (length - 1 - i), 2 * (length - i)), 16);
  }

  #float(value: number): void {
    this.#room(9);
    this.#out[this.#length] = op.BINFLOAT;
    this.#view.setFloat64(this.#length + 1, value, false);
    this.#length += 9;
  }

  #string(text: string): void {
    const known = this.#strings.get(text);
    if (known !== undefined) return this.#get(known);
    this.#text(text);
    const number = this.#memoize();
    if (this.#strings.size < MAX_ENTRIES) this.#strings.set(text, number);
  }

  #text(text: string): void {
    const utf8 = encodePython(text);
    if (utf8.length > MAX_TEXT)
      fail(
        "save-value",
        `a string or bytes object of more than ${MAX_TEXT} bytes cannot be saved.`,
        "Keep large data in a uint8 tensor.",
      );
    this.#sized(op.BINUNICODE, utf8.length);
    this.#raw(utf8);
  }

  #global(value: Global): void {
    // Protocol 2 is Python 2's, and so are its names for these two modules.
    const module = value.module === "builtins" ? "__builtin__" : value.module === "copyreg" ? "copy_reg" : value.module;
    const id = `${module}\n${value.name}\n`;
    const known = this.#globals.get(id);
    if (known !== undefined) return this.#get(known);
    if (id.split("\n").length !== 3)
      fail("save-value", "the name of a class cannot contain a line break.", "rename the class.");
    this.#count(1);
    this.#code(op.GLOBAL);
    this.#raw(encodePython(id));
    this.#globals.set(id, this.#memoize());
  }

  // ---- memo and output ----

  #memoize(): number {
    const number = this.#next++;
    if (number < 256) this.#codes(op.BINPUT, number);
    else this.#sized(op.LONG_BINPUT, number);
    return number;
  }

  #get(number: number): void {
    if (number < 256) this.#codes(op.BINGET, number);
    else this.#sized(op.LONG_BINGET, number);
  }

  #room(length: number): void {
    const needed = this.#length + length;
    if (needed <= this.#out.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#out.length));
    larger.set(this.#out);
    this.#out = larger;
    this.#view = new DataView(larger.buffer);
  }

  #code(code: number): void {
    this.#room(1);
    this.#out[this.#length++] = code;
  }

  #codes(...codes: number[]): void {
    for (const code of codes) this.#code(code);
  }

  /** An opcode and a u32. */
  #sized(code: number, value: number): void {
    this.#room(5);
    this.#out[this.#length] = code;
    this.#view.setUint32(this.#length + 1, value, true);
    this.#length += 5;
  }

  #raw(data: Uint8Array): void {
    this.#room(data.length);
    this.#out.set(data, this.#length);
    this.#length += data.length;
  }
}

/** Concatenation without the argument limit of a spread call. */
function joined(...lists: readonly (readonly Part[])[]): Part[] {
  return ([] as Part[]).concat(...(lists as Part[][]));
}

/** The parts that append these values to the object on top of the stack. */
function appends(values: readonly PyValue[]): Part[] {
  return batches(values, 1, APPEND, APPENDS);
}

/** The parts that set these keys on the object on top of the stack. */
function setItems(entries: ReadonlyMap<PyValue, PyValue>): Part[] {
  const flat: PyValue[] = [];
  for (const [key, value] of entries) flat.push(key, value);
  return batches(flat, 2, SETITEM, SETITEMS);
}

function batches(flat: readonly PyValue[], width: number, one: Control, many: Control): Part[] {
  const parts: Part[] = [];
  if (flat.length === width) {
    for (const value of flat) parts.push(value);
    parts.push(one);
    return parts;
  }
  for (let i = 0; i < flat.length; i++) {
    if (i % (width * BATCH) === 0) parts.push(MARK);
    parts.push(flat[i]!);
    if ((i + 1) % (width * BATCH) === 0 || i + 1 === flat.length) parts.push(many);
  }
  return parts;
}

/** The additions to an object after its creation. */
function filling(object: Reduce | Instance): Part[] {
  return joined(
    object.appended === undefined ? [] : appends(object.appended),
    object.items === undefined ? [] : setItems(object.items),
    object.state === undefined ? [] : [object.state, BUILD],
  );
}
