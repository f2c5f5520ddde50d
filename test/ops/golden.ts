import * as kindling from "kindling";
import { grad, KindlingError, noGrad, Tensor, tensor } from "kindling";
import type { DType } from "kindling";
import { product } from "#src/util/array.js";
import { compareValues, decode, formula, goldenNames, readGolden, type Value, valuesOf } from "../goldens.js";

// Runs the cases of test/golden/ops*.json: small programs that test/golden/ops_base.py describes and PyTorch has run.

export interface Spec {
  s: number[];
  d?: DType;
  v?: Value[];
  r?: [number, number];
  l?: "t" | "s" | "o" | "e";
  g?: 1;
  q?: number;
}
export interface Result {
  v?: Value[];
  s?: number[];
  d?: DType;
  st?: number[];
  of?: number;
  sh?: 0 | 1;
  values?: Result;
  indices?: Result;
  list?: Result[];
  plain?: unknown;
}
export type Step = readonly [target: string, fn: string, ...args: unknown[]];
export interface Case {
  n: string;
  i: Record<string, Spec>;
  s: Step[];
  o?: string[];
  w?: string;
  r?: Result[];
  g?: Record<string, Value[] | null>;
  f?: string;
  e?: string;
}
interface Rows {
  vv: Record<string, string>;
  v0: Record<string, string>;
  "00": Record<string, string>;
  values: Record<string, string>;
  scalar: Record<string, [DType, ...Value[]]>;
}
interface Golden {
  torch: string;
  cases: Case[];
  tables: Record<string, Rows>;
  casts: [DType, DType, Value[], Value[]][];
}

const first = readGolden<Golden>("ops");
/** The families of ops that have files of their own. */
const families = goldenNames(/^ops_.*\.json$/).map((name) => readGolden<Pick<Golden, "cases">>(name));

export const golden: Golden = { ...first, cases: [first, ...families].flatMap((g) => g.cases) };

type Env = Record<string, unknown>;

/** The same values in another layout: t transposed storage, s every second element, o an offset, e expanded rows. */
function layOut(x: Tensor, l: Spec["l"]): Tensor {
  switch (l) {
    case "t": {
      const order = x.shape.map((_, i) => x.ndim - 1 - i);
      return x.permute(order).contiguous().permute(order);
    }
    case "s":
      return kindling.stack([x, kindling.zerosLike(x)], -1).select(-1, 0);
    case "o":
      return kindling
        .cat([kindling.zeros(3, { dtype: x.dtype }), x.reshape(-1)])
        .get(kindling.slice(3, null))
        .view(x.shape);
    case "e":
      return x.narrow(0, 0, 1).expand(x.shape);
    default:
      return x;
  }
}

export function make(s: Spec, position: number): Tensor {
  const d = s.d ?? "float32";
  const values = s.v ? s.v.map(decode) : formula(product(s.s), s.q ?? position + 1, d, ...(s.r ?? [-2, 2]));
  return layOut(tensor(values, { dtype: d }).reshape(s.s), s.l).detach();
}

function resolve(a: unknown, env: Env): unknown {
  if (typeof a === "string" && a.startsWith("$")) return env[a.slice(1)];
  if (Array.isArray(a)) return a.map((v) => resolve(v, env));
  if (typeof a === "object" && a !== null) {
    if ("sl" in a)
      return kindling.slice(
        ...((a.sl as [number | null, number | null, number | null]).map((v, i) => v ?? (i === 2 ? 1 : null)) as [
          number,
          number,
          number,
        ]),
      );
    if ("big" in a) return BigInt(a.big as string);
    if ("num" in a) return decode(a.num as string);
    if ("k" in a) return Object.fromEntries(Object.entries(a.k as object).map(([k, v]) => [k, resolve(v, env)]));
  }
  return a;
}

const functions = kindling as unknown as Record<string, ((...args: unknown[]) => unknown) | undefined>;
const methods = Tensor.prototype as unknown as Record<string, unknown>;
const isMethod = (name: string): boolean => {
  const d = Object.getOwnPropertyDescriptor(methods, name);
  return d !== undefined && typeof d.value === "function";
};

/** Runs one step; `form` says which of the two forms is taken where an op has both. */
function runStep(fn: string, given: readonly unknown[], env: Env, form: "method" | "function"): unknown {
  if (fn === "noGrad") return noGrad(() => runStep(given[0] as string, given.slice(1), env, form));
  const args = given.map((a) => resolve(a, env));
  const x = args[0] as Tensor;
  switch (fn) {
    case "gradFnName":
      return x.gradFn?.name ?? "";
    case "gradOf":
      return x.grad;
    case "T":
    case "mT":
    case "H":
    case "mH":
    case "isLeaf":
    case "requiresGrad":
      return x[fn];
    case "where":
      return form === "method" && args[1] instanceof Tensor
        ? args[1].where(x, args[2] as Tensor)
        : kindling.where(x, args[1] as Tensor, args[2] as Tensor);
    case "set":
      return x.set(args[1] as never, args[2] as never);
  }
  const f = fn.split(".").reduce<unknown>((o, key) => (o as Record<string, unknown> | undefined)?.[key], kindling) as
    | ((...args: unknown[]) => unknown)
    | undefined; // special.entr
  if (x instanceof Tensor && isMethod(fn) && (form === "method" || f === undefined))
    return (methods[fn] as (...a: unknown[]) => unknown).apply(x, args.slice(1));
  if (f === undefined) throw new Error(`kindling has no ${fn}`);
  return f(...args);
}

/** Whether the case's last op can be called in this form. */
export function hasForm(c: Case, form: "method" | "function"): boolean {
  return form === "method" || (functions[c.n] !== undefined && isMethod(c.n));
}

function compare(what: string, got: unknown, want: Result, base: Tensor | undefined): string[] {
  if (want.list) {
    const all = leavesOf(got); // { min, max } is a tuple in PyTorch, and lists in a tuple count one by one
    return want.list
      .flatMap((w, i) => compare(`${what}[${i}]`, all[i], w, base))
      .concat(all.length === want.list.length ? [] : [`${what}: ${all.length} tensors instead of ${want.list.length}`]);
  }
  if (want.values && want.indices) {
    const e = got as { values: Tensor; indices: Tensor };
    return [
      ...compare(`${what}.values`, e.values, want.values, base),
      ...compare(`${what}.indices`, e.indices, want.indices, base),
    ];
  }
  if ("plain" in want) {
    const text = JSON.stringify(got);
    const expected = JSON.stringify(renamed[want.plain as string] ?? want.plain);
    const close =
      typeof got === "number" && typeof want.plain === "number" && Math.abs(got - want.plain) <= 1e-12 * Math.abs(got);
    return text === expected || close ? [] : [`${what}: got ${text}, PyTorch gives ${expected}`];
  }
  if (!(got instanceof Tensor)) return [`${what} is no tensor`];
  const out: string[] = [];
  const check = (name: string, a: unknown, b: unknown): void => {
    if (JSON.stringify(a) !== JSON.stringify(b))
      out.push(`${what}: ${name} ${JSON.stringify(a)}, PyTorch gives ${JSON.stringify(b)}`);
  };
  check("dtype", got.dtype, want.d ?? "float32");
  check("shape", got.shape, want.s);
  if (out.length > 0) return out;
  out.push(...compareValues(what, valuesOf(got), want.v!, got.dtype));
  if (want.st) {
    check("strides", got.stride(), want.st);
    check("storage offset", got.storageOffset(), want.of);
    check("shared storage", Number(got.storage === base!.storage), want.sh);
  }
  return out;
}

/** The tensors in a result. */
export const leavesOf = (x: unknown): Tensor[] =>
  x instanceof Tensor ? [x] : typeof x === "object" && x !== null ? Object.values(x).flatMap(leavesOf) : [];

/** Σ output · weight, in float64, over the outputs that have a history. */
function total(xs: readonly Tensor[]): Tensor {
  const parts = xs
    .filter((x) => x.requiresGrad)
    .map((x) =>
      x
        .double()
        .mul(tensor(formula(x.numel(), 99, "float64", -1, 1), { dtype: "float64" }).reshape(x.shape))
        .sum(),
    );
  return parts.reduce((a, b) => a.add(b));
}

/** Gradient functions of PyTorch 1.13 that later versions call by another name, which is the one used here. */
const renamed: Record<string, string> = { ReshapeAliasBackward0: "ViewBackward0" };

/** Where kindling says something else than PyTorch 1.13: the newer sentence, or one that is no accident of the machine. */
const otherSentences: Record<string, string> = {
  "expected scalar type Float but found Double": "expected m1 and m2 to have the same dtype, but got: float != double", // since 2.0
  "expected scalar type Float but found Long": "expected m1 and m2 to have the same dtype, but got: float != long long",
  // PyTorch puts the tensor's C++ type where kindling has its shape.
  "expand(torch.FloatTensor{[2, 3]}, size=[3]): the number of sizes provided (1) must be greater or equal to the number of dimensions in the tensor (2)":
    "expand([2, 3], size=[3]): the number of sizes provided (1) must be greater or equal to the number of dimensions in the tensor (2)",
  "Storage size calculation overflowed with sizes=[2, 5, -1] and strides=[3, 1, 1]":
    "maximum size for tensor at dimension 1 is 3 but size is -1",
  // The mask is the second operand here, the first there.
  "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 1":
    "The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 1",
};

const describe = (c: Case): string =>
  `${c.s.map((s) => JSON.stringify(s.slice(1))).join(" ")} of ${JSON.stringify(c.i)}`;

/** The tensors that a case begins with. */
export function inputsOf(c: Case): Env {
  return Object.fromEntries(
    Object.entries(c.i).map(([k, s], i) => {
      const x = make(s, i);
      return [k, s.g || (c.g && k in c.g) ? x.requiresGrad_() : x];
    }),
  );
}

/** Runs a case's steps over its inputs, and gives all variables. */
export function runSteps(c: Case, inputs: Env, form: "method" | "function"): Env {
  const env = { ...inputs };
  for (const [target, fn, ...args] of c.s) {
    const r = runStep(fn, args, env, form);
    if (target) env[target] = r;
  }
  return env;
}

/** Runs a case and gives its variables. */
export const runCase = (c: Case, form: "method" | "function"): Env => runSteps(c, inputsOf(c), form);

/** What a case is compared by: its results, and the gradients of its inputs, null where no path leads there. */
export interface Outcome {
  readonly results: unknown[];
  readonly gradients: (Tensor | null)[];
  readonly gradFn: string | undefined;
}

export function outcomeOf(c: Case, env: Env): Outcome {
  const results = (c.o ?? [c.s[c.s.length - 1]![0]]).map((o) => env[o]);
  const tensors = results.flatMap(leavesOf),
    wanted = Object.keys(c.g ?? {});
  const history = tensors.some((t) => t.requiresGrad);
  return {
    results,
    gradFn: history ? tensors[0]!.gradFn?.name : undefined,
    gradients:
      history && wanted.length > 0
        ? grad(
            total(tensors),
            wanted.map((k) => env[k] as Tensor),
            { allowUnused: true },
          )
        : wanted.map(() => null),
  };
}

/** What of an outcome differs from PyTorch's. `base`: where it counts, the tensor whose storage results may share. */
export function differences(c: Case, { results, gradients }: Outcome, base: Tensor | undefined): string[] {
  const problems = results.flatMap((r, i) => compare((c.o ?? [c.s[c.s.length - 1]![0]])[i]!, r, c.r![i]!, base));
  if (problems.length > 0) return problems;
  return Object.entries(c.g ?? {}).flatMap(([k, want], i) => {
    const g = gradients[i];
    if (want !== null && g !== null && g !== undefined)
      return compareValues(`gradient of ${k}`, valuesOf(g), want, g.dtype, 2);
    // None is not zeros: an optimizer skips a parameter that has no gradient.
    const none = want === null && (g === null || g === undefined);
    return none
      ? []
      : [`gradient of ${k}: got ${g ? valuesOf(g).join() : "none"}, PyTorch gives ${want ? want.join() : "none"}`];
  });
}

/** Runs `f` on a case and gives what differs from what PyTorch does, errors included. */
export function problemsWith(c: Case, f: () => string[]): string[] {
  let problems: string[];
  try {
    problems = f();
  } catch (e) {
    if (!(e instanceof KindlingError))
      return [`${describe(c)} threw ${e instanceof Error ? (e.stack ?? e.message) : String(e)}`];
    const sentence = e.message.split("\n")[0]!;
    return c.e === undefined
      ? [`${describe(c)} threw ${sentence}`]
      : sentence === (otherSentences[c.e] ?? c.e)
        ? []
        : [`${describe(c)} says (${e.code})\n      ${sentence}\n    PyTorch says\n      ${c.e}`];
  }
  return c.e !== undefined ? [`${describe(c)} should fail: ${c.e}`] : problems.map((p) => `${describe(c)}\n    ${p}`);
}

/** Runs a case and gives what differs from PyTorch. */
export function problemsOf(c: Case, form: "method" | "function", names: boolean): string[] {
  return problemsWith(c, () => {
    const env = runCase(c, form);
    if (c.e !== undefined) return [];
    const outcome = outcomeOf(c, env);
    const problems = differences(c, outcome, c.w === undefined ? undefined : (env[c.w] as Tensor));
    if (
      problems.length === 0 &&
      names &&
      c.g &&
      outcome.gradFn !== undefined &&
      c.f !== undefined &&
      outcome.gradFn !== (renamed[c.f] ?? c.f)
    )
      problems.push(`grad_fn is ${outcome.gradFn}, PyTorch's ${c.f}`);
    return problems;
  });
}
