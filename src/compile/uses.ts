import { inputsOf, outputsOf, type Step } from "./graph.js";

/** Steps while a pass replaces them: null for removed ones. Tracks the readers and writers of each buffer, in order. */
export class Uses {
  readonly steps: (Step | null)[];
  /** By buffer. */
  private readonly reads: (number[] | undefined)[] = [];
  private readonly writes: (number[] | undefined)[] = [];

  constructor(steps: readonly Step[]) {
    this.steps = steps.slice();
    steps.forEach((s, i) => {
      this.add(s, i);
    });
  }

  readersOf(buffer: number): readonly number[] {
    return this.reads[buffer] ?? none;
  }
  writersOf(buffer: number): readonly number[] {
    return this.writes[buffer] ?? none;
  }

  /** Replaces or removes step `i`. */
  replace(i: number, step: Step | null): void {
    const before = this.steps[i];
    if (before !== null && before !== undefined) {
      for (const b of inputsOf(before)) remove(this.reads[b], i);
      for (const b of outputsOf(before)) remove(this.writes[b], i);
    }
    this.steps[i] = step;
    if (step !== null) this.add(step, i);
  }

  /** Whether a step between these two writes the buffer. */
  writtenBetween(buffer: number, from: number, to: number): boolean {
    return between(this.writersOf(buffer), from, to);
  }
  readBetween(buffer: number, from: number, to: number): boolean {
    return between(this.readersOf(buffer), from, to);
  }

  /** The remaining steps. */
  rest(): Step[] {
    return this.steps.filter((s): s is Step => s !== null);
  }

  private add(s: Step, i: number): void {
    for (const b of inputsOf(s)) insert((this.reads[b] ??= []), i);
    for (const b of outputsOf(s)) insert((this.writes[b] ??= []), i);
  }
}

const none: readonly number[] = [];

/** The position of the first number ≥ `x` in an ascending list. */
export function lowerBound(list: readonly number[], x: number): number {
  let low = 0,
    high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

function between(list: readonly number[], from: number, to: number): boolean {
  const at = lowerBound(list, from + 1);
  return at < list.length && list[at]! < to;
}

/** Adds a number to an ascending list, once. */
export function insert(list: number[], x: number): void {
  if (list.length === 0 || list[list.length - 1]! < x) {
    list.push(x);
    return;
  }
  const at = lowerBound(list, x);
  if (list[at] !== x) list.splice(at, 0, x);
}

export function remove(list: number[] | undefined, x: number): void {
  if (list === undefined) return;
  const at = lowerBound(list, x);
  if (list[at] === x) list.splice(at, 1);
}
