import { gcd as gcdInt, gcdBig } from "../util/gamma.js";
import { binary } from "./bring.js";

/** The greatest common divisor of whole numbers, 0 or more. */
export const gcd = binary("gcd", null, { gcdInt, gcdBig });
