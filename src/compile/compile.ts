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
  /** Runs `n` times with the same arguments and gives the last result. */
  repeat(n: number, ...args: A): R;
  /** What the plans are made of: kernels, what was fused and what not, memory; and why there is no plan, where there is none. */
  explain(): string;
}

/** Options of {@link compile}. */
export interface CompileOptions {
  /** The engine of this function's plans; by default the one that `setEngine` chose. */
  engine?: EngineChoice;
}
const optionNames: ReadonlySet<string> = new Set(["engine"]);

/** A run that waits for one like it. */
export interface Recorded {
  readonly takes: Form;
  readonly gives: Form;
  readonly situation: Situation;
  readonly trace: Trace;
  readonly backward: Backward | null;
  /** How many runs before it were each another, and in what the last was. */
  readonly failures: number;
  readonly difference: string | null;
}

/** As many plans, and as many runs without a like, are remembered for one function; the least recently used goes. */
const MOST = 16;
/** After so many runs that were all different, they are no longer recorded. */
const PATIENCE = 8;
/**
 * Calls in ways that were not met before may be recorded so often at first, and at most; each run of a plan earns a part of one more, each
 * call without recording a smaller part. A text that grows by a word in each call never comes in the same way again.
 */
const FIRST = 16,
  CREDIT = 64,
  EARNED = 1 / 8,
  EARNED_WITHOUT = 1 / 16;
/** A plan must be so much faster than the recording of its function, which takes longer than the function, not to be tried against it. */
const CLEARLY = 4;
/** So many runs of each are compared; the plan goes if the fastest was slower than the function's by this factor, and by so many milliseconds. */
const TRIED = 3,
  SLOWER = 1.15,
  MARGIN = 0.005;

/** A model that runs as plans; in all else it is the model that {@link compile} was given. */
export type CompiledModel<M extends Module> = M & Pick<Compiled<Parameters<M>, ReturnType<M>>, "repeat" | "explain">;

/**
 * Makes a function of tensors fast: a training step with its backward and its optimizer step, or a model.
 *
 * The first calls run as they would without `compile`, and are recorded. When two in a row did the same, what they did
 * becomes a plan (fused kernels, all memory set aside), and later calls run that instead of the function. Arguments may
 * be tensors, and arrays and objects of them; other shapes, dtypes, another mode of the model, or other numbers among the
 * arguments give a plan of their own. Parameters, the optimizer's state, its learning rate and random streams are what
 * they are at each call, so they can be read and changed in between.
 *
 * `compile(model)` gives a model that shares all with the one it was given: parameters, modes, state dict. Its results, and those of
 * a function that calls no `backward()` of its own, have a gradient history whose backward is a plan, too.
 *
 * `engine` names the engine of its plans, as in `setEngine`.
 *
 * What JavaScript does besides (counting, collecting tensors in a variable) happens in the first calls only.
 *
 * @throws KindlingError `compile-value` if the function reads a value (`item()`, printing), `compile-async` if it is
 * async, `compile-twice` where a gradient of a gradient is to go through its results.
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

/** A function as plans. `model`: it sends no gradients anywhere by itself. */
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
  const id = `${name} ${++functions}`; // each function is told about once

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

  /** Runs the function and listens. `plan`: what it should turn out to do. */
  const record = (args: A, plan: Plan | null): R => {
    const originals: Tensor[] = [];
    // A function may be about its own leaf, which is then known by itself, as a captured one would be. A model computes with what it gets.
    const takes = formOf(args, originals, (t) => !t.wantsGrad || (model && mode.grad), needsGrad);
    const linked = originals.map(needsGrad);
    if ((!mode.grad || outside === null) && linked.includes(true)) return fn(...args); // its history leads out of the function
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
    if (recorder !== null) return fn(...args); // inside another one: a part of it
    const plan = find(args);
    credit = Math.min(CREDIT, credit + (plan === null ? EARNED_WITHOUT : EARNED));
    if (plan === null) return slow.some((s) => matches(s.takes, args, [])) ? fn(...args) : record(args, null);
    const { trial } = plan,
      start = trial === null ? 0 : performance.now();
    if (plan.due()) {
      const result = record(args, plan);
      // It takes longer than the function alone, so what is faster than that by far needs no trial.
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

  /** After a trial: the plan stays if it is not slower. */
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
        else for (; i < n; i++) plan.step(true); // it has just run, and nothing else has
        last = plan;
      }
      return call(...args);
    },
    explain: withExplain ? () => explain(plans, waiting, slow, anew!) : (undefined as never),
  });
}

/** Arguments for which the plan was slower than the function, which runs as it is for them. */
export interface Slow {
  readonly takes: Form;
  readonly trial: Trial;
}

/** What a run did to the copy of an argument, done to the argument. */
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

/** How many functions were compiled. */
let functions = 0;

/** A variable that a function counts up, `steps++` or `total += 1`, and does not declare itself, as far as its text tells. */
function counted(text: string): string | undefined {
  for (const [, name] of text.matchAll(/(?<![\w$.)\]"'`])([A-Za-z_]\w*)\s*(?:\+\+|--|[-+*/]=)/g))
    if (!new RegExp(`(?:\\b(?:let|var)\\b[^;]*|^[^{]*)\\b${name}\\b`).test(text)) return name;
  return undefined;
}
