import { compile, F, grad, manualSeed, rand, type Tensor } from "kindling";
import type { Prepared, Workload } from "../workload.js";

const FLOPS = 2 * 64 * 64 * 24 * 24 * 32 * 9;

/** A layer of the MNIST CNN alone: 64 pictures of 32×26×26, 64 kernels of 3×3. */
function prepare(what: "forward" | "input" | "weight"): Prepared {
  manualSeed(0);
  const x = rand(64, 32, 26, 26),
    w = rand(64, 32, 3, 3),
    g = rand(64, 64, 24, 24);
  const of = { forward: null, input: x, weight: w }[what]?.requiresGrad_();
  // A plan of a gradient has no forward pass in it: nothing needs it.
  const pass = (): Tensor => (of === undefined ? F.conv2d(x, w) : grad(F.conv2d(x, w), [of], { gradOutputs: [g] })[0]!);
  const compiled = compile(pass);
  return { step: compiled, check: () => pass().mean().item() };
}

const workload = (what: "forward" | "input" | "weight"): Workload => ({
  name: `conv-${what}`,
  warm: 3,
  runs: 10,
  flops: FLOPS,
  ways: { compiled: () => prepare(what) },
});
export const convolutions: readonly Workload[] = [workload("forward"), workload("input"), workload("weight")];
