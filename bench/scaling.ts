// npm run bench:scaling: measures all-reduces and training steps on 2 and 4 ranks of this machine, fits a cost model to them, and
// says where scaling ends on larger ones. Writes docs/scaling/*.svg and prints the tables of docs/scaling.md.
//
//   --model-only   no measurement: the curves alone

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import {
  allReduce,
  calibrate,
  type Cluster,
  gpt2,
  messages,
  networks,
  overlapped,
  stepTime,
  type Training,
} from "./scaling/model.js";
import { plot } from "./scaling/plot.js";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const MIB = 2 ** 20;
/** As `DistributedDataParallel` does it. */
const asBuilt = (gradients: readonly number[]): number[] => messages(gradients, 25 * MIB, 128 * 1024);

interface Measured {
  readonly ranks: number;
  readonly reduces: readonly { readonly bytes: number; readonly seconds: number }[];
  readonly adding: number;
  readonly trainings: readonly {
    readonly name: string;
    readonly gradients: readonly number[];
    readonly alone: number;
    readonly together: number;
  }[];
}

const env = {
  ...process.env,
  OMPI_ALLOW_RUN_AS_ROOT: "1",
  OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1",
  OMPI_MCA_rmaps_base_oversubscribe: "1",
  KINDLING_ENGINE: process.env["KINDLING_ENGINE"] ?? "wasm",
};
function ranks(n: number, command: readonly string[]): string {
  const done = spawnSync("mpirun", ["-n", String(n), ...command], { encoding: "utf8", env, timeout: 300_000 });
  if (done.status !== 0) throw new Error(`mpirun failed: ${done.stderr}${done.error?.message ?? ""}`);
  return done.stdout;
}
const measure = (n: number): Measured =>
  JSON.parse(ranks(n, [process.execPath, fileURLToPath(new URL("./scaling/measure.js", import.meta.url))])) as Measured;

const micro = (s: number): string => `${(1e6 * s).toFixed(s < 1e-4 ? 1 : 0)} µs`;
const off = (predicted: number, measured: number): string =>
  `${predicted > measured ? "+" : "−"}${Math.abs(100 * (predicted / measured - 1)).toFixed(0)} %`;

/** The same loop in C, in seconds by bytes; empty without a compiler. */
function inC(n: number): Map<number, number> {
  const folder = mkdtempSync(path.join(tmpdir(), "kindling-scaling-"));
  try {
    const program = path.join(folder, "allreduce");
    const made = spawnSync("mpicc", ["-O2", "-o", program, path.join(root, "bench/scaling/allreduce.c")]);
    if (made.status !== 0) return new Map();
    return new Map(
      ranks(n, [program])
        .trim()
        .split("\n")
        .map((line) => line.split(" ").map(Number) as [number, number]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function here(): void {
  const two = measure(2),
    four = measure(4),
    c = inC(2);
  console.log("all-reduce, 2 ranks: bytes, kindling, C, ratio");
  for (const { bytes, seconds } of two.reduces) {
    const other = c.get(bytes);
    console.log(
      `  ${bytes}  ${micro(seconds)}  ${other === undefined ? "–" : `${micro(other)}  ${(seconds / other).toFixed(2)}`}`,
    );
  }
  const link = calibrate(two.reduces, two.adding);
  // More ranks than cores take turns.
  const shared = calibrate(
    four.reduces.map(({ bytes, seconds }) => ({ bytes, seconds: seconds / 2 })),
    four.adding,
  );
  console.log(
    `latency ${micro(link.latency)}, ${(link.bandwidth / 1e9).toFixed(2)} GB/s; 4 ranks: ${micro(shared.latency)}, ${(shared.bandwidth / 1e9).toFixed(2)} GB/s`,
  );
  console.log("predicted and measured steps");
  for (const [m, l] of [
    [two, link],
    [four, shared],
  ] as const)
    for (const t of m.trainings) {
      const cluster: Cluster = { nodes: 1, ranksPerNode: m.ranks, between: l, within: l, adding: m.adding };
      const predicted = stepTime({ ...t, computing: t.alone }, cluster, asBuilt(t.gradients));
      const sent = asBuilt(t.gradients).reduce((s, n) => s + allReduce(n, cluster), 0);
      console.log(
        `  ${t.name}, ${m.ranks} ranks: predicted ${micro(predicted)}, measured ${micro(t.together)} (${off(predicted, t.together)}); computing ${micro(t.alone)}, all-reduces ${micro(sent)}`,
      );
    }
}

// Trainings on nodes with 16 cores, say: 300 GFLOP/s in products. FLOPs of forward and backward for each sample.
const NODE = 300e9;
const trainings: readonly (Training & { readonly batch: number })[] = (
  [
    ["MLP", [4 * 10, 4 * 5120, 4 * 512, 4 * 401408], 6 * 407_050, 512],
    ["CNN", [4 * 10, 4 * 8000, 4 * 32, 4 * 4608, 4 * 16, 4 * 144], 6 * (144 * 676 + 4608 * 121 + 8000), 512],
    ["GPT (124M)", gpt2(), 6 * 124e6 * 1024, 8],
  ] as const
).map(([name, gradients, flops, batch]) => ({ name, gradients, batch, computing: (batch * flops) / NODE }));
const nodes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
const within = { name: "shared memory", latency: 1e-6, bandwidth: 4e9 };
const cluster = (n: number, between: (typeof networks)[number]): Cluster => ({
  nodes: n,
  ranksPerNode: 1,
  between,
  within,
  adding: 8e9,
});

function curves(): void {
  const folder = path.join(root, "docs/scaling");
  mkdirSync(folder, { recursive: true });
  for (const t of trainings) {
    const sizes = asBuilt(t.gradients);
    const efficiency = (n: number, l: (typeof networks)[number]): number =>
      t.computing / stepTime(t, cluster(n, l), sizes);
    const file = `${t.name.toLowerCase().replace(/\W+/g, "-").replace(/-$/, "")}.svg`;
    writeFileSync(
      path.join(folder, file),
      plot(
        `${t.name}, ${t.batch} samples per node: share of the time that computes`,
        "efficiency",
        networks.map((l) => ({ name: l.name, points: nodes.map((n) => [n, efficiency(n, l)] as const) })),
      ),
    );
    console.log(
      `\n${t.name}: ${t.batch} samples and ${(1e3 * t.computing).toFixed(1)} ms of computing per node and step, ${(t.gradients.reduce((a, b) => a + b, 0) / MIB).toFixed(1)} MiB of gradients`,
    );
    console.log(
      "| network | efficiency at 8, 64, 1,024 nodes | half of the time computes up to | with the whole batch fixed, faster up to | best message, sent at the end | best message, sent during backward |",
    );
    console.log("| --- | --- | --- | --- | --- | --- |");
    for (const l of networks) {
      const last = nodes.filter((n) => efficiency(n, l) >= 0.5).at(-1) ?? 1;
      // The batch of one node, divided among all: until more nodes make a step longer.
      const divided = nodes.map((n) => stepTime({ ...t, computing: t.computing / n }, cluster(n, l), sizes));
      const strong = nodes[divided.indexOf(Math.min(...divided))]!;
      const caps = [0.125, 1, 4, 25, 100, 1024].map((m) => m * MIB);
      const best = (time: typeof stepTime): string => {
        const of = caps.map((cap) => time(t, cluster(64, l), messages(t.gradients, cap, cap)));
        return `${caps[of.indexOf(Math.min(...of))]! / MIB} MiB`;
      };
      console.log(
        `| ${l.name} | ${[8, 64, 1024].map((n) => `${(100 * efficiency(n, l)).toFixed(0)} %`).join(", ")} | ${last === 1024 ? "1,024 and more" : last} | ${strong} | ${best(stepTime)} | ${best(overlapped)} |`,
      );
    }
  }
}

if (!process.argv.includes("--model-only")) here();
curves();
