import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { keepNames } from "./class-names.js";
import { edit, type Edit, nameOf, type Tree } from "./syntax.js";

// A plugin for bundlers (Vite, Rollup, Rolldown). `Tensor` has hundreds of methods in one table, which brings every op
// along; a bundler cannot know that most names are never called. This plugin does, by a cautious rule:
//
// - a method stays if its name is a word anywhere in the program's own files; or if it stands after a dot, other than a
//   module's name (`F.relu`), in a file of the library above `tensor/` that the program reaches by the names of its exports:
//   floors below know functions, not methods;
// - `toJSON` stays if JSON is written anywhere, and what refuses copies if something is copied or sent;
// - the same goes for the methods of Python's `random`, of generators, modules and optimizers, and for the properties of tensors
//   that no other file of the library reads (`x.T`);
// - `explain()` of compiled functions, and how kernels are printed, stay if the program names the member `explain`, running plans if
//   `compile` is, choosing engines if `engine` or `setEngine` is, backward hooks if the method that adds them is;
// - engines do not check that kernels are written as kernels must be: only kindling writes them, and its tests check them all;
// - what an argument of a name may be is said of names that are words of the program, or of those files;
// - what methods take, what Python's names of them are called here, and that steps find no gradients, is for who writes the
//   program: the first run says it, which needs no bundler;
// - the backward of compiled functions from outside of them stays if the program compiles anything but functions that call it themselves;
// - complex arithmetic stays if a word of the program speaks of complex tensors, or of what makes them of real ones;
// - ops are records made by calls that do nothing else, so these calls are marked as pure: what nothing refers to may go. So do
//   their samples, which only kindling's own tests read.
//
// And it keeps the names of the program's classes (class-names.ts).

/** Options of {@link lean}. */
export interface LeanOptions {
  /** Methods to keep although their names are nowhere in the program: for names that it puts together, `x[a + b]()`. */
  readonly keep?: readonly string[];
  /** Methods to leave out although the program has the word: `sort`, where it sorts arrays only. */
  readonly drop?: readonly string[];
}

/** What a bundler gives its plugins, as far as it is used here. */
interface Context {
  /** Rolldown's and Vite's options have the language, Rollup's do not: so they are of no type that all of them know. */
  parse(code: string, options?: never): unknown;
  resolve(source: string, importer?: string): Promise<{ readonly id: string; readonly external?: unknown } | null>;
  error(message: string): never;
}
/** The plugin, as Vite, Rollup and Rolldown want it. */
export interface LeanPlugin {
  readonly name: string;
  readonly apply: "build";
  buildStart(
    this: Context,
    options: { readonly input?: string | readonly string[] | Readonly<Record<string, string>> | undefined },
  ): Promise<void>;
  transform(this: Context, code: string, id: string): { code: string; map: null } | null;
}

const library = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
/** Names of methods that maps, arrays and texts have too: the library's upper floors call them of those alone. */
const ofOthers = ["get", "set", "sort", "split", "repeat", "fix", "mode"];
/** Names of modules' methods that much else has: they stay. */
const common = new Set(["apply", "children", "eval", "modules", "type"]);
/** Words of programs that make complex tensors; those of files can be looked at without the arithmetic. */
const ofComplex = /complex|^(?:fft|polar|i?stft|eig|eigvals|re|im|imag|c(?:float|double|half))$/i;
/** The call that gives `core/` the arithmetic of complex tensors stands here. */
const wiring = path.join(library, "wiring.js");
const implicit = path.join(library, "tensor/implicit.js");
/** `explain` as a member: the library's function of this name is another. */
const EXPLAIN = ".explain";
/** Classes other than models, whose instances may be arguments of compiled functions. */
const CLASSES = "class of data";
/** A compiled function that may have a backward outside of it: see {@link compilesMore}. */
const OUTSIDE = "compile outside";
/** Parts that stay out unless the program says one of these words: statements and members of the built file that begin so. */
const unlessSaid: readonly { readonly words: readonly string[]; readonly file: string; readonly part: RegExp }[] = [
  { words: [EXPLAIN], file: "compile/compile.js", part: /^(?:explain: |const anew = |anew\.)/ },
  { words: [EXPLAIN], file: "compile/passes/fuse.js", part: /^notes\.push\(/ },
  { words: [EXPLAIN], file: "compile/passes/multi-output.js", part: /^notes\.push\(/ },
  { words: [EXPLAIN], file: "compile/tracer.js", part: /^this\.guards\.name\(/ },
  {
    words: [EXPLAIN],
    file: "compile/watch.js",
    part: /^(?:name\(of, name\)|nameOf\(|for \(const \[of, name\] of this\.names\)|names = )/,
  },
  { words: [CLASSES], file: "compile/form.js", part: /^case "instance":/ },
  { words: ["engine"], file: "compile/compile.js", part: /^(?:checkOptions\(options|if \(engine !== undefined\))/ },
  {
    words: ["setEngine"],
    file: "compile/prepared.js",
    part: /^(?:if \(this\.choice !== |changeOver\(\) \{|choice = chosen|this\.engine = |engine;)/,
  },
  {
    words: ["engine", "setEngine"],
    file: "engine/engine.js",
    part: /^if \((?:choice !== undefined && )?levelOf\(\S+ > levels\[choice\]\)/,
  },
  { words: ["compile"], file: "engine/wasm/wasm-engine.js", part: /^program\(program, choice/ },
];
/** Expressions that are another's unless the program says the word. */
const elseSaid: readonly {
  readonly word: string;
  readonly file: string;
  readonly part: RegExp;
  readonly by: string;
}[] = [
  { word: EXPLAIN, file: "compile/prepared.js", part: /debugging\("compile"\)/, by: "false" },
  { word: EXPLAIN, file: "compile/optimize.js", part: /debugging\("compile"\)/, by: "false" }, // what KINDLING_DEBUG prints
  {
    word: EXPLAIN,
    file: "compile/passes/fuse.js",
    part: /const why = \{[\s\S]*?\n\};/,
    by: 'const why = new Proxy({}, { get: () => () => "" });',
  },
  { word: OUTSIDE, file: "compile/compile.js", part: /const outside = parts;/, by: "const outside = null;" },
  { word: CLASSES, file: "compile/form.js", part: /\(grad === null \? null : instanceForm\(.*?\)\) \?\? /, by: "" },
  {
    word: CLASSES,
    file: "compile/compile.js",
    part: /lend\(takes, copies\)/,
    by: "[build(takes, copies), () => null]",
  },
  { word: CLASSES, file: "compile/compile.js", part: /common\(takes, before\.takes\)/, by: "takes" },
  { word: EXPLAIN, file: "engine/js/js-engine.js", part: /debugging\("kernels"\)/, by: "false" },
  { word: EXPLAIN, file: "render/wasm/kernel.js", part: /debugging\("kernels"\)/, by: "false" },
  {
    word: "native", // no engine of browsers accelerates plans
    file: "engine/wasm/settle.js",
    part: /machine\.accelerator === null \? settled : accelerate\(machine\.accelerator\)/,
    by: "settled",
  },
  {
    word: "setEngine",
    file: "engine/engine.js",
    part: /choice === undefined \? levelOf\(engine\) : 0, /,
    by: "0, ",
  },
  { word: "native", file: "engine/engine.js", part: /levelOf\(b\) - levelOf\(a\) \|\| /, by: "" },
  { word: "native", file: "engine/engine.js", part: / && levelOf\(engine\) === level/, by: "" },
  { word: "setEngine", file: "engine/engine.js", part: / \|\| level > levels\[chosen\.engine\]/, by: "" },
  {
    word: "registerFullBackwardHook",
    file: "nn/module.js",
    part: /s\.backwardHooks\.length === 0 \? null : new BackwardHooks\(.*\)/,
    by: "null",
  },
];
const verified = /^engine[/\\].*[/\\](?:js-engine|interpreter)\.js$/;
const kinds = path.join(library, "diagnose/argument-kinds.js");
const losses = path.join(library, "diagnose/loss.js");
/** Classes whose methods go as tensors' do: Python's `random` with a method per distribution, the bases of models and optimizers. */
const classes = ["random/python.js", "random/generator.js", "nn/module.js", "optim/optimizer.js"].map((file) =>
  path.join(library, file),
);
/** Properties of tensors that the library itself does not read. */
const unread = ["T", "mT", "mH", "H", "real", "imag"];
const methodsFile = path.join(library, "tensor/methods.js");
/** The floors that may call methods of tensors. */
const above = /^(nn|optim|data|serialize|train|explain|onnx)[/\\]/;
/** The package's own lists of names: who imports them does not reach all of it. */
const lists = /^(index|browser|node|page|python-modules)\.js$/;
const inside = (file: string): boolean => file.startsWith(library + path.sep);
/** What was found in the library's own texts, by what was looked for: every build of a process asks the same of them. */
const findings = new Map<string, Map<string, unknown>>();
function once<T>(what: string, code: string, find: () => T): T {
  let of = findings.get(what);
  if (of === undefined) findings.set(what, (of = new Map()));
  let result = of.get(code) as T | undefined;
  if (result === undefined) of.set(code, (result = find()));
  return result;
}
/** The library's files, without its lists of names, and their texts, as they are for one build. */
function textsOf(): ReadonlyMap<string, string> {
  const names = readdirSync(library, { recursive: true, encoding: "utf8" });
  return new Map(
    names
      .filter((f) => f.endsWith(".js") && !/^(?:bundle|cli)/.test(f) && !lists.test(f))
      .map((f) => [f, readFileSync(path.join(library, f), "utf8")]),
  );
}
const fileOf = (id: string): string => path.normalize(id.split("?")[0]!);

/**
 * Leaves out of a bundle the tensor methods that the program does not name, and the ops below them: about 80 KB of the
 * gzipped weekend program. For Vite (its workers have plugins of their own: `worker: { plugins: () => [lean()] }`), Rollup
 * and Rolldown. A module whose words were not seen in time (a generated one) stops the build with what to do.
 *
 * ```js
 * // vite.config.js
 * import { lean } from "kindling/lean";
 * export default { plugins: [lean()] };
 * ```
 */
export function lean({ keep = [], drop = [] }: LeanOptions = {}): LeanPlugin {
  let kept = new Set<string>();
  let complex = true,
    copies = true;
  let spoken = new Set<string>();
  let tables = new Map<string, Set<string>>();
  let keptOf = new Map<string, ReadonlySet<string>>(),
    imported: ReadonlySet<string> = new Set();
  const left = new Set<string>(),
    seen = new Set<string>();
  return {
    name: "kindling-lean",
    apply: "build",
    async buildStart({ input = [] }) {
      seen.clear();
      left.clear();
      const words = new Set(["toString"]); // JavaScript calls it where no program names it: in a template, say
      if (keep.includes("explain")) words.add(EXPLAIN);
      const entries = typeof input === "string" ? [input] : Object.values(input);
      for (const entry of entries)
        await walk(this, (await this.resolve(entry))?.id ?? path.resolve(entry), seen, words);
      if (writesJson.some((w) => words.has(w))) words.add("toJSON");
      copies = [...words, ...keep].some((w) => clones.has(w));
      for (const name of drop) words.delete(name);
      const texts = textsOf(),
        files = reachable(texts, new Set([...words, ...keep]));
      kept = new Set([...calledAbove(this, files), ...words, ...keep]);
      spoken = new Set([...words, ...[...files].flatMap((f) => [...wordsOf(readFileSync(f, "utf8"))])]);
      complex = [...words, ...keep].some((w) => ofComplex.test(w));
      tables = tablesOf(this, methodsFile);
      for (const [file, names] of tables) trim(this, file, readFileSync(file, "utf8"), names, kept, left);
      imported = importedNames(texts, files);
      keptOf = new Map(
        classes.map((file) => {
          const others = [...files].filter((f) => f !== file);
          return [file, new Set([...calledAbove(this, others), ...words, ...keep])];
        }),
      );
      for (const [file, names] of keptOf) {
        const code = readFileSync(file, "utf8");
        trimClass(this.parse(code) as Tree, code, names, imported, left);
      }
    },
    transform(text, id) {
      const file = fileOf(id);
      let code = text;
      if (!inside(file)) {
        const missed =
          seen.has(file) || helpers.test(id)
            ? []
            : calledIn(code).filter((name) => left.has(name) && !drop.includes(name));
        if (missed.length > 0)
          this.error(
            `kindling/lean met ${file} late, which may call methods of tensors that were left out: lean({ keep: ${JSON.stringify([...new Set(missed)])} }), or drop where no tensor is meant.`,
          );
        return keepClassNames(this, code, file);
      }
      const without = (part: RegExp, by?: string): string => {
        const from = code;
        return edit(
          from,
          once(`without ${String(part)} ${by ?? ""}`, from, () => cut(this.parse(from) as Tree, from, part, by)),
        );
      };
      if (!kept.has("toJSON") && code.includes("toJSON()")) code = without(/^toJSON\(\) \{/);
      if (!copies && code.includes("clone"))
        code = without(/^(?:uncloneable = uncloneable;|"A model cannot be cloned)/);
      code = code
        .replace(/\btakes\(this, ("\w+"), [^)]*\)/g, "$1")
        .replace(/^( *return) takes\(cls, name, [^)]*\);$/gm, "$1 name;")
        .replace(/^pythonNames\([^;]*\);$/gm, "");
      if (file === losses) code = without(/^(?:cleared|unfed)\(/, "() {}");
      // What square brackets say is said on the first run, too.
      if (file === implicit) code = without(/^for \(let i = -FROM_END/);
      const cutOf = (of: string, part: RegExp, made: string): string => {
        if (made === code)
          this.error(`kindling/lean does not find ${part} in ${of}: are the plugin and the library of one version?`);
        return made;
      };
      for (const { words, file: of, part } of unlessSaid)
        if (file === path.join(library, of) && !words.some((w) => kept.has(w))) code = cutOf(of, part, without(part));
      for (const { word, file: of, part, by } of elseSaid)
        if (file === path.join(library, of) && !kept.has(word)) code = cutOf(of, part, code.replace(part, by));
      if (verified.test(path.relative(library, file))) code = code.replace(/^ *verify\(kernel\);$/m, "");
      if (file === kinds)
        code = code
          .replace(/, kindFix\(name, letters, value\)/, "")
          .replace(/^const table = \{[\s\S]*?^\};$/m, (table) =>
            table.replace(/"([^"]*)"/g, (_, names: string) => JSON.stringify(spokenOf(names, spoken))),
          );
      if (file === wiring && !complex) return { code: without(/^setComplexForms\(/), map: null };
      const stay = keptOf.get(file);
      if (stay !== undefined)
        return { code: edit(code, trimClass(this.parse(code) as Tree, code, stay, imported, left)), map: null };
      const edits: Edit[] = [];
      if (file === methodsFile)
        for (const name of unread)
          if (!kept.has(name)) edits.push(...cut(this.parse(code), code, new RegExp(`^getter\\("${name}"`)));
      const table = tables.get(file),
        [floor] = path.relative(library, file).split(path.sep);
      if (table !== undefined || floor === "ops" || floor === "tensor" || floor === "functions") {
        if (table !== undefined) edits.push(...trim(this, file, code, table, kept, left));
        const from = code;
        edits.push(
          ...once(`pure calls of ${floor}`, from, () =>
            declarations(this.parse(from) as Tree).flatMap(({ init }) => [
              ...calls(init).map((at): Edit => ({ start: at, end: at, text: "/* @__PURE__ */ " })),
              ...(floor === "ops" ? withoutSamples(init, from) : []),
            ]),
          ),
        );
      }
      return edits.length === 0 && code === text ? null : { code: edit(code, edits), map: null };
    },
  };
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

/** A file of the program with classes that say their names; null where there is nothing to say. Packages that do not use kindling stay as they are. */
function keepClassNames(context: Context, code: string, file: string): { code: string; map: null } | null {
  if (!/\bextends\b/.test(code) || (/[/\\]node_modules[/\\]/.test(file) && !/["']kindling["']/.test(code))) return null;
  const lang = /\.[cm]?(tsx?)$/.exec(file)?.[1] ?? "jsx";
  let program: Tree;
  try {
    program = context.parse(code, { lang } as never) as Tree;
  } catch {
    return null; // a language of its own: its plugin should come before this one
  }
  const edits = keepNames(program);
  return edits.length === 0 ? null : { code: edit(code, edits), map: null };
}

/** What bundlers put in of their own. */
const helpers = /^\0(vite|rolldown|rollup|commonjs)/i;
/** Words of programs that have JSON written, which asks every object for its `toJSON`. */
const writesJson = ["stringify", "json"];
/** Words of programs that copy objects or send them, whose fields refuse it. */
const clones = new Set(["structuredClone", "postMessage"]);
/** Names after a dot or in quotes. */
const calledIn = (code: string): string[] => [...code.matchAll(/(?:\.\s*|["'`])([A-Za-z_]\w*)/g)].map((m) => m[1]!);
const wordsOf = (text: string): Set<string> => new Set(text.match(/[A-Za-z_]\w*/g));

/** All words of a file, and of the files that it imports, the library's own left out. Any syntax will do: it is read as text. */
async function walk(context: Context, id: string, seen: Set<string>, words: Set<string>): Promise<void> {
  const file = fileOf(id);
  if (seen.has(file) || inside(file) || !path.isAbsolute(file)) return;
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return;
  } // a virtual module: transform sees it
  seen.add(file);
  for (const w of wordsOf(text)) words.add(w);
  const own = text.replace(/^\s*import\b[^;]*?["'][^"']*["']/gm, "");
  if (/\.\s*explain\b|[{,]\s*explain\s*[,:}]|\[\s*["'`]explain["'`]/.test(own)) words.add(EXPLAIN);
  if (compilesMore(own)) words.add(OUTSIDE);
  if (/\bclass\b(?!\s+\w+\s+extends\s+(?:nn\.)?Module\b)/.test(own)) words.add(CLASSES);
  const sources =
    /(?:\bfrom|\bimport|\brequire|\bURL|\bsrc=)\s*\(?\s*["']([^"']+)["']|<script\b[^>]*?\bsrc=([^\s"'>]+)/g;
  // Nothing is left of imports of types, so what they import is not the program's.
  const lasting = text.replace(
    /^[ \t]*(?:import|export)\s+type\s+(?:\{[^}]*\}|\*\s+as\s+\w+|\w+)\s+from\s*["'][^"']*["'];?/gm,
    "",
  );
  for (const [, quoted, bare] of lasting.matchAll(sources)) {
    const source = quoted ?? bare;
    const to = await context.resolve(source!, file);
    if (to !== null && to.external !== true) await walk(context, to.id, seen, words);
    else if (/^[./]/.test(source!))
      await walk(context, path.resolve(path.dirname(file), source!.replace(/^\//, "./")), seen, words);
  }
}

/** Whether a text has the word `compile` other than in calls with a function that calls `backward` itself. */
function compilesMore(text: string): boolean {
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
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

/** Every name that those files of the library's upper floors read, of something that may be a tensor, which the program can reach. */
function calledAbove(context: Context, files: Iterable<string>): Set<string> {
  const found = new Set<string>();
  for (const file of files) {
    const text = readFileSync(file, "utf8");
    const names = once("members", text, () => {
      const program = context.parse(text) as Tree;
      return new Set(membersRead(program, new Set([...namespaces(program).keys(), "Math", "k"])));
    });
    for (const name of names) found.add(name);
  }
  for (const name of ofOthers) found.delete(name);
  return found;
}

/** The files of the upper floors that export one of these words, or that a lower floor imports, and what they import. */
function reachable(texts: ReadonlyMap<string, string>, words: ReadonlySet<string>): Set<string> {
  const imports = new Map<string, string[]>(),
    open: string[] = [];
  for (const [f, text] of texts) {
    const file = path.join(library, f);
    const to = [...text.matchAll(/^(?:import|export)\b[^;"']*?["'](\.[^"']+)["']/gm)].map((m) =>
      path.resolve(path.dirname(file), m[1]!),
    );
    if (!above.test(f)) {
      open.push(...to);
      continue;
    }
    imports.set(file, to);
    // `kindling/onnx` is a path of its own, which its users write.
    const named = f.startsWith("onnx")
      ? words.has("onnx")
      : [...text.matchAll(/^export (?:abstract |async )?(?:class|function\*?|const|let) (\w+)/gm)].some((m) =>
          words.has(m[1]!),
        );
    if (named) open.push(file);
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

/** The names that files of the library import of one another: those of upper floors that the program reaches, and all below. */
function importedNames(texts: ReadonlyMap<string, string>, files: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [f, text] of texts) {
    if (above.test(f) && !files.has(path.join(library, f))) continue;
    for (const [, names] of text.matchAll(/^import \{([^}]*)\}/gm)) for (const n of wordsOf(names!)) found.add(n);
  }
  return found;
}

/** The table of methods and those that are spread into it: file → names of the constants. */
function tablesOf(context: Context, first: string): Map<string, Set<string>> {
  const found = new Map([[first, new Set(["ops", "more"])]]);
  for (const [file, tables] of found) {
    const program = context.parse(readFileSync(file, "utf8")) as Tree;
    for (const { name, init } of declarations(program)) {
      if (!tables.has(name)) continue;
      for (const p of properties(init)) {
        const from = p.type === "SpreadElement" ? importOf(program, nameOf(p["argument"])) : undefined;
        if (from === undefined) continue;
        const at = path.join(path.dirname(file), from.source);
        found.set(at, (found.get(at) ?? new Set()).add(from.name));
      }
    }
  }
  return found;
}

/** Takes names that are not kept out of the tables of a file of methods, and into `left`; `...module` becomes a list of its kept names. */
function trim(
  context: Context,
  file: string,
  code: string,
  tables: ReadonlySet<string>,
  kept: ReadonlySet<string>,
  left: Set<string>,
): Edit[] {
  const program = context.parse(code) as Tree,
    modules = namespaces(program);
  const edits: Edit[] = [];
  for (const { name, init } of declarations(program)) {
    if (!tables.has(name)) continue;
    const list = properties(init);
    list.forEach((p, i) => {
      const end = list[i + 1]?.start ?? (code[p.end] === "," ? p.end + 1 : p.end); // with the comma behind it
      const spread = p.type === "SpreadElement" ? nameOf(p["argument"]) : "";
      const source = modules.get(spread);
      if (source !== undefined) {
        const names = exportsOf(context, path.join(path.dirname(file), source));
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

/**
 * Takes methods out of a file's exported class that are not kept, nor called by those that stay or by the rest of the file, as far
 * as anybody has use for that, and notes them in `left`.
 */
function trimClass(
  program: Tree,
  code: string,
  kept: ReadonlySet<string>,
  imported: ReadonlySet<string>,
  left: Set<string>,
): Edit[] {
  const cls = bodyOf(program)
    .map((s) => s["declaration"] as Tree | null | undefined)
    .find((d) => d?.type === "ClassDeclaration");
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
    for (const [, name] of code.slice(m.start, m.end).matchAll(/\bthis\.(\w+)/g)) {
      const own = methods.get(name!);
      if (own === undefined || stays.has(own)) continue;
      stays.add(own);
      open.push(own);
    }
  }
  const gone = [...methods].filter(([, m]) => !stays.has(m));
  for (const [name] of gone) left.add(name);
  return gone.map(([, { start, end }]) => ({ start, end, text: "" }));
}

// ---- syntax trees ----

/** The names of members that a piece of a program reads, of other things than these: x.name, x["name"]. */
function membersRead(node: unknown, modules: ReadonlySet<string> = new Set()): string[] {
  if (Array.isArray(node)) return node.flatMap((n) => membersRead(n, modules));
  if (node === null || typeof node !== "object") return [];
  const below = Object.values(node).flatMap((n) => membersRead(n, modules)),
    tree = node as Tree;
  const isNamed = tree["computed"] !== true || (tree["property"] as Tree | undefined)?.type === "Literal";
  if (tree.type === "MemberExpression" && isNamed) {
    const of = tree["object"] as Tree;
    if (of.type !== "Identifier" || !modules.has(nameOf(of))) below.push(nameOf(tree["property"]));
  }
  return below;
}

const bodyOf = (program: Tree): readonly Tree[] => program["body"] as Tree[];
const properties = (init: Tree | null): readonly Tree[] => (init?.["properties"] as Tree[] | undefined) ?? [];
function declarations(program: Tree): { name: string; init: Tree | null }[] {
  return bodyOf(program).flatMap((s) => {
    const d = (s.type === "ExportNamedDeclaration" ? s["declaration"] : s) as Tree | null;
    return d?.type === "VariableDeclaration"
      ? (d["declarations"] as Tree[]).map((v) => ({ name: nameOf(v["id"]), init: v["init"] as Tree | null }))
      : [];
  });
}

/** Where a call begins that is made for a value, and those among its arguments. */
function calls(node: Tree | null | undefined): number[] {
  if (node?.type !== "CallExpression" && node?.type !== "NewExpression") return [];
  return [node.start, ...(node["arguments"] as Tree[]).flatMap(calls)];
}

/** Where a name that is imported by name comes from. */
function importOf(program: Tree, local: string): { source: string; name: string } | undefined {
  for (const s of bodyOf(program)) {
    if (s.type !== "ImportDeclaration") continue;
    for (const i of s["specifiers"] as Tree[])
      if (i.type === "ImportSpecifier" && nameOf(i["local"]) === local)
        return { source: nameOf(s["source"]), name: nameOf(i["imported"]) };
  }
  return undefined;
}

function namespaces(program: Tree): Map<string, string> {
  const found = new Map<string, string>();
  for (const s of bodyOf(program)) {
    if (s.type !== "ImportDeclaration") continue;
    for (const i of s["specifiers"] as Tree[])
      if (i.type === "ImportNamespaceSpecifier") found.set(nameOf(i["local"]), nameOf(s["source"]));
  }
  return found;
}

function exportsOf(context: Context, file: string): string[] {
  const text = readFileSync(file, "utf8");
  return once("exports", text, () =>
    bodyOf(context.parse(text) as Tree).flatMap((s) => {
      if (s.type !== "ExportNamedDeclaration") return [];
      const d = s["declaration"] as Tree | null;
      if (d?.type === "VariableDeclaration") return (d["declarations"] as Tree[]).map((v) => nameOf(v["id"]));
      return d !== null && d["id"] != null
        ? [nameOf(d["id"])]
        : (s["specifiers"] as Tree[]).map((e) => nameOf(e["exported"]));
    }),
  );
}

/**
 * Cuts out every statement and member whose text begins so. `by` instead leaves its name and puts this in place of what
 * follows: a method that does nothing.
 */
function cut(node: unknown, code: string, part: RegExp, by?: string): Edit[] {
  if (Array.isArray(node)) return node.flatMap((n) => cut(n, code, part, by));
  if (node === null || typeof node !== "object") return [];
  const { type, start, end, ...rest } = node as Tree;
  if (
    /Statement$|Declaration$|^Property|^MethodDefinition$|^SwitchCase$/.test(type) &&
    part.test(code.slice(start, end))
  ) {
    if (by !== undefined) return [{ start, end, text: `${nameOf(rest["key"])}${by}` }];
    const statement = /Statement$|Declaration$/.test(type);
    return [{ start, end: code[end] === "," ? end + 1 : end, text: statement ? ";" : "" }];
  }
  return cut(Object.values(rest), code, part, by);
}

/** Cuts the samples out of the records that a call makes. */
function withoutSamples(node: Tree | null | undefined, code: string): Edit[] {
  if (node?.type !== "CallExpression") return [];
  return (node["arguments"] as Tree[]).flatMap((a) =>
    properties(a)
      .filter((p) => p.type === "Property" && nameOf(p["key"]) === "samples")
      .map((p) => ({ start: p.start, end: code[p.end] === "," ? p.end + 1 : p.end, text: "" }))
      .concat(withoutSamples(a, code)),
  );
}
