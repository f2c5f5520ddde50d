/** One thing to be measured. Its twin of the same name stands in bench/pytorch.py: the same model, data, seed and counts. */
export interface Workload {
  readonly name: string;
  /** Steps before the check, and steps that are timed. Between the two, half a second of steps lets both sides settle. */
  readonly warm: number;
  readonly runs: number;
  /** Floating-point operations in a step, where they are what takes the time. */
  readonly flops?: number;
  /** The ways in which kindling can run it, by the name that the table shows. */
  readonly ways: Readonly<Record<string, () => Prepared>>;
}

export interface Prepared {
  readonly step: () => unknown;
  /** How many training steps one call of `step` does. Default 1. */
  readonly steps?: number;
  /** A number that the work leads to after the warm-up, or after a first step (`again`): equal on both sides, or the two did not do the same. */
  readonly check: () => number;
  /**
   * Puts weights, the optimizer's state and the generator back to where training began. Where it is given, the check is of
   * the first step from there, taken after the warm-up (by the plan, if there is one). For networks in which two ways of
   * rounding part soon: where two numbers of a max-pool nearly tie, the gradient goes to another place.
   */
  readonly again?: () => void;
}
