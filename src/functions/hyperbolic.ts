import { halfExpm1, log1p, type One, unlessTiny } from "../render/wasm/math-functions.js";
import { unary } from "./bring.js";

// Hyperbolic functions except tanh, which many networks use. JavaScript has them all; for WebAssembly they are computed here.

/** Beyond this, 1 + x is x, and x² + 1 is x². */
const HUGE = 2 ** 60;

/** With h = (e^|x| − 1)/2: h + h/(2h + 1), where the numerator's h is kept finite. */
const sinhLanes: One = (m, x) => {
  const h = halfExpm1(m, m.abs(x));
  return unlessTiny(m, x, m.withSign(m.add(h, m.div(m.clamp(h, [0, HUGE]), m.add(m.add(h, h), 1))), x));
};
/** With h as above: (h + 1/2) + (1/2)/(2h + 1). */
const coshLanes: One = (m, x) => {
  const h = halfExpm1(m, m.abs(x));
  return m.add(m.add(h, 0.5), m.div(0.5, m.add(m.add(h, h), 1)));
};
/** ln(|x| + √(x² + 1)) as log1p; for huge ones ln|x| + ln 2. */
const asinhLanes: One = (m, x) => {
  const a = m.abs(x),
    huge = m.gt(a, HUGE),
    square = m.mul(a, a);
  const rest = m.div(square, m.add(m.sqrt(m.add(square, 1)), 1));
  return m.withSign(m.add(log1p(m, m.select(huge, a, m.add(rest, a))), m.and(huge, Math.LN2)), x);
};
/** ln(x + √(x² − 1)), likewise, with t = x − 1: x² − 1 = t · (t + 2). NaN below 1. */
const acoshLanes: One = (m, x) => {
  const huge = m.gt(x, HUGE),
    t = m.sub(x, 1);
  const root = m.select(m.lt(t, 0), NaN, m.sqrt(m.mul(t, m.add(t, 2))));
  return m.add(log1p(m, m.select(huge, x, m.add(t, root))), m.and(huge, Math.LN2));
};
/** ln((1 + x)/(1 − x)) / 2 as log1p. */
const atanhLanes: One = (m, x) => {
  const a = m.abs(x);
  return m.withSign(m.mul(log1p(m, m.div(m.add(a, a), m.sub(1, a))), 0.5), x);
};

/** (e^x − e^−x) / 2. */
export const sinh = unary("sinh", { body: sinhLanes, wide: true });
/** (e^x + e^−x) / 2. */
export const cosh = unary("cosh", { body: coshLanes, wide: true });
/** The inverse of sinh. */
export const asinh = unary("asinh", { body: asinhLanes, wide: true });
/** The inverse of cosh, 0 or more. */
export const acosh = unary("acosh", { body: acoshLanes, wide: true });
/** The inverse of tanh. */
export const atanh = unary("atanh", { body: atanhLanes, wide: true });
