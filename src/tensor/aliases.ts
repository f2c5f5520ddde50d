// Functions that PyTorch has under two names; here are the second ones.

export { div as divide, div as trueDivide, sub as subtract } from "./functions.js";
export { atan2 as arctan2, ge as greaterEqual, gt as greater, le as lessEqual, lt as less, mul as multiply, ne as notEqual } from "../ops/binary.js";
export { abs as absolute, acos as arccos, acosh as arccosh, asin as arcsin, asinh as arcsinh, atan as arctan, atanh as arctanh, neg as negative, trunc as fix } from "../ops/unary.js";
