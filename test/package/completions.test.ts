// What an editor offers behind a dot and between the braces of an import: all that a program may use, and nothing else. The
// package's own declarations (dist/types) are compared with those that the compiler wrote, where internal members still stand.

import assert from "node:assert/strict";
import path from "node:path";
import { describe, test } from "node:test";
import * as kindling from "kindling";
import ts from "typescript5";
import { isPython } from "../every-call.js";
import { root } from "./installed.js";

const probe = path.join(root, "test/package/completions-probe.ts");
const settings: ts.CompilerOptions = {
  strict: true,
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  types: [],
  noEmit: true,
};

/** A program that an editor has open. `conditions`: how it finds the package. */
function open(text: string, conditions: string[] = []): ts.LanguageService {
  const is = (f: string): boolean => path.resolve(f) === probe;
  const read = (f: string): string | undefined => (is(f) ? text : ts.sys.readFile(f));
  return ts.createLanguageService({
    getScriptFileNames: () => [probe],
    getScriptVersion: () => "1",
    getScriptSnapshot: (f) => {
      const found = read(f);
      return found === undefined ? undefined : ts.ScriptSnapshot.fromString(found);
    },
    getCurrentDirectory: () => root,
    getCompilationSettings: () => ({ ...settings, customConditions: conditions }),
    getDefaultLibFileName: (o) => ts.getDefaultLibFilePath(o),
    fileExists: (f) => is(f) || ts.sys.fileExists(f),
    readFile: read,
    directoryExists: (f) => ts.sys.directoryExists(f),
    getDirectories: (f) => ts.sys.getDirectories(f),
    ...(ts.sys.realpath ? { realpath: (f: string) => ts.sys.realpath!(f) } : {}),
  });
}

const whole = 'import * as kindling from "kindling";\nexport { kindling };\n';
const inside = open(whole, ["kindling-source"]).getProgram()!,
  checker = inside.getTypeChecker();
const [statement] = inside.getSourceFile(probe)!.statements;
const exports = checker.getSymbolAtLocation((statement as ts.ImportDeclaration).moduleSpecifier)!;

const declared = (s: ts.Symbol): ts.Declaration | undefined => s.valueDeclaration ?? s.declarations?.[0];
const isPublic = (s: ts.Symbol): boolean => {
  const d = declared(s);
  return (
    d !== undefined &&
    !/^_|[#@]/.test(s.name) &&
    (ts.getCombinedModifierFlags(d) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) === 0 &&
    !ts.getJSDocTags(d).some((t) => t.tagName.text === "internal")
  );
};

/** Every public class, as a program writes it, with the names that its instances show. */
function classes(module: ts.Symbol, prefix: string, seen = new Set<ts.Symbol>()): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const exported of checker.getExportsOfModule(module)) {
    const s = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported,
      name = `${prefix}${exported.name}`;
    if (seen.has(s)) continue;
    seen.add(s);
    if (s.flags & ts.SymbolFlags.ValueModule)
      for (const [n, members] of classes(s, `${name}.`, seen)) found.set(n, members);
    if (!(s.flags & ts.SymbolFlags.Class)) continue;
    const type = checker.getDeclaredTypeOfSymbol(s) as ts.InterfaceType,
      count = type.typeParameters?.length ?? 0;
    const members = type.getProperties().filter(isPublic);
    found.set(count > 0 ? `${name}<${Array(count).fill("any").join()}>` : name, new Set(members.map((m) => m.name)));
  }
  return found;
}

/** What functions have in JavaScript; a model is one. */
const ofFunctions = new Set([
  "apply",
  "arguments",
  "bind",
  "call",
  "caller",
  "length",
  "name",
  "prototype",
  "toString",
]);

describe("behind a dot stands what a program may use", () => {
  const all = classes(exports, "kindling.");
  const extended = `class Net extends kindling.nn.Module { l = new kindling.nn.Linear(1, 1); forward(x: kindling.Tensor) { return this.l(x); } }\n`;
  const names = [...all.keys()],
    text = `${whole}${extended}${names.map((n, i) => `(0 as any as ${n})./*${i}*/;\n`).join("")}(0 as any as Net)./*net*/;\n`;
  const service = open(text);
  const offered = (mark: string): string[] =>
    service.getCompletionsAtPosition(probe, text.indexOf(`/*${mark}*/`), {})?.entries.map((e) => e.name) ?? [];
  test("there are classes to look at", () => {
    assert.ok(names.length > 250, String(names.length));
  });
  names.forEach((name, i) => {
    test(name, () => {
      const expected = all.get(name)!,
        got = offered(String(i)).filter((n) => !ofFunctions.has(n));
      assert.deepEqual(got.sort(), [...expected].filter((n) => !ofFunctions.has(n)).sort());
    });
  });
  test("a program's own model", () => {
    const module = offered(String(names.indexOf("kindling.nn.Module")));
    assert.deepEqual(offered("net").sort(), [...module, "forward", "l"].sort());
  });
});

test("tensors, optimizers, loaders and models show no parts of the library", () => {
  const inner: Readonly<Record<string, readonly string[]>> = {
    "kindling.Tensor": ["storage", "offset", "count", "dense", "lazyStrides", "node", "viewOf", "epoch", "wantsGrad"],
    "kindling.optim.Optimizer<any>": ["uncloneable", "change", "stepCount", "losses"],
    "kindling.data.DataLoader<any,any>": ["fromLater", "toJSON", "worker"],
    "kindling.nn.Module": ["toJSON", "training_"],
    "kindling.Generator": ["engine", "uncloneable", "nextNormal"],
  };
  const all = classes(exports, "kindling.");
  for (const [name, members] of Object.entries(inner))
    for (const m of members) assert.ok(!all.get(name)!.has(m), `${name}.${m}`);
});

test("an import offers the names that the package exports, and types that are listed by name", () => {
  const text = 'import { } from "kindling";\n';
  const offered = open(text)
    .getCompletionsAtPosition(probe, text.indexOf("{") + 2, {})!
    .entries.map((e) => e.name)
    .filter((n) => n !== "type");
  const values = Object.keys(kindling).filter((n) => !isPython(n));
  /** Types that a list of names exports, and not a star. */
  const listed = new Set<string>();
  for (const file of ["index.d.ts", "tensor/api.d.ts"])
    for (const s of inside.getSourceFile(path.join(root, "dist", file))!.statements)
      if (ts.isExportDeclaration(s) && s.exportClause !== undefined && ts.isNamedExports(s.exportClause))
        for (const e of s.exportClause.elements) listed.add(e.name.text);
  assert.deepEqual(
    values.filter((n) => !offered.includes(n)),
    [],
  );
  assert.deepEqual(
    offered.filter((n) => !values.includes(n) && !listed.has(n)),
    [],
  );
});
