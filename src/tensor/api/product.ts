import type { Tensor } from "../../core/tensor.js";
import * as conjugates from "../../ops/complex/conjugates.js";
import * as contract from "../../ops/contract.js";
import * as power from "../../ops/linalg/power.js";
import * as vectors from "../../ops/linalg/vectors.js";
import * as products from "../../ops/products.js";
import type { AddOptions } from "../../ops/products.js";
import { named, type Unary } from "./named.js";

// Products of vectors and matrices, and what is added to them.

/**
 * The matrix product by PyTorch's rules: vectors · vectors give a number, matrices multiply over the last two
 * dimensions, leading dimensions broadcast.
 *
 * @throws KindlingError `matmul-shapes` where the inner sizes differ, `matmul-dtype` where the dtypes do.
 */
export const matmul: (x: Tensor, other: Tensor | { other: Tensor }) => Tensor = named("matmul", ["other"], contract.matmul);
/** Matrix · matrix. */
export const mm: (x: Tensor, mat2: Tensor | { mat2: Tensor }) => Tensor = named("mm", ["mat2"], contract.mm);
/** Batches of matrices: `[B, M, K] · [B, K, N]`, without broadcasting. */
export const bmm: (x: Tensor, mat2: Tensor | { mat2: Tensor }) => Tensor = named("bmm", ["mat2"], contract.bmm);
/** Matrix · vector. */
export const mv: (x: Tensor, vec: Tensor | { vec: Tensor }) => Tensor = named("mv", ["vec"], contract.mv);
/** Vector · vector: the sum of the products. */
export const dot: (x: Tensor, other: Tensor | { other: Tensor }) => Tensor = named("dot", ["other"], contract.dot);
/** Vector × vector: every product, as a matrix. */
export const outer: (x: Tensor, vec2: Tensor | { vec2: Tensor }) => Tensor = named("outer", ["vec2"], contract.outer);
/** The sum of products over the last dimension of both: `[…, n]` and `[…, n]` give `[…, …]`. Numbers multiply. */
export const inner: (x: Tensor, other: Tensor | { other: Tensor }) => Tensor = named("inner", ["other"], products.inner);
/**
 * The Kronecker product: every element of `a` times the whole of `b`, as blocks. Shapes multiply, dimension by
 * dimension from the last.
 *
 * @example
 * kron(eye(2), ones(1, 2)).tolist(); // → 1,1,0,0,0,0,1,1
 */
export const kron: (x: Tensor, other: Tensor | { other: Tensor }) => Tensor = named("kron", ["other"], products.kron);
/**
 * `beta · input + alpha · (a · b)` for matrices `[n, m]` and `[m, p]`; the input broadcasts to `[n, p]`.
 *
 * @throws KindlingError `matmul-shapes`, `matmul-dims`, `matmul-dtype`.
 * @example
 * addmm(tensor([1, 1]), tensor([[1, 2]]), eye(2)).tolist(); // → 2,3
 */
export const addmm: (x: Tensor, ...args: [mat1: Tensor, mat2: Tensor, options?: AddOptions] | [named: { mat1: Tensor; mat2: Tensor } & AddOptions]) => Tensor = named("addmm", ["mat1", "mat2"], products.addmm, ["beta", "alpha"]);
/** `beta · input + alpha · (a · v)` for a matrix `[n, m]` and a vector `[m]`. */
export const addmv: (x: Tensor, ...args: [mat: Tensor, vec: Tensor, options?: AddOptions] | [named: { mat: Tensor; vec: Tensor } & AddOptions]) => Tensor = named("addmv", ["mat", "vec"], products.addmv, ["beta", "alpha"]);
/** `beta · input + alpha · (v × w)` for vectors `[n]` and `[m]`: every product. */
export const addr: (x: Tensor, ...args: [vec1: Tensor, vec2: Tensor, options?: AddOptions] | [named: { vec1: Tensor; vec2: Tensor } & AddOptions]) => Tensor = named("addr", ["vec1", "vec2"], products.addr, ["beta", "alpha"]);
/** `beta · input + alpha · Σ (a · b)`: the products of all matrices of two batches, added up. */
export const addbmm: (x: Tensor, ...args: [batch1: Tensor, batch2: Tensor, options?: AddOptions] | [named: { batch1: Tensor; batch2: Tensor } & AddOptions]) => Tensor = named("addbmm", ["batch1", "batch2"], products.addbmm, ["beta", "alpha"]);
/** `beta · input + alpha · (a · b)` for batches of matrices `[B, n, m]` and `[B, m, p]`. */
export const baddbmm: (x: Tensor, ...args: [batch1: Tensor, batch2: Tensor, options?: AddOptions] | [named: { batch1: Tensor; batch2: Tensor } & AddOptions]) => Tensor = named("baddbmm", ["batch1", "batch2"], products.baddbmm, ["beta", "alpha"]);
/** Each slice along `dim` scaled down to a p-norm of `maxnorm`, where it is larger. */
export const renorm: (x: Tensor, ...args: [p: number, dim: number, maxnorm: number] | [named: { p: number; dim: number; maxnorm: number }]) => Tensor = named("renorm", ["p", "dim", "maxnorm"], products.renorm);
/**
 * The sum of products of two vectors, the first conjugated.
 *
 * @throws KindlingError `matmul-dims`, `matmul-shapes`, `matmul-dtype`.
 * @example
 * vdot(complex(tensor([0]), tensor([1])), complex(tensor([0]), tensor([1]))); // → tensor(1.+0.j)
 */
export const vdot: (x: Tensor, other: Tensor | { other: Tensor }) => Tensor = named("vdot", ["other"], conjugates.vdot);
/** The arguments of {@link cross} by name. */
export interface CrossNamed { other: Tensor; dim?: number }
/** torch.cross: without `dim` along the first dimension of size 3. */
export const cross: (x: Tensor, other: Tensor | CrossNamed, dim?: number | CrossNamed) => Tensor = named("cross", ["other", "dim"], vectors.crossOf);
/**
 * A · A · … · A, n times; for n = 0 the identity, for negative n powers of the inverse. A is [..., m, m].
 *
 * @throws KindlingError `matrix-square`, `matrix-dims`, `argument`, `singular`.
 * @example
 * linalg.matrixPower(tensor([[1, 1], [0, 1]]), 5).tolist(); // → 1,5,0,1
 */
export const matrixPower: (x: Tensor, n: number | { n: number }) => Tensor = named("matrixPower", ["n"], power.matrixPower);
/**
 * The exponential of square matrices [..., n, n]: 1 + A + A²/2 + A³/6 + …
 *
 * @throws KindlingError `matrix-square`, `matrix-dims`, `float-only`.
 * @example
 * linalg.matrixExp(tensor([[0, 1], [0, 0]])).tolist(); // → 1,1,0,1
 */
export const matrixExp: Unary = named("matrixExp", [], power.matrixExp);
