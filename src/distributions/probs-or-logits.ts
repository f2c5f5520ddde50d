import type { Tensor } from "../core/tensor.js";
import { broadcastAll, either, type ProbsOptions } from "./arguments.js";
import { type Constraint, real, unitInterval } from "./constraints.js";
import { Distribution } from "./distribution.js";
import { logitsToProbs, probsToLogits } from "./tools.js";

/**
 * The base of distributions given by probabilities or logits; the other one is computed lazily. `probs` and `logits`
 * become fields once they are known, as printing shows.
 */
export abstract class ProbsOrLogits extends Distribution {
  /** Which of the two was given. */
  protected given: "probs" | "logits" = "probs";

  /** The probability of 1, or of each category. */
  get probs(): Tensor {
    return this.lazily("probs", () => logitsToProbs(this.logits, this.binary));
  }
  /** The log odds, or the logarithm of each probability. */
  get logits(): Tensor {
    return this.lazily("logits", () => probsToLogits(this.probs, this.binary));
  }
  /** @internal Whether each number is a separate probability. */
  protected get binary(): boolean {
    return true;
  }
  /** @internal The given parameter. */
  protected get parameter(): Tensor {
    return this[this.given];
  }
  /** The shape of the given parameter. */
  get paramShape(): readonly number[] {
    return this.parameter.shape;
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { probs: unitInterval, logits: real };
  }

  /** @internal Stores a parameter. */
  protected keep(name: "probs" | "logits", value: Tensor): void {
    this.given = name;
    Object.defineProperty(this, name, { value, enumerable: true, configurable: true });
  }
  /** @internal Reads whichever is given, broadcast with others. */
  protected readProbs<R extends readonly unknown[]>(o: ProbsOptions, ...others: R): { [K in keyof R]: Tensor } {
    const [name, value] = either(o),
      [parameter, ...rest] = broadcastAll(value, ...others);
    this.keep(name, parameter!);
    return rest as unknown as { [K in keyof R]: Tensor };
  }
}
