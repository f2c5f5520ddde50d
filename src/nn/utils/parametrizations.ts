import { noGrad } from "../../core/modes.js";
import { Tensor } from "../../core/tensor.js";
import { byName, type Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { cast, clone, copy_ } from "../../ops/pointwise/cast.js";
import { allclose } from "../../ops/reduce/moments.js";
import { dot, matmul, mv } from "../../ops/product/contract.js";
import { sgn } from "../../ops/pointwise/float-parts.js";
import { cat } from "../../ops/view/join.js";
import { geqrf } from "../../ops/linalg/packed.js";
import { matrixExp } from "../../ops/linalg/power.js";
import { solve } from "../../ops/linalg/solve.js";
import { householderProduct } from "../../ops/linalg/tensors.js";
import { sum } from "../../ops/reduce/reduce.js";
import { diagEmbed, tril } from "../../ops/view/triangle.js";
import { detach, diagonal, flatten, narrow, permute, transpose, unsqueeze } from "../../ops/view/view.js";
import type { Shape } from "../../shape/shape.js";
import { empty, eye, randn, zeros } from "../../tensor/creation.js";
import { normal_ } from "../../tensor/fills.js";
import { finfo } from "../../tensor/type-info.js";
import { range, sameArray, showShape } from "../../util/array.js";
import { ConvTranspose1d, ConvTranspose2d, ConvTranspose3d } from "../layers/conv-transpose.js";
import { normalize } from "../functional/linear.js";
import { fieldsOf } from "../module-state.js";
import { Module } from "../module.js";
import { registerParametrization } from "./parametrize.js";
import { add, div, mul, sub } from "../../ops/pointwise/arithmetic.js";
import { where } from "../../ops/pointwise/where.js";

// PyTorch's parametrizations: orthogonal weights, and weights of spectral norm 1.

const wrong = (sentence: string, fix: string): never => fail("parametrize", sentence, fix);
const mT = (x: Tensor): Tensor => transpose(x, -1, -2);
const diagonalOf = (x: Tensor): Tensor => diagonal(x, 0, -2, -1);

function tensorOf(module: Module, name: string): Tensor {
  const t = fieldsOf(module)[name];
  return t instanceof Tensor
    ? t
    : wrong(
        `Module '${String(module)}' has no parameter or buffer with name '${name}'`,
        "namedParameters() lists all.",
      );
}

// ---- orthogonal ----

/** How to map a matrix to an orthogonal one. */
export type OrthogonalMap = "matrix_exp" | "cayley" | "householder";
/** Options of {@link orthogonal}. */
export interface OrthogonalOptions {
  /** The name of the tensor. Default "weight". */
  name?: string;
  /** Default: "matrix_exp" for square matrices, "householder" for others. */
  orthogonalMap?: OrthogonalMap | null;
  /** Whether the map starts from the current matrix, which conditions it better. Default true. */
  useTrivialization?: boolean;
}

function isOrthogonal(Q: Tensor): boolean {
  const n = Q.shape[Q.shape.length - 2]!;
  return allclose(matmul(mT(Q), Q), eye(Q.shape[Q.shape.length - 1]!, { dtype: Q.dtype }), {
    atol: 10 * n * finfo(Q.dtype).eps,
  });
}

/** The Q of a QR factorisation whose R has a positive diagonal. */
function makeOrthogonal(A: Tensor): Tensor {
  const { a, tau } = geqrf(A);
  return mul(householderProduct(a, tau), unsqueeze(sgn(diagonalOf(a)), -2));
}

class _Orthogonal extends Module {
  readonly shape: Shape;
  readonly orthogonalMap: OrthogonalMap;
  readonly trivialized: boolean;
  declare base: Tensor | null;

  constructor(weight: Tensor, map: OrthogonalMap, trivialized: boolean) {
    super();
    this.shape = weight.shape;
    this.orthogonalMap = map;
    this.trivialized = trivialized;
    if (trivialized) this.registerBuffer("base", null);
  }

  forward(given_: Tensor): Tensor {
    const wide = given_.shape[given_.shape.length - 2]! < given_.shape[given_.shape.length - 1]!,
      X = wide ? mT(given_) : given_;
    const [n, k] = X.shape.slice(-2) as [number, number];
    const Q = this.orthogonalMap === "householder" ? this.reflected(X) : this.rotated(X, n, k),
      out = this.trivialized ? matmul(this.base!, Q) : Q;
    return wide ? mT(out) : out;
  }

  /** The orthogonal matrix of the skew-symmetric one with the lower triangle X. */
  private rotated(X: Tensor, n: number, k: number): Tensor {
    const low = tril(X),
      full = n === k ? low : cat([low, zeros([...X.shape.slice(0, -1), n - k], { dtype: X.dtype })], -1);
    const A = sub(full, mT(full));
    if (this.orthogonalMap === "matrix_exp") return narrow(matrixExp(A), -1, 0, k);
    const one = eye(n, { dtype: X.dtype }),
      half = mul(A, 0.5);
    return narrow(solve(sub(one, half), add(one, half)), -1, 0, k);
  }

  /** The product of the reflections below the diagonal of X; the diagonal holds signs. */
  private reflected(X: Tensor): Tensor {
    const A = tril(X, -1),
      tau = div(2, add(sum(mul(A, A), { dim: -2 }), 1));
    return mul(householderProduct(A, tau), unsqueeze(cast(detach(diagonalOf(X)), "int32"), -2));
  }

  rightInverse(given_: Tensor): Tensor {
    if (!sameArray(given_.shape, this.shape))
      wrong(
        `Expected a matrix or batch of matrices of shape torch.Size(${showShape(this.shape)}). Got a tensor of shape torch.Size(${showShape(given_.shape)}).`,
        "pass a tensor of the parameter's shape.",
      );
    return noGrad(() => {
      const wide = given_.shape[given_.shape.length - 2]! < given_.shape[given_.shape.length - 1]!,
        Q = wide ? mT(given_) : given_;
      const batch = Q.shape.slice(0, -2),
        [n, k] = Q.shape.slice(-2) as [number, number];
      if (!this.trivialized) {
        if (this.orthogonalMap !== "householder") return clone(given_); // no inverse is known: the initial value is the map of this one
        const { a, tau } = geqrf(Q),
          signs = sgn(diagonalOf(a));
        // R should have a positive diagonal; LAPACK returns τ = 0 where nothing is reflected.
        const packed = add(
          sub(a, diagEmbedded(diagonalOf(a), n, k)),
          diagEmbedded(where(tau.eq(0), signs.neg(), signs), n, k),
        );
        return wide ? mT(packed) : packed;
      }
      if (n === k) this.base = isOrthogonal(Q) ? clone(Q) : makeOrthogonal(Q);
      else this.base = makeOrthogonal(cat([Q, randn([...batch, n, n - k], { dtype: Q.dtype })], -1));
      // The diagonal holds the signs of the reflections: −1 leaves everything unchanged.
      const start = zeros(given_.shape, { dtype: Q.dtype });
      diagonalOf(start).fill_(-1);
      return start;
    });
  }
}

/** A matrix of these sizes with `d` on its diagonal. */
function diagEmbedded(d: Tensor, n: number, k: number): Tensor {
  const square = diagEmbed(d);
  return n === k ? square : cat([square, zeros([...d.shape.slice(0, -1), n - k, k], { dtype: d.dtype })], -2);
}

/** Further arguments, by position or by name: name = "weight", orthogonalMap = null, useTrivialization = true. */
export type OrthogonalArguments = Rest<
  [name: string, orthogonalMap: OrthogonalMap | null, useTrivialization: boolean],
  OrthogonalOptions
>;
/**
 * Keeps a matrix (or each of a batch) orthogonal during training: its columns, or rows if it is wide, stay orthonormal.
 * Further arguments, by position or by name: name = "weight", orthogonalMap = null, useTrivialization = true. Returns
 * the module.
 *
 * @throws KindlingError `parametrize`.
 * @example
 * const l = nn.utils.parametrizations.orthogonal(new nn.Linear(4, 2));
 * l.weight.matmul(l.weight.T).round().add(0).tolist(); // → 1,0,0,1
 */
export function orthogonal<M extends Module>(module: M, ...options: OrthogonalArguments): M {
  const all = byName<OrthogonalOptions>("orthogonal", ["name", "orthogonalMap", "useTrivialization"], options),
    key = all.name ?? "weight";
  const weight = tensorOf(module, key),
    nd = weight.shape.length;
  if (nd < 2)
    wrong(`Expected a matrix or batch of matrices. Got a tensor of ${nd} dimensions.`, "flatten(1) makes one.");
  const map = all.orthogonalMap ?? (weight.shape[nd - 1] === weight.shape[nd - 2] ? "matrix_exp" : "householder");
  if (!["matrix_exp", "cayley", "householder"].includes(map))
    wrong(
      `orthogonal_map has to be one of "matrix_exp", "cayley", "householder". Got: ${map}`,
      "leave orthogonalMap out.",
    );
  return registerParametrization(module, key, new _Orthogonal(weight, map, all.useTrivialization ?? true), {
    unsafe: true,
  });
}

// ---- spectral norm ----

/** Options of {@link spectralNorm}. */
export interface SpectralParametrizationOptions {
  /** The name of the tensor. Default "weight". */
  name?: string;
  /** The number of power iterations per forward in training. Default 1. */
  nPowerIterations?: number;
  /** The smallest norm to divide a vector by. Default 1e-12. */
  eps?: number;
  /** The dimension of the outputs. Default 0; 1 for transposed convolutions. */
  dim?: number | null;
}

class _SpectralNorm extends Module {
  readonly dim: number;
  readonly eps: number;
  readonly nPowerIterations: number;
  declare _u: Tensor;
  declare _v: Tensor;

  constructor(weight: Tensor, iterations: number, dim: number, eps: number) {
    super();
    const nd = weight.shape.length;
    if (dim >= nd || dim < -nd)
      fail(
        "dim-range",
        `Dimension out of range (expected to be in range of [-${nd}, ${nd - 1}] but got ${dim})`,
        "leave dim out.",
      );
    if (iterations <= 0)
      wrong(
        `Expected n_power_iterations to be positive, but got n_power_iterations=${iterations}`,
        "leave nPowerIterations out: it is 1.",
      );
    this.dim = dim < 0 ? dim + nd : dim;
    this.eps = eps;
    this.nPowerIterations = iterations;
    if (nd === 1) return;
    noGrad(() => {
      const matrix = this.matrix(detach(weight)),
        draw = (n: number): Tensor => normal_(empty(n, { dtype: weight.dtype }));
      const [u, v] = [draw(matrix.shape[0]!), draw(matrix.shape[1]!)];
      this.registerBuffer("_u", this.unit(u));
      this.registerBuffer("_v", this.unit(v));
      this.iterate(matrix, 15);
    });
  }

  private unit(x: Tensor): Tensor {
    return normalize(x, { dim: 0, eps: this.eps });
  }
  private matrix(w: Tensor): Tensor {
    return flatten(
      this.dim === 0 ? w : permute(w, [this.dim, ...range(w.shape.length).filter((d) => d !== this.dim)]),
      1,
    );
  }
  private iterate(matrix: Tensor, times: number): void {
    noGrad(() => {
      for (let i = 0; i < times; i++) {
        copy_(this._u, this.unit(mv(matrix, this._v)));
        copy_(this._v, this.unit(mv(transpose(matrix, 0, 1), this._u)));
      }
    });
  }

  forward(weight: Tensor): Tensor {
    if (weight.shape.length === 1) return this.unit(weight);
    const matrix = this.matrix(weight);
    if (this.training) this.iterate(matrix, this.nPowerIterations);
    // The gradient needs the current vectors, and the next forward will change them.
    const u = clone(this._u),
      v = clone(this._v);
    return div(weight, dot(u, mv(matrix, v)));
  }

  rightInverse(value: Tensor): Tensor {
    return value;
  }
}

/**
 * Further arguments, by position or by name: name = "weight", nPowerIterations = 1, eps = 1e−12, dim = null (1 for
 * transposed convolutions, else 0).
 */
export type SpectralArguments = Rest<
  [name: string, nPowerIterations: number, eps: number, dim: number | null],
  SpectralParametrizationOptions
>;
/**
 * Divides a tensor, as a matrix, by its largest singular value, so that the layer has spectral norm 1 (Miyato et al.
 * 2018): the newer form of `nn.utils.spectralNorm`. Further arguments, by position or by name: name = "weight",
 * nPowerIterations = 1, eps = 1e−12, dim = null (1 for transposed convolutions, else 0). Returns the module.
 *
 * @throws KindlingError `parametrize`, `dim-range`.
 * @example
 * const l = nn.utils.parametrizations.spectralNorm(new nn.Linear(3, 2));
 * [...l.stateDict().keys()]; // → bias,parametrizations.weight.original,parametrizations.weight.0._u,parametrizations.weight.0._v
 */
export function spectralNorm<M extends Module>(module: M, ...options: SpectralArguments): M {
  const all = byName<SpectralParametrizationOptions>(
      "spectralNorm",
      ["name", "nPowerIterations", "eps", "dim"],
      options,
    ),
    key = all.name ?? "weight";
  const weight = tensorOf(module, key),
    transposed = [ConvTranspose1d, ConvTranspose2d, ConvTranspose3d].some((cls) => module instanceof cls);
  return registerParametrization(
    module,
    key,
    new _SpectralNorm(weight, all.nPowerIterations ?? 1, all.dim ?? (transposed ? 1 : 0), all.eps ?? 1e-12),
  );
}
