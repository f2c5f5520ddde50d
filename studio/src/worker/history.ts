// What a training run was like: the parameters and the loss, at every step up to 1000, then at every tenth of them, and
// so on. A million steps are 4,000 rows of a few numbers.

export class History {
  private readonly width: number;
  private readonly steps: number[] = [];
  private rows: Float32Array;

  /** `width`: numbers in a row besides the loss. */
  constructor(width: number) {
    this.width = width + 1;
    this.rows = new Float32Array(this.width * 1024);
  }

  get length(): number {
    return this.steps.length;
  }

  /** Steps from one row to the next, at this step. */
  static stride(step: number): number {
    let stride = 1;
    while (step >= stride * 1000) stride *= 10;
    return stride;
  }

  add(step: number, loss: number, values: ArrayLike<number>): void {
    const at = this.steps.length * this.width;
    if (at + this.width > this.rows.length) {
      const larger = new Float32Array(this.rows.length * 2);
      larger.set(this.rows);
      this.rows = larger;
    }
    this.steps.push(step);
    this.rows[at] = loss;
    this.rows.set(values, at + 1);
  }

  /** The last row at or before this step, or null where there is none. */
  at(step: number): { step: number; loss: number; values: Float32Array } | null {
    let [low, high] = [0, this.steps.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.steps[middle]! <= step) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return null;
    const from = (low - 1) * this.width;
    return { step: this.steps[low - 1]!, loss: this.rows[from]!, values: this.rows.slice(from + 1, from + this.width) };
  }

  /** Forgets this step and all later ones: the run goes on from there another way. */
  cut(step: number): void {
    while (this.steps.length > 0 && this.steps.at(-1)! >= step) this.steps.pop();
  }

  /** One number of every row from row `from` on. */
  column(which: number, from: number): number[] {
    return Array.from(
      { length: Math.max(0, this.steps.length - from) },
      (_, i) => this.rows[(from + i) * this.width + 1 + which]!,
    );
  }

  /** Steps and losses from row `from` on. */
  curve(from: number): { steps: number[]; losses: number[] } {
    const losses: number[] = [];
    for (let i = from; i < this.steps.length; i++) losses.push(this.rows[i * this.width]!);
    return { steps: this.steps.slice(from), losses };
  }
}
