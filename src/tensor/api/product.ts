import type { Tensor } from "../../core/tensor.js";
import * as conjugates from "../../ops/complex/conjugates.js";
import * as contract from "../../ops/product/contract.js";
import * as power from "../../ops/linalg/power.js";
import * as vectors from "../../ops/linalg/vectors.js";
import * as products from "../../ops/product/matrix-products.js";
import type { AddOptions } from "../../ops/product/matrix-products.js";
import { type By, type Int, publicFunction, type Unary } from "./argument-types.js";

// Products of vectors and matrices, and sums with them.

/** Arguments of {@link matmul}, by name. */
interface OtherNamed {
  /** The right factor. */
  other: Tensor;
}
/**
 * The matrix product by PyTorch's rules: `[n, m] · [m, p]` gives `[n, p]`.
 *
 * Two vectors `[m]` give a scalar, a matrix and a vector a vector. Leading dimensions are batches, and broadcast:
 * `[B, n, m] · [m, p]` gives `[B, n, p]`. Both dtypes must agree.
 *
 * @throws KindlingError `matmul-shapes` if the inner sizes differ, `matmul-dtype` if the dtypes do, `matmul-0d` for a scalar,
 * `broadcast` if the batches do not fit.
 * @example
 * matmul(tensor([[1, 2], [3, 4]]), tensor([1, 1])).tolist(); // → 3,7
 */
export const matmul: (x: Tensor, other: Tensor | OtherNamed) => Tensor = publicFunction(
  "matmul",
  ["other"],
  contract.matmul,
);
/** Arguments of {@link mm}, by name. */
interface Mat2Named {
  /** The right matrix `[m, p]`. */
  mat2: Tensor;
}
/**
 * The product of two matrices: `[n, m] · [m, p]` gives `[n, p]`. {@link matmul} also takes vectors and batches.
 *
 * @throws KindlingError `matmul-dims` unless both are matrices, `matmul-shapes`, `matmul-dtype`.
 * @example
 * mm(tensor([[1, 2]]), tensor([[3], [4]])).tolist(); // → 11
 */
export const mm: (x: Tensor, mat2: Tensor | Mat2Named) => Tensor = publicFunction("mm", ["mat2"], contract.mm);
/** Arguments of {@link bmm}, by name. */
interface BmmMat2Named {
  /** The right matrices `[B, m, p]`. */
  mat2: Tensor;
}
/**
 * The products of two batches of matrices, one by one: `[B, n, m] · [B, m, p]` gives `[B, n, p]`, without broadcasting.
 *
 * @throws KindlingError `matmul-dims` unless both have three dimensions, `matmul-shapes`, `matmul-dtype`.
 * @example
 * bmm(ones(2, 1, 3), ones(2, 3, 1)).tolist(); // → 3,3
 */
export const bmm: (x: Tensor, mat2: Tensor | BmmMat2Named) => Tensor = publicFunction("bmm", ["mat2"], contract.bmm);
/** Arguments of {@link mv}, by name. */
interface VecNamed {
  /** The vector `[m]`. */
  vec: Tensor;
}
/**
 * The product of a matrix and a vector: `[n, m] · [m]` gives `[n]`.
 *
 * @throws KindlingError `matmul-dims` unless they are a matrix and a vector, `matmul-shapes`, `matmul-dtype`.
 * @example
 * mv(tensor([[1, 2], [3, 4]]), tensor([1, 0])).tolist(); // → 1,3
 */
export const mv: (x: Tensor, vec: Tensor | VecNamed) => Tensor = publicFunction("mv", ["vec"], contract.mv);
/** Arguments of {@link dot}, by name. */
interface DotOtherNamed {
  /** The other vector. */
  other: Tensor;
}
/**
 * The sum of the products of two vectors: `[n]` and `[n]` give a scalar.
 *
 * @throws KindlingError `matmul-dims` unless both are vectors, `matmul-shapes`, `matmul-dtype`.
 * @example
 * dot(tensor([1, 2]), tensor([3, 4])).item(); // → 11
 */
export const dot: (x: Tensor, other: Tensor | DotOtherNamed) => Tensor = publicFunction("dot", ["other"], contract.dot);
/** Arguments of {@link outer}, by name. */
interface Vec2Named {
  /** The second vector `[m]`. */
  vec2: Tensor;
}
/**
 * All products of the elements of two vectors: `[n]` and `[m]` give `[n, m]`. Dtypes are promoted.
 *
 * @throws KindlingError `matmul-dims` unless both are vectors.
 * @example
 * outer(tensor([1, 2]), tensor([3, 4])).tolist(); // → 3,4,6,8
 */
export const outer: (x: Tensor, vec2: Tensor | Vec2Named) => Tensor = publicFunction("outer", ["vec2"], contract.outer);
/** Arguments of {@link inner}, by name. */
interface InnerOtherNamed {
  /** The other tensor, of the same last size. */
  other: Tensor;
}
/**
 * The sums of products over the last dimension of both: `[…, n]` and `[---, n]` give `[…, ---]`. A scalar multiplies.
 *
 * @throws KindlingError `matmul-shapes` if the last sizes differ, `matmul-dtype`.
 * @example
 * inner(tensor([[1, 2], [3, 4]]), tensor([1, 1])).tolist(); // → 3,7
 */
export const inner: (x: Tensor, other: Tensor | InnerOtherNamed) => Tensor = publicFunction(
  "inner",
  ["other"],
  products.inner,
);
/** Arguments of {@link kron}, by name. */
interface KronOtherNamed {
  /** The other tensor. */
  other: Tensor;
}
/**
 * The Kronecker product: every element of the first tensor times the whole of the second, as blocks. Sizes multiply,
 * dimension by dimension from the last; dtypes are promoted.
 *
 * @example
 * kron(eye(2), ones(1, 2)).tolist(); // → 1,1,0,0,0,0,1,1
 */
export const kron: (x: Tensor, other: Tensor | KronOtherNamed) => Tensor = publicFunction(
  "kron",
  ["other"],
  products.kron,
);
/** The arguments of {@link addmm} by name. */
export interface AddmmNamed extends AddOptions {
  /** The left matrix `[n, m]`. */
  mat1: Tensor;
  /** The right matrix `[m, p]`. */
  mat2: Tensor;
}
/**
 * `beta · x + alpha · (mat1 · mat2)` for matrices `[n, m]` and `[m, p]`; `x` broadcasts to `[n, p]`.
 *
 * `beta` and `alpha` are 1 by default; with `beta: 0`, `x` is ignored, even where it is NaN. All dtypes must agree.
 *
 * @throws KindlingError `matmul-shapes`, `matmul-dims`, `matmul-dtype`, `expand`.
 * @example
 * addmm(tensor([1, 1]), tensor([[1, 2]]), eye(2)).tolist(); // → 2,3
 */
export const addmm: (x: Tensor, ...args: By<[mat1: Tensor, mat2: Tensor], AddmmNamed>) => Tensor = publicFunction(
  "addmm",
  ["mat1", "mat2"],
  products.addmm,
  ["beta", "alpha"],
);
/** The arguments of {@link addmv} by name. */
export interface AddmvNamed extends AddOptions {
  /** The matrix `[n, m]`. */
  mat: Tensor;
  /** The vector `[m]`. */
  vec: Tensor;
}
/**
 * `beta · x + alpha · (mat · vec)` for a matrix `[n, m]` and a vector `[m]`; `x` is `[n]` or has one element. `beta` and
 * `alpha` are 1 by default.
 *
 * @throws KindlingError `matmul-shapes`, `matmul-dims`, `matmul-dtype`.
 * @example
 * addmv(tensor([1, 1]), eye(2), tensor([2, 3])).tolist(); // → 3,4
 */
export const addmv: (x: Tensor, ...args: By<[mat: Tensor, vec: Tensor], AddmvNamed>) => Tensor = publicFunction(
  "addmv",
  ["mat", "vec"],
  products.addmv,
  ["beta", "alpha"],
);
/** The arguments of {@link addr} by name. */
export interface AddrNamed extends AddOptions {
  /** The first vector `[n]`. */
  vec1: Tensor;
  /** The second vector `[m]`. */
  vec2: Tensor;
}
/**
 * `beta · x + alpha · outer(vec1, vec2)` for vectors `[n]` and `[m]`; `x` broadcasts to `[n, m]`. `beta` and `alpha` are 1 by
 * default, and integers for tensors of integers.
 *
 * @throws KindlingError `matmul-dims`, `expand`, `option`.
 * @example
 * addr(zeros(2, 2), tensor([1, 2]), tensor([3, 4])).tolist(); // → 3,4,6,8
 */
export const addr: (x: Tensor, ...args: By<[vec1: Tensor, vec2: Tensor], AddrNamed>) => Tensor = publicFunction(
  "addr",
  ["vec1", "vec2"],
  products.addr,
  ["beta", "alpha"],
);
/** The arguments of {@link addbmm} and {@link baddbmm} by name. */
export interface AddbmmNamed extends AddOptions {
  /** The left matrices `[B, n, m]`. */
  batch1: Tensor;
  /** The right matrices `[B, m, p]`. */
  batch2: Tensor;
}
/**
 * `beta · x + alpha · Σ (batch1 · batch2)`: the products of all matrices of two batches `[B, n, m]` and `[B, m, p]`, added up;
 * `x` broadcasts to `[n, p]`. `beta` and `alpha` are 1 by default.
 *
 * @throws KindlingError `matmul-shapes`, `matmul-dims`, `matmul-dtype`, `expand`.
 * @example
 * addbmm(zeros(1, 1), ones(2, 1, 3), ones(2, 3, 1)).item(); // → 6
 */
export const addbmm: (x: Tensor, ...args: By<[batch1: Tensor, batch2: Tensor], AddbmmNamed>) => Tensor = publicFunction(
  "addbmm",
  ["batch1", "batch2"],
  products.addbmm,
  ["beta", "alpha"],
);
/**
 * `beta · x + alpha · (batch1 · batch2)` for batches of matrices `[B, n, m]` and `[B, m, p]`; `x` broadcasts to `[B, n, p]`.
 * `beta` and `alpha` are 1 by default.
 *
 * @throws KindlingError `matmul-shapes`, `matmul-dims`, `matmul-dtype`, `expand`.
 * @example
 * baddbmm(ones(1), ones(2, 1, 3), ones(2, 3, 1)).tolist(); // → 4,4
 */
export const baddbmm: (x: Tensor, ...args: By<[batch1: Tensor, batch2: Tensor], AddbmmNamed>) => Tensor =
  publicFunction("baddbmm", ["batch1", "batch2"], products.baddbmm, ["beta", "alpha"]);
/** The arguments of {@link renorm} by name. */
export interface RenormNamed {
  /** The order of the norm. */
  p: number;
  /** The dimension whose slices are scaled. */
  dim: number;
  /** The largest norm of a slice. */
  maxnorm: number;
}
/**
 * The tensor with each slice along `dim` scaled down to the p-norm `maxnorm` if its norm is larger. Shape and dtype are
 * the input's.
 *
 * @throws KindlingError `distance` for a p that is not positive or a negative `maxnorm`, `too-few-dims` for fewer than two
 * dimensions, `float-only`, `dim-range`.
 * @example
 * renorm(tensor([[3, 4], [0, 1]]), 1, 0, 7).tolist(); // → 3,4,0,1
 */
export const renorm: (x: Tensor, ...args: By<[p: number, dim: number, maxnorm: number], RenormNamed>) => Tensor =
  publicFunction("renorm", ["p", "dim", "maxnorm"], products.renorm);
/**
 * The sum of the products of two vectors, the first conjugated: `[n]` and `[n]` give a scalar.
 *
 * @throws KindlingError `matmul-dims` unless both are vectors, `matmul-shapes`, `matmul-dtype`.
 * @example
 * vdot(complex(tensor([0]), tensor([1])), complex(tensor([0]), tensor([1]))); // → tensor(1.+0.j)
 */
export const vdot: (x: Tensor, other: Tensor | DotOtherNamed) => Tensor = publicFunction(
  "vdot",
  ["other"],
  conjugates.vdot,
);
/** The arguments of {@link cross} by name. */
export interface CrossNamed {
  /** The other vectors. */
  other: Tensor;
  /** The dimension of size 3. Default: the first of size 3. */
  dim?: number;
}
/**
 * The cross product of vectors of 3 elements along `dim`; without `dim`, along the first dimension of size 3. Shapes
 * broadcast, dtypes are promoted. {@link linalg.cross} uses the last dimension instead.
 *
 * @throws KindlingError `cross-size` if there is no such dimension or the numbers of dimensions differ, `dim-range`.
 * @example
 * cross(tensor([1, 0, 0]), tensor([0, 1, 0])).tolist(); // → 0,0,1
 */
export const cross: (x: Tensor, other: Tensor | CrossNamed, dim?: Int<CrossNamed>) => Tensor = publicFunction(
  "cross",
  ["other", "dim"],
  vectors.crossOf,
);
/** Arguments of {@link matrixPower}, by name. */
interface NNamed {
  /** The power; negative powers are those of the inverse. */
  n: number;
}
/**
 * The n-th power A · A · … · A of square matrices `[…, m, m]`: for n = 0 the identity, for negative n powers of the inverse.
 *
 * @throws KindlingError `matrix-square`, `matrix-dims`, `argument` for an n that is not an integer, `singular`.
 * @example
 * linalg.matrixPower(tensor([[1, 1], [0, 1]]), 5).tolist(); // → 1,5,0,1
 */
export const matrixPower: (x: Tensor, n: number | NNamed) => Tensor = publicFunction(
  "matrixPower",
  ["n"],
  power.matrixPower,
);
/**
 * The exponential 1 + A + A²/2 + A³/6 + … of square matrices `[…, n, n]`.
 *
 * @throws KindlingError `matrix-square`, `matrix-dims`, `float-only`.
 * @example
 * linalg.matrixExp(tensor([[0, 1], [0, 0]])).tolist(); // → 1,1,0,1
 */
export const matrixExp: Unary = publicFunction("matrixExp", [], power.matrixExp);
