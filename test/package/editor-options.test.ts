// Every member of an object that a public function, method or constructor takes has a text, which an editor shows while the
// object is being written.

import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import ts from "typescript5";
import { root } from "./installed.js";

const probe = path.join(root, "test/package/editor-options-probe.ts");
const dist = path.join(root, "dist");

/** Every member of an object among the arguments: where it is declared → which function takes it. */
function optionMembers(): Map<string, { documented: boolean; takers: Set<string> }> {
  const options: ts.CompilerOptions = {
    strict: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    types: [],
    noEmit: true,
  };
  const text = 'import * as kindling from "kindling";\nexport { kindling };\n';
  const host = ts.createCompilerHost(options),
    { getSourceFile, fileExists } = host;
  host.getSourceFile = (file, ...rest) =>
    path.resolve(file) === probe
      ? ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true)
      : getSourceFile.call(host, file, ...rest);
  host.fileExists = (file) => path.resolve(file) === probe || fileExists.call(host, file);
  const program = ts.createProgram([probe], options, host),
    checker = program.getTypeChecker();
  const [statement] = program.getSourceFile(probe)!.statements;
  const kindling = checker.getSymbolAtLocation((statement as ts.ImportDeclaration).moduleSpecifier)!;

  const found = new Map<string, { documented: boolean; takers: Set<string> }>();
  const declared = (s: ts.Symbol): ts.Declaration | undefined => s.valueDeclaration ?? s.declarations?.[0];
  const isOurs = (d: ts.Declaration): boolean => d.getSourceFile().fileName.startsWith(dist + path.sep);
  const look = (type: ts.Type, taker: string, depth: number): void => {
    if (depth > 4) return;
    const deeper = (t: ts.Type): void => look(t, taker, depth + 1);
    if (type.isUnionOrIntersection()) return type.types.forEach(deeper);
    if (checker.isTupleType(type) || checker.isArrayType(type))
      return checker.getTypeArguments(type as ts.TypeReference).forEach(deeper);
    const isObject = (type.flags & ts.TypeFlags.Object) !== 0 && type.getCallSignatures().length === 0;
    if (!isObject || type.getConstructSignatures().length > 0 || type.isClass()) return;
    for (const member of type.getProperties()) {
      const d = declared(member);
      if (d === undefined || !isOurs(d) || !ts.isPropertySignature(d)) continue;
      const at = `${path.relative(dist, d.getSourceFile().fileName)}: ${d.getText().split("\n").at(-1)!.trim()} (${d.pos})`;
      const entry = found.get(at) ?? {
        documented: member.getDocumentationComment(checker).length > 0,
        takers: new Set(),
      };
      entry.takers.add(taker);
      found.set(at, entry);
    }
  };
  const signatures = (type: ts.Type, taker: string): void => {
    for (const s of [...type.getCallSignatures(), ...type.getConstructSignatures()])
      for (const p of s.parameters) look(checker.getTypeOfSymbol(p), taker, 0);
  };
  const seen = new Set<ts.Symbol>();
  const visit = (module: ts.Symbol, prefix: string): void => {
    for (const exported of checker.getExportsOfModule(module)) {
      const s = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported,
        name = prefix + exported.name;
      if (seen.has(s)) continue;
      seen.add(s);
      if (s.flags & ts.SymbolFlags.ValueModule) visit(s, `${name}.`);
      else if (s.flags & ts.SymbolFlags.Value) {
        signatures(checker.getTypeOfSymbol(s), name);
        if (!(s.flags & ts.SymbolFlags.Class)) continue;
        for (const member of checker.getDeclaredTypeOfSymbol(s).getProperties()) {
          const d = declared(member);
          if (d === undefined || !isOurs(d)) continue;
          const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
          if (ts.getCombinedModifierFlags(d) & hidden || ts.getJSDocTags(d).some((t) => t.tagName.text === "internal"))
            continue;
          signatures(checker.getTypeOfSymbol(member), `${name}.${member.name}`);
        }
      }
    }
  };
  visit(kindling, "");
  return found;
}

test("every option of every function, method and constructor has a text", () => {
  const all = [...optionMembers()];
  assert.ok(all.length > 1000, `only ${all.length} are found`);
  assert.deepEqual(
    all.filter(([, { documented }]) => !documented).map(([at, { takers }]) => `${at} of ${[...takers][0]}`),
    [],
  );
});
