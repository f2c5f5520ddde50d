// Makes dist/types of the compiler's declarations: what editors and compilers show to whoever imports the package. Members and
// declarations that are marked @internal are not in there, nor do the lists of functions (`export * from "./api/…"`) hand on the
// types that their signatures are made of. The tests, which look inside, get the declarations as the compiler wrote them: by the
// condition `kindling-source` (tsconfig.json). `node scripts/types.mjs` (set-up runs it after the compiler).

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { root } from "./files.mjs";

/** The files that package.json gives to who imports the package. */
export const entries = [
  "node.d.ts",
  "browser.d.ts",
  "bundler/lean-node.d.ts",
  "distributed/index-node.d.ts",
  "onnx/index-node.d.ts",
];
/** Whose `export *` hands on values alone. */
const lists = /^(?:index|tensor\/api)\.d\.ts$/;

/** Writes the declarations that these files lead to. */
export function makeTypes(at = root) {
  const ts = createRequire(import.meta.url)("typescript5"),
    dist = path.join(at, "dist"),
    folder = path.join(dist, ".types");
  rmSync(folder, { recursive: true, force: true });
  const trees = new Map(),
    open = [...entries];
  const tree = (file) => {
    if (!trees.has(file)) {
      const text = readFileSync(path.join(dist, file), "utf8");
      trees.set(file, ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
    }
    return trees.get(file);
  };
  const target = (from, source) => path.posix.join(path.posix.dirname(from), source.replace(/\.js$/, ".d.ts"));
  for (const file of open) {
    const source = tree(file),
      edits = [];
    const lead = (specifier) => {
      if (!specifier.text.startsWith(".")) return;
      const to = target(file, specifier.text);
      if (!open.includes(to)) open.push(to);
    };
    const visit = (node) => {
      if (isInternal(ts, node)) {
        // Without its constructor, anybody could make one.
        const text = ts.isConstructorDeclaration(node) ? "\n    protected constructor();" : "";
        edits.push([node.getFullStart(), node.end, text]);
        return;
      }
      if (ts.isExportDeclaration(node) && node.exportClause === undefined && lists.test(file)) {
        const names = values(ts, tree, target, target(file, node.moduleSpecifier.text));
        edits.push([
          node.getStart(),
          node.end,
          `export { ${names.join(", ")} } from ${node.moduleSpecifier.getText()};`,
        ]);
      }
      if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined)
        lead(node.moduleSpecifier);
      if (ts.isImportTypeNode(node)) lead(node.argument.literal);
      if (ts.isModuleDeclaration(node) && ts.isStringLiteral(node.name)) lead(node.name);
      ts.forEachChild(node, visit);
    };
    ts.forEachChild(source, visit);
    let made = "",
      end = 0;
    for (const [from, to, text] of edits.sort((a, b) => a[0] - b[0])) {
      made += source.text.slice(end, from) + text;
      end = to;
    }
    const out = path.join(folder, file);
    mkdirSync(path.dirname(out), { recursive: true });
    writeFileSync(out, made + source.text.slice(end));
  }
  rmSync(path.join(dist, "types"), { recursive: true, force: true });
  renameSync(folder, path.join(dist, "types"));
}

const isInternal = (ts, node) =>
  (ts.isClassElement(node) || ts.isTypeElement(node) || ts.isStatement(node)) &&
  (node.name === undefined || !ts.isComputedPropertyName(node.name)) && // a symbol's member shows nowhere, and types may need it
  ts.getJSDocTags(node).some((t) => t.tagName.text === "internal");

/** The names of functions, constants and classes that a file exports. */
function values(ts, tree, target, file) {
  return tree(file).statements.flatMap((s) => {
    if (ts.isExportDeclaration(s))
      return s.exportClause === undefined
        ? values(ts, tree, target, target(file, s.moduleSpecifier.text))
        : s.isTypeOnly || ts.isNamespaceExport(s.exportClause)
          ? []
          : s.exportClause.elements.filter((e) => !e.isTypeOnly).map((e) => e.name.text);
    if (!s.modifiers?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword) || isInternal(ts, s)) return [];
    if (ts.isVariableStatement(s)) return s.declarationList.declarations.map((d) => d.name.text);
    return ts.isFunctionDeclaration(s) || ts.isClassDeclaration(s) ? [s.name.text] : [];
  });
}

if (import.meta.url === `file://${process.argv[1]}`) makeTypes();
