import type { count } from "./count.js";
import type { Later } from "./later.js";

export type Methods = typeof count & Later;
export interface Ask {
  readonly id: number;
  readonly method: keyof Methods;
  readonly args: unknown[];
}
export interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string; readonly code: string | undefined };
}
