import { defineElementwise } from "../../core/define.js";
import { elementwise1, elementwise2, empty } from "../../core/dispatch.js";
import type { Arg, ElementwiseOp, GradRule, Sample } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import type { ExprBuilder } from "../../ir/builder.js";
import type { Expr } from "../../ir/expr.js";
import { label } from "../label.js";

// How an op of one tensor and an op of two are made from their records.

export interface UnarySpec {
  lower: (k: ExprBuilder, x: Expr) => Expr;
  grad?: GradRule;
  saves?: string;
  domain?: readonly [number, number];
  twice?: boolean;
  gradName?: string;
}

export type Unary = ((x: Tensor) => Tensor) & { readonly op: ElementwiseOp };

const unaryShapes: Sample[] = [[3, 4], [], [0, 2], [5]].map((s) => ({ shapes: [s] }));

/** A function of one tensor, from its record. */
/* @__NO_SIDE_EFFECTS__ */
export function defineUnary(name: string, operand: "promote" | "float" | "bool", s: UnarySpec): Unary {
  const op = defineElementwise(name, 1, {
    lower: s.lower,
    operands: [operand],
    samples: unaryShapes,
    ...(s.grad ? { grad: [s.grad], saves: s.saves ?? "x" } : {}),
    ...(s.domain ? { domain: s.domain } : {}),
    ...(s.gradName ? { gradName: s.gradName } : {}),
    twice: s.twice ?? true,
  });
  return Object.assign((x: Tensor): Tensor => elementwise1(op, x), { op });
}

/** The gradient of a step function: zero, also where the incoming one is infinite. */
export const zeroGrad: GradRule = (g) => empty(g.shape, g.dtype);
export interface BinarySpec {
  lower: (k: ExprBuilder, x: Expr, y: Expr) => Expr;
  grad?: readonly [GradRule | null, GradRule | null];
  saves?: string;
  domain?: readonly [number, number];
  twice?: boolean;
  gradName?: string;
  /** What PyTorch calls the gradient function where both operands are tensors, if not `…Backward0`. */
  tensorLabel?: string;
  /** The same where the first or the second operand is a number. */
  numberLabels?: readonly [first: string | null, second: string];
}

export type Binary = ((x: Arg, y: Arg) => Tensor) & {
  readonly op: ElementwiseOp;
  readonly tensorLabel: string | undefined;
  readonly numberLabels: BinarySpec["numberLabels"];
};

const binaryShapes: Sample[] = [
  {
    shapes: [
      [3, 4],
      [3, 4],
    ],
  },
  { shapes: [[3, 4], [4]] },
  {
    shapes: [
      [3, 1],
      [1, 4],
    ],
  },
  { shapes: [[], [2, 3]] },
  { shapes: [[], []] },
  { shapes: [[0, 2], [2]] },
  { shapes: [[2, 3]], scalars: [undefined, 2] },
  { shapes: [[2, 3]], scalars: [undefined, 1.5] },
];

/** A function of two operands, from its record. */
/* @__NO_SIDE_EFFECTS__ */
export function defineBinary(name: string, operand: "promote" | "float" | "bool", s: BinarySpec): Binary {
  const op = defineElementwise(name, 2, {
    lower: s.lower,
    operands: [operand, operand],
    samples: binaryShapes,
    ...(s.grad ? { grad: s.grad, saves: s.saves ?? "xy" } : {}),
    ...(s.domain ? { domain: s.domain } : {}),
    ...(s.gradName ? { gradName: s.gradName } : {}),
    twice: s.twice ?? true,
  });
  const { tensorLabel, numberLabels } = s;
  const plain = tensorLabel === undefined && numberLabels === undefined;
  const f = plain
    ? (x: Arg, y: Arg): Tensor => elementwise2(op, x, y)
    : (x: Arg, y: Arg): Tensor => {
        const name =
          typeof x !== "object" ? numberLabels?.[0] : typeof y === "object" ? tensorLabel : numberLabels?.[1];
        return name === undefined || name === null ? elementwise2(op, x, y) : label(elementwise2(op, x, y), name);
      };
  return Object.assign(f, { op, tensorLabel, numberLabels });
}
