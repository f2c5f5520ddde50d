// The page's end of the lines to the workers in which the library trains. Calls are answered one by one.

import type { Answer, Methods } from "../worker/protocol.js";

/** An error of the library, as the terminal would print it. */
export class TrainerError extends Error {
  readonly code: string | undefined;
  constructor(message: string, code: string | undefined) {
    super(message);
    this.code = code;
  }
}

const waiting = new Map<number, { resolve: (v: never) => void; reject: (e: Error) => void }>();
let last = 0;

function heard(worker: Worker): Worker {
  worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
    const w = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.error !== undefined) w?.reject(new TrainerError(data.error.message, data.error.code));
    else w?.resolve(data.result as never);
  });
  worker.addEventListener("error", (e) => {
    const error = new TrainerError(
      `The trainer stopped: ${e.message || "its file could not be loaded"}. Reload the page.`,
      undefined,
    );
    for (const w of waiting.values()) w.reject(error);
    waiting.clear();
  });
  return worker;
}

// Chapter 1 has its own trainer, which is small; the other chapters share one. Each is made on first use.
let first: Worker | null = null;
const counter = (): Worker =>
  (first ??= heard(new Worker(new URL("../worker/main.ts", import.meta.url), { type: "module", name: "trainer" })));
let second: Worker | null = null;
const later = (): Worker =>
  (second ??= heard(
    new Worker(new URL("../worker/later.ts", import.meta.url), { type: "module", name: "later trainer" }),
  ));

/** Asks a worker; rejects with a {@link TrainerError} where the library threw. */
export function ask<K extends keyof Methods>(
  method: K,
  ...args: Parameters<Methods[K]>
): Promise<Awaited<ReturnType<Methods[K]>>> {
  return new Promise((resolve, reject) => {
    const id = ++last;
    waiting.set(id, { resolve: resolve as (v: never) => void, reject });
    (method.startsWith("count.") ? counter() : later()).postMessage({ id, method, args });
  });
}

/**
 * Calls `each` once a frame, and never before the last call is done: a slow frame is dropped, not queued. Returns a
 * function that ends it.
 */
export function everyFrame(each: () => Promise<void>): () => void {
  let over = false;
  let busy = false;
  const tick = (): void => {
    if (over) return;
    requestAnimationFrame(tick);
    if (busy) return;
    busy = true;
    each()
      .catch(() => undefined)
      .finally(() => {
        busy = false;
      });
  };
  requestAnimationFrame(tick);
  return () => {
    over = true;
  };
}
