// What a training was like at its steps: copies of all parameters and of the optimizer's state, few enough to fit into a budget.
// When they do not, every other one goes, and from then on half as many are kept.

import { fromTypedArray, type nn, noGrad, type optim, Tensor } from "kindling";

/** As many numbers as are kept at most: 24 MB. */
const BUDGET = 6_000_000;

interface Kept {
  readonly step: number;
  readonly values: Float32Array;
  /** Of the optimizer: tensors and counts, in the order of the parameters. */
  readonly state: Float32Array;
}

export class Snapshots {
  private kept: Kept[] = [];
  private readonly parameters: readonly Tensor[];
  private readonly optimizer: optim.Adam | optim.SGD;
  private every: number;

  /** `every`: how many steps lie between two, at first. */
  constructor(model: nn.Module, optimizer: optim.Adam | optim.SGD, every: number) {
    this.parameters = [...model.parameters()];
    this.optimizer = optimizer;
    this.every = every;
  }

  /** To be called before each step. */
  look(step: number): void {
    const last = this.kept.at(-1)?.step ?? -Infinity;
    // The first steps change most: each of the first ten is kept.
    if (step - last < (step <= 10 ? 1 : this.every)) return;
    const next = { step, values: this.read(), state: this.readState() };
    if ((this.kept.length + 1) * (next.values.length + next.state.length) > BUDGET && this.kept.length > 2) {
      this.kept = this.kept.filter((_, i) => i % 2 === 0);
      this.every *= 2;
    }
    this.kept.push(next);
  }

  /** The step of the last one at or before a step, or null. */
  stepAt(step: number): number | null {
    return this.at(step)?.step ?? null;
  }

  private at(step: number): Kept | null {
    return this.kept.findLast((k) => k.step <= step) ?? null;
  }

  /** What `f` gives while the model is as it was at a step; then it is as it was before. */
  during<R>(step: number | null, f: () => R): R {
    const then = step === null ? null : this.at(step);
    if (then === null) return f();
    const now = this.read();
    this.write(then.values);
    try {
      return f();
    } finally {
      this.write(now);
    }
  }

  /** Goes back to a step, and forgets what came after it; gives where that is. */
  fork(step: number): number | null {
    const then = this.at(step);
    if (then === null) return null;
    this.write(then.values);
    this.writeState(then.state);
    this.kept = this.kept.filter((k) => k.step < then.step);
    return then.step;
  }

  private read(): Float32Array {
    return Float32Array.from(this.parameters.flatMap((p) => p.detach().flatten().tolist() as number[]));
  }

  private write(values: Float32Array): void {
    let at = 0;
    noGrad(() => {
      for (const p of this.parameters) p.copy_(fromTypedArray(values.slice(at, (at += p.numel())), [...p.shape]));
    });
  }

  private states(): Record<string, unknown>[] {
    return this.parameters
      .map((p) => this.optimizer.state.get(p) as Record<string, unknown> | undefined)
      .filter((s) => s !== undefined);
  }

  private readState(): Float32Array {
    return Float32Array.from(
      this.states().flatMap((s) =>
        Object.values(s).flatMap((v) =>
          v instanceof Tensor ? (v.flatten().tolist() as number[]) : typeof v === "number" ? [v] : [],
        ),
      ),
    );
  }

  /** A snapshot from before the first step has no state yet: that is one of zeros. */
  private writeState(values: Float32Array): void {
    let at = 0;
    const next = (n: number): Float32Array => (values.length === 0 ? new Float32Array(n) : values.slice(at, (at += n)));
    noGrad(() => {
      for (const s of this.states())
        for (const [k, v] of Object.entries(s)) {
          if (v instanceof Tensor) v.copy_(fromTypedArray(next(v.numel()), [...v.shape]));
          else if (typeof v === "number") s[k] = next(1)[0]!;
        }
    });
  }
}
