import * as numbers from "../util/gamma.js";
import { binary } from "./bring.js";

/** Hurwitz's zeta function Σ (y + n)^−x over n ≥ 0. */
export const zeta = binary("zeta", null, { zeta: numbers.zeta });
/** The regularized lower incomplete gamma function P(x, y). */
export const igamma = binary("igamma", null, { igamma: numbers.igamma });
/** Its complement, the upper one. */
export const igammac = binary("igammac", null, { igammac: numbers.igammac });
