import * as broadcast from "../ops/broadcast.js";
import { isin as isinOf } from "../ops/compare.js";
import * as join from "../ops/join.js";
import * as products from "../ops/products.js";
import * as triangle from "../ops/triangle.js";
import { named } from "./named.js";
import * as creation from "./creation.js";
import * as order from "./order.js";

// The functions with arguments to be named that are no methods: see signatures.ts.

/** {@link join.cat}: `dim`. Also called concat and concatenate. */
export const cat = named("cat", join.cat, [["dim", "axis"]]);
export const concat = cat, concatenate = cat;
/** {@link join.stack}: `dim`. */
export const stack = named("stack", join.stack, ["dim"]);
/** {@link broadcast.combinations}: `r`, `withReplacement`. */
export const combinations = named("combinations", broadcast.combinations, ["r", "withReplacement"]);
/** {@link products.cdist}: `x2`, `p`. */
export const cdist = named("cdist", products.cdist, ["x2", "p", "computeMode"]);
/** {@link order.bucketize}: `boundaries`, `outInt32`, `right`. */
export const bucketize = named("bucketize", order.bucketize, ["boundaries"], ["outInt32", "right"]);
/** {@link isinOf}: `testElements`, `assumeUnique`, `invert`. */
export const isin = named("isin", isinOf, ["testElements"], ["assumeUnique", "invert"]);

const made = ["dtype", "requiresGrad", "device"], drawn = [...made, "generator"];
/** {@link creation.full}: `fillValue` and the options of a new tensor. */
export const full = named("full", creation.full, ["fillValue"], made);
/** {@link creation.fullLike}: `fillValue` and the options of a new tensor. */
export const fullLike = named("fullLike", creation.fullLike, ["fillValue"], made);
/** {@link creation.linspace}: `end`, `steps` and the options of a new tensor. */
export const linspace = named("linspace", creation.linspace, ["end", "steps"], made);
/** {@link creation.logspace}: `end`, `steps`, `base` and the options of a new tensor. */
export const logspace = named("logspace", creation.logspace, ["end", "steps", "base"], made);
/** {@link creation.normal}: `std`, `size` and the options of a drawn tensor. */
export const normal = named("normal", creation.normal, ["std", "size"], drawn);
/** {@link triangle.trilIndices}: `col`, `offset` and `dtype`. */
export const trilIndices = named("trilIndices", triangle.trilIndices, ["col", "offset"], ["dtype", "device"]);
/** {@link triangle.triuIndices}: `col`, `offset` and `dtype`. */
export const triuIndices = named("triuIndices", triangle.triuIndices, ["col", "offset"], ["dtype", "device"]);
