// `kindling doctor`: reports what this machine supports, and what is missing.

import { spawnSync } from "node:child_process";
import { availableParallelism, cpus, freemem, totalmem } from "node:os";
import { version } from "../version.js";
import { bold, library, read, size, table } from "./command-node.js";

/** A module whose only function creates a vector: valid if SIMD is supported. */
const simd = Uint8Array.of(
  0,
  97,
  115,
  109,
  1,
  0,
  0,
  0,
  1,
  5,
  1,
  96,
  0,
  1,
  123,
  3,
  2,
  1,
  0,
  10,
  10,
  1,
  8,
  0,
  65,
  0,
  253,
  15,
  253,
  98,
  11,
);

/** Prints the findings. */
export async function doctor(args: readonly string[]): Promise<void> {
  read(args, []);
  const missing: string[] = [];
  const first = (command: string, ...rest: string[]): string | null => {
    const r = spawnSync(command, rest, { encoding: "utf8", timeout: 20_000 });
    return r.status === 0 ? (`${r.stdout}${r.stderr}`.split("\n")[0] ?? "").trim() : null;
  };
  const [major, minor] = process.versions.node.split(".").map(Number) as [number, number];
  if (major < 20 || (major === 20 && minor < 19)) missing.push("Node 20.19 or newer: https://nodejs.org");
  const { WebAssembly } = globalThis as unknown as { WebAssembly: { validate(bytes: Uint8Array): boolean } };
  const hasSimd = WebAssembly.validate(simd);
  if (!hasSimd) missing.push("WebAssembly SIMD: needs a newer Node, or a machine that is not emulated");
  const compiler = first("cc", "--version") ?? first("clang", "--version") ?? first("gcc", "--version");
  if (compiler === null) missing.push("a C compiler (optional): apt install gcc, or xcode-select --install");
  const torch = first("python3", "-c", "import torch; print(torch.__version__)");
  const { getNumThreads, rand, matmul } = await library();
  const threads = getNumThreads();
  const x = rand(512, 512);
  matmul(x, x);
  let best = Infinity;
  for (let i = 0; i < 5; i++) {
    const begun = performance.now();
    matmul(x, x);
    best = Math.min(best, performance.now() - begun);
  }
  console.log(
    table([
      [bold("kindling"), version],
      [
        bold("runtime"),
        `Node ${process.versions.node}, V8 ${process.versions.v8}, ${process.platform} ${process.arch}`,
      ],
      [bold("processor"), `${cpus()[0]?.model.trim() ?? "unknown"}, ${availableParallelism()} at once`],
      [bold("memory"), `${size(totalmem())}, ${size(freemem())} free`],
      [
        bold("engines"),
        `js, wasm${hasSimd ? " with SIMD" : " without SIMD"}, ${threads} ${threads === 1 ? "thread" : "threads"}`,
      ],
      [bold("product"), `${((2 * 512 ** 3) / best / 1e6).toFixed(1)} GFLOPS (512 × 512 float32)`],
      [bold("compiler"), compiler ?? "none"],
      [bold("PyTorch"), torch === null ? "none (nothing needs it)" : torch],
    ]).join("\n"),
  );
  console.log(missing.length === 0 ? "Nothing is missing." : `Missing:\n${missing.map((m) => `  ${m}`).join("\n")}`);
}
