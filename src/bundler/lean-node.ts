import path from "node:path";
import { keepNames } from "./class-names.js";
import { COMPLEX, EXPLAIN, featureNames, featuresFor } from "./features.js";
import { fold, importedFrom } from "./fold.js";
import {
  declarations,
  endOf,
  exportedClass,
  Library,
  libraryFile,
  properties,
  trimClass,
  within,
} from "./library-node.js";
import { callsByName, type Context, escaping, type Namespace, fileOf, walk, wordsIn } from "./program-node.js";
import { type Edit, edit, isTree, nameOf, type Tree, treesIn, walkTree } from "./syntax.js";

// A plugin for bundlers (Vite, Rollup, Rolldown). `Tensor` has hundreds of methods in one table, which includes every
// op; a bundler cannot know that most names are never called. This plugin does, by a cautious rule:
//
// - a method stays if its name is a word anywhere in the program's own files; or if it stands after a dot, other than a
//   module's name (`F.relu`), in a file of the library above `tensor/` that the program reaches by the names of its exports:
//   floors below know functions, not methods. Of a namespace that the program uses as a whole (`nn[kind]`) it reaches all;
// - where the program calls methods by names that it puts together (`x[name]()`), those that were left out say so;
// - `toJSON` stays if JSON is written anywhere, and what refuses copies if something is copied or sent;
// - the same goes for the methods of Python's `random`, of generators, modules and optimizers, and for the properties of tensors
//   that no other file of the library reads (`x.T`);
// - parts of the library that stand behind a constant of util/features.ts stay as features.ts says;
// - what an argument of a name may be is said of names that are words of the program, or of those files;
// - what methods take is for who writes the program: the first run says it, which needs no bundler;
// - ops are records made by calls that do nothing else, so these calls are marked as pure: what nothing refers to may go. So do
//   their samples, which only kindling's own tests read.
//
// And it keeps the names of the program's classes (class-names.ts). What it looks for in the library it finds in syntax trees, by
// names; `npm run lint` asks `missingMarkers` whether all of it is there.

/** Options of {@link lean}. */
export interface LeanOptions {
  /**
   * Methods to keep although the program does not contain their names: for names composed at run time, `x[a + b]()`.
   */
  readonly keep?: readonly string[];
  /** Methods to leave out although the program contains the word: `sort`, if it only sorts arrays. */
  readonly drop?: readonly string[];
}

/** The plugin, for Vite, Rollup and Rolldown. */
export interface LeanPlugin {
  readonly name: string;
  readonly apply: "build";
  buildStart(
    this: Context,
    options: { readonly input?: string | readonly string[] | Readonly<Record<string, string>> | undefined },
  ): Promise<void>;
  transform(this: Context, code: string, id: string): { code: string; map: null } | null;
}

/** The library's files, which every build of a process asks the same of. */
let shared: Library | null = null;

const featuresFile = "util/features.js",
  methodsFile = "tensor/methods.js";
/** The table of what arguments may be. */
const kinds = { file: "diagnose/argument-kinds.js", table: "table" };
/**
 * Classes whose methods are removed like those of tensors: Python's `random` with a method per distribution, the bases
 * of models and optimizers.
 */
const classes = ["random/python.js", "random/generator.js", "nn/module.js", "optim/optimizer.js"];
/** Properties of tensors that the library itself does not read; `getter(name, …)` defines them. */
const unread = ["T", "mT", "mH", "H", "real", "imag"];
/** The function that has methods of a class read their arguments; its second argument is what it gives. */
const reader = { name: "takes", from: "diagnose/arguments.js" };
/** The field of what must not be cloned. */
const cloneField = "uncloneable";
/** Floors whose constants are made by calls that do nothing else. */
const pure = /^(?:ops|tensor|functions)\//;

/**
 * Leaves the tensor methods that the program does not name, and their ops, out of a bundle: about 80 KB of the gzipped
 * weekend program. For Vite (its workers have their own plugins: `worker: { plugins: () => [lean()] }`), Rollup and
 * Rolldown. If a module (such as a generated one) is seen too late, the build stops with advice.
 *
 * ```js
 * // vite.config.js
 * import { lean } from "kindling/lean";
 * export default { plugins: [lean()] };
 * ```
 */
export function lean({ keep = [], drop = [] }: LeanOptions = {}): LeanPlugin {
  let library: Library,
    kept: ReadonlySet<string> = new Set(),
    spoken: ReadonlySet<string> = new Set(),
    features: ReadonlyMap<string, boolean> = new Map(),
    tables: ReadonlyMap<string, Set<string>> = new Map(),
    keptOf: ReadonlyMap<string, ReadonlySet<string>> = new Map(),
    imported: ReadonlySet<string> = new Set(),
    namespaces: readonly Namespace[] = [],
    byName = false,
    copies = true;
  let seen: ReadonlyMap<string, string> = new Map();
  /** What was left out: of tensors, and of each class. */
  let left = new Map<string, Set<string>>();
  const leftOf = (file: string): Set<string> => {
    const names = left.get(file) ?? new Set();
    left.set(file, names);
    return names;
  };
  return {
    name: "kindling-lean",
    apply: "build",
    async buildStart({ input = [] }) {
      if (shared === null) {
        library = new Library(this);
        const problems = missingMarkers(library);
        if (problems.length > 0)
          this.error(`kindling/lean and the library are not of one version: ${problems.join("; ")}.`);
        shared = library;
      }
      library = shared;
      left = new Map();
      const files = new Map<string, string>(),
        entries = new Set<string>();
      for (const entry of typeof input === "string" ? [input] : Object.values(input)) {
        const id = (await this.resolve(entry))?.id ?? path.resolve(entry);
        entries.add(fileOf(id));
        await walk(this, id, (f) => within(f) !== undefined, files);
      }
      seen = files;
      const words = wordsIn(files.values());
      words.add("toString"); // JavaScript calls it without naming it, in a template for example
      if (keep.includes("explain")) words.add(EXPLAIN);
      if (writesJson.some((w) => words.has(w))) words.add("toJSON");
      const all = [...words, ...keep];
      copies = all.some((w) => clones.has(w));
      if (all.some((w) => ofComplex.test(w))) words.add(COMPLEX);
      for (const name of drop) words.delete(name);
      const own = new Map([...files].filter(([file, text]) => usesKindling(file, text)));
      namespaces = library.namespaces();
      byName = [...own.values()].some(callsByName);
      const whole = [...escaping(own, entries, namespaces)].map((n) => n.file);
      const reached = library.reachable(new Set([...words, ...keep]), whole);
      kept = new Set([...library.membersRead(reached), ...words, ...keep]);
      spoken = new Set([...words, ...[...reached].flatMap((f) => [...wordsIn([library.read(f).code])])]);
      features = featuresFor((word) => kept.has(word));
      tables = library.tables(methodsFile);
      for (const [file, names] of tables) library.trim(file, names, kept, leftOf(methodsFile));
      imported = library.imported(reached);
      keptOf = new Map(
        classes.map((file) => {
          const others = [...reached].filter((f) => f !== file);
          return [file, new Set([...library.membersRead(others), ...words, ...keep])];
        }),
      );
      for (const [file, names] of keptOf) trimClass(library.read(file).program, names, imported, leftOf(file));
    },
    transform(code, id) {
      const path = fileOf(id),
        file = within(path);
      if (file === undefined) {
        const all = new Set([...left.values()].flatMap((names) => [...names]));
        const missed =
          seen.has(path) || helpers.test(id)
            ? []
            : calledIn(code).filter((name) => all.has(name) && !drop.includes(name));
        if (missed.length > 0)
          this.error(
            `kindling/lean met ${path} late, which may call methods of tensors that were left out: lean({ keep: ${JSON.stringify([...new Set(missed)])} }), or drop where no tensor is meant.`,
          );
        const program = seen.has(path) ? programOf(this, code, path) : null;
        if (program === null) return null;
        const called = callsClass(program, namespaces, library);
        if (called !== null)
          this.error(
            `${path}: ${called} is a class, so write new ${called}(…): JavaScript calls no class without new.`,
          );
        const named = keepNames(program);
        return named.length === 0 ? null : { code: edit(code, named), map: null };
      }
      const program = library.parsed(file, code) ?? (this.parse(code) as Tree),
        edits: Edit[] = [];
      const constants = importedFrom(program, featuresFile);
      if (constants.size > 0)
        edits.push(...fold(program, new Map([...constants].map(([name, local]) => [local, features.get(name)!]))));
      const readerHere =
        importedFrom(program, reader.from).get(reader.name) ?? (file === reader.from ? reader.name : "");
      walkTree(program, (node) => {
        if (!kept.has("toJSON") && isMember(node, "toJSON")) edits.push(without(node, code));
        if (!copies && (isMember(node, cloneField) || isSpoken(node))) edits.push(without(node, code));
        if (isCallOf(node, readerHere)) edits.push(by(node, textOf((node["arguments"] as Tree[])[1]!, code)));
        if (file === methodsFile && isGetter(node) && unread.some((n) => isOf(node, n) && !kept.has(n)))
          edits.push(by(node, "0"));
      });
      if (file === kinds.file) edits.push(...spokenKinds(program, spoken));
      const names = keptOf.get(file),
        table = tables.get(file);
      if (names !== undefined) edits.push(...trimClass(program, names, imported, leftOf(file)));
      if (table !== undefined) edits.push(...library.trim(file, table, kept, leftOf(methodsFile)));
      if (table !== undefined || pure.test(file))
        for (const { init } of declarations(program)) {
          for (const at of calls(init)) edits.push({ start: at, end: at, text: "/* @__PURE__ */ " });
          if (file.startsWith("ops/")) edits.push(...withoutSamples(init, code));
        }
      let made = edits.length === 0 ? code : edit(code, edits);
      const gone = left.get(file);
      if (byName && gone !== undefined && gone.size > 0) {
        const cls = file === methodsFile ? "Tensor" : nameOf(exportedClass(program)!["id"]);
        made += `\nimport { leftOut } from ${JSON.stringify(libraryFile("diagnose/left-out.js"))};\nleftOut(${cls}.prototype, ${JSON.stringify([...gone].join(" "))});\n`;
      }
      return made === code ? null : { code: made, map: null };
    },
  };
}

/** What the plugin looks for in the library and does not find, as parts of a sentence. */
export function missingMarkers(library: Library): string[] {
  const problems: string[] = [];
  const need = (found: boolean, what: string): void => {
    if (!found) problems.push(what);
  };
  const used = new Map<string, number>(featureNames.map((name) => [name, 0]));
  const count = { json: 0, field: 0, texts: 0, reader: 0 };
  const exports = declarations(library.read(featuresFile).program).map((d) => d.name);
  for (const name of exports)
    need(used.has(name), `${featuresFile} has ${name}, which bundler/features.ts does not know`);
  for (const name of featureNames) need(exports.includes(name), `${featuresFile} has no ${name}`);
  for (const file of library.files()) {
    const { program } = library.read(file),
      constants = importedFrom(program, featuresFile);
    for (const [name, local] of constants) {
      const tried = [true, false].map((v) => fold(program, new Map([[local, v]])).length);
      need(Math.min(...tried) > 0, `${file} does not use ${name}`);
      used.set(name, (used.get(name) ?? 0) + 1);
    }
    if (file === featuresFile || !markerFiles.test(file)) continue;
    const readerHere = importedFrom(program, reader.from).get(reader.name) ?? "";
    walkTree(program, (node) => {
      if (isMember(node, "toJSON")) count.json++;
      if (isMember(node, cloneField)) count.field++;
      if (isSpoken(node)) count.texts++;
      if (isCallOf(node, readerHere)) count.reader++;
    });
  }
  for (const [name, times] of used) need(times > 0, `no file of the library asks for ${name}`);
  need(count.json > 0, "no class has toJSON");
  need(count.field > 0, `no class has the field ${cloneField}`);
  need(count.texts === 1, `${count.texts} functions begin with a text`);
  need(count.reader > 0, `nothing calls ${reader.name} of ${reader.from}`);
  const getters = new Set<string>();
  walkTree(library.read(methodsFile).program, (node) => {
    for (const name of unread) if (isGetter(node) && isOf(node, name)) getters.add(name);
  });
  for (const name of unread) need(getters.has(name), `${methodsFile} has no getter("${name}", …)`);
  need(spokenKinds(library.read(kinds.file).program, new Set()).length > 0, `${kinds.file} has no ${kinds.table}`);
  const methods = new Set<string>();
  for (const [file, names] of library.tables(methodsFile)) library.trim(file, names, new Set(), methods);
  for (const name of ["add", "item", "backward"]) need(methods.has(name), `${methodsFile} has no method ${name}`);
  for (const file of classes) need(exportedClass(library.read(file).program) !== undefined, `${file} has no class`);
  return problems;
}
/** Where toJSON, fields of clones and the reader of arguments are looked for: one file of each is enough to see that they exist. */
const markerFiles = /^(?:nn\/module|random\/python|optim\/optimizer)\.js$/;

const textOf = (node: Tree, code: string): string => code.slice(node.start, node.end);
const by = ({ start, end }: Tree, text: string): Edit => ({ start, end, text });
const without = (node: Tree, code: string): Edit => ({ start: node.start, end: endOf(node, code), text: "" });
/** A method or field of a class, or a property with a function. */
const isMember = (node: Tree, name: string): boolean =>
  (node.type === "MethodDefinition" ||
    node.type === "PropertyDefinition" ||
    (node.type === "Property" && node["method"] === true)) &&
  node["computed"] !== true &&
  nameOf(node["key"]) === name;
/** A function's first statement that is a text: structuredClone shows it where it meets the function. */
const isSpoken = (node: Tree): boolean =>
  node.type === "ExpressionStatement" && typeof node["directive"] === "string" && node["directive"] !== "use strict";
const isCallOf = (node: Tree, name: string): boolean => {
  const callee = node["callee"];
  return node.type === "CallExpression" && isTree(callee) && callee.type === "Identifier" && nameOf(callee) === name;
};
const isGetter = (node: Tree): boolean => isCallOf(node, "getter");
const isOf = (node: Tree, first: string): boolean => {
  const [of] = node["arguments"] as Tree[];
  return of?.type === "Literal" && of["value"] === first;
};

/** The table of arguments without the entries whose words no file says. */
function spokenKinds(program: Tree, words: ReadonlySet<string>): Edit[] {
  const edits: Edit[] = [],
    table = declarations(program).find((d) => d.name === kinds.table)?.init;
  const shorten = (node: Tree): void => {
    if (node.type === "Literal" && typeof node["value"] === "string")
      edits.push(by(node, JSON.stringify(spokenOf(node["value"], words))));
    treesIn(node).forEach(shorten);
  };
  for (const p of properties(table ?? null)) shorten(p["value"] as Tree);
  return edits;
}

/** Of entries such as `p` and `p@norm,cond` those whose words are among the program's. */
function spokenOf(entries: string, words: ReadonlySet<string>): string {
  const kept = entries
    .trim()
    .split(" ")
    .flatMap((entry) => {
      const [name, functions] = entry.split("@"),
        of = functions?.split(",").filter((f) => words.has(f));
      return !words.has(name!) || of?.length === 0 ? [] : of === undefined ? [name!] : [`${name!}@${of.join(",")}`];
    });
  return kept.map((k) => `${k} `).join("");
}

/** Packages that do not use kindling stay as they are, and have no say in what is done with it. */
const usesKindling = (file: string, text: string): boolean =>
  !/[/\\]node_modules[/\\]/.test(file) || /["']kindling["']/.test(text);

/** A file of the program that has classes, or may call one of the library's; null where there is nothing to look at. */
function programOf(context: Context, code: string, file: string): Tree | null {
  if (!/\bextends\b|\.\s*[A-Z]\w*\s*\(/.test(code) || !usesKindling(file, code)) return null;
  const lang = /\.[cm]?(tsx?)$/.exec(file)?.[1] ?? "jsx";
  try {
    return context.parse(code, { lang } as never) as Tree;
  } catch {
    return null; // a language of its own: its plugin should come before this one
  }
}

/** A class of a namespace that a file imports by its name and calls without `new`, as it is written there; null where there is none. */
function callsClass(program: Tree, namespaces: readonly Namespace[], library: Library): string | null {
  const local = importedFrom(program, ""); // a module of the program may hand kindling's on
  let found: string | null = null;
  walkTree(program, (node) => {
    const callee = node["callee"] as Tree | undefined;
    if (node.type !== "CallExpression" || callee?.type !== "MemberExpression" || callee["computed"] === true) return;
    const of = callee["object"] as Tree,
      name = nameOf(callee["property"]);
    const namespace = namespaces.find((n) => n.parent === null && local.get(n.name) === of["name"]);
    if (of.type === "Identifier" && namespace !== undefined && library.isClass(namespace.file, name))
      found ??= `${nameOf(of)}.${name}`;
  });
  return found;
}

/** Modules that bundlers add themselves. */
const helpers = /^\0(vite|rolldown|rollup|commonjs)/i;
/** Words of programs that write JSON, which calls every object's `toJSON`. */
const writesJson = ["stringify", "json"];
/** Words of programs that copy or send objects, whose fields refuse it. */
const clones = new Set(["structuredClone", "postMessage"]);
/** Words of programs that make complex tensors; those of files can be viewed without the arithmetic. */
const ofComplex = /complex|^(?:fft|polar|i?stft|eig|eigvals|re|im|imag|c(?:float|double|half))$/i;
/** Names after a dot or in quotes. */
const calledIn = (code: string): string[] => [...code.matchAll(/(?:\.\s*|["'`])([A-Za-z_]\w*)/g)].map((m) => m[1]!);

/** The positions of a call made for its value, and of those among its arguments. */
function calls(node: Tree | null | undefined): number[] {
  if (node?.type !== "CallExpression" && node?.type !== "NewExpression") return [];
  return [node.start, ...(node["arguments"] as Tree[]).flatMap(calls)];
}

/** Removes the samples from the records that a call makes. */
function withoutSamples(node: Tree | null | undefined, code: string): Edit[] {
  if (node?.type !== "CallExpression") return [];
  return (node["arguments"] as Tree[]).flatMap((a) =>
    properties(a)
      .filter((p) => p.type === "Property" && nameOf(p["key"]) === "samples")
      .map((p) => without(p, code))
      .concat(withoutSamples(a, code)),
  );
}
