// Every layer and loss there is, as test/every-call.ts makes and calls it: its state goes into a state dict, a file and a copy
// and back, a compiled step computes what it computes, and its gradients are the slope that finite differences give. What PyTorch
// computes is in the goldens; for a layer that PyTorch does not have, these are the tests.
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import * as kindling from "kindling";
import { compile, load, manualSeed, nn, noGrad, randnLike, saveBytes, Tensor, zeros, zerosLike } from "kindling";
import { calls, through } from "../every-call.js";
import { quietly } from "./cases.js";

interface Call {
  readonly layer: nn.Module;
  readonly inputs: readonly unknown[];
}

/** The layer of this class that a line of the table makes, and what it calls it with. */
function callOf(name: string, cls: unknown): Call | null {
  let found: Call | null = null;
  through(kindling, (layer, inputs) => {
    if (layer instanceof (cls as typeof nn.Module)) found ??= { layer, inputs };
    return layer(...inputs);
  });
  try {
    manualSeed(1);
    void calls[name]!();
  } finally {
    through(kindling, (layer, inputs) => layer(...inputs));
  }
  return found;
}

/** The tensors of a result, wherever they are in it. */
function tensorsOf(v: unknown): Tensor[] {
  if (v instanceof Tensor) return [v];
  if (v instanceof nn.utils.rnn.PackedSequence) return tensorsOf(v.data);
  if (typeof v !== "object" || v === null) return [];
  return Object.values(v).flatMap(tensorsOf);
}
const numbers = (v: unknown): unknown[] => tensorsOf(v).map((t) => [t.dtype, t.shape, t.detach().flatten().tolist()]);

/** The same call with the same random numbers. */
function run({ layer, inputs }: Call): unknown {
  manualSeed(2);
  return layer(...inputs.map(plain));
}
/** An argument that a call before cannot have changed. */
const plain = (v: unknown): unknown => (v instanceof Tensor ? v.detach().clone() : v);

/** Whose forward is the program's, or which have none. */
const empty = new Set([
  "Module",
  "ModuleList",
  "ModuleDict",
  "ParameterList",
  "ParameterDict",
  "RNNBase",
  "RNNCellBase",
]);
/** Whose gradients finite differences do not show, and why. */
const rough: Readonly<Record<string, string>> = {
  CTCLoss: "as PyTorch's, it is right only for logarithms of probabilities that add up to 1",
};

const classes = Object.entries(nn).filter(
  ([name, v]) => typeof v === "function" && v.prototype instanceof nn.Module && !empty.has(name),
);

test("all layers are here", () => assert.ok(classes.length > 130, String(classes.length)));
for (const [name, cls] of classes) {
  describe(`nn.${name}`, () => {
    const fresh = (): Call => {
      const call = quietly(() => callOf(`nn.${name}`, cls));
      assert.ok(call !== null, `test/every-call.ts calls no nn.${name}`);
      return call;
    };
    test("prints its name", () => assert.match(String(fresh().layer), new RegExp(`^${name}\\(`)));
    test("gives its state to another, to a file and to a copy", () =>
      quietly(() => {
        const { layer, inputs } = fresh(),
          other = fresh().layer;
        for (const p of other.parameters()) kindling.noGrad(() => p.add_(1));
        other.loadStateDict(layer.stateDict());
        const saved = load(saveBytes(layer)) as nn.Module,
          copied = nn.copyModule(layer);
        const want = numbers(run({ layer, inputs }));
        for (const [how, m] of Object.entries({ other, saved, copied }))
          assert.deepEqual(numbers(run({ layer: m, inputs })), want, how);
      }));
    test("computes the same when it is compiled", () =>
      quietly(() => {
        const step = ({ layer, inputs }: Call): unknown => {
          const list = inputs.map(plain);
          const call = (f: (...xs: unknown[]) => unknown): unknown => {
            manualSeed(2);
            return f(...list);
          };
          const f = (...xs: unknown[]): unknown => {
            const outs = tensorsOf(layer(...xs)).filter((t) => t.requiresGrad);
            for (const p of layer.parameters()) p.grad = null;
            for (const t of outs.slice(0, 1)) t.float().sum().backward();
            return [outs[0]?.detach() ?? 0, layer.parameters().map((p) => p.grad ?? zerosLike(p))];
          };
          return {
            eager: () => call(f),
            compiled: (
              (g) => () =>
                call(g)
            )(compile(f)),
          };
        };
        const a = step(fresh()) as { eager: () => unknown },
          b = step(fresh()) as { compiled: () => unknown };
        for (let i = 0; i < 4; i++) {
          const [want, got] = [tensorsOf(a.eager()), tensorsOf(b.compiled())];
          assert.equal(got.length, want.length);
          want.forEach((t, k) =>
            assert.ok(kindling.allclose(got[k]!, t, { rtol: 1e-4, atol: 1e-5, equalNan: true }), `run ${i}, ${k}`),
          );
        }
      }));
    if (!(name in rough))
      test("has the gradient of its function", () =>
        quietly(() => {
          const { layer, inputs } = fresh();
          layer.double();
          // Away from round numbers, which may be where a function has a corner.
          manualSeed(4);
          const list = inputs.map((v) =>
            v instanceof Tensor && v.dtype === "float32" ? v.detach().double().add(randnLike(v).double().mul(0.01)) : v,
          );
          const wanted = [
            ...list.filter((v): v is Tensor => v instanceof Tensor && v.dtype === "float64"),
            ...layer.parameters(),
          ];
          for (const t of wanted) t.requiresGrad = true;
          const state = layer.stateDict();
          const kept = new Map([...state].map(([key, t]) => [key, t.clone()] as const));
          /** A number that depends on all that comes out, at the same random numbers and the same running statistics. */
          const f = (): Tensor => {
            for (const [key, t] of layer.namedBuffers()) if (kept.has(key)) noGrad(() => t.copy_(kept.get(key)!));
            manualSeed(2);
            return tensorsOf(layer(...list))
              .filter((t) => t.requiresGrad)
              .map((t, i) =>
                t
                  .mul(i + 1)
                  .sum()
                  .add(t.square().sum()),
              )
              .reduce((p, q) => p.add(q), zeros([], { dtype: "float64" }));
          };
          const out = f();
          if (!out.requiresGrad) return;
          out.backward();
          // Along one direction at random: what finite differences give is what the gradients say.
          manualSeed(3);
          const directions = wanted.map((t) => randnLike(t)),
            step = 1e-6;
          const slope = wanted.reduce(
            (s, t, i) => s + (t.grad === null ? 0 : t.grad.mul(directions[i]!).sum().item()),
            0,
          );
          const moved = (by: number): number => {
            noGrad(() => {
              wanted.forEach((t, i) => t.add_(directions[i]!, { alpha: by }));
            });
            return f().item();
          };
          const difference = (moved(step) - moved(-2 * step)) / (2 * step);
          assert.ok(
            Math.abs(slope - difference) <= 1e-6 + 1e-5 * Math.abs(difference),
            `the gradients give a slope of ${slope}, finite differences ${difference}`,
          );
        }));
  });
}
