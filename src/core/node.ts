import { fail } from "../diagnose/error.js";
import { type DType, dtypeInfo } from "../shape/dtype.js";
import type { ScalarValue } from "../shape/promotion.js";
import type { Shape } from "../shape/shape.js";
import { showShape } from "../util/array.js";
import { anomaly } from "./anomaly.js";
import type { Operand, Attrs, GradRule } from "./op.js";
import type { Tensor } from "./tensor.js";

/** The data of a gradient rule: the saved inputs and output of its op, and the op's attributes. */
export interface Saved {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly z: Tensor;
  readonly out: Tensor;
  readonly attrs: Attrs;
  /** Shape of input `i`, saved or not. */
  readonly shapes: readonly Shape[];
  /** dtype of input `i`. */
  readonly dtypes: readonly DType[];
  /** Input `i`, for ops with many. */
  input(i: number): Tensor;
}

/** The part of an op that backward needs. Custom functions and views' copy-slices have their own. */
export interface Differentiable {
  readonly gradName: string;
  readonly grad?: readonly (GradRule | null)[];
  /** For a view: it shows part of its input, each element once, so that its gradient can be added to that part only. */
  readonly shows?: true;
  /** The index of each input's gradient in PyTorch's function, if it differs. */
  readonly order?: readonly number[];
  /** Computes all gradients at once, instead of one rule per input: for custom functions. */
  readonly gradAll?: (g: Tensor, node: Node) => readonly (Tensor | null)[];
  readonly saves: string;
  /** Frees the saved tensors of a custom function. */
  readonly release?: () => void;
}

/** The rule for input `i`. Ops with any number of inputs repeat their last rule. */
export function ruleOf(op: Differentiable, i: number): GradRule | null {
  const rules = op.grad;
  return rules === undefined ? null : (rules[i < rules.length ? i : rules.length - 1] ?? null);
}

const letters = "xyz";

/** One step of the autograd graph: created by a forward op, run once by backward. */
export class Node implements Saved {
  readonly op: Differentiable;
  /** The receiver of each input's gradient; null if none is needed. */
  readonly next: readonly (Node | null)[];
  readonly shapes: readonly Shape[];
  readonly dtypes: readonly DType[];
  readonly attrs: Attrs;
  /** Shape of the output, which the incoming gradient must have. */
  readonly shape: Shape;
  readonly dtype: DType;
  private inputs: readonly (Operand | null)[] | null;
  private output: Tensor | null;
  private readonly versions: readonly number[];
  private outputVersion: number;
  /** For a leaf's accumulator: the leaf. */
  readonly leaf: Tensor | null;
  /** Called with the output's gradient before the rules run. */
  pre: ((grad: Tensor) => Tensor)[] | null = null;

  // The state of one backward pass.
  pass = 0;
  waiting = 0;
  grad: Tensor | null = null;
  /** Whether `grad` was created for this node only, so that more can be added to it in place. */
  owned = false;

  constructor(
    op: Differentiable,
    args: readonly Operand[],
    next: readonly (Node | null)[],
    attrs: Attrs,
    out: Tensor,
    leaf: Tensor | null = null,
  ) {
    this.op = op;
    this.next = next;
    this.attrs = attrs;
    this.shape = out.shape;
    this.dtype = out.dtype;
    this.leaf = leaf;
    const n = args.length;
    const saves = op.saves;
    const shapes = new Array<Shape>(n),
      dtypes = new Array<DType>(n),
      versions = new Array<number>(n),
      inputs = new Array<Operand | null>(n);
    for (let i = 0; i < n; i++) {
      const a = args[i]!;
      const tensor = typeof a === "object";
      shapes[i] = tensor ? a.shape : [];
      dtypes[i] = tensor ? a.dtype : "float64";
      versions[i] = tensor ? a.storage.version : 0;
      inputs[i] = !tensor || saves.includes(letters[i] ?? "*") ? a : null;
    }
    this.shapes = shapes;
    this.dtypes = dtypes;
    this.versions = versions;
    this.inputs = inputs;
    const keepsOutput = saves.includes("o");
    this.output = keepsOutput ? out : null;
    this.outputVersion = keepsOutput ? out.storage.version : 0;
    if (anomaly !== null && leaf === null) anomaly.made(this);
  }

  /** The name of `grad_fn`, if it differs from the op's: a composite appears as one op, as in PyTorch. */
  label: string | null = null;

  /** @internal For JSON.stringify: the name, not the graph behind it. */
  toJSON(): { readonly name: string } {
    return { name: this.name };
  }
  get name(): string {
    return this.leaf ? "AccumulateGrad" : (this.label ?? `${this.op.gradName}Backward0`);
  }

  get x(): Tensor {
    return this.input(0);
  }
  get y(): Tensor {
    return this.input(1);
  }
  get z(): Tensor {
    return this.input(2);
  }

  get out(): Tensor {
    const o = this.output;
    if (o === null) return this.missing("its output");
    if (o.storage.version !== this.outputVersion) this.changed(o, this.outputVersion);
    return o;
  }

  /** Input `i`; throws if it was changed in place since. Returns a scalar unchanged. */
  input(i: number): Tensor {
    const a = this.inputs?.[i];
    if (a === null || a === undefined) return this.missing(`input ${i}`);
    if (typeof a === "object" && a.storage.version !== this.versions[i]) this.changed(a, this.versions[i]!);
    return a as Tensor;
  }

  /** Input `i` if it is a number, not a tensor. */
  scalar(i: number): ScalarValue | undefined {
    const a = this.inputs?.[i];
    return typeof a === "object" || typeof a === "function" ? undefined : a;
  }

  get freed(): boolean {
    return this.inputs === null;
  }

  /** Frees the saved tensors; a second backward then fails. */
  free(): void {
    this.inputs = null;
    this.output = null;
    this.op.release?.();
  }

  private missing(what: string): never {
    if (this.freed) failFreed();
    return fail("internal", `the gradient rule of ${this.op.gradName} reads ${what}, which its record does not save`);
  }

  private changed(t: Tensor, was: number): never {
    return failChanged(
      t,
      was,
      `${this.op.gradName} saved this tensor for backward before it was changed: change a clone() instead, or use the op without the trailing underscore.`,
    );
  }
}

/** PyTorch's sentence for a saved tensor that was overwritten: which tensor it is, and which op changed it. */
export function failChanged(t: Tensor, was: number, fix: string): never {
  const made = t.node === null ? "" : `, which is output 0 of ${t.node.name},`;
  return fail(
    "inplace-saved",
    `one of the variables needed for gradient computation has been modified by an inplace operation: [torch.${dtypeInfo[t.dtype].scalarType}Tensor ${showShape(t.shape)}]${made} is at version ${t.storage.version}; expected version ${was} instead.`,
    fix,
  );
}

/** PyTorch's sentence for a graph that was already used. */
export function failFreed(): never {
  return fail(
    "backward-twice",
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after calling backward.",
    "compute the loss again before each backward(), or pass { retainGraph: true } to the first one.",
  );
}
