import { compile, manualSeed, matmul, rand } from "kindling";
import type { Workload } from "../workload.js";

/** The product of two matrices, m × k and k × n. */
function product(
  name: string,
  [m, k, n]: readonly [number, number, number],
  warm: number,
  runs: number,
  dtype: "float32" | "float64" = "float32",
): Workload {
  const prepare = (wrap: (f: () => unknown) => () => unknown) => () => {
    manualSeed(0);
    const a = rand(m, k, { dtype });
    const b = rand(k, n, { dtype });
    const step = wrap(() => matmul(a, b));
    return { step, check: () => Number(matmul(a, b).mean().item()) };
  };
  return {
    name: `matmul-${name}`,
    warm,
    runs,
    flops: 2 * m * n * k,
    ways: { eager: prepare((f) => f), compiled: prepare((f) => compile(f)) },
  };
}

export const products: readonly Workload[] = [
  product("64", [64, 64, 64], 20, 400),
  product("256", [256, 256, 256], 5, 50),
  product("1024", [1024, 1024, 1024], 2, 5),
  product("2048", [2048, 2048, 2048], 1, 2),
  product("1024-float64", [1024, 1024, 1024], 2, 5, "float64"),
  product("tall", [4096, 64, 64], 20, 100),
];
