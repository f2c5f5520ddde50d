// The trainer: the library in a worker. The page asks by name; every method computes with kindling and answers.

import { KindlingError } from "kindling";
import { broken } from "./broken.js";
import type { conv } from "./conv.js";
import { count } from "./count.js";
import { files } from "./files.js";
import type { mnist } from "./mnist.js";
import type { Answer, Ask, Methods } from "./protocol.js";
import { slow } from "./slow.js";
import type { yours } from "./yours.js";

export const early = { ...broken, ...count, ...files, ...slow };
/** Methods of later chapters, by the first part of their names: with what they need of the library, loaded when asked for. */
export type Late = typeof conv & typeof mnist & typeof yours;
const late: Record<string, () => Promise<Partial<Methods>>> = {
  conv: async () => (await import("./conv.js")).conv,
  mnist: async () => (await import("./mnist.js")).mnist,
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
