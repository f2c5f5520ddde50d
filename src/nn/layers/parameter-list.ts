import { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { fieldsOf, membersOf } from "../module-state.js";
import { Module } from "../module.js";
import { Parameter } from "../parameter.js";
import { layer, type PythonForm } from "../python-form.js";
import { noMore } from "../../diagnose/arguments.js";

/** One parameter as printed in a list or dict. */
export const shown = (name: string, p: Parameter | null, type: string | undefined = p?.dtype): string =>
  p === null
    ? `  (${name}): Object of type: NoneType`
    : `  (${name}): Parameter containing: [torch.${type} of size ${p.shape.join("x")}]`;

/** A parameter, or a tensor converted to one. */
export function asParameter(v: Tensor, what: string): Parameter {
  if (v instanceof Parameter) return v;
  return (v as unknown) instanceof Tensor
    ? new Parameter(v)
    : fail(
        "parameter-type",
        `${what} takes parameters or tensors, but got ${v === null ? "null" : typeof v}`,
        "for example [new nn.Parameter(x)].",
      );
}

/** Parameters in a list that belongs to the module (a plain array of parameters does not). Tensors become parameters. */
export class ParameterList extends Module {
  static override readonly name = /* @__PURE__ */ layer(
    this,
    "ParameterList",
    "get:index,append:value,extend:values,set:index:value",
  );
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.container",
    derived: { _size: (m) => m.namedParameters("", false).length },
  };
  [index: number]: Parameter;

  /**
   * Parameters in a list that belongs to the module (a plain array of parameters does not).
   *
   * @example
   * const weights = new nn.ParameterList([ones(2), ones(3)]);
   * weights[1]!.shape; // → 3
   */
  constructor(values: Iterable<Tensor> = []) {
    super();
    noMore("ParameterList", 1, arguments);
    this.extend(values);
  }

  /** A file may contain None. */
  private list(): Parameter[] {
    return membersOf(this).parameters.map(([, p]) => p!);
  }
  /** The number of parameters. */
  override get length(): number {
    return this.list().length;
  }
  /** Parameter `i`; negative numbers count from the end. */
  get(i: number): Parameter {
    const list = this.list();
    return (
      list[i < 0 ? i + list.length : i] ??
      fail(
        "module-index",
        `index ${i} is out of range`,
        `the ParameterList has ${list.length} element${list.length === 1 ? "" : "s"}.`,
      )
    );
  }
  /** Adds a parameter at the end. */
  append(value: Tensor): this {
    this.registerParameter(String(this.length), asParameter(value, "ParameterList"));
    return this;
  }
  /** Adds parameters at the end. */
  extend(values: Iterable<Tensor>): this {
    if (typeof values !== "object" || values === null || values instanceof Tensor || !(Symbol.iterator in values))
      fail(
        "parameter-type",
        `ParameterList takes an array of parameters, but got ${values === null ? "null" : values instanceof Tensor ? "a tensor" : typeof values}`,
        "new nn.ParameterList([w1, w2]), with the brackets.",
      );
    for (const v of values) this.append(v);
    return this;
  }
  /** Replaces parameter `i`. */
  set(i: number, value: Tensor): this {
    const n = this.length,
      at = i < 0 ? i + n : i;
    this.get(i);
    fieldsOf(this)[String(at)] = asParameter(value, "ParameterList");
    return this;
  }
  [Symbol.iterator](): Iterator<Parameter> {
    return this.list()[Symbol.iterator]();
  }
  override extraRepr(): string {
    return this.list()
      .map((p, i) => shown(String(i), p))
      .join("\n");
  }
}
