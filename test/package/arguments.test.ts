// Nothing that a caller gives is ignored: every public function, method, layer and class is called nearly right, and must refuse
// what it does not know with an error of ours that says so.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as kindling from "kindling";
import { isNamed } from "#src/diagnose/arguments.js";
import { calls } from "../every-call.js";
import { free, misused, type Outcome, type Site, sites } from "../misuse.js";

kindling.onDiagnosis(() => {});
const all = await sites();
const title = (s: Site): string => s.name + (s.layer ? "()" : "");

/** What is no call: types, properties and base classes. */
const uncalled =
  /^(save|Function|FunctionContext|KindlingError|LoadError|Slice|Tensor|distributions\.(Distribution|(transforms\.)?Transform|constraints\.Constraint)|nn\.(RNNBase|RNNCellBase|StateDict)|nn\.utils\.parametrize\.ParametrizationList|nn\.utils\.rnn\.PackedSequence|optim\.Optimizer|optim\.lrScheduler\.LRScheduler|data\.(Dataset|IterableDataset|Sampler)|metrics\.Metric|Tensor\.(strides|requiresGrad|gradFn|retainsGrad|isLeaf|ndim|device|T|mT|mH|H|real|imag|data|grad|is[A-Z]\w*|\w*Numbers?|length))$/;

/** Adds options to those that are given, or behind all arguments. */
const withOptions =
  (more: object) =>
  (args: readonly unknown[]): unknown[] => {
    const last = args[args.length - 1];
    return isNamed(last) ? [...args.slice(0, -1), { ...last, ...more }] : [...args, more];
  };

const shown = (v: unknown): string =>
  v instanceof kindling.Tensor
    ? "tensor"
    : typeof v === "function"
      ? "function"
      : v === undefined
        ? "undefined"
        : typeof v === "object" && v !== null && !Array.isArray(v)
          ? `{ ${Object.keys(v).slice(0, 4).join(", ")} }`
          : String(v).slice(0, 20);
const call = (s: Site, args: readonly unknown[]): string => `${title(s)}(${args.map(shown).join(", ")})`;

/** What is wrong with the outcome of a call that should be refused with one of the codes (null: any). */
function fault(s: Site, { args, ...o }: Outcome, codes: readonly string[] | null): string | null {
  if (!("threw" in o)) return `${call(s, args)} is accepted`;
  if (!(o.threw instanceof kindling.KindlingError))
    return `${call(s, args)} throws ${o.threw instanceof Error ? o.threw.stack?.slice(0, 300) : String(o.threw)}`;
  return codes === null || codes.includes(o.threw.code)
    ? null
    : `${call(s, args)} says ${o.threw.code}: ${o.threw.message}`;
}

async function faults(of: (s: Site) => Promise<readonly (string | null)[]>): Promise<string[]> {
  const found: string[] = [];
  for (const s of all) if (!(title(s) in free)) found.push(...(await of(s)).filter((f) => f !== null));
  return found;
}

const refused = async (
  s: Site,
  change: (args: readonly unknown[]) => readonly unknown[],
  codes: readonly string[] | null,
): Promise<string | null> => fault(s, (await misused(s, change))!, codes);
/** Lists of sizes and indices say what an element must be. */
const lists = new Set([
  "broadcastShapes",
  "expand",
  "Tensor.expand",
  "get",
  "Tensor.get",
  "set",
  "Tensor.set",
  "Tensor.sumToSize",
  "slice",
]);
const codesOf = (s: Site): readonly string[] | null => (lists.has(title(s)) ? null : ["option", "argument"]);

describe("nothing given is ignored", () => {
  test("every public name has a call", () => {
    const called = new Set(all.map((s) => s.name));
    assert.deepEqual(
      Object.keys(calls).filter((name) => !called.has(name) && !uncalled.test(name)),
      [],
    );
    for (const name in free)
      assert.ok(
        all.some((s) => title(s) === name),
        name,
      );
    assert.ok(all.length > 1400);
  });

  test("an option that does not exist", async () => {
    assert.deepEqual(await faults(async (s) => [await refused(s, withOptions({ bogusThing: 1 }), codesOf(s))]), []);
  });

  test("an option in snake_case", async () => {
    assert.deepEqual(
      await faults(async (s) => {
        const { threw } = (await misused(s, withOptions({ bogusThing: 1 })))!;
        const names =
          threw instanceof Error ? (/the options are ([^:\n]*?)\.$/m.exec(threw.message)?.[1]?.split(", ") ?? []) : [];
        const found: (string | null)[] = [];
        for (const name of names) {
          const snake = name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
          if (snake !== name && !names.includes(snake))
            found.push(await refused(s, withOptions({ [snake]: true }), ["option"]));
        }
        return found;
      }),
      [],
    );
  });

  test("options behind more arguments than there are", async () => {
    assert.deepEqual(
      await faults(async (s) => [
        await refused(
          s,
          (args) => [
            ...args.filter((v) => !isNamed(v)),
            ...Array.from({ length: 14 }, () => undefined),
            { bogusThing: 1 },
          ],
          null,
        ),
      ]),
      [],
    );
  });

  test("options before other arguments", async () => {
    const several = all.filter((s) => !(title(s) in free));
    const found: (string | null)[] = [];
    for (const s of several) {
      const { args } = (await misused(s, (a) => a))!;
      if (args.filter((a) => a !== undefined).length > 1)
        found.push(
          await refused(s, (a) => [a[0], { bogusThing: 1 }, ...a.slice(1).filter((v) => !isNamed(v)), 3], null),
        );
    }
    assert.deepEqual(
      found.filter((f) => f !== null),
      [],
    );
  });
});
