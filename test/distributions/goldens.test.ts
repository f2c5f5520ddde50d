// torch.distributions against PyTorch: texts, shapes, moments, samples for a seed, gradients, divergences, transforms, refusals.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { distributions, grad, KindlingError, manualSeed, rand, type Tensor, tensor, type DType } from "kindling";
import { compareValues, decode, formula, readGolden, type Value, valuesOf } from "../goldens.js";

interface Numbers {
  v: Value[];
  s: number[];
  d?: DType;
  g?: (Numbers | null)[];
}
interface Spec {
  c: string;
  a: Record<string, unknown>;
}
interface Case extends Spec {
  repr: string;
  batch: number[];
  event: number[];
  support?: string;
  sample: Numbers;
  samples: Numbers;
  next: number;
  x: Numbers;
  mean: Numbers | null;
  mode: Numbers | null;
  variance: Numbers | null;
  stddev: Numbers | null;
  entropy: Numbers | null;
  rsample: Numbers | null;
  log_prob: Numbers;
  cdf: Numbers | null;
  icdf: Numbers | null;
  values: Numbers | null;
  expanded: { repr: string; batch: number[]; event: number[]; sample: Numbers; log_prob: Numbers };
}
interface Transformed extends Spec {
  x: Numbers;
  repr: string | null;
  y: Numbers;
  back: Numbers;
  bijective: boolean;
  jacobian: Numbers | null;
  shape: number[];
  domain?: string;
  codomain?: string;
}
interface Golden {
  cases: Case[];
  pairs: Spec[];
  kl: ({ p: number; q: number; e?: string } & Numbers)[];
  transforms: Transformed[];
  wrong: (Spec & { value: Value[] | null; e: string })[];
}
const golden = readGolden<Golden>("distributions");

const camel = (name: string): string => name.replace(/_([a-z])/g, (_, c: string) => c.toUpperCase());
const nested = (v: unknown): unknown => (Array.isArray(v) ? v.map(nested) : decode(v as Value));

/** A distribution or transform as a case describes it; tensors that want gradients become `leaves`. */
function build(v: unknown, leaves: Tensor[]): unknown {
  if (Array.isArray(v)) return v.map((w) => build(w, leaves));
  if (typeof v !== "object" || v === null) return v;
  if ("t" in v) {
    const t = tensor(nested(v.t) as number[], { dtype: (v as { d?: DType }).d ?? "float32", requiresGrad: true });
    leaves.push(t);
    return t;
  }
  const { c, a } = v as Spec;
  if (c === "inv") return (build(a["of"], leaves) as distributions.Transform).inv;
  const Class = distributions[c as never] as new (o: object) => unknown;
  return new Class(Object.fromEntries(Object.entries(a).map(([name, w]) => [camel(name), build(w, leaves)])));
}
const make = (spec: Spec, leaves: Tensor[] = []): distributions.Distribution =>
  build({ c: spec.c, a: spec.a }, leaves) as distributions.Distribution;
const decoded = (n: Numbers): Tensor => tensor(n.v.map(decode), { dtype: n.d ?? "float32" }).reshape(n.s);
/** What a case is called: its class and arguments. */
const title = (spec: Spec): string =>
  `${spec.c}(${Object.entries(spec.a)
    .map(([k, v]) => `${k}: ${JSON.stringify(v)}`)
    .join(", ")})`;

/** What differs. `exact`: to the last bit. */
function compare(what: string, got: Tensor, want: Numbers, loose = 1, exact = false): string[] {
  const dtype = want.d ?? "float32";
  if (got.dtype !== dtype || got.shape.join() !== want.s.join())
    return [`${what}: ${got.dtype} [${got.shape.join()}], PyTorch gives ${dtype} [${want.s.join()}]`];
  return compareValues(what, valuesOf(got), want.v, dtype, exact ? 0 : loose);
}
/** The gradients of the sum of results times weights, against PyTorch's. */
function compareGradients(what: string, got: Tensor, want: Numbers, leaves: readonly Tensor[], loose = 1): string[] {
  if (want.g === undefined) return got.requiresGrad ? [`${what} has a gradient, and PyTorch's has none`] : [];
  if (!got.requiresGrad) return [`${what} has no gradient`];
  const gs = grad(
    got
      .double()
      .mul(tensor(formula(got.numel(), 99, "float64", -1, 1), { dtype: "float64" }).reshape(got.shape))
      .sum(),
    [...leaves],
    { allowUnused: true, retainGraph: true },
  );
  return want.g.flatMap((w, i) => {
    const g = gs[i] ?? null;
    if (g === null || w === null)
      return (g === null) === (w === null)
        ? []
        : [`${what}: gradient ${i} is ${g === null ? "none" : "there"}, PyTorch's is not`];
    return compare(`${what}: gradient ${i}`, g, w, loose);
  });
}
/** A value, or null where there is none. */
function attempt(f: () => Tensor): Tensor | null {
  try {
    return f();
  } catch (e) {
    if (e instanceof KindlingError && e.code === "distribution-lacks") return null;
    throw e;
  }
}
/** Whose cdf PyTorch has since version 2. */
const newer = new Set(["Gamma", "Chi2"]);
/** Samples that are computed by functions (exp, log, tan, pow) whose last bit differs between libraries. */
const rounded =
  /^(Laplace|Cauchy|HalfCauchy|Gumbel|LogNormal|LogisticNormal|Kumaraswamy|Pareto|Weibull|Relaxed|Transformed|MultivariateNormal)/;

describe("distributions", () => {
  for (const c of golden.cases) {
    test(title(c), () => {
      const leaves: Tensor[] = [],
        d = make(c, leaves),
        problems: string[] = [];
      const text = (what: string, got: unknown, want: unknown): void => {
        if (String(got) !== String(want)) problems.push(`${what}: ${String(got)}, PyTorch has ${String(want)}`);
      };
      text("text", d, c.repr);
      text("batchShape", d.batchShape, c.batch);
      text("eventShape", d.eventShape, c.event);
      if (c.support !== undefined) text("support", d.support, c.support);
      const maybe = (what: string, f: () => Tensor, want: Numbers | null, gradients = false, loose = 1): void => {
        const got = attempt(f);
        if (got === null || want === null) {
          if ((got === null) !== (want === null))
            problems.push(`${what} is ${got === null ? "missing" : "there"}, and PyTorch's is not`);
          return;
        }
        problems.push(
          ...compare(what, got, want, loose),
          ...(gradients ? compareGradients(what, got, want, leaves, 4 * loose) : []),
        );
      };
      for (const name of ["mean", "mode", "variance", "stddev"] as const) maybe(name, () => d[name], c[name]);
      // A multinomial entropy is a small difference of large sums (ln 20! is 42), in float32.
      maybe("entropy", () => d.entropy(), c.entropy, true, c.c === "Multinomial" ? 4 : 1);
      const exact = !rounded.test(c.c);
      manualSeed(11);
      problems.push(
        ...compare("sample", d.sample(), c.sample, 1, exact),
        ...compare("samples", d.sample([3, 7]), c.samples, 1, exact),
      );
      assert.equal(rand(1, { dtype: "float64" }).item(), c.next, "the stream is elsewhere");
      manualSeed(5);
      maybe("rsample", () => d.rsample([3]), c.rsample, true, 2);
      const x = decoded(c.x);
      if (x.isFloatingPoint() && c.log_prob.g !== undefined && c.log_prob.g.length > leaves.length) x.requiresGrad_();
      const logProb = d.logProb(x);
      problems.push(
        ...compare("logProb", logProb, c.log_prob, 4),
        ...compareGradients("logProb", logProb, c.log_prob, [...leaves, ...(x.requiresGrad ? [x] : [])], 8),
      );
      x.requiresGrad_(false);
      if (!newer.has(c.c)) maybe("cdf", () => d.cdf(x), c.cdf);
      const float: DType = x.isFloatingPoint() ? x.dtype : "float32";
      if (c.event.length === 0)
        maybe("icdf", () => d.icdf(tensor(0.3, { dtype: float }).expand(c.batch)), c.icdf, false, 2);
      if (d.hasEnumerateSupport) maybe("enumerateSupport", () => d.enumerateSupport(), c.values);
      manualSeed(3);
      const e = d.expand([2, ...c.batch]);
      text("expanded text", e, c.expanded.repr);
      text("expanded batch", e.batchShape, c.expanded.batch);
      text("expanded event", e.eventShape, c.expanded.event);
      problems.push(
        ...compare("expanded sample", e.sample(), c.expanded.sample, 1, exact),
        ...compare("expanded logProb", e.logProb(x), c.expanded.log_prob, 4),
      );
      assert.deepEqual(problems, []);
    });
  }
});

describe("klDivergence", () => {
  for (const [i, p] of golden.pairs.entries()) {
    test(title(p), () => {
      const problems: string[] = [];
      for (const want of golden.kl.filter((k) => k.p === i)) {
        const leaves: Tensor[] = [],
          a = make(p, leaves),
          b = make(golden.pairs[want.q]!, leaves),
          what = title(golden.pairs[want.q]!);
        try {
          const got = distributions.klDivergence(a, b);
          if (want.e !== undefined) problems.push(`${what} should fail: ${want.e}`);
          else
            problems.push(
              ...compare(what, got, want, 4),
              ...(want.g === undefined ? [] : compareGradients(what, got, want, leaves, 8)),
            );
        } catch (e) {
          if (!(e instanceof KindlingError) || e.code !== "kl-missing") throw e;
          const sentence = e.message.split("\n")[0]!;
          if (want.e === undefined || (want.e !== "" && sentence !== want.e))
            problems.push(`${what} says ${sentence}, PyTorch ${want.e ?? "gives it"}`);
        }
      }
      assert.deepEqual(problems, []);
    });
  }
});

describe("transforms", () => {
  for (const c of golden.transforms) {
    test(title(c), () => {
      const leaves: Tensor[] = [],
        t = build(c, leaves) as distributions.Transform,
        x = decoded(c.x).requiresGrad_(),
        y = t(x),
        problems: string[] = [];
      if (c.repr !== null) assert.equal(String(t), c.repr);
      for (const name of ["domain", "codomain"] as const)
        if (c[name] !== undefined) assert.equal(String(t[name]), c[name]);
      assert.equal(t.bijective, c.bijective);
      assert.deepEqual(t.forwardShape(x.shape), c.shape);
      problems.push(
        ...compare("y", y, c.y),
        ...compareGradients("y", y, c.y, [...leaves, x]),
        ...compare("inverse", t.inv(y), c.back, 4),
      );
      const jacobian = attempt(() => t.logAbsDetJacobian(x, y));
      if (jacobian === null || c.jacobian === null) assert.equal(jacobian === null, c.jacobian === null);
      else
        problems.push(
          ...compare("jacobian", jacobian, c.jacobian, 4),
          ...compareGradients("jacobian", jacobian, c.jacobian, [...leaves, x], 8),
        );
      assert.deepEqual(problems, []);
    });
  }
});

describe("what is refused", () => {
  /** PyTorch's sentence, in one line, without what is behind the numbers. */
  const plain = (s: string): string =>
    s
      .replace(/\s+/g, " ")
      .replace(/\n {2}→[\s\S]*/, "")
      .trim();
  for (const c of golden.wrong) {
    test(`${title(c)} ${c.value === null ? "" : c.value.join()}`, () => {
      const fails = (): unknown => make(c).logProb(tensor((c.value ?? [0]).map(decode)));
      assert.throws(fails, (e: unknown) => {
        assert.ok(e instanceof KindlingError, String(e));
        assert.equal(plain(e.message.split("\n  → ")[0]!), plain(c.e));
        assert.match(e.code, /^distribution-/);
        return true;
      });
    });
  }
});
