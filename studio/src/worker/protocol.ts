import type { methods } from "./main.js";

export type Methods = typeof methods;
export interface Ask { readonly id: number; readonly method: keyof Methods; readonly args: unknown[] }
export interface Answer { readonly id: number; readonly result?: unknown; readonly error?: { readonly message: string; readonly code: string | undefined } }
