import { overwrite } from "../core/dispatch.js";
import { gradFnOf, needsGrad, rebase } from "../core/graph.js";
import { mode } from "../core/modes.js";
import type { Node } from "../core/node.js";
import { compiledOutput, recorder, setRecorder } from "../core/recorder.js";
import { lastSerial } from "../core/storage.js";
import { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { watchOf } from "../diagnose/loss.js";
import { hint, warn } from "../diagnose/warn.js";
import { checkSync, finished, type Synchronous } from "../diagnose/sync.js";
import { explain } from "./explain.js";
import { build, common, type Form, formOf, lend, matches, sameForm, standIn } from "./form.js";
import type { Backward } from "./joint.js";
import { Plan, type Trial } from "./plan.js";
import { Situation } from "./situation.js";
import { difference, otherWork, type Trace } from "./trace.js";
import { Tracer } from "./tracer.js";
import { Anew } from "./why.js";
import { checkOptions, noMore } from "../diagnose/arguments.js";
import { checkEngine } from "../engine/choice.js";
import type { EngineChoice } from "../engine/engine.js";
import type { Module } from "../nn/module.js";
import { isModule } from "../nn/module-state.js";
import * as parts from "./outside.js";
import { withEngineOption, withExplain, withFirstRun, withInstances, withOutsideBackward } from "../util/features.js";

/** A function that runs as a plan once it has been seen twice. */
export interface Compiled<A extends readonly unknown[], R> {
  (...args: A): R;
  /** Runs `n` times with the same arguments and returns the last result. */
  repeat(n: number, ...args: A): R;
  /** Describes the plans: kernels, fusions, memory; or why there is no plan. */
  explain(): string;
}

/** Options of {@link compile}. */
export interface CompileOptions {
  /** The engine of this function's plans; by default the one chosen by `setEngine`. */
  engine?: EngineChoice;
}
const optionNames: ReadonlySet<string> = new Set(["engine"]);

/** A recorded run that waits for an equal one. */
export interface Recorded {
  readonly takes: Form;
  readonly gives: Form;
  readonly situation: Situation;
  readonly trace: Trace;
  readonly backward: Backward | null;
  /** The number of different runs before it, and the last difference. */
  readonly failures: number;
  readonly difference: string | null;
}

/** The maximum number of plans, and of unmatched runs, per function; the least recently used is dropped. */
const MOST = 16;
/** After this number of different runs, recording stops. */
const PATIENCE = 8;
/**
 * The initial and the maximum number of recordings for new kinds of calls; each run of a plan earns a fraction of one
 * more, each unrecorded call a smaller fraction. A text that grows by a word in each call never has the same form
 * again.
 */
const FIRST = 16,
  CREDIT = 64,
  EARNED = 1 / 8,
  EARNED_WITHOUT = 1 / 16;
/** A plan this much faster than the recording (which is slower than the function) needs no trial. */
const CLEARLY = 4;
/**
 * The number of compared runs of each; the plan is dropped if its fastest run was slower than the function's by this
 * factor, and by this many milliseconds.
 */
const TRIED = 3,
  SLOWER = 1.15,
  MARGIN = 0.005;

/** A model that runs as plans; otherwise it is the model passed to {@link compile}. */
export type CompiledModel<M extends Module> = M & Pick<Compiled<Parameters<M>, ReturnType<M>>, "repeat" | "explain">;

/**
 * Makes a function of tensors fast: a training step with its backward and its optimizer step, or a model.
 *
 * The first calls run normally and are recorded. When two consecutive calls do the same, kindling makes a plan (fused
 * kernels, preallocated memory), and later calls run the plan instead of the function. Arguments may be tensors, and
 * arrays and objects of them; each combination of shapes, dtypes, modes and numbers gets its own plan. Parameters, the
 * optimizer's state, its learning rate and random streams are read at each call, so you can read and change them in
 * between.
 *
 * `compile(model)` returns a model that shares everything with the original: parameters, modes, state dict. Its
 * results, and those of a function that does not call `backward()` itself, have a gradient history, and their backward
 * is a plan too.
 *
 * `engine` names the engine of its plans, as in `setEngine`.
 *
 * Other JavaScript effects (counting, collecting tensors in a variable) happen only in the first calls.
 *
 * @throws KindlingError `compile-value` if the function reads a value (`item()`, printing), `compile-async` if it is
 * async, `compile-twice` for a gradient of a gradient through its results.
 * @example
 * const w = tensor([4], { requiresGrad: true });
 * const optimizer = new optim.SGD([w], { lr: 0.25 });
 * const step = compile((x: Tensor) => {
 *   optimizer.zeroGrad();
 *   const loss = w.mul(x).pow(2).sum();
 *   loss.backward();
 *   optimizer.step();
 *   return loss;
 * });
 * [1, 2, 3].map(() => step(tensor([1])).item()).join(); // → 16,4,1
 */
export function compile<M extends Module>(model: M, options?: CompileOptions): CompiledModel<M>;
/**
 * Makes a function of tensors fast: a training step with its backward and its optimizer step, or a model.
 *
 * @throws KindlingError `compile-value` if the function reads a value (`item()`, printing), `compile-async` if it is
 * async.
 * @example
 * const double = compile((x: Tensor) => x.mul(2));
 * [1, 2, 3].map((n) => double(tensor(n)).item()).join(); // → 2,4,6
 */
export function compile<A extends unknown[], R>(
  fn: (...args: A) => Synchronous<R>,
  options?: CompileOptions,
): Compiled<A, R>;
export function compile<A extends unknown[], R>(fn: (...args: A) => R, options?: CompileOptions): Compiled<A, R> {
  noMore("compile", 2, arguments, true);
  if (typeof fn !== "function")
    fail(
      "argument",
      `compile() takes a function, but got ${fn === null ? "null" : typeof fn}`,
      "compile((x, y) => { …; return loss; })",
    );
  checkSync(fn, "compile", "compile-async");
  const engine = options?.engine;
  if (withEngineOption) {
    checkOptions(options, optionNames, "compile");
    if (engine !== undefined) checkEngine("compile", engine);
  }
  return outside !== null && isModule(fn)
    ? (outside.asModel(fn, compiled(fn, fn.constructor.name, true, engine)) as unknown as Compiled<A, R>)
    : compiled(fn, fn.name, false, engine);
}

/** What goes on outside of compiled functions. */
const outside: typeof parts | null = withOutsideBackward ? parts : null;

/** A function as plans. `model`: it does not run backward itself. */
function compiled<A extends unknown[], R>(
  fn: (...args: A) => R,
  name: string,
  model: boolean,
  engine?: EngineChoice,
): Compiled<A, R> {
  const plans: Plan[] = [];
  let waiting: Recorded[] = [];
  let credit = FIRST;
  const slow: Slow[] = [];
  const anew = withExplain ? new Anew() : null;
  const id = `${name} ${++functions}`; // one hint per function

  const find = (args: readonly unknown[]): Plan | null => {
    for (let i = 0; i < plans.length; i++) {
      const p = plans[i]!;
      if (!p.accepts(args)) {
        if (!p.situation.lasting) plans.splice(i--, 1)[0]!.free();
        continue;
      }
      if (i > 0) {
        plans.splice(i, 1);
        plans.unshift(p);
      }
      return p;
    }
    return null;
  };

  /** Runs the function and records it. `plan`: the expected plan. */
  const record = (args: A, plan: Plan | null): R => {
    const originals: Tensor[] = [];
    // A function may capture the leaf that it also gets as an argument; then the leaf represents itself. A model
    // computes with its arguments.
    const takes = formOf(args, originals, (t) => !t.wantsGrad || (model && mode.grad), needsGrad);
    const linked = originals.map(needsGrad);
    if ((!mode.grad || outside === null) && linked.includes(true)) return fn(...args); // its history begins outside the function
    const before = waiting.find((r) => sameForm(r.takes, takes) && r.situation.holds(true));
    if (before !== undefined && before.failures >= PATIENCE) return fn(...args);
    if (before === undefined && plan === null) {
      if (credit < 1) {
        hint(
          "compile-many",
          "a compiled function was called with too many different shapes, dtypes or numbers, so some calls run uncompiled.",
          id,
        );
        return fn(...args);
      }
      credit--;
    }
    anew?.planMissing(args, plan === null ? plans : []);
    const copies = originals.map(standIn),
      links = new Map<Node, number>();
    copies.forEach((t, i) => {
      if (linked[i]) links.set(outside!.link(t, originals[i]!), i);
    });
    const versions = copies.map((t) => t.storage.version);
    const start = lastSerial();
    const tracer = new Tracer(
      copies,
      originals.map((t) => t.storage),
    );
    let result: R;
    const [standIns, instancesBack] = withInstances ? lend(takes, copies) : [build(takes, copies), () => null];
    setRecorder(tracer);
    try {
      result = fn(...(standIns as A));
    } finally {
      setRecorder(null);
      const changed = instancesBack();
      if (changed !== null) tracer.spoil(`changes a field of a ${changed} in JavaScript, which a plan does not run`);
      copies.forEach((t, i) => giveBack(t, versions[i]!, originals[i]!, tracer));
    }
    finished(result as unknown, "compile", "compile-async");
    const given: Tensor[] = [];
    const gives = formOf(result, given, (t) => t.storage.serial > start || copies.some((c) => c.storage === t.storage));
    const left = tracer.leave();
    const outputs = outside?.outputsOf(given, left, links);
    const alive = outputs?.results ?? [];
    const backward = alive.length === 0 ? null : outside!.recordBackward(tracer, outputs!, links);
    const trace = tracer.finish(given, backward === null ? [] : outside!.savedBy(backward));
    compiledOutput.lostHistory ||= given.some((t, i) => gradFnOf(t) !== null && !alive.includes(i)); // by a backward() inside
    for (const { leaf, after } of trace.leaves) if (typeof after === "number") leaf.gradient = originals[after]!;
    const stays = left.map((t) => (copies.includes(t) ? originals[copies.indexOf(t)]! : t));
    for (const { of, key, form } of trace.fields) (of as Record<string, unknown>)[key] = build(form, stays);
    const results = (): R =>
      build(
        gives,
        given.map((t, i) => (alive.includes(i) ? t : new Tensor(t.storage, t.shape, t.strides, t.offset, t.dtype))),
      ) as R;
    if (plan !== null) {
      const other =
        trace.spoiled ??
        otherWork(plan.trace, trace) ??
        outside?.otherBackward(plan.joint?.backward ?? null, backward, true) ??
        null;
      anew?.differed(plan.trace, trace, other, true);
      if (other === null) return results();
      plans.splice(plans.indexOf(plan), 1)[0]!.free();
      warn(
        "compile-changed",
        `a compiled function no longer does what its plan does: it ${other}. Calls since that change used the old plan.`,
        id,
      );
    }
    const situation = new Situation(trace);
    waiting = waiting.filter((r) => r !== before && r.situation.lasting);
    const other =
      before === undefined
        ? null
        : (before.trace.spoiled ??
          trace.spoiled ??
          difference(before.trace, trace) ??
          outside?.otherBackward(before.backward, backward, false) ??
          (sameForm(before.gives, gives) ? null : "gave back other numbers or objects"));
    anew?.differed(before?.trace, trace, other);
    if (before !== undefined && other === null) {
      const joint = backward === null ? null : new outside!.Joint(backward, given.length, engine);
      const losses = given.map((t) => watchOf(t.storage));
      plans.unshift(
        new Plan(trace, situation, withInstances ? common(takes, before.takes) : takes, gives, joint, losses, engine),
      );
      if (plans.length > MOST) plans.pop()!.free();
      const name = withFirstRun ? counted(String(fn)) : undefined;
      if (name !== undefined)
        hint(
          "compile-variable",
          `a compiled function changes the variable ${name}, which only the recorded calls do: change it outside the function.`,
          id,
        );
      return results();
    }
    const failures = before === undefined ? 0 : before.failures + 1;
    waiting.unshift({ takes, gives, situation, trace, backward, failures, difference: other });
    if (waiting.length > MOST) waiting.pop();
    if (failures >= PATIENCE)
      hint(
        "compile-stale",
        `a compiled function did something different in each of ${PATIENCE + 1} calls, so it runs uncompiled: the last time, it ${other}.`,
        id,
      );
    return results();
  };

  const call = (...args: A): R => {
    if (recorder !== null) return fn(...args); // inside another compiled function: a part of it
    const plan = find(args);
    credit = Math.min(CREDIT, credit + (plan === null ? EARNED_WITHOUT : EARNED));
    if (plan === null) return slow.some((s) => matches(s.takes, args, [])) ? fn(...args) : record(args, null);
    const { trial } = plan,
      start = trial === null ? 0 : performance.now();
    if (plan.due()) {
      const result = record(args, plan);
      // Recording is slower than the function, so a plan that is much faster than that needs no trial.
      if (trial !== null && CLEARLY * trial.plan < performance.now() - start) plan.trial = null;
      else if (trial !== null) trial.left = 2 * TRIED;
      return result;
    }
    if (trial !== null && trial.left % 2 === 1) {
      const result = fn(...args);
      trial.fn = Math.min(trial.fn, performance.now() - start);
      if (--trial.left === 0) decide(plan, trial);
      return result;
    }
    plan.step(false);
    const result = plan.results() as R;
    if (trial !== null) {
      trial.plan = Math.min(trial.plan, performance.now() - start);
      if (trial.left > 0) trial.left--;
    }
    return result;
  };

  /** After a trial: keeps the plan if it is not slower. */
  const decide = (plan: Plan, trial: Trial): void => {
    plan.trial = null;
    if (trial.plan < Math.max(SLOWER * trial.fn, trial.fn + MARGIN)) return;
    plans.splice(plans.indexOf(plan), 1);
    plan.free();
    slow.push({ takes: plan.takes, trial });
    if (slow.length > MOST) slow.shift();
  };

  return Object.assign(call, {
    repeat(n: number, ...args: A): R {
      if (!Number.isInteger(n) || n < 1)
        fail(
          "argument",
          `repeat() takes the number of runs, a whole number of at least 1, but got ${String(n)}`,
          "for example step.repeat(100, x, y).",
        );
      let last = null as Plan | null;
      for (let i = 1; i < n; i++) {
        const plan = recorder === null ? find(args) : null;
        if (plan === null) call(...args);
        else if (plan !== last || !plan.selfContained) plan.step(plan === last);
        else for (; i < n; i++) plan.step(true); // it was the last to run
        last = plan;
      }
      return call(...args);
    },
    explain: withExplain ? () => explain(plans, waiting, slow, anew!) : (undefined as never),
  });
}

/** Arguments for which the plan was slower than the function, which runs uncompiled for them. */
export interface Slow {
  readonly takes: Form;
  readonly trial: Trial;
}

/** Copies a run's in-place changes of an argument's copy back to the argument. */
function giveBack(copy: Tensor, version: number, original: Tensor, tracer: Tracer): void {
  if (copy.storage.version !== version) {
    overwrite(original, copy);
    original.storage.version++;
    const node = gradFnOf(copy);
    if (node !== null) {
      rebase(original, node);
      tracer.spoil("changes an argument with a gradient history in place");
    }
  }
  if (copy.wantsGrad || copy.gradient !== null) {
    original.wantsGrad = copy.wantsGrad;
    original.gradient = copy.gradient;
    tracer.spoil("makes an argument require a gradient; do that before the call");
  }
}

/** The number of compiled functions. */
let functions = 0;

/** A variable that a function counts up, `steps++` or `total += 1`, without declaring it, judging by its source text. */
function counted(text: string): string | undefined {
  for (const [, name] of text.matchAll(/(?<![\w$.)\]"'`])([A-Za-z_]\w*)\s*(?:\+\+|--|[-+*/]=)/g))
    if (!new RegExp(`(?:\\b(?:let|var)\\b[^;]*|^[^{]*)\\b${name}\\b`).test(text)) return name;
  return undefined;
}
