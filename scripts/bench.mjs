// npm run bench: how long a step takes, beside PyTorch where python3 has it, measured in turns on the same machine.
//
//   npm run bench -- weekend matmul    only workloads with one of these words in their names
//   npm run bench -- --rounds 7        more rounds (5 unless told otherwise; the table has medians)
//   npm run bench -- --engine native   one engine; otherwise WebAssembly, and native where there is a compiler and koffi
//   npm run bench -- --json            JSON instead of the table; it is in build/bench.json in any case
//   npm run bench -- --save            keeps it in bench/results.json, too, of which docs/benchmarks.md is made
//
// Where there is a C compiler, what the machine can do stands beside it (bench/limits.c).

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { root } from "./files.mjs";
import { ensure } from "./setup.mjs";

const { values: options, positionals: words } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    save: { type: "boolean", default: false },
    rounds: { type: "string", default: "5" },
    engine: { type: "string", multiple: true },
  },
});
const rounds = Number(options.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error(`--rounds takes a whole number from 1 up, not "${options.rounds}".`);
  process.exit(1);
}

ensure("bench");

const here = kindling("native");
const engines = options.engine ?? [
  "wasm",
  ...(here.engines.some((e) => e.name === "native" && e.ready) ? ["native"] : []),
];
for (const { name, ready, detail } of here.engines) if (!ready) note(`The ${name} engine is not measured: ${detail}.`);
const cases = here.cases
  .filter(({ workload }) => words.length === 0 || words.some((w) => workload.includes(w)))
  .flatMap((c) => engines.map((engine) => ({ ...c, engine })));
const names = [...new Set(cases.map((c) => c.workload))];
if (names.length === 0) {
  console.error(`No workload has ${words.map((w) => `"${w}"`).join(" or ")} in its name.`);
  process.exit(1);
}
const python = findPyTorch();
if (python === undefined) note("PyTorch was not found (tried /usr/bin/python3 and python3): measuring kindling alone.");

const limits = machineLimits();
const best = python === undefined ? new Map() : bestThreads(names);
const rows = names.flatMap(measure);
const result = {
  date: new Date().toISOString(),
  node: process.version,
  cpu: cpus()[0]?.model ?? "unknown",
  processors: availableParallelism(),
  limits,
  pytorch: python?.version ?? null,
  rounds,
  rows,
};
writeFileSync(path.join(root, "build/bench.json"), `${JSON.stringify(result, null, 2)}\n`);
if (options.save) writeFileSync(path.join(root, "bench/results.json"), `${JSON.stringify(result, null, 2)}\n`);
if (options.json) console.log(JSON.stringify(result, null, 2));
else print(rows);

/** The rounds of one workload: each way of kindling, then PyTorch, and again, so that a busy minute hits all alike. */
function measure(workload) {
  const ways = cases
    .filter((c) => c.workload === workload)
    .map((c) => ({ ...c, times: [], cpu: [], check: undefined }));
  const torch = { times: [], cpu: [], check: undefined };
  for (let round = 0; round < rounds; round++) {
    note(`${workload}: round ${round + 1} of ${rounds}`);
    for (const way of ways) take(way, kindling(way.engine, workload, way.way));
    if (python !== undefined) take(torch, pytorch([workload], best.get(workload).threads)[0]);
  }
  return ways.map(({ way, engine, times, cpu, check, flops }) => {
    const usPerStep = median(times);
    const pytorchUs = python === undefined ? null : median(torch.times);
    return {
      workload,
      way,
      engine,
      usPerStep,
      pytorchUs,
      cpuUsPerStep: median(cpu),
      pytorchCpuUs: python === undefined ? null : median(torch.cpu),
      gflops: flops === null ? null : flops / usPerStep / 1000,
      ratio: pytorchUs === null ? null : usPerStep / pytorchUs,
      same: pytorchUs === null ? null : Math.abs(check - torch.check) <= 1e-4 * Math.abs(torch.check),
      check,
      pytorchCheck: torch.check ?? null,
      threads: best.get(workload)?.threads ?? null,
      times,
      pytorchTimes: torch.times,
    };
  });
}

function take(side, { usPerStep, cpuUsPerStep, check }) {
  side.times.push(usPerStep);
  side.cpu.push(cpuUsPerStep);
  side.check = check;
}

/** One measurement on an engine, in a process of its own; without further arguments, the list of what can be measured. */
function kindling(engine, ...args) {
  return JSON.parse(
    run(process.execPath, [path.join(root, "build/bench/run.js"), ...args], { KINDLING_ENGINE: engine }),
  );
}

function pytorch(workloads, threads) {
  const out = run(python.path, [path.join(root, "bench/pytorch.py"), ...workloads], threads);
  return out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function run(command, args, env) {
  const done = spawnSync(command, args, { cwd: root, encoding: "utf8", env: { ...process.env, ...env } });
  if (done.status === 0) return done.stdout;
  console.error(
    `${done.stderr ?? ""}\n${command} ${args.join(" ")} failed${done.error === undefined ? "" : `: ${done.error.message}`}.`,
  );
  process.exit(1);
}

/** What bench/limits.c measures; null without a C compiler. */
function machineLimits() {
  const program = path.join(root, "build/limits");
  const built = spawnSync(
    "cc",
    ["-O3", "-march=native", path.join(root, "bench/limits.c"), "-o", program, "-lpthread"],
    {
      encoding: "utf8",
    },
  );
  if (built.status !== 0) {
    note("There is no C compiler (cc): the machine's limits are not measured.");
    return null;
  }
  note("the machine's limits");
  return JSON.parse(run(program, [], {}));
}

function findPyTorch() {
  for (const candidate of ["/usr/bin/python3", "python3"]) {
    const done = spawnSync(candidate, ["-c", "import torch; print(torch.__version__)"], { encoding: "utf8" });
    if (done.status === 0) return { path: candidate, version: done.stdout.trim() };
  }
  return undefined;
}

/** PyTorch with each sensible setting of its threads; the fastest for each workload is what kindling is held against. */
function bestThreads(workloads) {
  const many = String(availableParallelism());
  const settings = [
    ["1", "1", "1"],
    ["1", many, many],
    [many, "1", "1"],
    [many, many, many],
  ];
  const found = new Map();
  for (const [blas, omp, own] of settings) {
    const threads = { OPENBLAS_NUM_THREADS: blas, OMP_NUM_THREADS: omp, TORCH_THREADS: own };
    note(`PyTorch's threads: OPENBLAS ${blas}, OMP ${omp}, torch ${own}`);
    for (const { workload, usPerStep } of pytorch(workloads, threads)) {
      if (!(found.get(workload)?.usPerStep <= usPerStep)) found.set(workload, { usPerStep, threads });
    }
  }
  return found;
}

function median(list) {
  const sorted = [...list].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function print(list) {
  const table = [["workload", "kindling", "µs/step", "PyTorch µs", "ratio", "of CPU time", "GFLOP/s", ""]];
  for (const r of list) {
    table.push([
      r.workload,
      `${r.way}, ${r.engine}`,
      micros(r.usPerStep),
      r.pytorchUs === null ? "–" : micros(r.pytorchUs),
      r.ratio === null ? "–" : `${ratioText(r.ratio)}×`,
      r.pytorchCpuUs === null ? "–" : `${ratioText(r.cpuUsPerStep / r.pytorchCpuUs)}×`,
      r.gflops === null ? "–" : r.gflops.toFixed(1),
      r.same === false ? "computes something else!" : "",
    ]);
  }
  const widths = table[0].map((_, i) => Math.max(...table.map((row) => row[i].length)));
  for (const row of table)
    console.log(
      row
        .map((cell, i) => (i < 2 || i === 7 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
        .join("  ")
        .trimEnd(),
    );
  const against =
    python === undefined
      ? "without PyTorch"
      : `PyTorch ${python.version} with its best thread setting for each; below 1× kindling is faster`;
  if (limits !== null)
    console.log(
      `\nThis machine, measured in C: ${(limits.flops / 1e9).toFixed(0)} GFLOP/s in float32 on one core, ${(limits.bytes / 1e9).toFixed(0)} GB/s from memory; the weekend step as a plain loop takes ${limits.weekendUs.toFixed(2)} µs.`,
    );
  console.log(
    `\nMedians of ${rounds} rounds in turns on ${result.cpu}, ${result.processors} processors, Node ${result.node}; ${against}.`,
  );
}

function ratioText(r) {
  return r < 0.1 ? r.toFixed(4) : r.toFixed(2);
}
function micros(us) {
  return us < 10 ? us.toFixed(3) : us < 100 ? us.toFixed(2) : us.toFixed(0);
}

function note(line) {
  console.error(line);
}
