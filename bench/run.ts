// node build/bench/run.js <workload> <way>: measures one workload once and prints a line of JSON. Without arguments:
// the list of what there is, and of the engines that can run it. KINDLING_ENGINE names the engine.

import { engines } from "kindling";
import type { Workload } from "./workload.js";
import { convolutions } from "./workloads/convolution.js";
import { gpt } from "./workloads/gpt.js";
import { products } from "./workloads/matmul.js";
import { mnistCnn } from "./workloads/mnist-cnn.js";
import { mnistEpoch } from "./workloads/mnist-epoch.js";
import { mnistMlp } from "./workloads/mnist-mlp.js";
import { weekend } from "./workloads/weekend.js";

const workloads: readonly Workload[] = [weekend, mnistMlp, mnistCnn, mnistEpoch, gpt, ...products, ...convolutions];

const [name, way] = process.argv.slice(2);
if (name === undefined || way === undefined) {
  console.log(
    JSON.stringify({
      cases: workloads.flatMap((w) =>
        Object.keys(w.ways).map((v) => ({ workload: w.name, way: v, flops: w.flops ?? null })),
      ),
      engines: engines().map(({ name, ready, detail }) => ({ name, ready, detail })),
    }),
  );
} else {
  const workload = workloads.find((w) => w.name === name);
  const prepare = workload?.ways[way];
  if (workload === undefined || prepare === undefined)
    throw new Error(`There is no workload "${name}" that runs "${way}".`);
  const { step, check, again, steps = 1 } = prepare();
  for (let i = 0; i < workload.warm; i += steps) step();
  if (again !== undefined) {
    again();
    step();
  }
  const value = check();
  // Steady state: both sides run for a while before the clock starts, as training does.
  for (const end = performance.now() + 500; performance.now() < end;) step();
  const before = process.cpuUsage(),
    start = process.hrtime.bigint();
  for (let i = 0; i < workload.runs; i++) step();
  const micros = Number(process.hrtime.bigint() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  console.log(
    JSON.stringify({
      usPerStep: micros / workload.runs / steps,
      cpuUsPerStep: (user + system) / workload.runs / steps,
      check: value,
    }),
  );
}
