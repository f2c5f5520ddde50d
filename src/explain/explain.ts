import { grad } from "../autograd/backward.js";
import { gradFnOf } from "../core/graph.js";
import { mode } from "../core/modes.js";
import { recorder } from "../core/recorder.js";
import { allZero, Tensor } from "../core/tensor.js";
import { checkOptions, noMore } from "../diagnose/arguments.js";
import { smallerRate } from "../diagnose/dead.js";
import { fail } from "../diagnose/error.js";
import { checkSync, finished } from "../diagnose/sync.js";
import { isModule } from "../nn/module-state.js";
import type { Module } from "../nn/module.js";
import { type AnyOptimizer, Optimizer } from "../optim/optimizer.js";
import { LBFGS } from "../optim/lbfgs.js";
import { defaultGenerator } from "../random/generator.js";
import { random } from "../random/python.js";
import { formatGeneral } from "../util/pyformat.js";
import { showShape } from "../util/array.js";
import { aside } from "./aside.js";
import { headFindings, leavesOf, nodesOf, relativeLoss, relusOf } from "./graph.js";
import { type Row, rowsOf } from "./layers.js";
import { modeFindings } from "./modes.js";
import { Explanation, type Finding } from "./report.js";
import { badOf, numbersOf, sizeOf } from "./values.js";

/** Options of {@link explain}. */
export interface ExplainOptions {
  /** The optimizer that trains the model, to check the next step too. */
  optimizer?: AnyOptimizer;
}

const optionNames: ReadonlySet<string> = new Set(["optimizer"]);

/**
 * Describes what is wrong or suspicious in training right now: dead units, gradients that vanish or explode, parameters
 * that the loss does not depend on, numbers that are not finite, a loss that cannot fall, steps that are too large. The
 * result prints as a text; `findings` and `layers` hold the same as data. Nothing is changed.
 *
 * Pass the loss before or after `backward()`, or, to check everything, a function that computes it: it runs uncompiled,
 * and everything is restored afterwards (weights, gradients, buffers, random streams); it skips optimizer steps. With
 * an optimizer, it is called a second time, after a trial step.
 *
 * @throws KindlingError `argument` if the loss is not a tensor of one number, or the model is not a Module.
 * @example
 * const model = new nn.Linear(10, 1), x = rand(8, 10), y = x.sum(1, { keepdim: true });
 * const found = explain(model, () => F.mseLoss(model(x), y.squeeze(1)));
 * found.findings.map((f) => f.code); // → loss-broadcast
 */
export function explain(model: Module, loss: Tensor | (() => Tensor), options: ExplainOptions = {}): Explanation {
  if (!isModule(model))
    fail("argument", `explain() takes a model first, but got ${kindOf(model)}`, "explain(model, loss).");
  noMore("explain", 3, arguments);
  checkOptions(options, optionNames, "explain");
  if (options.optimizer !== undefined && !(options.optimizer instanceof Optimizer))
    fail(
      "argument",
      `explain() takes an optimizer as { optimizer }, but got ${kindOf(options.optimizer)}`,
      "for example explain(model, loss, { optimizer }).",
    );
  recorder?.refuse("explain()");
  const again =
    loss instanceof Tensor ? null : typeof loss === "function" && !isModule(loss) ? overOrNot(loss) : noLoss(loss);
  const standing = new Map(model.parameters().map((p) => [p as Tensor, p.gradient]));
  return aside(model, options.optimizer, () => {
    const streams = [defaultGenerator.getState(), random.getstate()] as const;
    mode.trialSteps = [];
    const value = again === null ? (loss as Tensor) : again();
    const idle = mode.trialSteps.length > 0 && !mode.trialSteps.includes(true);
    if (!(value instanceof Tensor)) noLoss(value);
    if (value.count !== 1)
      fail(
        "argument",
        `explain() takes a loss of one number, but this one has shape ${showShape(value.shape)}`,
        "reduce it first, with .mean() or .sum().",
      );
    const look = new Look(model, value, standing, options.optimizer);
    if (idle)
      look.findings.push({
        code: "no-gradients",
        level: "problem",
        path: "",
        message: "`optimizer.step()` finds no gradient, so it changes nothing.",
        fix: "The order is `optimizer.zeroGrad()`, `loss.backward()`, `optimizer.step()`.",
      });
    look.graph(again !== null);
    look.parameters();
    look.findings.push(...modeFindings(model, look.trained));
    if (options.optimizer !== undefined) {
      look.step(
        options.optimizer,
        again === null
          ? null
          : () => {
              defaultGenerator.setState(streams[0]);
              random.setstate(streams[1]);
              return Number(numbersOf(again())[0]);
            },
      );
    }
    return look.result();
  });
}

function overOrNot(loss: () => Tensor): () => Tensor {
  checkSync(loss, "explain");
  return () => finished(loss(), "explain");
}
const kindOf = (v: unknown): string =>
  v === null
    ? "null"
    : v instanceof Tensor
      ? "a tensor"
      : typeof v === "object"
        ? (v.constructor?.name ?? "an object")
        : typeof v;
function noLoss(v: unknown): never {
  return fail(
    "argument",
    `explain() takes the loss as a tensor, or a function that returns it, but got ${kindOf(v)}`,
    v === undefined ? "does the function `return loss`?" : "explain(model, loss), before .item().",
  );
}

const short = (v: number): string => formatGeneral(v, 3);
/** Paths as a sentence lists them. */
const listed = (paths: readonly string[]): string =>
  paths.length <= 4
    ? paths.map((p) => `\`${p}\``).join(", ")
    : `${paths
        .slice(0, 3)
        .map((p) => `\`${p}\``)
        .join(", ")} and ${paths.length - 3} more`;

/** The ratios from which on it is reported. */
const VANISHES = 1e-5,
  EXPLODES = 1e4,
  STANDS_STILL = 1e-7;
/** The tolerated change of the loss in a step: at the end of training it fluctuates slightly. */
const GROWS = 2,
  LEAPS = 10;
/** A pull below which the loss is flat where the weights are; weights so many times larger than drawn; what is left of a loss; what a step must at least take off the loss; changes of a weight that only training makes; a loss that is no longer that of a finished training. */
const FLAT = 1e-3,
  ASTRAY = 8,
  WELL = 0.01,
  DONE = 1e-7,
  CREEPS = 1e-6,
  CHANGED = 8,
  AWAY = 0.01;
/** The fraction of dead units from which on it is reported, and the minimum number of samples. */
const DEAD = 0.4,
  SAMPLES = 16;

/** One inspection of a model and a loss. */
class Look {
  readonly findings: Finding[] = [];
  /** Whether the loss has a graph, so that it can be trained with. */
  trained = false;
  private readonly loss: Tensor;
  private readonly value: number;
  private readonly standing: ReadonlyMap<Tensor, Tensor | null>;
  private readonly optimizer: AnyOptimizer | undefined;
  /** The loss has fallen so far that gradients and steps are not meaningful. */
  private well = false;
  private done = false;
  private readonly unseen: string[] = [];
  private readonly rows: Row[];
  private readonly names: ReadonlyMap<Tensor, string>;
  /** The gradient of each parameter, null if it gets none; missing if unknown. */
  private readonly gradients = new Map<Tensor, Tensor | null>();

  constructor(
    model: Module,
    loss: Tensor,
    standing: ReadonlyMap<Tensor, Tensor | null>,
    optimizer: AnyOptimizer | undefined,
  ) {
    this.optimizer = optimizer;
    this.loss = loss;
    this.value = Number(numbersOf(loss)[0]);
    this.standing = standing;
    this.rows = rowsOf(model);
    this.names = new Map(model.namedParameters().map(([name, p]) => [p, name]));
  }

  private say(code: Finding["code"], level: Finding["level"], path: string, message: string, fix: string): void {
    this.findings.push({ code, level, path, message, fix });
  }
  private get wanted(): Tensor[] {
    return [...this.names.keys()].filter((p) => p.wantsGrad);
  }

  // ---- the graph ----

  /** `computed`: the loss was computed just now, by a function. */
  graph(computed: boolean): void {
    const { loss, value } = this;
    if (this.names.size === 0)
      this.say(
        "nothing-to-learn",
        "problem",
        "",
        "the model has no parameters.",
        "Layers must be fields of the module (`l1 = new nn.Linear(10, 1)`), or in a ModuleList.",
      );
    else if (this.wanted.length === 0)
      this.say(
        "nothing-to-learn",
        "problem",
        "",
        "no parameter of the model wants a gradient: all are frozen.",
        "Call `model.requiresGrad_(true)`, or only for the layers that should learn.",
      );
    if (value - value !== 0)
      this.say(
        "not-finite",
        "problem",
        "",
        `the loss is ${short(value)}.`,
        "Run the step inside of `detectAnomaly(() => …)`: it names the op that made the first such number. A learning rate that is too high and data with gaps are the usual causes.",
      );
    const root = gradFnOf(loss);
    const stood = [...this.standing.values()].some((g) => g !== null);
    if (root === null) {
      if (computed || !stood) {
        this.say(
          "no-grad-fn",
          "problem",
          "",
          "the loss has no gradient history: no gradient can be computed from it.",
          computed
            ? "Compute it outside of noGrad, without detach() and item() on the way, from parameters that want gradients."
            : "Compute it outside of noGrad, without detach() on the way. From a compiled function it never has one: give explain() the function, `explain(model, () => step(x, y))`.",
        );
      } else
        this.unseen.push(
          "how the loss was computed, since results of compiled functions have no history: give explain() a function, explain(model, () => step(x, y))",
        );
      if (stood) for (const p of this.wanted) this.gradients.set(p, this.standing.get(p) ?? null);
      const without = [...this.gradients].flatMap(([p, g]) => (g === null ? [p] : []));
      if (without.length > 0) this.unused(without, "got no gradient");
      this.piled();
      return;
    }
    this.trained = true;
    const nodes = nodesOf(root),
      leaves = leavesOf(nodes);
    const left = relativeLoss(nodes, value);
    this.well = left >= 0 && left <= WELL;
    this.done = left >= 0 && left <= DONE;
    this.findings.push(...headFindings(nodes));
    const { wanted } = this,
      unused = wanted.filter((p) => !leaves.has(p));
    if (wanted.length > 0 && unused.length === wanted.length) {
      this.say(
        "loss-elsewhere",
        "problem",
        "",
        "the loss does not depend on any parameter of this model.",
        "Compute it from what this model gives, without detach(), noGrad or new tensors on the way.",
      );
    } else if (unused.length > 0) {
      this.unused(unused, "have no part in this loss");
    }
    this.units(nodes);
    for (const p of unused) this.gradients.set(p, null);
    const used = wanted.filter((p) => leaves.has(p));
    if (computed && used.some((p) => p.gradient !== null)) for (const p of used) this.gradients.set(p, p.gradient);
    else if (!root.freed && used.length > 0)
      grad(loss, used, { retainGraph: true, allowUnused: true }).forEach((g, i) => {
        this.gradients.set(used[i]!, g);
      });
    else for (const p of used) this.gradients.set(p, this.standing.get(p) ?? null);
    this.piled();
  }

  /** Accumulated gradients of several steps. */
  private piled(): void {
    const spent = [...this.standing.values()].map((g) => g?.storage.spent);
    if (spent.includes("again"))
      this.say(
        "zero-grad",
        "problem",
        "",
        "the gradients of the last step are still in `.grad`, and those of this one were added to them.",
        "Call `optimizer.zeroGrad()` before `backward()`.",
      );
    else if (spent.includes("piled"))
      this.say(
        "zero-grad",
        "problem",
        "",
        "the gradients of the last step include those of the step before: nothing sets them to zero.",
        "Call `optimizer.zeroGrad()` before `backward()`.",
      );
  }

  private unused(list: readonly Tensor[], what: string): void {
    this.say(
      "parameter-unused",
      "suspicion",
      "",
      `parameters of the model that ${what}: ${listed(list.map((p) => this.names.get(p)!))}. Nothing trains them.`,
      "Call the layer in forward(), or take it out of the model.",
    );
  }

  private units(nodes: ReturnType<typeof nodesOf>): void {
    const { seen, all } = relusOf(nodes);
    if (seen.length < all)
      this.unseen.push(
        "what the relus gave, since backward() has let that go: give explain() the loss before backward(), or a function",
      );
    for (const { weight, dead, units, samples } of seen) {
      const row = weight === null ? undefined : this.rows.find((r) => r.parameters.includes(weight));
      if (row !== undefined) row.dead = [(row.dead?.[0] ?? 0) + dead, (row.dead?.[1] ?? 0) + units];
      const path = row?.path ?? "",
        which = row === undefined ? "a relu" : "the relu after it";
      if (dead === units && units > 0) {
        if (samples * units >= SAMPLES)
          this.dead(path, `${which} gives 0 for ${samples === 1 ? "the sample" : `all ${samples} samples`}`, row);
      } else if (dead >= DEAD * units && samples >= SAMPLES && !this.well) {
        this.say(
          "dead-units",
          "suspicion",
          path,
          `${dead} of ${units} units are 0 after ${row === undefined ? which : "the relu"} for all ${samples} samples; they do not learn from these.`,
          "A smaller learning rate keeps units alive; `F.leakyRelu` or `F.gelu` in place of relu has no dead ones.",
        );
      }
    }
  }

  /** Units that are all dead: from the start, by bad initial weights, or because steps have moved the weights too far. */
  private dead(path: string, what: string, row: Row | undefined): void {
    const so = `${what}, so its gradient is 0 and no layer up to it can learn`;
    const far = this.rows
      .filter((r) => row === undefined || this.rows.indexOf(r) <= this.rows.indexOf(row))
      .flatMap((r) => {
        const f = r.thrown();
        return f === null ? [] : [{ ...f, path: r.path }];
      })
      .sort((a, b) => b.largest / b.began - a.largest / a.began)[0];
    if (far === undefined || !this.stepped) {
      this.say(
        "dead-relu",
        "problem",
        path,
        `${so}.`,
        far === undefined
          ? "The weights are as they were drawn: start again with another seed; at the end of a model, drop the relu."
          : "Start with smaller weights or another seed; at the end of a model, drop the relu.",
      );
      return;
    }
    this.say(
      "dead-relu",
      "problem",
      path,
      `${so}. Steps that are too large did that: ${far.path === "" ? "the weights have" : `those of \`${far.path}\` have`} gone as far as ${short(far.largest)}, from within ±${short(far.began)} where they began.`,
      smallerRate(this.optimizer?.paramGroups[0]?.lr),
    );
  }

  /** Whether steps have moved weights so far that larger ones do not help. */
  private get astray(): boolean {
    return (
      this.stepped &&
      this.rows.some((r) => {
        const f = r.thrown();
        return f !== null && f.largest > ASTRAY * f.began;
      })
    );
  }

  /** Whether an optimizer has changed the weights. */
  private get stepped(): boolean {
    return (
      (this.optimizer?.stepCount ?? 0) > 0 ||
      [...this.standing.values()].some((g) => g !== null && g.storage.spent !== "no") ||
      this.wanted.some((p) => p.storage.version > CHANGED)
    );
  }

  // ---- weights and gradients ----

  parameters(): void {
    const known = this.gradients.size > 0;
    if (!known && this.wanted.length > 0)
      this.unseen.push("gradients: give explain() the loss before or after backward(), or a function");
    const bad = (what: string, of: (p: Tensor) => Tensor | null | undefined): string[] =>
      [...this.names].flatMap(([p, name]) => {
        const t = of(p);
        return t == null || badOf(numbersOf(t)) === 0 ? [] : [`${name}${what}`];
      });
    const weights = bad("", (p) => p),
      gradients = bad("", (p) => this.gradients.get(p));
    if (weights.length > 0)
      this.say(
        "not-finite",
        "problem",
        "",
        `there are weights that are nan or infinite: ${listed(weights)}.`,
        "Training cannot recover from that: start again, with a smaller learning rate.",
      );
    else if (gradients.length > 0)
      this.say(
        "not-finite",
        "problem",
        "",
        `there are gradients that are nan or infinite: ${listed(gradients)}. The next step would write them into the weights.`,
        "Run the step inside of `detectAnomaly(() => …)` to find the op that makes them; `nn.utils.clipGradNorm_` helps against infinite ones.",
      );
    for (const row of this.rows) {
      const with_ = row.parameters.flatMap((p) => {
        const g = this.gradients.get(p);
        return g == null ? [] : [numbersOf(g)];
      });
      if (with_.length > 0) row.gradients = sizeOf(with_);
      else if (row.parameters.some((p) => this.gradients.has(p))) row.gradients = 0;
      row.countZeroRows((p) => this.gradients.get(p) ?? null);
    }
    if (weights.length === 0 && gradients.length === 0 && !this.done) this.sizes();
  }

  /** Gradients that are 0, that vanish, or explode. */
  private sizes(): void {
    const rows = this.rows.filter((r) => r.parameters.some((p) => this.gradients.get(p) != null));
    const explained = this.findings.some((f) => f.code === "dead-relu");
    if (rows.length > 0 && rows.every((r) => r.gradients === 0)) {
      if (!explained && this.value !== 0)
        this.say(
          "gradient-zero",
          "problem",
          "",
          "all gradients are 0, but the loss is not: nothing can learn.",
          "Look for a function that is flat where the answers are: relu, clamp, round, sign, or a sigmoid far out.",
        );
      return;
    }
    const still = rows.filter((r) => r.gradients === 0);
    if (still.length > 0 && !explained)
      this.say(
        "gradient-zero",
        "problem",
        still.length === 1 ? still[0]!.path : "",
        `${still.length === 1 ? "its gradients are" : `the gradients of ${listed(still.map((r) => r.path))} are`} all 0, though those of other layers are not: ${still.length === 1 ? "it" : "they"} cannot learn.`,
        "Look at what comes after: a relu whose units are all dead, or another function that is flat.",
      );
    const [first, ...rest] = rows.filter((r) => r.gradients! > 0 && r.matrix);
    if (first === undefined) return;
    const size = (r: Row): number => r.gradients! / Math.max(r.weights, 1e-12);
    const least = rest.reduce((a, b) => (b.gradients! < a.gradients! ? b : a), first),
      most = rest.reduce((a, b) => (b.gradients! > a.gradients! ? b : a), first);
    if (least.gradients! < VANISHES * most.gradients!)
      this.say(
        "gradient-vanishes",
        "suspicion",
        least.path,
        `its gradients are ${short(most.gradients! / least.gradients!)} times smaller than those of \`${most.path}\`, so it hardly learns.`,
        "Use relu or gelu in place of sigmoid and tanh, put a normalization between layers, or let layers add to their input (x.add(layer(x))).",
      );
    if (size(most) > EXPLODES)
      this.say(
        "gradient-explodes",
        "suspicion",
        most.path,
        `its gradients are ${short(size(most))} times as large as its weights.`,
        "Scale the inputs to about −1 to 1, and clip: `nn.utils.clipGradNorm_(model.parameters(), 1)` before the step.",
      );
  }

  // ---- the next step ----

  step(optimizer: AnyOptimizer, again: (() => number) | null): void {
    const held = new Set(optimizer.paramGroups.flatMap((g) => g.params));
    const { wanted } = this,
      missing = wanted.filter((p) => !held.has(p));
    if (wanted.length > 0 && missing.length === wanted.length) {
      this.say(
        "optimizer-elsewhere",
        "problem",
        "",
        "the optimizer has no parameter of this model, so its steps do not change it.",
        "Make it after the model, and anew when layers are replaced: new optim.SGD(model.parameters(), …).",
      );
      return;
    }
    if (missing.length > 0)
      this.say(
        "optimizer-elsewhere",
        "suspicion",
        "",
        `the optimizer does not have ${listed(missing.map((p) => this.names.get(p)!))}.`,
        "Make it anew when layers were added or replaced, or add them with addParamGroup().",
      );
    if (optimizer.paramGroups.every((g) => g.lr === 0)) {
      this.say(
        "step-small",
        "problem",
        "",
        "the learning rate is 0: no weight moves.",
        "Set one, such as 0.01 (SGD) or 0.001 (Adam); a scheduler may have brought it down.",
      );
      return;
    }
    const moved = wanted.filter((p) => held.has(p) && this.gradients.get(p) != null);
    if (moved.length === 0 || optimizer instanceof LBFGS || this.findings.some((f) => f.code === "not-finite")) return;
    const before = new Map(moved.map((p) => [p, numbersOf(p)]));
    for (const p of held) p.gradient = this.gradients.get(p)?.clone() ?? null;
    optimizer.change();
    let falls = 0; // the decrease of the loss that the gradients predict
    for (const row of this.rows) {
      const own = row.parameters.filter((p) => before.has(p));
      if (own.length === 0) {
        row.step = 0;
        continue;
      }
      const changes = own.map((p) => {
        const b = before.get(p)!;
        return numbersOf(p).map((v, i) => v - b[i]!);
      });
      own.forEach((p, i) => {
        const g = numbersOf(this.gradients.get(p)!);
        for (let k = 0; k < g.length; k++) falls += Math.abs(g[k]! * changes[i]![k]!);
      });
      row.step = sizeOf(changes) / Math.max(sizeOf(own.map((p) => before.get(p)!)), 1e-12);
    }
    const steps = this.rows.flatMap((r) => (r.step === null ? [] : [r.step]));
    if (
      !this.done &&
      steps.length > 0 &&
      steps.every((s) => s < STANDS_STILL) &&
      falls < CREEPS * Math.abs(this.value) &&
      this.pull(moved) >= FLAT &&
      !this.astray &&
      !moved.every((p) => allZero(this.gradients.get(p)!))
    )
      this.say(
        "step-small",
        "suspicion",
        "",
        `the next step changes the weights by at most ${short(100 * Math.max(...steps))} % of their size: training has almost stopped.`,
        "Raise the learning rate tenfold until the loss falls.",
      );
    if (again === null) this.unseen.push("where the next step leads: give explain() a function that computes the loss");
    else this.trial(optimizer, again());
  }

  /** The relative change of the loss for a change of the weights by their own size. Almost 0 at the end of training. */
  private pull(moved: readonly Tensor[]): number {
    const weights = sizeOf(moved.map(numbersOf)),
      count = moved.reduce((n, p) => n + p.count, 0);
    return (
      (sizeOf(moved.map((p) => numbersOf(this.gradients.get(p)!))) * weights * count) /
      Math.max(Math.abs(this.value), 1e-300)
    );
  }

  private trial(optimizer: AnyOptimizer, after: number): void {
    const { value } = this,
      { lr } = optimizer.paramGroups[0]!;
    if (value - value !== 0 || after <= GROWS * Math.abs(value) + 1e-6 || (this.done && after < AWAY)) return;
    this.say(
      "loss-grows",
      after <= LEAPS * Math.abs(value) ? "suspicion" : "problem",
      "",
      `one step with lr = ${short(lr)} takes the loss from ${short(value)} to ${short(after)}, on the same data.`,
      `Try lr = ${short(lr / 10)}, or scale the inputs.`,
    );
  }

  result(): Explanation {
    // After a dead relu all answers are equal, which is its effect.
    const findings = this.findings.some((f) => f.code === "dead-relu")
      ? this.findings.filter((f) => f.code !== "constant-output")
      : this.findings;
    return new Explanation(
      findings,
      this.rows.map((r) => r.report()),
      this.value,
      this.unseen,
    );
  }
}
