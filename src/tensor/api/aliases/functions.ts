import { vstack } from "../../../ops/view/stack.js";
import { cat } from "../functions.js";

// PyTorch's aliases of functions that are not methods.

/** The same as {@link cat}. */
export const concat: typeof cat = cat;
/** The same as {@link cat}. */
export const concatenate: typeof cat = cat;
/** The same as {@link vstack}. */
export const rowStack: typeof vstack = vstack;
