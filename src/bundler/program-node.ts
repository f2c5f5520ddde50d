import { readFileSync } from "node:fs";
import path from "node:path";
import { INSTANCES, EXPLAIN, OUTSIDE } from "./features.js";

// What a program says, before any of it is bundled. Its files are read as text, since any of them may be in a language of its own.

/** The part of a bundler's plugin context that is used here. */
export interface Context {
  /** Rolldown's and Vite's options have the language, but not Rollup's, so no common type fits. */
  parse(code: string, options?: never): unknown;
  resolve(source: string, importer?: string): Promise<{ readonly id: string; readonly external?: unknown } | null>;
  error(message: string): never;
}

/** A namespace of the package, such as `nn` or `nn.utils`. */
export interface Namespace {
  readonly name: string;
  /** The namespace that it is a member of; null for one that the package exports by name. */
  readonly parent: string | null;
  readonly file: string;
}

export const wordsOf = (text: string): Set<string> => new Set(text.match(/[A-Za-z_]\w*/g));
export const fileOf = (id: string): string => path.normalize(id.split("?")[0]!);

/** The files of a program, by path, with their texts; the library's own are left out. */
export async function walk(
  context: Context,
  id: string,
  inside: (file: string) => boolean,
  seen: Map<string, string>,
): Promise<void> {
  const file = fileOf(id);
  if (seen.has(file) || inside(file) || !path.isAbsolute(file)) return;
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return;
  } // a virtual module: transform sees it
  seen.set(file, text);
  const sources =
    /(?:\bfrom|\bimport|\brequire|\bURL|\bsrc=)\s*\(?\s*["']([^"']+)["']|<script\b[^>]*?\bsrc=([^\s"'>]+)/g;
  // Type imports disappear, so their files are not part of the program.
  const lasting = text.replace(
    /^[ \t]*(?:import|export)\s+type\s+(?:\{[^}]*\}|\*\s+as\s+\w+|\w+)\s+from\s*["'][^"']*["'];?/gm,
    "",
  );
  for (const [, quoted, bare] of lasting.matchAll(sources)) {
    const source = quoted ?? bare;
    const to = await context.resolve(source!, file);
    if (to !== null && to.external !== true) await walk(context, to.id, inside, seen);
    else if (/^[./]/.test(source!))
      await walk(context, path.resolve(path.dirname(file), source!.replace(/^\//, "./")), inside, seen);
  }
}

/** All words of a program, and the names in features.ts of what it does. */
export function wordsIn(texts: Iterable<string>): Set<string> {
  const words = new Set<string>();
  for (const text of texts) {
    for (const w of wordsOf(text)) words.add(w);
    const own = text.replace(/^\s*import\b[^;]*?["'][^"']*["']/gm, "");
    if (/\.\s*explain\b|[{,]\s*explain\s*[,:}]|\[\s*["'`]explain["'`]/.test(own)) words.add(EXPLAIN);
    if (compilesMore(own)) words.add(OUTSIDE);
    if (/\bclass\b(?!\s+\w+\s+extends\s+(?:nn\.)?Module\b)/.test(own)) words.add(INSTANCES);
  }
  return words;
}

/** Whether a text has the word `compile` other than in calls with a function that calls `backward` itself. */
function compilesMore(text: string): boolean {
  const code = withoutComments(text);
  return [...code.matchAll(/\bcompile\b/g)].some(({ index }) => {
    const rest = code.slice(index + "compile".length);
    if (!/^\(\s*(?:\([^()]*\)[^=(]*=>|\w+\s*=>|function\b)/.test(rest)) return true;
    let open = 0;
    for (let i = 0; i < rest.length; i++) {
      if (rest[i] === "(") open++;
      else if (rest[i] === ")" && --open === 0) return !/\.\s*backward\(/.test(rest.slice(0, i));
    }
    return true;
  });
}

const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
const withoutTexts = (text: string): string => text.replace(/(["'])(?:\\.|(?!\1)[^\\\n])*\1/g, '""');

/**
 * Whether a program may call a method by a name that it puts together: `x[name]()`, `const f = x[name]` with `f.call(x)`,
 * `const { [name]: f } = x`, `Reflect.get(x, name)`.
 */
export function callsByName(text: string): boolean {
  const code = withoutComments(text),
    ends = computedMembers(code);
  return (
    /\bReflect\s*\.\s*get\b/.test(code) ||
    /[{,]\s*\[[^\]]+\]\s*:\s*\w+[^{}]*\}\s*=(?![=>])/.test(code) ||
    (ends.length > 0 && /\.\s*(?:call|apply|bind)\s*\(/.test(code)) ||
    ends.some((end) => /^\s*(?:\?\.\s*)?\(/.test(code.slice(end)))
  );
}

/** Where members end whose names are neither numbers nor texts: `x[a + b]`. */
function computedMembers(code: string): number[] {
  const open: number[] = [],
    found: number[] = [];
  for (let i = 0; i < code.length; i++) {
    if (code[i] === "[") open.push(i);
    if (code[i] !== "]") continue;
    const start = open.pop() ?? 0,
      key = code.slice(start + 1, i);
    const before = code.slice(Math.max(0, start - 40), start).replace(/(?:\?\.)?\s*$/, "");
    if (/[\w$)\]]$/.test(before) && !/^\s*(?:\d*|"[^"]*"|'[^']*'|`[^`$]*`)\s*$/.test(key)) found.push(i + 1);
  }
  return found;
}

/**
 * The namespaces of which a program uses more than members that it names: `nn[kind]`, `{ ...nn }`, `f(nn)`, `const { Linear } = nn`.
 * `entries`: the files from which others may take what they export.
 */
export function escaping(
  files: ReadonlyMap<string, string>,
  entries: ReadonlySet<string>,
  namespaces: readonly Namespace[],
): Set<Namespace> {
  const found = new Set<Namespace>();
  const all = (): void => namespaces.forEach((n) => found.add(n));
  /** What files call a namespace: its name, and others by which one takes it from another. */
  const aliases = new Map(namespaces.filter((n) => n.parent === null).map((n) => [n.name, n]));
  const sources = [...files].map(([file, text]) => {
    const code = withoutComments(text);
    return { file, code, clauses: [...code.matchAll(clause)].map((m) => ({ kind: m[1]!, what: m[2]!, from: m[3]! })) };
  });
  for (const { clauses } of sources)
    for (const { what } of clauses)
      for (const [, name, alias] of what.matchAll(/\b(\w+)\s+as\s+(\w+)/g))
        if (aliases.has(name!) && alias !== "default") aliases.set(alias!, aliases.get(name!)!);
  for (const { file, code, clauses } of sources) {
    const rest = withoutTexts(code.replace(clause, "").replace(taken, "").replace(taker, "")).replace(/\/\/.*$/gm, "");
    const alone = (name: string): boolean =>
      new RegExp(`(?<![\\w$]|(?<!\\.\\.)\\.\\s*)${name}\\b(?!\\s*\\.\\s*[A-Za-z_$])(?!(?<=[{,]\\s*${name})\\s*:)`).test(
        rest,
      );
    const dynamic = /\b(?:import|require)\s*\(\s*["']kindling["']/.test(code);
    const wholes = [
      ...clauses.flatMap(({ what, from }) => (/^(?:kindling$|\.)/.test(from) ? wholeOf(what) : [])),
      ...(dynamic ? [...code.matchAll(taker)].map((m) => (m[1] ?? m[2])!) : []),
    ];
    if (wholes.some(alone)) all();
    if (entries.has(file) && clauses.some(({ kind, what }) => kind === "export" && /^\s*\*/.test(what))) all();
    const named = new Set(clauses.flatMap(({ what }) => [...wordsOf(what)]));
    for (const [name, namespace] of aliases) {
      if ((named.has(name) || dynamic) && alone(name)) found.add(namespace);
      if (wholes.some((w) => memberAlone(w, name, rest))) found.add(namespace);
      if (entries.has(file) && clauses.some(({ kind, what }) => kind === "export" && wordsOf(what).has(name)))
        found.add(namespace);
    }
    for (const n of namespaces) if (n.parent !== null && memberAlone(n.parent, n.name, rest)) found.add(n);
  }
  return found;
}

/** `import … from "…"`, `export … from "…"`. */
const clause = /\b(import|export)\s+([^;"'()]*?)\bfrom\s*["']([^"']+)["']/g;
/** `{ nn } = await import("kindling")`, `.then(({ nn }) => …)`: names that are taken at once. */
const taken = /\{[^{}]*\}\s*=\s*(?:await\s+)?(?:import|require)\s*\(|\.then\s*\(\s*(?:async\s*)?\(\s*\{[^{}]*\}/g;
/** The name of a whole package: `const k = await import(…)`, `.then((k) => …)`. */
const taker = /\b(\w+)\s*=\s*(?:await\s+)?(?:import|require)\s*\(|\.then\s*\(\s*(?:async\s*)?\(?\s*(\w+)/g;
const wholeOf = (what: string): string[] => [...what.matchAll(/\*\s*as\s+(\w+)/g)].map((m) => m[1]!);
const memberAlone = (of: string, name: string, code: string): boolean =>
  new RegExp(`\\b${of}\\s*\\.\\s*${name}\\b(?!\\s*\\.\\s*[A-Za-z_$])`).test(code);
