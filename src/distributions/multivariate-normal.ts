import { broadcastShapes } from "../shape/broadcast.js";
import type { Tensor } from "../core/tensor.js";
import type { Rest } from "../diagnose/arguments.js";
import { fail } from "../diagnose/error.js";
import { matmul } from "../ops/product/contract.js";
import { flip } from "../ops/view/flip.js";
import { cholesky, choleskyInverse } from "../ops/linalg/cholesky.js";
import { solveTriangular } from "../ops/linalg/solve-triangular.js";
import { sum } from "../ops/reduce/reduce.js";
import { log, square } from "../ops/pointwise/unary.js";
import { diagonal, expand, permute, reshape, squeeze, t, transpose, unsqueeze } from "../ops/view/view.js";
import { eye, randn } from "../tensor/creation.js";
import { needParameter, read } from "./arguments.js";
import { type Constraint, lowerCholesky, positiveDefinite, realVector } from "./constraints.js";
import { Distribution, type DistributionOptions } from "./distribution.js";
import { add, mul, sub } from "../ops/pointwise/arithmetic.js";

/** The arguments of {@link MultivariateNormal} by name: `loc`, and one of the matrices. */
export interface MultivariateNormalOptions extends DistributionOptions {
  /** The mean: a vector, or a batch of such. */
  loc: Tensor;
  /** The covariance: a symmetric matrix with positive eigenvalues. */
  covarianceMatrix?: Tensor | null;
  /** The inverse of the covariance. */
  precisionMatrix?: Tensor | null;
  /** The lower Cholesky factor of the covariance: the fastest form. */
  scaleTril?: Tensor | null;
}

/** `(x − mean)ᵀ · covariance⁻¹ · (x − mean)`, by the factor of the covariance; both broadcast over their batches. */
export function batchMahalanobis(L: Tensor, x: Tensor): Tensor {
  const n = x.shape[x.shape.length - 1]!,
    batch = x.shape.slice(0, -1),
    dims = L.shape.length - 2,
    outer = batch.length - dims;
  // Where x repeats along a dimension of the factors, its repetitions become columns of one system of equations.
  const parted = [
    ...batch.slice(0, outer),
    ...L.shape.slice(0, -2).flatMap((size, i) => [size === 0 ? 0 : batch[outer + i]! / size, size]),
    n,
  ];
  const at = (from: number): number[] => Array.from({ length: dims }, (_, i) => outer + from + 2 * i),
    first = Array.from({ length: outer }, (_, i) => i);
  const order = [...first, ...at(0), ...at(1), outer + 2 * dims];
  const moved = permute(reshape(x, parted), order),
    flatL = reshape(L, [-1, n, n]);
  const columns = permute(reshape(moved, [-1, flatL.shape[0]!, n]), [1, 2, 0]);
  const M = t(sum(square(solveTriangular(flatL, columns, { upper: false })), { dim: -2 }));
  const back = [...first, ...Array.from({ length: dims }, (_, i) => [outer + i, outer + dims + i]).flat()];
  return reshape(permute(reshape(M, moved.shape.slice(0, -1)), back), batch);
}
/** Half the logarithm of the determinant, by the factor. */
export const halfLogDet = (L: Tensor): Tensor => sum(log(diagonal(L, 0, -2, -1)), { dim: -1 });

const matrices = ["covarianceMatrix", "precisionMatrix", "scaleTril"] as const;
const python = {
  covarianceMatrix: "covariance_matrix",
  precisionMatrix: "precision_matrix",
  scaleTril: "scale_tril",
} as const;

function fromPrecision(P: Tensor): Tensor {
  const inverse = transpose(flip(cholesky(flip(P, [-2, -1])), [-2, -1]), -2, -1);
  return solveTriangular(inverse, eye(P.shape[P.shape.length - 1]!, { dtype: P.dtype }), { upper: false });
}

/** The arguments of {@link MultivariateNormal}, by position or by name. */
export type MultivariateNormalArguments = Rest<
  [
    loc: Tensor,
    covarianceMatrix: Tensor | null,
    precisionMatrix: Tensor | null,
    scaleTril: Tensor | null,
    validateArgs: boolean,
  ],
  Partial<MultivariateNormalOptions>
>;

/**
 * The multivariate normal distribution of vectors: a mean `loc`, and one of `covarianceMatrix`, `precisionMatrix` and `scaleTril`.
 *
 * @throws KindlingError `distribution-argument` for a matrix that violates its constraint.
 * @example
 * const d = new distributions.MultivariateNormal(zeros(2), eye(2));
 * d.logProb(zeros(2)); // → tensor(-1.8379)
 */
export class MultivariateNormal extends Distribution {
  static override readonly name: string = "MultivariateNormal";
  /** The location: the centre. */
  readonly loc: Tensor;
  /** @internal */ readonly factor: Tensor;
  constructor(...args: MultivariateNormalArguments) {
    super();
    const o = read<MultivariateNormalOptions>("MultivariateNormal", ["loc"], args, matrices);
    needParameter("MultivariateNormal", "loc", o.loc);
    if (o.loc.shape.length < 1)
      fail("distribution-argument", "loc must be at least one-dimensional.", "the last dimension is the vector.");
    const present = matrices.filter((m) => (o[m] ?? null) !== null);
    if (present.length !== 1)
      fail(
        "distribution-argument",
        "Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.",
        "for example { covarianceMatrix: eye(2) }.",
      );
    const kind = present[0]!,
      matrix = o[kind]!;
    needParameter("MultivariateNormal", python[kind], matrix);
    if (matrix.shape.length < 2)
      fail(
        "distribution-argument",
        `${kind === "scaleTril" ? "scale_tril matrix" : python[kind]} must be at least two-dimensional, with optional leading batch dimensions`,
        "for n variables it is [n, n].",
      );
    const batch = broadcastShapes(matrix.shape.slice(0, -2), o.loc.shape.slice(0, -1));
    Object.defineProperty(this, kind, {
      value: expand(matrix, [...batch, ...matrix.shape.slice(-2)]),
      enumerable: true,
      configurable: true,
    });
    this.loc = expand(o.loc, [...batch, ...o.loc.shape.slice(-1)]);
    this.begin(batch, this.loc.shape.slice(-1), o.validateArgs);
    this.factor =
      kind === "scaleTril" ? matrix : kind === "covarianceMatrix" ? cholesky(matrix) : fromPrecision(matrix);
  }
  private square(): number[] {
    return [...this.batch, ...this.event, ...this.event];
  }
  /** The lower Cholesky factor of the covariance. */
  get scaleTril(): Tensor {
    return this.lazily("scaleTril", () => expand(this.factor, this.square()));
  }
  /** The covariance. */
  get covarianceMatrix(): Tensor {
    return this.lazily("covarianceMatrix", () =>
      expand(matmul(this.factor, transpose(this.factor, -2, -1)), this.square()),
    );
  }
  /** The inverse of the covariance. */
  get precisionMatrix(): Tensor {
    return this.lazily("precisionMatrix", () => expand(choleskyInverse(this.factor), this.square()));
  }
  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return {
      loc: realVector,
      covarianceMatrix: positiveDefinite,
      precisionMatrix: positiveDefinite,
      scaleTril: lowerCholesky,
    };
  }
  override get support(): Constraint {
    return realVector;
  }
  override get hasRsample(): boolean {
    return true;
  }
  override get mean(): Tensor {
    return this.loc;
  }
  override get mode(): Tensor {
    return this.loc;
  }
  override get variance(): Tensor {
    return expand(sum(square(this.factor), { dim: -1 }), [...this.batch, ...this.event]);
  }
  protected override draw(sampleShape: readonly number[]): Tensor {
    const noise = randn(this.extended(sampleShape), { dtype: this.loc.dtype });
    return add(this.loc, squeeze(matmul(this.factor, unsqueeze(noise, -1)), -1));
  }
  protected override logDensity(value: Tensor): Tensor {
    const M = batchMahalanobis(this.factor, sub(value, this.loc));
    return sub(mul(-0.5, add(this.event[0]! * Math.log(2 * Math.PI), M)), halfLogDet(this.factor));
  }
  protected override uncertainty(): Tensor {
    return expand(add(0.5 * this.event[0]! * (1 + Math.log(2 * Math.PI)), halfLogDet(this.factor)), this.batch);
  }
}
