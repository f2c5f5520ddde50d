import { formatGeneral } from "../util/pyformat.js";
import { hint } from "./warn.js";

// A relu whose output is always 0 was dead from the start, by unlucky initial weights, or a step that was too large
// killed it.

/** The fix if steps have moved the weights before a relu too far. */
export const smallerRate = (lr: unknown): string =>
  `The learning rate is too high: start again with ${typeof lr === "number" ? `a smaller one, such as lr = ${formatGeneral(lr / 10, 3)}` : "one that is ten times smaller"}, or scale the inputs and labels.`;

/** `what`: a sentence without its end. `steps`: the number of steps before the relu died. `way`: a fix besides another seed. */
export function sayDead(what: string, steps: number, lr: unknown, way: string, key: string): void {
  hint(
    "dead-relu",
    `${what}. ${steps > 0 ? `Steps that are too large did that. ${smallerRate(lr)}` : `Use another seed, or ${way}.`}`,
    key,
  );
}

/** For a relu right before the loss. */
export function sayDeadLast(samples: number, steps: number, lr: unknown): void {
  sayDead(
    `\`relu\` outputs 0 for all ${samples} samples, so its gradient is 0 and nothing can learn`,
    steps,
    lr,
    "drop the last relu",
    "",
  );
}
