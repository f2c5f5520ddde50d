// A program run by Node while the studio watches: what it reports, kept and sent to every page that listens.

import { spawn } from "node:child_process";
import type { ServerResponse } from "node:http";
import path from "node:path";
import type { Report } from "./report-node.js";

/** What a page gets, as events of a stream. */
type Event = Report | { readonly kind: "start"; readonly program: string } | { readonly kind: "out"; readonly text: string } | { readonly kind: "end"; readonly code: number | null };

/** More losses than a page could show are thinned: every other one goes. */
const MOST = 20_000;
const MOST_LINES = 500;

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
    const child = spawn(process.execPath, ["--import", preload, path.resolve(program), ...args], { stdio: ["inherit", "pipe", "pipe", "ipc"] });
    child.stdout!.on("data", (chunk: Buffer) => { process.stdout.write(chunk); this.tell({ kind: "out", text: chunk.toString() }); });
    child.stderr!.on("data", (chunk: Buffer) => { process.stderr.write(chunk); });
    child.on("message", (m) => this.tell(m as Report));
    child.on("error", (e) => this.tell({ kind: "out", text: `${program} could not be started: ${e.message}\n` }));
    child.on("close", (code) => this.tell({ kind: "end", code }));
    process.once("exit", () => child.kill());
  }

  /** A page that listens: first all that was, then what comes. */
  listen(response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    const all: (Event | null)[] = [{ kind: "start", program: path.basename(this.program) }, { kind: "loss", steps: this.steps, losses: this.losses }, ...this.lines, this.bar, this.end];
    for (const e of all) if (e !== null) response.write(text(e));
    this.pages.add(response);
    response.on("close", () => this.pages.delete(response));
  }

  private tell(e: Event): void {
    if (e.kind === "loss") {
      this.steps.push(...e.steps);
      this.losses.push(...e.losses);
      if (this.steps.length > MOST) {
        this.steps = this.steps.filter((_, i) => i % 2 === 0);
        this.losses = this.losses.filter((_, i) => i % 2 === 0);
      }
    } else if (e.kind === "bar") this.bar = e;
    else if (e.kind === "end") this.end = e;
    else if (this.lines.push(e) > MOST_LINES) this.lines.shift();
    for (const p of this.pages) p.write(text(e));
  }
}

// JSON has no nan and no inf; a loss may be either.
const text = (e: Event): string => `data: ${JSON.stringify(e, (_, v: unknown) => (typeof v === "number" && !Number.isFinite(v) ? String(v) : v))}\n\n`;
