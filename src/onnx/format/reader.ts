// Protocol buffers, read: the fields of a message one after the other, from bytes that nobody vouches for. What is read are views of
// the file; nothing is allocated that the file does not pay for with bytes of its own.

import { decodeUtf8, viewOf } from "../../serialize/bytes.js";
import { refuse } from "../../serialize/load-error.js";

/** What a file that ends in the middle, or is no protocol buffer at all, is told. */
export const cutShort = (what: string): never =>
  refuse(
    "file-truncated",
    `the file ends in the middle of ${what}.`,
    "Copy or download it again and compare the sizes.",
  );
/** A file that contradicts itself. */
export const damaged = (sentence: string): never =>
  refuse("file-damaged", sentence, "Is it an ONNX model (.onnx)? Copy or download it again, or export it again.");

/** The fields of a message. `next` goes to the next one; the other methods read its value. */
export class Fields {
  static readonly name: string = "Fields";
  /** The number of the field. */
  field = 0;
  private wire = 0;
  /** Where the current field begins, with its tag. */
  start = 0;
  private at: number;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly what: string;

  constructor(bytes: Uint8Array, what: string) {
    this.bytes = bytes;
    this.view = viewOf(bytes);
    this.at = 0;
    this.what = what;
  }

  /** Whether there is another field, which is then the current one. */
  next(): boolean {
    if (this.at >= this.bytes.length) return false;
    this.start = this.at;
    const tag = this.small();
    this.field = tag >>> 3;
    this.wire = tag & 7;
    if (this.field === 0 || this.wire > 5 || this.wire === 3 || this.wire === 4)
      damaged(`${this.what} holds a field that is none (number ${this.field}, type ${this.wire}).`);
    return true;
  }

  /** Where what comes after the value begins, once that was read. */
  get end(): number {
    return this.at;
  }
  /** Passes over the value. */
  skip(): void {
    if (this.wire === 0) this.varint();
    else if (this.wire === 1) this.take(8);
    else if (this.wire === 5) this.take(4);
    else this.chunk();
  }

  /** A whole number, signed, exactly. */
  big(): bigint {
    this.expect(0);
    return this.varint();
  }
  /** A whole number that a double holds. */
  int(): number {
    const v = this.big(),
      n = Number(v);
    return Number.isSafeInteger(n) ? n : damaged(`${this.what} holds the number ${v}, which is too large.`);
  }
  float(): number {
    this.expect(5);
    return this.view.getFloat32(this.take(4), true);
  }
  /** The bytes of a value with a length in front: a text, a message, packed numbers. */
  raw(): Uint8Array {
    this.expect(2);
    return this.chunk();
  }
  text(): string {
    return decodeUtf8(this.raw()) ?? damaged(`${this.what} holds a name that is not UTF-8.`);
  }

  /** Adds numbers of a repeated field, which stand packed or one by one. */
  ints(to: bigint[]): void {
    if (this.wire !== 2) {
      to.push(this.big());
      return;
    }
    const inner = new Fields(this.chunk(), this.what);
    while (inner.at < inner.bytes.length) to.push(inner.varint());
  }
  floats(to: number[]): void {
    if (this.wire !== 2) {
      to.push(this.float());
      return;
    }
    const raw = this.chunk(),
      v = viewOf(raw);
    if (raw.length % 4 !== 0) damaged(`${this.what} holds floats of ${raw.length} bytes.`);
    for (let i = 0; i < raw.length; i += 4) to.push(v.getFloat32(i, true));
  }
  doubles(to: number[]): void {
    if (this.wire === 1) {
      to.push(this.view.getFloat64(this.take(8), true));
      return;
    }
    const raw = this.raw(),
      v = viewOf(raw);
    if (raw.length % 8 !== 0) damaged(`${this.what} holds doubles of ${raw.length} bytes.`);
    for (let i = 0; i < raw.length; i += 8) to.push(v.getFloat64(i, true));
  }

  private expect(wire: number): void {
    if (this.wire !== wire)
      damaged(`field ${this.field} of ${this.what} has the type ${this.wire} in place of ${wire}.`);
  }
  private take(n: number): number {
    const from = this.at;
    if (n > this.bytes.length - from) cutShort(this.what);
    this.at += n;
    return from;
  }
  private chunk(): Uint8Array {
    const n = this.varint();
    if (n < 0n || n > BigInt(this.bytes.length - this.at)) cutShort(this.what);
    const from = this.take(Number(n));
    return this.bytes.subarray(from, this.at);
  }
  /** A tag: at most 32 bits. */
  private small(): number {
    const v = this.varint();
    return v >= 0n && v < 1n << 32n ? Number(v) : damaged(`${this.what} holds a field that is none.`);
  }
  private varint(): bigint {
    // Nearly all are short.
    let low = 0;
    for (let i = 0; i < 4; i++) {
      const b = this.bytes[this.take(1)]!;
      low |= (b & 127) << (7 * i);
      if (b < 128) return BigInt(low);
    }
    let v = BigInt(low);
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const b = this.bytes[this.take(1)]!;
      v |= BigInt(b & 127) << shift;
      if (b < 128) return BigInt.asIntN(64, v);
    }
    return damaged(`${this.what} holds a number of more than 64 bits.`);
  }
}
