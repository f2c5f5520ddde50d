import { Kernels } from "../ir/equal.js";
import type { KernelStep, Step } from "./graph.js";
import { closeStep, type OpenKernel, openStep, size } from "./rewrite.js";

// An unrolled network has thousands of steps, but few that differ in more than their buffers. The result of a pass for
// some steps is computed once and reused for all similar ones: equal kernels, over buffers that coincide in the same
// way. Passes take and return open kernels; only this file opens and closes steps.

/** The result of a pass for some kernels: another kernel, or the reason why there is none. */
export type Made = OpenKernel | string | null;

/** The maximum size of a step: buffers, and nodes of its expressions. `beyond`: the result for larger ones. */
export interface Limit {
  readonly buffers: number;
  readonly nodes: number;
  readonly beyond: string | null;
}

type Make = (steps: readonly KernelStep[]) => KernelStep | string | null;

/** A created step, and for each of its buffers and cells the source step in which it first occurs. */
interface Pattern {
  readonly step: KernelStep;
  readonly buffers: readonly Place[];
  readonly params: readonly Place[];
}
interface Place {
  readonly step: number;
  readonly at: number;
}

/** A cache of the passes' steps and results, for one graph and the graphs derived from it. */
export class Patterns {
  readonly kernels = new Kernels();
  private readonly known = new Map<string, Pattern | string | null>();
  private readonly shapes = new Map<string, number>();

  /** The step, with a kernel object shared among all similar steps. */
  step(s: Step): Step {
    return s.kind === "kernel" ? { ...s, kernel: this.kernels.one(s.kernel) } : s;
  }

  /**
   * The result of `make` for one or two steps. It gets them with renumbered buffers and cells, and with offsets
   * relative to the first access of each buffer; it may only depend on these and on `also`. `also` begins with a name
   * that is unique to the caller.
   */
  once(
    also: string,
    steps: readonly KernelStep[],
    make: (kernels: readonly OpenKernel[]) => Made,
    limit?: Limit,
  ): KernelStep | string | null {
    return this.find(also, steps, (alike) => within(limit, make(alike.map(openStep))));
  }

  /** The same for one step and a pass that always returns another. `buffers`: the names of the kernel's buffers, in the step's order. */
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

  /** Steps with equal keys are similar: they have equal kernels, and share buffers and cells at equal distances. */
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

  /** A number for a step's kernel, regardless of its buffers, cells and offsets. */
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

/** The result as a step, if it is not too large. */
function within(limit: Limit | undefined, made: Made): KernelStep | string | null {
  if (made === null || typeof made === "string") return made;
  const step = closeStep(made);
  return limit !== undefined &&
    (step.buffers.length > limit.buffers || step.kernel.outputs.reduce((n, o) => n + size(o.value), 0) > limit.nodes)
    ? limit.beyond
    : step;
}

/** Numbers keys from 0, and records the first occurrence of each. */
class Numbering {
  readonly places: Place[] = [];
  private readonly numbers = new Map<number, number>();

  of(x: number, place: Place): number {
    let n = this.numbers.get(x);
    if (n === undefined) this.numbers.set(x, (n = this.places.push(place) - 1));
    return n;
  }
}
