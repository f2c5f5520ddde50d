import assert from "node:assert/strict";
import { type DType, optim, type Tensor, tensor } from "kindling";

// What the tests of optimizers share: the made-up numbers of test/golden/optimizers.py, and optimizers by name.

const value = (i: number): number => ((i * 7919) % 101) / 50 - 1;
export const numbers = (n: number, start: number): number[] => Array.from({ length: n }, (_, i) => value(start + i));

export const camel = (s: string): string => s.replace(/_(.)/g, (_, c: string) => c.toUpperCase());
/** Options by PyTorch's names, under ours. */
export const ours = (options: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(options).map(([k, v]) => [camel(k), v]));

export const flat = (t: Tensor): number[] => t.detach().reshape(-1).tolist() as number[];

export function near(
  actual: readonly number[],
  expected: readonly number[],
  what: string,
  rtol = 3e-6,
  atol = 2e-6,
): void {
  assert.equal(actual.length, expected.length, what);
  const bad = actual.findIndex((a, i) => !(Math.abs(a - expected[i]!) <= atol + rtol * Math.abs(expected[i]!)));
  assert.ok(bad < 0, `${what}: ${actual.join()} against ${expected.join()}`);
}

export type Name =
  | "Adadelta"
  | "Adagrad"
  | "Adam"
  | "AdamW"
  | "Adamax"
  | "ASGD"
  | "Lion"
  | "Muon"
  | "NAdam"
  | "RAdam"
  | "RMSprop"
  | "Rprop"
  | "SGD";
type Make = new (params: unknown, options?: object) => optim.Optimizer<{ lr: number }>;
export const make = (name: Name, params: unknown, options: object = {}): optim.AnyOptimizer =>
  new (optim[name] as unknown as Make)(params, options);

/** The parameters of optimizers.py, an optimizer over them, and the gradients of each step. */
export class Run {
  readonly p: Tensor;
  readonly q: Tensor;
  readonly optimizer: optim.AnyOptimizer;
  readonly lr: number;
  constructor(name: Name, options: Record<string, unknown>, dtype: DType = "float32") {
    this.lr = (options["lr"] as number | undefined) ?? 0.01;
    this.p = tensor(numbers(6, 0), { dtype }).reshape(2, 3).detach().requiresGrad_();
    this.q = (
      name === "Muon" ? tensor(numbers(12, 6), { dtype }).reshape(4, 3).detach() : tensor(numbers(3, 6), { dtype })
    ).requiresGrad_();
    const unused = tensor([[1, 1]], { dtype, requiresGrad: true });
    this.optimizer = make(name, [{ params: [this.p, unused] }, { params: [this.q], lr: this.lr / 2 }], options);
  }
  /** The gradients of step `s`. */
  grads(s: number): { p: Tensor; q: Tensor | null } {
    const { p, q } = this;
    return {
      p: tensor(numbers(6, 100 * s), { dtype: p.dtype }).reshape(2, 3),
      q: s % 7 === 2 ? null : tensor(numbers(q.numel(), 100 * s + 50), { dtype: q.dtype }).reshape(q.shape),
    };
  }
  step(s: number): void {
    const { p, q } = this.grads(s);
    this.p.grad = p;
    this.q.grad = q;
    if (s === 30) this.optimizer.paramGroups[0]!.lr = this.lr / 4;
    this.optimizer.step();
  }
  values(): number[] {
    return [...flat(this.p), ...flat(this.q)];
  }
}
