import * as bin from "../ops/binary.js";
import * as broadcast from "../ops/broadcast.js";
import * as comp from "../ops/composite.js";
import * as flips from "../ops/flip.js";
import * as gamma from "../ops/gamma.js";
import * as index from "../ops/index.js";
import * as join from "../ops/join.js";
import * as power from "../ops/linalg/power.js";
import * as vectors from "../ops/linalg/vectors.js";
import * as part from "../ops/part.js";
import * as place from "../ops/place.js";
import * as products from "../ops/products.js";
import * as scattered from "../ops/scatter.js";
import * as sel from "../ops/select.js";
import * as stacks from "../ops/stack.js";
import * as stfts from "../ops/stft.js";
import * as triangle from "../ops/triangle.js";
import * as views from "../ops/view.js";
import * as creation from "./creation.js";
import * as fn from "./functions.js";
import { named } from "./named.js";
import * as order from "./order.js";
import * as pointwise from "./pointwise.js";
import * as stats from "./statistics.js";
import { splitWithSizes as splitSizes } from "./shapes.js";

// Functions and methods whose arguments PyTorch lets one name, as users call them: by place, flip(x, [0]), or by name,
// flip(x, { dims: [0] }). What each does stands with the function that it calls.

/** {@link views.transpose}: `dim0`, `dim1`. Also called swapaxes and swapdims. */
export const transpose = named("transpose", views.transpose, [["dim0", "axis0"], ["dim1", "axis1"]]);
export const swapaxes = transpose, swapdims = transpose;
/** {@link views.movedim}: `source`, `destination`. Also called moveaxis. */
export const movedim = named("movedim", views.movedim, ["source", "destination"]);
export const moveaxis = movedim;
/** {@link fn.permute}: `dims`. */
export const permute = named("permute", fn.permute, ["...dims"]);
/** {@link views.squeeze}: `dim`. */
export const squeeze = named("squeeze", views.squeeze, ["dim"]);
/** {@link views.unsqueeze}: `dim`. */
export const unsqueeze = named("unsqueeze", views.unsqueeze, ["dim"]);
/** {@link views.narrow}: `dim`, `start`, `length`. */
export const narrow = named("narrow", views.narrow, ["dim", "start", "length"]);
/** {@link place.narrowCopy}: `dim`, `start`, `length`. */
export const narrowCopy = named("narrowCopy", place.narrowCopy, ["dim", "start", "length"]);
/** {@link views.select}: `dim`, `index`. */
export const select = named("select", views.select, ["dim", "index"]);
/** {@link views.diagonal}: `offset`, `dim1`, `dim2`. */
export const diagonal = named("diagonal", views.diagonal, ["offset", "dim1", "dim2"]);
/** {@link views.unfold}: `dimension`, `size`, `step`. */
export const unfold = named("unfold", views.unfold, ["dimension", "size", "step"]);
/** {@link views.asStrided}: `size`, `stride`, `storageOffset`. */
export const asStrided = named("asStrided", views.asStrided, ["size", "stride", "storageOffset"]);
/** {@link views.flatten}: `startDim`, `endDim`. */
export const flatten = named("flatten", views.flatten, ["startDim", "endDim"]);
/** {@link views.unflatten}: `dim`, `sizes`. */
export const unflatten = named("unflatten", views.unflatten, ["dim", "sizes"]);
/** {@link fn.unbind}: `dim`. */
export const unbind = named("unbind", fn.unbind, ["dim"]);
/** {@link broadcast.broadcastTo}: `size`. */
export const broadcastTo = named("broadcastTo", broadcast.broadcastTo, ["size"]);

/** {@link join.split}: `splitSize` (a size or a list of them), `dim`. */
export const split = named("split", join.split, [["splitSize", "splitSizeOrSections"], "dim"]);
export const unsafeSplit = split;
/** {@link join.split} by a list of sizes: `splitSizes`, `dim`. */
export const splitWithSizes = named("splitWithSizes", splitSizes, ["splitSizes", "dim"]);
/** {@link join.chunk}: `chunks`, `dim`. */
export const chunk = named("chunk", join.chunk, ["chunks", "dim"]);
export const unsafeChunk = chunk;
/** {@link stacks.tensorSplit}: `indicesOrSections`, `dim`. */
export const tensorSplit = named("tensorSplit", stacks.tensorSplit, [["indicesOrSections", "indices", "sections", "tensorIndicesOrSections"], "dim"]);
/** {@link stacks.hsplit}: `indicesOrSections`. */
export const hsplit = named("hsplit", stacks.hsplit, [["indicesOrSections", "indices", "sections"]]);
/** {@link stacks.vsplit}: `indicesOrSections`. */
export const vsplit = named("vsplit", stacks.vsplit, [["indicesOrSections", "indices", "sections"]]);
/** {@link stacks.dsplit}: `indicesOrSections`. */
export const dsplit = named("dsplit", stacks.dsplit, [["indicesOrSections", "indices", "sections"]]);

/** {@link flips.flip}: `dims`. */
export const flip = named("flip", flips.flip, ["...dims"]);
/** {@link flips.roll}: `shifts`, `dims`. */
export const roll = named("roll", flips.roll, ["shifts", "dims"]);
/** {@link flips.rot90}: `k`, `dims`. */
export const rot90 = named("rot90", flips.rot90, ["k", "dims"]);
/** {@link broadcast.tile}: `dims`. */
export const tile = named("tile", broadcast.tile, ["...dims"]);
/** {@link fn.repeat}: `repeats`. */
export const repeat = named("repeat", fn.repeat, ["...repeats"]);
/** {@link broadcast.repeatInterleave}: `repeats`, `dim`, `outputSize`. */
export const repeatInterleave = named("repeatInterleave", broadcast.repeatInterleave, ["repeats", "dim"], ["outputSize"]);

/** {@link triangle.diag}: `diagonal`. */
export const diag = named("diag", triangle.diag, ["diagonal"]);
/** {@link triangle.diagflat}: `offset`. */
export const diagflat = named("diagflat", triangle.diagflat, ["offset"]);
/** {@link triangle.diagEmbed}: `offset`, `dim1`, `dim2`. */
export const diagEmbed = named("diagEmbed", triangle.diagEmbed, ["offset", "dim1", "dim2"]);
/** {@link triangle.tril}: `diagonal`. */
export const tril = named("tril", triangle.tril, ["diagonal"]);
/** {@link triangle.triu}: `diagonal`. */
export const triu = named("triu", triangle.triu, ["diagonal"]);

/** {@link part.diagonalScatter}: `src`, `offset`, `dim1`, `dim2`. */
export const diagonalScatter = named("diagonalScatter", part.diagonalScatter, ["src", "offset", "dim1", "dim2"]);
/** {@link part.selectScatter}: `src`, `dim`, `index`. */
export const selectScatter = named("selectScatter", part.selectScatter, ["src", "dim", "index"]);
/** {@link part.sliceScatter}: `src`, `dim`, `start`, `end`, `step`. */
export const sliceScatter = named("sliceScatter", part.sliceScatter, ["src", "dim", "start", "end", "step"]);
/** {@link part.asStridedScatter}: `src`, `size`, `stride`, `storageOffset`. */
export const asStridedScatter = named("asStridedScatter", part.asStridedScatter, ["src", "size", "stride", "storageOffset"]);

/** {@link index.gather}: `dim`, `index`. */
export const gather = named("gather", index.gather, ["dim", "index"]);
/** {@link index.indexSelect}: `dim`, `index`. */
export const indexSelect = named("indexSelect", index.indexSelect, ["dim", "index"]);
/** {@link index.take}: `index`. */
export const take = named("take", index.take, ["index"]);
/** {@link place.takeAlongDim}: `indices`, `dim`. */
export const takeAlongDim = named("takeAlongDim", place.takeAlongDim, ["indices", "dim"]);
/** {@link index.maskedSelect}: `mask`. */
export const maskedSelect = named("maskedSelect", index.maskedSelect, ["mask"]);
/** {@link scattered.scatter}: `dim`, `index`, `src` (for a number also `value`), `reduce`. */
export const scatter = named("scatter", scattered.scatter, ["dim", "index", ["src", "value"]], ["reduce"]);
/** {@link index.scatterAdd}: `dim`, `index`, `src`. */
export const scatterAdd = named("scatterAdd", index.scatterAdd, ["dim", "index", "src"]);
/** {@link scattered.scatterReduce}: `dim`, `index`, `src`, `reduce`, `includeSelf`. */
export const scatterReduce = named("scatterReduce", scattered.scatterReduce, ["dim", "index", "src", "reduce"], ["includeSelf"]);
/** {@link place.indexAdd}: `dim`, `index`, `source`, `alpha`. */
export const indexAdd = named("indexAdd", place.indexAdd, ["dim", "index", "source"], ["alpha"]);
/** {@link place.indexCopy}: `dim`, `index`, `source`. */
export const indexCopy = named("indexCopy", place.indexCopy, ["dim", "index", "source"]);
/** {@link place.indexFill}: `dim`, `index`, `value`. */
export const indexFill = named("indexFill", place.indexFill, ["dim", "index", "value"]);
/** {@link scattered.indexReduce}: `dim`, `index`, `source`, `reduce`, `includeSelf`. */
export const indexReduce = named("indexReduce", scattered.indexReduce, ["dim", "index", "source", "reduce"], ["includeSelf"]);
/** {@link place.indexPut}: `indices`, `values`, `accumulate`. */
export const indexPut = named("indexPut", place.indexPut, ["indices", "values", "accumulate"]);
/** {@link place.put}: `index`, `source`, `accumulate`. */
export const put = named("put", place.put, ["index", "source", "accumulate"]);
/** {@link sel.maskedFill}: `mask`, `value`. */
export const maskedFill = named("maskedFill", sel.maskedFill, ["mask", "value"]);
/** {@link place.maskedScatter}: `mask`, `source`. */
export const maskedScatter = named("maskedScatter", place.maskedScatter, ["mask", "source"]);

/** {@link sel.clamp}: `min`, `max`. Also called clip. */
export const clamp = named("clamp", sel.clamp, ["min", "max"]);
export const clip = clamp;
/** {@link pointwise.clampMin}: `min`. */
export const clampMin = named("clampMin", pointwise.clampMin, ["min"]);
/** {@link pointwise.clampMax}: `max`. */
export const clampMax = named("clampMax", pointwise.clampMax, ["max"]);
/** {@link sel.nanToNum}: `nan`, `posinf`, `neginf`. */
export const nanToNum = named("nanToNum", sel.nanToNum, ["nan", "posinf", "neginf"]);
/** {@link bin.lerp}: `end`, `weight`. */
export const lerp = named("lerp", bin.lerp, ["end", "weight"]);
/** {@link fn.addcmul}: `tensor1`, `tensor2`, `value`. */
export const addcmul = named("addcmul", fn.addcmul, ["tensor1", "tensor2"], ["value"]);
/** {@link fn.addcdiv}: `tensor1`, `tensor2`, `value`. */
export const addcdiv = named("addcdiv", fn.addcdiv, ["tensor1", "tensor2"], ["value"]);
/** {@link gamma.mvlgamma}: `p`. */
export const mvlgamma = named("mvlgamma", gamma.mvlgamma, ["p"]);
/** {@link comp.isclose}: `other`, `rtol`, `atol`, `equalNan`. */
export const isclose = named("isclose", comp.isclose, ["other"], ["rtol", "atol", "equalNan"]);
/** {@link comp.allclose}: `other`, `rtol`, `atol`, `equalNan`. */
export const allclose = named("allclose", comp.allclose, ["other"], ["rtol", "atol", "equalNan"]);

/** {@link products.addmm}: `mat1`, `mat2`, `beta`, `alpha`. */
export const addmm = named("addmm", products.addmm, ["mat1", "mat2"], ["beta", "alpha"]);
/** {@link products.addmv}: `mat`, `vec`, `beta`, `alpha`. */
export const addmv = named("addmv", products.addmv, ["mat", "vec"], ["beta", "alpha"]);
/** {@link products.addr}: `vec1`, `vec2`, `beta`, `alpha`. */
export const addr = named("addr", products.addr, ["vec1", "vec2"], ["beta", "alpha"]);
/** {@link products.addbmm}: `batch1`, `batch2`, `beta`, `alpha`. */
export const addbmm = named("addbmm", products.addbmm, ["batch1", "batch2"], ["beta", "alpha"]);
/** {@link products.baddbmm}: `batch1`, `batch2`, `beta`, `alpha`. */
export const baddbmm = named("baddbmm", products.baddbmm, ["batch1", "batch2"], ["beta", "alpha"]);
/** {@link products.renorm}: `p`, `dim`, `maxnorm`. */
export const renorm = named("renorm", products.renorm, ["p", "dim", "maxnorm"]);
/** {@link vectors.crossOf}: `other`, `dim`. */
export const cross = named("cross", vectors.crossOf, ["other", "dim"]);
/** {@link power.matrixPower}: `n`. */
export const matrixPower = named("matrixPower", power.matrixPower, ["n"]);

/** {@link order.topk}: `k`, `dim`, `largest`, `sorted`. */
export const topk = named("topk", order.topk, ["k", "dim", "largest", "sorted"]);
/** {@link order.kthvalue}: `k`, `dim`, `keepdim`. */
export const kthvalue = named("kthvalue", order.kthvalue, ["k", "dim", "keepdim"]);
/** {@link stats.quantile}: `q`, `dim`, `keepdim`, `interpolation`. */
export const quantile = named("quantile", stats.quantile, ["q", "dim", "keepdim"], ["interpolation"]);
/** {@link stats.nanquantile}: `q`, `dim`, `keepdim`, `interpolation`. */
export const nanquantile = named("nanquantile", stats.nanquantile, ["q", "dim", "keepdim"], ["interpolation"]);
/** {@link stats.diff}: `n`, `dim`, `prepend`, `append`. */
export const diff = named("diff", stats.diff, ["n", "dim", "prepend", "append"]);
/** {@link stats.dist}: `other`, `p`. */
export const dist = named("dist", stats.dist, ["other", "p"]);
/** {@link creation.multinomial}: `numSamples`, `replacement`, `generator`. */
export const multinomial = named("multinomial", creation.multinomial, ["numSamples", "replacement"], ["generator"]);
// The names are written out: a bundler keeps what is spread, and with it all of stft.
/** {@link stfts.stft}: `nFft` and its options. */
export const stft = named("stft", stfts.stft, ["nFft", "hopLength", "winLength", "window", "center", "padMode", "normalized", "onesided", "returnComplex"]);
/** {@link stfts.istft}: `nFft` and its options. */
export const istft = named("istft", stfts.istft, ["nFft", "hopLength", "winLength", "window", "center", "normalized", "onesided", "length", "returnComplex"]);
