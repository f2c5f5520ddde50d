import { compile, manualSeed, matmul, rand } from "kindling";
import type { Workload } from "../workload.js";

/** The product of two square matrices. */
function product(n: number, warm: number, runs: number): Workload {
  const prepare = (wrap: (f: () => unknown) => () => unknown) => () => {
    manualSeed(0);
    const a = rand(n, n);
    const b = rand(n, n);
    const step = wrap(() => matmul(a, b));
    return { step, check: () => Number(matmul(a, b).mean().item()) };
  };
  return {
    name: `matmul-${n}`,
    warm,
    runs,
    flops: 2 * n ** 3,
    ways: { eager: prepare((f) => f), compiled: prepare((f) => compile(f)) },
  };
}

export const matmul64 = product(64, 20, 400);
export const matmul256 = product(256, 5, 50);
export const matmul1024 = product(1024, 2, 5);
