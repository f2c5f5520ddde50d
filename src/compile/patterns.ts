import { Kernels } from "../ir/equal.js";
import type { KernelStep, Step } from "./graph.js";
import { closeStep, type OpenKernel, openStep, size } from "./rewrite.js";

// An unrolled network has thousands of steps, but few that differ in more than their buffers. What a pass makes of some
// steps is worked out once, and used again for all that are alike: equal kernels, over buffers that coincide in the same way.
// Passes get open kernels and give open kernels; steps are opened and closed here alone.

/** What a pass makes of some kernels: another one, or the reason why there is none. */
export type Made = OpenKernel | string | null;

/** How large a step may become: buffers, and nodes of its expressions. `beyond`: what the pass makes of larger ones. */
export interface Limit {
  readonly buffers: number;
  readonly nodes: number;
  readonly beyond: string | null;
}

type Make = (steps: readonly KernelStep[]) => KernelStep | string | null;

/** A step that was made, and at which of the steps that it was made of each of its buffers and cells stands first. */
interface Pattern {
  readonly step: KernelStep;
  readonly buffers: readonly Place[];
  readonly params: readonly Place[];
}
interface Place {
  readonly step: number;
  readonly at: number;
}

/** The steps that passes have met, and what became of them. Good for one graph and what is made of it. */
export class Patterns {
  readonly kernels = new Kernels();
  private readonly known = new Map<string, Pattern | string | null>();
  private readonly shapes = new Map<string, number>();

  /** The step, with a kernel that is the same object in all steps that are alike. */
  step(s: Step): Step {
    return s.kind === "kernel" ? { ...s, kernel: this.kernels.one(s.kernel) } : s;
  }

  /**
   * What `make` gives for one or two steps. It gets them with other numbers for their buffers and cells, and with offsets from where each
   * buffer is first touched; it may only depend on that, and on what `also` says. `also` begins with a name that no other caller uses.
   */
  once(
    also: string,
    steps: readonly KernelStep[],
    make: (kernels: readonly OpenKernel[]) => Made,
    limit?: Limit,
  ): KernelStep | string | null {
    return this.find(also, steps, (alike) => within(limit, make(alike.map(openStep))));
  }

  /** The same for one step and a pass that always makes another. `buffers`: what the kernel's buffers are called, in the step's order. */
  made(
    also: string,
    step: KernelStep,
    make: (kernel: OpenKernel, buffers: readonly number[]) => OpenKernel,
  ): KernelStep {
    return this.find(also, [step], ([one]) => closeStep(make(openStep(one!), one!.buffers))) as KernelStep;
  }

  private find(also: string, steps: readonly KernelStep[], make: Make): KernelStep | string | null {
    const key = `${also} ${this.keyOf(steps)}`;
    let pattern = this.known.get(key);
    if (pattern === undefined) this.known.set(key, (pattern = this.patternOf(steps, make)));
    if (pattern === null || typeof pattern === "string") return pattern;
    const { step, buffers, params } = pattern;
    return {
      kind: "kernel",
      kernel: step.kernel,
      buffers: buffers.map((p) => steps[p.step]!.buffers[p.at]!),
      offsets: buffers.map((p, i) => step.offsets[i]! + steps[p.step]!.offsets[p.at]!),
      params: params.map((p) => steps[p.step]!.params[p.at]!),
      shape: step.shape!,
    };
  }

  /** Steps of equal keys are alike: in what each is, and in which buffers and cells they share, how far apart. */
  private keyOf([a, b]: readonly KernelStep[]): string {
    let key = String(this.shapeOf(a!));
    if (b === undefined) return key;
    key += ` ${this.shapeOf(b)}`;
    for (let i = 0; i < b.buffers.length; i++) {
      const j = a!.buffers.indexOf(b.buffers[i]!);
      if (j >= 0) key += ` ${i}=${j}+${b.offsets[i]! - a!.offsets[j]!}`;
    }
    for (let i = 0; i < b.params.length; i++) {
      const j = a!.params.indexOf(b.params[i]!);
      if (j >= 0) key += ` ${i};${j}`;
    }
    return key;
  }

  /** A number for what a step is, but for which buffers and cells it is about, and where it begins in each buffer. */
  private shapeOf(s: KernelStep): number {
    if (s.shape !== undefined) return s.shape;
    const { buffers, offsets, params } = s;
    let key = String(this.kernels.number(s.kernel));
    for (let i = 0; i < buffers.length; i++) {
      const j = buffers.indexOf(buffers[i]!);
      key += j === i ? "," : ` ${j}+${offsets[i]! - offsets[j]!}`;
    }
    for (const c of params) key += `;${params.indexOf(c)}`;
    let shape = this.shapes.get(key);
    if (shape === undefined) this.shapes.set(key, (shape = this.shapes.size));
    return shape;
  }

  private patternOf(steps: readonly KernelStep[], make: Make): Pattern | string | null {
    const buffers = new Numbering(),
      cells = new Numbering();
    const made = make(
      steps.map((s, n) => {
        const own = s.buffers.map((b, at) => buffers.of(b, { step: n, at }));
        return {
          kind: "kernel",
          kernel: s.kernel,
          buffers: own,
          offsets: s.offsets.map((o, i) => {
            const { step, at } = buffers.places[own[i]!]!;
            return o - steps[step]!.offsets[at]!;
          }),
          params: s.params.map((c, at) => cells.of(c, { step: n, at })),
        };
      }),
    );
    if (made === null || typeof made === "string") return made;
    const step = this.step(made) as KernelStep;
    return {
      step: { ...step, shape: this.shapeOf(step) },
      buffers: made.buffers.map((n) => buffers.places[n]!),
      params: made.params.map((n) => cells.places[n]!),
    };
  }
}

/** What was made as a step, if it is not too large. */
function within(limit: Limit | undefined, made: Made): KernelStep | string | null {
  if (made === null || typeof made === "string") return made;
  const step = closeStep(made);
  return limit !== undefined &&
    (step.buffers.length > limit.buffers || step.kernel.outputs.reduce((n, o) => n + size(o.value), 0) > limit.nodes)
    ? limit.beyond
    : step;
}

/** Numbers from 0 up for what is met, and where each was met first. */
class Numbering {
  readonly places: Place[] = [];
  private readonly numbers = new Map<number, number>();

  of(x: number, place: Place): number {
    let n = this.numbers.get(x);
    if (n === undefined) this.numbers.set(x, (n = this.places.push(place) - 1));
    return n;
  }
}
