// Starts a program that says on lines of its own what it tries and what came of it, and starts it again behind whatever
// ended it, hung, or took too much memory.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** A trial hangs when it has computed for so long, or has waited for so long: other programs may have the processors meanwhile. */
const MOST_SECONDS = 8,
  MOST_WAITED = 90,
  MOST_BYTES = 2.5e9;

/** Seconds that a process has computed; null where the system does not tell. */
function computed(pid: number | undefined): number | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1"),
      fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return null;
  }
}

/**
 * Runs `program FROM …parameters` from number 0 on.
 *
 * @param came each trial that ended, with its number, name, and "right", "refused" or "raw …"
 * @param wrong each that did not end, or with an error that is not ours
 */
export async function supervise(
  program: string,
  parameters: readonly string[],
  came: (i: number, name: string, got: string) => void,
  wrong: (what: string) => void,
): Promise<void> {
  for (let from = 0; ;) {
    let over = false,
      current = "the beginning",
      at = from - 1,
      why: string | null = null,
      rest = "";
    const child = spawn(
      process.execPath,
      ["--conditions=kindling-source", "--max-old-space-size=1024", program, String(from), ...parameters],
      { stdio: ["ignore", "pipe", "ignore"] },
    );
    let since = performance.now(),
      before = 0;
    const waited = (): number => (performance.now() - since) / 1000;
    const watch = setInterval(() => {
      let bytes = 0;
      try {
        bytes = Number(readFileSync(`/proc/${child.pid}/statm`, "utf8").split(" ")[1]) * 4096;
      } catch {
        /* not everywhere */
      }
      if (bytes > MOST_BYTES) why = "takes gigabytes";
      else if (
        waited() > MOST_WAITED ||
        (computed(child.pid) ?? waited()) - before > (at < from ? 3 : 1) * MOST_SECONDS
      )
        why = "hangs";
      else return;
      child.kill("SIGKILL");
    }, 200);
    child.stdout.on("data", (d) => {
      const lines = (rest + String(d)).split("\n");
      rest = lines.pop()!;
      for (const line of lines) {
        const started = /^try (\d+) (.*)$/.exec(line);
        if (started !== null) {
          at = Number(started[1]);
          current = started[2]!;
          since = performance.now();
          before = computed(child.pid) ?? 0;
        } else if (line === "end") over = true;
        else if (line.startsWith("got ")) {
          came(at, current, line.slice(4));
          if (line.startsWith("got raw ")) wrong(`${current}: ${line.slice(8)}`);
        }
      }
    });
    const code = await new Promise<number | null>((resolve) => {
      child.on("close", resolve);
    });
    clearInterval(watch);
    if (over) return;
    wrong(`${current}: ${why ?? `ends the process (${code})`}`);
    if (at < from) return;
    from = at + 1;
  }
}
