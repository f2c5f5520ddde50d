import { Kernels } from "../ir/equal.js";
import type { KernelStep, Step } from "./graph.js";

// An unrolled network has thousands of steps, but few that differ in more than their buffers. What a pass makes of some
// steps is worked out once, and used again for all that are alike: equal kernels, over buffers that coincide in the same way.

/** What a pass makes of some steps: another one, or the reason why there is none. */
export type Made = KernelStep | string | null;

/** The steps that passes have met, and what became of them. Good for one graph and what is made of it. */
export class Patterns {
  readonly kernels = new Kernels();
  private readonly known = new Map<string, Made>();

  /** The step, with a kernel that is the same object in all steps that are alike. */
  step(s: Step): Step {
    return s.kind === "kernel" ? { ...s, kernel: this.kernels.one(s.kernel) } : s;
  }

  /**
   * What `make` gives for these steps. It gets them with other numbers for their buffers and cells, and with offsets from where each
   * buffer is first touched; it may only depend on that, and on what `also` says. `also` begins with a name that no other caller uses.
   */
  once(also: string, steps: readonly KernelStep[], make: (steps: readonly KernelStep[]) => Made): Made {
    const buffers: number[] = [],
      starts: number[] = [],
      cells: number[] = [];
    let key = also;
    for (const { kernel, buffers: own, offsets, params } of steps) {
      key += ` ${this.kernels.number(kernel)}:`;
      for (let i = 0; i < own.length; i++) {
        const n = numberOf(own[i]!, buffers);
        if (n === starts.length) starts.push(offsets[i]!);
        key += offsets[i] === starts[n] ? `${n},` : `${n}+${offsets[i]! - starts[n]!},`;
      }
      for (const c of params) key += `;${numberOf(c, cells)}`;
    }
    let made = this.known.get(key);
    if (made === undefined) {
      made = make(
        steps.map((s) => {
          const own = s.buffers.map((b) => buffers.indexOf(b));
          return {
            ...s,
            buffers: own,
            offsets: s.offsets.map((o, i) => o - starts[own[i]!]!),
            params: s.params.map((c) => cells.indexOf(c)),
          };
        }),
      );
      if (made !== null && typeof made === "object") made = this.step(made) as KernelStep;
      this.known.set(key, made);
    }
    if (made === null || typeof made === "string") return made;
    return {
      kind: "kernel",
      kernel: made.kernel,
      buffers: made.buffers.map((n) => buffers[n]!),
      offsets: made.offsets.map((o, i) => o + starts[(made as KernelStep).buffers[i]!]!),
      params: made.params.map((n) => cells[n]!),
    };
  }
}

function numberOf(x: number, list: number[]): number {
  const n = list.indexOf(x);
  return n < 0 ? list.push(x) - 1 : n;
}
