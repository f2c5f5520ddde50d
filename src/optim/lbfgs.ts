import { empty, overwrite } from "../core/dispatch.js";
import { mode, noGrad } from "../core/modes.js";
import { recorder } from "../core/recorder.js";
import { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { checkSync } from "../diagnose/sync.js";
import { cat } from "../ops/view/join.js";
import { type Trial, strongWolfe } from "./line-search.js";
import { checkOption, Optimizer, optimizer, type OptimizerStateDict, type Params, withClosure } from "./optimizer.js";
import { noMore } from "../diagnose/arguments.js";

/** Options of {@link LBFGS}. */
export interface LBFGSOptions {
  /** Scales each step; with a line search, the first guess. Default 1. */
  lr: number;
  /** The maximum number of iterations in one `step()`. Default 20. */
  maxIter: number;
  /** The maximum number of evaluations of the loss in one `step()`. Default null: 1.25 · maxIter. */
  maxEval: number | null;
  /** The step ends when no element of the gradient exceeds this. Default 1e-7. */
  toleranceGrad: number;
  /** The step ends when loss or parameters change by less than this. Default 1e-9. */
  toleranceChange: number;
  /** The number of past steps that estimate the curvature. Default 100. */
  historySize: number;
  /** "strong_wolfe" searches along each direction; null (default) takes a step of `lr`. */
  lineSearchFn: "strong_wolfe" | null;
}

/** The curvature estimate, and the last iteration. */
interface Memory {
  evaluations: number;
  iterations: number;
  direction: Tensor;
  t: number;
  /** Changes of the gradient, their steps, and 1 / (change · step). */
  changes: Tensor[];
  steps: Tensor[];
  rhos: number[];
  /** The first guess of the inverse Hessian is this times the identity. */
  scale: number;
  gradient: Tensor;
  loss: number;
}

const value = (t: Tensor): number =>
  t instanceof Tensor
    ? t.item()
    : fail(
        "argument",
        `the closure of LBFGS must return the loss, a tensor, but it returned ${t === null ? "null" : typeof t}`,
        "optimizer.step(() => { optimizer.zeroGrad(); const loss = …; loss.backward(); return loss; })",
      );
const dot = (a: Tensor, b: Tensor): number => value(a.dot(b));
const largest = (t: Tensor): number => value(t.abs().max());

/**
 * L-BFGS: Newton's method with a Hessian estimated from the last gradients. For small problems without noise, where it
 * needs far fewer steps than the others. Each `step` computes the loss many times with the closure that it takes. It
 * cannot be part of a compiled function, since its path depends on the loss.
 *
 * Source: torch/optim/lbfgs.py; Liu & Nocedal 1989, "On the limited memory BFGS method for large scale optimization".
 *
 * Options, by name, or the learning rate alone: lr = 1, maxIter = 20, maxEval = null (1.25 · maxIter),
 * toleranceGrad = 1e−7, toleranceChange = 1e−9, historySize = 100, lineSearchFn = null.
 *
 * @throws KindlingError `optimizer-params` for more than one group of parameters.
 */
export class LBFGS extends Optimizer<LBFGSOptions> {
  static override readonly name = /* @__PURE__ */ optimizer(this, "LBFGS");
  protected override readonly names = {
    lr: "lr",
    maxIter: "max_iter",
    maxEval: "max_eval",
    toleranceGrad: "tolerance_grad",
    toleranceChange: "tolerance_change",
    historySize: "history_size",
    lineSearchFn: "line_search_fn",
  };
  protected override readonly extras = {};
  private memory: Memory | null = null;

  /**
   * L-BFGS: Newton's method with a Hessian estimated from the last gradients. Options, by name, or the learning rate
   * alone: lr = 1, maxIter = 20, maxEval = null (1.25 · maxIter), toleranceGrad = 1e−7, toleranceChange = 1e−9,
   * historySize = 100, lineSearchFn = null.
   *
   * @throws KindlingError `optimizer-params` for more than one group of parameters.
   * @example
   * const w = tensor([4, -2], { requiresGrad: true });
   * const optimizer = new optim.LBFGS([w], { lineSearchFn: "strong_wolfe" });
   * optimizer.step(() => {
   *   optimizer.zeroGrad();
   *   const loss = w.sub(tensor([1, 3])).pow(2).sum();
   *   loss.backward();
   *   return loss;
   * });
   * w.round().tolist(); // → 1,3
   */
  constructor(params: Params<LBFGSOptions>, options: number | Partial<LBFGSOptions> = {}) {
    noMore("LBFGS", 2, arguments, true);
    super(
      params,
      {
        lr: 1,
        maxIter: 20,
        maxEval: null,
        toleranceGrad: 1e-7,
        toleranceChange: 1e-9,
        historySize: 100,
        lineSearchFn: null,
      },
      options,
    );
    if (this.paramGroups.length !== 1)
      fail(
        "optimizer-params",
        "LBFGS doesn't support per-parameter options (parameter groups)",
        "pass one list: model.parameters().",
      );
    const group = this.paramGroups[0]!;
    group.maxEval ??= Math.floor((group.maxIter * 5) / 4);
  }

  protected override check(o: LBFGSOptions): void {
    checkOption("learning rate", o.lr, (v) => v >= 0);
    if (o.lineSearchFn !== null && o.lineSearchFn !== "strong_wolfe")
      fail("optimizer-option", "only 'strong_wolfe' is supported", 'lineSearchFn is "strong_wolfe" or null.');
  }

  /** Never called, since a step is not a single pass over the parameters. */
  protected override update(): void {
    /* see step */
  }

  /**
   * Up to `maxIter` iterations.
   *
   * @param closure computes the loss and its gradients: zeroGrad, loss, backward, return loss.
   * @returns the loss before the first of them
   */
  override step(closure?: () => Tensor): Tensor {
    if (arguments.length > 1) noMore("step", 1, arguments, true);
    if (closure === undefined)
      fail(
        "argument",
        "step() missing 1 required positional argument: 'closure'",
        "LBFGS computes the loss several times: optimizer.step(() => { optimizer.zeroGrad(); const loss = …; loss.backward(); return loss; }).",
      );
    checkSync(closure, "optimizer.step");
    recorder?.refuse("LBFGS, which decides by the loss how far to go,");
    const first = withClosure(closure);
    if (mode.trial) return first;
    noGrad(() => this.iterate(() => value(withClosure(closure)), value(first)));
    this.stepped();
    return first;
  }

  private iterate(evaluate: () => number, before: number): void {
    const group = this.paramGroups[0]!;
    const { lr, maxIter, toleranceGrad, toleranceChange, lineSearchFn } = group,
      maxEval = group.maxEval!;
    let loss = before,
      gradient = this.gradient(),
      evaluations = 1;
    const m = this.memory;
    if (m !== null) m.evaluations++;
    if (largest(gradient) <= toleranceGrad) return;
    const memory = (this.memory = m ?? {
      evaluations: 1,
      iterations: 0,
      direction: gradient,
      t: lr,
      changes: [],
      steps: [],
      rhos: [],
      scale: 1,
      gradient,
      loss,
    });

    for (let n = 1; n <= maxIter; n++) {
      memory.iterations++;
      if (memory.iterations === 1) {
        memory.direction = gradient.neg();
        memory.t = Math.min(1, 1 / value(gradient.abs().sum())) * lr;
      } else {
        learn(memory, gradient, group.historySize);
        memory.direction = newton(memory, gradient);
        memory.t = lr;
      }
      memory.gradient = gradient;
      memory.loss = loss;
      const { direction } = memory;
      const slope = dot(gradient, direction);
      if (slope > -toleranceChange) break;

      let used = 0;
      if (lineSearchFn !== null) {
        const start = group.params.map((p) => p.clone());
        const at = (t: number): Trial<Tensor> => {
          this.move(t, direction);
          const there = evaluate(),
            g = this.gradient();
          group.params.forEach((p, i) => p.copy_(start[i]!));
          return { t, loss: there, slope: dot(g, direction), gradient: g };
        };
        const { found, evaluations: asked } = strongWolfe(
          at,
          { t: 0, loss, slope, gradient },
          memory.t,
          largest(direction),
          toleranceChange,
        );
        ({ loss, gradient, t: memory.t } = found);
        used = asked;
        this.move(memory.t, direction);
      } else {
        this.move(memory.t, direction);
        if (n !== maxIter) {
          // the last iteration does not need it
          loss = evaluate();
          gradient = this.gradient();
          used = 1;
        }
      }
      evaluations += used;
      memory.evaluations += used;
      if (n === maxIter || evaluations >= maxEval || largest(gradient) <= toleranceGrad) break;
      if (largest(direction.mul(memory.t)) <= toleranceChange || Math.abs(loss - memory.loss) < toleranceChange) break;
    }
  }

  /** All gradients as one vector, a copy. */
  private gradient(): Tensor {
    return cat(
      this.paramGroups[0]!.params.map((p) =>
        p.gradient === null ? empty([p.count], p.dtype) : p.gradient.reshape(p.count),
      ),
      0,
    );
  }

  /** Moves the parameters by `t` times a vector. */
  private move(t: number, by: Tensor): void {
    let at = 0;
    for (const p of this.paramGroups[0]!.params) {
      p.add_(by.narrow(0, at, p.count).reshape(p.shape), { alpha: t });
      at += p.count;
    }
  }

  /** As in PyTorch, which stores everything under the first parameter. */
  override stateDict(): OptimizerStateDict {
    const dict = super.stateDict();
    const m = this.memory;
    if (m !== null) {
      dict.state["0"] = {
        func_evals: m.evaluations,
        n_iter: m.iterations,
        d: m.direction,
        t: m.t,
        old_dirs: [...m.changes],
        old_stps: [...m.steps],
        ro: [...m.rhos],
        H_diag: m.scale,
        prev_flat_grad: m.gradient,
        prev_loss: m.loss,
      };
    }
    return dict;
  }

  override loadStateDict(dict: OptimizerStateDict): void {
    const { state } = (dict instanceof Map ? Object.fromEntries(dict) : dict) as OptimizerStateDict;
    const all = state instanceof Map ? [...(state as Map<unknown, unknown>).values()] : Object.values(state ?? {});
    const memory = all.length === 0 ? null : this.remembered(all[0] as Record<string, unknown> | Map<string, unknown>);
    super.loadStateDict({
      ...((dict instanceof Map ? Object.fromEntries(dict) : dict) as OptimizerStateDict),
      state: {},
    });
    this.memory = memory;
  }

  private remembered(s: Record<string, unknown> | Map<string, unknown>): Memory | null {
    const get = (k: string): unknown => (s instanceof Map ? s.get(k) : s[k]);
    const size = this.paramGroups[0]!.params.reduce((n, p) => n + p.count, 0),
      { dtype } = this.paramGroups[0]!.params[0]!;
    const wrong = (k: string): never =>
      fail(
        "optimizer-state",
        `state ${k} does not match an LBFGS of ${size} parameters`,
        "was it saved by an LBFGS of the same model?",
      );
    const number = (v: unknown, k: string): number =>
      v instanceof Tensor ? v.item() : typeof v === "number" ? v : wrong(k);
    const vector = (v: unknown, k: string): Tensor => {
      if (!(v instanceof Tensor) || v.count !== size) return wrong(k);
      const copy = empty([size], dtype);
      overwrite(copy, v);
      return copy;
    };
    const list = (k: string): unknown[] => {
      const v = get(k);
      return Array.isArray(v) ? v : wrong(k);
    };
    if (get("d") === undefined || get("d") === null) return null; // stopped before the first iteration
    const memory = {
      evaluations: number(get("func_evals"), "func_evals"),
      iterations: number(get("n_iter"), "n_iter"),
      direction: vector(get("d"), "d"),
      t: number(get("t"), "t"),
      changes: list("old_dirs").map((v) => vector(v, "old_dirs")),
      steps: list("old_stps").map((v) => vector(v, "old_stps")),
      rhos: list("ro").map((v) => number(v, "ro")),
      scale: number(get("H_diag"), "H_diag"),
      gradient: vector(get("prev_flat_grad"), "prev_flat_grad"),
      loss: number(get("prev_loss"), "prev_loss"),
    };
    if (memory.changes.length !== memory.steps.length || memory.changes.length !== memory.rhos.length)
      wrong("old_dirs");
    return memory;
  }
}

/** Adds the last step to the memory, if the loss curves upwards along it. */
function learn(m: Memory, gradient: Tensor, most: number): void {
  const change = gradient.sub(m.gradient),
    step = m.direction.mul(m.t);
  const ys = dot(change, step);
  if (!(ys > 1e-10)) return;
  if (m.changes.length === most) for (const list of [m.changes, m.steps, m.rhos]) list.shift();
  m.changes.push(change);
  m.steps.push(step);
  m.rhos.push(1 / ys);
  m.scale = ys / dot(change, change);
}

/** The direction −H·g, with the inverse Hessian H from the memory: the two loops of Nocedal 1980. */
function newton(m: Memory, gradient: Tensor): Tensor {
  const { changes, steps, rhos } = m,
    n = changes.length;
  const alphas: number[] = [];
  const q = gradient.neg();
  for (let i = n - 1; i >= 0; i--) {
    alphas[i] = dot(steps[i]!, q) * rhos[i]!;
    q.add_(changes[i]!, { alpha: -alphas[i]! });
  }
  q.mul_(m.scale);
  for (let i = 0; i < n; i++) q.add_(steps[i]!, { alpha: alphas[i]! - dot(changes[i]!, q) * rhos[i]! });
  return q;
}
