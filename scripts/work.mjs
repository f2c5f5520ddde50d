// How much processors have worked for a process and everything that it started. On a machine that is busy with other
// things, a clock on the wall says nothing about what hangs; CPU time does.

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** All processes as a Map of `{ parent, seconds }` by number; null where the system does not tell (Windows). */
export function processes() {
  try {
    return ofProc();
  } catch {
    return process.platform === "win32" ? null : ofPs();
  }
}

/** Linux. The seconds hold those of children that have ended. */
function ofProc() {
  const all = new Map();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    let text;
    try {
      text = readFileSync(`/proc/${name}/stat`, "latin1");
    } catch {
      continue;
    } // has ended meanwhile
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" "); // the name before may hold spaces
    // Ticks of 10 ms: its own in user and system mode, and those of its ended children.
    all.set(Number(name), {
      parent: Number(fields[1]),
      seconds: (Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14])) / 100,
    });
  }
  if (!all.has(process.pid)) throw new Error("no /proc");
  return all;
}

/** macOS and others. What children that have ended had used is not known. */
function ofPs() {
  const done = spawnSync("ps", ["-A", "-o", "pid=,ppid=,time="], { encoding: "utf8" });
  if (done.status !== 0) return null;
  const all = new Map();
  for (const line of done.stdout.split("\n")) {
    const fields = /^\s*(\d+)\s+(\d+)\s+(?:(\d+)-)?([\d:.]+)\s*$/.exec(line);
    if (fields === null) continue;
    const seconds =
      fields[4].split(":").reduce((sum, part) => sum * 60 + Number(part), 0) + Number(fields[3] ?? 0) * 86_400;
    all.set(Number(fields[1]), { parent: Number(fields[2]), seconds });
  }
  return all;
}

/** A process and all below it. */
function tree(all, pid) {
  const found = new Set([pid]);
  // A process may stand before its parent in the list.
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const [p, { parent }] of all) if (found.has(parent)) found.add(p);
  }
  return [...found].filter((p) => all.has(p));
}

/** Ends a process and all below it. */
export function killTree(pid) {
  const all = processes();
  for (const p of all === null ? [pid] : tree(all, pid)) {
    try {
      process.kill(p, "SIGKILL");
    } catch {
      /* has ended meanwhile */
    }
  }
}

/** Seconds between two looks. */
export const TICK = 2;

/** A second counts as this much of CPU time at least: a page that does nothing but blink must not wait for hours. */
const LEAST = 0.1;

/**
 * Follows a process and everything below it. After each `look`, to be called every TICK seconds: `used`, the seconds of
 * CPU time since the last `progress()` (or a tenth of the seconds, if that is more), and `idle`, the seconds in which next to nothing was computed. Where the system
 * does not tell, all time counts as used.
 */
export class Effort {
  used = 0;
  idle = 0;
  /** CPU time from the start. */
  total = 0;
  #seen = 0;

  constructor(pid) {
    this.pid = pid;
  }

  look(all = processes()) {
    if (all === null) {
      this.used += TICK;
      return;
    }
    const now = tree(all, this.pid).reduce((sum, p) => sum + all.get(p).seconds, 0);
    const more = Math.max(0, now - this.#seen);
    this.#seen = now;
    this.used += Math.max(more, LEAST * TICK);
    this.total += more;
    // Looks are counted, not seconds: whoever looks may itself have waited for a processor, or slept with the machine.
    if (more < 0.02 * TICK) this.idle += TICK;
    else this.idle = 0;
  }

  progress() {
    this.used = this.idle = 0;
  }
}
