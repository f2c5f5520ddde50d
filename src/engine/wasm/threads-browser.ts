import type { Threads } from "./team.js";

// Declared here, so that the package's types do not need a browser's.
interface BrowserWorker {
  postMessage(data: unknown): void;
  addEventListener(type: "error", f: (e: { readonly message?: string }) => void): void;
}
interface Browser {
  readonly crossOriginIsolated?: boolean;
  readonly navigator?: { readonly hardwareConcurrency?: number };
  readonly document?: unknown;
  readonly Worker?: new (url: string) => BrowserWorker;
  readonly Blob: new (parts: readonly string[], options: { type: string }) => unknown;
  readonly URL: { createObjectURL(blob: unknown): string };
}
const here = globalThis as unknown as Browser;

/** Web Workers, if the page is cross-origin isolated and so can share memory; else null. A page must not block, so it busy-waits. */
export const browserThreads: Threads | null =
  here.crossOriginIsolated !== true || here.Worker === undefined
    ? null
    : {
        available: here.navigator?.hardwareConcurrency ?? 1,
        canWait: here.document === undefined,
        start: (program, data, lost) => {
          const url = here.URL.createObjectURL(
            new here.Blob([`onmessage = (e) => (${program})(e.data)`], { type: "text/javascript" }),
          );
          const worker = new here.Worker!(url);
          worker.addEventListener("error", (e) => {
            lost(new Error(e.message ?? "the browser did not start it"));
          });
          worker.postMessage(data);
        },
      };
