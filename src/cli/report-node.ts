// Loaded before a program that `kindling studio --run` runs: tells the studio what its training does. The program itself
// is not changed, and runs the same without.

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type * as Kindling from "../node.js";

/** What goes to the studio. */
export type Report =
  | { readonly kind: "loss"; readonly steps: readonly number[]; readonly losses: readonly number[] }
  | { readonly kind: "bar" | "said"; readonly text: string };

/** How often losses are sent, in milliseconds: often enough to look at, seldom enough to cost nothing. */
const EVERY = 50;

/** The kindling that the program will import: its own, or this one. */
async function kindlingOf(program: string): Promise<typeof Kindling> {
  let found: string;
  try {
    found = pathToFileURL(createRequire(program).resolve("kindling")).href;
  } catch {
    found = new URL("../node.js", import.meta.url).href;
  }
  const all = (await import(found)) as typeof Kindling & { readonly default?: typeof Kindling };
  return all.default ?? all; // what require() finds has the same names as one object
}

const send = (r: Report): void => {
  process.send?.(r);
};

let steps: number[] = [];
let losses: number[] = [];
let count = 0;
let sent = performance.now();

function flush(): void {
  if (steps.length > 0) send({ kind: "loss", steps, losses });
  steps = [];
  losses = [];
  sent = performance.now();
}

function loss(value: number): void {
  steps.push(count++);
  losses.push(value);
  if (performance.now() - sent > EVERY) flush();
}

const program = process.argv[1];
if (process.send !== undefined && program !== undefined) {
  const { onDiagnosis, setProgressOutput, Tensor } = await kindlingOf(program);
  const own = Tensor.prototype.backward;
  let eager = 0;
  const watched = function (this: Kindling.Tensor, ...args: Parameters<typeof own>): void {
    // In a function that is being compiled no value can be read; its bar has the loss.
    if (this.numel() === 1 && args[0] == null) {
      try {
        loss(Number(this.item()));
        eager++;
      } catch {
        /* being recorded */
      }
    }
    own.apply(this, args);
  };
  Object.defineProperty(Tensor.prototype, "backward", { value: watched, writable: true, configurable: true });
  const before = onDiagnosis((d) => {
    send({ kind: "said", text: `kindling ${d.level}: ${d.message}  [${d.code}]` });
    before(d);
  });
  const { stderr, stdout } = process;
  let told = 0;
  let lastEager = 0;
  setProgressOutput({
    write(text) {
      stderr.write(text);
      const line = text
        .replaceAll("\r", "")
        .replace(/\u001b\[[A-Z]/g, "")
        .trim();
      if (line === "") return;
      send({ kind: "bar", text: line });
      // Compiled steps go past `backward`: what the bar says of the loss is what there is.
      const shown = /\bloss=(-?[\d.]+(?:e[-+]?\d+)?|nan|-?inf)/i.exec(line)?.[1];
      if (shown !== undefined && eager === lastEager) {
        count = Math.max(count, Number(/(\d+)\/\d+ \[/.exec(line)?.[1] ?? ++told));
        loss(shown === "nan" ? NaN : Number(shown.replace("inf", "Infinity")));
      }
      lastEager = eager;
    },
    print(text) {
      stdout.write(text);
    },
    get isTTY() {
      return stderr.isTTY;
    },
    get columns() {
      return stderr.columns;
    },
    get rows() {
      return stderr.rows;
    },
  });
  process.once("beforeExit", flush);
  process.once("exit", flush);
}
