import { Absent, cacheFolder, clearCache } from "../engine/cache-node.js";

/** `kindling cache clear`: deletes the native engine's compiled code. `kindling cache` prints its folder. */
export function cacheCommand(args: readonly string[]): string | null {
  if (args.length === 0) return cacheFolder();
  if (args.length > 1 || args[0] !== "clear") return null;
  try {
    const n = clearCache();
    return `${n} ${n === 1 ? "entry" : "entries"} deleted from ${cacheFolder()}`;
  } catch (e) {
    if (!(e instanceof Absent)) throw e;
    process.exitCode = 1;
    return `nothing deleted: ${e.message}`;
  }
}
