// Lets tests run on the bundle that users import, although they also import internals as `#src/…`, which must be the same
// instances: build/exposed holds a copy of dist/bundle that exports, besides what it exports, every name at its top level, and
// build/exposed/src a module for each of src/ that gives those names back under the names that the source exports. The source
// maps say which is which. build/shipped holds the compiled tests with their imports led there.

import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire, SourceMap } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { files, root } from "./files.mjs";

const ts = createRequire(import.meta.url)("typescript5");
const dist = path.join(root, "dist"),
  bundle = path.join(dist, "bundle");
// Under these names, so that the library finds its own lines in a stack there as in the package (src/diagnose/line.ts).
const exposed = path.join(root, "build/exposed/dist/bundle"),
  shipped = path.join(root, "build/shipped"),
  tests = path.join(root, "build/test");

/** The file that runs a compiled test on the bundle; undefined where only the modules will do. */
export function onBundle(file) {
  return existsSync(path.join(shipped, path.relative(tests, file)))
    ? path.join(shipped, path.relative(tests, file))
    : undefined;
}

/** Without rolldown (there is none for some machines) dist/bundle only hands on the modules. */
const isBundled = () => existsSync(path.join(bundle, "onnx.js.map"));

/** Brings both folders up to date. Says why there is nothing in them, if so. */
export function expose() {
  if (!isBundled()) {
    rmSync(shipped, { recursive: true, force: true });
    return "there is no rolldown for this machine: tests run on the modules alone";
  }
  const print = [path.join(dist, ".bundle-stamp"), path.join(tests, ".stamp"), fileURLToPath(import.meta.url)]
    .map((f) => statSync(f).mtimeMs)
    .join();
  const stamp = path.join(exposed, ".stamp");
  try {
    if (readFileSync(stamp, "utf8") === print) return;
  } catch {
    /* never made */
  }
  const found = copyBundle(),
    left = new Set();
  for (const f of files(dist, ".js"))
    if (!f.startsWith("bundle/") && !f.startsWith(".")) write(path.join(exposed, "src", f), moduleOf(f, found, left));
  const all = files(tests, ".js"),
    apart = needing(left, all);
  for (const f of all) {
    if (apart.has(f)) continue;
    write(path.join(shipped, f), redirected(path.join(tests, f), path.join(shipped, f)));
    write(path.join(shipped, `${f}.map`), readFileSync(path.join(tests, `${f}.map`)));
  }
  for (const folder of [exposed, shipped])
    for (const f of files(folder, ""))
      if (!written.has(path.join(folder, f)) && f !== ".stamp") rmSync(path.join(folder, f));
  writeFileSync(stamp, print);
}

/** The tests that import a function which the bundle left out, and which would change what is in it, or a file that does. */
function needing(left, all) {
  const imports = new Map(
    all.map((f) => {
      const names = scripted(path.join(tests, f))
        .statements.filter((s) => ts.isImportDeclaration(s))
        .flatMap((s) => {
          const from = s.moduleSpecifier.text;
          if (!from.startsWith("#src/"))
            return from.startsWith(".") ? [path.posix.join(path.posix.dirname(f), from)] : [];
          return (s.importClause?.namedBindings?.elements ?? []).map(
            (e) => `${from.slice("#src/".length)} ${(e.propertyName ?? e.name).text}`,
          );
        });
      return [f, names];
    }),
  );
  const found = new Set();
  const needs = (f, within) =>
    !within.has(f) &&
    imports.get(f) !== undefined &&
    imports.get(f).some((i) => left.has(i) || needs(i, within.add(f)));
  for (const f of all) if (needs(f, new Set())) found.add(f);
  return found;
}

const written = new Set();

/** Writes what changed, at once: another run may be reading it. */
function write(file, content) {
  written.add(file);
  try {
    if (readFileSync(file).equals(Buffer.from(content))) return;
  } catch {
    /* not there yet */
  }
  mkdirSync(path.dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, content);
  renameSync(beside, file);
}

const scripted = (file, text = readFileSync(file, "utf8")) =>
  ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);

/** Names that the statements of a file declare, as identifiers. */
function declared(tree) {
  return tree.statements.flatMap((s) => {
    if (ts.isFunctionDeclaration(s) || ts.isClassDeclaration(s)) return s.name === undefined ? [] : [s.name];
    return ts.isVariableStatement(s) ? s.declarationList.declarations.flatMap((d) => namesIn(d.name)) : [];
  });
}
const namesIn = (name) =>
  ts.isIdentifier(name) ? [name] : name.elements.flatMap((e) => (ts.isOmittedExpression(e) ? [] : namesIn(e.name)));

const exportsOf = (tree) =>
  tree.statements.flatMap((s) => (ts.isExportDeclaration(s) ? s.exportClause.elements.map((e) => e.name.text) : []));

/** What holds node.js here. A program may look at all that it gets from the package, so that node.js exports what it always does. */
const whole = "whole-node.js";

/** Copies Node's bundle: its text as it is, and one more line. Which names of which modules it exports now: `module name` → file and name. */
function copyBundle() {
  const found = new Map(),
    sources = new Map();
  mkdirSync(exposed, { recursive: true });
  for (const name of readdirSync(bundle)) {
    if (!/^(node|onnx|distributed|shared\d*|[\w-]+-node)\.js$/.test(name)) {
      if (/^(node|onnx|distributed|shared\d*|[\w-]+-node)\.js\.map$/.test(name))
        write(path.join(exposed, name), readFileSync(path.join(bundle, name)));
      continue;
    }
    const file = path.join(bundle, name),
      text = readFileSync(file, "utf8");
    const map = existsSync(`${file}.map`) ? new SourceMap(JSON.parse(readFileSync(`${file}.map`, "utf8"))) : undefined;
    const tree = scripted(file, text),
      exported = [];
    for (const id of map === undefined ? [] : declared(tree)) {
      const { line, character } = tree.getLineAndCharacterOfPosition(id.getStart());
      const at = map.findEntry(line, character);
      if (at.generatedLine !== line || at.generatedColumn !== character) continue;
      const source = path.resolve(
        bundle,
        at.originalSource.startsWith("file:") ? fileURLToPath(at.originalSource) : at.originalSource,
      );
      if (!sources.has(source)) sources.set(source, existsSync(source) ? readFileSync(source, "utf8").split("\n") : []);
      const [own] = /^[\w$]*/.exec((sources.get(source)[at.originalLine] ?? "").slice(at.originalColumn));
      const module = path.relative(path.join(root, "src"), source).replaceAll(path.sep, "/").replace(/\.ts$/, ".js");
      found.set(`${module} ${own}`, { name: name === "node.js" ? whole : name, local: id.text });
      exported.push(id.text);
    }
    const more =
      exported.length === 0 ? "" : `\nexport { ${exported.map((n) => `${n} as internal$${n}`).join(", ")} };\n`;
    const as = name === "node.js" ? whole : name;
    if (name === "node.js")
      write(path.join(exposed, name), `export { ${exportsOf(tree).join(", ")} } from "./${whole}";\n`);
    write(
      path.join(exposed, as),
      text.replace(/\n(\/\/# sourceMappingURL=.*)\s*$/, (_, line) => `${more}\n${line}\n`),
    );
  }
  return found;
}

/**
 * The module of build/exposed/src for one of dist/: what it hands on, and its own names, of the bundle where that has them. What
 * the bundle left out, since nothing in it refers to it, stands here as it is written, over the bundle's names.
 */
function moduleOf(file, found, left) {
  const here = path.join(exposed, "src", file),
    tree = scripted(path.join(dist, file));
  const relative = (to) => {
    const r = path.relative(path.dirname(here), to).replaceAll(path.sep, "/");
    return JSON.stringify(r.startsWith(".") ? r : `./${r}`);
  };
  if (/^(cli|bundler)\//.test(file)) return `export * from ${relative(path.join(dist, file))};\n`; // programs of their own
  const lines = new Set(),
    own = new Map(),
    imported = new Map();
  for (const s of tree.statements) {
    for (const id of declared({ statements: [s] })) own.set(id.text, s);
    const { name, namedBindings } = s.importClause ?? {};
    for (const n of [name, namedBindings?.name, ...(namedBindings?.elements ?? []).map((e) => e.name)])
      if (n !== undefined) imported.set(n.text, s);
  }
  const added = new Set();
  /** Brings a name of the module into scope. */
  const need = (local) => {
    if (added.has(local)) return;
    added.add(local);
    const at = found.get(`${file} ${local}`),
      statement = own.get(local);
    if (at !== undefined)
      lines.add(`import { internal$${at.local} as ${local} } from ${relative(path.join(exposed, at.name))};`);
    else if (imported.has(local)) lines.add(imported.get(local).getText());
    else if (statement !== undefined) {
      for (const id of declared({ statements: [statement] })) added.add(id.text);
      const visit = (node) => {
        if (ts.isIdentifier(node) && (own.has(node.text) || imported.has(node.text))) need(node.text);
        ts.forEachChild(node, visit);
      };
      visit(statement);
      lines.add(statement.getText().replace(/^export /, ""));
      if (assigns(statement, (n) => found.has(`${file} ${n}`))) left.add(`${file} ${local}`);
    }
  };
  const give = (local, name) => {
    const at = found.get(`${file} ${local}`);
    if (at !== undefined) {
      lines.add(`export { internal$${at.local} as ${name} } from ${relative(path.join(exposed, at.name))};`);
      return;
    }
    need(local);
    lines.add(`export { ${local}${local === name ? "" : ` as ${name}`} };`);
  };
  for (const s of tree.statements) {
    if (ts.isExportDeclaration(s)) {
      if (s.moduleSpecifier !== undefined) lines.add(s.getText());
      else for (const e of s.exportClause.elements) give((e.propertyName ?? e.name).text, e.name.text);
    } else if (s.modifiers?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword))
      for (const id of declared({ statements: [s] })) give(id.text, id.text);
  }
  return `${[...lines].join("\n")}\nexport {};\n`;
}

/** Whether a statement changes one of these names, which it could not from another module. */
function assigns(node, isName) {
  const target =
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    node.operatorToken.kind <= ts.SyntaxKind.LastAssignment
      ? node.left
      : (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) &&
          [ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken].includes(node.operator)
        ? node.operand
        : undefined;
  if (target !== undefined && ts.isIdentifier(target) && isName(target.text)) return true;
  return ts.forEachChild(node, (child) => assigns(child, isName) || undefined) ?? false;
}

/** A compiled test with its imports led to the bundle. */
function redirected(from, to) {
  const text = readFileSync(from, "utf8");
  let out = "",
    at = 0;
  for (const { fileName, pos, end } of ts.preProcessFile(text, true, true).importedFiles) {
    const target =
      fileName === "kindling"
        ? path.join(exposed, "node.js")
        : fileName === "kindling/distributed" || fileName === "kindling/onnx"
          ? path.join(exposed, `${fileName.slice("kindling/".length)}.js`)
          : fileName.startsWith("#src/")
            ? path.join(exposed, "src", fileName.slice("#src/".length))
            : undefined;
    if (target === undefined) continue;
    const start = text.indexOf(fileName, pos);
    out += text.slice(at, start) + path.relative(path.dirname(to), target).replaceAll(path.sep, "/");
    at = start + fileName.length;
    if (start < 0 || start > end) throw new Error(`${from}: the import of ${fileName} is not where it should be`);
  }
  return out + text.slice(at);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) expose();
