// The sizes of the small GPT, as in the program shown.

/** The number of characters it sees at once. */
export const CONTEXT = 32;
export const WIDTH = 32;
export const HEADS = 4;
export const LAYERS = 2;
/** Pieces of text in a step. */
export const BATCH = 16;
/** The least text to learn from: a tenth is held out, and one piece must fit into that. */
export const LEAST = 10 * (CONTEXT + 2);
/** More than this is cut: every character needs eight bytes. */
export const MOST = 1_000_000;
/** More kinds of characters make tables that no small model fills. */
export const MOST_KINDS = 200;
/** The steps that the page's own weights were trained for. */
export const PAGE_STEPS = 3000;
