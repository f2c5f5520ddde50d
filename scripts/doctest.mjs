// Runs the examples of the documentation: the `@example` part of every docstring in src/ and every ```ts block of
// README.md and of the pages below. Each becomes a function with all public names of "kindling" in scope (and what its own file exports), is
// type-checked, and is then one test. What a line should give stands behind it, or under it where it needs several:
//
//     x.sum().item() // → 6
//     console.log(eye(2))
//     // → tensor([[1., 0.],
//     //           [0., 1.]])
//     matmul(a, b) // → throws mat1 and mat2 shapes cannot be multiplied
//
// `node scripts/doctest.mjs` runs them alone. They are written to build/doctest/.

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { files, root } from "./files.mjs";

const folder = path.join(root, "build/doctest");
/** The pages of docs/ whose programs stand by themselves. A block that begins with "```ts no-run" is not run. */
const pages = [
  "browsers",
  "compile",
  "course",
  "data",
  "diagnosis",
  "engines",
  "from-keras",
  "from-pytorch",
  "from-tfjs",
  "javascript",
  "onnx",
  "start",
];

/** Writes, compiles and type-checks all examples; gives the path of the test file that runs them. */
export async function prepare() {
  const examples = [
    ...files(path.join(root, "src"), ".ts").flatMap((f) =>
      docstrings(`src/${f}`, readFileSync(path.join(root, "src", f), "utf8")),
    ),
    ...["README.md", ...pages.map((name) => `docs/${name}.md`)].flatMap((f) => markdown(f, readIfThere(f))),
  ];
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const kindling = await publicNames();
  const sources = [];
  for (const example of examples)
    sources.push(
      compileExample(example, [...importing(kindling, "kindling"), ...(await ownNames(example.file, kindling))]),
    );
  sources.forEach((source, i) => writeFileSync(path.join(folder, `e${i}.ts`), source.text));
  writeFileSync(
    path.join(folder, "tsconfig.json"),
    JSON.stringify({
      extends: "../../tsconfig.base.json",
      // An example may show a value without using it.
      compilerOptions: {
        composite: false,
        incremental: false,
        declaration: false,
        sourceMap: false,
        noUnusedLocals: false,
        noUnusedParameters: false,
      },
      include: ["*.ts"],
    }),
  );
  const faults = typeFaults(examples, sources);
  const list = examples.map((e, i) => ({
    name: `${e.file}:${e.line}`,
    module: `./e${i}.js`,
    faults: [...sources[i].faults, ...(faults.get(i) ?? [])],
  }));
  const test = path.join(folder, "examples.test.mjs");
  writeFileSync(test, runner(list));
  return test;
}

// Finding examples: { file, line (of its first line), lines }

function docstrings(file, text) {
  const found = [];
  for (const comment of text.matchAll(/\/\*\*[\s\S]*?\*\//g)) {
    const first = text.slice(0, comment.index).split("\n").length;
    let example;
    comment[0].split("\n").forEach((raw, i) => {
      const line = raw.replace(/^\s*(\/\*\*|\*(?!\/))? ?/, "").replace(/\s*\*\/\s*$/, "");
      if (/^@\w+/.test(line)) {
        example = undefined;
        if (!line.startsWith("@example")) return;
        example = { file, line: first + i + 1, lines: [] };
        found.push(example);
        const rest = line.slice("@example".length).trim();
        if (rest === "" || rest.startsWith("```")) return;
        example.line--;
        example.lines.push(rest);
      } else if (example !== undefined) {
        example.lines.push(line.startsWith("```") ? "" : line);
      }
    });
  }
  return found;
}

function markdown(file, text) {
  const found = [];
  let example;
  text.split("\n").forEach((line, i) => {
    if (line.startsWith("```")) {
      if (example === undefined && /^```ts\s*$/.test(line)) found.push((example = { file, line: i + 2, lines: [] }));
      else example = undefined;
    } else {
      example?.lines.push(line);
    }
  });
  return found;
}

// From an example to a module

/**
 * The module of an example: `text`; `from`, the line of the module where the example begins; `faults`. Every line of an
 * example stays on a line of its own, so that a line of the module tells the line of the source.
 */
function compileExample({ file, line, lines }, prelude) {
  const faults = [];
  const body = [];
  const { imports, rest } = hoistImports(lines);
  for (const { code, expected, inside, at } of statements(rest)) {
    if (inside)
      faults.push(`${file}:${line + at}: a "// →" inside a block is not checked; put it behind a whole statement`);
    body.push(...(inside ? code : withExpectation(code, expected, `${file}:${line + at}`)));
  }
  const head = [
    ...prelude,
    ...imports,
    'import { same, throws, printed } from "./expect.mjs";',
    "export default async function () {",
  ];
  return { text: [...head, ...body, "}", ""].join("\n"), from: head.length + 1, faults };
}

/**
 * A function cannot hold an import. The names of "kindling" are there already, and only other names for them have to be
 * made; any other import moves to the top.
 */
function hoistImports(lines) {
  const imports = [];
  const text = lines
    .join("\n")
    .replace(/^import\s+(?:type\s+)?\{([^}]*)\}\s+from\s+["']kindling["'];?/gm, (all, names) => {
      const renamed = names
        .split(",")
        .map((n) => n.trim().split(/\s+as\s+/))
        .filter(([, as]) => as !== undefined);
      return renamed.map(([name, as]) => `const ${as} = ${name};`).join(" ") + all.replace(/[^\n]/g, "");
    })
    .replace(/^import\s.*$/gm, (all) => {
      imports.push(all);
      return "";
    });
  return { imports, rest: text.split("\n") };
}

/** The statements of an example as `{ code: lines, expected?: text, inside?: boolean, at: index of the first line }`. */
export function statements(lines) {
  const found = [];
  let open = 0; // how many brackets of the statement are open
  let current;
  lines.forEach((raw, i) => {
    const note = raw.match(/^(.*?)\s*\/\/ ?→ ?(.*)$/);
    const only = /^\s*\/\//.test(raw);
    const code = note ? note[1] : raw;
    const last = found.at(-1);
    const continues = current !== undefined && (open > 0 || /^\s+[.?:]|^\s*[)\]}]/.test(code));
    if (note && code.trim() === "" && last !== undefined && open === 0) {
      // under its statement
      last.expected = note[2];
      last.column = raw.indexOf(note[2], raw.indexOf("→") + 1);
      last.code.push("");
    } else if (only && !note && last?.column !== undefined && last.at + last.code.length === i) {
      // its further lines
      const text = raw.replace(/\/\//, "  ");
      last.expected += `\n${text.slice(0, last.column).trim() === "" ? text.slice(last.column) : text.trim()}`;
      last.code.push("");
    } else {
      if (!continues || current === undefined) found.push((current = { code: [], at: i }));
      current.code.push(code);
      if (note) {
        current.expected = note[2];
        current.inside = open + depth(code) > 0;
      }
    }
    open += depth(code);
  });
  return found;
}

/** Opening less closing brackets, without those in quotes and comments. */
function depth(line) {
  const code = line.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`|\/\/.*$/g, "");
  return (code.match(/[([{]/g)?.length ?? 0) - (code.match(/[)\]}]/g)?.length ?? 0);
}

/** The statement's lines with the check around them; as many lines as before. */
function withExpectation(code, expected, place) {
  const lines = [...code];
  if (expected === undefined) return lines;
  const last = lines.findLastIndex((l) => l.trim() !== "");
  const wanted = `${JSON.stringify(expected)}, ${JSON.stringify(place)}`;
  const close = (text) => {
    lines[last] = `${lines[last].replace(/;?\s*$/, "")}${text}`;
  };
  if (expected.startsWith("throws")) {
    lines[0] = `await throws(async () => { ${lines[0]}`;
    close(`; }, ${wanted});`);
  } else if (lines[0].startsWith("console.log(")) {
    close(`; printed(${wanted});`);
  } else {
    const declared = lines[0].match(/^(?:const|let|var)\s+(\w+)\s*(?::[^=]+)?=/)?.[1];
    if (declared !== undefined) {
      close(`; same(${declared}, ${wanted});`);
    } else {
      lines[0] = `same((${lines[0]}`;
      close(`), ${wanted});`);
    }
  }
  return lines;
}

/** What may be exported, but not imported under its own name. */
const reserved = new Set(["default", "delete", "export", "in", "new", "var", "void", "with"]);

/** What the package exports: values by what the built library has, types by its declarations. */
async function publicNames() {
  const { values } = await exported("node");
  const types = new Set(["index", "node"].flatMap((file) => declaredTypes(file)));
  return { values, types: [...types].filter((name) => !values.includes(name)) };
}

/** The modules of the package's other entries, such as "kindling/distributed", by their floors. */
const entries = new Map(
  Object.values(JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")).exports).flatMap((e) => {
    const [, module, floor] = /^\.\/dist\/types\/((\w+)\/index[\w-]*)\.d\.ts$/.exec(e.types ?? "") ?? [];
    return floor === undefined ? [] : [[floor, module]];
  }),
);

/** The import of what an example's own file, or the entry that it belongs to, exports and the package does not. */
async function ownNames(file, kindling) {
  if (!file.startsWith("src/")) return [];
  const module = entries.get(file.split("/")[1]) ?? file.slice("src/".length, -".ts".length);
  const { values, types } = await exported(module);
  const known = new Set([...kindling.values, ...kindling.types]);
  return importing(
    { values: values.filter((n) => !known.has(n)), types: types.filter((n) => !known.has(n)) },
    `#src/${module}.js`,
  );
}

async function exported(module) {
  const values = Object.keys(await import(pathToFileURL(path.join(root, `dist/${module}.js`)).href)).filter(
    (n) => !reserved.has(n),
  );
  return { values, types: declaredTypes(module).filter((n) => !values.includes(n)) };
}

function declaredTypes(module) {
  const text = readIfThere(`dist/${module}.d.ts`);
  const listed = [...text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)]
    .flatMap(([, names]) => names.split(","))
    .map((name) =>
      name
        .trim()
        .replace(/^type\s+/, "")
        .split(/\s+as\s+/)
        .at(-1),
    );
  const declared = [...text.matchAll(/^export (?:declare )?(?:type|interface) (\w+)/gm)].map(([, name]) => name);
  return [...listed, ...declared].filter((name) => name !== "" && !reserved.has(name));
}

function importing({ values, types }, from) {
  return [
    values.length > 0 ? `import { ${values.join(", ")} } from "${from}";` : "",
    types.length > 0 ? `import type { ${types.join(", ")} } from "${from}";` : "",
  ];
}

// Compiling and running

/** Compiles all modules at once; gives the compiler's complaints by example, at the lines of the documentation. */
function typeFaults(examples, sources) {
  writeFileSync(path.join(folder, "expect.mjs"), helpers);
  writeFileSync(path.join(folder, "expect.d.mts"), helperTypes);
  const done = spawnSync(
    process.execPath,
    [path.join(root, "node_modules/typescript/bin/tsc"), "-p", folder, "--pretty", "false"],
    { cwd: folder, encoding: "utf8" },
  );
  const faults = new Map();
  for (const line of `${done.stdout}${done.stderr}`.split("\n")) {
    const match = line.match(/^e(\d+)\.ts\((\d+),\d+\): error TS\d+: (.*)$/);
    if (match === null) {
      if (/error TS/.test(line)) throw new Error(`The examples could not be compiled: ${line}`);
      continue;
    }
    const i = Number(match[1]);
    const { file, line: first } = examples[i];
    const at = Math.max(first, first + Number(match[2]) - sources[i].from);
    faults.set(i, [...(faults.get(i) ?? []), `${file}:${at}: ${match[3]}`]);
  }
  return faults;
}

const helperTypes = `export function same(value: unknown, expected: string, place: string): void;
export function throws(work: () => unknown, expected: string, place: string): Promise<void>;
export function printed(expected: string, place: string): void;
`;

const helpers = `import { format } from "node:util";

let last = "";
console.log = (...args) => { last = format(...args); };

// As a reader would write it: [1, 2] and not 1,2; a bigint with or without its n.
function show(value) {
  if (Array.isArray(value)) return "[" + value.map(show).join(", ") + "]";
  return String(value);
}

// The place is in the message: a stack would only show the runner.
export function stop(message) {
  const error = new Error(message);
  error.stack = message;
  throw error;
}

function fail(place, expected, got) {
  stop(place + ": the documentation promises\\n" + expected + "\\nand it gives\\n" + got);
}

export function same(value, expected, place) {
  const ways = [show(value), String(value), typeof value === "string" ? JSON.stringify(value) : "", typeof value === "bigint" ? value + "n" : ""];
  if (!ways.includes(expected.trimEnd())) fail(place, expected, ways[0]);
}

export function printed(expected, place) {
  if (last.trimEnd() !== expected.trimEnd()) fail(place, expected, last);
}

export async function throws(work, expected, place) {
  const words = expected.replace(/^throws:? ?/, "").trimEnd();
  let message;
  try { await work(); } catch (error) { message = String(error?.message ?? error); }
  if (message === undefined) fail(place, "an error: " + words, "no error");
  if (!message.includes(words)) fail(place, "an error: " + words, "the error: " + message);
}
`;

function runner(list) {
  return `import { test } from "node:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stop } from "./expect.mjs";

// In a folder of their own, one after the other: an example may save what the next one loads.
const folder = mkdtempSync(path.join(tmpdir(), "kindling-doctest-"));
process.chdir(folder);
process.on("exit", () => { process.chdir(tmpdir()); rmSync(folder, { recursive: true, force: true }); });

const examples = ${JSON.stringify(list, null, 2)};
for (const { name, module, faults } of examples) {
  test(name, async () => {
    if (faults.length > 0) stop("the example does not compile:\\n" + faults.join("\\n"));
    await (await import(module)).default();
  });
}
`;
}

function readIfThere(name) {
  try {
    return readFileSync(path.join(root, name), "utf8");
  } catch {
    return "";
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { ensure } = await import("./setup.mjs");
  const { Report, runFiles } = await import("./reporter.mjs");
  ensure("src");
  const report = new Report();
  await runFiles(report, [{ title: "doctest", file: await prepare() }]);
  process.exitCode = report.total() ? 0 : 1;
}
