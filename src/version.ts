/**
 * The package's version, as in its package.json.
 *
 * @example
 * version.split(".").length; // → 3
 */
export const version: string = "0.1.0";
