import { mode } from "../core/modes.js";
import { Tensor } from "../core/tensor.js";
import { shownValue } from "../diagnose/argument-kinds.js";
import { nodesOf } from "../ir/expr.js";
import { getDefaultDType } from "../shape/promotion.js";
import { sameArray, showShape } from "../util/array.js";
import { type Form, matches } from "./form.js";
import type { KernelStep, Step } from "./graph.js";
import type { Plan } from "./plan.js";
import { sameBefore, type Trace, wishOf } from "./trace.js";
import type { Guards } from "./watch.js";

// The reasons why a function was recorded although it has plans, and the differences of recordings, for explain(), in
// terms of the program.

/** The maximum number of stored reasons. */
const MOST = 20;

export class Anew {
  private readonly times = new Map<string, number>();
  private readonly details = new WeakMap<Trace, string>();

  /** A call is about to be recorded although there are plans. */
  planMissing(args: readonly unknown[], plans: readonly Plan[]): void {
    const near = plans.find((p) => otherForm(p.takes, args, "argument") === null) ?? plans[0];
    if (near !== undefined)
      this.add(
        otherForm(near.takes, args, "argument") ?? otherSituation(near, args) ?? "what the plan was made for is gone",
      );
  }
  /** A run differed from its plan, or from the previous run. `other`: the general difference. */
  differed(before: Trace | undefined, now: Trace, other: string | null, planned = false): void {
    if (other === null || before === undefined) return;
    const detail = (before.spoiled ?? now.spoiled) === null ? (otherStep(before, now) ?? other) : other;
    this.details.set(now, detail);
    if (planned) this.add(`the function did something else than its plan: it ${detail}`);
  }
  detail(trace: Trace): string | undefined {
    return this.details.get(trace);
  }

  private add(reason: string): void {
    if (this.times.size < MOST || this.times.has(reason)) this.times.set(reason, (this.times.get(reason) ?? 0) + 1);
  }

  /** For explain(). */
  text(): string | null {
    const lines = [...this.times].map(([reason, n]) => `- ${reason}${n === 1 ? "" : ` (${n} times)`}`);
    return lines.length === 0 ? null : `calls that none of the plans was for, and why:\n${lines.join("\n")}`;
  }
}

/** The difference between arguments and those of a plan; null if there is none. */
function otherForm(f: Form, v: unknown, name: string): string | null {
  const inside = (items: readonly Form[], values: readonly unknown[], of: (i: number) => string): string | null => {
    for (let i = 0; i < items.length; i++) {
      const other = otherForm(items[i]!, values[i], of(i));
      if (other !== null) return other;
    }
    return null;
  };
  switch (f.kind) {
    case "tensor": {
      if (!(v instanceof Tensor)) return `${name} is ${shownValue(v)}, not a tensor`;
      if (v.dtype !== f.dtype || !sameArray(v.shape, f.shape))
        return `${name} is ${v.dtype} ${showShape(v.shape)}, not ${f.dtype} ${showShape(f.shape)}`;
      if (v.wantsGrad) return `${name} requires a gradient`;
      return (f.strides === null && !v.dense) || (f.strides !== null && !sameArray(f.strides, v.strides))
        ? `${name} has strides ${showShape(v.strides)}`
        : null;
    }
    case "array":
      if (!Array.isArray(v) || v.length !== f.items.length)
        return `${name === "argument" ? "there are" : `${name} has`} ${Array.isArray(v) ? v.length : "no"} ${name === "argument" ? "arguments" : "elements"}, not ${f.items.length}`;
      return inside(f.items, v, (i) => (name === "argument" ? `argument ${i + 1}` : `${name}[${i}]`));
    case "object": {
      const of = Object(v) as Record<string, unknown>,
        keys = Object.keys(of);
      if (keys.join() !== f.keys.join())
        return `${name} has the properties ${keys.join(", ") || "of nothing"}, not ${f.keys.join(", ")}`;
      return inside(
        f.items,
        f.keys.map((key) => of[key]),
        (i) => `${name}.${f.keys[i]}`,
      );
    }
    case "instance": {
      const of = Object(v) as Record<string, unknown>,
        { name: wanted } = f.prototype.constructor;
      if (Object.getPrototypeOf(of) !== f.prototype) return `${name} is ${shownValue(v)}, not a ${wanted}`;
      if (f.only !== null && f.only !== v) return `${name} is another ${wanted}`;
      const keys = Object.keys(of);
      if (keys.join() !== f.keys.join())
        return `${name} has the fields ${keys.join(", ") || "of nothing"}, not ${f.keys.join(", ")}`;
      return inside(
        f.items,
        f.keys.map((key) => of[key]),
        (i) => `${name}.${f.keys[i]}`,
      );
    }
    case "value":
      return Object.is(f.value, v) ? null : `${name} is ${another(v, f.value)}`;
  }
}

/** The violated conditions of a plan besides its arguments. */
function otherSituation({ situation, trace, takes }: Plan, args: readonly unknown[]): string | null {
  if (mode.grad !== situation.grad)
    return situation.grad ? "gradients are off, as in noGrad()" : "gradients are on, not off as in noGrad()";
  if (getDefaultDType() !== situation.dtype) return `the default dtype is ${getDefaultDType()}, not ${situation.dtype}`;
  const guard = otherGuard(trace.guards);
  if (guard !== null) return guard;
  for (const { leaf, before } of trace.leaves) {
    if (before === undefined || sameBefore(before, leaf.gradient)) continue;
    return `a tensor of shape ${showShape(leaf.shape)} ${before === null ? "has a gradient already: zeroGrad() was not called" : leaf.gradient === null ? "has no gradient" : "has its gradient in other memory"}`;
  }
  for (const [t, wish] of trace.seen)
    if (wishOf(t) !== wish)
      return `a tensor of shape ${showShape(t.shape)} ${t.wantsGrad ? "requires a gradient now, or has other hooks" : "requires no gradient any more"}`;
  return matches(takes, args, []) ? "an argument shares its memory with another, or with what the plan changes" : null;
}

/** The first guard that does not hold. */
function otherGuard(g: Guards): string | null {
  for (const [of, known] of g.properties)
    for (const [key, value] of known) {
      const now = (of as Record<string, unknown>)[key];
      if (!Object.is(now, value)) return `\`${key}\`${g.nameOf(of)} is ${another(now, value)}`;
    }
  for (const { of, count } of g.counts) {
    let n = 0;
    // oxlint-disable-next-line guard-for-in -- as they were counted
    for (const _ in of) n++;
    if (n !== count) return `there are ${n} fields${g.nameOf(of)}, not ${count}`;
  }
  for (const { holds, of, key } of g.tests) {
    if (holds()) continue;
    if (typeof of !== "string" && of !== undefined)
      return key === undefined
        ? `a ${of.constructor.name} in a field holds something else`
        : `\`${key}\`${g.nameOf(of)} is no tensor of the kind that it was`;
    return of === undefined
      ? "a decision by numbers, such as how often something has run, falls otherwise"
      : `something has changed that the function itself changes, too: it ${of}`;
  }
  return null;
}

const another = (now: unknown, before: unknown): string =>
  typeof Object(now) === typeof Object(before) && shownValue(now) === shownValue(before)
    ? `another: ${shownValue(now)}`
    : `${shownValue(now)}, not ${shownValue(before)}`;

/** The first difference from the previous run, as the rest of a sentence after "it". */
function otherStep(before: Trace, now: Trace): string | null {
  const a = before.graph.steps,
    b = now.graph.steps;
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const x = a[i],
      y = b[i];
    if (x === undefined) return `went on with \`${nameOf(y!)}\` where it had ended before`;
    if (y === undefined) return `ended where it went on with \`${nameOf(x)}\` before`;
    if (nameOf(x) !== nameOf(y)) return `computed \`${nameOf(y)}\` where it had computed \`${nameOf(x)}\` before`;
    if (x.kind === "kernel" && y.kind === "kernel") {
      const other = otherKernel(x, y);
      if (other !== null) return other;
    }
  }
  return null;
}

const nameOf = (s: Step): string => (s.kind === "kernel" ? s.kernel.name : s.name);

function otherKernel(x: KernelStep, y: KernelStep): string | null {
  const [sizes, before] = [y, x].map(({ kernel }) => kernel.axes.map((a) => a.size).join("×") || "one number") as [
    string,
    string,
  ];
  if (sizes !== before) return `computed \`${nameOf(y)}\` over ${sizes}, not ${before} as before`;
  const [numbers, earlier] = [y, x].map(({ kernel }) =>
    nodesOf(...kernel.outputs.map((o) => o.value)).flatMap((e) => (e.kind === "const" ? [e.value] : [])),
  ) as [unknown[], unknown[]];
  const at = numbers.findIndex((n, i) => !Object.is(n, earlier[i]));
  return at < 0
    ? null
    : `computed \`${nameOf(y)}\` with ${shownValue(numbers[at])}, not ${shownValue(earlier[at])} as before`;
}
