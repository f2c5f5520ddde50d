// Answers what the page asks: by name, one after the other; an error goes back as the terminal would print it.

import { KindlingError } from "kindling";
import type { Answer, Ask, Methods } from "./protocol.js";

const post = (answer: Answer): void => self.postMessage(answer);

/**
 * `find`: the methods among which a name is to be found. A method that waits for something is over before the next one begins, or the
 * library would judge a step that another message has taken meanwhile.
 */
export function serve(find: (method: string) => Partial<Methods> | Promise<Partial<Methods>>): void {
  const answer = async ({ id, method, args }: Ask): Promise<void> => {
    try {
      const methods = await find(method);
      post({ id, result: await (methods[method] as (...args: unknown[]) => unknown)(...args) });
    } catch (e) {
      const error = e instanceof Error ? e : new Error(String(e));
      post({ id, error: { message: error.message, code: error instanceof KindlingError ? error.code : undefined } });
    }
  };
  let before: Promise<void> = Promise.resolve();
  self.addEventListener("message", ({ data }: MessageEvent<Ask>) => {
    before = before.then(() => answer(data));
  });
}
