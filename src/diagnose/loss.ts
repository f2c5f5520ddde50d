import { formatGeneral } from "../util/pyformat.js";
import { sayDeadLast } from "./dead.js";
import { hint, warn } from "./warn.js";
import { withFirstRun } from "../util/features.js";

// A learning rate that is too high shows in the losses: they grow from step to step, and end as inf or nan. Uncompiled
// steps show every loss. A plan's losses are checked where the program reads them, and at the steps 1, 2, 4, 8, …, so
// that other runs cost nothing.

/** The memory of a tensor. */
interface Memory {
  readonly data: ArrayLike<number | bigint>;
}

/** The data of an optimizer. */
interface Stepping {
  readonly stepCount: number;
  readonly paramGroups: readonly { readonly params: readonly { readonly accumulator: object | null }[] }[];
}

/** The last root of backward: its memory, its value, and the number of that backward. */
let memory: Memory | null = null;
let value = NaN;
let backwards = 0;

/** A loss from which backward starts. */
export function sawLoss(of: Memory, at: number): void {
  memory = of;
  value = Number(of.data[at]);
  backwards++;
  if (idle !== null) idle.waits();
}

/** The last created optimizer, until the first step. */
let idle: LossWatch | null = null;
function idles(w: LossWatch | null): void {
  idle = w;
}

/** The optimizer of the last step. */
let newest: LossWatch | null = null;
function steppedLast(w: LossWatch): void {
  newest = w;
}

/** The losses of a recording, and the optimizer that used them. */
const losses = new WeakMap<object, LossWatch>();
/** The watcher of the loss in this memory. */
export const watchOf = (of: object): LossWatch | null => losses.get(of) ?? null;

/** A plan's last loss, until it is checked. */
export let unread: Memory | null = null;
let unreadAt = 0,
  unreadBy: LossWatch | null = null;
function lay(loss: Memory, at: number, by: LossWatch): void {
  unread = loss;
  unreadAt = at;
  unreadBy = by;
}
/** The program reads it. */
export function readLoss(): void {
  const of = unread!;
  unread = null;
  unreadBy!.look(Number(of.data[unreadAt]));
}

/** Consecutive samples with an output of 0 from the model's last relu; a few are normal. */
export const SILENT = 32;
/**
 * The number of samples of a relu right before the loss in this forward pass; 0 without one. And whether all its
 * outputs were 0.
 */
let reluSamples = 0,
  reluDead = false;
export function sawLastRelu(samples: number, dead: boolean): void {
  reluSamples = samples;
  reluDead = dead;
}

/** The optimizer of a parameter: the last one that got it. */
export const trainers = new WeakMap<object, LossWatch>();

/**
 * The thresholds for a growing loss: the number of consecutive increases, the number of steps, the growth factor, and
 * the factor over all earlier losses.
 */
const LOOKS = 3;
const STEPS = 5;
const GROWTH = 10;
const BEYOND = 10;

/** The thresholds for steps without a gradient and gradients without a step. */
const UNFED = 5,
  IDLE = 20,
  ABANDONED = 100;
const neverStepped = (times: number, more: string): void =>
  warn(
    "never-stepped",
    `backward() has run ${times} times${more}, but optimizer.step() was never called, so nothing is learned`,
    "",
  );

/** Watches the losses of one optimizer's steps. */
export class LossWatch {
  private readonly of: Stepping;
  /** The highest loss before the latest series of increases. */
  private peak = -Infinity;
  private before = NaN;
  private low = NaN;
  private lowStep = 0;
  private run = 0;
  private step = 0;
  private done = false;
  /** The backward that the last step followed. */
  private backward = 0;
  /** Another optimizer minimizes another loss in turn, as in a GAN: then each may increase the other's. */
  private contested = false;
  /** The samples per run of a plan, if a relu feeds the loss, and the consecutive ones without a gradient. */
  private relu = 0;
  private silent = 0;
  /** Steps when they began. */
  private since = 0;

  constructor(of: Stepping) {
    this.of = of;
    idles(this);
  }

  /** backward runs, and no step was made since this optimizer was created. */
  waits(): void {
    if (backwards - this.made < ABANDONED) return;
    idles(null);
    if (this.of.paramGroups.some((g) => g.params.some((p) => p.accumulator !== null))) neverStepped(ABANDONED, "");
  }

  get steps(): number {
    return this.of.stepCount;
  }
  get lr(): unknown {
    return (this.of.paramGroups[0] as { lr?: unknown } | undefined)?.lr;
  }

  /**
   * The last backward before gradients were set to null, and the one before the optimizer was created; the number of
   * clears before the first step.
   */
  private clearedAt = 0;
  private readonly made = backwards;
  private clearings = 0;

  /** Gradients are set to null after `steps` steps. */
  cleared(steps: number): void {
    if (!withFirstRun) return;
    if (steps === 0 && this.clearedAt !== backwards && ++this.clearings === IDLE) {
      neverStepped(IDLE, " and gradients were set to null");
    }
    this.clearedAt = backwards;
  }

  /** The nth step finds no gradient; `used`: although some of the parameters took part in a forward pass. */
  unfed(n: number, used: boolean, step: object): void {
    if (!withFirstRun) return;
    const ran = backwards > Math.max(this.backward, this.made);
    if (used ? n !== 1 : !ran || n !== UNFED) return;
    warn(
      "no-gradients",
      `no parameter of the optimizer has a gradient: ${!used ? "was it given another model's parameters?" : !ran ? "was backward() called before step()?" : this.clearedAt === backwards ? "zeroGrad() comes between backward() and step(); call it before backward()" : "does the loss depend on them?"}`,
      "",
      { entry: step },
    );
  }

  /** The losses have another cause, which was already reported. */
  end(): void {
    this.done = true;
  }

  /** A step was made. `recorded`: a plan may make others like it. */
  stepped(recorded: boolean): void {
    idles(null);
    const relu = reluSamples;
    reluSamples = 0;
    if (relu === 0 || !reluDead) this.since = this.steps;
    if (this.backward === backwards || memory === null) return; // no backward since the last step
    if (
      newest !== null &&
      newest !== this &&
      this.backward !== 0 &&
      newest.backward !== this.backward &&
      newest.backward !== backwards
    )
      this.contested = true;
    steppedLast(this);
    this.backward = backwards;
    if (recorded) {
      losses.set(memory, this);
      this.relu = relu;
    }
    this.look(value);
  }

  /**
   * A plan has made a step with this loss: element `at` of `loss`. True if its gradients should be checked too: see
   * {@link sawGradients}.
   */
  sawPlannedLoss(loss: Memory, at: number): boolean {
    const step = this.of.stepCount;
    if ((step & (step - 1)) !== 0 && this.silent === 0) {
      lay(loss, at, this);
      return false;
    }
    this.look(Number(loss.data[at]));
    return this.relu > 0;
  }

  /**
   * Whether all gradients of a plan's run are 0: if its loss is not 0 and a relu precedes it, that relu's outputs are
   * all 0.
   */
  sawGradients(zero: boolean): void {
    if (!zero || !(this.before > 0)) {
      this.silent = 0;
      this.since = this.steps;
    } else if ((this.silent += this.relu) >= SILENT) {
      sayDeadLast(this.silent, this.since, this.lr);
      this.relu = this.silent = 0;
    }
  }

  /** The loss of the step just made. */
  look(loss: number): void {
    const step = this.of.stepCount;
    if (this.done || step === this.step) return;
    this.step = step;
    if (loss > this.before) this.run++;
    else if (loss === loss) {
      if (this.before > this.peak) this.peak = this.before;
      this.run = 0;
      this.low = loss;
      this.lowStep = step;
    }
    this.before = loss;
    if (loss - loss === 0) {
      if (
        this.run < LOOKS ||
        step - this.lowStep < STEPS ||
        this.low <= 0 ||
        loss < GROWTH * this.low ||
        loss < BEYOND * this.peak ||
        this.contested
      )
        return;
    }
    this.done = true;
    this.say(loss);
  }

  private say(loss: number): void {
    const { lr } = this;
    const number = (v: number): string => formatGeneral(v, 3);
    const rate = typeof lr === "number" ? ` (lr = ${number(lr)})` : "";
    const fix =
      typeof lr === "number"
        ? `Try lr = ${number(lr / 10)}, or scale the inputs.`
        : "Try a smaller learning rate, or scale the inputs.";
    if (loss - loss === 0) {
      hint(
        "loss-grows",
        `loss grew ${formatGeneral((loss / this.low) ** (1 / (this.step - this.lowStep)), 2)}× a step from step ${this.lowStep}${rate}. ${fix}`,
        "",
      );
    } else {
      const what = loss === Infinity ? "inf" : loss === -Infinity ? "-inf" : "nan";
      if (this.step === 1)
        hint(
          "loss-grows",
          `loss is ${what} before the first step: look for nan, inf or very large numbers in the data.`,
          "",
        );
      else hint("loss-grows", `loss is ${what} at step ${this.step}${rate}. ${fix}`, "");
    }
  }
}
