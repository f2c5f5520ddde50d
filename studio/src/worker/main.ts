// The trainer: the library in a worker. The page asks by name; every method computes with kindling and answers.

import { KindlingError } from "kindling";
import type { broken } from "./broken.js";
import type { conv } from "./conv.js";
import { count } from "./count.js";
import type { files } from "./files.js";
import type { mnist } from "./mnist.js";
import type { Answer, Ask, Methods } from "./protocol.js";
import type { slow } from "./slow.js";
import type { yours } from "./yours.js";

export const early = count;
/** Methods of later chapters, by the first part of their names: with what they need of the library, loaded when asked for. */
export type Late = typeof broken & typeof conv & typeof files & typeof mnist & typeof slow & typeof yours;
const late: Record<string, () => Promise<Partial<Methods>>> = {
  broken: async () => (await import("./broken.js")).broken,
  conv: async () => (await import("./conv.js")).conv,
  files: async () => (await import("./files.js")).files,
  mnist: async () => (await import("./mnist.js")).mnist,
  slow: async () => (await import("./slow.js")).slow,
  yours: async () => (await import("./yours.js")).yours,
};

const post = (answer: Answer): void => self.postMessage(answer);

self.addEventListener("message", async ({ data: { id, method, args } }: MessageEvent<Ask>) => {
  try {
    const methods: Partial<Methods> = method in early ? early as Partial<Methods> : await late[method.split(".")[0]!]!();
    post({ id, result: await (methods[method] as (...args: unknown[]) => unknown)(...args) });
  } catch (e) {
    const error = e instanceof Error ? e : new Error(String(e));
    post({ id, error: { message: error.message, code: error instanceof KindlingError ? error.code : undefined } });
  }
});
