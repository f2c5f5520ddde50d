import { noGrad } from "../core/modes.js";
import { changes, recorder, type Recorder } from "../core/recorder.js";
import { Tensor } from "../core/tensor.js";
import { enter } from "../diagnose/line.js";
import { fail } from "../diagnose/error.js";
import { checkSync, finished, synchronous } from "../diagnose/sync.js";
import { notData } from "../diagnose/not-data.js";
import { cast } from "../ops/pointwise/cast.js";
import { checkDType, type Device, type DType, isSmooth } from "../shape/dtype.js";
import { clearGrad, setData } from "../tensor/data.js";
import { conversionOf, type ToOptions } from "../tensor/to.js";
import { BackwardHooks, type FullBackwardHook } from "./backward-hook.js";
import {
  fieldName,
  fieldsOf,
  isModule,
  join,
  type Members,
  membersOf,
  type ModuleState,
  newState,
  state,
  walk,
} from "./module-state.js";
import { calls, hintUnregistered } from "./unregistered.js";
import { Parameter } from "./parameter.js";
import { locate } from "./error-location.js";
import { isClosed, ownForward, type PythonForm } from "./python-form.js";
import {
  type LoadOptions,
  type LoadResult,
  loadStateDict,
  type StateDict,
  stateDictOf,
  type StateSource,
} from "./state-dict.js";
import { noMore, takes } from "../diagnose/arguments.js";
import { withBackwardHooks } from "../util/features.js";

// A module of unknown class, as a function for all models gets it, is called with anything and gives anything; nothing
// narrower lets it be called and lets every class be one. The type of a known class is that of its own `forward`.
// oxlint-disable-next-line typescript/no-explicit-any -- see above
type Anything = any;
type Forward<M> = M["forward" & keyof M];
type Inputs<M> = "forward" extends keyof M ? InputsOf<Forward<M>> : Anything[];
type Output<M> = "forward" extends keyof M ? OutputOf<Forward<M>> : Anything;
type InputsOf<F> = F extends (...args: infer A) => unknown ? A : Anything[];
type OutputOf<F> = F extends (...args: never[]) => infer R ? R : Anything;

/** Runs before `forward`; may return other arguments: an array of them, or a single one. */
export type ForwardPreHook = (module: Module, args: readonly unknown[]) => unknown;
/** Runs after `forward`; may return another output. */
export type ForwardHook = (module: Module, args: readonly unknown[], output: unknown) => unknown;
/** Removes a hook. */
export interface RemovableHandle {
  remove(): void;
}

/** The arguments of {@link Module.to}: those of a tensor's `to`, except `copy`. */
export type ModuleToArgs =
  | [dtype: DType, nonBlocking?: boolean]
  | [device: Device | null, dtype?: DType | null, nonBlocking?: boolean]
  | [other: Tensor, nonBlocking?: boolean]
  | [options?: Omit<ToOptions, "copy">];

/** The static side of every module's class. */
export interface ModuleStatics {
  readonly name: string;
  readonly version: number;
  readonly python: PythonForm;
}

// In a class `this` stands for a subclass of which nothing is known yet, so neither is `Inputs<this>`, and it takes nothing.
// But whether something may be given for `this[typeof own]` is decided by what the class itself lets one assign to it: the
// inputs of its `forward`. So the first of two signatures is for `this(x)`. Elsewhere `own` is what one reads from it:
// more arguments than any call has, so that the signature is passed over and errors tell of the other one alone.
declare const own: unique symbol;
type Passed = [a: never, b: never, c: never, d: never, e: never, f: never, g: never, h: never];

export interface Module {
  /** @internal A type, not a property: see above. */
  get [own](): Passed;
  set [own](inputs: Inputs<this>);
  /** The call of a module within its own class: `this(x)`. */
  (...inputs: this[typeof own]): Output<this>;
}
// Calls are compared with the signatures of a later declaration first, and an editor shows those first; what infers a
// function's arguments takes the last signature. In a declaration of its own, this one is both.
export interface Module {
  /** Runs the forward pre-hooks, `forward`, and the forward hooks. Takes and returns the same as `forward`. */
  (...args: Inputs<this>): Output<this>;
}

/** The arguments of the methods: see {@link takes}. */
const methods =
  "parameters:recurse,namedParameters:prefix:recurse,buffers:recurse,namedBuffers:prefix:recurse,children,namedChildren,modules,namedModules:prefix," +
  "registerBuffer:name:tensor:persistent,registerParameter:name:parameter,registerModule:name:module,addModule:name:module,getSubmodule:target,getParameter:target,getBuffer:target," +
  "train:mode,eval,requiresGrad_:requiresGrad,zeroGrad/setToNone,float,double,half,bfloat16,type:dtype,cpu,apply:fn,stateDict/prefix/keepVars,loadStateDict:!source/strict," +
  "registerForwardPreHook:hook,registerForwardHook:hook,registerFullBackwardHook:hook";

/** Arguments of {@link stateDict}, by name. */
interface PrefixKeepVarsNamed {
  /** The prefix of each key. Default `""`. */
  prefix?: string;
  /** Whether the tensors keep their history instead of being detached. Default false. */
  keepVars?: boolean;
}
/** Arguments of {@link zeroGrad}, by name. */
interface SetToNoneNamed {
  /** Whether to set gradients to null (true, the default) or to zeros (false). */
  setToNone?: boolean;
}
/**
 * The base of all layers and models. A module is called like a function: `model(x)` runs `forward`.
 *
 * Nothing needs to be registered. Fields that hold a {@link Parameter} or another Module belong to the module, in the
 * order in which they are defined: class fields and those that a constructor assigns. As in PyTorch, plain tensors and
 * arrays of modules do not (use `registerBuffer` and `nn.ModuleList`). Fields must be public: `#private` ones cannot be
 * found.
 *
 * Names are PyTorch's in camelCase; the keys of `stateDict()` are PyTorch's own.
 *
 * @example
 * class Net extends nn.Module {
 *   l1 = new nn.Linear(10, 1);
 *   forward(x: Tensor): Tensor { return F.relu(this.l1(x)); }
 * }
 * const model = new Net();
 * model(zeros(5, 10)).shape; // → 5,1
 * [...model.stateDict().keys()]; // → l1.weight,l1.bias
 */
export class Module {
  /** Incremented when the meaning of a class's saved state changes; written to the metadata of state dicts. */
  static readonly version: number = 1;
  /**
   * The name of the class in errors, printed text and files: a minifier may change the class's own name, but not this
   * one.
   */
  static readonly name: string = /* @__PURE__ */ takes(this, "Module", methods);
  static readonly python: PythonForm = {};

  /** Whether layers such as Dropout behave as in training. Set by `train()` and `eval()`. */
  declare training: boolean;
  /** @internal */
  declare readonly [state]: ModuleState;

  constructor() {
    noMore(new.target.name, 0, arguments, true); // those of a class without a constructor
    // What `new` gives is a function whose prototype is the class's, so it can be called and has all its methods.
    const s = newState();
    // It begins with a text because structuredClone and postMessage show the beginning of a function that they meet.
    const self = ((...args: unknown[]): unknown => {
      "A model cannot be cloned or posted: send saveBytes(model).";
      if (args.length > self.forward.length && args.length > 1 && ownForward(self))
        noMore(self.constructor.name, self.forward.length, args);
      const listener = recorder,
        caller = enter(self);
      if (calls !== null) calls.record(self, caller as Module | null);
      if (listener !== null) watch(listener, self, s);
      try {
        return s.preHooks.length === 0 && s.hooks.length === 0 && s.backwardHooks.length === 0
          ? self.forward(...args)
          : callWithHooks(self, s, args);
      } catch (error) {
        locate(error, self, args);
        throw error;
      } finally {
        enter(caller);
        if (listener !== null) listener.leavesModule();
      }
    }) as unknown as Runnable;
    // A function's own `name` and `length` would stand in the way of fields with these names.
    delete (self as { name?: string }).name;
    delete (self as { length?: number }).length;
    Object.setPrototypeOf(self, new.target.prototype);
    Object.defineProperty(self, state, { value: s });
    return self;
  }

  // ---- members ----

  /**
   * All parameters of this module and (unless `recurse` is false) of all modules below it; shared ones once.
   *
   * @example
   * new nn.Linear(2, 1).parameters().map((p) => p.shape).join(" "); // → 1,2 1
   */
  parameters(recurse = true): Parameter[] {
    hintUnregistered(this);
    return this.namedParameters("", recurse).map(([, p]) => p);
  }
  /**
   * All parameters with their paths, such as `l1.weight`.
   *
   * @example
   * new nn.Linear(2, 1).namedParameters().map(([name]) => name); // → weight,bias
   */
  namedParameters(prefix = "", recurse = true): [name: string, parameter: Parameter][] {
    return members(this, prefix, recurse, (m) => m.parameters);
  }
  /**
   * All buffers: tensors that belong to the state but are not learned.
   *
   * @example
   * new nn.BatchNorm1d(3).buffers().length; // → 3
   */
  buffers(recurse = true): Tensor[] {
    return this.namedBuffers("", recurse).map(([, b]) => b);
  }
  /**
   * All buffers with their paths.
   *
   * @example
   * new nn.BatchNorm1d(3).namedBuffers().map(([name]) => name); // → running_mean,running_var,num_batches_tracked
   */
  namedBuffers(prefix = "", recurse = true): [name: string, buffer: Tensor][] {
    return members(this, prefix, recurse, (m) => m.buffers);
  }
  /**
   * The direct submodules; shared ones once.
   *
   * @example
   * new nn.Sequential(new nn.Linear(2, 3), new nn.ReLU()).children().length; // → 2
   */
  children(): Module[] {
    return this.namedChildren().map(([, m]) => m);
  }
  /**
   * The direct submodules with their names.
   *
   * @example
   * new nn.Sequential(new nn.Linear(2, 3), new nn.ReLU()).namedChildren().map(([name]) => name); // → 0,1
   */
  namedChildren(): [name: string, module: Module][] {
    return unique(membersOf(this).children);
  }
  /**
   * This module and all below it; shared ones once.
   *
   * @example
   * new nn.Sequential(new nn.Linear(2, 3), new nn.ReLU()).modules().length; // → 3
   */
  modules(): Module[] {
    return walk(this).map(([, m]) => m);
  }
  /**
   * This module and all below it with their paths; its own is `prefix`.
   *
   * @example
   * const model = new nn.Sequential(new nn.Linear(2, 3), new nn.ReLU());
   * model.namedModules().map(([path]) => path).join(); // → ,0,1
   */
  namedModules(prefix = ""): [path: string, module: Module][] {
    return walk(this, prefix);
  }

  /**
   * Adds a tensor that belongs to the module's state without being learned, as the field `name`. Returns it, so that
   * `mean = this.registerBuffer("mean", zeros(3))` also declares the field for TypeScript.
   *
   * @param persistent whether it belongs to the state dict.
   * @example
   * class Shift extends nn.Module {
   *   mean = this.registerBuffer("mean", zeros(3));
   *   forward(x: Tensor): Tensor { return x.sub(this.mean); }
   * }
   * [...new Shift().stateDict().keys()]; // → mean
   */
  registerBuffer<T extends Tensor | null>(name: string, tensor: T, persistent = true): T {
    checkName(this, "buffer", name, this[state].buffers.has(name));
    if (tensor !== null && !(tensor instanceof Tensor))
      fail(
        "module-member",
        `cannot assign '${typeof tensor}' object to buffer '${name}' (torch Tensor or None required)`,
        "pass a tensor, or null.",
      );
    this[state].buffers.set(name, persistent);
    setField(this, name, tensor);
    return tensor;
  }

  /**
   * Adds a parameter as the field `name`. Assigning it to a field does the same; this method also accepts null.
   *
   * @example
   * const model = new nn.Module();
   * model.registerParameter("scale", new nn.Parameter(ones(3)));
   * model.parameters().length; // → 1
   */
  registerParameter<P extends Parameter | null>(name: string, parameter: P): P {
    const there = fieldsOf(this)[name];
    checkName(this, "parameter", name, there instanceof Parameter || this[state].nulls.get(name) === "parameter");
    if (parameter !== null && !(parameter instanceof Parameter))
      fail(
        "module-member",
        `cannot assign '${(parameter as unknown) instanceof Tensor ? "torch.FloatTensor" : typeof parameter}' object to parameter '${name}' (torch.nn.Parameter or None required)`,
        "wrap it: new nn.Parameter(tensor).",
      );
    this[state].nulls.set(name, "parameter");
    setField(this, name, parameter);
    return parameter;
  }

  /**
   * Adds a module as the field `name`. Assigning it to a field does the same.
   *
   * @example
   * const model = new nn.Module();
   * model.registerModule("l1", new nn.Linear(2, 1));
   * [...model.stateDict().keys()]; // → l1.weight,l1.bias
   */
  registerModule<M extends Module | null>(name: string, module: M): M {
    if (module !== null && !isModule(module))
      fail(
        "module-member",
        `${(module as unknown) === undefined ? "undefined" : typeof module} is not a Module subclass`,
        classFix(module),
      );
    checkName(this, "module", name, isModule(fieldsOf(this)[name]) || this[state].nulls.get(name) === "module");
    this[state].nulls.set(name, "module");
    setField(this, name, module);
    return module;
  }
  /** The same as {@link registerModule}. */
  addModule<M extends Module | null>(name: string, module: M): M {
    return this.registerModule(name, module);
  }

  /**
   * The module at a path such as `net.0`; this one at `""`.
   *
   * @example
   * const model = new nn.Sequential(new nn.Linear(2, 3), new nn.ReLU());
   * String(model.getSubmodule("1")); // → ReLU()
   */
  getSubmodule(path: string): Module {
    checkPath(path);
    if (path === "") return this;
    return path.split(".").reduce<Module>((m, name) => {
      const child = fieldOf(m, name);
      return isModule(child)
        ? child
        : fail("module-path", `\`${name}\` is not an nn.Module`, "namedModules() lists all paths.");
    }, this);
  }
  /**
   * The parameter at a path such as `net.0.weight`.
   *
   * @example
   * new nn.Sequential(new nn.Linear(2, 3)).getParameter("0.weight").shape; // → 3,2
   */
  getParameter(path: string): Parameter {
    const [m, name] = lastStep(this, path);
    const p = fieldOf(m, name);
    return p instanceof Parameter
      ? p
      : fail("module-path", `\`${name}\` is not an nn.Parameter`, "namedParameters() lists all paths.");
  }
  /**
   * The buffer at a path such as `bn.running_mean`.
   *
   * @example
   * new nn.BatchNorm1d(3).getBuffer("running_mean").tolist(); // → 0,0,0
   */
  getBuffer(path: string): Tensor {
    const [m, name] = lastStep(this, path);
    const b = fieldOf(m, name);
    return m[state].buffers.has(fieldName(m, name))
      ? (b as Tensor)
      : fail("module-path", `\`${name}\` is not a buffer`, "namedBuffers() lists all paths.");
  }

  // ---- modes and conversions ----

  /**
   * Switches training mode on or off, for this module and all below it.
   *
   * @example
   * const model = new nn.Dropout(0.5);
   * model.train(false).training; // → false
   * model.train().training; // → true
   */
  train(mode = true): this {
    if (typeof mode !== "boolean")
      fail("module-mode", "training mode is expected to be boolean", "write true or false.");
    for (const [, m] of walk(this)) m.training = mode;
    return this;
  }
  /**
   * Switches training mode off: Dropout passes everything through, BatchNorm uses its running statistics.
   *
   * @example
   * new nn.Dropout(0.5).eval()(ones(3)).tolist(); // → 1,1,1
   */
  eval(): this {
    return this.train(false);
  }
  /**
   * Sets whether backward computes gradients for the parameters from now on.
   *
   * @example
   * const encoder = new nn.Linear(2, 1).requiresGrad_(false); // is not trained
   * encoder.weight.requiresGrad; // → false
   */
  requiresGrad_(on = true): this {
    for (const p of this.parameters()) p.requiresGrad_(on);
    return this;
  }
  /**
   * Clears all gradients; with `setToNone: false` they become zeros instead of null.
   *
   * @example
   * const model = new nn.Linear(2, 1);
   * model(ones(1, 2)).sum().backward();
   * model.zeroGrad();
   * model.weight.grad; // → null
   */
  zeroGrad(options: SetToNoneNamed = {}): void {
    for (const p of this.parameters()) {
      recorder?.gradient(p, options.setToNone ?? true);
      if (options.setToNone ?? true) p.gradient = null;
      else clearGrad(p);
    }
  }

  /**
   * Converts floating-point and complex parameters and buffers to a dtype: `to("float64")`, `to("cpu", "float64")`, the
   * dtype of a tensor, or `to({ dtype, device, nonBlocking })`. The Parameter objects stay the same.
   *
   * @example
   * new nn.Linear(2, 1).to("float64").weight.dtype; // → float64
   */
  to(...args: ModuleToArgs): this {
    const { dtype } = conversionOf(args, true);
    if (dtype === null) return this;
    if (!isSmooth(dtype))
      fail(
        "module-dtype",
        `nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=torch.${dtype}`,
        'use "float32" or "float64"; .type(dtype) casts everything.',
      );
    return convert(this, (t) => (isSmooth(t.dtype) ? cast(t, dtype) : t));
  }
  /**
   * Converts floating-point parameters and buffers to float32, and returns the module.
   *
   * @example
   * new nn.Linear(2, 1).double().float().weight.dtype; // → float32
   */
  float(): this {
    return this.to("float32");
  }
  /**
   * Converts floating-point parameters and buffers to float64, and returns the module.
   *
   * @example
   * new nn.Linear(2, 1).double().weight.dtype; // → float64
   */
  double(): this {
    return this.to("float64");
  }
  /**
   * Converts floating-point parameters and buffers to float16, and returns the module.
   *
   * @example
   * new nn.Linear(2, 1).half().weight.dtype; // → float16
   */
  half(): this {
    return this.to("float16");
  }
  /**
   * Converts floating-point parameters and buffers to bfloat16, and returns the module.
   *
   * @example
   * new nn.Linear(2, 1).bfloat16().weight.dtype; // → bfloat16
   */
  bfloat16(): this {
    return this.to("bfloat16");
  }
  /**
   * Converts all parameters and buffers to a dtype, including whole numbers.
   *
   * @example
   * new nn.Linear(2, 1).type("float64").bias!.dtype; // → float64
   */
  type(dtype: DType): this {
    checkDType(dtype);
    return convert(this, (t) => cast(t, dtype));
  }
  /**
   * Does nothing and returns the module: everything is on the CPU.
   *
   * @example
   * new nn.Linear(2, 1).cpu().weight.device; // → cpu
   */
  cpu(): this {
    return this;
  }

  /**
   * Calls `fn` with every module, children before their parents.
   *
   * @example
   * const model = new nn.Sequential(new nn.Linear(2, 3), new nn.ReLU());
   * model.apply((m) => { if (m instanceof nn.Linear) nn.init.zeros_(m.weight); });
   * model.getParameter("0.weight").abs().sum().item(); // → 0
   */
  apply(fn: (module: Module) => void): this {
    checkSync(fn, "apply");
    for (const child of this.children()) child.apply(fn);
    finished(fn(this) as unknown, "apply");
    return this;
  }

  // ---- state ----

  /**
   * All parameters and persistent buffers by path. The tensors share their storage with the module's.
   *
   * @example
   * const model = new nn.Linear(2, 1);
   * [...model.stateDict().keys()]; // → weight,bias
   * const copy = new nn.Linear(2, 1);
   * copy.loadStateDict(model.stateDict());
   */
  stateDict(options: PrefixKeepVarsNamed = {}): StateDict {
    hintUnregistered(this);
    return stateDictOf(this, options);
  }
  /**
   * Copies parameters and buffers from a state dict into this module. If anything does not match, nothing is changed.
   *
   * @param source a Map or plain object of tensors; other dtypes are converted.
   * @param options `strict: false` allows missing and unexpected keys (but no different shapes).
   * @throws KindlingError `state-dict` with PyTorch's list of missing and unexpected keys and mismatched shapes.
   * @example
   * const trained = new nn.Linear(2, 1), model = new nn.Linear(2, 1);
   * model.loadStateDict(trained.stateDict());
   * model.weight.equal(trained.weight); // → true
   * model.loadStateDict({ weight: ones(1, 2) }, { strict: false }).missingKeys; // → bias
   */
  loadStateDict(source: StateSource, options: LoadOptions = {}): LoadResult {
    return loadStateDict(this, source, options);
  }

  // ---- hooks ----

  /**
   * Calls `hook(module, args)` before every `forward`; a result other than undefined replaces the arguments.
   *
   * @example
   * const model = new nn.Linear(2, 1);
   * const hook = model.registerForwardPreHook((_, [x]) => (x as Tensor).mul(2));
   * model(ones(1, 2));
   * hook.remove();
   */
  registerForwardPreHook(hook: ForwardPreHook): RemovableHandle {
    const s = this[state],
      own: ForwardPreHook = synchronous(hook, "registerForwardPreHook");
    s.preHooks = [...s.preHooks, own];
    return {
      remove: () => {
        s.preHooks = s.preHooks.filter((h) => h !== own);
      },
    };
  }
  /**
   * Calls `hook(module, args, output)` after every `forward`; a result other than undefined replaces the output.
   *
   * @example
   * const model = new nn.Linear(2, 1), shapes: (readonly number[])[] = [];
   * model.registerForwardHook((_module, _args, output) => { shapes.push((output as Tensor).shape); });
   * model(ones(4, 2));
   * shapes[0]; // → 4,1
   */
  registerForwardHook(hook: ForwardHook): RemovableHandle {
    const s = this[state],
      own: ForwardHook = synchronous(hook, "registerForwardHook");
    s.hooks = [...s.hooks, own];
    return {
      remove: () => {
        s.hooks = s.hooks.filter((h) => h !== own);
      },
    };
  }

  /**
   * Calls `hook(module, gradInput, gradOutput)` when the gradients for the inputs of a call have been computed: lists
   * with null for anything that is not a tensor or gets no gradient. A result other than undefined replaces
   * `gradInput`.
   *
   * @example
   * const model = new nn.Linear(2, 1), norms: unknown[] = [];
   * model.registerFullBackwardHook((_module, _inputs, [g]) => { norms.push(g!.norm().item()); });
   * model(ones(1, 2)).sum().backward();
   * norms; // → 1
   */
  registerFullBackwardHook(hook: FullBackwardHook): RemovableHandle {
    const s = this[state],
      own: FullBackwardHook = synchronous(hook, "registerFullBackwardHook");
    s.backwardHooks = [...s.backwardHooks, own];
    return {
      remove: () => {
        s.backwardHooks = s.backwardHooks.filter((h) => h !== own);
      },
    };
  }

  // ---- text ----

  /**
   * The text between the parentheses, such as `in_features=10, out_features=1, bias=True`.
   *
   * @example
   * new nn.Linear(2, 1).extraRepr(); // → in_features=2, out_features=1, bias=True
   */
  extraRepr(): string {
    return "";
  }
  /**
   * The module's name in errors: `Linear(10 → 1)`.
   *
   * @example
   * new nn.Linear(2, 1).summary(); // → Linear(2 → 1)
   */
  summary(): string {
    return this.constructor.name;
  }
  /** @internal JSON.stringify(model) says what to write. */
  toJSON(): never {
    return notData(this);
  }
  /** As PyTorch prints it. */
  toString(): string {
    const lines: string[] = [];
    print(this, "", "", lines);
    return lines.join("\n");
  }
}
// A plan is valid for the mode it was recorded in, so reads and changes of the mode are reported to it.
Object.defineProperty(Module.prototype, "training", {
  get(this: Module): boolean {
    const s = this[state],
      { training } = s;
    recorder?.same(s, ["training"]);
    return training;
  },
  set(this: Module, on: boolean) {
    if (on === this[state].training) return;
    if (typeof on !== "boolean") this.train(on);
    recorder?.spoil("calls train() or eval(); do that outside");
    this[state].training = on;
    changes.training++;
  },
  configurable: true,
});
Object.defineProperty(Module.prototype, Symbol.for("nodejs.util.inspect.custom"), { value: Module.prototype.toString });

/** A module as seen by its call. */
type Runnable = Module & { forward(...args: readonly unknown[]): unknown };

// `forward` is not a member of the type Module, so that a class may define it with any arguments, and without
// `override`.
Object.defineProperty(Module.prototype, "forward", {
  value(this: Module): never {
    const { name } = this.constructor;
    return fail(
      "module-forward",
      `Module [${name}] is missing the required "forward" function`,
      `define forward in class ${name}; containers such as ModuleList have none: call their elements.`,
    );
  },
  writable: true,
  configurable: true,
});

/** A plan is valid for a module's fields (layers, parameters, options) and hooks as they are. */
function watch(to: Recorder, m: Module, s: ModuleState): void {
  to.entersModule(m);
  watchFields(to, m, s);
}

function watchFields(to: Recorder, m: Module, s: ModuleState): void {
  if (!to.fields(m, m.constructor.name, undefined, isClosed(m))) return;
  to.same(s, ["preHooks", "hooks", "backwardHooks"]);
  for (const [, child] of membersOf(m).children) if (child !== null) watchFields(to, child, child[state]); // including modules whose forward is called directly
}

function callWithHooks(m: Runnable, s: ModuleState, given: readonly unknown[]): unknown {
  let args = given;
  for (const hook of s.preHooks) {
    const changed = hook(m, args);
    if (changed !== undefined) args = Array.isArray(changed) ? changed : [changed];
  }
  const backward =
    !withBackwardHooks || s.backwardHooks.length === 0 ? null : new BackwardHooks(m, s.backwardHooks, args.length);
  let output: unknown = m.forward(...(backward === null ? args : backward.enter(args)));
  for (const hook of s.hooks) {
    const changed = hook(m, args, output);
    if (changed !== undefined) output = changed;
  }
  return backward === null ? output : backward.leave(output);
}

/**
 * Writes a module's lines, the first after `head`. In one pass, so that deep models are not re-indented at each level.
 */
function print(m: Module, head: string, indent: string, to: string[]): void {
  const name = m.constructor.name,
    extra = m.extraRepr(),
    { children } = membersOf(m);
  const own = extra === "" ? [] : extra.split("\n");
  if (children.length === 0 && own.length < 2) {
    to.push(`${head}${name}(${extra})`);
    return;
  }
  to.push(`${head}${name}(`);
  const inner = `${indent}  `;
  for (const line of own) to.push(inner + line);
  for (const [path, child] of children) {
    const title = `${inner}(${path}): `;
    if (child === null) to.push(`${title}None`);
    else if (child.toString === Module.prototype.toString) print(child, title, inner, to);
    else to.push(title + child.toString().replaceAll("\n", `\n${inner}`));
  }
  to.push(`${indent})`);
}

/** The members of one kind of a module and of those below it, without duplicates and null. */
function members<T extends object>(
  m: Module,
  prefix: string,
  recurse: boolean,
  kind: (m: Members) => readonly (readonly [string, T | null])[],
): [string, T][] {
  const all: [string, T | null][] = [];
  for (const [path, module] of recurse ? walk(m, prefix) : [[prefix, m] as const]) {
    for (const [name, value] of kind(membersOf(module))) all.push([join(path, name), value]);
  }
  return unique(all);
}

function unique<T extends object>(list: readonly (readonly [string, T | null])[]): [string, T][] {
  const seen = new Set<T>();
  const out: [string, T][] = [];
  for (const [name, value] of list) {
    if (value === null || seen.has(value)) continue;
    seen.add(value);
    out.push([name, value]);
  }
  return out;
}

function checkName(m: Module, what: string, name: string, mine: boolean): void {
  if (typeof name !== "string")
    fail(
      "module-member",
      `${what} name should be a string. Got ${name === null ? "null" : typeof name}`,
      "the name comes first: (name, value).",
    );
  if (name.includes("."))
    fail(
      "module-member",
      `${what} name can't contain "."${what === "module" ? `, got: ${name}` : ""}`,
      "dots separate the parts of a path.",
    );
  if (name === "")
    fail("module-member", `${what} name can't be empty string ""`, "it becomes a field: give it a name.");
  // A class field declared without a value already exists, as undefined.
  if (!mine && name in m && fieldsOf(m)[name] !== undefined)
    fail("module-member", `attribute '${name}' already exists`, "choose another name.");
}

/** A class instead of a layer: the most common reason for a function that is not a module. */
function classFix(v: unknown): string {
  return typeof v === "function" && v.prototype instanceof Module
    ? `${v.name} is a class: new nn.${v.name}(…) makes a layer.`
    : "for example new nn.Linear(10, 1).";
}

function setField(m: Module, name: string, value: unknown): void {
  Object.defineProperty(m, name, { value, writable: true, enumerable: true, configurable: true });
}

function checkPath(path: unknown): void {
  if (typeof path !== "string")
    fail(
      "module-path",
      `a path in a model is a string such as "l1.weight", but got ${path === null ? "null" : typeof path}`,
      "namedModules() and namedParameters() list all paths.",
    );
}

/** The module that holds the member at a path, and the member's name. */
function lastStep(m: Module, path: string): [Module, string] {
  checkPath(path);
  const dot = path.lastIndexOf(".");
  return [m.getSubmodule(path.slice(0, Math.max(0, dot))), path.slice(dot + 1)];
}

function fieldOf(m: Module, name: string): unknown {
  const key = fieldName(m, name);
  if (!(key in m))
    fail(
      "module-path",
      `${m.constructor.name} has no attribute \`${name}\``,
      "String(model) shows what it is made of.",
    );
  return fieldsOf(m)[key];
}

/** Replaces the values of all parameters, their gradients, and the buffers. */
function convert<M extends Module>(root: M, fn: (t: Tensor) => Tensor): M {
  noGrad(() => {
    for (const p of root.parameters()) {
      const g = p.gradient;
      setData(p, fn(p));
      if (g !== null) p.gradient = fn(g);
    }
    for (const [, m] of walk(root)) {
      for (const key of m[state].buffers.keys()) {
        const b = fieldsOf(m)[key];
        if (b instanceof Tensor) setField(m, key, fn(b));
      }
    }
  });
  return root;
}
