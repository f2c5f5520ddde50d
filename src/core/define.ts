import { k } from "../ir/builder.js";
import type { Expr, ReduceFn } from "../ir/expr.js";
import type { DType } from "../shape/dtype.js";
import {
  type ContractionOp,
  type ElementwiseOp,
  type GradRule,
  type Op,
  type ReductionOp,
  registry,
  type RoutineOp,
  type Sample,
  type ViewOp,
} from "./op.js";

// Creates op records from what an op's author declares, and fills in the rest.

interface Common {
  grad?: readonly (GradRule | null)[];
  saves?: string;
  samples?: readonly (Sample | readonly number[])[];
  domain?: readonly [number, number];
  twice?: boolean;
  gradName?: string;
  order?: readonly number[];
}

const sample = (s: Sample | readonly number[]): Sample => ("shapes" in s ? s : { shapes: [s] });

function base(
  name: string,
  c: Common,
): Pick<Op, "name" | "gradName" | "saves" | "samples" | "domain" | "twice"> & {
  grad?: readonly (GradRule | null)[];
  order?: readonly number[];
} {
  return {
    name,
    gradName: c.gradName ?? name[0]!.toUpperCase() + name.slice(1),
    ...(c.grad && { grad: c.grad }),
    ...(c.order && { order: c.order }),
    saves: c.saves ?? "",
    samples: (c.samples ?? []).map(sample),
    domain: c.domain ?? [-2, 2],
    twice: c.twice ?? true,
  };
}

function register<T extends Op>(op: T): T {
  if (registry.has(op.name)) throw new Error(`two ops are called ${op.name}`);
  registry.set(op.name, op);
  return op;
}

/** An op over elements: see {@link ElementwiseOp}. `operands` defaults to "promote" for each. */
/* @__NO_SIDE_EFFECTS__ */
export function defineElementwise(
  name: string,
  arity: number,
  c: Common & Pick<ElementwiseOp, "lower"> & { operands?: ElementwiseOp["operands"] },
): ElementwiseOp {
  const op: ElementwiseOp = register({
    kind: "elementwise",
    ...base(name, c),
    arity,
    lower: c.lower,
    operands: c.operands ?? Array<"promote">(arity).fill("promote"),
    infer: (loads) => op.lower(k, ...loads.map((d, i) => k.param(i, d))).dtype,
    types: new Map(),
    kernels: new Map(),
    flat: [],
    fused: [],
  });
  return op;
}

/** A reduction: see {@link ReductionOp}. */
/* @__NO_SIDE_EFFECTS__ */
export function defineReduction(
  name: string,
  c: Common & Pick<ReductionOp, "lower" | "accumulate"> & { arity?: number },
): ReductionOp {
  const reduce = (fn: ReduceFn, x: Expr): Expr => k.reduce(fn, [0], x);
  const op: ReductionOp = register({
    kind: "reduction",
    ...base(name, c),
    arity: c.arity ?? 1,
    lower: c.lower,
    accumulate: c.accumulate,
    infer: (d: DType) =>
      op.lower(
        k,
        Array.from({ length: op.arity }, (_, i) => k.param(i, d)),
        reduce,
        k.param(op.arity, d),
      ).dtype,
    types: {},
    kernels: new Map(),
  });
  return op;
}

/** A contraction: see {@link ContractionOp}. */
/* @__NO_SIDE_EFFECTS__ */
export function defineContraction(
  name: string,
  arity: number,
  c: Common & Pick<ContractionOp, "lower">,
): ContractionOp {
  return register({ kind: "contraction", ...base(name, c), arity, lower: c.lower, kernels: new Map() });
}

/** A view: see {@link ViewOp}. */
/* @__NO_SIDE_EFFECTS__ */
export function defineView(name: string, c: Common & Pick<ViewOp, "view" | "shows" | "dtype">): ViewOp {
  return register({
    kind: "view",
    ...base(name, c),
    view: c.view,
    ...(c.shows && { shows: true }),
    ...(c.dtype && { dtype: c.dtype }),
  });
}

/** A routine: see {@link RoutineOp}. */
/* @__NO_SIDE_EFFECTS__ */
export function defineRoutine(
  name: string,
  c: Common & Pick<RoutineOp, "infer" | "run" | "dataShape" | "linear" | "pairs">,
): RoutineOp {
  return register({
    kind: "routine",
    ...base(name, c),
    infer: c.infer,
    run: c.run,
    ...(c.linear && { linear: true }),
    ...(c.pairs && { pairs: c.pairs }),
    ...(c.dataShape && { dataShape: true }),
  });
}
