import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Context, Namespace } from "./program-node.js";
import { type Edit, nameOf, type Tree, walkTree } from "./syntax.js";

// The library's built files, as syntax trees: what they import, export and call, so that nothing depends on how they are written.

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
export const libraryFile = (name: string): string => path.join(folder, name);
/** The path of a library's file, with slashes; undefined for any other. */
export const within = (file: string): string | undefined =>
  file.startsWith(folder + path.sep) ? path.relative(folder, file).split(path.sep).join("/") : undefined;

/** The floors that may call methods of tensors. */
const above = /^(nn|optim|data|serialize|train|explain|onnx)\//;
/** The package's own lists of names: importing them does not reach everything in them. */
const lists = /^(index|browser|node|page|python-modules)\.js$/;
/** Names of methods that maps, arrays and strings have too: the library's upper folders call them only on those. */
const ofOthers = ["get", "set", "sort", "split", "repeat", "fix", "mode"];

/** What is looked at in the library, each file read once. */
export class Library {
  private readonly context: Context;
  private readonly trees = new Map<string, { readonly code: string; readonly program: Tree }>();

  constructor(context: Context) {
    this.context = context;
  }

  read(file: string): { readonly code: string; readonly program: Tree } {
    let known = this.trees.get(file);
    if (known === undefined) {
      const code = readFileSync(libraryFile(file), "utf8");
      this.trees.set(file, (known = { code, program: this.context.parse(code) as Tree }));
    }
    return known;
  }

  /** The tree of a file that was read, if this is its text. */
  parsed(file: string, code: string): Tree | undefined {
    const known = this.trees.get(file);
    return known?.code === code ? known.program : undefined;
  }

  /** All files that programs may have. */
  files(): string[] {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .map((f) => f.split(path.sep).join("/"))
      .filter((f) => f.endsWith(".js") && !/^(?:bundle|bundler|cli|distributed)\//.test(f) && !lists.test(f));
  }

  /** The namespaces that `index.js` exports, and those that they do. */
  namespaces(file = "index.js", parent: string | null = null): Namespace[] {
    return bodyOf(this.read(file).program).flatMap((s) => {
      if (s.type !== "ExportAllDeclaration" || s["exported"] == null) return [];
      const name = nameOf(s["exported"]),
        to = path.posix.join(path.posix.dirname(file), nameOf(s["source"]));
      return [{ name, parent, file: to }, ...this.namespaces(to, name)];
    });
  }

  /** Whether a name that a file exports is that of a class. */
  isClass(file: string, name: string): boolean {
    return bodyOf(this.read(file).program).some((s) => {
      const source = (): string => path.posix.join(path.posix.dirname(file), nameOf(s["source"]));
      if (s.type === "ExportAllDeclaration") return s["exported"] == null && this.isClass(source(), name);
      if (s.type !== "ExportNamedDeclaration") return false;
      const d = s["declaration"] as Tree | null;
      if (d !== null) return d.type === "ClassDeclaration" && nameOf(d["id"]) === name;
      const specifier = (s["specifiers"] as Tree[]).find((e) => nameOf(e["exported"]) === name);
      return s["source"] != null && specifier !== undefined && this.isClass(source(), nameOf(specifier["local"]));
    });
  }

  /** The files of the upper floors that export one of these words, or that a lower floor or one of `from` imports, and what they import. */
  reachable(words: ReadonlySet<string>, from: Iterable<string>): Set<string> {
    const imports = new Map<string, string[]>(),
      open = [...from];
    for (const file of this.files()) {
      const { program } = this.read(file),
        to = sourcesOf(program).map((source) => path.posix.join(path.posix.dirname(file), source));
      if (!above.test(file)) {
        open.push(...to);
        continue;
      }
      imports.set(file, to);
      // `kindling/onnx` is a path of its own, which its users write.
      if (file.startsWith("onnx/") ? words.has("onnx") : declared(program).some((name) => words.has(name)))
        open.push(file);
    }
    const found = new Set<string>();
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      const to = found.has(file) ? undefined : imports.get(file);
      if (to === undefined) continue;
      found.add(file);
      open.push(...to);
    }
    return found;
  }

  /** Every name that these files read, of something that may be a tensor. */
  membersRead(files: Iterable<string>): Set<string> {
    const found = new Set<string>();
    for (const file of files) {
      const { program } = this.read(file);
      const modules = new Set([...namespacesIn(program).keys(), "Math", "k"]);
      for (const name of membersRead(program, modules)) found.add(name);
    }
    for (const name of ofOthers) found.delete(name);
    return found;
  }

  /** The names that files of the library import of one another: those of upper floors that the program reaches, and all below. */
  imported(files: ReadonlySet<string>): Set<string> {
    const found = new Set<string>();
    for (const file of this.files()) {
      if (above.test(file) && !files.has(file)) continue;
      for (const s of bodyOf(this.read(file).program))
        if (s.type === "ImportDeclaration")
          for (const i of s["specifiers"] as Tree[])
            if (i.type === "ImportSpecifier") found.add(nameOf(i["imported"])).add(nameOf(i["local"]));
    }
    return found;
  }

  /** The table of methods and those that are spread into it: file → names of the constants. */
  tables(first: string): Map<string, Set<string>> {
    const found = new Map([[first, new Set(["ops", "more"])]]);
    for (const [file, tables] of found) {
      const { program } = this.read(file);
      for (const { name, init } of declarations(program)) {
        if (!tables.has(name)) continue;
        for (const p of properties(init)) {
          const from = p.type === "SpreadElement" ? importOf(program, nameOf(p["argument"])) : undefined;
          if (from === undefined) continue;
          const at = path.posix.join(path.posix.dirname(file), from.source);
          found.set(at, (found.get(at) ?? new Set()).add(from.name));
        }
      }
    }
    return found;
  }

  /** Moves names that are not kept from the tables of a file of methods to `left`; `...module` becomes a list of its kept names. */
  trim(file: string, tables: ReadonlySet<string>, kept: ReadonlySet<string>, left: Set<string>): Edit[] {
    const { code, program } = this.read(file),
      modules = namespacesIn(program);
    const edits: Edit[] = [];
    for (const { name, init } of declarations(program)) {
      if (!tables.has(name)) continue;
      const list = properties(init);
      list.forEach((p, i) => {
        const end = list[i + 1]?.start ?? endOf(p, code); // with the comma after it
        const spread = p.type === "SpreadElement" ? nameOf(p["argument"]) : "";
        const source = modules.get(spread);
        if (source !== undefined) {
          const names = exported(this.read(path.posix.join(path.posix.dirname(file), source)).program);
          for (const n of names) if (!kept.has(n)) left.add(n);
          edits.push({
            start: p.start,
            end,
            text: names
              .filter((n) => kept.has(n))
              .map((n) => `${n}: ${spread}.${n}, `)
              .join(""),
          });
        } else if (p.type === "Property" && p["computed"] !== true && !kept.has(nameOf(p["key"]))) {
          left.add(nameOf(p["key"]));
          edits.push({ start: p.start, end, text: "" });
        }
      });
    }
    return edits;
  }
}

/**
 * Removes methods from a file's exported class that are neither kept nor called by those that stay or by the rest of
 * the file, and records them in `left`.
 */
export function trimClass(
  program: Tree,
  kept: ReadonlySet<string>,
  imported: ReadonlySet<string>,
  left: Set<string>,
): Edit[] {
  const cls = exportedClass(program);
  const members = ((cls?.["body"] as Tree | undefined)?.["body"] as Tree[] | undefined) ?? [];
  const methods = new Map(
    members
      .filter((m) => m["kind"] === "method" && m["static"] !== true && m["computed"] !== true)
      .map((m) => [nameOf(m["key"]), m]),
  );
  const unused = (s: Tree): boolean => {
    const of = s["declaration"] as Tree | null | undefined,
      name = of?.type === "FunctionDeclaration" ? nameOf(of["id"]) : "";
    return of === cls || (name !== "" && !kept.has(name) && !imported.has(name));
  };
  const called = new Set(bodyOf(program).flatMap((s) => (unused(s) ? [] : membersRead(s))));
  const open = members.filter((m) => {
    const name = nameOf(m["key"]);
    return methods.get(name) !== m || kept.has(name) || called.has(name) || common.has(name);
  });
  const stays = new Set(open);
  for (let m = open.pop(); m !== undefined; m = open.pop()) {
    for (const name of membersRead(m, new Set(), "ThisExpression")) {
      const own = methods.get(name);
      if (own === undefined || stays.has(own)) continue;
      stays.add(own);
      open.push(own);
    }
  }
  const gone = [...methods].filter(([, m]) => !stays.has(m));
  for (const [name] of gone) left.add(name);
  return gone.map(([, { start, end }]) => ({ start, end, text: "" }));
}
/** Names of modules' methods that many other objects have: they stay. */
const common = new Set(["apply", "children", "eval", "modules", "type"]);

/** The first class that a file exports. */
export const exportedClass = (program: Tree): Tree | undefined =>
  bodyOf(program)
    .map((s) => s["declaration"] as Tree | null | undefined)
    .find((d) => d?.type === "ClassDeclaration") ?? undefined;

/** The names of members that a piece of a program reads, of other things than these: x.name, x["name"]; `of`: of this kind of expression alone. */
function membersRead(node: Tree, modules: ReadonlySet<string> = new Set(), of?: string): string[] {
  const found: string[] = [];
  walkTree(node, (n) => {
    if (n.type !== "MemberExpression") return;
    const object = n["object"] as Tree,
      property = n["property"] as Tree;
    if (n["computed"] === true && property.type !== "Literal") return;
    if (of === undefined ? object.type === "Identifier" && modules.has(nameOf(object)) : object.type !== of) return;
    found.push(nameOf(property));
  });
  return found;
}

export const bodyOf = (program: Tree): readonly Tree[] => program["body"] as Tree[];
export const properties = (init: Tree | null): readonly Tree[] => (init?.["properties"] as Tree[] | undefined) ?? [];
/** Where a property ends, with the comma after it. */
export const endOf = (p: Tree, code: string): number => (code[p.end] === "," ? p.end + 1 : p.end);

export function declarations(program: Tree): { name: string; init: Tree | null }[] {
  return bodyOf(program).flatMap((s) => {
    const d = (s.type === "ExportNamedDeclaration" ? s["declaration"] : s) as Tree | null;
    return d?.type === "VariableDeclaration"
      ? (d["declarations"] as Tree[]).map((v) => ({ name: nameOf(v["id"]), init: v["init"] as Tree | null }))
      : [];
  });
}

/** The paths that a file imports or exports from. */
const sourcesOf = (program: Tree): string[] =>
  bodyOf(program)
    .filter((s) => s["source"] != null)
    .map((s) => nameOf(s["source"]))
    .filter((source) => source.startsWith("."));

/** What a file exports where it declares it. */
const declared = (program: Tree): string[] =>
  bodyOf(program).flatMap((s) => {
    const d = s.type === "ExportNamedDeclaration" ? (s["declaration"] as Tree | null) : null;
    if (d === null) return [];
    return d.type === "VariableDeclaration"
      ? (d["declarations"] as Tree[]).map((v) => nameOf(v["id"]))
      : [nameOf(d["id"])];
  });
const exported = (program: Tree): string[] => [
  ...declared(program),
  ...bodyOf(program).flatMap((s) =>
    s.type === "ExportNamedDeclaration" && s["declaration"] === null
      ? (s["specifiers"] as Tree[]).map((e) => nameOf(e["exported"]))
      : [],
  ),
];

/** The source of a name imported by name. */
function importOf(program: Tree, local: string): { source: string; name: string } | undefined {
  for (const s of bodyOf(program)) {
    if (s.type !== "ImportDeclaration") continue;
    for (const i of s["specifiers"] as Tree[])
      if (i.type === "ImportSpecifier" && nameOf(i["local"]) === local)
        return { source: nameOf(s["source"]), name: nameOf(i["imported"]) };
  }
  return undefined;
}

function namespacesIn(program: Tree): Map<string, string> {
  const found = new Map<string, string>();
  for (const s of bodyOf(program)) {
    if (s.type !== "ImportDeclaration") continue;
    for (const i of s["specifiers"] as Tree[])
      if (i.type === "ImportNamespaceSpecifier") found.set(nameOf(i["local"]), nameOf(s["source"]));
  }
  return found;
}
