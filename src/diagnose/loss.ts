import { formatGeneral } from "../util/pyformat.js";
import { hint } from "./warn.js";

// A learning rate that is too high shows in the losses: they grow from step to step, and end as inf or nan.

/** What backward started from since the last step of an optimizer. */
let seen: number | undefined;

/** A loss from which backward starts. */
export function sawLoss(value: number): void { seen = value; }

/** Steps in a row with a growing loss that are no chance, if it is ten times larger after them. */
const RUN = 5;
const GROWTH = 10;

/** Watches the losses of one optimizer's steps. */
export class LossWatch {
  private before = NaN;
  private low = NaN;
  private run = 0;
  private step = 0;
  private done = false;

  /** The losses have another reason, which was said. */
  end(): void { this.done = true; }

  /** A step with this learning rate was made. */
  stepped(lr: unknown): void {
    const loss = seen;
    seen = undefined;
    this.step++;
    if (this.done || loss === undefined) return;
    if (loss > this.before) this.run++;
    else if (loss === loss) {
      this.run = 0;
      this.low = loss;
    }
    this.before = loss;
    const finite = loss - loss === 0;
    if (finite && (this.run < RUN || loss < GROWTH * this.low)) return;
    this.done = true;
    this.say(loss, finite, lr);
  }

  private say(loss: number, finite: boolean, lr: unknown): void {
    const number = (v: number): string => formatGeneral(v, 3);
    const rate = typeof lr === "number" ? ` (lr = ${number(lr)})` : "";
    const fix = typeof lr === "number" ? `Try lr = ${number(lr / 10)}, or scale the inputs.` : "Try a smaller learning rate, or scale the inputs.";
    if (finite) hint("loss-grows", `loss grew ${formatGeneral((loss / this.low) ** (1 / this.run), 2)}× a step from step ${this.step - this.run}${rate}. ${fix}`, "");
    else {
      const what = loss === Infinity ? "inf" : loss === -Infinity ? "-inf" : "nan";
      if (this.step === 1) hint("loss-grows", `loss is ${what} before the first step: look for nan, inf or very large numbers in the data.`, "");
      else hint("loss-grows", `loss is ${what} at step ${this.step}${rate}. ${fix}`, "");
    }
  }
}
