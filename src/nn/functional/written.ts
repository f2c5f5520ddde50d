import type { Tensor } from "../../core/tensor.js";
import { copy_ } from "../../ops/cast.js";

/** Whether the input itself is overwritten. Default false. */
export interface InplaceOptions { inplace?: boolean }

/** Writes `y` over `x` where that is asked for, and gives what holds the result. */
export function written(x: Tensor, y: Tensor, inplace: boolean | InplaceOptions | undefined): Tensor { return isInplace(inplace) ? copy_(x, y) : y; }

/** The option, or the layer that has it as a field; or the word alone. */
export const isInplace = (o: boolean | InplaceOptions | undefined): boolean => (typeof o === "boolean" ? o : o?.inplace ?? false);
