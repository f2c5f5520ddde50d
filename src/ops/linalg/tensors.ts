import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { product, range, showShape } from "../../util/array.js";
import { adjoint } from "../complex/parts.js";
import { matmul } from "../product/contract.js";
import { label } from "../label.js";
import { expand, narrow, permute, reshape, unsqueeze } from "../view/view.js";
import { normalizeDims } from "../../shape/shape.js";
import { needFloats } from "./check.js";
import { inv } from "./inverse.js";
import { solve } from "./solve.js";
import { identity, lowerPart, withDiagonal } from "./triangle.js";
import { mul, sub } from "../pointwise/arithmetic.js";

// Equations between tensors, which are equations between matrices in another shape; and Q from its reflections.

/** Arguments of {@link tensorinv}, by name. */
interface IndNamed {
  /** The number of leading dimensions that count as rows. Default 2. */
  ind?: number;
}
/**
 * The inverse of a tensor viewed as a matrix whose rows are the first `ind` dimensions (default 2).
 *
 * @throws KindlingError `tensor-inverse`, `singular`, `float-only`.
 * @example
 * linalg.tensorinv(eye(4).view(2, 2, 4)).shape; // → 4,2,2
 */
export function tensorinv(A: Tensor, ind: number | IndNamed = 2): Tensor {
  noMore("tensorinv", 2, arguments);
  needTensor(A, "tensorinv");
  const n = byName<{ ind?: number }>("tensorinv", ["ind"], [ind]).ind ?? 2;
  if (!(n > 0))
    fail("tensor-inverse", `Expected a strictly positive integer for 'ind', but got ${n}`, "leave ind out: it is 2.");
  const head = A.shape.slice(0, n),
    tail = A.shape.slice(n);
  const [rows, columns] = [product(head), product(tail)];
  if (rows !== columns)
    fail(
      "tensor-inverse",
      `Expected self to satisfy the requirement prod(self.shape[ind:]) == prod(self.shape[:ind]), but got ${columns} != ${rows}`,
      `its shape ${showShape(A.shape)} is split after ${n}.`,
    );
  return reshape(inv(reshape(A, [rows, columns])), [...tail, ...head]);
}

/** Options of {@link tensorsolve}. */
export interface TensorsolveOptions {
  /** The dimensions of A that are moved to its end first. Default: none. */
  dims?: readonly number[] | null;
}
/**
 * The X with tensordot(A, X, X.ndim) = B. A's dimensions in `dims` are moved to the end first.
 *
 * @throws KindlingError `tensor-inverse`, `singular`, `float-only`.
 * @example
 * linalg.tensorsolve(eye(6).view(2, 3, 6), ones(2, 3)).shape; // → 6
 */
export function tensorsolve(A: Tensor, B: Tensor, dims?: readonly number[] | null | TensorsolveOptions): Tensor {
  noMore("tensorsolve", 3, arguments);
  needTensor(A, "tensorsolve");
  needTensor(B, "tensorsolve", "B");
  const lastDims =
    byName<{ dims?: readonly number[] | null }>("tensorsolve", ["dims"], [dims ?? undefined]).dims ?? null;
  const last = lastDims === null ? [] : normalizeDims(lastDims, A.shape.length);
  const moved =
    last.length === 0 ? A : permute(A, [...range(A.shape.length).filter((d) => !last.includes(d)), ...last]);
  const tail = moved.shape.slice(B.shape.length),
    rows = product(moved.shape.slice(0, B.shape.length)),
    columns = product(tail);
  if (rows !== columns)
    fail(
      "tensor-inverse",
      `Expected self to satisfy the requirement prod(self.shape[other.ndim:]) == prod(self.shape[:other.ndim]), but got ${columns} != ${rows}`,
      `A is ${showShape(moved.shape)}, B ${showShape(B.shape)}.`,
    );
  return reshape(solve(reshape(moved, [columns, columns]), reshape(B, [rows])), tail);
}

/**
 * The first n columns of H₀ H₁ … from the reflections H = 1 − τ v vᵀ that LAPACK's geqrf gives: v below the diagonal of
 * A `[…, m, n]`, with 1 on it, and `tau` `[…, k]`.
 *
 * @throws KindlingError `householder`, `matrix-dims`, `float-only`.
 * @example
 * linalg.householderProduct(zeros(2, 2), zeros(2)).tolist(); // → 1,0,0,1
 */
export function householderProduct(A: Tensor, tau: Tensor): Tensor {
  noMore("householderProduct", 2, arguments);
  const what = "torch.linalg.householder_product";
  needTensor(A, "householderProduct");
  needTensor(tau, "householderProduct", "tau");
  if (A.shape.length < 2)
    fail("matrix-dims", `${what}: input must have at least 2 dimensions.`, "add a dimension: unsqueeze(0).");
  needFloats(A, what);
  const [m, n] = A.shape.slice(-2) as [number, number],
    k = tau.shape[tau.shape.length - 1]!;
  if (m < n)
    fail(
      "householder",
      `${what}: input.shape[-2] must be greater than or equal to input.shape[-1]`,
      "pass the result of geqrf.",
    );
  if (n < k)
    fail(
      "householder",
      `${what}: input.shape[-1] must be greater than or equal to tau.shape[-1]`,
      "pass the result of geqrf.",
    );
  const V = withDiagonal(lowerPart(A, -1), 1);
  let Q = expand(narrow(identity(m, A.dtype), -1, 0, n), A.shape);
  for (let j = k - 1; j >= 0; j--) {
    // Q ← (1 − τ v vᴴ) Q
    const v = narrow(V, -1, j, 1),
      t = unsqueeze(narrow(tau, -1, j, 1), -1);
    Q = sub(Q, matmul(mul(v, t), matmul(adjoint(v), Q)));
  }
  return label(Q, "LinalgHouseholderProductBackward0");
}
