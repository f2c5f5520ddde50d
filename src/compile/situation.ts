import { mode } from "../core/modes.js";
import { changes } from "../core/recorder.js";
import { getDefaultDType } from "../shape/promotion.js";
import { sameBefore, type Trace, wishOf } from "./trace.js";

/** The conditions of a recording besides its arguments. */
export class Situation {
  readonly grad = mode.grad;
  readonly dtype = getDefaultDType();
  private readonly data = changes.data;
  private requiresGrad = changes.requiresGrad;
  private readonly trace: Trace;
  private guards: () => boolean;

  constructor(trace: Trace) {
    this.trace = trace;
    this.guards = trace.guards.hold;
  }

  /** For a plan, which asks in each call. */
  often(): void {
    this.guards = this.trace.guards.fast();
  }

  /** Permanently false once false: recorded memory no longer belongs to a tensor. */
  get lasting(): boolean {
    return this.data === changes.data;
  }

  /** Whether everything that the run read is unchanged. `roughly`: gradients may be in other memory. */
  holds(roughly = false): boolean {
    if (mode.grad !== this.grad || getDefaultDType() !== this.dtype || !this.lasting) return false;
    const { leaves } = this.trace;
    if (!this.guards()) return false;
    for (let i = 0; i < leaves.length; i++) {
      const { leaf, before } = leaves[i]!;
      if (before === undefined || before === leaf.gradient) continue;
      if (before === null || leaf.gradient === null || (!roughly && !sameBefore(before, leaf.gradient))) return false;
    }
    if (this.requiresGrad !== changes.requiresGrad) {
      for (const [t, wish] of this.trace.seen) if (wishOf(t) !== wish) return false;
      this.requiresGrad = changes.requiresGrad;
    }
    return true;
  }
}
