import { type Placed, withDefaults } from "../../diagnose/arguments.js";
import type { AnyOptimizer } from "../optimizer.js";
import { type Factor, factors, type LambdaLROptions } from "./lambda-lr.js";
import { LRScheduler, type SchedulerStateDict } from "./scheduler.js";

/** The arguments of {@link MultiplicativeLR} after the optimizer, by position or by name: lrLambda, lastEpoch = −1. */
export type FactorArguments = Placed<
  [lrLambda: Factor | readonly Factor[]],
  [lastEpoch: number],
  LambdaLROptions,
  "lrLambda"
>;
/**
 * Multiplies the last rate by a function of the epoch, from epoch 1 on.
 *
 * Arguments after the optimizer, by position or by name: lrLambda, lastEpoch = −1.
 */
export class MultiplicativeLR extends LRScheduler {
  static override readonly name: string = "MultiplicativeLR";
  private readonly lrLambdas: Factor[];
  /**
   * Multiplies the last rate by a function of the epoch, from epoch 1 on. Arguments after the optimizer, by position or
   * by name: lrLambda, lastEpoch = −1.
   *
   * @example
   * const optimizer = new optim.SGD([zeros(1, { requiresGrad: true })], { lr: 0.5 });
   * const scheduler = new optim.lrScheduler.MultiplicativeLR(optimizer, () => 0.5);
   * optimizer.step();
   * scheduler.step();
   * scheduler.getLastLr(); // → 0.25
   */
  constructor(optimizer: AnyOptimizer, ...options: FactorArguments) {
    const o = withDefaults<LambdaLROptions>("MultiplicativeLR", ["lrLambda", "lastEpoch"], { lastEpoch: -1 }, options);
    super(optimizer, o.lastEpoch);
    this.lrLambdas = factors(optimizer, o.lrLambda);
    this.begin();
  }
  protected rates(): number[] {
    return this.groups.map((g, i) => (this.lastEpoch > 0 ? g.lr * this.lrLambdas[i]!(this.lastEpoch) : g.lr));
  }
  override stateDict(): SchedulerStateDict {
    return { ...super.stateDict(), lr_lambdas: this.lrLambdas.map(() => null) };
  }
}
