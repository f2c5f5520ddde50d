import type { Tensor } from "../core/tensor.js";
import type { Distribution } from "./distribution.js";

export type Class = abstract new (...args: never) => Distribution;
/** A pair of classes, and the divergence of their distributions. */
export type Divergence = readonly [p: Class, q: Class, divergence: (p: never, q: never) => Tensor];
