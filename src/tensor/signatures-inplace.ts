import * as inplace from "./inplace.js";
import * as math from "./inplace-math.js";
import * as shape from "./inplace-shape.js";
import { named } from "./named.js";

// The methods with a trailing underscore whose arguments may be given by name: see signatures.ts.

export const fill_ = named("fill_", inplace.fill_, ["value"]);
export const clamp_ = named("clamp_", inplace.clamp_, ["min", "max"]);
export const clip_ = clamp_;
export const clampMin_ = named("clampMin_", math.clampMin_, ["min"]);
export const clampMax_ = named("clampMax_", math.clampMax_, ["max"]);
export const nanToNum_ = named("nanToNum_", math.nanToNum_, ["nan", "posinf", "neginf"]);
export const lerp_ = named("lerp_", inplace.lerp_, ["end", "weight"]);
export const addcmul_ = named("addcmul_", inplace.addcmul_, ["tensor1", "tensor2"], ["value"]);
export const addcdiv_ = named("addcdiv_", inplace.addcdiv_, ["tensor1", "tensor2"], ["value"]);
export const maskedFill_ = named("maskedFill_", inplace.maskedFill_, ["mask", "value"]);
export const maskedScatter_ = named("maskedScatter_", shape.maskedScatter_, ["mask", "source"]);
export const polygamma_ = named("polygamma_", math.polygamma_, ["n"]);
export const mvlgamma_ = named("mvlgamma_", math.mvlgamma_, ["p"]);
export const cumsum_ = named("cumsum_", math.cumsum_, ["dim"], ["dtype"]);
export const cumprod_ = named("cumprod_", math.cumprod_, ["dim"], ["dtype"]);
export const renorm_ = named("renorm_", shape.renorm_, ["p", "dim", "maxnorm"]);

export const addmm_ = named("addmm_", shape.addmm_, ["mat1", "mat2"], ["beta", "alpha"]);
export const addmv_ = named("addmv_", shape.addmv_, ["mat", "vec"], ["beta", "alpha"]);
export const addr_ = named("addr_", shape.addr_, ["vec1", "vec2"], ["beta", "alpha"]);
export const addbmm_ = named("addbmm_", shape.addbmm_, ["batch1", "batch2"], ["beta", "alpha"]);
export const baddbmm_ = named("baddbmm_", shape.baddbmm_, ["batch1", "batch2"], ["beta", "alpha"]);

export const tril_ = named("tril_", shape.tril_, ["diagonal"]);
export const triu_ = named("triu_", shape.triu_, ["diagonal"]);
export const squeeze_ = named("squeeze_", shape.squeeze_, ["dim"]);
export const unsqueeze_ = named("unsqueeze_", shape.unsqueeze_, ["dim"]);
export const transpose_ = named("transpose_", shape.transpose_, [["dim0", "axis0"], ["dim1", "axis1"]]);
export const swapaxes_ = transpose_, swapdims_ = transpose_;

export const indexAdd_ = named("indexAdd_", shape.indexAdd_, ["dim", "index", "source"], ["alpha"]);
export const indexCopy_ = named("indexCopy_", shape.indexCopy_, ["dim", "index", "source"]);
export const indexFill_ = named("indexFill_", shape.indexFill_, ["dim", "index", "value"]);
export const indexPut_ = named("indexPut_", shape.indexPut_, ["indices", "values", "accumulate"]);
export const indexReduce_ = named("indexReduce_", shape.indexReduce_, ["dim", "index", "source", "reduce"], ["includeSelf"]);
export const put_ = named("put_", shape.put_, ["index", "source", "accumulate"]);
export const scatter_ = named("scatter_", shape.scatter_, ["dim", "index", ["src", "value"]], ["reduce"]);
export const scatterAdd_ = named("scatterAdd_", shape.scatterAdd_, ["dim", "index", "src"]);
export const scatterReduce_ = named("scatterReduce_", shape.scatterReduce_, ["dim", "index", "src", "reduce"], ["includeSelf"]);
export const fillDiagonal_ = named("fillDiagonal_", shape.fillDiagonal_, ["fillValue", "wrap"]);
