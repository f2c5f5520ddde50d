import type { DType } from "../shape/dtype.js";
import type { Dim, Expr, IndexMap } from "./expr.js";

/** A loop of the kernel's nest. Parallel axes come first, outermost first; reducing axes follow. */
export interface Axis {
  readonly size: Dim;
  readonly kind: "parallel" | "reduce";
}

/** One value stored for every point of the parallel axes. */
export interface Output {
  readonly dtype: DType;
  readonly index: IndexMap;
  readonly value: Expr;
}

/**
 * A loop nest: for every point of the parallel axes, each output's expression is computed, and then all are stored. Buffers are
 * numbered outputs first, then inputs. `ints` and `params` count the integer and scalar arguments.
 */
export interface Kernel {
  readonly name: string;
  readonly axes: readonly Axis[];
  readonly inputs: readonly DType[];
  readonly outputs: readonly Output[];
  readonly params: readonly DType[];
  readonly ints: number;
}
