import { empty, full } from "../../core/dispatch.js";
import { noGrad } from "../../core/modes.js";
import { region, type Tensor } from "../../core/tensor.js";
import type { DType } from "../../shape/dtype.js";
import { eq } from "../pointwise/binary.js";
import { imag, real } from "../complex/parts.js";
import { cat } from "../view/join.js";
import { diagonal, transpose, unsqueeze } from "../view/view.js";
import { add, div, neg } from "../pointwise/arithmetic.js";
import { where } from "../pointwise/where.js";

// Parts of matrices that the gradient rules of this folder speak of.

/** A [rows, columns] bool tensor: true where column − row lies between `from` and `to`. */
function band(rows: number, columns: number, from: number, to: number): Tensor {
  const out = empty([rows, columns], "bool"),
    data = region(out);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) if (j - i >= from && j - i <= to) data[i * columns + j] = 1;
  return out;
}
const size = (x: Tensor, fromEnd: number): number => x.shape[x.shape.length - fromEnd]!;

/** The elements on and below diagonal `k`, zeros elsewhere. */
export const lowerPart = (x: Tensor, k = 0): Tensor => where(band(size(x, 2), size(x, 1), -Infinity, k), x, 0);
/** The elements on and above diagonal `k`, zeros elsewhere. */
export const upperPart = (x: Tensor, k = 0): Tensor => where(band(size(x, 2), size(x, 1), k, Infinity), x, 0);
/** The matrix with `value` on its diagonal. */
export const withDiagonal = (x: Tensor, value: number): Tensor => where(band(size(x, 2), size(x, 1), 0, 0), value, x);
/** A square matrix for each vector in the last dimension, with that vector on the diagonal. */
export const diagonalMatrix = (v: Tensor): Tensor => {
  const n = size(v, 1);
  return where(band(n, n, 0, 0), unsqueeze(v, -1), 0);
};
/** The matrix with the vector on its diagonal added. */
export const plusDiagonal = (x: Tensor, v: Tensor): Tensor => add(x, diagonalMatrix(v));
/** The diagonal of the last two dimensions. */
export const diagonalOf = (x: Tensor): Tensor => diagonal(x, 0, -2, -1);

/** The identity. */
export function identity(n: number, dtype: DType): Tensor {
  return withDiagonal(full([n, n], dtype, 0), 1);
}

/** A complex matrix as a real one of twice the size, which adds and multiplies as it does: [A, −B; B, A] of A + iB. */
export const embed = (A: Tensor): Tensor => {
  const re = real(A),
    im = imag(A);
  return cat([cat([re, neg(im)], -1), cat([im, re], -1)], -2);
};

/** Rows and columns exchanged. */
export const mT = (x: Tensor): Tensor => transpose(x, -1, -2);

/** x / y, but 0 wherever x is 0: also where y is 0, as between equal eigenvalues that nothing tells apart. */
export function quotient(x: Tensor, y: Tensor): Tensor {
  const zero = noGrad(() => eq(x, 0));
  return where(zero, 0, div(x, where(zero, 1, y)));
}
