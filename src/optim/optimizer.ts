import { enableGrad, mode } from "../core/modes.js";
import { hear } from "../core/hear.js";
import { everyRun, recorder, type Recorder, unheard, unwatched } from "../core/recorder.js";
import { Tensor } from "../core/tensor.js";
import { empty, full, overwrite } from "../core/dispatch.js";
import { checkKind } from "../diagnose/argument-kinds.js";
import { checkOptions, noMore, takes } from "../diagnose/arguments.js";
import { fail } from "../diagnose/error.js";
import { LossWatch, trainers } from "../diagnose/loss.js";
import { warn } from "../diagnose/warn.js";
import { calls, watchCalls } from "../nn/unregistered.js";
import { synchronous } from "../diagnose/sync.js";
import { notData, uncloneable } from "../diagnose/not-data.js";
import { clearGrad } from "../tensor/data.js";
import { formatNumber } from "../util/pyformat.js";

/** A parameter group as users see and change it: the parameters and their options. */
export type ParamGroup<O> = O & { params: Tensor[] };
/** The first argument of a constructor: parameters, or groups of parameters with their own options. */
export type Params<O> = Iterable<Tensor> | Iterable<{ params: Iterable<Tensor> | Tensor } & Partial<O>>;

/** The caller's options, or the learning rate alone. */
type Given<O> = number | Partial<O>;

/** The optimizer's state of one parameter, by PyTorch's names. */
export type ParamState = Record<string, Tensor | number>;

/** The options that every optimizer has. */
export interface Rate {
  /** The learning rate. */
  lr: number;
}
/** Any optimizer, as learning-rate schedulers see it. */
export type AnyOptimizer = Optimizer;

/** Options that distinguish PyTorch's optimizers. */
const standard: ReadonlySet<string> = new Set(
  "momentum dampening nesterov betas eps amsgrad rho lr_decay alpha centered lambd t0 etas step_sizes momentum_decay".split(
    " ",
  ),
);
const zeroOptions: ReadonlySet<string> = new Set(["setToNone"]);
/** The entries that schedulers add to a group, and PyTorch's names for them. */
const scheduled = {
  initialLr: "initial_lr",
  maxLr: "max_lr",
  minLr: "min_lr",
  maxMomentum: "max_momentum",
  baseMomentum: "base_momentum",
  swaLr: "swa_lr",
} as const;

/** PyTorch's structure: state by the parameter's number, and the options of each group. */
export interface OptimizerStateDict {
  /** The state of each parameter, by its number. */
  state: Record<string, Record<string, unknown>>;
  /** The options of each group, and the numbers of its parameters. */
  param_groups: Record<string, unknown>[];
}

/** Arguments of {@link zeroGrad}, by name. */
interface SetToNoneNamed {
  /** Whether to set gradients to null (true, the default) or to zeros (false). */
  setToNone?: boolean;
}
/** Arguments of {@link addParamGroup}, by name. */
interface ParamsNamed {
  /** The parameters of the group. */
  params: Iterable<Tensor> | Tensor;
}
/**
 * The base of all optimizers: parameter groups, zeroGrad, state dicts in PyTorch's structure.
 *
 * `optimizer.paramGroups[0].lr = 0.1` changes an option from the next step on.
 *
 * @example
 * class SignSGD extends optim.Optimizer<{ lr: number }> {
 *   constructor(params: Iterable<Tensor>, lr = 0.5) { super(params, { lr }); }
 *   protected override update(group: optim.ParamGroup<{ lr: number }>): void {
 *     for (const p of group.params) if (p.grad !== null) p.sub_(p.grad.sign(), { alpha: group.lr });
 *   }
 * }
 * const w = tensor([4, -1], { requiresGrad: true });
 * const optimizer = new SignSGD([w]);
 * w.mul(w).sum().backward();
 * optimizer.step();
 * w.tolist(); // → 3.5,-0.5
 */
export abstract class Optimizer<O extends object = Rate> {
  /** @internal */ readonly uncloneable: symbol = uncloneable;
  static readonly name: string = /* @__PURE__ */ takes(
    this,
    "Optimizer",
    "addParamGroup:!group,stateDict,loadStateDict:!dict",
  );
  /** The default options of parameter groups. */
  readonly defaults: O;
  readonly #groups: ParamGroup<O>[] = [];
  readonly #states = new Map<Tensor, ParamState>();
  /** @internal The number of calls of `step()`, including those in compiled plans; schedulers check it. */
  stepCount = 0;
  private readonly losses = new LossWatch(this);
  /** The number of initial steps without any gradient; −1 once there was one. */
  private unfed = 0;

  /** `options` are the caller's, or the learning rate alone. */
  constructor(params: Params<O>, defaults: O, options: Given<O> = {}) {
    const overrides = (typeof options === "number" ? { lr: options } : options) as Partial<O>;
    checkOptions(overrides, new Set(Object.keys(defaults)), this.constructor.name);
    this.defaults = { ...defaults, ...overrides };
    if (!isIterable(params))
      fail(
        "optimizer-params",
        `params argument given to the optimizer should be an iterable of Tensors or dicts, but got ${params === null ? "null" : typeof params}`,
        typeof params === "function" ? "pass model.parameters()." : "for example model.parameters().",
      );
    if (params instanceof Tensor)
      fail(
        "optimizer-params",
        "params argument given to the optimizer should be an iterable of Tensors or dicts, but got Tensor",
        "put it in an array: [w].",
      );
    const list = [...(params as Iterable<Tensor | ({ params: Iterable<Tensor> | Tensor } & Partial<O>)>)];
    if (list.length === 0)
      fail(
        "optimizer-params",
        "optimizer got an empty parameter list",
        "does the model have parameters? Layers must be public fields of the module (not #private ones), as in `l1 = new nn.Linear(10, 1)`.",
      );
    if (list.every((p) => p instanceof Tensor))
      this.addParamGroup({ params: list } as { params: Tensor[] } & Partial<O>);
    else for (const g of list) this.addParamGroup(g as { params: Iterable<Tensor> | Tensor } & Partial<O>);
    watchCalls();
    optionsElsewhere(this, this.#groups, ours.has(this.constructor));
  }

  /** The parameter groups with their options. */
  get paramGroups(): ParamGroup<O>[] {
    if (recorder !== null) this.describe(recorder);
    return this.#groups;
  }

  /** The state of each parameter. */
  get state(): Map<Tensor, ParamState> {
    if (recorder !== null) this.describe(recorder);
    return this.#states;
  }

  /**
   * Adds parameters, with options that differ from the defaults.
   *
   * @example
   * const optimizer = new optim.SGD(new nn.Linear(2, 1).parameters(), { lr: 0.1 });
   * optimizer.addParamGroup({ params: new nn.Linear(1, 1).parameters(), lr: 0.01 });
   * optimizer.paramGroups.map((g) => g.lr); // → 0.1,0.01
   */
  addParamGroup(group: ParamsNamed & Partial<O>): void {
    if (!isIterable(group?.params))
      fail(
        "optimizer-params",
        "param group must be a dict",
        "a group is an object such as { params: model.l1.parameters(), lr: 0.1 }.",
      );
    const params = group.params instanceof Tensor ? [group.params] : [...group.params];
    for (const p of params) {
      if (!(p instanceof Tensor))
        fail(
          "optimizer-params",
          `optimizer can only optimize Tensors, but one of the params is ${p === null ? "null" : typeof p}`,
          typeof p === "function"
            ? "pass model.parameters()."
            : Array.isArray(p)
              ? "namedParameters() returns pairs of name and parameter; use parameters()."
              : "pass model.parameters(), or a list of tensors.",
        );
      if (!p.isLeaf)
        fail(
          "optimizer-leaf",
          "can't optimize a non-leaf Tensor",
          "give it the parameters themselves, not something computed from them.",
        );
      if (this.#groups.some((g) => g.params.includes(p)))
        fail(
          "optimizer-params",
          "some parameters appear in more than one parameter group",
          "each parameter belongs to one group.",
        );
    }
    if (new Set(params).size < params.length)
      fail(
        "optimizer-params",
        "optimizer contains a parameter group with duplicate parameters",
        "list each parameter once.",
      );
    const merged = { ...this.defaults, ...group, params } as ParamGroup<O>;
    this.checkNames(merged);
    this.check(merged);
    for (const p of params) trainers.set(p, this.losses);
    this.#groups.push(
      hear(
        merged,
        Object.keys(merged).filter((key) => key !== "params"),
      ),
    );
  }

  /**
   * Rejects options of the wrong type, and misspelt option names. A group may have other entries of the program, such
   * as its name.
   */
  private checkNames(group: object): void {
    const { name } = this.constructor,
      plain = (k: string): string => k.replaceAll("_", "").toLowerCase().replace("learningrate", "lr");
    for (const [key, value] of Object.entries(group)) {
      const meant = Object.keys(this.defaults).find((k) => plain(k) === plain(key));
      if (meant === key) checkKind(name, key, value);
      else if (meant !== undefined)
        fail("option", `${name} got an unexpected keyword argument '${key}'`, `the option is called ${meant} here.`);
    }
  }

  /** Rejects invalid options. */
  protected check(_options: O): void {
    /* your own optimizer may take anything */
  }
  /** Updates the parameters of one group that have gradients; gradients are off. */
  protected update(_group: ParamGroup<O>): void {
    fail(
      "optimizer-update",
      `${this.constructor.name} does not define how to update parameters`,
      "write a method update(group), which changes group.params by their gradients, or your own step().",
    );
  }
  /** PyTorch's name of each option, and further entries that its readers expect. By default an option has its name in snake_case. */
  protected readonly names: Readonly<Record<string, string>> = {};
  protected readonly extras: Readonly<Record<string, unknown>> = {};

  /**
   * Changes every parameter by its gradient.
   *
   * @param closure computes the loss again, with gradients; `step` returns its result.
   * @example
   * const w = tensor([1], { requiresGrad: true }), optimizer = new optim.SGD([w], { lr: 0.5 });
   * w.mul(w).sum().backward();
   * optimizer.step();
   * w.tolist(); // → 0
   */
  step(closure?: () => Tensor): Tensor | undefined {
    if (arguments.length > 1) noMore("step", 1, arguments, true);
    if (closure !== undefined && typeof closure !== "function")
      fail(
        "argument",
        `step() takes a function that computes the loss again, or nothing, but got ${closure === null ? "null" : typeof closure}`,
        "call optimizer.step() after loss.backward().",
      );
    const loss = closure === undefined ? undefined : withClosure(closure);
    if (mode.trial) {
      mode.trialSteps.push(this.#groups.some((g) => g.params.some((p) => p.gradient !== null)));
      return loss;
    }
    this.watchGradients();
    this.change();
    this.stepped();
    return loss;
  }

  /** Updates the weights and the state, without counting and checking steps. @internal */
  change(): void {
    const before = mode.grad;
    mode.grad = false;
    try {
      if (recorder !== null) {
        this.describe(recorder);
        for (const g of this.#groups) for (const p of g.params) recorder.gradient(p, false);
      }
      for (const g of this.#groups) this.update(g);
    } finally {
      mode.grad = before;
    }
  }

  /** Counts a step. */
  protected stepped(): void {
    everyRun(() => {
      this.stepCount++;
    });
    this.losses.stepped(recorder !== null);
    if (calls !== null) calls.stepped((p) => trainers.has(p));
  }

  /**
   * Tells a recording its conditions: the groups, their parameters, their state, and further fields of a user's class.
   * Reads of the original options and counts are recorded separately.
   */
  private describe(to: Recorder): void {
    const groups = this.#groups,
      states = this.#states;
    const closed = ours.has(this.constructor);
    if (!to.fields(this, "the optimizer", internal, closed)) return;
    to.holds(() => [...states.values()].flatMap((s) => Object.values(s)));
    const inOrder = (list: readonly unknown[]): string[] => ["length", ...list.keys()].map(String);
    to.same(groups, inOrder(groups), GROUPS);
    for (const g of groups) {
      to.same(g, ["params"], GROUPS);
      to.same(g.params, inOrder(g.params), GROUPS);
    }
    const known = [...states.keys()],
      kept = [...states.values()];
    to.same(states, ["size"], MADE);
    if (known.length > 0) to.guard(() => known.every((p, i) => states.get(p) === kept[i]), MADE);
    for (const g of groups) to.fields(g, "a group of parameters", listed, closed);
    for (const s of kept) to.fields(s, "the optimizer's state");
  }

  /** Detects a missing zeroGrad: backward has added to the gradients of the last step. That shows in the first steps. */
  private watchGradients(): void {
    if (this.stepCount > 100) return;
    let piled = false,
      fed = false,
      used = false,
      wanted = false;
    for (const group of this.#groups) {
      if (this.stepCount < 3)
        unheard(() => {
          this.checkNames(group);
        }); // this check is not part of a plan
      for (const { gradient, accumulator, wantsGrad } of group.params) {
        wanted ||= wantsGrad;
        used ||= accumulator !== null;
        if (gradient === null) continue;
        fed = true;
        const again = gradient.storage.spent === "again";
        piled ||= again;
        gradient.storage.spent = again ? "piled" : "used";
      }
    }
    if (fed) this.unfed = -1;
    else if (wanted && this.unfed >= 0) this.losses.unfed(++this.unfed, used, Optimizer.prototype.step);
    if (!piled) return;
    warn(
      "zero-grad",
      `gradients of step ${this.stepCount} are still being added at step ${this.stepCount + 1}; call \`optimizer.zeroGrad()\` before \`backward()\``,
      "missing zeroGrad",
      { entry: Optimizer.prototype.step },
    );
    this.losses.end();
  }

  /**
   * Clears all gradients: sets them to null, or to zeros with `{ setToNone: false }`.
   *
   * @example
   * const w = tensor([1], { requiresGrad: true }), optimizer = new optim.SGD([w], { lr: 0.5 });
   * w.sum().backward();
   * optimizer.zeroGrad();
   * w.grad; // → null
   */
  zeroGrad(options?: SetToNoneNamed): void {
    if (arguments.length > 0) {
      noMore("zeroGrad", 1, arguments, true);
      checkOptions(options, zeroOptions, "zeroGrad");
    }
    if (closures === 0) this.losses.cleared(this.stepCount);
    const toNone = options?.setToNone ?? true;
    if (recorder !== null) this.describe(recorder);
    for (const group of this.#groups) {
      const params = group.params;
      for (let i = 0; i < params.length; i++) {
        const p = params[i]!;
        recorder?.gradient(p, toNone);
        if (toNone) p.gradient = null;
        else clearGrad(p);
      }
    }
  }

  /** A model may hold its optimizer: the optimizer's steps do not count as changes of the model. */
  get [unwatched](): true {
    return true;
  }

  private indexed(): Map<Tensor, number> {
    const at = new Map<Tensor, number>();
    for (const g of this.paramGroups) for (const p of g.params) at.set(p, at.size);
    return at;
  }

  /** The names of options in a state dict. */
  private pythonNames(): Readonly<Record<string, string>> {
    if (Object.keys(this.names).length > 0) return this.names;
    return Object.fromEntries(
      Object.keys(this.defaults).map((own) => [own, own.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)]),
    );
  }

  /**
   * Everything needed to resume, in PyTorch's structure, so that both libraries can read its `.pt` files. Tensors are
   * shared, not copied.
   *
   * @example
   * const optimizer = new optim.Adam(new nn.Linear(2, 1).parameters());
   * Object.keys(optimizer.stateDict()); // → state,param_groups
   */
  stateDict(): OptimizerStateDict {
    const at = this.indexed();
    const state: Record<string, Record<string, unknown>> = {};
    for (const [p, s] of this.state)
      state[String(at.get(p))] = Object.fromEntries(
        Object.entries(s).map(([k, v]) => [k, typeof v === "number" ? scalar(v) : v]),
      );
    return {
      state,
      param_groups: this.paramGroups.map((g) => ({
        ...Object.fromEntries(
          Object.entries(this.pythonNames()).map(([own, theirs]) => [
            theirs,
            frozen((g as Record<string, unknown>)[own]),
          ]),
        ),
        ...this.extras,
        ...Object.fromEntries(
          Object.entries(scheduled).flatMap(([own, theirs]) =>
            own in g ? [[theirs, (g as Record<string, unknown>)[own]]] : [],
          ),
        ),
        params: g.params.map((p) => at.get(p)!),
      })),
    };
  }

  /**
   * Loads a state from `stateDict`, here or in PyTorch. Tensors are copied in the parameters' dtypes. If the state does
   * not match, nothing changes.
   *
   * @example
   * const model = new nn.Linear(2, 1), optimizer = new optim.Adam(model.parameters(), { lr: 0.1 });
   * const later = new optim.Adam(model.parameters());
   * later.loadStateDict(optimizer.stateDict());
   * later.paramGroups[0]!.lr; // → 0.1
   */
  loadStateDict(dict: OptimizerStateDict): void {
    const read = plain(dict) as { state?: unknown; param_groups?: unknown };
    const groups = read.param_groups,
      state = read.state;
    if (!Array.isArray(groups) || typeof state !== "object" || state === null)
      fail(
        "optimizer-state",
        "an optimizer's state dict has `state` and `param_groups`",
        "was it made by optimizer.stateDict()?",
      );
    if (groups.length !== this.paramGroups.length)
      fail(
        "optimizer-state",
        "loaded state dict has a different number of parameter groups",
        "create the optimizer as it was when saved.",
      );
    const params: Tensor[] = [];
    const ids: unknown[] = [];
    const options = (groups as unknown[]).map((raw, i) => {
      const theirs = plain(raw) as Record<string, unknown>;
      const own = this.paramGroups[i]!;
      const list = theirs["params"];
      if (!Array.isArray(list) || list.length !== own.params.length)
        fail(
          "optimizer-state",
          "loaded state dict contains a parameter group that doesn't match the size of optimizer's group",
          "create the optimizer with the same parameters.",
        );
      params.push(...own.params);
      ids.push(...(list as unknown[]));
      const known: Record<string, unknown> = {};
      for (const [mine, name] of [...Object.entries(this.pythonNames()), ...Object.entries(scheduled)])
        if (name in theirs) known[mine] = theirs[name];
      const names = Object.values(this.pythonNames()),
        foreign = Object.keys(theirs).filter((k) => !names.includes(k) && standard.has(k));
      if (foreign.length > 1 && names.filter((name) => !(name in theirs)).length > 1)
        fail(
          "optimizer-state",
          `loaded state dict has ${foreign.join(", ")}, which ${this.constructor.name} does not know`,
          "create an optimizer of the saved class.",
        );
      this.check({ ...own, ...known } as ParamGroup<O>);
      return known;
    });
    const fresh = new Map<Tensor, ParamState>();
    for (const [key, raw] of entries(state)) {
      const i = ids.findIndex((id) => String(id) === String(key));
      const p = params[i];
      if (p === undefined)
        fail(
          "optimizer-state",
          `loaded state dict has state for parameter ${String(key)}, which is in no group`,
          "create the optimizer with the same parameters.",
        );
      const s: ParamState = {};
      for (const [k, v] of entries(plain(raw))) {
        if (v === null) continue;
        if (!(v instanceof Tensor)) s[String(k)] = Number(v);
        else if (this.numbers.has(String(k))) s[String(k)] = v.item();
        else {
          if (v.count !== p!.count)
            fail(
              "optimizer-state",
              `state ${String(k)} of parameter ${String(key)} has ${v.count} elements, but the parameter has ${p!.count}`,
              "create the optimizer with the same parameters.",
            );
          const copy = empty(v.shape, p!.dtype);
          overwrite(copy, v);
          s[String(k)] = copy;
        }
      }
      fresh.set(p!, s);
    }
    options.forEach((known, i) => Object.assign(this.paramGroups[i]!, known));
    this.state.clear();
    for (const [p, s] of fresh) this.state.set(p, heardState(s));
  }

  /** The entries of a parameter's state that are numbers here and 0-d tensors in PyTorch. */
  protected readonly numbers: ReadonlySet<string> = new Set(["step"]);

  /** The state of a parameter, created by `init` on first use. */
  protected stateOf<S extends ParamState>(p: Tensor, init: (p: Tensor) => S): S {
    let s = this.#states.get(p) as S | undefined;
    if (s === undefined) {
      s = heardState(init(p));
      this.state.set(p, s);
    }
    return s;
  }

  /** {@link stateOf} with its `step` counted up, now and in each run of a plan. */
  protected nextState<S extends ParamState & { step: number }>(p: Tensor, init: (p: Tensor) => S): S {
    const s = this.stateOf(p, init);
    everyRun(() => {
      s.step++;
    });
    return s;
  }

  /** @internal */
  toJSON(): never {
    return notData(this);
  }
  /** In PyTorch's form: the options of each group, under PyTorch's names. */
  toString(): string {
    const names = Object.entries({ ...this.pythonNames(), ...scheduled });
    const groups = this.paramGroups.map((g, i) =>
      [
        `Parameter Group ${i}`,
        ...names
          .flatMap(([own, theirs]) =>
            own in g ? [`    ${theirs}: ${python((g as Record<string, unknown>)[own])}`] : [],
          )
          .sort(),
      ].join("\n"),
    );
    return `${this.constructor.name} (\n${groups.join("\n\n")}\n)`;
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** The loss from a closure, with gradients. */
export function withClosure<T>(closure: () => T): T {
  closures++;
  try {
    return enableGrad<unknown>(synchronous(closure, "step")) as T;
  } finally {
    closures--;
  }
}
/** The number of closures that are currently running. */
let closures = 0;

const isIterable = (v: unknown): boolean => typeof v === "object" && v !== null && Symbol.iterator in v;

/** An action that a plan cannot repeat. */
const GROUPS = "changes the optimizer's groups",
  MADE = "made the optimizer's state, which is there in later runs";

/**
 * Makes `optimizer.lr = 0.1` an error that points to the groups, since it would silently change nothing. A user's class
 * may have such fields itself.
 */
function optionsElsewhere(o: { readonly defaults: object }, groups: object, isOurs: boolean): void {
  const prototype: unknown = Object.getPrototypeOf(o);
  for (const name of [...Object.keys(o.defaults), "learningRate"]) {
    const refuse = (): never =>
      fail(
        "option",
        `'${o.constructor.name}' object has no attribute '${name}'`,
        `options are in groups: optimizer.paramGroups[0].${name === "learningRate" ? "lr" : name}.`,
      );
    const set = function (this: object, value: unknown): void {
      if (this === groups || Object.getPrototypeOf(this) === prototype) refuse();
      Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
    };
    if (isOurs && !(name in o)) Object.defineProperty(prototype, name, { get: refuse, set, configurable: true });
    Object.defineProperty(groups, name, { get: refuse, set, configurable: true });
  }
}

/** The classes of this library. */
const ours = new WeakSet<object>();

/**
 * Declares that an optimizer is one of ours, and returns its name. It is called in a class field. Ours only read the
 * options they were created with, so plans need not check for added ones.
 */
export function optimizer(cls: object, name: string): string {
  ours.add(cls);
  return takes(cls as { readonly prototype: object }, name, "stateDict,loadStateDict:!dict");
}

/** An optimizer's internal fields, which plans need not watch. */
// Names, extras and numbers define how the class is saved, and do not change.
const internal: ReadonlySet<string> = new Set([
  "defaults",
  "stepCount",
  "unfed",
  "losses",
  "uncloneable",
  "names",
  "extras",
  "numbers",
]);
const listed: ReadonlySet<string> = new Set(["params"]);

/** Reads of counts and other numbers in a parameter's state, such as `step`, are recorded, as those of options are. */
function heardState<S extends ParamState>(s: S): S {
  return hear(
    s,
    Object.keys(s).filter((key) => typeof s[key] === "number"),
  );
}

/** PyTorch stores pairs such as betas as tuples; a frozen array is written as a tuple. */
const frozen = (v: unknown): unknown => (Array.isArray(v) ? Object.freeze([...(v as unknown[])]) : v);

function python(v: unknown): string {
  if (v === null || v === undefined) return "None";
  if (typeof v === "boolean") return v ? "True" : "False";
  if (typeof v === "number") return formatNumber(v);
  return Array.isArray(v) ? `(${v.map(python).join(", ")})` : String(v);
}

/** PyTorch stores step counts as 0-d tensors. */
const scalar = (v: number): Tensor => full([], "float32", v);

/** Objects and Maps, since loading a file can return either. */
function entries(v: unknown): [unknown, unknown][] {
  return v instanceof Map ? [...v.entries()] : Object.entries(v as object);
}
function plain(v: unknown): unknown {
  if (v === undefined || v === null) return {};
  if (!(v instanceof Map)) return v;
  return Object.assign(
    Object.create(null) as object,
    Object.fromEntries([...v.entries()].map(([k, x]) => [String(k), x])),
  );
}

const optionFix = (name: string): string =>
  name === "learning rate"
    ? "for example { lr: 0.01 }."
    : name.startsWith("beta")
      ? "for example { betas: [0.9, 0.999] }."
      : "leave it out for its default.";
/** Checks that an option is a number in a range. */
export function checkOption(name: string, v: unknown, ok: (v: number) => boolean): void {
  if (typeof v !== "number" || !ok(v))
    fail(
      "optimizer-option",
      `Invalid ${name}: ${String(v)}`,
      typeof v === "number"
        ? optionFix(name)
        : `it must be a number, but it is ${v === null ? "null" : typeof v === "string" ? "text" : typeof v}.`,
    );
}

/** Checks a pair of options such as `betas`: two numbers in [0, 1). */
export function checkBetas(betas: unknown): void {
  if (!Array.isArray(betas) || betas.length !== 2)
    fail(
      "optimizer-option",
      `betas must be two numbers, but got ${String(betas)}`,
      "for example { betas: [0.9, 0.999] }.",
    );
  betas.forEach((b, i) => checkOption(`beta parameter at index ${i}`, b, (v) => v >= 0 && v < 1));
}

/** The gradient to descend: negated by `maximize`, with `weightDecay` added. */
export function gradientOf(p: Tensor, g: Tensor, maximize: boolean, weightDecay: number): Tensor {
  let d = maximize ? g.neg() : g;
  if (weightDecay !== 0) d = d.add(p, { alpha: weightDecay });
  return d;
}
