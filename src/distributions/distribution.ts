import { needTensor } from "../core/check.js";
import { denseOf, empty } from "../core/dispatch.js";
import { enableGrad, noGrad } from "../core/modes.js";
import { fillBy, unheard } from "../core/recorder.js";
import { region, Tensor } from "../core/tensor.js";
import { byName, noMore, type Rest } from "../diagnose/arguments.js";
import { fail } from "../diagnose/error.js";
import { notData } from "../diagnose/not-data.js";
import { exp, sqrt } from "../ops/pointwise/unary.js";
import { detach, expand } from "../ops/view/view.js";
import { checkShape } from "../shape/shape.js";
import { sameArray, showShape } from "../util/array.js";
import { type Constraint, shownNumber } from "./constraint.js";
import { isDependent } from "./constraints.js";

// The common part of all distributions: shapes, checks of parameters and samples, printing, and argument handling.

/** Options of every distribution. */
export interface DistributionOptions {
  /** Whether parameters and values are checked. Default: true; see {@link Distribution.setDefaultValidateArgs}. */
  validateArgs?: boolean | undefined;
}

/** The sample shape, before the distribution's own: `[2, 3]`, or by name. */
export type SampleShape =
  | readonly number[]
  | {
      /** The sample shape, before the distribution's own. Default []: a single sample. */
      sampleShape?: readonly number[];
    };
type SampleArguments = [] | [sampleShape: SampleShape | undefined];

/** The batch shape and the event shape, by position, and options. */
export type DistributionArguments = Rest<
  [batchShape: readonly number[], eventShape: readonly number[]],
  DistributionOptions
>;

let checksByDefault = true;

/** Arguments of {@link expand}, by name. */
interface BatchShapeNamed {
  /** The new batch shape, to which the parameters broadcast. */
  batchShape: readonly number[];
}
/** Arguments of {@link enumerateSupport}, by name. */
interface ExpandNamed {
  /** Whether to repeat the values for the whole batch. Default true. */
  expand?: boolean;
}
/**
 * The base class of all distributions. `batchShape` is the shape of the parameters, each an independent distribution;
 * `eventShape` is the shape of one value: `[]` for numbers, `[n]` for vectors.
 *
 * Your own distribution passes its shapes to `super(batchShape, eventShape)` and overrides the methods.
 *
 * @example
 * class Coin extends distributions.Distribution {
 *   constructor() { super([], []); }
 *   override sample() { return rand([]).round(); }
 * }
 * new Coin().batchShape; // → []
 */
export abstract class Distribution {
  static readonly name: string = "Distribution";
  /** @internal */ protected batch: readonly number[];
  /** @internal */ protected event: readonly number[];
  /** @internal */ protected checks: boolean = checksByDefault;

  constructor(...args: DistributionArguments) {
    const o = byName<DistributionOptions & { batchShape?: readonly number[]; eventShape?: readonly number[] }>(
      new.target.name,
      ["batchShape", "eventShape"],
      args,
      ["validateArgs"],
    );
    this.batch = o.batchShape ?? [];
    this.event = o.eventShape ?? [];
    if (o.validateArgs !== undefined) this.checks = o.validateArgs;
  }

  /** Sets whether distributions check parameters and values by default. Initially true. */
  static setDefaultValidateArgs(value: boolean): void {
    noMore("setDefaultValidateArgs", 1, arguments, true);
    if (typeof value !== "boolean")
      fail("argument", "set_default_validate_args(): the value must be true or false", "write true or false.");
    checksByDefault = value;
  }

  /** The shape of the parameters, each an independent distribution. */
  get batchShape(): readonly number[] {
    return this.batch;
  }
  /** The shape of one value. */
  get eventShape(): readonly number[] {
    return this.event;
  }
  /** Whether {@link rsample} returns samples with a gradient. */
  get hasRsample(): boolean {
    return false;
  }
  /** Whether {@link enumerateSupport} lists all values. */
  get hasEnumerateSupport(): boolean {
    return false;
  }
  /** The constraints of the parameters. */
  get argConstraints(): Readonly<Record<string, Constraint>> {
    return {};
  }
  /** The constraint of the values. */
  get support(): Constraint {
    return this.lacks("support");
  }
  /** The mean, `[...batchShape, ...eventShape]`. */
  get mean(): Tensor {
    return this.lacks("mean");
  }
  /** The most probable value. */
  get mode(): Tensor {
    return fail(
      "distribution-lacks",
      `${this.constructor.name} does not implement mode`,
      "compute it from logProb, or use another distribution.",
    );
  }
  /** The variance, of each element. */
  get variance(): Tensor {
    return this.lacks("variance");
  }
  /** The standard deviation: the root of the variance. */
  get stddev(): Tensor {
    return sqrt(this.variance);
  }

  /** Draws samples: `[...sampleShape, ...batchShape, ...eventShape]`, without a gradient. */
  sample(...sampleShape: SampleArguments): Tensor {
    const shape = sampleShapeOf("sample", sampleShape);
    return noGrad(() => this.draw(shape));
  }

  /**
   * Draws samples through which gradients flow to the parameters (reparameterized samples), if the distribution
   * supports it.
   */
  rsample(...sampleShape: SampleArguments): Tensor {
    const shape = sampleShapeOf("rsample", sampleShape);
    return this.hasRsample
      ? this.draw(shape)
      : this.lacks("rsample", "use sample(), and logProb() for the gradient of an expectation (REINFORCE).");
  }

  /** The logarithm of the density, or of the probability, at values; they broadcast against batchShape + eventShape. */
  logProb(value: Tensor): Tensor {
    noMore("logProb", 1, arguments, true);
    return this.logDensity(this.checked("logProb", value));
  }

  /** The cumulative distribution function: the probability of values up to this one. */
  cdf(value: Tensor): Tensor {
    noMore("cdf", 1, arguments, true);
    return this.cumulative(this.checked("cdf", value));
  }

  /** The quantile function: the inverse of {@link cdf}. */
  icdf(value: Tensor): Tensor {
    noMore("icdf", 1, arguments, true);
    needTensor(value, "icdf", "value");
    return this.quantile(value);
  }

  /** The entropy, in nats: `[...batchShape]`. */
  entropy(): Tensor {
    noMore("entropy", 0, arguments, true);
    return this.uncertainty();
  }

  /** e to the power of the entropy. */
  perplexity(): Tensor {
    noMore("perplexity", 0, arguments, true);
    return exp(this.entropy());
  }

  /** All values of a discrete distribution, along a new first dimension; with `expand: false`, of size 1 along the batch. */
  enumerateSupport(...expand: [] | [expand: boolean | ExpandNamed]): Tensor {
    return this.values(byName<{ expand?: boolean }>("enumerateSupport", ["expand"], expand).expand ?? true);
  }

  /** The same distribution with parameters expanded to another batch shape. */
  expand(...batchShape: [batchShape: readonly number[] | BatchShapeNamed]): this {
    const { batchShape: shape } = byName<{ batchShape?: readonly number[] }>("expand", ["batchShape"], batchShape);
    if (shape === undefined)
      fail("argument", "expand() missing 1 required positional argument: 'batch_shape'", "for example expand([3, 2]).");
    return this.expanded(list("expand", "batch_shape", shape!));
  }

  /** As PyTorch prints it. */
  toString(): string {
    return this.text(true);
  }
  /** @internal `values`: whether to print the value of a scalar parameter. */
  protected text(values: boolean): string {
    const parts = Object.keys(this.argConstraints)
      .filter((name) => Object.hasOwn(this, name))
      .map((name) => `${snake(name)}: ${shownParameter((this as unknown as Record<string, unknown>)[name], values)}`);
    return `${this.constructor.name}(${parts.join(", ")})`;
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
  /** @internal */
  toJSON(): never {
    return notData(this);
  }

  // ---- for the distributions below ----

  /** @internal Samples, with their gradient if any. */
  protected draw(_sampleShape: readonly number[]): Tensor {
    return this.lacks("sample");
  }
  /** @internal */
  protected logDensity(_value: Tensor): Tensor {
    return this.lacks("logProb");
  }
  /** @internal */
  protected cumulative(_value: Tensor): Tensor {
    return this.lacks("cdf");
  }
  /** @internal */
  protected quantile(_value: Tensor): Tensor {
    return this.lacks("icdf");
  }
  /** @internal */
  protected uncertainty(): Tensor {
    return this.lacks("entropy");
  }
  /** @internal */
  protected values(_expand: boolean): Tensor {
    return this.lacks("enumerateSupport");
  }

  /** @internal The shape of samples with this sample shape. */
  protected extended(sampleShape: readonly number[] = []): number[] {
    return [...sampleShape, ...this.batch, ...this.event];
  }

  /** @internal Expands parameters, keeping their dimensions after the batch. */
  protected expanded(shape: readonly number[]): this {
    const fields: Record<string, Tensor> = {};
    for (const name of Object.keys(this.argConstraints)) {
      const value = Object.hasOwn(this, name) ? (this as unknown as Record<string, unknown>)[name] : undefined;
      if (value instanceof Tensor) fields[name] = expand(value, [...shape, ...value.shape.slice(this.batch.length)]);
    }
    return this.like(shape, fields);
  }

  /** @internal A copy with another batch shape and other fields. */
  protected like(batchShape: readonly number[], fields: Readonly<Record<string, unknown>>): this {
    const copy = Object.create(Object.getPrototypeOf(this) as object, Object.getOwnPropertyDescriptors(this)) as this;
    copy.batch = batchShape;
    for (const name in fields)
      Object.defineProperty(copy, name, { value: fields[name], enumerable: true, configurable: true });
    return copy;
  }

  /** @internal A lazily computed field. */
  protected lazily(name: string, compute: () => Tensor): Tensor {
    const value = enableGrad(compute);
    Object.defineProperty(this, name, { value, enumerable: true, configurable: true });
    return value;
  }

  /** @internal Sets the shapes and checks the parameters. */
  protected begin(
    batchShape: readonly number[],
    eventShape: readonly number[],
    validateArgs: boolean | undefined,
  ): void {
    this.batch = batchShape;
    this.event = eventShape;
    if (validateArgs !== undefined) this.checks = validateArgs;
    if (!this.checks) return;
    for (const [name, constraint] of Object.entries(this.argConstraints)) {
      const value =
        isDependent(constraint) || !(Object.hasOwn(this, name) || this.derives.includes(name))
          ? undefined
          : (this as unknown as Record<string, unknown>)[name];
      if (!(value instanceof Tensor)) continue;
      demand(constraint.check(detach(value)), value, (shown, again) =>
        fail(
          "distribution-argument",
          `Expected parameter ${snake(name)} (Tensor of shape ${tuple(value.shape)}) of distribution ${this.text(!again)} to satisfy the constraint ${constraint.toString()}, but found invalid values:\n${shown}`,
          adviceFor(name),
        ),
      );
    }
  }
  /** @internal Parameters that are checked although they are not fields. */
  protected get derives(): readonly string[] {
    return [];
  }

  /** @internal Checks that a value is in the distribution's support. */
  protected checked(what: string, value: Tensor): Tensor {
    if (!(value instanceof Tensor))
      fail(
        "distribution-value",
        "The value argument to log_prob must be a Tensor",
        `${what}(tensor(${typeof value === "number" ? String(value) : "…"})).`,
      );
    if (this.checks) this.validateSample(value);
    return value;
  }

  /** @internal */
  validateSample(value: Tensor): void {
    const { shape } = value,
      own = this.extended(),
      size = (s: readonly number[]): string => `torch.Size(${showShape(s)})`;
    const tail = this.event.length === 0 ? [] : shape.slice(-this.event.length);
    if (!sameArray(tail, this.event))
      fail(
        "distribution-value",
        `The right-most size of value must match event_shape: ${size(shape)} vs ${size(this.event)}.`,
        "reshape the value, or expand the distribution.",
      );
    for (let i = 1; i <= Math.min(shape.length, own.length); i++) {
      const a = shape[shape.length - i]!,
        b = own[own.length - i]!;
      if (a !== 1 && b !== 1 && a !== b)
        fail(
          "distribution-value",
          `Value is not broadcastable with batch_shape+event_shape: ${size(shape)} vs ${size(own)}.`,
          "compare value.shape with d.batchShape and d.eventShape.",
        );
    }
    const { support } = this;
    demand(support.check(detach(value)), value, (shown, again) =>
      fail(
        "distribution-value",
        `Expected value argument (Tensor of shape ${tuple(shape)}) to be within the support (${support.toString()}) of the distribution ${this.text(!again)}, but found invalid values:\n${shown}`,
        "such a value is impossible; { validateArgs: false } skips the check.",
      ),
    );
  }

  /** @internal */
  protected lacks(what: string, fix = "estimate it from samples, or use another distribution."): never {
    return fail("distribution-lacks", `${this.constructor.name} does not implement ${snake(what)}`, fix);
  }
}

const adviceFor = (name: string): string =>
  name === "probs"
    ? "probabilities of one distribution add up to 1; a network's raw outputs are { logits }."
    : name === "logits"
      ? "a NaN comes from the network before it: look there first."
      : "exp() or softplus() of a network's output is positive.";

/** camelCase as PyTorch writes it. */
export const snake = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
/** A shape as a Python tuple. */
export const tuple = (shape: readonly number[]): string =>
  shape.length === 1 ? `(${shape[0]!},)` : `(${shape.join(", ")})`;

/** A parameter in a distribution's text: its number, or its shape if it has several. */
function shownParameter(v: unknown, values: boolean): string {
  if (!(v instanceof Tensor)) return String(v);
  if (v.count !== 1 || !values) return `torch.Size(${showShape(v.shape)})`;
  return v.shape.length > 0 ? unheard(() => String(detach(v))) : shownNumber(v);
}

/**
 * Fails unless all of `valid` is true: now, and in each run of a plan. `refuse` gets the value as text, and whether a
 * plan is being replayed, in which case only this value is available.
 */
export function demand(
  valid: Tensor,
  value: Tensor,
  refuse: (shown: string, again: boolean, value: Tensor) => never,
): void {
  let again = false;
  fillBy("validate", [denseOf(valid), denseOf(detach(value))], empty([], "bool"), ([ok, v]) => {
    const flags = region(ok!) as Uint8Array;
    if (!flags.every((f) => f !== 0))
      unheard(() => refuse(v!.shape.length === 0 ? shownNumber(v!) : String(v), again, v!));
    again = true;
  });
}

function list(what: string, name: string, v: unknown): readonly number[] {
  if (!Array.isArray(v))
    fail(
      "argument",
      `${what}(): argument '${name}' must be a list of sizes, but got ${v === null ? "null" : typeof v}`,
      `pass the sizes in an array: ${what}([${typeof v === "number" ? v : "2, 3"}]).`,
    );
  return checkShape(v as unknown[]);
}

/** The sample shape in the arguments of `what`; by default one sample. */
function sampleShapeOf(what: string, args: readonly unknown[]): readonly number[] {
  return list(
    what,
    "sample_shape",
    byName<{ sampleShape?: readonly number[] }>(what, ["sampleShape"], args).sampleShape ?? [],
  );
}
