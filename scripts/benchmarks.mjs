// docs/benchmarks.md, written from bench/results.json, which `npm run bench -- --save` writes.

import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./files.mjs";

/** The page as a text. */
export function renderBenchmarks() {
  const { date, node, cpu, processors, limits, pytorch, rounds, rows } = JSON.parse(
    readFileSync(path.join(root, "bench/results.json"), "utf8"),
  );
  const ways = [...new Set(rows.map((r) => `${r.way}, ${r.engine}`))].sort();
  const workloads = [...new Set(rows.map((r) => r.workload))];
  const cell = (workload, way) => {
    const row = rows.find((r) => r.workload === workload && `${r.way}, ${r.engine}` === way);
    if (row === undefined) return "–";
    const ratio = row.ratio === null ? "" : ` (${short(row.ratio)}×)`;
    return `${time(row.usPerStep)}${ratio}`;
  };
  const torch = (workload) => {
    const { pytorchUs } = rows.find((r) => r.workload === workload);
    return pytorchUs === null ? "–" : time(pytorchUs);
  };
  return `# Benchmarks

\`npm run bench\` measures kindling and, if it is installed, PyTorch, in turns in the same run. This page is written by
\`npm run bench -- --save\` and \`node scripts/docs.mjs\`.

Measured on ${date.slice(0, 10)} with ${processors} cores of ${cpu}, Node ${node.replace("v", "")}${pytorch === null ? "" : `, and PyTorch ${pytorch} with its best thread setting for each row`}.
Each time is the median of ${rounds} rounds; the number in parentheses is the ratio to PyTorch's time in the same run (less is faster).${
    limits === null || limits === undefined
      ? ""
      : `
The machine computes at most ${short(limits.flops / 1e9)} billion float32 operations a second, and reads at most ${short(limits.bytes / 1e9)} GB a second.`
  }

| one step of | ${ways.join(" | ")} | PyTorch |
| --- | ${ways.map(() => "---").join(" | ")} | --- |
${workloads.map((w) => `| ${w} | ${ways.map((way) => cell(w, way)).join(" | ")} | ${torch(w)} |`).join("\n")}

Workloads: \`bench/workloads/\` contains kindling's side, \`bench/pytorch.py\` PyTorch's.
`;
}

const short = (x) => Number(x.toPrecision(x < 1 ? 2 : 3)).toString();
const time = (us) => (us < 1000 ? `${short(us)} µs` : us < 1e6 ? `${short(us / 1000)} ms` : `${short(us / 1e6)} s`);
