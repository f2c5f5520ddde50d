import { needTensor } from "../../core/check.js";
import { defineElementwise } from "../../core/define.js";
import { elementwise } from "../../core/dispatch.js";
import type { Arg } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { dtypeInfo } from "../../shape/dtype.js";

// One of two values, by a condition. Separate from select.ts, since gradients of binary.ts use it.

export const whereOp = defineElementwise("where", 3, {
  lower: (k, c, x, y) => k.where(c, x, y),
  operands: ["bool", "promote", "promote"],
  grad: [null, (g, { x }) => where(x, g, 0), (g, { x }) => where(x, 0, g)],
  saves: "x",
  samples: [
    {
      shapes: [
        [3, 4],
        [3, 4],
        [3, 4],
      ],
    },
    { shapes: [[4], [3, 1], []] },
    {
      shapes: [
        [3, 4],
        [3, 4],
      ],
      scalars: [undefined, undefined, 2],
    },
  ],
});
/** `x` where the condition holds, `y` elsewhere; all broadcast together. The condition is bool (uint8 is accepted). */
export function where(condition: Tensor, x: Arg, y: Arg): Tensor {
  needTensor(condition, "where", "condition");
  if (condition.dtype !== "bool" && condition.dtype !== "uint8")
    fail(
      "where-condition",
      `where expected condition to be a boolean tensor, but got a tensor with dtype ${dtypeInfo[condition.dtype].scalarType}`,
      "compare first, e.g. where(x.gt(0), a, b).",
    );
  return elementwise(whereOp, [condition, x, y]);
}
