import { zeroDivision } from "../engine/runtime.js";
import type { Local } from "../render/wasm/assembler.js";
import type { Lanes } from "../render/wasm/lanes.js";
import type { Two } from "../render/wasm/math-functions.js";
import { remainder } from "../render/wasm/math-rare.js";
import { binary } from "./bring.js";

// Remainders and the corresponding quotients: C's and Python's.

/**
 * C's fmod: x − trunc(x/y) · y, exact in float64 for float32 with a quotient of 28 bits, whose quotient may be one too
 * large; else long division.
 */
const fmodLanes: Two = (m, x, y) => {
  const { f } = m;
  const a = m.abs(x),
    b = m.abs(y);
  const q = m.trunc(m.div(a, b));
  const rest = m.sub(a, m.mul(q, b));
  const r = m.xor(m.add(rest, m.and(m.lt(rest, 0), b)), m.signBit(x));
  // For float64 no product is exact; its lanes are all alike.
  const rare = m.precise ? m.eq(0, 0) : m.not(m.and(m.lt(q, 2 ** 28), m.lt(b, Infinity)));
  f.get(rare)
    .op("v128.any_true")
    .when(() => {
      const lane = (i: number): void => {
        f.get(x)
          .lane("f64x2.extract_lane", i)
          .get(y)
          .lane("f64x2.extract_lane", i)
          .call(m.module.helper("remainder", remainder));
      };
      lane(0);
      f.op("f64x2.splat");
      if (!m.precise) {
        lane(1);
        f.lane("f64x2.replace_lane", 1);
      }
      f.get(r).get(rare).op("v128.bitselect").set(r);
    });
  return r;
};

/** Whether a remainder's sign differs from the divisor's. */
const otherSign = (m: Lanes, r: Local, y: Local): Local => m.and(m.ne(r, 0), m.xor(m.lt(r, 0), m.lt(y, 0)));
/** Python's %: a remainder with the divisor's sign. */
const modLanes: Two = (m, x, y) => {
  const r = fmodLanes(m, x, y);
  return m.select(otherSign(m, r, y), m.add(r, y), r);
};
/**
 * Python's //: (x − x % y) / y, which is whole except for rounding. As in PyTorch, x/y if y is 0, and a zero has the
 * sign of x/y.
 */
const floordivLanes: Two = (m, x, y) => {
  const r = fmodLanes(m, x, y),
    quotient = m.div(x, y);
  const d = m.sub(m.div(m.sub(x, r), y), m.and(otherSign(m, r, y), 1));
  const whole = m.floor(d),
    up = m.and(m.gt(m.sub(d, whole), 0.5), 1);
  const result = m.select(m.eq(d, 0), m.signBit(quotient), m.add(whole, up));
  return m.select(m.eq(y, 0), quotient, result);
};

// The same for JavaScript: of floats, and of whole numbers, whose quotient by zero is an error.

function floorDivNumber(x: number, y: number): number {
  if (y === 0) return x / y;
  const m = x % y;
  let d = (x - m) / y;
  if (m !== 0 && y < 0 !== m < 0) d -= 1;
  if (d === 0) return 1 / (x / y) < 0 ? -0 : 0;
  const f = Math.floor(d);
  return d - f > 0.5 ? f + 1 : f;
}

function modNumber(x: number, y: number): number {
  const m = x % y;
  return m !== 0 && y < 0 !== m < 0 ? m + y : m;
}

const floorDivInt = (x: number, y: number): number => (y === 0 ? zeroDivision() : Math.floor(x / y));
function floorDivBig(x: bigint, y: bigint): bigint {
  if (y === 0n) return zeroDivision();
  const q = x / y;
  return x % y !== 0n && x < 0n !== y < 0n ? q - 1n : q;
}
const modInt = (x: number, y: number): number => (y === 0 ? zeroDivision() : modNumber(x, y));
function modBig(x: bigint, y: bigint): bigint {
  if (y === 0n) return zeroDivision();
  const m = x % y;
  return m !== 0n && m < 0n !== y < 0n ? m + y : m;
}
const remInt = (x: number, y: number): number => (y === 0 ? zeroDivision() : x % y);
const remBig = (x: bigint, y: bigint): bigint => (y === 0n ? zeroDivision() : x % y);

/** C's fmod: the remainder with the sign of x. */
export const fmod = binary("fmod", { body: fmodLanes, wide: true }, { remInt, remBig });
/** Python's %: the remainder with the sign of y. */
export const mod = binary("mod", { body: modLanes, wide: true }, { mod: modNumber, modInt, modBig });
/** Python's //: x / y rounded down. */
export const floordiv = binary(
  "floordiv",
  { body: floordivLanes, wide: true },
  { floorDiv: floorDivNumber, floorDivInt, floorDivBig },
);
