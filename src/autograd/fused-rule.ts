import { elementwise } from "../core/dispatch.js";
import { toParam } from "../core/launch.js";
import { mode } from "../core/modes.js";
import type { Node, Saved } from "../core/node.js";
import type { Attrs, ElementwiseOp, FusedRule, GradRule, Operand } from "../core/op.js";
import { recorder, setRecorder, Silent } from "../core/recorder.js";
import { allocate, type Storage } from "../core/storage.js";
import { Tensor } from "../core/tensor.js";
import { k } from "../ir/builder.js";
import type { Expr, IndexMap } from "../ir/expr.js";
import type { Kernel } from "../ir/kernel.js";
import { rewrite } from "../ir/rewrite.js";
import { sameArray } from "../util/array.js";

// A gradient rule is written with ops on tensors, so that gradients have gradients. If no second gradient is needed, a
// rule of several elementwise ops would read and write memory for each of them. Such a rule runs once over stand-ins,
// while a recorder notes its computation, and becomes one op: the gradient of gelu is one kernel instead of nine.

/** The number of cached sets of numbers per rule. */
const MOST = 16;
/** Rules for this few elements run unfused: a kernel for them would depend on their number. */
const FEW = 3;

/** The gradient of input `i` by one kernel; null if there is none, or if it does not apply to these tensors. */
export function fusedGradient(g: Tensor, n: Node, i: number): Tensor | null {
  const { fused: rules, arity, grad } = n.op as Partial<ElementwiseOp>;
  if (rules === undefined || mode.grad || recorder !== null) return null;
  const which = Math.min(i, grad!.length - 1);
  let known = rules[which];
  if (known === null || g.dtype !== "float32" || !g.dense || g.count <= FEW) return null;
  // A number among the op's arguments, such as softplus's beta, becomes a part of the kernel.
  let key = "";
  if (arity! > 1) for (let j = 0; j < arity!; j++) key += `${String(n.scalar(j))};`;
  let rule = known?.get(key);
  if (rule === undefined) {
    rule = fuse(grad![which]!, n, i);
    if (known === undefined || known.size === MOST) rules[which] = known = rule === null ? null : new Map();
    known?.set(key, rule);
  }
  if (rule === null) return null;
  const args: Tensor[] = [g];
  for (const slot of rule.reads) {
    const t = slot === "out" ? n.out : n.input(slot);
    if (t.dtype !== "float32" || !sameArray(t.shape, g.shape)) return null;
    args.push(t);
  }
  return elementwise(rule.op, args);
}

/** The number of elements of a stand-in. */
const ELEMENTS = 5;
const standIn = (): Tensor => new Tensor(allocate("float32", ELEMENTS), [ELEMENTS], null, 0);

/** An op's saved tensors, as stand-ins. `hold` is called when each is first read. */
class StandIns implements Saved {
  readonly reads: ("out" | number)[] = [];
  readonly attrs: Attrs;
  readonly shapes: Saved["shapes"];
  readonly dtypes: Saved["dtypes"];
  private readonly tensors: Tensor[] = [];
  private readonly of: Node;
  private readonly hold: (t: Tensor) => void;
  constructor(of: Node, hold: (t: Tensor) => void) {
    this.of = of;
    this.hold = hold;
    this.attrs = of.attrs;
    this.shapes = of.shapes.map(() => [ELEMENTS]);
    this.dtypes = of.dtypes.map(() => "float32");
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
    return this.read("out");
  }
  input(i: number): Tensor {
    return (this.of.scalar(i) as unknown as Tensor | undefined) ?? this.read(i);
  }
  private read(slot: "out" | number): Tensor {
    const known = this.tensors[this.reads.indexOf(slot)];
    if (known !== undefined) return known;
    const t = standIn();
    this.reads.push(slot);
    this.tensors.push(t);
    this.hold(t);
    return t;
  }
}

/** Records the contents of storages, as expressions of the stand-ins. */
class Notes extends Silent {
  readonly held = new Map<Storage, Expr>();
  kernels = 0;
  /** The rule did something that is not elementwise. */
  other = false;
  private inputs = 0;

  /** A stand-in is the next operand of the rule. */
  readonly hold = (t: Tensor): void => {
    this.held.set(t.storage, k.param(this.inputs++, "float32"));
  };

  override launch(kernel: Kernel, out: Storage, args: readonly Operand[]): void {
    this.kernels++;
    const flat = ({ offset, strides }: IndexMap): boolean => offset === 0 && strides.length === 1 && strides[0] === 1;
    const tensors = args.filter((a): a is Tensor => typeof a === "object"),
      numbers = args.filter((a) => typeof a !== "object");
    const [output] = kernel.outputs,
      [axis] = kernel.axes;
    if (kernel.outputs.length > 1 || kernel.axes.length !== 1 || axis!.kind !== "parallel" || !flat(output!.index)) {
      this.other = true;
      return;
    }
    this.held.set(
      out,
      rewrite(output!.value, (e) => {
        if (e.kind === "param") return k.const(toParam(numbers[e.param]!, e.dtype), e.dtype);
        if (e.kind !== "load") return e;
        const from = this.held.get(tensors[e.input]!.storage);
        if (from === undefined || !flat(e.index)) this.other = true;
        return from ?? e;
      }),
    );
  }
  override call(): void {
    this.other = true;
  }
  override refuse(): void {
    this.other = true;
  }
  override spoil(): void {
    this.other = true;
  }
}

/** Runs a rule over stand-ins; null if it does not fuse several ops into one kernel. */
function fuse(rule: GradRule, n: Node, i: number): FusedRule | null {
  const notes = new Notes(),
    saved = new StandIns(n, notes.hold),
    g = standIn();
  notes.hold(g);
  setRecorder(notes);
  let result: Tensor | null;
  try {
    result = rule(g, saved, i);
  } catch {
    return null; // it needs something that stand-ins do not have
  } finally {
    setRecorder(null);
  }
  const value = result === null ? undefined : notes.held.get(result.storage);
  if (value?.dtype !== "float32" || notes.other || notes.kernels < 2 || result!.count !== ELEMENTS || !result!.dense)
    return null;
  const arity = 1 + saved.reads.length,
    of =
      (xs: readonly Expr[]) =>
      (e: Expr): Expr =>
        e.kind === "param" ? xs[e.param]! : e;
  return {
    reads: saved.reads,
    op: {
      kind: "elementwise",
      name: `${n.op.gradName}Slope`,
      gradName: n.op.gradName,
      saves: "",
      samples: [],
      domain: [-2, 2],
      twice: false,
      arity,
      operands: Array<"promote">(arity).fill("promote"),
      lower: (_, ...xs) => rewrite(value, of(xs)),
      infer: () => "float32",
      types: new Map(),
      kernels: new Map(),
      flat: [],
      fused: [],
    },
  };
}
