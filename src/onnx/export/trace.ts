// Listens to a run of a model, and writes down what it computes as nodes. Each op that runs is told (`applied`), with its kernel just
// before it. What depends on the inputs is followed through memory, too: a tensor that was filled by something without a form in ONNX
// is refused when it is used, and never taken for a constant.

import { copyOf } from "../../core/dispatch.js";
import type { Differentiable } from "../../core/node.js";
import type { Attrs, Op, Operand } from "../../core/op.js";
import type { Live } from "../../core/op.js";
import { type Named, Silent } from "../../core/recorder.js";
import type { Storage } from "../../core/storage.js";
import { Tensor } from "../../core/tensor.js";
import { toParam } from "../../core/launch.js";
import { userLine } from "../../diagnose/line.js";
import { fail } from "../../diagnose/error.js";
import type { Kernel } from "../../ir/kernel.js";
import { nodesOf } from "../../ir/expr.js";
import type { DType } from "../../shape/dtype.js";
import { range, sameArray } from "../../util/array.js";
import { Builder } from "./builder.js";
import { castTo, express, noForm } from "./expression.js";
import { forms, type Step } from "./forms.js";

/** A tensor that has a name in the graph. */
interface Known {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
  readonly version: number;
  readonly name: string;
}

export class Trace extends Silent implements Step {
  static override readonly name: string = "Trace";
  readonly b = new Builder();
  /** What the forms of pooling remember of one another. */
  readonly notes = new Map<string, string>();
  private readonly values = new Map<Storage, Known[]>();
  /** Memory that depends on the inputs, and what filled it last. */
  private readonly depends = new Map<Storage, string>();
  /** Parameters and buffers by their memory. */
  private readonly state = new Map<Storage, [Tensor, string][]>();
  private readonly path: string[] = [];
  private last: {
    readonly kernel: Kernel;
    readonly out: Storage;
    readonly args: readonly Operand[];
    readonly count: number;
  } | null = null;
  private readonly root: Named;
  /** The tensor that an op has just changed in place: as its operand, it is what it was before. */
  private overwritten: Tensor | null = null;

  readonly opset: number;

  constructor(root: Named, state: Iterable<readonly [string, Tensor]>, opset: number) {
    super();
    this.root = root;
    this.opset = opset;
    for (const [name, t] of state) this.state.set(t.storage, [...(this.state.get(t.storage) ?? []), [t, name]]);
  }

  // ---- values ----

  /** Gives a tensor a name, as it is now. */
  bind(t: Tensor, name: string): void {
    const list = (this.values.get(t.storage) ?? []).filter((k) => !fits(k, t));
    list.push({ shape: t.shape, strides: t.strides, offset: t.offset, version: t.storage.version, name });
    this.values.set(t.storage, list);
  }
  /** An input of the graph. */
  input(t: Tensor, name: string): void {
    this.bind(t, name);
    this.depends.set(t.storage, "an input");
  }

  /** The name of a tensor; constants get one now. */
  nameOf(t: Tensor): string {
    const known = this.values.get(t.storage)?.find((k) => fits(k, t));
    const now = t.storage.version - (t === this.overwritten ? 1 : 0);
    if (known !== undefined && known.version === now) return known.name;
    const by = this.depends.get(t.storage);
    if (by !== undefined)
      return noForm(
        this.b,
        known === undefined ? `what ${by} gives` : "a tensor that was changed through another view of it",
        known === undefined ? undefined : "make a new tensor in place of changing one (x = x.add(…), cat, where).",
      );
    const own = this.state.get(t.storage)?.find(([s]) => fits(s, t));
    let name: string;
    if (own === undefined) name = this.constant(copyOf(t));
    else {
      name = own[1];
      this.b.initializers.set(name, own[0]);
    }
    this.bind(t, name);
    return name;
  }
  /** A constant. One that is as large as an input may be is made of its size: a number repeated, or 0, 1, 2, …. */
  private constant(t: Tensor): string {
    const { data } = t.storage,
      from = t.offset;
    const each = (f: (i: number) => unknown): boolean => range(t.count).every((i) => Object.is(data[from + i], f(i)));
    if (t.count < 2 || t.dtype === "float16" || t.dtype === "bfloat16" || t.dtype.startsWith("complex"))
      return this.b.constant(t);
    if (each(() => data[from]))
      return this.b.emit("Expand", [
        this.b.scalar(t.dtype === "bool" ? data[from] !== 0 : data[from]!, t.dtype),
        this.b.shape(t.shape),
      ]);
    if (t.dtype === "int64" && t.shape.length === 1 && each((i) => BigInt(i)))
      return this.b.emit("Range", [
        this.b.scalar(0, "int64"),
        this.b.emit("Squeeze", [this.b.shape(t.shape), this.b.ints([0])]),
        this.b.scalar(1, "int64"),
      ]);
    return this.b.constant(t);
  }
  /** An operand in a dtype: a tensor, or a number. */
  operand(a: Operand, dtype: DType): string {
    if (a instanceof Tensor) return a.dtype === dtype ? this.nameOf(a) : castTo(this.b, this.nameOf(a), dtype);
    return this.b.scalar(toParam(a as Exclude<Operand, Tensor>, dtype), dtype);
  }

  // ---- what is heard ----

  override launch(kernel: Kernel, out: Storage, args: readonly Operand[], count: number): void {
    this.last = { kernel, out, args, count };
    if (args.some((a) => a instanceof Tensor && this.depends.has(a.storage)))
      this.depends.set(out, `\`${kernel.name}\``);
  }
  override call(name: string, inputs: readonly Tensor[], out: Tensor, _run: unknown, random: boolean): void {
    if (random) this.depends.set(out.storage, `\`${name}\` (random numbers)`);
    else if (inputs.some((t) => this.depends.has(t.storage))) this.depends.set(out.storage, `\`${name}\``);
  }
  override refuse(what: string, instead?: string): void {
    this.here();
    fail(
      "onnx-export",
      `${this.b.place}: ${what} cannot be written down in ONNX`,
      instead ?? "compute that outside of the model.",
    );
  }
  override live(value: () => number): number | Live {
    return value();
  }
  override entersModule(module: Named): void {
    this.path.push(this.root.namedModules().find(([, m]) => m === module)?.[0] ?? module.summary());
  }
  override leavesModule(): void {
    this.path.pop();
  }

  /** An op has run. */
  applied(op: Differentiable, args: readonly Operand[], attrs: Attrs, out: Tensor): void {
    const { last } = this;
    this.last = null;
    const tensors = args.filter((a): a is Tensor => a instanceof Tensor);
    const matters = tensors.some((t) => this.depends.has(t.storage));
    const learned = tensors.some(
      (t) => this.state.has(t.storage) || this.values.get(t.storage)?.some((k) => fits(k, t)) === true,
    );
    if (!matters && !learned) return; // a constant, which it stays
    if (matters) this.depends.set(out.storage, this.depends.get(out.storage) ?? `\`${op.gradName}\``);
    this.here(op);
    this.overwritten = tensors.includes(out) ? out : null;
    const form = forms(op);
    const name =
      form?.(this, args, attrs, out) ??
      (last !== null && last.out === out.storage ? this.expressed(last, attrs) : undefined);
    this.overwritten = null;
    if (name !== undefined) this.bind(out, name);
    else if (form === undefined && (op as Partial<Op>).kind === "view") noForm(this.b, `\`${(op as Op).name}\``);
  }

  /** Where the model is now, for names and messages. */
  private here(op?: Differentiable): void {
    const path = this.path.filter((p) => p !== "").at(-1);
    const what = op === undefined ? "" : `\`${(op as Partial<Op>).name ?? op.gradName}\``;
    this.b.place = `${[path === undefined ? "the model" : `\`${path}\``, what].filter((s) => s !== "").join(", ")}${userLine()}`;
  }

  /** An elementwise op or a reduction, from its kernel. */
  private expressed(
    last: { readonly kernel: Kernel; readonly args: readonly Operand[]; readonly count: number },
    attrs: Attrs,
  ): string | undefined {
    const { kernel, args } = last;
    if (kernel.outputs.length !== 1) return undefined;
    const tensors = args.filter((a): a is Tensor => a instanceof Tensor),
      numbers = args.filter((a) => !(a instanceof Tensor)) as Exclude<Operand, Tensor>[];
    const root = kernel.outputs[0]!.value;
    const dims = (attrs["dims"] as readonly number[] | undefined) ?? [];
    const reduces = nodesOf(root).some((e) => e.kind === "reduce");
    if (kernel.axes.some((a) => a.kind === "reduce") && attrs["dims"] === undefined) return undefined;
    const full = reduces
      ? tensors.map((t) => t.shape).reduce((a, s) => (s.length > a.length || s.some((n, i) => n > (a[i] ?? 0)) ? s : a))
      : null;
    const value = express(this.b, root, {
      loads: tensors.map((t) => {
        const name = this.nameOf(t);
        return full === null || sameArray(full, t.shape) ? name : this.b.emit("Expand", [name, this.b.shape(full)]);
      }),
      scalar: (p, dtype) => {
        if (p < numbers.length) return this.b.scalar(toParam(numbers[p]!, dtype), dtype);
        const n = this.b.emit(
          "Cast",
          [
            this.b.emit("ReduceProd", [this.b.shape(dims.map((d) => tensors[0]!.shape[d] ?? 1))], {
              keepdims: { int: 0 },
            }),
          ],
          {
            to: { int: 1 },
          },
        );
        return dtype === "float32" ? n : castTo(this.b, n, dtype);
      },
      dims,
    });
    if (kernel.axes.some((a) => a.kind === "reduce") || attrs["keepdim"] !== undefined)
      return attrs["keepdim"] === true || dims.length === 0
        ? value
        : this.b.emit("Squeeze", [value, this.b.ints(dims)]);
    return value;
  }
}

const fits = (
  k: { readonly shape: readonly number[]; readonly strides: readonly number[]; readonly offset: number },
  t: Tensor,
): boolean => k.offset === t.offset && sameArray(k.shape, t.shape) && (sameArray(k.strides, t.strides) || t.count <= 1);
