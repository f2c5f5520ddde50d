// Starts sizes.ts, and starts it again behind whatever ended it, hung, or took too much memory.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface Sizes { right: number; refused: number; readonly wrong: string[] }
const MOST_MS = 8000, MOST_BYTES = 2.5e9;

/** Of every `every` trials the one at `offset`. */
export async function trySizes(every: number, offset: number, say: (wrong: string) => void = () => {}): Promise<Sizes> {
  const out: Sizes = { right: 0, refused: 0, wrong: [] };
  const add = (what: string): void => { out.wrong.push(what); say(what); };
  for (let from = 0; ;) {
    let over = false;
    let current = "the beginning", at = from - 1, why: string | null = null;
    const child = spawn(process.execPath, ["--conditions=kindling-source", "--max-old-space-size=1024", fileURLToPath(new URL("./sizes.js", import.meta.url)), String(from), String(every), String(offset)], { stdio: ["ignore", "pipe", "ignore"] });
    let since = performance.now() + 20_000; // it reads the goldens first
    const watch = setInterval(() => {
      let bytes = 0;
      try { bytes = Number(readFileSync(`/proc/${child.pid}/statm`, "utf8").split(" ")[1]) * 4096; } catch { /* not everywhere */ }
      if (bytes > MOST_BYTES) why = "takes gigabytes";
      else if (performance.now() - since > MOST_MS) why = "hangs";
      else return;
      child.kill("SIGKILL");
    }, 200);
    let rest = "";
    child.stdout.on("data", (d) => {
      const lines = (rest + String(d)).split("\n");
      rest = lines.pop()!;
      for (const line of lines) {
        if (line.startsWith("try ")) { const [, i, name] = /^try (\d+) (.*)$/.exec(line)!; at = Number(i); current = name!; since = performance.now(); }
        else if (line === "got right") out.right++;
        else if (line === "got refused") out.refused++;
        else if (line.startsWith("got raw")) add(`${current}: ${line.slice(8)}`);
        else if (line === "end") over = true;
      }
    });
    const code = await new Promise<number | null>((resolve) => { child.on("close", resolve); });
    clearInterval(watch);
    if (over) break;
    add(`${current}: ${why ?? `ends the process (${code})`}`);
    if (at < from) break;
    from = at + 1;
  }
  return out;
}
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { right, refused, wrong } = await trySizes(Number(process.argv[2] ?? 1), Number(process.argv[3] ?? 0), (w) => { console.log(w); });
  console.log(`${right} right, ${refused} refused, ${wrong.length} wrong`);
}
