import * as coefficients from "../render/wasm/coefficients.js";
import { exp, type One } from "../render/wasm/math-functions.js";
import { erf as number } from "../util/special.js";
import { unary } from "./bring.js";

/** x + x · polynomial(x²) up to 1; then 1 − e^(−x²) · polynomial(1/(1 + |x|/2)). */
const erfLanes: One = (m, x) => {
  const a = m.abs(x),
    z = m.mul(x, x);
  const near = m.mulAdd(x, m.polynomial(z, coefficients.erf), x);
  const b = m.clamp(a, [0, 6]);
  const u = m.div(1, m.mulAdd(b, 0.5, 1));
  const far = m.mulSub(exp(m, m.neg(m.mul(b, b))), m.polynomial(u, coefficients.erfc), 1);
  return m.select(m.lt(a, 1), near, m.withSign(far, x));
};

/** The error function, 2/√π · ∫₀ˣ e^(−t²) dt. */
export const erf = unary("erf", { body: erfLanes, wide: false }, { erf: number });
