// A writer of protocol buffers: the fields of a message in order. Numbers are varints, doubles and floats are
// little-endian, other values have a length in front.

import { concatBytes } from "./bytes.js";

/** A message that is being written. */
export class Message {
  static readonly name: string = "Message";
  private readonly chunks: Uint8Array[] = [];

  /** A whole number, an enum or a bool; negative ones as int64. */
  int(field: number, value: number | bigint | boolean): this {
    this.chunks.push(varint(field << 3), varint(BigInt.asUintN(64, BigInt(value))));
    return this;
  }
  double(field: number, value: number): this {
    const b = new Uint8Array(8);
    new DataView(b.buffer).setFloat64(0, value, true);
    this.chunks.push(varint((field << 3) | 1), b);
    return this;
  }
  float(field: number, value: number): this {
    const b = new Uint8Array(4);
    new DataView(b.buffer).setFloat32(0, value, true);
    this.chunks.push(varint((field << 3) | 5), b);
    return this;
  }
  bytes(field: number, value: Uint8Array): this {
    this.chunks.push(varint((field << 3) | 2), varint(value.length), value);
    return this;
  }
  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }
  message(field: number, value: Message): this {
    return this.bytes(field, value.done());
  }
  doubles(field: number, values: ArrayLike<number>): this {
    const b = new DataView(new ArrayBuffer(8 * values.length));
    for (let i = 0; i < values.length; i++) b.setFloat64(8 * i, values[i]!, true);
    return this.bytes(field, new Uint8Array(b.buffer));
  }
  floats(field: number, values: ArrayLike<number>): this {
    const b = new DataView(new ArrayBuffer(4 * values.length));
    for (let i = 0; i < values.length; i++) b.setFloat32(4 * i, values[i]!, true);
    return this.bytes(field, new Uint8Array(b.buffer));
  }
  done(): Uint8Array {
    return concatBytes(this.chunks);
  }
}

function varint(value: number | bigint): Uint8Array {
  const out: number[] = [];
  let v = BigInt(value);
  do {
    out.push(Number(v & 127n) | (v > 127n ? 128 : 0));
    v >>= 7n;
  } while (v > 0n);
  return Uint8Array.from(out);
}
