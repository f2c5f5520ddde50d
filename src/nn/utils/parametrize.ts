import { noGrad } from "../../core/modes.js";
import { Tensor } from "../../core/tensor.js";
import { checkKind } from "../../diagnose/argument-kinds.js";
import { byName, noMore, type Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { checkSync, finished, type Synchronous } from "../../diagnose/sync.js";
import { setData } from "../../tensor/data.js";
import { sameArray, showShape } from "../../util/array.js";
import { classOf, fieldsOf, state } from "../module-state.js";
import { ModuleDict } from "../layers/module-dict.js";
import { ModuleList } from "../layers/module-list.js";
import type { Module } from "../module.js";
import { Parameter } from "../parameter.js";
import { noteBefore, typeBeforeParametrizations } from "./before.js";
import { forget } from "./reparametrize.js";

export { typeBeforeParametrizations } from "./before.js";

// A parameter computed from another one by modules: `layer.weight` applies them to `original` each time it is read. As
// in PyTorch, the layer gets its own class with `weight` as an accessor, so that state dicts and printed text match
// PyTorch's.

/** Maps one tensor to another. `rightInverse`, if defined, returns a tensor that `forward` maps back. */
export type Parametrization = Module & {
  forward(...xs: Tensor[]): Tensor;
  rightInverse?(x: Tensor): Tensor | readonly Tensor[];
};

const wrong = (sentence: string, fix: string): never => fail("parametrize", sentence, fix);
const kind = (v: unknown): string =>
  v === null
    ? "NoneType"
    : typeof v === "number"
      ? Number.isInteger(v)
        ? "int"
        : "float"
      : typeof v === "string"
        ? "str"
        : typeof v === "boolean"
          ? "bool"
          : typeof v;
const size = (t: Tensor): string => `torch.Size(${showShape(t.shape)})`;

/** Rejects a result that could not replace the tensor. */
function fits(
  what: string,
  flag: string,
  own: [name: string, like: Tensor],
  made: [name: string, value: unknown],
): void {
  const [value, like] = [made[1], own[1]];
  if (!(value instanceof Tensor))
    return wrong(`A parametrization must return a tensor. Got ${kind(value)}.`, "return a tensor from forward.");
  for (const [word, show, same] of [
    ["dtype", (t: Tensor) => `torch.${t.dtype}`, value.dtype === like.dtype],
    ["shape", size, sameArray(value.shape, like.shape)],
  ] as const) {
    if (!same)
      wrong(
        `${what} may not change the ${word} of the tensor, unless ${flag} flag is enabled.\n${own[0].replace("#", word)}: ${show(like)}\n${made[0].replace("#", word)}: ${show(value)}`,
        "keep it as it is, or pass { unsafe: true }.",
      );
  }
}

/**
 * The parametrizations of one tensor, in order, and their inputs: `original`, or `original0`, `original1`, ….
 *
 * @example
 * const l = nn.utils.parametrizations.orthogonal(new nn.Linear(4, 2));
 * const list = l.getSubmodule("parametrizations.weight") as nn.utils.parametrize.ParametrizationList;
 * [list.length, list.originals[0]!.shape].join(" "); // → 1 2,4
 */
export class ParametrizationList extends ModuleList<Parametrization> {
  static override readonly name: string = "ParametrizationList";
  /** The number of input tensors; 0 for a single one, called `original`. */
  readonly several: number;
  /** Whether shape and dtype of the result may differ from the original's. Default false. */
  unsafe: boolean;

  /** @internal Made by {@link registerParametrization}. */
  constructor(modules: readonly Parametrization[], original: Tensor, unsafe = false) {
    super(modules);
    this.unsafe = unsafe;
    if (modules.length === 0) wrong("ParametrizationList requires one or more modules.", "pass a module with forward.");
    const like = original.detach(),
      start = noGrad(() => this.inverse(original, false));
    if (start instanceof Tensor) {
      if (start.dtype !== original.dtype)
        wrong(
          `When \`right_inverse\` outputs one tensor, it may not change the dtype.\noriginal.dtype: torch.${original.dtype}\nright_inverse(original).dtype: torch.${start.dtype}`,
          "cast it in rightInverse.",
        );
      this.several = 0;
      if (start !== original) setData(original, start);
      this.keep("original", original);
    } else {
      if (!Array.isArray(start))
        wrong(
          `'right_inverse' must return a Tensor or a Sequence of tensors (list, tuple...). Got ${kind(start)}`,
          "return a tensor, or a list of tensors.",
        );
      const list = start as readonly unknown[];
      this.several = list.length;
      list.forEach((t, i) => {
        if (!(t instanceof Tensor)) {
          wrong(
            `'right_inverse' must return a Sequence of tensors (list, tuple...). Got element ${i} of the sequence with type ${kind(t)}.`,
            "return tensors only.",
          );
          return;
        }
        this.keep(`original${i}`, original instanceof Parameter ? new Parameter(t.detach(), original.requiresGrad) : t);
      });
    }
    if (!unsafe)
      fits(
        "Registering a parametrization",
        "`unsafe`",
        ["unparametrized #", like],
        ["parametrized #", noGrad(() => this.forward())],
      );
  }

  private keep(name: string, t: Tensor): void {
    if (t instanceof Parameter) this.registerParameter(name, t);
    else this.registerBuffer(name, t);
  }

  /** The input tensors. */
  get originals(): Tensor[] {
    const fields = fieldsOf(this);
    return this.several === 0
      ? [fields["original"] as Tensor]
      : Array.from({ length: this.several }, (_, i) => fields[`original${i}`] as Tensor);
  }

  /** The originals of `value`, by inverting all parametrizations. */
  private inverse(value: Tensor, needed: boolean): unknown {
    let x: unknown = value;
    for (const p of [...this].toReversed()) {
      if (p.rightInverse !== undefined) x = p.rightInverse(x as Tensor);
      else if (needed)
        fail(
          "parametrize",
          `parametrization ${p.constructor.name} does not implement right_inverse.`,
          "give it a method rightInverse(value), or assign to parametrizations.….original.",
        );
    }
    return x;
  }

  /** Writes the originals of `value`: the effect of an assignment to the parametrized tensor. */
  rightInverse(value: Tensor): void {
    noGrad(() => {
      const x = this.inverse(value, true),
        { originals } = this,
        list = this.several === 0 ? [x] : x;
      if (!Array.isArray(list)) {
        wrong(`'right_inverse' must return a sequence of tensors. Got ${kind(x)}.`, "return a list of tensors.");
        return;
      }
      if (list.length !== originals.length)
        wrong(
          `'right_inverse' must return a sequence of tensors of length ${originals.length}. Got a sequence of lenght ${list.length}.`,
          "return one tensor for each original.",
        );
      originals.forEach((o, i) => {
        const t = (list as readonly unknown[])[i];
        if (!(t instanceof Tensor)) {
          wrong(
            this.several === 0
              ? `\`right_inverse\` should return a tensor. Got ${kind(t)}`
              : `\`right_inverse\` must return a sequence of tensors. Got element ${i} of type ${kind(t)}`,
            "return tensors only.",
          );
          return;
        }
        if (t.dtype !== o.dtype)
          wrong(
            this.several === 0
              ? `The tensor returned by \`right_inverse\` has dtype torch.${t.dtype} while \`original\` has dtype torch.${o.dtype}`
              : `Tensor ${i} returned by \`right_inverse\` has dtype torch.${t.dtype} while \`original${i}\` has dtype torch.${o.dtype}`,
            "cast it in rightInverse.",
          );
      });
      originals.forEach((o, i) => {
        setData(o, (list as Tensor[])[i]!);
      });
    });
  }

  /** The parametrized tensor, computed from the original. */
  forward(): Tensor {
    const [first, ...rest] = [...this];
    return rest.reduce<Tensor>((x, p) => p(x), first!(...this.originals));
  }
}

/** The tensors computed inside {@link cached}. */
let cache: Map<ParametrizationList, Tensor> | null = null;

const listOf = (m: Module, name: string): ParametrizationList =>
  (fieldsOf(m)["parametrizations"] as ModuleDict<ParametrizationList>).get(name);

function value(list: ParametrizationList): Tensor {
  if (cache === null) return list();
  const known = cache.get(list) ?? list();
  cache.set(list, known);
  return known;
}

/** Gives a module its own class, and the name of that class. */
function ownClass(m: Module): void {
  const cls = classOf(m) as unknown as new (...args: never[]) => Module,
    made = class extends cls {};
  Object.defineProperty(made, "name", { value: `Parametrized${cls.name}` });
  noteBefore(made, cls);
  Object.setPrototypeOf(m, made.prototype as object);
}

/** Options of {@link registerParametrization}. */
export interface RegisterOptions {
  /** Whether another shape or dtype is allowed. Default false. */
  unsafe?: boolean;
}
/**
 * Replaces a parameter or buffer of a module with a computed value: reading `module[name]` applies `parametrization` to
 * `module.parametrizations.get(name).original`, which is learned. Several can be registered, one after another. Returns
 * the module.
 *
 * @param options `unsafe: true` allows another shape or dtype.
 * @throws KindlingError `parametrize`.
 * @example
 * class Symmetric extends nn.Module {
 *   forward(x: Tensor): Tensor { return x.triu().add(x.triu(1).T); }
 * }
 * const l = nn.utils.parametrize.registerParametrization(new nn.Linear(3, 3), "weight", new Symmetric());
 * l.weight.equal(l.weight.T); // → true
 */
export function registerParametrization<M extends Module>(
  module: M,
  tensorName: string,
  parametrization: Parametrization,
  options: RegisterOptions = {},
): M {
  noMore("registerParametrization", ["module", "tensorName", "parametrization", "options"], arguments);
  const { unsafe = false } = byName<{ unsafe: boolean }>("registerParametrization", ["unsafe"], [options]);
  parametrization.train(module.training);
  if (isParametrized(module, tensorName)) {
    if (!unsafe)
      noGrad(() => {
        checkNext(module, tensorName, parametrization);
      });
    const list = listOf(module, tensorName);
    list.append(parametrization);
    list.unsafe ||= unsafe;
    return module;
  }
  const original = fieldsOf(module)[tensorName];
  if (!(original instanceof Parameter) && !(original instanceof Tensor && module[state].buffers.has(tensorName)))
    return wrong(
      `Module '${String(module)}' does not have a parameter, a buffer, or a parametrized element with name '${tensorName}'`,
      "namedParameters() lists all.",
    );
  const list = new ParametrizationList([parametrization], original, unsafe).train(module.training);
  forget(module, tensorName);
  if (!isParametrized(module)) {
    ownClass(module);
    module.registerModule("parametrizations", new ModuleDict());
  }
  Object.defineProperty(module.constructor.prototype, tensorName, {
    get(this: Module): Tensor {
      return value(listOf(this, tensorName));
    },
    set(this: Module, v: Tensor) {
      listOf(this, tensorName).rightInverse(v);
    },
    configurable: true,
  });
  (fieldsOf(module)["parametrizations"] as ModuleDict).set(tensorName, list);
  return module;
}

/** Rejects an additional parametrization that does not match the existing ones. */
function checkNext(module: Module, name: string, p: Parametrization): void {
  const Y = fieldsOf(module)[name] as Tensor,
    X: unknown = p(Y),
    flag = "the `unsafe`";
  fits("Registering a parametrization", flag, [`module.${name}.#`, Y], [`parametrization(module.${name}).#`, X]);
  if (p.rightInverse === undefined) return;
  const Z: unknown = p.rightInverse(X as Tensor);
  if (!(Z instanceof Tensor))
    return wrong(
      `parametrization.right_inverse must return a tensor. Got: ${Array.isArray(Z) ? "list" : kind(Z)}`,
      "return a tensor from rightInverse.",
    );
  for (const [word, show, same] of [
    ["dtype", (t: Tensor) => `torch.${t.dtype}`, Z.dtype === Y.dtype],
    ["shape", size, sameArray(Z.shape, Y.shape)],
  ] as const) {
    if (!same)
      wrong(
        `The tensor returned by parametrization.right_inverse must have the same ${word} as module.${name}, unless the \`unsafe\` flag is enabled.\nmodule.${name}.${word}: ${show(Y)}\nreturned ${word}: ${show(Z)}`,
        "keep it as it is, or pass { unsafe: true }.",
      );
  }
}

/** Further arguments, by position or by name: tensorName = null, any tensor. */
type TensorNameArguments = Rest<
  [tensorName: string | null],
  {
    /** The name of the tensor. Default null: any. */
    tensorName?: string | null;
  }
>;
/**
 * Whether a module has parametrizations, of this tensor or of any.
 *
 * @example
 * const l = nn.utils.parametrizations.orthogonal(new nn.Linear(4, 2));
 * [nn.utils.parametrize.isParametrized(l, "weight"), nn.utils.parametrize.isParametrized(l, "bias")].join(" "); // → true false
 */
export function isParametrized(module: Module, ...options: TensorNameArguments): boolean {
  const { tensorName = null } = byName<{ tensorName?: string | null }>("isParametrized", ["tensorName"], options);
  const all = fieldsOf(module)["parametrizations"];
  return all instanceof ModuleDict && (tensorName === null ? all.length > 0 : all.has(tensorName));
}

/** Options of {@link removeParametrizations}. */
export interface RemoveOptions {
  /** Whether to keep the computed value; false restores the original. Default true. */
  leaveParametrized?: boolean;
}
/** Further arguments, by position or by name: leaveParametrized = true. */
type RemoveArguments = Rest<[leaveParametrized: boolean], RemoveOptions>;
/**
 * Turns a parametrized tensor back into a parameter (or buffer) with its current value; with
 * `leaveParametrized: false`, with the original. Returns the module.
 *
 * @throws KindlingError `parametrize`.
 * @example
 * const l = nn.utils.parametrizations.orthogonal(new nn.Linear(4, 2));
 * const before = l.weight.detach().clone();
 * nn.utils.parametrize.removeParametrizations(l, "weight");
 * l.weight.equal(before); // → true
 */
export function removeParametrizations<M extends Module>(
  module: M,
  tensorName: string,
  ...options: RemoveArguments
): M {
  checkKind("removeParametrizations", "tensorName", tensorName);
  const { leaveParametrized: leave = true } = byName<RemoveOptions>(
    "removeParametrizations",
    ["leaveParametrized"],
    options,
  );
  if (!isParametrized(module, tensorName))
    wrong(
      `Module ${String(module)} does not have a parametrization on ${tensorName}`,
      "call registerParametrization first.",
    );
  const list = listOf(module, tensorName),
    all = fieldsOf(module)["parametrizations"] as ModuleDict;
  if (list.several > 0 && !leave)
    wrong(
      "Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is parametrized in terms of a sequence of tensors.",
      "leave leaveParametrized out.",
    );
  let [original] = list.originals as [Tensor];
  if (list.several > 0) {
    const now = list();
    original = now.requiresGrad ? new Parameter(now.detach().clone()) : now;
  } else if (leave) {
    const now = noGrad(() => list().clone());
    setData(original, now);
  }
  all.pop(tensorName);
  // A copy of the module may have the same class, so the accessor stays there, and the field shadows it.
  Object.defineProperty(module, tensorName, { value: original, writable: true, enumerable: true, configurable: true });
  if (original instanceof Parameter) module[state].nulls.set(tensorName, "parameter");
  else module[state].buffers.set(tensorName, true);
  if (all.length === 0) {
    forget(module, "parametrizations");
    Object.setPrototypeOf(module, (typeBeforeParametrizations(module) as { prototype: object }).prototype);
  }
  return module;
}

/**
 * Runs `f` and computes each parametrized tensor only once, for weights that are used many times in a forward pass.
 * Returns the result of `f`.
 *
 * @example
 * class Positive extends nn.Module {
 *   calls = 0;
 *   forward(x: Tensor): Tensor { this.calls++; return x.exp(); }
 * }
 * const positive = new Positive(), l = nn.utils.parametrize.registerParametrization(new nn.Linear(3, 3), "weight", positive);
 * positive.calls = 0;
 * nn.utils.parametrize.cached(() => l(l(zeros(1, 3)))).shape; // → 1,3
 * positive.calls; // → 1
 */
export function cached<T>(f: () => Synchronous<T>): T {
  noMore("cached", 1, arguments);
  checkSync(f, "cached");
  const run = (): T => finished((f as () => T)(), "cached");
  if (cache !== null) return run();
  cache = new Map();
  try {
    return run();
  } finally {
    cache = null;
  }
}
