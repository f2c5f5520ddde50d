import { formatGeneral } from "../util/pyformat.js";
import { hint } from "./warn.js";

// A relu that gives nothing but 0 was born so, by an unlucky draw of weights, or a step that was too large made it so.

/** What helps where steps have thrown the weights before a relu far away. */
export const smallerRate = (lr: unknown): string =>
  `The learning rate is too high: start again with ${typeof lr === "number" ? `a smaller one, such as lr = ${formatGeneral(lr / 10, 3)}` : "one that is ten times smaller"}, or scale the inputs and labels.`;

/** `what`: a sentence without its end. `steps`: how many the weights had made when the relu fell silent. `way`: what helps besides another seed. */
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
