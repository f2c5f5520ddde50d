// Leaves out of the bundle what the page cannot reach. `Tensor` has hundreds of methods in one table, which would bring
// every op along; a bundler cannot know that most names are never called. This plugin does, by a cautious rule:
//
// - a method stays if its name stands after a dot anywhere in the studio's worker, or, after anything but a module's name
//   (`F.relu`), in a floor of the library above `tensor/`; floors below know functions, not methods;
// - ops are records made by calls that do nothing else, so these calls are marked as pure: what nothing refers to may go.

import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { parseAst } from "vite";

/** @param {{ library: string, studio: string }} folders the built library, and the sources of the studio's worker */
export function lean({ library, studio }) {
  let called = new Set();
  let tables = new Map();
  return {
    name: "kindling-lean",
    buildStart() {
      called = names(library, studio);
      tables = tablesOf(path.join(library, "tensor/methods.js"));
    },
    transform(code, id) {
      const file = id.split("?")[0];
      if (!file.startsWith(library + path.sep)) return null;
      const [folder] = path.relative(library, file).split(path.sep);
      const program = parseAst(code);
      const edits = [];
      if (tables.has(file)) edits.push(...trim(code, program, file, tables.get(file), called));
      if (folder === "ops" || folder === "tensor") {
        for (const { init } of declarations(program)) {
          for (const at of calls(init)) edits.push({ start: at, end: at, text: "/* @__PURE__ */ " });
        }
      }
      return edits.length === 0 ? null : { code: edit(code, edits), map: null };
    },
  };
}

/** Where a call begins that is made for a value, and those among its arguments. */
function calls(node) {
  if (node?.type !== "CallExpression" && node?.type !== "NewExpression") return [];
  return [node.start, ...node.arguments.flatMap(calls)];
}

/** The table of methods and those that are spread into it: file → names of the constants. */
function tablesOf(first) {
  const found = new Map([[first, new Set(["ops", "more"])]]);
  for (const [file, tables] of found) {
    const program = parseAst(readFileSync(file, "utf8"));
    for (const { id, init } of declarations(program)) {
      if (!tables.has(id.name)) continue;
      for (const p of init.properties) {
        const from = p.type === "SpreadElement" ? importOf(program, p.argument.name) : undefined;
        if (from === undefined) continue;
        const at = path.join(path.dirname(file), from.source);
        found.set(at, (found.get(at) ?? new Set()).add(from.name));
      }
    }
  }
  return found;
}

/** Where a name that is imported by name comes from. */
function importOf(program, local) {
  for (const s of program.body) {
    if (s.type !== "ImportDeclaration") continue;
    for (const i of s.specifiers) if (i.type === "ImportSpecifier" && i.local.name === local) return { source: s.source.value, name: i.imported.name };
  }
  return undefined;
}

/** Takes uncalled names out of the tables of a file of methods; `...module` becomes a list of its called names. */
function trim(code, program, file, tables, called) {
  const modules = namespaces(program);
  const edits = [];
  for (const { id, init } of declarations(program)) {
    if (!tables.has(id.name)) continue;
    init.properties.forEach((p, i) => {
      // With the comma behind it.
      const end = init.properties[i + 1]?.start ?? (code[p.end] === "," ? p.end + 1 : p.end);
      if (p.type === "SpreadElement" && modules.has(p.argument.name)) {
        const from = path.join(path.dirname(file), modules.get(p.argument.name));
        const kept = exportsOf(from).filter((n) => called.has(n));
        edits.push({ start: p.start, end, text: kept.map((n) => `${n}: ${p.argument.name}.${n}, `).join("") });
      } else if (p.type === "Property" && !p.computed && !called.has(p.key.name ?? p.key.value)) edits.push({ start: p.start, end, text: "" });
    });
  }
  return edits;
}

/** Names of methods that maps, arrays and texts have too, or layers as a field. The studio calls them of those alone; its tests would tell. */
const ofOthers = ["get", "set", "sort", "split", "repeat", "fix", "mode", "norm"];

/** The floors that may call methods of tensors. */
const above = /^(nn|optim|data|serialize|train)[/\\]/;

/** Every name that is read of something that may be a tensor. */
function names(library, studio) {
  const found = new Set();
  for (const folder of [library, studio]) {
    for (const f of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      const text = /\.(js|ts)$/.test(f) && !f.endsWith(".d.ts") && (folder === studio || above.test(f)) ? readFileSync(path.join(folder, f), "utf8") : "";
      const plain = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
      const modules = new Set([...plain.matchAll(/^import \* as (\w+)/gm)].map((m) => m[1]).concat("Math", "k"));
      for (const m of plain.matchAll(/(\w+)?\s*(?:\?|!)?\.\s*([A-Za-z_]\w*)/g)) if (m[1] === undefined || !modules.has(m[1])) found.add(m[2]);
    }
  }
  for (const name of ofOthers) found.delete(name);
  return found;
}

function namespaces(program) {
  const found = new Map();
  for (const s of program.body) {
    if (s.type !== "ImportDeclaration") continue;
    for (const i of s.specifiers) if (i.type === "ImportNamespaceSpecifier") found.set(i.local.name, s.source.value);
  }
  return found;
}

function exportsOf(file) {
  return parseAst(readFileSync(file, "utf8")).body.flatMap((s) => {
    if (s.type !== "ExportNamedDeclaration") return [];
    if (s.declaration?.type === "VariableDeclaration") return s.declaration.declarations.map((d) => d.id.name);
    return s.declaration?.id ? [s.declaration.id.name] : s.specifiers.map((e) => e.exported.name);
  });
}

function declarations(program) {
  return program.body.flatMap((s) => {
    const d = s.type === "ExportNamedDeclaration" ? s.declaration : s;
    return d?.type === "VariableDeclaration" ? d.declarations : [];
  });
}

function edit(code, edits) {
  let out = "";
  let at = 0;
  for (const { start, end, text } of edits.sort((a, b) => a.start - b.start)) {
    if (start < at) continue; // within what was cut
    out += code.slice(at, start) + text;
    at = end;
  }
  return out + code.slice(at);
}
