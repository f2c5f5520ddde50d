import type { Arg } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import * as casts from "../../ops/cast.js";
import * as fills from "../fills.js";
import type { DrawOptions } from "../fills.js";
import * as more from "../inplace-math.js";
import * as shape from "../inplace-shape.js";
import * as math from "../inplace.js";
import type { LogitOptions, RoundOptions } from "../pointwise.js";
import type { AddOptions } from "../../ops/products.js";
import type { ScatterReduce } from "../../ops/scatter.js";
import { named, type Unary } from "./named.js";
import type { AlphaNamed, AlphaOption, DivNamed, RoundingOption } from "./pointwise.js";

// The methods that write over their tensor, PyTorch's names with a trailing underscore. Each gives its tensor back.

/** Bounds by name. */
export interface UniformNamed extends DrawOptions { from?: number; to?: number }
/** Mean and standard deviation by name. */
export interface NormalNamed extends DrawOptions { mean?: number; std?: number }
/** A Cauchy distribution's parameters by name. */
export interface CauchyNamed extends DrawOptions { median?: number; sigma?: number }
/** With another tensor or a number. */
type InPlace = (x: Tensor, other: Arg | { other: Arg }) => Tensor;

/** `x ← x / y`; `roundingMode` "trunc" or "floor" rounds. */
export const div_: (x: Tensor, other: Arg | DivNamed, options?: RoundingOption) => Tensor = named("div_", ["other"], math.div_, ["roundingMode"]);
/** `x ← x^y`. */
export const pow_: InPlace = named("pow_", ["other"], math.pow_);
/** `x ← x + alpha · y`. */
export const add_: (x: Tensor, other: Arg | AlphaNamed, options?: AlphaOption) => Tensor = named("add_", ["other"], math.add_, ["alpha"]);
/** `x ← x − alpha · y`. */
export const sub_: (x: Tensor, other: Arg | AlphaNamed, options?: AlphaOption) => Tensor = named("sub_", ["other"], math.sub_, ["alpha"]);
/** `x ← x + value · a · b`. */
export const addcmul_: (x: Tensor, ...args: [tensor1: Tensor, tensor2: Tensor, options?: { value?: number }] | [named: { tensor1: Tensor; tensor2: Tensor; value?: number }]) => Tensor = named("addcmul_", ["tensor1", "tensor2"], math.addcmul_, ["value"]);
/** `x ← x + value · a / b`. */
export const addcdiv_: (x: Tensor, ...args: [tensor1: Tensor, tensor2: Tensor, options?: { value?: number }] | [named: { tensor1: Tensor; tensor2: Tensor; value?: number }]) => Tensor = named("addcdiv_", ["tensor1", "tensor2"], math.addcdiv_, ["value"]);
/** `x ← x + weight · (y − x)`. */
export const lerp_: (x: Tensor, ...args: [end: Tensor, weight: Arg] | [named: { end: Tensor; weight: Arg }]) => Tensor = named("lerp_", ["end", "weight"], math.lerp_);
/** Brings elements into `[min, max]`. */
export const clamp_: (x: Tensor, ...args: [min?: Arg | null, max?: Arg | null] | [named?: { min?: Arg | null; max?: Arg | null }]) => Tensor = named("clamp_", ["min", "max"], math.clamp_);
/** Writes `value` where the mask holds. */
export const maskedFill_: (x: Tensor, ...args: [mask: Tensor, value: Arg] | [named: { mask: Tensor; value: Arg }]) => Tensor = named("maskedFill_", ["mask", "value"], math.maskedFill_);
/** Writes one value everywhere. */
export const fill_: (x: Tensor, value: Arg | { value: Arg }) => Tensor = named("fill_", ["value"], math.fill_);
/** Writes zeros. */
export const zero_: Unary = named("zero_", [], math.zero_);
/** In place: −x. Gives the tensor itself back; see {@link neg}. */
export const neg_: Unary = named("neg_", [], math.neg_);
/** In place: |x|. Gives the tensor itself back; see {@link abs}. */
export const abs_: Unary = named("abs_", [], math.abs_);
/** In place: −1, 0 or 1. Gives the tensor itself back; see {@link sign}. */
export const sign_: Unary = named("sign_", [], math.sign_);
/** In place: The largest whole number that is not above x, in x's dtype. Gives the tensor itself back; see {@link floor}. */
export const floor_: Unary = named("floor_", [], math.floor_);
/** In place: The smallest whole number that is not below x, in x's dtype. Gives the tensor itself back; see {@link ceil}. */
export const ceil_: Unary = named("ceil_", [], math.ceil_);
/** In place: x without its fraction, in x's dtype. Gives the tensor itself back; see {@link trunc}. */
export const trunc_: Unary = named("trunc_", [], math.trunc_);
/** In place: What trunc cuts off, with x's sign. Gives the tensor itself back; see {@link frac}. */
export const frac_: Unary = named("frac_", [], math.frac_);
/** In place: x²; bools count as 0 and 1. Gives the tensor itself back; see {@link square}. */
export const square_: Unary = named("square_", [], math.square_);
/** In place: √x; NaN below 0. Gives the tensor itself back; see {@link sqrt}. */
export const sqrt_: Unary = named("sqrt_", [], math.sqrt_);
/** In place: 1 / √x. Gives the tensor itself back; see {@link rsqrt}. */
export const rsqrt_: Unary = named("rsqrt_", [], math.rsqrt_);
/** In place: 1 / x. Gives the tensor itself back; see {@link reciprocal}. */
export const reciprocal_: Unary = named("reciprocal_", [], math.reciprocal_);
/** In place: e^x. Gives the tensor itself back; see {@link exp}. */
export const exp_: Unary = named("exp_", [], math.exp_);
/** In place: 2^x. Gives the tensor itself back; see {@link exp2}. */
export const exp2_: Unary = named("exp2_", [], math.exp2_);
/** In place: e^x − 1, exact also for x near 0. Gives the tensor itself back; see {@link expm1}. */
export const expm1_: Unary = named("expm1_", [], math.expm1_);
/** In place: The natural logarithm; −∞ at 0, NaN below. Gives the tensor itself back; see {@link log}. */
export const log_: Unary = named("log_", [], math.log_);
/** In place: The logarithm to base 2. Gives the tensor itself back; see {@link log2}. */
export const log2_: Unary = named("log2_", [], math.log2_);
/** In place: The logarithm to base 10. Gives the tensor itself back; see {@link log10}. */
export const log10_: Unary = named("log10_", [], math.log10_);
/** In place: log(1 + x), exact also for x near 0. Gives the tensor itself back; see {@link log1p}. */
export const log1p_: Unary = named("log1p_", [], math.log1p_);
/** In place: The error function, 2/√π · ∫₀ˣ e^(−t²) dt. Gives the tensor itself back; see {@link erf}. */
export const erf_: Unary = named("erf_", [], math.erf_);
/** In place: The sine of x in radians. Gives the tensor itself back; see {@link sin}. */
export const sin_: Unary = named("sin_", [], math.sin_);
/** In place: The cosine of x in radians. Gives the tensor itself back; see {@link cos}. */
export const cos_: Unary = named("cos_", [], math.cos_);
/** In place: The tangent of x in radians. Gives the tensor itself back; see {@link tan}. */
export const tan_: Unary = named("tan_", [], math.tan_);
/** In place: The angle in [−π/2, π/2] whose sine is x; NaN outside [−1, 1]. Gives the tensor itself back; see {@link asin}. */
export const asin_: Unary = named("asin_", [], math.asin_);
/** In place: The angle in [0, π] whose cosine is x; NaN outside [−1, 1]. Gives the tensor itself back; see {@link acos}. */
export const acos_: Unary = named("acos_", [], math.acos_);
/** In place: The angle in (−π/2, π/2) whose tangent is x. Gives the tensor itself back; see {@link atan}. */
export const atan_: Unary = named("atan_", [], math.atan_);
/** In place: The hyperbolic sine. Gives the tensor itself back; see {@link sinh}. */
export const sinh_: Unary = named("sinh_", [], math.sinh_);
/** In place: The hyperbolic cosine. Gives the tensor itself back; see {@link cosh}. */
export const cosh_: Unary = named("cosh_", [], math.cosh_);
/** In place: The hyperbolic tangent: any number into (−1, 1). Gives the tensor itself back; see {@link tanh}. */
export const tanh_: Unary = named("tanh_", [], math.tanh_);
/** In place: 1 / (1 + e^−x). Gives the tensor itself back; see {@link sigmoid}. */
export const sigmoid_: Unary = named("sigmoid_", [], math.sigmoid_);
/** In place: max(x, 0); NaN stays NaN. Gives the tensor itself back; see {@link relu}. */
export const relu_: Unary = named("relu_", [], math.relu_);
/** In place: Where x is 0 (or false). Gives the tensor itself back; see {@link logicalNot}. */
export const logicalNot_: Unary = named("logicalNot_", [], math.logicalNot_);
/** In place: Every bit flipped, for whole numbers; for bool, logicalNot. Gives the tensor itself back; see {@link bitwiseNot}. */
export const bitwiseNot_: Unary = named("bitwiseNot_", [], math.bitwiseNot_);
/** In place: x · y, element by element; matmul multiplies matrices. Gives the tensor itself back; see {@link mul}. */
export const mul_: InPlace = named("mul_", ["other"], math.mul_);
/** In place: Division rounded towards −∞, as Python's `//`. Gives the tensor itself back; see {@link floorDivide}. */
export const floorDivide_: InPlace = named("floorDivide_", ["other"], math.floorDivide_);
/** In place: What is left of floorDivide: the sign of the divisor, as Python's `%`. Gives the tensor itself back; see {@link remainder}. */
export const remainder_: InPlace = named("remainder_", ["other"], math.remainder_);
/** In place: What is left of a division that truncates: the sign of the dividend, as C's fmod. Gives the tensor itself back; see {@link fmod}. */
export const fmod_: InPlace = named("fmod_", ["other"], math.fmod_);
/** In place: The angle in (−π, π] of the point (y, x) seen from the origin: atan(x / y) that knows the quadrant. Gives the tensor itself back; see {@link atan2}. */
export const atan2_: InPlace = named("atan2_", ["other"], math.atan2_);
/** In place: The bits that both have; whole numbers and bools (`int-only` otherwise). Gives the tensor itself back; see {@link bitwiseAnd}. */
export const bitwiseAnd_: InPlace = named("bitwiseAnd_", ["other"], math.bitwiseAnd_);
/** In place: The bits that either has; whole numbers and bools. Gives the tensor itself back; see {@link bitwiseOr}. */
export const bitwiseOr_: InPlace = named("bitwiseOr_", ["other"], math.bitwiseOr_);
/** In place: The bits that one of both has; whole numbers and bools. Gives the tensor itself back; see {@link bitwiseXor}. */
export const bitwiseXor_: InPlace = named("bitwiseXor_", ["other"], math.bitwiseXor_);
/** In place: Where both are not 0. Gives the tensor itself back; see {@link logicalAnd}. */
export const logicalAnd_: InPlace = named("logicalAnd_", ["other"], math.logicalAnd_);
/** In place: Where either is not 0. Gives the tensor itself back; see {@link logicalOr}. */
export const logicalOr_: InPlace = named("logicalOr_", ["other"], math.logicalOr_);
/** In place: Where one is 0 and the other is not. Gives the tensor itself back; see {@link logicalXor}. */
export const logicalXor_: InPlace = named("logicalXor_", ["other"], math.logicalXor_);
/** `x ← the nearest number with so many decimals` (default 0). */
export const round_: (x: Tensor, options?: RoundOptions) => Tensor = named("round_", [], more.round_, ["decimals"]);
/** `x ← log(x / (1 − x))`. */
export const logit_: (x: Tensor, eps?: number | null | LogitOptions) => Tensor = named("logit_", ["eps"], more.logit_);
/** `x ← the n-th derivative of digamma`. */
export const polygamma_: (x: Tensor, n: number | { n: number }) => Tensor = named("polygamma_", ["n"], more.polygamma_);
/** Writes 0 below 0, 1 above, and `values` where x is 0. */
export const heaviside_: (x: Tensor, values: Tensor | { values: Tensor }) => Tensor = named("heaviside_", ["values"], more.heaviside_);
/** `x ← x · 2^other`. */
export const ldexp_: (x: Tensor, other: Tensor | { other: Tensor }) => Tensor = named("ldexp_", ["other"], more.ldexp_);
/** Replaces NaN and the infinities. */
export const nanToNum_: (x: Tensor, ...args: [nan?: number, posinf?: number, neginf?: number] | [named?: { nan?: number; posinf?: number; neginf?: number }]) => Tensor = named("nanToNum_", ["nan", "posinf", "neginf"], more.nanToNum_);
/** Brings what lies below `min` up to it. */
export const clampMin_: (x: Tensor, min: Arg | { min: Arg }) => Tensor = named("clampMin_", ["min"], more.clampMin_);
/** Brings what lies above `max` down to it. */
export const clampMax_: (x: Tensor, max: Arg | { max: Arg }) => Tensor = named("clampMax_", ["max"], more.clampMax_);
/** `x ← x^y`, for float64 and complex128 only (`inplace-dtype`). */
export const floatPower_: InPlace = named("floatPower_", ["other"], more.floatPower_);
/** `x ← the conjugate of x`, computed. */
export const conjPhysical_: Unary = named("conjPhysical_", [], more.conjPhysical_);
/** `x ← mvlgamma(x, p)`. */
export const mvlgamma_: (x: Tensor, p: number | { p: number }) => Tensor = named("mvlgamma_", ["p"], more.mvlgamma_);
/** `x ← sums of the first 1, 2, … elements`. */
export const cumsum_: (x: Tensor, dim: number | { dim: number }) => Tensor = named("cumsum_", ["dim"], more.cumsum_, ["dtype"]);
/** `x ← products of the first 1, 2, … elements`. */
export const cumprod_: (x: Tensor, dim: number | { dim: number }) => Tensor = named("cumprod_", ["dim"], more.cumprod_, ["dtype"]);
/** In place: The inverse of sinh. Gives the tensor itself back; see {@link asinh}. */
export const asinh_: Unary = named("asinh_", [], more.asinh_);
/** In place: The inverse of cosh; NaN below 1. Gives the tensor itself back; see {@link acosh}. */
export const acosh_: Unary = named("acosh_", [], more.acosh_);
/** In place: The inverse of tanh; NaN outside [−1, 1]. Gives the tensor itself back; see {@link atanh}. */
export const atanh_: Unary = named("atanh_", [], more.atanh_);
/** In place: Degrees to radians: x · π/180. Gives the tensor itself back; see {@link deg2rad}. */
export const deg2rad_: Unary = named("deg2rad_", [], more.deg2rad_);
/** In place: Radians to degrees: x · 180/π. Gives the tensor itself back; see {@link rad2deg}. */
export const rad2deg_: Unary = named("rad2deg_", [], more.rad2deg_);
/** In place: 1 − erf x, exact also where that is tiny. Gives the tensor itself back; see {@link erfc}. */
export const erfc_: Unary = named("erfc_", [], more.erfc_);
/** In place: The inverse of erf: ±∞ at ±1, NaN beyond. Gives the tensor itself back; see {@link erfinv}. */
export const erfinv_: Unary = named("erfinv_", [], more.erfinv_);
/** In place: log |Γ(x)|; ∞ at 0 and the negative whole numbers. Gives the tensor itself back; see {@link lgamma}. */
export const lgamma_: Unary = named("lgamma_", [], more.lgamma_);
/** In place: The derivative of log |Γ(x)|; ∓∞ at ±0, NaN at the negative whole numbers. Gives the tensor itself back; see {@link digamma}. */
export const digamma_: Unary = named("digamma_", [], more.digamma_);
/** In place: I₀(x), the modified Bessel function of order 0. Gives the tensor itself back; see {@link i0}. */
export const i0_: Unary = named("i0_", [], more.i0_);
/** In place: sin(πx) / (πx), and 1 at 0. Gives the tensor itself back; see {@link sinc}. */
export const sinc_: Unary = named("sinc_", [], more.sinc_);
/** In place: −1, 0 or 1: for real numbers the same as sign. Gives the tensor itself back; see {@link sgn}. */
export const sgn_: Unary = named("sgn_", [], more.sgn_);
/** In place: x = y. Gives the tensor itself back; see {@link eq}. */
export const eq_: InPlace = named("eq_", ["other"], more.eq_);
/** In place: x ≠ y; NaN differs from everything. Gives the tensor itself back; see {@link ne}. */
export const ne_: InPlace = named("ne_", ["other"], more.ne_);
/** In place: x < y. Gives the tensor itself back; see {@link lt}. */
export const lt_: InPlace = named("lt_", ["other"], more.lt_);
/** In place: x ≤ y. Gives the tensor itself back; see {@link le}. */
export const le_: InPlace = named("le_", ["other"], more.le_);
/** In place: x > y. Gives the tensor itself back; see {@link gt}. */
export const gt_: InPlace = named("gt_", ["other"], more.gt_);
/** In place: x ≥ y. Gives the tensor itself back; see {@link ge}. */
export const ge_: InPlace = named("ge_", ["other"], more.ge_);
/** In place: x · 2^y by shifting bits; whole numbers. Gives the tensor itself back; see {@link bitwiseLeftShift}. */
export const bitwiseLeftShift_: InPlace = named("bitwiseLeftShift_", ["other"], more.bitwiseLeftShift_);
/** In place: x / 2^y, rounded down, by shifting bits; whole numbers. Gives the tensor itself back; see {@link bitwiseRightShift}. */
export const bitwiseRightShift_: InPlace = named("bitwiseRightShift_", ["other"], more.bitwiseRightShift_);
/** In place: The magnitude of x with the sign of y, also that of −0. Gives the tensor itself back; see {@link copysign}. */
export const copysign_: InPlace = named("copysign_", ["other"], more.copysign_);
/** In place: The next number that the dtype has after x, in the direction of y. Gives the tensor itself back; see {@link nextafter}. */
export const nextafter_: InPlace = named("nextafter_", ["other"], more.nextafter_);
/** In place: √(x² + y²), the length of the longest side of a right triangle, without overflow on the way. Gives the tensor itself back; see {@link hypot}. */
export const hypot_: InPlace = named("hypot_", ["other"], more.hypot_);
/** In place: x · log y, and 0 where x is 0 (unless y is NaN). Gives the tensor itself back; see {@link xlogy}. */
export const xlogy_: InPlace = named("xlogy_", ["other"], more.xlogy_);
/** In place: The greatest common divisor of whole numbers, 0 or more. Gives the tensor itself back; see {@link gcd}. */
export const gcd_: InPlace = named("gcd_", ["other"], more.gcd_);
/** In place: The least common multiple of whole numbers; 0 where either is 0. Gives the tensor itself back; see {@link lcm}. */
export const lcm_: InPlace = named("lcm_", ["other"], more.lcm_);
/** In place: The regularized lower incomplete gamma function 1/Γ(a) · ∫₀ˣ t^(a−1) e^−t dt. Gives the tensor itself back; see {@link igamma}. */
export const igamma_: InPlace = named("igamma_", ["other"], more.igamma_);
/** In place: The regularized upper incomplete gamma function, 1 − igamma. Gives the tensor itself back; see {@link igammac}. */
export const igammac_: InPlace = named("igammac_", ["other"], more.igammac_);
/** In place: The lower triangle of a matrix (or of the matrices of a batch): elements above the diagonal become 0. Gives the tensor itself back; see {@link tril}. */
export const tril_: (x: Tensor, diagonal?: number | { diagonal?: number }) => Tensor = named("tril_", ["diagonal"], shape.tril_);
/** In place: The upper triangle of a matrix (or of the matrices of a batch): elements below the diagonal become 0. Gives the tensor itself back; see {@link triu}. */
export const triu_: (x: Tensor, diagonal?: number | { diagonal?: number }) => Tensor = named("triu_", ["diagonal"], shape.triu_);
/** Adds a product to `beta · x`, in place; see {@link addmm}. */
export const addmm_: (x: Tensor, ...args: [mat1: Tensor, mat2: Tensor, options?: AddOptions] | [named: { mat1: Tensor; mat2: Tensor } & AddOptions]) => Tensor = named("addmm_", ["mat1", "mat2"], shape.addmm_, ["beta", "alpha"]);
/** In place: `beta · input + alpha · (a · v)` for a matrix `[n, m]` and a vector `[m]`. Gives the tensor itself back; see {@link addmv}. */
export const addmv_: (x: Tensor, ...args: [mat: Tensor, vec: Tensor, options?: AddOptions] | [named: { mat: Tensor; vec: Tensor } & AddOptions]) => Tensor = named("addmv_", ["mat", "vec"], shape.addmv_, ["beta", "alpha"]);
/** In place: `beta · input + alpha · (v × w)` for vectors `[n]` and `[m]`: every product. Gives the tensor itself back; see {@link addr}. */
export const addr_: (x: Tensor, ...args: [vec1: Tensor, vec2: Tensor, options?: AddOptions] | [named: { vec1: Tensor; vec2: Tensor } & AddOptions]) => Tensor = named("addr_", ["vec1", "vec2"], shape.addr_, ["beta", "alpha"]);
/** In place: `beta · input + alpha · Σ (a · b)`: the products of all matrices of two batches, added up. Gives the tensor itself back; see {@link addbmm}. */
export const addbmm_: (x: Tensor, ...args: [batch1: Tensor, batch2: Tensor, options?: AddOptions] | [named: { batch1: Tensor; batch2: Tensor } & AddOptions]) => Tensor = named("addbmm_", ["batch1", "batch2"], shape.addbmm_, ["beta", "alpha"]);
/** In place: `beta · input + alpha · (a · b)` for batches of matrices `[B, n, m]` and `[B, m, p]`. Gives the tensor itself back; see {@link baddbmm}. */
export const baddbmm_: (x: Tensor, ...args: [batch1: Tensor, batch2: Tensor, options?: AddOptions] | [named: { batch1: Tensor; batch2: Tensor } & AddOptions]) => Tensor = named("baddbmm_", ["batch1", "batch2"], shape.baddbmm_, ["beta", "alpha"]);
/** In place: Each slice along `dim` scaled down to a p-norm of `maxnorm`, where it is larger. Gives the tensor itself back; see {@link renorm}. */
export const renorm_: (x: Tensor, ...args: [p: number, dim: number, maxnorm: number] | [named: { p: number; dim: number; maxnorm: number }]) => Tensor = named("renorm_", ["p", "dim", "maxnorm"], shape.renorm_);
/** In place: `x` with `alpha` times the rows of `source` added to its slices along `dim` that the 1-D index names; a slice named twice gets both. Gives the tensor itself back; see {@link indexAdd}. */
export const indexAdd_: (x: Tensor, ...args: [dim: number, index: Tensor, source: Tensor, options?: { alpha?: number }] | [named: { dim: number; index: Tensor; source: Tensor; alpha?: number }]) => Tensor = named("indexAdd_", ["dim", "index", "source"], shape.indexAdd_, ["alpha"]);
/** In place: `x` with its slices along `dim` that the 1-D index names replaced by the rows of `source`. Gives the tensor itself back; see {@link indexCopy}. */
export const indexCopy_: (x: Tensor, ...args: [dim: number, index: Tensor, source: Tensor] | [named: { dim: number; index: Tensor; source: Tensor }]) => Tensor = named("indexCopy_", ["dim", "index", "source"], shape.indexCopy_);
/** In place: `x` with `value` (a number, or a tensor without dimensions) in its slices along `dim` that the 1-D index names. Gives the tensor itself back; see {@link indexFill}. */
export const indexFill_: (x: Tensor, ...args: [dim: number, index: Tensor, value: Tensor | number] | [named: { dim: number; index: Tensor; value: Tensor | number }]) => Tensor = named("indexFill_", ["dim", "index", "value"], shape.indexFill_);
/** In place: `x` with `values` (broadcast) at the places that index tensors name, one per dimension from the first on, as `x[indices] = values` would write them: int64 numbers, or bool masks. Gives the tensor itself back; see {@link indexPut}. */
export const indexPut_: (x: Tensor, ...args: [indices: readonly Tensor[], values: Tensor, accumulate?: boolean] | [named: { indices: readonly Tensor[]; values: Tensor; accumulate?: boolean }]) => Tensor = named("indexPut_", ["indices", "values", "accumulate"], shape.indexPut_);
/** In place: Rows of `source` brought together with the slices of `x` along `dim` that the 1-D index names: their product, mean, largest or smallest ({@link indexAdd} adds them). Gives the tensor itself back; see {@link indexReduce}. */
export const indexReduce_: (x: Tensor, ...args: [dim: number, index: Tensor, source: Tensor, reduce: "prod" | "mean" | "amax" | "amin", options?: { includeSelf?: boolean }] | [named: { dim: number; index: Tensor; source: Tensor; reduce: "prod" | "mean" | "amax" | "amin"; includeSelf?: boolean }]) => Tensor = named("indexReduce_", ["dim", "index", "source", "reduce"], shape.indexReduce_, ["includeSelf"]);
/** In place: `x` with the elements of `source` at the places that the index names in the flattened tensor; `accumulate` adds. Gives the tensor itself back; see {@link put}. */
export const put_: (x: Tensor, ...args: [index: Tensor, source: Tensor, accumulate?: boolean] | [named: { index: Tensor; source: Tensor; accumulate?: boolean }]) => Tensor = named("put_", ["index", "source", "accumulate"], shape.put_);
/** In place: `x` with the elements of `source`, in order, where the mask (bool, broadcast) holds. Gives the tensor itself back; see {@link maskedScatter}. */
export const maskedScatter_: (x: Tensor, ...args: [mask: Tensor, source: Tensor] | [named: { mask: Tensor; source: Tensor }]) => Tensor = named("maskedScatter_", ["mask", "source"], shape.maskedScatter_);
/** In place: `x` with `out[index[i][j]][j] = src[i][j]` for dim 0. Gives the tensor itself back; see {@link scatter}. */
export const scatter_: (x: Tensor, ...args: [dim: number, index: Tensor, src: Tensor | number, options?: { reduce?: "add" | "multiply" }] | [named: { dim: number; index: Tensor; src?: Tensor | number; value?: Tensor | number; reduce?: "add" | "multiply" }]) => Tensor = named("scatter_", ["dim", "index", "src|value"], shape.scatter_, ["reduce"]);
/** In place: Like `scatter`, adding to what is there. Gives the tensor itself back; see {@link scatterAdd}. */
export const scatterAdd_: (x: Tensor, ...args: [dim: number, index: Tensor, src: Tensor] | [named: { dim: number; index: Tensor; src: Tensor }]) => Tensor = named("scatterAdd_", ["dim", "index", "src"], shape.scatterAdd_);
/** In place: Elements of `src` brought together at `out[index[i][j]][j]` (for dim 0): their sum, product, mean, largest or smallest, together with what `x` has there unless `includeSelf` is false. Gives the tensor itself back; see {@link scatterReduce}. */
export const scatterReduce_: (x: Tensor, ...args: [dim: number, index: Tensor, src: Tensor, reduce: ScatterReduce, options?: { includeSelf?: boolean }] | [named: { dim: number; index: Tensor; src: Tensor; reduce: ScatterReduce; includeSelf?: boolean }]) => Tensor = named("scatterReduce_", ["dim", "index", "src", "reduce"], shape.scatterReduce_, ["includeSelf"]);
/** Writes `value` along the main diagonal; with `wrap` a tall matrix gets further ones, a row apart. */
export const fillDiagonal_: (x: Tensor, ...args: [fillValue: number, wrap?: { wrap?: boolean } | boolean] | [named: { fillValue: number; wrap?: { wrap?: boolean } | boolean }]) => Tensor = named("fillDiagonal_", ["fillValue", "wrap"], shape.fillDiagonal_);
/** In place: Without the dimensions of size 1: all of them, or those listed. Gives the tensor itself back; see {@link squeeze}. */
export const squeeze_: (x: Tensor, dim?: number | readonly number[] | { dim?: number | readonly number[] }) => Tensor = named("squeeze_", ["dim"], shape.squeeze_);
/** In place: With a dimension of size 1 put in at `dim`. Gives the tensor itself back; see {@link unsqueeze}. */
export const unsqueeze_: (x: Tensor, dim: number | { dim: number }) => Tensor = named("unsqueeze_", ["dim"], shape.unsqueeze_);
/** In place: Two dimensions exchanged. Gives the tensor itself back; see {@link transpose}. */
export const transpose_: (x: Tensor, ...args: [dim0: number, dim1: number] | [named: { dim0?: number; axis0?: number; dim1?: number; axis1?: number }]) => Tensor = named("transpose_", ["dim0|axis0", "dim1|axis1"], shape.transpose_);
/** In place: A matrix transposed; tensors of fewer dimensions as they are. Gives the tensor itself back; see {@link t}. */
export const t_: Unary = named("t_", [], shape.t_);
/** Fills with uniform numbers of `[from, to)`. */
export const uniform_: (x: Tensor, from?: number | UniformNamed, to?: number | UniformNamed, options?: DrawOptions) => Tensor = named("uniform_", ["from", "to"], fills.uniform_, ["generator"]);
/** Fills with normal numbers. */
export const normal_: (x: Tensor, mean?: number | NormalNamed, std?: number | NormalNamed, options?: DrawOptions) => Tensor = named("normal_", ["mean", "std"], fills.normal_, ["generator"]);
/** Fills with exponentially distributed numbers of rate `lambda`. */
export const exponential_: (x: Tensor, lambd?: number | (DrawOptions & { lambd?: number }), options?: DrawOptions) => Tensor = named("exponential_", ["lambd|lambda"], fills.exponential_, ["generator"]);
/**
 * Fills with 1 and 0: 1 with probability `p`, a number or a tensor of probabilities (broadcast). Any dtype.
 *
 * @throws KindlingError `random-probability` for a probability outside [0, 1].
 */
export const bernoulli_: (x: Tensor, p?: number | Tensor | (DrawOptions & { p?: number | Tensor }), options?: DrawOptions) => Tensor = named("bernoulli_", ["p"], fills.bernoulli_, ["generator"]);
/** Fills with how many throws it takes until one succeeds, each doing so with probability `p`. */
export const geometric_: (x: Tensor, p: number | (DrawOptions & { p: number }), options?: DrawOptions) => Tensor = named("geometric_", ["p"], fills.geometric_, ["generator"]);
/** Fills with numbers of the Cauchy distribution. */
export const cauchy_: (x: Tensor, median?: number | CauchyNamed, sigma?: number | CauchyNamed, options?: DrawOptions) => Tensor = named("cauchy_", ["median", "sigma"], fills.cauchy_, ["generator"]);
/** Fills with e to the power of normal numbers. */
export const logNormal_: (x: Tensor, mean?: number | NormalNamed, std?: number | NormalNamed, options?: DrawOptions) => Tensor = named("logNormal_", ["mean", "std"], fills.logNormal_, ["generator"]);
/**
 * Fills with whole numbers: of `[from, to)`, `random_(from, to)` or `random_(to)`; without bounds, from 0 to the largest
 * that the dtype holds exactly.
 *
 * @throws KindlingError `random-range` for bounds that the dtype does not hold.
 */
export const random_: (x: Tensor, ...args: [from: number | bigint, to: number | bigint, o?: DrawOptions] | [to: number | bigint, o?: DrawOptions] | [o?: DrawOptions]) => Tensor = fills.random_;
/** Writes `source` (a number, or a tensor that broadcasts) over `x`, in place, converting to its dtype. */
export const copy_: (x: Tensor, src: Arg | { src: Arg }) => Tensor = named("copy_", ["src"], casts.copy_);
