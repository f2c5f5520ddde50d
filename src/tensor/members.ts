import type { Arg } from "../core/op.js";
import type { Extremum } from "../ops/reduce/reduce.js";
import type { DType, TypedArray } from "../shape/dtype.js";
import type { ScalarValue } from "../shape/promotion.js";
import type { TensorData, TensorOptions } from "./creation.js";
import type { Dims, Flag } from "./api/argument-types.js";
import type { MaxNamed, StdNamed } from "./functions.js";
import type { MedianNamed, UniqueAll, UniqueAlone, UniqueOptions, UniqueParts } from "./order.js";
import type { ToArgs } from "./to.js";

// Members of Tensor that are not functions of api/: properties, and methods with several signatures. methods.ts makes
// them.

/** The node that `gradFn` shows. */
export interface GradFn {
  readonly name: string;
  /** The nodes of the inputs, in order; null where no gradient flows. */
  readonly nextFunctions: readonly (GradFn | null)[];
}
// They are declared as members of Tensor itself, so that an editor shows its name: `Tensor.item()`.
declare module "../core/tensor.js" {
  interface Tensor {
    /**
     * Whether gradients flow to this tensor. May be set for leaves.
     *
     * @throws KindlingError `grad-dtype` when set for integers or bools, `requires-grad-leaf` when unset for a computed
     * tensor.
     */
    requiresGrad: boolean;
    /** The gradient that backward accumulated here; null before, and for tensors that are not leaves (see {@link Tensor.retainGrad}). */
    grad: Tensor | null;
    /** The operation that computed this tensor, for backward; null for a leaf. */
    readonly gradFn: GradFn | null;
    /** Whether the tensor was made by the user, or without gradients, rather than by a differentiable operation. */
    readonly isLeaf: boolean;
    /** The number of dimensions. */
    readonly ndim: number;
    /** The tensor with its dimensions in reverse order, as a view; the transpose of a matrix. */
    readonly T: Tensor;
    /** The last two dimensions swapped, as a view. */
    readonly mT: Tensor;
    /** The conjugate transpose of a matrix. */
    readonly H: Tensor;
    /** The conjugate transpose of each matrix of a batch. */
    readonly mH: Tensor;
    /** The real parts: a view of a complex tensor; a real tensor itself. */
    readonly real: Tensor;
    /** The imaginary parts of a complex tensor, as a view. */
    readonly imag: Tensor;
    /** The same elements outside the graph; backward does not notice when they are written. */
    data: Tensor;
    /** Whether {@link Tensor.retainGrad} keeps the gradient of this computed tensor in `.grad`. */
    readonly retainsGrad: boolean;
    /** The device: always "cpu". */
    readonly device: "cpu";
    /** The size of the first dimension, Python's `len(x)`. */
    readonly length: number;

    /**
     * The largest element, as a tensor without dimensions; NaN if there is one.
     *
     * @throws KindlingError `reduce-empty` for a tensor without elements.
     * @example
     * tensor([[1, 5], [7, 3]]).max(); // → tensor(7.)
     */
    max(): Tensor;
    /**
     * The larger of two, element by element and broadcast together: {@link maximum}.
     *
     * @example
     * tensor([1, 5]).max(tensor([3, 2])); // → tensor([3., 5.])
     */
    max(
      other:
        | Tensor
        | {
            /** The tensor to compare with, element by element. */
            other: Tensor;
          },
    ): Tensor;
    /**
     * The largest elements along a dimension, with their int64 positions. `keepdim` (default false) keeps the dimension with size 1.
     *
     * @example
     * const { values, indices } = tensor([[1, 5], [7, 3]]).max(1);
     * values; // → tensor([5., 7.])
     * indices; // → tensor([1, 0])
     */
    max(dim: number | MaxNamed, keepdim?: Flag<MaxNamed>): Extremum;
    /**
     * The smallest element, as a tensor without dimensions; NaN if there is one.
     *
     * @throws KindlingError `reduce-empty` for a tensor without elements.
     * @example
     * tensor([[1, 5], [7, 3]]).min(); // → tensor(1.)
     */
    min(): Tensor;
    /**
     * The smaller of two, element by element and broadcast together: {@link minimum}.
     *
     * @example
     * tensor([1, 5]).min(tensor([3, 2])); // → tensor([1., 2.])
     */
    min(
      other:
        | Tensor
        | {
            /** The tensor to compare with, element by element. */
            other: Tensor;
          },
    ): Tensor;
    /**
     * The smallest elements along a dimension, with their int64 positions. `keepdim` (default false) keeps the dimension with size 1.
     *
     * @example
     * tensor([[1, 5], [7, 3]]).min(1).values; // → tensor([1., 3.])
     */
    min(dim: number | MaxNamed, keepdim?: Flag<MaxNamed>): Extremum;
    /**
     * The median of all elements, as a tensor without dimensions; of an even number of elements, the lower of the middle two.
     *
     * @example
     * tensor([3, 1, 4, 2]).median(); // → tensor(2.)
     */
    median(): Tensor;
    /**
     * The medians along a dimension, with their int64 positions. `keepdim` (default false) keeps the dimension with size 1.
     *
     * @example
     * tensor([[3, 1, 2], [6, 5, 4]]).median(1).values; // → tensor([2., 5.])
     */
    median(dim: number | MedianNamed, keepdim?: Flag<MedianNamed>): Extremum;
    /**
     * The median of all elements that are not NaN, as a tensor without dimensions.
     *
     * @example
     * tensor([3, NaN, 1]).nanmedian(); // → tensor(1.)
     */
    nanmedian(): Tensor;
    /**
     * The medians of the elements that are not NaN along a dimension, with their int64 positions. `keepdim` (default false) keeps the dimension.
     *
     * @example
     * tensor([[3, NaN, 1], [6, 5, 4]]).nanmedian(1).values; // → tensor([1., 5.])
     */
    nanmedian(dim: number | MedianNamed, keepdim?: Flag<MedianNamed>): Extremum;
    /**
     * The variance, of all elements or along dimensions: squared distances from the mean, divided by n − `correction` (default 1).
     * A boolean after the tensor or the dimension is `unbiased`, as in PyTorch: `x.var(false)` divides by n.
     *
     * @example
     * tensor([1, 2, 3, 4]).var({ correction: 0 }).item(); // → 1.25
     */
    var(dim?: boolean | Dims<StdNamed>, unbiased?: Flag<StdNamed>, keepdim?: Flag<StdNamed>): Tensor;
    /**
     * The positions of elements that are not 0: int64 `[n, dims]`, one row for each.
     *
     * @example
     * tensor([[0, 1], [2, 0]]).nonzero().tolist(); // → 0,1,1,0
     */
    nonzero(): Tensor;
    /**
     * The positions of elements that are not 0, as one int64 tensor `[n]` per dimension.
     *
     * @example
     * tensor([[0, 1], [2, 0]]).nonzero({ asTuple: true }); // → tensor([0, 1]),tensor([1, 0])
     */
    nonzero(o: {
      /** Whether to return one list of indices per dimension. Default false: one tensor of rows. */
      asTuple: true;
    }): Tensor[];
    /** The positions of elements that are not 0, in the form set by `asTuple` (default false). */
    nonzero(o: {
      /** Whether to return one list of indices per dimension. Default false: one tensor of rows. */
      asTuple?: boolean;
    }): Tensor | Tensor[];
    /**
     * This tensor where the condition is true, `other` elsewhere, all broadcast together.
     *
     * @throws KindlingError `broadcast` for mismatched shapes.
     * @example
     * const x = tensor([1, -2, 3]);
     * x.where(x.gt(0), 0); // → tensor([1., 0., 3.])
     */
    where(condition: Tensor, other: Arg): Tensor;
    /**
     * The n-th derivative of {@link digamma}, for n of 0 or more.
     *
     * @example
     * tensor([1]).polygamma(1); // → tensor([1.6449])
     */
    polygamma(
      n:
        | number
        | {
            /** The order of the derivative. */
            n: number;
          },
    ): Tensor;
    /**
     * The distinct elements, sorted.
     *
     * @example
     * tensor([3, 1, 3, 2]).unique(); // → tensor([1., 2., 3.])
     */
    unique(o?: UniqueAlone): Tensor;
    /**
     * The distinct elements, sorted; the position of each element among them; and the number of occurrences of each.
     */
    unique(o: UniqueAll): UniqueParts;
    /**
     * The distinct elements, sorted, and, with `returnInverse` or `returnCounts`, positions or the number of
     * occurrences of each.
     */
    unique(o: UniqueOptions): [output: Tensor, more: Tensor];
    /**
     * The elements without those that equal the one before.
     *
     * @example
     * tensor([1, 1, 2, 1]).uniqueConsecutive(); // → tensor([1., 2., 1.])
     */
    uniqueConsecutive(o?: UniqueAlone): Tensor;
    /** The elements without those that equal the one before; the position of each element among them; and the lengths of runs. */
    uniqueConsecutive(o: UniqueAll): UniqueParts;
    /**
     * The elements without those that equal the one before, and, with `returnInverse` or `returnCounts`, positions or
     * counts.
     */
    uniqueConsecutive(o: UniqueOptions): [output: Tensor, more: Tensor];

    /**
     * The value of a tensor with one element: a number; for bool a boolean, for int64 beyond 2^53 a bigint, for complex `{ re, im }`.
     *
     * @throws KindlingError `item-size` for any other number of elements.
     * @example
     * tensor([1, 2]).sum().item(); // → 3
     */
    item(): number;
    /**
     * The number of dimensions: `ndim`.
     *
     * @example
     * zeros(2, 3).dim(); // → 2
     */
    dim(): number;
    /**
     * The number of elements.
     *
     * @example
     * zeros(2, 3).numel(); // → 6
     */
    numel(): number;
    /**
     * All sizes: a copy of `shape`.
     *
     * @example
     * zeros(2, 3).size(); // → 2,3
     */
    size(): number[];
    /**
     * The size of one dimension; negative ones count from the end.
     *
     * @throws KindlingError `dim-range`.
     * @example
     * zeros(2, 3).size(-1); // → 3
     */
    size(dim: number): number;
    /**
     * The strides: the distance in the storage between neighbours along each dimension, in elements.
     *
     * @example
     * zeros(2, 3).stride(); // → 3,1
     */
    stride(): number[];
    /**
     * The stride of one dimension.
     *
     * @throws KindlingError `dim-range`.
     * @example
     * zeros(2, 3).stride(0); // → 3
     */
    stride(dim: number): number;
    /**
     * The position of the first element in the storage, in elements.
     *
     * @example
     * arange(6).get(slice(2, 4)).storageOffset(); // → 2
     */
    storageOffset(): number;
    /**
     * Whether the elements are contiguous in row-major order.
     *
     * @example
     * zeros(2, 3).T.isContiguous(); // → false
     */
    isContiguous(): boolean;
    /**
     * The number of bytes per element.
     *
     * @example
     * zeros(2).elementSize(); // → 4
     */
    elementSize(): number;
    /**
     * Converts to a dtype, or to that of another tensor: `x.to("float64")`, `x.to("cpu", "float64")`, `x.to(other)`,
     * `x.to({ dtype, copy })`. Returns this tensor itself if nothing changes, unless `copy` (default false) is true.
     *
     * @throws KindlingError `dtype-name` for anything that is not a dtype, or another device than "cpu".
     * @example
     * tensor([1.7, -1.7]).to("int64"); // → tensor([ 1, -1])
     */
    to(...args: ToArgs): Tensor;
    /**
     * Converts to a dtype: the same as `to(dtype)`.
     *
     * @throws KindlingError `dtype-name`.
     * @example
     * tensor([0, 2]).type("bool"); // → tensor([False,  True])
     */
    type(dtype: DType): Tensor;
    /** The same as `to("float32")`. */
    float(): Tensor;
    /** The same as `to("complex64")`. */
    cfloat(): Tensor;
    /** The same as `to("complex128")`. */
    cdouble(): Tensor;
    /** The same as `to("float64")`. */
    double(): Tensor;
    /** The same as `to("float16")`. */
    half(): Tensor;
    /** The same as `to("bfloat16")`. */
    bfloat16(): Tensor;
    /** The same as `to("int64")`: fractions are truncated. */
    long(): Tensor;
    /** The same as `to("int32")`: fractions are truncated. */
    int(): Tensor;
    /** The same as `to("int16")`: fractions are truncated. */
    short(): Tensor;
    /** The same as `to("int8")`: fractions are truncated. */
    char(): Tensor;
    /** The same as `to("uint8")`: fractions are truncated. */
    byte(): Tensor;
    /** The same as `to("bool")`: everything but 0 is true. */
    bool(): Tensor;
    /**
     * A view with the shape of another tensor: `view(other.shape)`.
     *
     * @throws KindlingError `reshape-size`, `view-strides`.
     * @example
     * arange(4).viewAs(zeros(2, 2)).shape; // → 2,2
     */
    viewAs(other: Tensor): Tensor;
    /**
     * The elements in the shape of another tensor: `reshape(other.shape)`.
     *
     * @throws KindlingError `reshape-size`.
     * @example
     * arange(4).reshapeAs(zeros(2, 2)).shape; // → 2,2
     */
    reshapeAs(other: Tensor): Tensor;
    /**
     * A view expanded to the shape of another tensor: `expand(other.shape)`.
     *
     * @throws KindlingError `expand` for sizes that are neither equal nor 1.
     * @example
     * tensor([1, 2]).expandAs(zeros(3, 2)).shape; // → 3,2
     */
    expandAs(other: Tensor): Tensor;
    /**
     * Converts to the dtype of another tensor: `to(other.dtype)`.
     *
     * @example
     * tensor([1.5]).typeAs(tensor([1n])); // → tensor([1])
     */
    typeAs(other: Tensor): Tensor;
    /**
     * Sets whether backward computes a gradient for this leaf (default true). Returns this tensor.
     *
     * @throws KindlingError `grad-dtype` for integers and bools, `requires-grad-leaf` for false and a computed tensor.
     * @example
     * zeros(2).requiresGrad_().requiresGrad; // → true
     */
    requiresGrad_(on?: boolean): this;
    /**
     * Makes backward keep the gradient of this computed tensor in `.grad`, as it does for leaves.
     *
     * @throws KindlingError `retain-grad` for a tensor that does not require gradients.
     * @example
     * const x = tensor([1, 2], { requiresGrad: true }), y = x.mul(3);
     * y.retainGrad();
     * y.sum().backward();
     * y.grad; // → tensor([1., 1.])
     */
    retainGrad(): void;
    /**
     * Calls `hook` with each gradient that reaches this tensor during backward; a tensor that it returns replaces the
     * gradient. The result's `remove()` removes the hook.
     *
     * @throws KindlingError `retain-grad` for a tensor that does not require gradients, `hook-shape` for a gradient of
     * a different shape.
     * @example
     * const x = tensor([1, 2], { requiresGrad: true });
     * x.registerHook((grad) => grad.mul(10));
     * x.sum().backward();
     * x.grad; // → tensor([10., 10.])
     */
    registerHook(hook: GradHook): { remove(): void };
    /**
     * Detaches this tensor from the graph: it becomes a leaf that does not require gradients. Returns this tensor.
     *
     * @throws KindlingError `detach-view` for a view.
     * @example
     * tensor([1], { requiresGrad: true }).mul(2).detach_().isLeaf; // → true
     */
    detach_(): this;
    /**
     * A new tensor that holds a copy of the data, with this one's dtype unless `dtype` sets another.
     *
     * @example
     * zeros([1], { dtype: "int64" }).newTensor([1, 2]); // → tensor([1, 2])
     */
    newTensor(data: TensorData, o?: TensorOptions): Tensor;
    /**
     * A tensor of zeros with this one's dtype, unless `dtype` sets another.
     *
     * @example
     * tensor([1n]).newZeros([2]); // → tensor([0, 0])
     */
    newZeros(size: readonly number[], o?: TensorOptions): Tensor;
    /**
     * A tensor whose values do not matter yet (they are zeros), with this one's dtype unless `dtype` sets another.
     *
     * @example
     * tensor([1n]).newEmpty([2, 3]).shape; // → 2,3
     */
    newEmpty(size: readonly number[], o?: TensorOptions): Tensor;
    /**
     * A tensor of ones with this one's dtype, unless `dtype` sets another.
     *
     * @example
     * tensor([1n]).newOnes([2]); // → tensor([1, 1])
     */
    newOnes(size: readonly number[], o?: TensorOptions): Tensor;
    /**
     * A tensor filled with one value, with this one's dtype unless `dtype` sets another.
     *
     * @example
     * tensor([1n]).newFull([2], 7); // → tensor([7, 7])
     */
    newFull(size: readonly number[], value: ScalarValue, o?: TensorOptions): Tensor;
    /**
     * A copy of the values in row-major order as a typed array: Float32Array for float32, BigInt64Array for int64, …
     *
     * @example
     * tensor([[1, 2], [3, 4]]).numpy(); // → 1,2,3,4
     */
    numpy(): TypedArray;
    /** @internal Strings show the tensor; numbers are refused, since JavaScript's operators would use them. */
    [Symbol.toPrimitive](hint: string): string;
    /**
     * The tensor as PyTorch prints it.
     *
     * @example
     * tensor([1, 2]).toString(); // → tensor([1., 2.])
     */
    toString(): string;
    /** Iterates over the parts along the first dimension. */
    [Symbol.iterator](): Generator<Tensor, void, undefined>;
  }
}
