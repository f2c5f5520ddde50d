import { inDouble, sinPi } from "./expressions.js";
import { cos, sin, square } from "../pointwise/unary.js";
import { eq } from "../pointwise/binary.js";
import { floatsOnly } from "../refuse.js";
import { defineUnary, defineBinary } from "../pointwise/define.js";
import { div, mul, sub } from "../pointwise/arithmetic.js";
import { where } from "../pointwise/where.js";

// Degrees and radians, the cardinal sine, the hypotenuse.

/** Degrees to radians: x · π/180. */
export const deg2rad = defineUnary("deg2rad", "float", {
  lower: (k, x) => k.mul(x, k.like(Math.PI / 180, x)),
  grad: (g) => deg2rad(g),
  saves: "",
  gradName: "Deg2Rad",
});
/** Radians to degrees: x · 180/π. */
export const rad2deg = defineUnary("rad2deg", "float", {
  lower: (k, x) => k.mul(x, k.like(180 / Math.PI, x)),
  grad: (g) => rad2deg(g),
  saves: "",
  gradName: "Rad2Deg",
});

/** sin(πx) / (πx), and 1 at 0. */
export const sinc = defineUnary("sinc", "float", {
  lower: inDouble((k, x) =>
    k.where(k.eq(x, k.like(0, x)), k.like(1, x), k.div(sinPi(k, x), k.mul(x, k.like(Math.PI, x)))),
  ),
  // d sinc = (πx cos πx − sin πx) / (π x²), and 0 at 0
  grad: (g, { x }) => {
    const nil = eq(x, 0),
      z = where(nil, 1, x),
      a = mul(z, Math.PI);
    return where(nil, 0, mul(g, div(sub(mul(a, cos(a)), sin(a)), mul(square(z), Math.PI))));
  },
  domain: [0.2, 2],
});

/** √(x² + y²), the length of the longest side of a right triangle, without overflow on the way. Floats only. */
export const hypot = defineBinary("hypot", "promote", {
  lower: (k, x, y) => {
    if (floatsOnly("hypot_cpu", x).dtype !== "float64")
      return inDouble((d, a, b) => d.sqrt(d.add(d.mul(a, a), d.mul(b, b))))(k, x, y);
    const a = k.abs(x),
      b = k.abs(y),
      large = k.max(a, b),
      small = k.min(a, b),
      ratio = k.div(small, large);
    const length = k.mul(large, k.sqrt(k.add(k.mul(ratio, ratio), k.like(1, ratio))));
    const infinite = k.or(k.eq(a, k.like(Infinity, a)), k.eq(b, k.like(Infinity, b)));
    return k.where(infinite, k.like(Infinity, a), k.where(k.eq(large, k.like(0, a)), k.like(0, a), length));
  },
  grad: [(g, { x, out }) => mul(g, div(x, out)), (g, { y, out }) => mul(g, div(y, out))],
  saves: "xyo",
  domain: [0.3, 2],
});
