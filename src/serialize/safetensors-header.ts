// The header of a safetensors file, read entry by entry. JSON.parse would create objects forty times as large as their
// text. The allowed contents of a header are known, so anything else is refused at its start.

import { type DType, dtypeInfo, dtypes, isComplex } from "../shape/dtype.js";
import { MAX_NUMEL } from "../shape/shape.js";
import { product } from "../util/array.js";
import { decodeUtf8 } from "./bytes.js";
import { MAX_TENSORS } from "./limits.js";
import { quote, refuse } from "./load-error.js";

/** The format's names of dtypes; it has none for complex128. */
export const safetensorsNames: { readonly [D in DType]: string | null } = {
  float32: "F32",
  float64: "F64",
  float16: "F16",
  bfloat16: "BF16",
  int64: "I64",
  int32: "I32",
  int16: "I16",
  int8: "I8",
  uint8: "U8",
  bool: "BOOL",
  complex64: "C64",
  complex128: null,
};
const dtypeNamed = new Map(
  dtypes.flatMap((d): [string, DType][] => (safetensorsNames[d] === null ? [] : [[safetensorsNames[d], d]])),
);

/** The header's entry for a tensor. */
export interface Entry {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

/**
 * The entries of a header by name, in its order.
 *
 * @throws LoadError for any problem with it, except gaps between the entries, which are checked elsewhere.
 */
export function readHeader(bytes: Uint8Array): Map<string, Entry> {
  return new Header(bytes).entries();
}

const OPEN = 0x7b,
  CLOSE = 0x7d,
  LIST = 0x5b,
  END = 0x5d,
  QUOTE = 0x22,
  COLON = 0x3a,
  COMMA = 0x2c,
  BACKSLASH = 0x5c;
const isSpace = (c: number | undefined): boolean => c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09;
/** Sizes are numbers of up to 16 digits: a double holds them exactly, or they are too large for any file. */
const MAX_DIGITS = 16;
const MAX_DIMS = 64;
/** The maximum nesting of skipped values. */
const MAX_SKIPPED = 16;

class Header {
  readonly #bytes: Uint8Array;
  #at = 0;
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  entries(): Map<string, Entry> {
    const found = new Map<string, Entry>();
    let metadata = false;
    if (this.#peek() !== OPEN)
      refuse(
        "file-format",
        `the header of this safetensors file is not ${this.#peek() === LIST ? "a JSON object" : "JSON"}.`,
      );
    this.#object((name) => {
      if (name === "__metadata__") {
        if (metadata) refuse("file-damaged", "the header has two __metadata__.");
        metadata = true;
        this.#metadata();
        return;
      }
      if (found.has(name)) refuse("file-damaged", `the header has two tensors called ${quote(name)}.`);
      if (found.size === MAX_TENSORS) refuse("file-unsafe", `the header has more than ${MAX_TENSORS} tensors.`);
      found.set(name, this.#entry(name));
    });
    if (this.#peek() !== undefined) this.#bad();
    return found;
  }

  #entry(name: string): Entry {
    const wrong = (): never => refuse("file-damaged", `the header's entry of tensor ${quote(name)} cannot be right.`);
    let dtypeName: string | undefined, shape: number[] | undefined, offsets: number[] | undefined;
    if (this.#peek() !== OPEN) {
      this.#skip(0);
      wrong();
    }
    this.#object((key) => {
      if (key === "dtype" && dtypeName === undefined && this.#peek() === QUOTE) dtypeName = this.#string();
      else if (key === "shape" && shape === undefined && this.#peek() === LIST)
        shape = this.#counts(MAX_DIMS) ?? wrong();
      else if (key === "data_offsets" && offsets === undefined && this.#peek() === LIST)
        offsets = this.#counts(2) ?? wrong();
      else if (key === "dtype" || key === "shape" || key === "data_offsets") wrong();
      else this.#skip(0);
    });
    if (dtypeName === undefined) return wrong();
    const dtype = dtypeNamed.get(dtypeName);
    if (dtype === undefined) {
      refuse(
        "file-format",
        `tensor ${quote(name)} is of dtype ${quote(dtypeName)}, which kindling does not have.`,
        `In Python, convert it before saving: to one of ${dtypes.map((d) => `torch.${d}`).join(", ")}.`,
      );
    }
    const [from, to] = offsets ?? [];
    if (shape === undefined || from === undefined || to === undefined || to < from) return wrong();
    if (to - from !== product(shape) * dtypeInfo[dtype].bytes)
      refuse(
        "file-damaged",
        `tensor ${quote(name)} of shape [${shape.join(", ")}] cannot be at bytes ${from} to ${to}.`,
      );
    if (product(shape) * (isComplex(dtype) ? 2 : 1) > MAX_NUMEL) {
      refuse(
        "file-format",
        `tensor ${quote(name)} of shape [${shape.join(", ")}] has more than 2^31 − 1 numbers, the most that kindling allows in one tensor.`,
        "In Python, save it in parts.",
      );
    }
    return { dtype, shape, from, to };
  }

  /** Strings by name, or null. They are discarded. */
  #metadata(): void {
    const wrong = (): never => refuse("file-damaged", "the __metadata__ in the header is not an object of strings.");
    if (this.#peek() === OPEN)
      this.#object(() => {
        if (this.#peek() === QUOTE) this.#string();
        else wrong();
      });
    else if (this.#peek() === 0x6e) this.#skip(0);
    else wrong();
  }

  // ---- JSON ----

  #bad(): never {
    refuse("file-damaged", "the header of this safetensors file is not JSON.");
  }

  /** The next byte that is not a space, without consuming it. */
  #peek(): number | undefined {
    while (isSpace(this.#bytes[this.#at])) this.#at++;
    return this.#bytes[this.#at];
  }

  #expect(c: number): void {
    if (this.#peek() !== c) this.#bad();
    this.#at++;
  }

  /** Reads an object; `value` reads the value of a key. */
  #object(value: (key: string) => void): void {
    this.#expect(OPEN);
    if (this.#peek() === CLOSE) {
      this.#at++;
      return;
    }
    for (;;) {
      if (this.#peek() !== QUOTE) this.#bad();
      const key = this.#string();
      this.#expect(COLON);
      value(key);
      if (this.#peek() === CLOSE) {
        this.#at++;
        return;
      }
      this.#expect(COMMA);
    }
  }

  #string(): string {
    const from = this.#at++;
    for (; ; this.#at++) {
      const c = this.#bytes[this.#at];
      if (c === undefined) this.#bad();
      if (c === QUOTE) break;
      if (c === BACKSLASH) this.#at++;
    }
    const text = decodeUtf8(this.#bytes.subarray(from, ++this.#at));
    try {
      return JSON.parse(text ?? "") as string;
    } catch {
      return this.#bad();
    }
  }

  /** A list of up to `most` counts, or undefined if it holds anything else. */
  #counts(most: number): number[] | undefined {
    const list: number[] = [];
    this.#expect(LIST);
    if (this.#peek() === END) {
      this.#at++;
      return list;
    }
    for (;;) {
      this.#peek();
      const from = this.#at;
      let n = 0;
      for (let c = this.#bytes[this.#at]; c !== undefined && c >= 0x30 && c <= 0x39; c = this.#bytes[++this.#at])
        n = 10 * n + c - 0x30;
      const digits = this.#at - from;
      if (
        digits === 0 ||
        digits > MAX_DIGITS ||
        !Number.isSafeInteger(n) ||
        (digits > 1 && this.#bytes[from] === 0x30) ||
        list.length === most
      )
        return undefined;
      list.push(n);
      if (this.#peek() === END) {
        this.#at++;
        return list;
      }
      if (this.#peek() !== COMMA) return undefined;
      this.#at++;
    }
  }

  /** Skips a value of any kind. */
  #skip(depth: number): void {
    if (depth > MAX_SKIPPED)
      refuse("file-unsafe", `the header of this safetensors file is nested more than ${MAX_SKIPPED} levels deep.`);
    switch (this.#peek()) {
      case OPEN:
        this.#object(() => {
          this.#skip(depth + 1);
        });
        return;
      case LIST:
        this.#at++;
        if (this.#peek() === END) {
          this.#at++;
          return;
        }
        for (;;) {
          this.#skip(depth + 1);
          if (this.#peek() === END) {
            this.#at++;
            return;
          }
          this.#expect(COMMA);
        }
      case QUOTE:
        this.#string();
        return;
      default: {
        const from = this.#at;
        while (/[-+.0-9a-zA-Z]/.test(String.fromCharCode(this.#bytes[this.#at] ?? 0))) this.#at++;
        try {
          JSON.parse(decodeUtf8(this.#bytes.subarray(from, this.#at)) ?? "");
        } catch {
          this.#bad();
        }
      }
    }
  }
}
