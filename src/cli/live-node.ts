// A program that Node runs while the studio watches: stores its reports and sends them to every listening page.

import { spawn } from "node:child_process";
import type { ServerResponse } from "node:http";
import { constants } from "node:os";
import path from "node:path";
import type { Report } from "./report-node.js";

/** The events sent to a page. */
type Event =
  | Report
  | { readonly kind: "start"; readonly program: string }
  | { readonly kind: "out"; readonly text: string }
  | {
      readonly kind: "end";
      readonly code: number | null;
      readonly signal: string | null;
      /** The error of a failed program: the end of its standard error. */ readonly error: string;
    };

/** More losses than a page can show are thinned: every other one is dropped. */
const MOST = 20_000;
const MOST_LINES = 500;
/** The maximum length of a stored error, in characters. */
const MOST_ERROR = 8000;
/** The maximum backlog of a page, in bytes. It then reconnects and gets everything at once. */
const MOST_UNREAD = 4 * 2 ** 20;
/** The time for a program to end, in milliseconds. */
const MOST_TO_END = 2000;

export class Live {
  private readonly pages = new Set<ServerResponse>();
  private readonly program: string;
  /** Losses by name. */
  private readonly losses = new Map<string, { steps: number[]; losses: number[] }>();
  private parameters: Event | null = null;
  /** The end of what the program printed to its standard error. */
  private errors = "";
  private readonly lines: Event[] = [];
  private bar: Event | null = null;
  private end: Event | null = null;

  constructor(command: readonly string[]) {
    const [program, ...args] = command as [string, ...string[]];
    this.program = program;
    const preload = new URL("./report-node.js", import.meta.url).href;
    const child = spawn(process.execPath, ["--import", preload, path.resolve(program), ...args], {
      stdio: ["inherit", "pipe", "pipe", "ipc"],
      serialization: "advanced", // JSON has no nan
    });
    child.stdout!.on("data", (chunk: Buffer) => {
      process.stdout.write(chunk);
      this.tell({ kind: "out", text: chunk.toString() });
    });
    child.stderr!.on("data", (chunk: Buffer) => {
      process.stderr.write(chunk);
      this.errors = (this.errors + chunk.toString()).slice(-MOST_ERROR);
    });
    child.on("message", (m) => {
      if (isReport(m)) this.tell(m);
    }); // the program may send its own messages
    child.on("error", (e) => this.tell({ kind: "out", text: `${program} could not be started: ${e.message}\n` }));
    child.on("close", (code, signal) =>
      this.tell({ kind: "end", code, signal, error: code === 0 ? "" : withoutBars(this.errors) }),
    );
    process.once("exit", () => child.kill());
    // A signal ends the server and the program; a program that ignores it is killed.
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
      process.once(signal, () => {
        const leave = (): never => process.exit(128 + constants.signals[signal]);
        if (child.exitCode !== null || child.signalCode !== null) leave();
        child.once("exit", leave);
        child.kill(signal);
        setTimeout(() => child.kill("SIGKILL"), MOST_TO_END); // then it has ended too
      });
    }
  }

  /** A listening page: first gets all earlier events, then new ones. */
  listen(response: ServerResponse, head: boolean): void {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    if (head) {
      response.end();
      return;
    }
    const all: (Event | null)[] = [
      { kind: "start", program: path.basename(this.program) },
      ...[...this.losses].map(([which, l]): Event => ({ kind: "loss", which, ...l })),
      this.parameters,
      ...this.lines,
      this.bar,
      this.end,
    ];
    for (const e of all) if (e !== null) response.write(text(e));
    this.pages.add(response);
    response.on("close", () => this.pages.delete(response));
  }

  private tell(e: Event): void {
    if (e.kind === "loss") {
      let l = this.losses.get(e.which);
      if (l === undefined) this.losses.set(e.which, (l = { steps: [], losses: [] }));
      for (const s of e.steps) l.steps.push(s);
      for (const v of e.losses) l.losses.push(v);
      if (l.steps.length > MOST) {
        l.steps = l.steps.filter((_, i) => i % 2 === 0);
        l.losses = l.losses.filter((_, i) => i % 2 === 0);
      }
    } else if (e.kind === "parameters") this.parameters = e;
    else if (e.kind === "bar") this.bar = e;
    else if (e.kind === "end") this.end = e;
    else if (this.lines.push(e) > MOST_LINES) this.lines.shift();
    const data = text(e);
    for (const p of this.pages)
      if (p.writableLength > MOST_UNREAD) p.destroy();
      else p.write(data);
  }
}

/** Numbers from JSON, in which nan and inf are null. */
const isNumbers = (v: unknown): boolean => Array.isArray(v) && v.every((n) => typeof n === "number" || n === null);

/** Whether a message is one of ours. */
function isReport(m: unknown): m is Report {
  if (typeof m !== "object" || m === null || !("kind" in m)) return false;
  const r = m as Record<string, unknown>;
  if (r["kind"] === "loss") return typeof r["which"] === "string" && isNumbers(r["steps"]) && isNumbers(r["losses"]);
  if (r["kind"] === "parameters")
    return typeof r["step"] === "number" && Array.isArray(r["parameters"]) && r["parameters"].every(isParameter);
  return (r["kind"] === "bar" || r["kind"] === "said") && typeof r["text"] === "string";
}

function isParameter(v: unknown): boolean {
  if (typeof v !== "object" || v === null) return false;
  const p = v as Record<string, unknown>;
  return (
    typeof p["name"] === "string" &&
    isNumbers(p["shape"]) &&
    isNumbers(p["bins"]) &&
    isNumbers([p["weight"], p["gradient"], p["low"], p["high"]])
  );
}

/** Terminal text without progress bars, which are overwritten, and without colours. */
const withoutBars = (text: string): string =>
  text
    .replace(/\u001b\[[\d;]*[A-Za-z]/g, "")
    .split("\n")
    .map((l) => l.slice(l.lastIndexOf("\r") + 1).trimEnd())
    .filter((l) => !/\d+%\|/.test(l))
    .join("\n")
    .trim();

// JSON has no nan and inf, which a loss may be.
const text = (e: Event): string =>
  `data: ${JSON.stringify(e, (_, v: unknown) => (typeof v === "number" && !Number.isFinite(v) ? String(v) : v))}\n\n`;
