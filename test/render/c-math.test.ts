// The mathematical functions of vectors in C over their whole range: every exponent, special values and the neighbourhoods of poles
// and zeros, against JavaScript's own functions in float64; for this processor, for any of its kind, and with sanitizers.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { erf } from "#src/functions/erf.js";
import * as hyperbolic from "#src/functions/hyperbolic.js";
import { acos, asin, atan } from "#src/functions/trigonometry.js";
import { k } from "#src/ir/builder.js";
import type { Expr } from "#src/ir/expr.js";
import type { Kernel } from "#src/ir/kernel.js";
import { CUnit } from "#src/render/c/c.js";
import { cSchedule } from "#src/render/c/schedule.js";
import { nestOf } from "#src/render/nest/build.js";
import { erf as erfNumber } from "#src/util/special.js";
import { type Call, callAll, compiler } from "./native.js";

const skip = compiler === null ? "there is no C compiler (cc, gcc, clang) on this machine" : false;

const functions: Readonly<Record<string, readonly [(x: Expr) => Expr, (x: number) => number]>> = {
  exp: [k.exp, Math.exp],
  exp2: [k.exp2, (x) => 2 ** x],
  expm1: [k.expm1, Math.expm1],
  log: [k.log, Math.log],
  log2: [k.log2, Math.log2],
  log10: [k.log10, Math.log10],
  log1p: [k.log1p, Math.log1p],
  tanh: [k.tanh, Math.tanh],
  erf: [erf, erfNumber],
  sinh: [hyperbolic.sinh, Math.sinh],
  cosh: [hyperbolic.cosh, Math.cosh],
  asinh: [hyperbolic.asinh, Math.asinh],
  acosh: [hyperbolic.acosh, Math.acosh],
  atanh: [hyperbolic.atanh, Math.atanh],
  asin: [asin, Math.asin],
  acos: [acos, Math.acos],
  atan: [atan, Math.atan],
};

/** Every exponent of float32 with a few mantissas, both signs, and what is special. Not a multiple of any vector's length. */
const numbers = Float32Array.from([
  ...Array.from({ length: 277 }, (_, e) => 2 ** (e - 149)).flatMap((p) =>
    [1, 1.1, 1.37, 1.5, 1.999].flatMap((m) => [p * m, -p * m]),
  ),
  ...Array.from({ length: 1200 }, (_, i) => (i - 600) / 6.01),
  ...[1, -1, 0.5, 0.625, 6, 88, 89, -88, -104].flatMap((x) => [x, x * (1 + 2 ** -23), x * (1 - 2 ** -24)]),
  0,
  -0,
  NaN,
  Infinity,
  -Infinity,
  2 ** -149,
  -(2 ** -149),
  3.4028234663852886e38,
]);

/** The distance between two neighbours at a float32. */
const unit = (x: number): number => 2 ** Math.max(-149, Math.floor(Math.log2(Math.abs(x))) - 23);

function check(name: string, got: Float32Array): void {
  const [, wanted] = functions[name]!;
  numbers.forEach((x, i) => {
    const y = got[i]!,
      exact = wanted(x),
      rounded = Math.fround(exact);
    if (Object.is(y, rounded) || (Number.isNaN(y) && Number.isNaN(rounded))) return;
    const off = Math.abs(y - exact) / unit(Number.isFinite(rounded) && rounded !== 0 ? rounded : 2 ** -126);
    assert.ok(off <= 2 && Object.is(Math.sign(y), Math.sign(rounded)), `${name}(${x}) is ${y}, not ${rounded}`);
  });
}

describe("functions of vectors in C are right to 2 units in the last place", { skip }, () => {
  const kernel = (name: string): Kernel => {
    const index = { offset: 0, strides: [1] };
    return {
      name,
      axes: [{ size: numbers.length, kind: "parallel" }],
      inputs: ["float32"],
      params: [],
      ints: 0,
      outputs: [{ dtype: "float32", index, value: functions[name]![0](k.load(0, "float32", index)) }],
    };
  };
  for (const [of, bytes, flags] of [
    ["this processor", 64, ["-O2", "-march=native"]],
    ["this processor, half as wide", 32, ["-O2", "-march=native"]],
    ["any processor", 16, ["-O2"]],
    [
      "this processor, with sanitizers",
      64,
      ["-O1", "-march=native", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"],
    ],
  ] as const)
    test(of, () => {
      const unitOfC = new CUnit(),
        names = Object.keys(functions);
      const calls: Call[] = names.map((name, fn) => {
        const of = kernel(name);
        unitOfC.add(nestOf(of, cSchedule(of, bytes)), `k${fn}`);
        return { fn, kernel: of, buffers: [new Float32Array(numbers.length), numbers], ints: [], params: [] };
      });
      callAll(
        unitOfC,
        names.map((_, i) => `k${i}`),
        calls,
        flags,
      ).forEach(({ buffers }, i) => check(names[i]!, buffers[0] as Float32Array));
    });
});
