// Values of the wrong kind in the place of every argument that is a number, a bool or a text, as the package's types declare
// them: text, null, a bool, a number. Each must be refused with an error of ours that names the argument.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as kindling from "kindling";
import { shownValue } from "#src/diagnose/argument-kinds.js";
import { isNamed } from "#src/diagnose/arguments.js";
import { type Declared, declared } from "../declared.js";
import { free, misused, type Site, sites } from "../misuse.js";
import { root } from "./installed.js";

kindling.onDiagnosis(() => {});
const types = declared(root),
  all = await sites();
const title = (s: Site): string => s.name + (s.layer ? "()" : "");
const simple = ["number", "boolean", "string"];

/** What may stand nowhere where `kinds` are declared. */
function wrong(kinds: ReadonlySet<string>): unknown[] {
  if (kinds.has("any") || !simple.some((k) => kinds.has(k))) return [];
  return [
    ...(kinds.has("string") ? [] : ["2", "false"]),
    ...(kinds.has("null") ? [] : [null]),
    ...(kinds.has("boolean") ? [] : [true]),
    ...(kinds.has("number") ? [] : [1]),
  ];
}

/** The arguments of a call with another value for one of them. */
function withValue(args: readonly unknown[], a: Declared, value: unknown): unknown[] {
  const last = args[args.length - 1],
    named = isNamed(last) ? last : null,
    given = named === null ? [...args] : args.slice(0, -1);
  if (named !== null && a.name in named) return [...given, { ...named, [a.name]: value }];
  if (a.place >= 0 && (a.place < given.length || a.name.startsWith("#"))) {
    while (given.length <= a.place) given.push(undefined);
    given[a.place] = value;
    return named === null ? given : [...given, named];
  }
  if (a.place < 0) return [...given, { ...named, [a.name]: value }];
  while (given.length < a.place) given.push(undefined);
  return [...given, value];
}

/** PyTorch counts a bool as a number here. */
const pythonBool = new Set(["scatter#3", "Tensor.scatter#2", "Tensor.scatter_#2"]);
/** PyTorch takes None for these, and so does this library, though its types do not say so. */
const pythonNone = new Set(["dtype", "device"]);
/** What messages call an argument instead: as PyTorch does, or as the function that it is handed to. */
const wrongKinds: Readonly<Record<string, string>> = {
  x: "input",
  y: "other",
  exponent: "other",
  on: "requiresGrad",
  limit: "threshold",
  columns: "N",
  testElements: "elements",
  value: "source",
  values: "input",
  indicesOrSections: "indices",
  source: "file",
};
/** What takes any number of arguments. */
const several = new Set<string>([]);
const plain = (text: string): string => text.replaceAll("_", "").toLowerCase();

describe("an argument of the wrong kind", () => {
  test("is refused by name", async () => {
    const found: string[] = [];
    let tried = 0;
    for (const s of all.filter((s) => !(title(s) in free))) {
      for (const a of types.get(title(s)) ?? []) {
        for (const value of wrong(a.kinds)) {
          if ((value === null && pythonNone.has(a.name)) || (value === true && pythonBool.has(title(s) + a.name)))
            continue;
          const o = (await misused(s, (args) => withValue(args, a, value)))!;
          const call = `${title(s)}(${o.args.map(shownValue).join(", ")})`;
          tried++;
          kindling.setDefaultDtype("float32");
          kindling.setPrintoptions({ profile: "default" });
          if (!("threw" in o)) found.push(`${call} is accepted (${a.name}: ${[...a.kinds].join("|")})`);
          else if (!(o.threw instanceof kindling.KindlingError))
            found.push(`${call} throws ${o.threw instanceof Error ? o.threw.stack?.slice(0, 300) : String(o.threw)}`);
          else {
            const message = o.threw.message;
            if (
              !a.name.startsWith("#") &&
              ![a.name, wrongKinds[a.name] ?? a.name].some((n) => plain(message).includes(plain(n)))
            )
              found.push(`${call} does not name ${a.name}: ${message}`);
            else if (
              typeof value === "string" &&
              !/multiple values|unexpected keyword|takes at most/.test(message) &&
              !message.includes(`"${value}"`)
            )
              found.push(`${call} does not show the text: ${message}`);
          }
        }
      }
    }
    assert.ok(tried > 5000, String(tried));
    assert.deepEqual(found, []);
  });

  test("given twice, by place and by name", async () => {
    const found: string[] = [];
    let tried = 0;
    for (const s of all.filter((s) => !(title(s) in free))) {
      const plainArgs = (await misused(s, (args) => args))!.args,
        given = isNamed(plainArgs.at(-1)) ? plainArgs.length - 1 : plainArgs.length;
      for (const a of types.get(title(s)) ?? []) {
        if (a.place < 0 || a.place >= given || plainArgs[a.place] === undefined || a.name.startsWith("#")) continue;
        const o = (await misused(s, (args) => {
          const v = args[a.place],
            last = args.at(-1);
          return isNamed(last) ? [...args.slice(0, -1), { ...last, [a.name]: v }] : [...args, { [a.name]: v }];
        }))!;
        tried++;
        if (!("threw" in o)) found.push(`${title(s)}(${o.args.map(shownValue).join(", ")}) is accepted`);
        else if (!(o.threw instanceof kindling.KindlingError))
          found.push(
            `${title(s)}(${o.args.map(shownValue).join(", ")}) throws ${o.threw instanceof Error ? o.threw.stack?.slice(0, 300) : String(o.threw)}`,
          );
      }
    }
    assert.ok(tried > 1000, String(tried));
    assert.deepEqual(found, []);
  });

  test("one too many", async () => {
    const found: string[] = [];
    for (const s of all.filter((s) => !(title(s) in free) && !several.has(title(s)))) {
      const o = (await misused(s, (args) => [
        ...args.filter((v) => !isNamed(v)),
        ...Array.from({ length: 14 }, () => undefined),
        7,
      ]))!;
      if (!("threw" in o)) found.push(`${title(s)}(${o.args.map(shownValue).join(", ")}) is accepted`);
      else if (!(o.threw instanceof kindling.KindlingError))
        found.push(
          `${title(s)}(${o.args.map(shownValue).join(", ")}) throws ${o.threw instanceof Error ? o.threw.stack?.slice(0, 300) : String(o.threw)}`,
        );
    }
    assert.deepEqual(found, []);
  });
});
