import { vstack } from "../../../ops/view/stack.js";
import { cat } from "../functions.js";

// PyTorch's second names of functions that are no methods.

/** The same as {@link cat}. */
export const concat: typeof cat = cat;
/** The same as {@link cat}. */
export const concatenate: typeof cat = cat;
/** The same as {@link vstack}. */
export const rowStack: typeof vstack = vstack;
