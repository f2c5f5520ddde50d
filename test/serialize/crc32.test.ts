import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { crc32 } from "#src/serialize/crc32.js";

describe("crc32", () => {
  test("the check value of the standard", () => {
    assert.equal(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
    assert.equal(crc32(new Uint8Array(0)), 0);
  });

  test("sixteen bytes at a time gives what one bit at a time gives", () => {
    for (let length = 0; length < 70; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 151 + length * 7) & 255);
      let expected = -1;
      for (const b of bytes) {
        expected ^= b;
        for (let bit = 0; bit < 8; bit++) expected = expected & 1 ? (expected >>> 1) ^ 0xedb88320 : expected >>> 1;
      }
      assert.equal(crc32(bytes), ~expected >>> 0, `length ${length}`);
    }
  });

  test("goes on from the bytes before", () => {
    const bytes = Uint8Array.from({ length: 100 }, (_, i) => i);
    for (const cut of [0, 1, 16, 33, 100])
      assert.equal(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut))), crc32(bytes));
  });
});
