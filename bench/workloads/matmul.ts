import { manualSeed, matmul, rand } from "kindling";
import type { Workload } from "../workload.js";

/** The product of two square matrices. */
function product(n: number, warm: number, runs: number): Workload {
  const eager = () => {
    manualSeed(0);
    const a = rand(n, n);
    const b = rand(n, n);
    const step = (): void => { matmul(a, b); };
    return { step, check: () => Number(matmul(a, b).mean().item()) };
  };
  return { name: `matmul-${n}`, warm, runs, ways: { eager } };
}

export const matmul64 = product(64, 20, 400);
export const matmul256 = product(256, 5, 50);
export const matmul1024 = product(1024, 2, 5);
