// The trainer: the library in a worker. The page asks by name; every method computes with kindling and answers.

import { KindlingError } from "kindling";
import { broken } from "./broken.js";
import { count } from "./count.js";
import { files } from "./files.js";
import { slow } from "./slow.js";
import type { Answer, Ask } from "./protocol.js";

export const methods = { ...broken, ...count, ...files, ...slow };

const post = (answer: Answer): void => self.postMessage(answer);

self.addEventListener("message", async ({ data: { id, method, args } }: MessageEvent<Ask>) => {
  try {
    post({ id, result: await (methods[method] as (...args: unknown[]) => unknown)(...args) });
  } catch (e) {
    const error = e instanceof Error ? e : new Error(String(e));
    post({ id, error: { message: error.message, code: error instanceof KindlingError ? error.code : undefined } });
  }
});
