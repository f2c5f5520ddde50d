// Loaded before a program that `kindling studio --run` runs: reports its training to the studio. The program itself is
// unchanged, and runs the same without it.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import type * as Kindling from "../node.js";

/** One parameter at a step. */
export interface ParameterReport {
  readonly name: string;
  readonly shape: readonly number[];
  /** Root mean squares; null for a missing gradient. */
  readonly weight: number;
  readonly gradient: number | null;
  /** The histogram of its values (of the first thousands), in equal bins from `low` to `high`. */
  readonly low: number;
  readonly high: number;
  readonly bins: readonly number[];
}

/** The messages to the studio. `which`: the name of the loss, if there are several. */
export type Report =
  | {
      readonly kind: "loss";
      readonly which: string;
      readonly steps: readonly number[];
      readonly losses: readonly number[];
    }
  | { readonly kind: "parameters"; readonly step: number; readonly parameters: readonly ParameterReport[] }
  | { readonly kind: "bar" | "said"; readonly text: string };

/** The interval for sending losses, in milliseconds: short enough to watch, long enough to cost nothing. */
const EVERY = 50;

/**
 * The interval for sampling weights and gradients, in milliseconds; the maximum number of parameters, and of values in
 * each.
 */
const LOOK = 300;
const MOST_PARAMETERS = 64;
const MOST_NUMBERS = 4096;
const BINS = 24;

function reportOf(p: Kindling.Tensor, name: string): ParameterReport {
  const n = Math.max(1, p.numel()),
    root = (t: Kindling.Tensor): number => Number(t.detach().norm().item()) / Math.sqrt(n);
  const some = p.detach().flatten().narrow(0, 0, Math.min(p.numel(), MOST_NUMBERS)).tolist() as number[];
  const finite = some.filter(Number.isFinite),
    low = Math.min(0, ...finite),
    high = Math.max(0, ...finite);
  const bins = Array<number>(BINS).fill(0);
  for (const v of finite) bins[Math.min(BINS - 1, Math.floor(((v - low) / (high - low || 1)) * BINS))]!++;
  return {
    name,
    shape: [...p.shape],
    weight: root(p),
    gradient: p.grad === null ? null : root(p.grad),
    low,
    high,
    bins,
  };
}

/** The kindling that the program imports: its own, or this one. */
async function kindlingOf(program: string): Promise<typeof Kindling> {
  let found: string;
  try {
    found = pathToFileURL(createRequire(program).resolve("kindling")).href;
  } catch {
    found = new URL("../node.js", import.meta.url).href;
  }
  const all = (await import(found)) as typeof Kindling & { readonly default?: typeof Kindling };
  return all.default ?? all; // require() returns the same names in one object
}

const send = (r: Report): void => {
  process.send?.(r);
};

/** Unsent losses, by name. */
const waiting = new Map<string, { steps: number[]; losses: number[]; count: number }>();
let sent = performance.now();

function flush(): void {
  for (const [which, w] of waiting) {
    if (w.steps.length > 0) send({ kind: "loss", which, steps: w.steps, losses: w.losses });
    w.steps = [];
    w.losses = [];
  }
  sent = performance.now();
}

function loss(which: string, value: number, step?: number): void {
  let w = waiting.get(which);
  if (w === undefined) waiting.set(which, (w = { steps: [], losses: [], count: 0 }));
  if (step !== undefined) w.count = Math.max(w.count, step);
  w.steps.push(w.count++);
  w.losses.push(value);
  if (performance.now() - sent > EVERY) flush();
}

/** The name of the loss at a position in the program (`file:line:column`): the expression before `.backward`. */
const called = new Map<string, string>();
function nameAt(place: string): string {
  let name = called.get(place);
  if (name === undefined) {
    const [, file, line] = /^(.*):(\d+):\d+$/.exec(place) ?? [];
    let text = "";
    try {
      text =
        readFileSync(file!.startsWith("file:") ? fileURLToPath(file!) : file!, "utf8").split("\n")[Number(line) - 1] ??
        "";
    } catch {
      /* perhaps code from eval */
    }
    name = /([\w$.]+)\.backward\b/.exec(text)?.[1] ?? (line === undefined ? "loss" : `line ${line}`);
    // Two positions with the same name are two losses.
    if ([...called.values()].includes(name)) name += ` (line ${line})`;
    called.set(place, name);
  }
  return name;
}

/** The position in the program at which the caller of this was called. */
function caller(): string {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 8;
  const lines = new Error("where").stack!.split("\n").slice(1);
  Error.stackTraceLimit = stackTraceLimit;
  // The first frame is this function, the second its caller.
  const line = lines.slice(2).find((l) => !l.includes("node:internal")) ?? "";
  return /\(?((?:file:\/\/)?[^()\s][^()]*:\d+:\d+)\)?$/.exec(line)?.[1]?.replace(/^.*\bat /, "") ?? "";
}

const program = process.argv[1];
if (process.send !== undefined && program !== undefined) {
  const { nn, noGrad, onDiagnosis, optim, setProgressOutput, Tensor } = await kindlingOf(program);
  const own = Tensor.prototype.backward;
  let eager = 0;
  const watched = function (this: Kindling.Tensor, ...args: Parameters<typeof own>): void {
    // No value can be read in a function that is being compiled; its progress bar has the loss.
    if (this.numel() === 1 && args[0] == null) {
      try {
        loss(nameAt(caller()), Number(this.item()));
        eager++;
      } catch {
        /* being recorded */
      }
    }
    own.apply(this, args);
  };
  Object.defineProperty(Tensor.prototype, "backward", { value: watched, writable: true, configurable: true });

  // Weights and gradients, at intervals, just before a step.
  const names = new WeakMap<Kindling.Tensor, string>();
  const { namedParameters } = nn.Module.prototype;
  Object.defineProperty(nn.Module.prototype, "namedParameters", {
    value(this: Kindling.nn.Module, ...args: Parameters<typeof namedParameters>) {
      const found = namedParameters.apply(this, args);
      for (const [name, p] of found) if ((names.get(p)?.length ?? 0) <= name.length) names.set(p, name);
      return found;
    },
    writable: true,
    configurable: true,
  });
  const { step } = optim.Optimizer.prototype;
  let looked = -Infinity;
  const looking = function (this: Kindling.optim.Optimizer, ...args: Parameters<typeof step>): ReturnType<typeof step> {
    if (performance.now() - looked > LOOK) {
      try {
        const parameters = this.paramGroups.flatMap((g) => g.params).slice(0, MOST_PARAMETERS);
        const reports = noGrad(() => parameters.map((p, i) => reportOf(p, names.get(p) ?? `parameter ${i}`)));
        looked = performance.now();
        send({
          kind: "parameters",
          step: Math.max(0, ...[...waiting.values()].map((w) => w.count)),
          parameters: reports,
        });
      } catch {
        /* being recorded */
      }
    }
    return step.apply(this, args);
  };
  Object.defineProperty(optim.Optimizer.prototype, "step", { value: looking, writable: true, configurable: true });

  const before = onDiagnosis((d) => {
    send({ kind: "said", text: `kindling ${d.level}: ${d.message}  [${d.code}]` });
    before(d);
  });
  const { stderr, stdout } = process;
  let told = 0;
  let lastEager = 0;
  setProgressOutput({
    write(text) {
      stderr.write(text);
      const line = text
        .replaceAll("\r", "")
        .replace(/\u001b\[[A-Z]/g, "")
        .trim();
      if (line === "") return;
      send({ kind: "bar", text: line });
      // Compiled steps bypass `backward`; the progress bar is the only source of their loss.
      const shown = /\bloss=(-?[\d.]+(?:e[-+]?\d+)?|nan|-?inf)/i.exec(line)?.[1];
      if (shown !== undefined && eager === lastEager) {
        loss(
          "loss",
          shown === "nan" ? NaN : Number(shown.replace("inf", "Infinity")),
          Number(/(\d+)\/\d+ \[/.exec(line)?.[1] ?? ++told),
        );
      }
      lastEager = eager;
    },
    print(text) {
      stdout.write(text);
    },
    get isTTY() {
      return stderr.isTTY;
    },
    get columns() {
      return stderr.columns;
    },
    get rows() {
      return stderr.rows;
    },
  });
  process.once("beforeExit", flush);
  process.once("exit", flush);
}
