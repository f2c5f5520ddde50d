// package.json's `sideEffects` against what the modules do. A bundler leaves out a module that nothing refers to, unless it
// is listed there, and with it all that it does to others while it loads: it registers something, or gives a class of another
// file its methods. This finds such modules in src/, and says which of them a bundler would lose.
//
// `node scripts/effects.mjs` prints the problems.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { files, root } from "./files.mjs";

/** Where programs begin. The bundles that we make ourselves are listed as a whole. */
const presets = ["node.ts", "browser.ts"],
  bundles = "./dist/bundle/*.js";
/** Floors that programs do not import: threads' programs, the command line, the plugin for bundlers. */
const apart = /^(cli|bundler)\/|(^|\/)[\w-]*worker[\w-]*-node\.ts$|downloader-node\.ts$/;

/** What is wrong, as sentences. */
export function effectProblems(at = root) {
  const ts = createRequire(import.meta.url)("typescript5");
  const modules = new Map(
    files(path.join(at, "src"), ".ts").map((f) => [f, look(ts, f, readFileSync(path.join(at, "src", f), "utf8"))]),
  );
  const listed = JSON.parse(readFileSync(path.join(at, "package.json"), "utf8")).sideEffects.filter(
    (f) => f !== bundles,
  );
  const kept = new Set(listed.map((f) => f.replace(/^\.\/dist\/(.*)\.js$/, "$1.ts")));
  const problems = [...kept]
    .filter((f) => !modules.has(f))
    .map((f) => `package.json lists ${f} among sideEffects, which does not exist`);
  for (const preset of presets) {
    const met = new Set(),
      needed = new Set();
    /** Follows the imports of modules that a bundler keeps, whoever refers to them. */
    const visit = (file) => {
      if (met.has(file)) return;
      met.add(file);
      for (const to of modules.get(file)?.imports ?? []) if (kept.has(to)) visit(to);
    };
    visit(preset);
    const reach = (file) => {
      if (needed.has(file)) return;
      needed.add(file);
      for (const to of modules.get(file)?.imports ?? []) reach(to);
    };
    reach(preset);
    for (const file of needed) {
      const { acts } = modules.get(file) ?? {};
      if (acts === undefined || apart.test(file)) continue;
      if (!kept.has(file))
        problems.push(
          `src/${file}:${acts}: does something to another module while it loads, and a bundler may leave it out: let wiring.ts call it (best), or list ./dist/${file.replace(/\.ts$/, ".js")} in package.json's sideEffects`,
        );
      else if (!met.has(file))
        problems.push(
          `src/${file}:${acts}: no chain of listed modules leads from ${preset} to it, so a bundler may leave it out`,
        );
    }
  }
  return [...new Set(problems)];
}

/** What a module imports of ours, and the line of the first thing that it does to others while it loads. */
function look(ts, file, text) {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const imports = [],
    foreign = new Set(),
    functions = new Map();
  const target = (from) => path.posix.join(path.posix.dirname(file), from).replace(/\.js$/, ".ts");
  for (const s of tree.statements) {
    if (
      (ts.isImportDeclaration(s) || ts.isExportDeclaration(s)) &&
      s.moduleSpecifier !== undefined &&
      s.isTypeOnly !== true &&
      s.importClause?.isTypeOnly !== true
    ) {
      if (s.moduleSpecifier.text.startsWith(".")) imports.push(target(s.moduleSpecifier.text));
      const { name, namedBindings } = s.importClause ?? {};
      for (const n of [name, namedBindings?.name, ...(namedBindings?.elements ?? []).map((e) => e.name)])
        if (n !== undefined) foreign.add(n.text);
    }
    if (ts.isFunctionDeclaration(s)) functions.set(s.name.text, s);
    if (ts.isVariableStatement(s))
      for (const d of s.declarationList.declarations)
        if (d.initializer !== undefined && ts.isFunctionLike(d.initializer)) functions.set(d.name.text, d.initializer);
  }
  const within = new Set();
  /** The name that `a.b.c`, `a[0]`, `(a as X)!` begin with. */
  const rootName = (e) => {
    while (e.expression !== undefined && !ts.isCallExpression(e)) e = e.expression;
    return ts.isIdentifier(e) ? e.text : undefined;
  };
  const isForeign = (e) => foreign.has(rootName(e));
  /** Whether a piece of code changes what is not its own module's; functions that it only makes do not run. */
  const acts = (node) => {
    if (ts.isFunctionLike(node)) return false;
    if (ts.isCallExpression(node)) {
      const name = rootName(node.expression),
        [first] = node.arguments;
      if (isForeign(node.expression)) return true;
      if (
        (name === "Object" || name === "Reflect") &&
        /\.(assign|define\w+|set\w*|delete\w+)$/.test(node.expression.getText()) &&
        first !== undefined &&
        isForeign(first)
      )
        return true;
      const own = ts.isIdentifier(node.expression) ? functions.get(name) : undefined;
      if (own?.body !== undefined && !within.has(own)) {
        within.add(own);
        if (acts(own.body)) return true;
      }
      if (name === "globalThis") return true;
    }
    if (
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      node.operatorToken.kind <= ts.SyntaxKind.LastAssignment &&
      (isForeign(node.left) || rootName(node.left) === "globalThis")
    )
      return true;
    return ts.forEachChild(node, (child) => acts(child) || undefined) ?? false;
  };
  const declares = (s) =>
    ts.isImportDeclaration(s) ||
    ts.isExportDeclaration(s) ||
    ts.isFunctionDeclaration(s) ||
    ts.isClassDeclaration(s) ||
    ts.isVariableStatement(s) ||
    ts.isInterfaceDeclaration(s) ||
    ts.isTypeAliasDeclaration(s) ||
    ts.isModuleDeclaration(s);
  const first = tree.statements.find((s) => !declares(s) && acts(s));
  return {
    imports,
    acts: first === undefined ? undefined : tree.getLineAndCharacterOfPosition(first.getStart()).line + 1,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const problems = effectProblems();
  console.log(problems.join("\n") || "Bundlers keep all modules that do something to others.");
  process.exitCode = problems.length > 0 ? 1 : 0;
}
