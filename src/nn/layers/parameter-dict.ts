import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { dtypeInfo } from "../../shape/dtype.js";
import { removeNamed } from "./containers.js";
import { fieldsOf, membersOf, state } from "../module-state.js";
import { Module } from "../module.js";
import { Parameter } from "../parameter.js";
import { asParameter, shown } from "./parameter-list.js";
import { layer, type PythonForm } from "../python-form.js";
import { noMore } from "../../diagnose/arguments.js";

/** Tensors by name. */
export type NamedTensors = Readonly<Record<string, Tensor>> | ReadonlyMap<string, Tensor>;

/**
 * Parameters by name that belong to the module. An object's are sorted by name, a Map's keep their order, as in PyTorch
 * for a dict and an OrderedDict. Tensors become parameters.
 */
export class ParameterDict extends Module {
  static override readonly name = /* @__PURE__ */ layer(
    this,
    "ParameterDict",
    "get:key,set:key:value,has:key,pop:key,update:!parameters,clear,keys,values,entries",
  );
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.container",
    derived: { _keys: (m) => new Map(m.namedParameters("", false).map(([name]) => [name, null])) },
  };

  /**
   * Parameters by name that belong to the module.
   *
   * @example
   * const weights = new nn.ParameterDict({ right: ones(2), left: ones(3) });
   * [...weights.keys()]; // → left,right
   */
  constructor(parameters: NamedTensors = {}) {
    noMore("ParameterDict", 1, arguments, true);
    super();
    this.update(parameters);
  }

  /** The number of parameters. */
  override get length(): number {
    return this.entries().length;
  }
  /** The parameter of that name. */
  get(name: string): Parameter {
    const p: unknown = Object.hasOwn(this, name) ? fieldsOf(this)[name] : undefined;
    return p instanceof Parameter
      ? p
      : fail(
          "module-index",
          `'ParameterDict' object has no attribute '${name}'`,
          `its keys: ${this.keys().join(", ") || "none"}.`,
        );
  }
  /** Adds a parameter, or replaces the one of that name. */
  set(name: string, value: Tensor): this {
    const s = this[state];
    this.registerParameter(name, asParameter(value, "ParameterDict"));
    s.order ??= [];
    if (!s.order.includes(name)) s.order.push(name);
    return this;
  }
  /** Whether there is a parameter of this name. */
  has(name: string): boolean {
    return this.keys().includes(name);
  }
  /** Removes the parameter of that name and returns it. */
  pop(name: string): Parameter {
    const p = this.get(name);
    removeNamed(this, name);
    return p;
  }
  /** Removes all parameters. */
  clear(): void {
    for (const name of this.keys()) removeNamed(this, name);
  }
  /** Adds or replaces several. */
  update(parameters: NamedTensors): void {
    if (typeof parameters !== "object" || parameters === null)
      fail(
        "parameter-type",
        `ParameterDict takes an object or a Map of parameters by name, but got ${parameters === null ? "null" : typeof parameters}`,
        "for example new nn.ParameterDict({ w: new nn.Parameter(x) }).",
      );
    const list =
      parameters instanceof Map
        ? [...(parameters as Map<string, Tensor>)]
        : Object.entries(parameters as Record<string, Tensor>).sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [name, value] of list) this.set(name, value);
  }
  /** The names, in the order in which they were added. */
  keys(): string[] {
    return this.entries().map(([name]) => name);
  }
  /** The parameters, in the order in which they were added. */
  values(): Parameter[] {
    return this.entries().map(([, p]) => p);
  }
  /** The parameters with their names, in the order in which they were added. */
  entries(): [name: string, parameter: Parameter][] {
    return membersOf(this).parameters.filter((e): e is [string, Parameter] => e[1] !== null);
  }
  /** The names, as iteration over a Python dict yields them. */
  [Symbol.iterator](): Iterator<string> {
    return this.keys()[Symbol.iterator]();
  }
  override extraRepr(): string {
    return this.entries()
      .map(([name, p]) => shown(name, p, `${dtypeInfo[p.dtype].scalarType}Tensor`))
      .join("\n");
  }
}
