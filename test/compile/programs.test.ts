import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { cat, compile, F, manualSeed, matmul, noGrad, ones, rand, randn, type Tensor, tensor, where } from "kindling";
import { elementwise } from "#src/core/dispatch.js";
import { type ElementwiseOp, registry } from "#src/core/op.js";
import { setRecorder } from "#src/core/recorder.js";
import { memoryPlan } from "#src/compile/memory.js";
import { optimize } from "#src/compile/optimize.js";
import { Tracer } from "#src/compile/tracer.js";
import { verifyGraph, verifyProgram } from "#src/compile/verify.js";
import { kernelByKernel } from "#src/engine/engine.js";
import type { TypedArray } from "#src/shape/dtype.js";

// Random programs: what the passes make of a recording computes the same bits as the run that was recorded.

/** Whether an op takes tensors of floats: and, or and shifts do not. */
const floats = (op: ElementwiseOp): boolean => {
  if (op.operands.some((o) => o !== "promote" && o !== "float")) return false;
  try {
    elementwise(
      op,
      Array.from({ length: op.arity }, () => ones(1)),
    );
    return true;
  } catch {
    return false;
  }
};
const ops = [...registry.values()].filter((op): op is ElementwiseOp => op.kind === "elementwise" && floats(op));
const unary = ops.filter((op) => op.arity === 1),
  binary = ops.filter((op) => op.arity === 2);

/** One step of a program, from four numbers that say which. */
type Line = readonly [what: number, first: number, second: number, detail: number];

const pick = <T>(list: readonly T[], i: number): T => list[i % list.length]!;
const asFloat = (t: Tensor): Tensor => (t.dtype === "float32" ? t : t.float());

/** Runs a program over some tensors and gives all that it computed. Each line adds a tensor; what does not fit is skipped. */
function run(
  lines: readonly Line[],
  given: readonly Tensor[],
  unaries: readonly ElementwiseOp[],
  binaries: readonly ElementwiseOp[],
): Tensor[] {
  const all = given.slice();
  for (const [what, first, second, detail] of lines) {
    const a = pick(all, first),
      b = pick(all, second),
      d = a.ndim === 0 ? 0 : detail % a.ndim;
    const made = ((): Tensor => {
      switch (what % 14) {
        case 0:
        case 1:
          return asFloat(elementwise(pick(unaries, detail), [a]));
        case 2:
        case 3:
          return asFloat(elementwise(pick(binaries, detail), [a, fits(a, b) ? b : 0.5]));
        // Sums take products unrounded, so one that ends up in a sum would change its last bit; + 0 is no product.
        case 4:
          return a.add(0).sum(a.ndim === 0 ? {} : { dim: d, keepdim: detail % 2 === 0 });
        case 5:
          return a.ndim === 0 ? a.add(0).mean() : a.amax({ dim: d });
        case 6:
          return a.transpose(0, -1 - (detail % 2) * (a.ndim > 1 ? 1 : 0) || 0);
        case 7:
          return a.reshape(-1);
        case 8:
          return a.ndim > 0 && a.shape[d]! > 1 ? a.narrow(d, 1, a.shape[d]! - 1) : a.unsqueeze(0);
        case 9:
          return a.ndim === 2 && b.ndim === 2 ? matmul(a, a.shape[1] === b.shape[0] ? b : a.t()) : a.unsqueeze(-1);
        case 10:
          return a.ndim === 0 ? a.expand([2, 3]) : cat([a, a.mul(2)], d);
        case 11:
          return fits(a, b) ? where(a.gt(b), a, b) : F.softmax(a, a.ndim === 0 ? 0 : d);
        case 12: {
          const c = a.clone();
          noGrad(() => (c.ndim > 0 && c.shape[0]! > 0 ? c.get(0).mul_(3) : c.add_(1)));
          return c.mul(1);
        }
        default:
          return a.mul(a.detach().clone().mul_(0.5).add_(1));
      }
    })();
    if (made.numel() > 0 && made.numel() < 400) all.push(made);
  }
  return all.slice(given.length);
}

function fits(a: Tensor, b: Tensor): boolean {
  for (let i = 1; i <= Math.min(a.ndim, b.ndim); i++) {
    const x = a.shape[a.ndim - i]!,
      y = b.shape[b.ndim - i]!;
    if (x !== y && x !== 1 && y !== 1) return false;
  }
  return a.ndim >= b.ndim;
}

const line = fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000), fc.nat(1000));
const inputs = (): Tensor[] => {
  manualSeed(4);
  return [rand(3, 4).add(0.2), randn(4), rand(2, 3, 4), randn(3, 1), tensor(0.7)];
};
const bits = (data: TypedArray): unknown[] =>
  Array.from(data as Float64Array, (v) => (Number.isNaN(v) ? "NaN" : Object.is(v, -0) ? "-0" : v));

test("the passes change no bit of what a program computes", () => {
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 14 }),
      fc.array(fc.nat(30), { minLength: 1, maxLength: 3 }),
      (lines, results) => {
        const args = inputs();
        const tracer = new Tracer(args, []);
        setRecorder(tracer);
        let wanted: Tensor[];
        try {
          const all = run(lines, args, unary, binary);
          wanted = results.map((r) => pick(all.length > 0 ? all : args, r));
        } finally {
          setRecorder(null);
        }
        const trace = tracer.finish(wanted);
        const graph = optimize(trace.graph, (g) => verifyGraph(g));
        const program = memoryPlan(graph);
        verifyProgram(program);
        const runner = kernelByKernel(program);
        for (let twice = 0; twice < 2; twice++) {
          graph.buffers.forEach(({ role }, b) => {
            if (role.kind === "argument")
              (runner.data(b) as Float32Array).set(inputs()[role.index]!.storage.data as Float32Array);
          });
          runner.run([]);
          trace.results.forEach(({ buffer }, i) => {
            const { storage } = wanted[i]!;
            // Where the plan keeps the buffer of an argument unread, it has no memory.
            if (graph.steps.length > 0 || graph.buffers[buffer]!.role.kind !== "argument")
              assert.deepEqual(bits(runner.data(buffer)), bits(storage.data), `result ${i}`);
          });
        }
      },
    ),
    { numRuns: 150, seed: 7 },
  );
});

// What has no steps, so that a last bit changes no more than a last bit.
const smooth = new Set([
  "neg",
  "abs",
  "square",
  "sigmoid",
  "tanh",
  "sin",
  "cos",
  "add",
  "sub",
  "mul",
  "maximum",
  "minimum",
  "relu",
  "silu",
  "gelu",
  "erf",
]);
const unarySmooth = unary.filter((op) => smooth.has(op.name)),
  binarySmooth = binary.filter((op) => smooth.has(op.name));

test("values and gradients are those of the eager run", () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 10 }), (lines) => {
      const leaves = (): Tensor[] =>
        inputs()
          .slice(0, 3)
          .map((t) => t.detach().clone().requiresGrad_());
      const body =
        (ws: readonly Tensor[]) =>
        (x: Tensor, y: Tensor): Tensor => {
          for (const w of ws) w.grad = null;
          const all = run(lines, [...ws, x, y], unarySmooth, binarySmooth);
          const loss = all.reduce((s, t) => s.add(t.tanh().mean()), ws[0]!.mul(x.sum()).sum());
          loss.backward();
          noGrad(() => {
            for (const w of ws) if (w.grad !== null) w.sub_(w.grad.tanh(), { alpha: 0.1 });
          });
          return loss;
        };
      const a = leaves(),
        b = leaves();
      const eager = body(a),
        compiled = compile(body(b));
      for (let i = 0; i < 5; i++) {
        const x = inputs()[3]!.add(i / 10),
          y = inputs()[4]!.sub(i / 10);
        const p = eager(x, y).item(),
          q = compiled(x, y).item();
        assert.ok(Math.abs(p - q) <= 1e-4 * Math.max(1, Math.abs(p)), `loss ${i}: ${q}, not ${p}`);
      }
      a.forEach((w, i) => {
        assert.ok(w.sub(b[i]!).abs().max().item() <= 1e-4, `leaf ${i}`);
        assert.equal(w.grad === null, b[i]!.grad === null);
        if (w.grad !== null)
          assert.ok(
            w.grad.sub(b[i]!.grad!).abs().max().item() <= 1e-4 * Math.max(1, w.grad.abs().max().item()),
            `gradient ${i}`,
          );
      });
    }),
    { numRuns: 60, seed: 11 },
  );
});
