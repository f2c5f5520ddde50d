import type { early, Late } from "./main.js";

export type Methods = typeof early & Late;
export interface Ask { readonly id: number; readonly method: keyof Methods; readonly args: unknown[] }
export interface Answer { readonly id: number; readonly result?: unknown; readonly error?: { readonly message: string; readonly code: string | undefined } }
