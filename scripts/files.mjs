import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Every file and folder under `dir` (none if it does not exist), as paths from `dir` with forward slashes, sorted. */
export function walk(dir) {
  const found = [];
  const visit = (at) => {
    let entries;
    try {
      entries = readdirSync(path.join(dir, at), { withFileTypes: true });
    } catch {
      return;
    }
    for (const entry of entries) {
      const name = at === "" ? entry.name : `${at}/${entry.name}`;
      const folder = entry.isDirectory();
      found.push({ name, folder });
      if (folder) visit(name);
    }
  };
  visit("");
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The files under `dir` whose names end in `ending`. */
export function files(dir, ending) {
  return walk(dir)
    .filter((f) => !f.folder && f.name.endsWith(ending))
    .map((f) => f.name);
}
