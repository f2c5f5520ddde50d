import * as kindling from "kindling";
import { eye, grad, KindlingError, Tensor, tensor, viewAsComplex, viewAsReal } from "kindling";
import type { DType } from "kindling";
import { product } from "#src/util/array.js";
import { compareValues, decode, formula, readGolden, type Value, valuesOf } from "./goldens.js";

// Runs calls that PyTorch has run, as test/golden/calls_base.py describes them.

export interface Spec {
  s: number[];
  d?: DType;
  v?: Value[];
  r?: [number, number];
  l?: "t" | "s";
}
export interface Call {
  n: string;
  i: Spec[];
  a?: unknown[];
  k?: Record<string, unknown>;
  pre?: string;
  p?: "abs";
  q?: number[];
  list?: 1;
  r?: { v: Value[]; s: number[]; d?: DType }[];
  g?: (Value[] | null)[];
  e?: string;
  plain?: unknown;
}
/** The calls of `test/golden/<name>.json`, for each name, by what is called. */
export function readCalls(...names: [string, ...string[]]): { torch: string; byName: ReadonlyMap<string, Call[]> } {
  const all = names.map((name) => readGolden<{ torch: string; cases: Call[] }>(name));
  const byName = new Map<string, Call[]>();
  for (const c of all.flatMap((g) => g.cases)) byName.set(c.n, [...(byName.get(c.n) ?? []), c]);
  return { torch: all[0]!.torch, byName };
}

const isComplex = (d: DType): boolean => d.startsWith("complex");
/** The elements; of complex tensors, the parts in turn. */
const numbers = (t: Tensor): (number | bigint)[] => valuesOf(isComplex(t.dtype) ? viewAsReal(t.detach()) : t);
/** The dtype by which results are compared. */
const partOf = (d: DType): DType => (d === "complex64" ? "float32" : d === "complex128" ? "float64" : d);

export function make(s: Spec, position: number): Tensor {
  const d = s.d ?? "float32";
  const values = s.v ? s.v.map(decode) : formula(product(s.s), position + 1, d, ...(s.r ?? [-2, 2]));
  const x = isComplex(d)
    ? viewAsComplex(tensor(values, { dtype: partOf(d) }).reshape([...s.s, 2]))
    : tensor(values, { dtype: d }).reshape(s.s);
  if (s.l === "t") {
    const order = x.shape.map((_, i) => x.ndim - 1 - i);
    return x.permute(order).contiguous().permute(order);
  }
  return s.l === "s" ? kindling.stack([x, kindling.zerosLike(x)], -1).select(-1, 0) : x;
}

/** A matrix of a kind, made of any. */
function prepare(kind: string | undefined, x: Tensor): Tensor {
  const one = (rows: number, columns: number): Tensor => eye(rows, columns, { dtype: x.dtype });
  const [m, n] = x.shape.slice(-2) as [number, number];
  switch (kind) {
    case "spd":
      return x.matmul(x.mH).add(one(m, m));
    case "sym":
      return x.add(x.mH);
    case "dominant":
      return x.add(one(m, n).mul(4));
    case "tril":
      return x
        .mul(
          tensor(
            Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => (j <= i ? 1 : 0))),
            { dtype: x.dtype },
          ),
        )
        .add(one(n, n).mul(3));
    default:
      return x;
  }
}

function argument(v: unknown): unknown {
  if (typeof v === "object" && v !== null && "num" in v) return decode(v.num as string);
  if (typeof v === "object" && v !== null && "big" in v) return BigInt(v.big as string);
  if (typeof v === "object" && v !== null && "d" in v) return v.d;
  return v;
}

/** What is called: a function by its path in the package, or, with `method`, a method of the first tensor. */
export function functionOf(c: Call, method: boolean): ((...args: unknown[]) => unknown) | undefined {
  const [, module, name] = /^(?:(\w+)\.)?(\w+)$/.exec(c.n) as unknown as [string, string | undefined, string];
  if (!method && module === undefined && !(name in kindling)) return functionOf(c, true); // in-place ops are methods alone
  if (!method)
    return (module === undefined ? kindling : ((kindling as unknown as Record<string, object>)[module]! as object))[
      name as never
    ];
  const f: unknown = module === undefined ? Object.getOwnPropertyDescriptor(Tensor.prototype, name)?.value : undefined;
  return typeof f === "function" ? (x, ...rest) => (f as (...args: unknown[]) => unknown).apply(x, rest) : undefined;
}

/** The tensors that a call is given. */
export const inputsOf = (c: Call): Tensor[] => c.i.map((s, i) => (i === 0 ? prepare(c.pre, make(s, i)) : make(s, i)));

/** Whether it is a method, too, with the first argument as its tensor (of where that is the second). */
export const hasMethod = (c: Call): boolean => c.n !== "where" && functionOf(c, true) !== undefined;

/** Makes a call of these inputs. */
export function callWith(c: Call, inputs: readonly Tensor[], method: boolean): unknown {
  const given = inputs.map((x, i) => (i === 0 ? prepare(c.pre, x) : x));
  return functionOf(c, method)!(
    ...(c.list ? [given] : given),
    ...(c.a ?? []).map(argument),
    ...(c.k ? [Object.fromEntries(Object.entries(c.k).map(([k, v]) => [k, argument(v)]))] : []),
  );
}

/** Runs a call and gives what differs from PyTorch. */
export function problemsOf(c: Call, method: boolean): string[] {
  const where = `${method ? "x." : ""}${c.n}(${JSON.stringify([...c.i, ...(c.a ?? []), c.k ?? {}, c.pre ?? ""])})`;
  const inputs = c.i.map(make);
  const floats = inputs.filter((x) => x.dtype.startsWith("float") || isComplex(x.dtype));
  if (c.g) floats.forEach((x) => x.requiresGrad_());
  let outs: Tensor[];
  try {
    const out = callWith(c, inputs, method);
    if ("plain" in c) return out === c.plain ? [] : [`${where} gives ${String(out)}, PyTorch ${String(c.plain)}`];
    const all = out instanceof Tensor ? [out] : Object.values(out as Record<string, Tensor>);
    outs = c.q ? c.q.map((i) => all[i]!) : all;
    if (c.p === "abs") outs = outs.map((t) => t.abs());
  } catch (e) {
    if (!(e instanceof KindlingError))
      return [`${where} threw ${e instanceof Error ? (e.stack ?? e.message) : String(e)}`];
    const sentence = e.message.split("\n")[0]!;
    return c.e === undefined
      ? [`${where} threw ${sentence}`]
      : sentence === c.e
        ? []
        : [`${where} says (${e.code})\n      ${sentence}\n    PyTorch says\n      ${c.e}`];
  }
  if (c.e !== undefined) return [`${where} should fail: ${c.e}`];
  const problems: string[] = [];
  const check = (what: string, got: unknown, want: unknown): void => {
    if (JSON.stringify(got) !== JSON.stringify(want))
      problems.push(`${what} ${JSON.stringify(got)}, PyTorch's ${JSON.stringify(want)}`);
  };
  check("number of results", outs.length, c.r!.length);
  // float32 goldens carry LAPACK's own rounding in float32.
  const loose = (t: Tensor): number => (partOf(t.dtype) === "float32" ? 20 : 1);
  c.r!.forEach((want, i) => {
    const got = outs[i]!;
    check(`result ${i}: dtype`, got.dtype, want.d ?? "float32");
    check(`result ${i}: shape`, got.shape, want.s);
    if (problems.length === 0)
      problems.push(...compareValues(`result ${i}`, numbers(got), want.v, partOf(got.dtype), loose(got)));
  });
  if (problems.length === 0 && c.g) {
    const parts = outs
      .filter((t) => t.requiresGrad)
      .map((t) => (isComplex(t.dtype) ? viewAsReal(t) : t))
      .map((t) =>
        t
          .double()
          .mul(tensor(formula(t.numel(), 99, "float64", -1, 1), { dtype: "float64" }).reshape(t.shape))
          .sum(),
      );
    const gs =
      parts.length === 0
        ? floats.map(() => null)
        : grad(
            parts.reduce((a, b) => a.add(b)),
            floats,
            { allowUnused: true },
          );
    c.g.forEach((want, i) => {
      const g = gs[i] ?? null;
      if (g === null || want === null) {
        if (g !== null || want !== null)
          problems.push(
            `gradient ${i}: got ${g === null ? "none" : numbers(g).join()}, PyTorch gives ${want?.join() ?? "none"}`,
          );
      } else problems.push(...compareValues(`gradient ${i}`, numbers(g), want, partOf(g.dtype), 2 * loose(g)));
    });
  }
  return problems.map((p) => `${where}\n    ${p}`);
}
