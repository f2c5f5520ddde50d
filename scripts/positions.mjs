// Where a position in a compiled file is in the source. Node can look that up itself (--enable-source-maps), but then every
// process reads all maps as it starts, and every error that a test only expects is looked up as well.

import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const maps = new Map();

/** The map of a compiled file; null where it has none. */
function mapOf(file) {
  if (!maps.has(file)) {
    let map = null;
    try {
      const name = /^\/\/# sourceMappingURL=(\S+)\s*$/m.exec(readFileSync(file, "utf8").slice(-500))?.[1];
      if (name !== undefined)
        map = new SourceMap(JSON.parse(readFileSync(path.resolve(path.dirname(file), name), "utf8")));
    } catch {
      /* as good as none */
    }
    maps.set(file, map);
  }
  return maps.get(file);
}

/** A text, such as an error's stack, with the places in sources instead of those in compiled files. */
export function inSources(text) {
  return text.replace(/(file:\/\/\S+?|\/[^\s():]+)(\.[cm]?js):(\d+):(\d+)/g, (place, name, ending, line, column) => {
    try {
      const file = name.startsWith("file:") ? fileURLToPath(name + ending) : name + ending;
      const found = mapOf(file)?.findEntry(line - 1, column - 1);
      if (found?.originalSource === undefined) return place;
      const source = found.originalSource.startsWith("file:")
        ? fileURLToPath(found.originalSource)
        : found.originalSource;
      return `${path.resolve(path.dirname(file), source)}:${found.originalLine + 1}:${found.originalColumn + 1}`;
    } catch {
      return place;
    }
  });
}
