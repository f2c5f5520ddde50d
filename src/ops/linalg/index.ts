// `linalg`, as PyTorch's module torch.linalg: the last two dimensions hold matrices, all others are batch dimensions.
export { cholesky, choleskyEx, type CholeskyOptions } from "./cholesky.js";
export { det, slogdet } from "./det.js";
export { eig, eigvals } from "./eig.js";
export { eigh, eigvalsh, type Triangle } from "./eigh.js";
export { inv, invEx } from "./inverse.js";
export { ldlFactor, ldlFactorEx, type LdlOptions, ldlSolve } from "./ldl.js";
export { type Driver, lstsq, type Lstsq, type LstsqOptions } from "./lstsq.js";
export { lu, luFactor, luFactorEx, type LuOptions, luSolve } from "./lu.js";
export { cond, matrixNorm, norm, type NormOptions, type Ord, vectorNorm } from "./norm.js";
export { matrixRank, pinv, type PinvOptions, type RankOptions, type ToleranceOptions } from "./pinv.js";
export { matrixExp, matrixPower, multiDot } from "./power.js";
export { qr, type QrMode } from "./qr.js";
export { solve, solveEx, type SolveOptions } from "./solve.js";
export { solveTriangular, type TriangularOptions } from "./solve-triangular.js";
export { svd, svdvals } from "./svd.js";
export { householderProduct, tensorinv, tensorsolve } from "./tensors.js";
export { cross, diagonal, vander, vecdot } from "./vectors.js";
export { matmul } from "../product/contract.js";
