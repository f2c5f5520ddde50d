import type { Arg } from "../../core/op.js";
import { fail } from "../../diagnose/error.js";
import { type Binary, type BinarySpec, defineBinary, defineUnary } from "./define.js";

// The five ops in the gradients of most others, and of one another.

/* @__NO_SIDE_EFFECTS__ */
const any = (name: string, s: BinarySpec): Binary => defineBinary(name, "promote", s);

/** −x. Refuses bool (`bool-arithmetic`). */
export const neg = defineUnary("neg", "promote", {
  lower: (k, x) =>
    x.dtype === "bool"
      ? fail(
          "bool-arithmetic",
          "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.",
          "use logicalNot().",
        )
      : k.neg(x),
  grad: (g) => neg(g),
  saves: "",
});
/** x + y. */
export const add = any("add", { lower: (k, x, y) => k.add(x, y), grad: [(g) => g, (g) => g], saves: "" });
/** x − y. Refuses bools (`bool-arithmetic`). */
export const sub = any("sub", {
  lower: (k, x, y) =>
    x.dtype === "bool"
      ? fail(
          "bool-arithmetic",
          "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead.",
          "use logicalXor().",
        )
      : k.sub(x, y),
  grad: [(g) => g, (g) => neg(g)],
  saves: "",
});
/** Refuses bools in a subtraction, also beside other numbers. */
export function checkDifference(x: Arg, y: Arg): void {
  const bool = (a: Arg): boolean => (typeof a === "object" ? a?.dtype === "bool" : typeof a === "boolean");
  if (bool(x) !== bool(y))
    fail(
      "bool-arithmetic",
      "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.",
      "use logicalNot() for a mask; convert first to calculate: x.long().",
    );
}
/**
 * x · y, element by element; matmul multiplies matrices.
 *
 * @example
 * mul(tensor([[1], [2]]), tensor([10, 20])).tolist(); // → 10,20,20,40
 */
export const mul = any("mul", {
  lower: (k, x, y) => k.mul(x, y),
  grad: [(g, { y }) => mul(g, y), (g, { x }) => mul(g, x)],
});
/** True division: integers give floats. */
export const div = defineBinary("div", "float", {
  lower: (k, x, y) => k.div(x, y),
  grad: [(g, { y }) => div(g, y), (g, { x, y }) => neg(div(mul(g, div(x, y)), y))],
  domain: [0.4, 2],
});
