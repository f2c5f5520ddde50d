import { readdirSync, readFileSync } from "node:fs";
import type { DType, Tensor } from "kindling";

// What the tests that compare with goldens share: reading them, the inputs that both sides make, and how near is near.
// The goldens lie in test/golden/, beside the Python programs that wrote them.

/** Where a file of test/golden/ lies, seen from the compiled tests. */
export const goldenFile = (name: string): URL => new URL(`../../test/golden/${name}`, import.meta.url);

/** The content of `test/golden/<name>.json`. */
export const readGolden = <T>(name: string): T => JSON.parse(readFileSync(goldenFile(`${name}.json`), "utf8")) as T;

/** The files of `test/golden/` whose names match, without `.json`, in order. */
export const goldenNames = (pattern: RegExp): string[] =>
  readdirSync(goldenFile(""))
    .filter((f) => pattern.test(f))
    .map((f) => f.replace(/\.json$/, ""))
    .sort();

/** The public names of PyTorch's modules ("torch", "torch.nn", …) as they are written here: `scatter_add_` is `scatterAdd_`. */
export function torchNames(...modules: readonly string[]): ReadonlySet<string> {
  const all = readGolden<{ modules: Record<string, string[]> }>("names").modules;
  return new Set(
    modules.flatMap((m) => all[m]!.map((n) => n.replace(/_([a-z0-9])/g, (_, c: string) => c.toUpperCase()))),
  );
}

/** A number; or "nan", "inf", "-inf", which JSON lacks; or the digits of an int64. */
export type Value = number | string;

/** A stored value as a number, or as a bigint where a number would not hold it. */
export function decode(v: Value): number | bigint {
  if (typeof v === "number") return v;
  if (/^-?\d+$/.test(v)) return BigInt(v);
  return v === "nan" ? NaN : v === "inf" ? Infinity : v === "-inf" ? -Infinity : Number(v);
}

/** Made-up inputs by a formula that the Python programs know too: the same numbers on both sides. */
export function formula(n: number, seed: number, d: DType, lo: number, hi: number): (number | boolean)[] {
  return Array.from({ length: n }, (_, i) => {
    const u = ((i * 7919 + seed * 3571 + 1234) % 10007) / 10007;
    if (d === "float32" || d === "float64") return lo + u * (hi - lo);
    if (d === "float16" || d === "bfloat16") return Math.floor((lo + u * (hi - lo)) * 32) / 32;
    return d === "bool" ? u < 0.5 : Math.floor(lo + u * (hi - lo + 1));
  });
}

/** PyTorch's own tolerances for float32 (torch.testing.assert_close), tighter for float64, a unit or two for halves. */
const tolerance: Partial<Record<DType, readonly [rtol: number, atol: number]>> = {
  float32: [1.3e-6, 1e-5],
  float64: [1e-7, 1e-7],
  float16: [1e-3, 1e-5],
  bfloat16: [1.6e-2, 1e-5],
};

/** The elements in row-major order; bools as 0 and 1. */
export function valuesOf(t: Tensor): (number | bigint)[] {
  return (t.reshape([t.numel()]).detach().tolist() as (number | bigint | boolean)[]).map((v) =>
    typeof v === "boolean" ? Number(v) : v,
  );
}

/** What differs between two lists of values of a dtype: sentences. `loose` widens the tolerance. */
export function compareValues(
  what: string,
  got: readonly (number | bigint)[],
  want: readonly Value[],
  dtype: DType,
  loose = 1,
): string[] {
  const [rtol, atol] = tolerance[dtype] ?? [0, 0];
  const same = (a: number | bigint, b: number | bigint): boolean => {
    if (typeof a === "bigint" || typeof b === "bigint") return BigInt(a) === BigInt(b);
    return a === b || (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= loose * (atol + rtol * Math.abs(b));
  };
  if (got.length === want.length && want.every((v, i) => same(got[i]!, decode(v)))) return [];
  return [`${what}: got [${got.join(", ")}], PyTorch gives [${want.join(", ")}]`];
}
