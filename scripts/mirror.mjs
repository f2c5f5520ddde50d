// `node scripts/mirror.mjs`: lines per folder and the longest files. A mirror, not a quota: what a newcomer could not
// hold in the head wants to be split.

import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { files, root } from "./files.mjs";

/** The TypeScript files of a folder with their numbers of lines. */
export function lengths(folder) {
  return files(path.join(root, folder), ".ts").map((name) => ({
    name: `${folder}/${name}`,
    lines: readFileSync(path.join(root, folder, name), "utf8")
      .trimEnd()
      .split("\n").length,
  }));
}

function mirror() {
  const all = ["src", "test", "examples", "bench"].flatMap(lengths);
  const folders = new Map();
  for (const { name, lines } of all) {
    const folder = name.split("/").slice(0, -1).join("/");
    const sum = folders.get(folder) ?? { lines: 0, count: 0 };
    folders.set(folder, { lines: sum.lines + lines, count: sum.count + 1 });
  }
  console.log(" lines  files  folder");
  for (const [folder, { lines, count }] of folders)
    console.log(`${String(lines).padStart(6)} ${String(count).padStart(6)}  ${folder}/`);
  console.log(
    `${String(all.reduce((n, f) => n + f.lines, 0)).padStart(6)} ${String(all.length).padStart(6)}  in all\n\nThe longest:`,
  );
  for (const { name, lines } of [...all].sort((a, b) => b.lines - a.lines).slice(0, 10))
    console.log(`${String(lines).padStart(6)}  ${name}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) mirror();
