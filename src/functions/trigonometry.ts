import type { Local } from "../render/wasm/assembler.js";
import * as coefficients from "../render/wasm/coefficients.js";
import type { Lanes } from "../render/wasm/lanes.js";
import { type One, type Two, unlessTiny } from "../render/wasm/math-functions.js";
import { reduceAngle } from "../render/wasm/math-rare.js";
import { binary, unary } from "./bring.js";

// Sines, cosines, tangents and their inverses. JavaScript has them all; for WebAssembly they are computed here.

/** x = n · π/2 + r, |r| ≤ π/4 (Cody & Waite, in doubles); for large values, Payne and Hanek's method, lane by lane. */
function reduce(m: Lanes, x: Local): { n: Local; r: Local } {
  const { f } = m;
  const n = m.nearest(m.mul(x, 2 / Math.PI));
  let r = x;
  for (const part of m.precise ? coefficients.HALF_PI : coefficients.HALF_PI.slice(0, 2)) r = m.mulSub(n, part, r);
  const large = m.gt(m.abs(x), 2 ** 20); // n has 20 bits below, and the parts of π/2 have 33
  f.get(large)
    .op("v128.any_true")
    .when(() => {
      const lane = (i: number): Local => {
        f.get(x).lane("f64x2.extract_lane", i).call(m.module.helper("reduceAngle", reduceAngle));
        return m.keep();
      };
      const [a, b] = [lane(0), lane(1)];
      const pair = (of: readonly number[]): Local => {
        f.get(a)
          .get(b)
          .shuffle(...of);
        return m.keep();
      };
      const low = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];
      f.get(m.select(large, m.add(pair(low), m.sub(x, x)), r)).set(r); // ∞ − ∞ is NaN
      f.get(m.select(large, pair(low.map((i) => i + 8)), n)).set(n);
    });
  return { n, r };
}

const sinNear = (m: Lanes, r: Local, z: Local): Local => m.mulAdd(m.mul(r, z), m.polynomial(z, coefficients.sin), r);
const cosNear = (m: Lanes, z: Local): Local =>
  m.add(m.mulSub(z, 0.5, m.mul(m.mul(z, z), m.polynomial(z, coefficients.cos))), 1);

/** sin(r + n · π/2): sine or cosine of r by n's parity, the sign by its next bit. */
function sinQuadrant(m: Lanes, r: Local, n: Local): Local {
  const z = m.mul(r, r);
  return m.xor(m.select(m.odd(n), cosNear(m, z), sinNear(m, r, z)), m.signFromBit1(n));
}
const sinLanes: One = (m, x) => {
  const { n, r } = reduce(m, x);
  return unlessTiny(m, x, sinQuadrant(m, r, n));
};
const cosLanes: One = (m, x) => {
  const { n, r } = reduce(m, x);
  return sinQuadrant(m, r, m.add(n, 1));
};
/** sin/cos, or −cos/sin in the odd quadrants. */
const tanLanes: One = (m, x) => {
  const { n, r } = reduce(m, x);
  const z = m.mul(r, r),
    odd = m.odd(n),
    s = sinNear(m, r, z),
    c = cosNear(m, z);
  return unlessTiny(m, x, m.xor(m.div(m.select(odd, c, s), m.select(odd, s, c)), m.and(odd, -0)));
};

/** asin x for |x| ≤ 1/2, z = x². */
const asinNear = (m: Lanes, x: Local, z: Local): Local => m.mulAdd(m.mul(x, z), m.polynomial(z, coefficients.asin), x);
/** For |x| > 1/2: asin x = π/2 − 2 asin √((1 − x)/2). The series' argument and its square, for either case. */
function asinParts(m: Lanes, x: Local): { far: Local; near: Local } {
  const a = m.abs(x),
    far = m.gt(a, 0.5);
  const z = m.select(far, m.mul(m.sub(1, a), 0.5), m.mul(a, a));
  return { far, near: asinNear(m, m.select(far, m.sqrt(z), a), z) };
}
const asinLanes: One = (m, x) => {
  const { far, near } = asinParts(m, x);
  return m.withSign(m.select(far, m.mulSub(near, 2, Math.PI / 2), near), x);
};
/** π/2 − asin x; beyond 1/2, 2 asin √((1 − x)/2), or π less that for the negative. */
const acosLanes: One = (m, x) => {
  const { far, near } = asinParts(m, x);
  const twice = m.mul(near, 2),
    negative = m.lt(x, 0);
  return m.select(far, m.select(negative, m.sub(Math.PI, twice), twice), m.sub(Math.PI / 2, m.xor(near, m.signBit(x))));
};

/** atan t for 0 ≤ t ≤ 1; above tan(π/8), π/4 + atan((t − 1)/(t + 1)). */
function atanUnit(m: Lanes, t: Local): Local {
  const upper = m.gt(t, Math.SQRT2 - 1);
  const w = m.select(upper, m.div(m.sub(t, 1), m.add(t, 1)), t),
    z = m.mul(w, w);
  return m.add(m.mulAdd(m.mul(w, z), m.polynomial(z, coefficients.atan), w), m.and(upper, Math.PI / 4));
}
/** For |x| > 1: π/2 − atan(1/|x|). */
const atanLanes: One = (m, x) => {
  const a = m.abs(x),
    large = m.gt(a, 1);
  const near = atanUnit(m, m.select(large, m.div(1, a), a));
  return m.withSign(m.select(large, m.sub(Math.PI / 2, near), near), x);
};
/** The angle of the smaller to the larger of |y| and |x|, mirrored into its octant. 0/0 counts as 0 and ∞/∞ as 1. */
const atan2Lanes: Two = (m, y, x) => {
  const a = m.abs(y),
    b = m.abs(x),
    steep = m.gt(a, b);
  const small = m.select(steep, b, a),
    large = m.select(steep, a, b);
  const t = m.select(m.eq(small, large), m.and(m.ne(large, 0), 1), m.div(small, large));
  const near = atanUnit(m, t);
  const right = m.select(steep, m.sub(Math.PI / 2, near), near);
  const left = m.lt(m.withSign(1, x), 0); // −0 is left, too
  return m.withSign(m.select(left, m.sub(Math.PI, right), right), y);
};

/** The sine of x in radians. */
export const sin = unary("sin", { body: sinLanes, wide: true });
/** The cosine. */
export const cos = unary("cos", { body: cosLanes, wide: true });
/** The tangent. */
export const tan = unary("tan", { body: tanLanes, wide: true });
/** The angle in [−π/2, π/2] whose sine is x. */
export const asin = unary("asin", { body: asinLanes, wide: true });
/** The angle in [0, π] whose cosine is x. */
export const acos = unary("acos", { body: acosLanes, wide: true });
/** The angle in [−π/2, π/2] whose tangent is x. */
export const atan = unary("atan", { body: atanLanes, wide: true });
/** The angle of the point (y, x), in [−π, π]. */
export const atan2 = binary("atan2", { body: atan2Lanes, wide: true });
