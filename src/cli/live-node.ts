// A program run by Node while the studio watches: what it reports, kept and sent to every page that listens.

import { spawn } from "node:child_process";
import type { ServerResponse } from "node:http";
import { constants } from "node:os";
import path from "node:path";
import type { Report } from "./report-node.js";

/** What a page gets, as events of a stream. */
type Event =
  | Report
  | { readonly kind: "start"; readonly program: string }
  | { readonly kind: "out"; readonly text: string }
  | { readonly kind: "end"; readonly code: number | null };

/** More losses than a page could show are thinned: every other one goes. */
const MOST = 20_000;
const MOST_LINES = 500;
/** What a page may leave unread, in bytes. It comes again, and gets all at once. */
const MOST_UNREAD = 4 * 2 ** 20;
/** How long a program may take to end, in milliseconds. */
const MOST_TO_END = 2000;

export class Live {
  private readonly pages = new Set<ServerResponse>();
  private readonly program: string;
  private steps: number[] = [];
  private losses: number[] = [];
  private readonly lines: Event[] = [];
  private bar: Event | null = null;
  private end: Event | null = null;

  constructor(command: readonly string[]) {
    const [program, ...args] = command as [string, ...string[]];
    this.program = program;
    const preload = new URL("./report-node.js", import.meta.url).href;
    const child = spawn(process.execPath, ["--import", preload, path.resolve(program), ...args], {
      stdio: ["inherit", "pipe", "pipe", "ipc"],
    });
    child.stdout!.on("data", (chunk: Buffer) => {
      process.stdout.write(chunk);
      this.tell({ kind: "out", text: chunk.toString() });
    });
    child.stderr!.on("data", (chunk: Buffer) => {
      process.stderr.write(chunk);
    });
    child.on("message", (m) => {
      if (isReport(m)) this.tell(m);
    }); // the program may send messages of its own
    child.on("error", (e) => this.tell({ kind: "out", text: `${program} could not be started: ${e.message}\n` }));
    child.on("close", (code) => this.tell({ kind: "end", code }));
    process.once("exit", () => child.kill());
    // A signal ends the server, and the program with it; one that does not listen is ended all the same.
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

  /** A page that listens: first all that was, then what comes. */
  listen(response: ServerResponse, head: boolean): void {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    if (head) {
      response.end();
      return;
    }
    const all: (Event | null)[] = [
      { kind: "start", program: path.basename(this.program) },
      { kind: "loss", steps: this.steps, losses: this.losses },
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
      for (const s of e.steps) this.steps.push(s);
      for (const l of e.losses) this.losses.push(l);
      if (this.steps.length > MOST) {
        this.steps = this.steps.filter((_, i) => i % 2 === 0);
        this.losses = this.losses.filter((_, i) => i % 2 === 0);
      }
    } else if (e.kind === "bar") this.bar = e;
    else if (e.kind === "end") this.end = e;
    else if (this.lines.push(e) > MOST_LINES) this.lines.shift();
    const data = text(e);
    for (const p of this.pages)
      if (p.writableLength > MOST_UNREAD) p.destroy();
      else p.write(data);
  }
}

/** Numbers, as JSON has them: nan and inf are null there. */
const isNumbers = (v: unknown): boolean => Array.isArray(v) && v.every((n) => typeof n === "number" || n === null);

/** Whether a message is one of ours. */
function isReport(m: unknown): m is Report {
  if (typeof m !== "object" || m === null || !("kind" in m)) return false;
  const r = m as Record<string, unknown>;
  return r["kind"] === "loss"
    ? isNumbers(r["steps"]) && isNumbers(r["losses"])
    : (r["kind"] === "bar" || r["kind"] === "said") && typeof r["text"] === "string";
}

// JSON has no nan and no inf; a loss may be either.
const text = (e: Event): string =>
  `data: ${JSON.stringify(e, (_, v: unknown) => (typeof v === "number" && !Number.isFinite(v) ? String(v) : v))}\n\n`;
