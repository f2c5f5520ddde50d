import { formatRepr } from "../util/pyformat.js";

/** A number as Python shows it; a whole one as an int, since JavaScript cannot tell 1 from 1.0. */
export function formatNumber(x: number): string { return Number.isSafeInteger(x) ? String(x) : formatRepr(x); }
