import type { DType } from "../shape/dtype.js";
import type { Dim, Expr, IndexMap } from "./expr.js";

/** A loop of the kernel's nest. Parallel axes come first, outermost first; reducing axes follow. */
export interface Axis<D extends Dim = Dim> {
  readonly size: D;
  readonly kind: "parallel" | "reduce";
}

/** One value stored for every point of the parallel axes. */
export interface Output<D extends Dim = Dim> {
  readonly dtype: DType;
  readonly index: IndexMap<D>;
  readonly value: Expr<D>;
}

/**
 * A loop nest: for every point of the parallel axes, each output's expression is computed, and then all are stored. Buffers are
 * numbered outputs first, then inputs. `ints` and `params` count the integer and scalar arguments. In a `Kernel<number>` all sizes,
 * strides and offsets are known.
 */
export interface Kernel<D extends Dim = Dim> {
  readonly name: string;
  readonly axes: readonly Axis<D>[];
  readonly inputs: readonly DType[];
  readonly outputs: readonly Output<D>[];
  readonly params: readonly DType[];
  readonly ints: number;
}

/** A kernel over one memory: the address of each of its buffers (outputs first) and of each scalar argument, in bytes. */
export interface PlacedKernel {
  readonly kernel: Kernel<number>;
  readonly addresses: readonly number[];
  readonly cells: readonly number[];
}
