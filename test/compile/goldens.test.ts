// The goldens of the ops once more, each as a compiled function that is called until it runs as a plan, and then again:
// values, gradients and errors are PyTorch's still.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compile, KindlingError, type Tensor } from "kindling";
import { isFloat } from "#src/shape/dtype.js";
import { compareValues, valuesOf } from "../goldens.js";
import {
  type Case,
  differences,
  golden,
  inputsOf,
  leavesOf,
  type Outcome,
  outcomeOf,
  type Result,
  problemsWith,
  runSteps,
} from "../ops/golden.js";

/** Recorded, recorded once more, a plan, and the plan again. */
const CALLS = 4;

/** Where results lie is the eager run's affair: a plan's have memory of their own. */
function inOwnMemory(r: Result): Result {
  const { st: _, of: __, sh: ___, ...rest } = r;
  return r.list === undefined ? rest : { ...rest, list: r.list.map(inOwnMemory) };
}

/**
 * New inputs, but for those that want gradients: they stay who they are, and get the numbers. `turned`: the numbers of the floats
 * in reverse.
 */
function fresh(c: Case, given: Record<string, unknown>, turned: boolean): Record<string, unknown> {
  return Object.fromEntries(
    (Object.entries(inputsOf(c)) as [string, Tensor][]).map(([k, x]) => {
      if (turned && isFloat(x.dtype)) x.storage.data.reverse();
      const leaf = given[k] as Tensor;
      if (!x.requiresGrad || !leaf.requiresGrad) return [k, x];
      leaf.storage.data.set(x.storage.data as never);
      leaf.grad = null;
      return [k, leaf];
    }),
  );
}

const tensorsOf = (o: Outcome): Tensor[] => [...o.results.flatMap(leavesOf), ...o.gradients.filter((g) => g !== null)];
const encode = (v: number | bigint): number | string =>
  typeof v === "bigint" || !Number.isFinite(v) ? String(v).replace("Infinity", "inf").replace("NaN", "nan") : v;

function compiledProblems(c: Case): string[] {
  let refused = false; // what reads values, or has a shape that depends on them
  const problems = problemsWith(c, () => {
    const args = inputsOf(c),
      problems: string[] = [];
    const run = (env: typeof args): Outcome | null => {
      const all = runSteps(c, env, "method");
      return c.e === undefined ? outcomeOf(c, all) : null;
    };
    const f = compile(run);
    const call = (turned: boolean): Outcome | null => {
      try {
        return f(fresh(c, args, turned));
      } catch (e) {
        refused = e instanceof KindlingError && e.code === "compile-value";
        throw e;
      }
    };
    for (let i = 0; i < CALLS && problems.length === 0; i++) {
      const outcome = call(false);
      if (outcome !== null)
        problems.push(
          ...differences({ ...c, r: c.r!.map(inOwnMemory) }, outcome, undefined).map((p) => `call ${i + 1}: ${p}`),
        );
    }
    // With other numbers, too: as eager.
    if (problems.length === 0 && c.e === undefined) {
      const got = tensorsOf(call(true)!),
        want = tensorsOf(run(fresh(c, inputsOf(c), true))!);
      want.forEach((t, i) =>
        problems.push(
          ...compareValues(`tensor ${i} for other numbers`, valuesOf(got[i]!), valuesOf(t).map(encode), t.dtype, 2),
        ),
      );
    }
    if (problems.length === 0 && c.e === undefined && !f.explain().startsWith("plan"))
      problems.push(`no plan: ${f.explain()}`);
    return problems;
  });
  return refused ? [] : problems;
}

const byName = new Map<string, Case[]>();
for (const c of golden.cases) byName.set(c.n, [...(byName.get(c.n) ?? []), c]);

describe("compiled, what PyTorch gives", () => {
  for (const [name, cases] of byName) {
    test(name, () => {
      const problems = cases.flatMap(compiledProblems);
      assert.ok(problems.length === 0, `${problems.length} differences\n\n${problems.slice(0, 8).join("\n")}`);
    });
  }
});
