// The import directions of docs/architecture.md: a floor (a folder or file under src/) imports only from itself and
// from rows above its own. `node scripts/floors.mjs [folder]` prints what breaks that.

import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { files, root } from "./files.mjs";

/** What breaks the rules in the project at `at`: sentences, each beginning with file:line. */
export function floors(at = root) {
  const rows = table(readFileSync(path.join(at, "docs/architecture.md"), "utf8"));
  const problems = [];
  for (const file of files(path.join(at, "src"), ".ts")) {
    const from = floorOf(file);
    const say = (line, what) => problems.push(`src/${file}:${line}: ${what}`);
    if (!rows.has(from)) {
      say(1, `\`${from}\` has no row in the table of docs/architecture.md`);
      continue;
    }
    for (const { target, line } of imports(readFileSync(path.join(at, "src", file), "utf8"))) {
      const to = target.startsWith(".")
        ? path.posix.join(path.posix.dirname(file), target).replace(/\.js$/, ".ts")
        : undefined;
      const wrong = to === undefined ? wrongPackage(file, target) : wrongFile(rows, file, to);
      if (wrong !== undefined) say(line, wrong);
    }
  }
  for (const folder of ["examples", "bench"]) {
    for (const file of files(path.join(at, folder), ".ts")) {
      for (const { target, line } of imports(readFileSync(path.join(at, folder, file), "utf8"))) {
        const at = target.startsWith(".") ? path.posix.join(folder, path.posix.dirname(file), target) : "";
        const own = at.startsWith(`${folder}/`) || at.startsWith("examples/"); // bench/ measures the examples' models too
        if (!own && target !== "kindling" && target !== "kindling/distributed" && !target.startsWith("node:")) {
          problems.push(
            `${folder}/${file}:${line}: imports "${target}", but ${folder}/ uses the public names only ("kindling")`,
          );
        }
      }
    }
  }
  return problems;
}

/** The rows of the table: floor → its place from the top. One row may name several floors. */
function table(text) {
  const rows = new Map();
  let place = 0;
  for (const [, cell] of text.matchAll(/^\|\s*((?:`[^`|]+`[,\s]*)+)\|/gm)) {
    for (const [, name] of cell.matchAll(/`([^`]+)`/g)) rows.set(name, place);
    place++;
  }
  if (place === 0) throw new Error("docs/architecture.md has no table of floors (rows that begin with | `name/` |).");
  return rows;
}

/** `nn/` for src/nn/layers/linear.ts; a file directly under src/ is a floor by itself. */
function floorOf(file) {
  const slash = file.indexOf("/");
  return slash < 0 ? file : file.slice(0, slash + 1);
}

function wrongFile(rows, file, to) {
  const [from, onto] = [floorOf(file), floorOf(to)];
  if (to.startsWith("..")) return `imports from outside src/ (${to})`;
  if (!rows.has(onto)) return `imports \`${onto}\`, which has no row in the table of docs/architecture.md`;
  if (onto !== from && rows.get(onto) >= rows.get(from))
    return `\`${from}\` may not import \`${onto}\`: it does not stand above it in the table of docs/architecture.md`;
  if (forNode(to) && !forNode(file))
    return `imports ${to}, which only runs in Node; only node.ts and other files for Node may`;
  const engine = to.match(/^engine\/[^/]+\//)?.[0];
  if (engine !== undefined && !file.startsWith(engine) && !preset(file))
    return `imports \`${engine}\`; only node.ts and browser.ts choose engines, others know engine/engine.ts`;
  return undefined;
}

function wrongPackage(file, target) {
  if (!target.startsWith("node:")) return `imports the package "${target}", but kindling has no dependencies`;
  return forNode(file)
    ? undefined
    : `imports "${target}"; only node.ts and files called *-node.ts may, the others run in browsers too`;
}

const preset = (file) => file === "node.ts" || file === "browser.ts";
const forNode = (file) => file === "node.ts" || file.endsWith("-node.ts");

/** What a source imports or re-exports, types too, with line numbers. Comments and texts in quotes do not count. */
function imports(source) {
  const code = source.replace(
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (all, quoted) => quoted ?? all.replace(/[^\n]/g, " "),
  );
  const found = [];
  for (const pattern of [
    /^\s*(?:import|export)\b[^;"'()]*?\bfrom\s*["']([^"']+)["']/gm,
    /^\s*import\s*["']([^"']+)["']/gm,
    /\bimport\s*\(\s*["']([^"']+)["']/g,
  ]) {
    for (const match of code.matchAll(pattern)) {
      const start = match.index + match[0].search(/\S/);
      found.push({ target: match[1], line: code.slice(0, start).split("\n").length });
    }
  }
  return found;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const problems = floors(process.argv[2] === undefined ? root : path.resolve(process.argv[2]));
  for (const p of problems) console.log(p);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
