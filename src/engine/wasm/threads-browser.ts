import type { Threads } from "./team.js";

// Typed here, so that the package's types do not need a browser's.
interface BrowserWorker { postMessage(data: unknown): void }
interface Browser {
  readonly crossOriginIsolated?: boolean;
  readonly navigator?: { readonly hardwareConcurrency?: number };
  readonly document?: unknown;
  readonly Worker?: new (url: string) => BrowserWorker;
  readonly Blob: new (parts: readonly string[], options: { type: string }) => unknown;
  readonly URL: { createObjectURL(blob: unknown): string };
}
const here = globalThis as unknown as Browser;

/** Web Workers, where the page is cross-origin isolated and so may share memory; else null. A page may not sleep, so it waits awake. */
export const browserThreads: Threads | null = here.crossOriginIsolated !== true || here.Worker === undefined ? null : {
  available: here.navigator?.hardwareConcurrency ?? 1,
  canWait: here.document === undefined,
  start: (program, data) => {
    const url = here.URL.createObjectURL(new here.Blob([`onmessage = (e) => (${program})(e.data)`], { type: "text/javascript" }));
    new here.Worker!(url).postMessage(data);
  },
};
