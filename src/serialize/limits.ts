// The limits of saved files. The reader refuses more, and the writer writes no more, so that every saved file can be
// loaded.

/** Levels of nested lists, dicts and objects. Python's pickle stops before 500 unless its recursion limit is raised. */
export const MAX_DEPTH = 1000;

/** Lists, dicts, tuples, sets, objects, byte strings and names in one pickle; the largest models have some ten thousand. */
export const MAX_OBJECTS = 2 ** 21;

/** Entries of one dict or set: a Map or a Set throws beyond 2^24. */
export const MAX_ENTRIES = 2 ** 24 - 1;

/** UTF-8 bytes of one string (and so of one bytes object): JavaScript strings end at about 2^29. */
export const MAX_TEXT = 2 ** 28;

/** Bytes of one int. */
export const MAX_INT_BYTES = 2 ** 12;

/** Tensors in one safetensors file; the largest shards have some ten thousand. */
export const MAX_TENSORS = 2 ** 18;

/**
 * The limit for an unfolded model, in bytes of text: a file may refer to one module repeatedly, and each level doubles
 * the output of `stateDict()` and `String(model)`. The limit also grows with the size of the file: see
 * {@link UNFOLDED_PER_BYTE}.
 */
export const MAX_UNFOLDED = 2 ** 22;
/** The growth of that limit per byte of the file. */
export const UNFOLDED_PER_BYTE = 16;
/** The cost of a path to a module or tensor besides its text. */
export const UNFOLDED_PATH = 64;
