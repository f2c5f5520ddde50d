import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { complex, type DType, grad, KindlingError, manualSeed, noGrad, Tensor, tensor, viewAsReal } from "kindling";
import { type Call, callWith, make as makeInput } from "../calls.js";
import { compareValues, decode, formula, readGolden, type Value, valuesOf } from "../goldens.js";
import {
  build,
  type Cases,
  type FunctionCase,
  type LayerCase,
  leaves,
  lookup,
  make as makeArgument,
  options,
  quietly,
} from "../nn/cases.js";
import { type Case, make as makeOperand, runSteps } from "./golden.js";

// Whatever has goldens, once more with complex numbers, whole numbers, bools and halves where its floats were: what comes
// out is what PyTorch computes (gradients of complex numbers included), or a refusal. Nothing reads a storage as if it
// held other numbers than it does. See test/golden/dtypes.py.

type Outcome = { e: string } | { r: [DType, number[], Value[]][]; g?: (Value[] | null)[]; ge?: string };
type Row = [
  file: string,
  kind: "ops" | "calls" | "functions" | "layers",
  index: number,
  dtype: DType,
  outcome: Outcome,
];

const { torch, cases: rows } = readGolden<{ torch: string; cases: Row[] }>("dtypes");
const files = new Map<string, { cases: (Case | Call)[] } & Cases>();
const read = (file: string): { cases: (Case | Call)[] } & Cases => {
  const g = files.get(file) ?? readGolden<{ cases: (Case | Call)[] } & Cases>(file);
  files.set(file, g);
  return g;
};

const isFloating = (t: Tensor): boolean => ["float32", "float64", "float16", "bfloat16"].includes(t.dtype);

/** A floating tensor in another dtype; a complex one gets imaginary parts by the formula, in the order `at` of the inputs. */
function inDtype(x: Tensor, d: DType, at: number): Tensor {
  if (!isFloating(x)) return x;
  const y = x.detach();
  if (d !== "complex128") return y.to(d);
  return complex(
    y.double(),
    tensor(formula(y.numel(), 70 + at, "float64", -1, 1), { dtype: "float64" }).reshape(y.shape),
  );
}

/** A value with every tensor in it replaced. */
function everyTensor(v: unknown, f: (x: Tensor) => Tensor): unknown {
  if (v instanceof Tensor) return f(v);
  if (Array.isArray(v)) return v.map((x) => everyTensor(x, f));
  return typeof v === "object" && v !== null
    ? Object.fromEntries(Object.entries(v).map(([k, x]) => [k, everyTensor(x, f)]))
    : v;
}

interface Prepared {
  name: string;
  inputs: Tensor[];
  run: () => unknown;
}

/** A call with its inputs in the row's dtype; `then` says to convert them once more. */
function prepare([file, kind, index, d]: Row, then?: DType): Prepared {
  const g = read(file);
  const recast = (x: Tensor, to: DType, at: number): Tensor => {
    const y = inDtype(x, to, at);
    return then === undefined || !isFloating(y) ? y : y.to(then);
  };
  const recastAll = (v: unknown, to: DType, count: { n: number }): unknown =>
    everyTensor(v, (x) => recast(x, to, ++count.n));
  switch (kind) {
    case "ops": {
      const c = g.cases[index] as Case;
      const env = Object.fromEntries(Object.entries(c.i).map(([k, s], i) => [k, recast(makeOperand(s, i), d, i)]));
      const outs = c.o ?? [c.s[c.s.length - 1]![0]];
      return {
        name: c.n,
        inputs: Object.values(env),
        run: () => {
          const after = runSteps(c, env, "method");
          return outs.map((o) => after[o]);
        },
      };
    }
    case "calls": {
      const c = g.cases[index] as Call,
        inputs = c.i.map((s, i) => recast(makeInput(s, i), d, i));
      return {
        name: c.n,
        inputs,
        run: () => {
          const out = callWith(c, inputs, false),
            all = out instanceof Tensor ? [out] : Object.values(out as Record<string, Tensor>),
            counted = c.q ? c.q.map((i) => all[i]!) : all;
          return c.p === "abs" ? counted.map((t) => t.abs()) : counted;
        },
      };
    }
    case "functions": {
      const c: FunctionCase = g.functions[index]!,
        count = { n: 0 };
      const args = recastAll(c.a.map(makeArgument), d, count) as unknown[],
        o = recastAll(options(c.o), d, count) as unknown[];
      return {
        name: c.n,
        inputs: leaves([args, o]),
        run: () => {
          if (c.seed !== undefined) manualSeed(c.seed);
          return lookup(c.n)(...args, ...o);
        },
      };
    }
    case "layers": {
      const c: LayerCase = g.layers[index]!,
        count = { n: 0 };
      manualSeed(c.seed);
      const m = build(c);
      if (c.eval) m.eval();
      if (d === "complex128" || d === "float16" || d === "bfloat16")
        noGrad(() => {
          m.to(d);
          if (then !== undefined) m.to(then);
          if (d === "complex128")
            [...m.parameters(), ...m.buffers()].forEach((t, i) => {
              if (t.dtype === d) t.copy_(recast(t.real.clone(), d, 20 + i));
            });
        });
      const args = recastAll(c.in!.map(makeArgument), d, count) as unknown[];
      return {
        name: c.n,
        inputs: leaves(args),
        run: () => {
          if (c.run !== undefined) manualSeed(c.run);
          return m(...args);
        },
      };
    }
  }
}

const numbers = (t: Tensor): (number | bigint)[] => valuesOf(t.isComplex() ? viewAsReal(t.detach()) : t);
const partOf = (d: DType): DType => (d === "complex64" ? "float32" : d === "complex128" ? "float64" : d);

/** Halves are rounded at other places than in PyTorch, which keeps some steps in them: within 3% of the largest number, or
 * of a tenth, to which terms may cancel. */
function nearly(what: string, got: readonly (number | bigint)[], want: readonly (number | bigint)[]): string[] {
  const most = Math.max(0.1, ...want.map((v) => Math.abs(Number(v))).filter(Number.isFinite));
  const near = (a: number, b: number): boolean =>
    a === b || (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= 0.03 * most;
  return got.length === want.length && want.every((v, i) => near(Number(got[i]), Number(v)))
    ? []
    : [`${what}: got [${got.join(", ")}], not [${want.join(", ")}]`];
}
const isHalf = (d: DType): boolean => d === "float16" || d === "bfloat16";

/** How a call turns out here: as in PyTorch, refused where PyTorch computes, computed where PyTorch refuses, or otherwise. */
interface Verdict {
  kind: "alike" | "refused" | "more" | "other";
  name: string;
  text: string;
}

function judge(row: Row): Verdict {
  const [, , , d, want] = row;
  let name = "?",
    got: Tensor[];
  const wanted: Tensor[] = [];
  const verdict = (kind: Verdict["kind"], text = ""): Verdict => ({ kind, name, text });
  try {
    const p = prepare(row);
    name = p.name;
    if (!("e" in want) && want.g !== undefined)
      for (const x of p.inputs) if (x.isComplex()) wanted.push(x.requiresGrad_());
    got = quietly(() => leaves(p.run()));
  } catch (e) {
    if (!(e instanceof KindlingError)) return verdict("other", `threw ${e instanceof Error ? e.stack : String(e)}`);
    const contradiction = contradicts(e.message, d);
    if (contradiction !== null) return verdict("other", contradiction);
    return verdict("e" in want ? "alike" : "refused", e.message.replace(/\n/g, " "));
  }
  if ("e" in want) return verdict("more", got.map((t) => `${t.dtype} ${numbers(t).slice(0, 6).join()}`).join("; "));
  const problems = got.length === want.r.length ? [] : [`${got.length} tensors, not ${want.r.length}`];
  for (const [i, [dtype, shape, values]] of want.r.entries()) {
    const t = got[i];
    if (t === undefined) continue;
    if (t.dtype !== dtype || JSON.stringify(t.shape) !== JSON.stringify(shape))
      problems.push(`${i}: ${t.dtype} ${JSON.stringify(t.shape)}, not ${dtype} ${JSON.stringify(shape)}`);
    else
      problems.push(
        ...(isHalf(dtype)
          ? nearly(`${i}`, numbers(t), values.map(decode))
          : compareValues(`${i}`, numbers(t), values, partOf(t.dtype))),
      );
  }
  if (problems.length === 0 && want.g !== undefined) problems.push(...gradientProblems(got, wanted, want.g));
  return problems.length === 0 ? verdict("alike") : verdict("other", problems[0]);
}

function gradientProblems(
  got: readonly Tensor[],
  wanted: readonly Tensor[],
  want: readonly (Value[] | null)[],
): string[] {
  const parts = got
    .filter((t) => t.requiresGrad)
    .map((t) => (t.isComplex() ? viewAsReal(t) : t))
    .map((t) =>
      t
        .double()
        .mul(tensor(formula(t.numel(), 99, "float64", 0.5, 1.5), { dtype: "float64" }).reshape(t.shape))
        .sum(),
    );
  if (parts.length === 0) return ["no gradient"];
  return grad(
    parts.reduce((a, b) => a.add(b)),
    wanted,
    { allowUnused: true },
  ).flatMap((g, i) => {
    const w = want[i] ?? null;
    if (g === null || w === null)
      return g === w
        ? []
        : [`gradient ${i}: ${g === null ? "none" : numbers(g).join()}, PyTorch gives ${w?.join() ?? "none"}`];
    return compareValues(`gradient ${i}`, numbers(g), w, partOf(g.dtype), 10);
  });
}

/** What is wrong with a refusal by itself: it asks for what it got, or tells to throw the imaginary part away. */
function contradicts(message: string, d: DType): string | null {
  const [sentence, fix = ""] = message.split("\n");
  const given = /\b[Gg]ot (?:tensor of (?:scalar )?type )?(\w+)/.exec(sentence!)?.[1] ?? "";
  if (
    /complex(?: dtypes| tensor| types)?(?: as input)?[.,]/.test(sentence!) &&
    /expect|only|support/i.test(sentence!) &&
    given.startsWith("Complex")
  )
    return `contradicts itself: ${sentence}`;
  if (/\bHalf\b.*\b[Gg]ot\b.*Half/.test(sentence!)) return `contradicts itself: ${sentence}`;
  return d === "complex128" && /\.(float|double)\(\)/.test(fix) ? `tells to drop the imaginary part: ${message}` : null;
}

/** Where the outcome is another than PyTorch's, and why. */
const others: Record<string, string> = {
  topk: "which of equal elements is found first is open",
  kthvalue: "which of equal elements is found first is open",
  "bfloat16 convTranspose3d": "PyTorch's output has another shape than its own formula",
  "bfloat16 ConvTranspose3d": "as convTranspose3d",
  "bfloat16 matrixExp": "PyTorch's gives NaN",
  "bfloat16 linalg.matrixExp": "PyTorch's gives NaN",
  "uint8 cumulativeTrapezoid": "PyTorch adds neighbours in uint8, where 255 + 1 is 0",
};
/** What is refused here, in so many words, and computed by PyTorch. */
const refused: Record<string, string> = {
  "linalg.ldlFactor": "complex",
  "linalg.ldlFactorEx": "complex",
  "linalg.ldlSolve": "complex",
  adaptiveAvgPool1d: "complex averages over windows of several sizes",
  scatter: "products of complex numbers",
  scatter_: "products of complex numbers",
  scatterReduce_: "products of complex numbers",
  indexReduce: "products of complex numbers",
  indexReduce_: "products of complex numbers",
  complex: "there is no complex32",
  viewAsComplex: "there is no complex32",
};
/** Complex numbers that are computed here and refused by PyTorch 1.13, which has no kernel for what is the same formula. */
const more = new Set([
  "expm1",
  "expm1_",
  "log1p",
  "log1p_",
  "special.expm1",
  "special.log1p",
  "embeddingBag",
  "RNN",
  "LSTM",
  "GRU",
  "Bilinear",
  "convTranspose2d",
  "convTranspose3d",
  "ConvTranspose2d",
  "ConvTranspose3d",
  "dropout1d",
  "dropout2d",
  "dropout3d",
  "Dropout1d",
  "Dropout2d",
  "Dropout3d",
  "alphaDropout",
  "featureAlphaDropout",
  "AlphaDropout",
  "FeatureAlphaDropout",
]);

describe(`other dtypes, as PyTorch ${torch} takes them`, () => {
  for (const d of new Set(rows.map((r) => r[3]))) {
    const verdicts = rows
      .filter((r) => r[3] === d)
      .map((r) => ({ ...judge(r), at: `${r[0]}/${r[1]}/${r[2]}`, row: r }));
    const of = (kind: Verdict["kind"]): typeof verdicts => verdicts.filter((v) => v.kind === kind);
    test(`${d}: nothing comes out other than in PyTorch`, () => {
      const wrong = of("other").filter((v) => others[v.name] === undefined && others[`${d} ${v.name}`] === undefined);
      assert.deepEqual(
        wrong.map((v) => `${v.name} (${v.at}): ${v.text}`.slice(0, 600)),
        [],
      );
    });
    test(`${d}: what is refused and not by PyTorch is known`, () => {
      assert.deepEqual(
        of("refused")
          .filter((v) => refused[v.name] === undefined)
          .map((v) => `${v.name} (${v.at}): ${v.text}`),
        [],
      );
    });
    if (d === "complex128") {
      test("complex128: what is computed and not by PyTorch is known", () => {
        assert.deepEqual(
          of("more")
            .filter((v) => !more.has(v.name))
            .map((v) => `${v.name} (${v.at}): ${v.text}`),
          [],
        );
      });
    }
    if (isHalf(d)) {
      test(`${d}: what PyTorch has no kernel for is what floats give, rounded`, () => {
        const wrong = of("more")
          .filter((v) => !/ropout|special\.|lgamma|gamma/i.test(v.name))
          .flatMap(({ row, name, at }) => {
            const half = quietly(() => leaves(prepare(row).run())),
              wide = quietly(() => leaves(prepare(row, "float64").run()));
            return half.flatMap((t, i) =>
              t.dtype === d ? nearly(`${name} (${at}) ${i}`, numbers(t), numbers(wide[i]!)) : [],
            );
          });
        assert.deepEqual(wrong, []);
      });
    }
  }
});
