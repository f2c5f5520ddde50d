import { fail } from "../diagnose/error.js";
import { largestFloat } from "../util/half.js";

/** A double as C++ streams print it in PyTorch's sentences: six digits, `inf`, `nan`. */
export function shown(x: number): string {
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return x > 0 ? "inf" : "-inf";
  return String(Number(x.toPrecision(6)));
}

const C_NAME = { float32: "float", float64: "double", float16: "c10::Half", bfloat16: "c10::BFloat16" } as const;
const SCALAR_TYPE = { float32: "Float", float64: "Double", float16: "Half", bfloat16: "BFloat16" } as const;

export type FloatName = keyof typeof C_NAME;

/** PyTorch's conditions on the bounds of `uniform_`. */
export function checkUniform(from: number, to: number, dtype: FloatName): void {
  const largest = largestFloat[dtype];
  if (!(Math.abs(from) <= largest))
    fail("random-range", `from is out of bounds for ${C_NAME[dtype]}`, `it is ${shown(from)}.`);
  if (!(Math.abs(to) <= largest))
    fail("random-range", `to is out of bounds for ${C_NAME[dtype]}`, `it is ${shown(to)}.`);
  if (from > to) {
    fail(
      "random-range",
      `uniform_ expects to return a [from, to) range, but found from=${shown(from)} > to=${shown(to)}`,
      "give the smaller bound first.",
    );
  }
  if (to - from > largest) {
    fail(
      "random-range",
      `uniform_ expects to-from <= std::numeric_limits<${SCALAR_TYPE[dtype]}>::max(), but found to=${shown(to)} and from=${shown(from)} which result in to-from to exceed the limit`,
      "choose a smaller range, or a wider dtype.",
    );
  }
}

/** PyTorch's condition on the standard deviation of `normal_`. */
export function checkStd(std: number): void {
  if (!(std >= 0))
    fail(
      "random-range",
      `normal expects std >= 0.0, but found std ${shown(std)}`,
      "a standard deviation is 0 or more; to flip the sign of the samples, negate them.",
    );
}
