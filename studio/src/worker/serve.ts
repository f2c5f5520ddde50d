// Answers what the page asks: by name, one after the other; an error goes back as the terminal would print it.

import { KindlingError } from "kindling";
import type { Answer, Ask, Methods } from "./protocol.js";

const post = (answer: Answer): void => self.postMessage(answer);

/** `find`: the methods among which a name is to be found. */
export function serve(find: (method: string) => Partial<Methods> | Promise<Partial<Methods>>): void {
  self.addEventListener("message", async ({ data: { id, method, args } }: MessageEvent<Ask>) => {
    try {
      const methods = await find(method);
      post({ id, result: await (methods[method] as (...args: unknown[]) => unknown)(...args) });
    } catch (e) {
      const error = e instanceof Error ? e : new Error(String(e));
      post({ id, error: { message: error.message, code: error instanceof KindlingError ? error.code : undefined } });
    }
  });
}
