import { formatGeneral } from "../util/pyformat.js";
import { sayDeadLast } from "./dead.js";
import { hint, warn } from "./warn.js";
import { withFirstRun } from "../util/features.js";

// A learning rate that is too high shows in the losses: they grow from step to step, and end as inf or nan. Steps that run
// as they are written show every loss. A plan's losses are looked at where the program reads them, and besides at the
// steps 1, 2, 4, 8, …, so that a run costs nothing more.

/** The memory of a tensor. */
interface Memory {
  readonly data: ArrayLike<number | bigint>;
}

/** What an optimizer tells of itself. */
interface Stepping {
  readonly stepCount: number;
  readonly paramGroups: readonly { readonly params: readonly { readonly accumulator: object | null }[] }[];
}

/** What backward started from last: where it lies, its value, and which backward that was. */
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

/** The optimizer that was made last, as long as nobody makes a step. */
let idle: LossWatch | null = null;
function idles(w: LossWatch | null): void {
  idle = w;
}

/** The optimizer that made a step last. */
let newest: LossWatch | null = null;
function steppedLast(w: LossWatch): void {
  newest = w;
}

/** Losses that a recording is about: which optimizer made its step with them. */
const losses = new WeakMap<object, LossWatch>();
/** Who watches the loss in this memory. */
export const watchOf = (of: object): LossWatch | null => losses.get(of) ?? null;

/** A plan's last loss, as long as nobody has looked at it. */
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

/** Samples in a row for which the model's last relu gave 0; a few are nothing unusual. */
export const SILENT = 32;
/** How many samples a relu right before the loss had in this forward pass; 0 without one. And whether it gave 0 for all. */
let reluSamples = 0,
  reluDead = false;
export function sawLastRelu(samples: number, dead: boolean): void {
  reluSamples = samples;
  reluDead = dead;
}

/** Who makes the steps of a parameter: the optimizer that got it last. */
export const trainers = new WeakMap<object, LossWatch>();

/** A growing loss is no chance if it grew from look to look so often, over so many steps, to so many times what it was, and far beyond all before. */
const LOOKS = 3;
const STEPS = 5;
const GROWTH = 10;
const BEYOND = 10;

/** So many steps without a gradient are no beginning, and so many gradients without a step no preparation. */
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
  /** The highest loss before the latest run of growing ones. */
  private peak = -Infinity;
  private before = NaN;
  private low = NaN;
  private lowStep = 0;
  private run = 0;
  private step = 0;
  private done = false;
  /** The backward that the last step followed. */
  private backward = 0;
  /** Another optimizer makes another loss smaller in turn, as in a GAN: then each may well make the other's grow. */
  private contested = false;
  /** Samples in each of a plan's runs, if a relu gives the loss its input, and those without a gradient in a row. */
  private relu = 0;
  private silent = 0;
  /** Steps when they began. */
  private since = 0;

  constructor(of: Stepping) {
    this.of = of;
    idles(this);
  }

  /** backward runs, and nobody has made a step since this optimizer was made. */
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

  /** The backward after which gradients were set to null last, and that before the optimizer was made; how often they were before the first step. */
  private clearedAt = 0;
  private readonly made = backwards;
  private clearings = 0;

  /** Gradients are set to null; `steps` were made before. */
  cleared(steps: number): void {
    if (!withFirstRun) return;
    if (steps === 0 && this.clearedAt !== backwards && ++this.clearings === IDLE) {
      neverStepped(IDLE, " and gradients were set to null");
    }
    this.clearedAt = backwards;
  }

  /** A step, the nth one, finds no gradient; `used`: though some of the parameters took part in a forward pass. */
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

  /** The losses have another reason, which was said. */
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
   * A plan has made a step, and gives its loss: element `at` of `loss`. True where its gradients are to be looked at, too:
   * see {@link sawGradients}.
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

  /** Whether all gradients of a plan's run are 0: if its loss is not 0 and a relu comes before it, that relu gives 0 alone. */
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
