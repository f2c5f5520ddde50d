// What test/browser/browser.test.ts calls in the page.
import { type DType, KindlingError, manualSeed, matmul, nn, randn, safetensors, tensor } from "kindling";
import { registry } from "#src/core/op.js";
import { setRecorder } from "#src/core/recorder.js";
import { call, inputs } from "../ops/samples.js";
import { listener, Shadow } from "../shadow.js";

export { weekend } from "./weekend.js";

/** Every op's samples on the js engine, and as plans on wasm: how many, and what differs. */
export function conformance(): { looked: number; problems: string[] } {
  const problems: string[] = [];
  let looked = 0;
  for (const op of registry.values())
    for (const sample of op.samples)
      for (const d of ["float32", "float64", "int64"] as const satisfies readonly DType[]) {
        const shadow = new Shadow();
        setRecorder(
          listener(
            () => shadow,
            () => {},
          ),
        );
        try {
          call(op, inputs(op, sample, d), sample);
        } catch (e) {
          if (e instanceof KindlingError && e.code !== "internal") continue; // not for this dtype
          problems.push(`${op.name} of ${d}: ${String(e)}`);
          continue;
        } finally {
          setRecorder(null);
        }
        looked++;
        try {
          shadow.check();
        } catch (e) {
          problems.push(`${op.name} of ${d}: ${String(e)}`);
        }
      }
  return { looked, problems };
}

/** What JSON and a copy make of a tensor and a model. */
export function copies(): Record<string, string> {
  const said = (f: () => unknown): string => {
    try {
      return String(f());
    } catch (e) {
      return String(e);
    }
  };
  const x = tensor([[1, 2]]),
    model = new nn.Linear(2, 1);
  return {
    json: said(() => JSON.stringify(x)),
    modelJson: said(() => JSON.stringify(model)),
    clone: said(() => structuredClone(x)),
    model: said(() => structuredClone(model)),
    post: said(() => {
      new MessageChannel().port1.postMessage(model.stateDict());
    }),
    safetensors: said(() => safetensors.save(model.stateDict(), "a.safetensors" as never)),
    path: said(() => safetensors.load("a.safetensors" as never)),
  };
}

/** An eager product of two large matrices, and how far its worst element is from the sum in float64. */
export function product(m: number, k: number, n: number): number {
  manualSeed(0);
  const a = randn(m, k),
    b = randn(k, n);
  const got = matmul(a, b).toTypedArray() as Float32Array,
    x = a.toTypedArray() as Float32Array,
    y = b.toTypedArray() as Float32Array;
  let worst = 0;
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < k; p++) sum += x[i * k + p]! * y[p * n + j]!;
      worst = Math.max(worst, Math.abs(sum - got[i * n + j]!));
    }
  return worst;
}
