import { mode } from "../core/modes.js";
import { setRecorder, Silent } from "../core/recorder.js";
import type { Tensor } from "../core/tensor.js";
import { dropLater } from "../diagnose/later.js";
import { onDiagnosis } from "../diagnose/warn.js";
import type { Module } from "../nn/module.js";
import type { AnyOptimizer } from "../optim/optimizer.js";
import { defaultGenerator } from "../random/generator.js";
import { random } from "../random/python.js";
import type { TypedArray } from "../shape/dtype.js";

// Runs a trial, and restores everything afterwards.

const nothing = (): void => {};
/** With a listener, compiled functions run uncompiled, and so leave a graph. */
const listener = new Silent();

/** Restores a tensor's current values. */
function keepValues(t: Tensor): () => void {
  const { storage } = t,
    { version } = storage,
    copy = storage.data.slice() as TypedArray;
  return () => {
    if (storage.version === version) return;
    (storage.data as Float64Array).set(copy as Float64Array);
    storage.version = version; // backward's saved tensors are valid again
  };
}

/** Restores an optimizer's current state. */
function keepState({ state }: AnyOptimizer): () => void {
  const before = [...state].map(
    ([p, s]) =>
      [p, s, { ...s }, Object.values(s).flatMap((v) => (typeof v === "object" ? [keepValues(v)] : []))] as const,
  );
  return () => {
    state.clear();
    for (const [p, s, fields, restore] of before) {
      for (const key of Object.keys(s)) if (!(key in fields)) delete s[key];
      Object.assign(s, fields);
      for (const f of restore) f();
      state.set(p, s);
    }
  };
}

/**
 * Runs `f`, with gradients; optimizers' steps are skipped, and backward keeps its graph. Afterwards the model's
 * weights, buffers, gradients and modes, the optimizer's state and the random streams are restored. Hints are not
 * printed.
 */
export function aside<T>(model: Module, optimizer: AnyOptimizer | undefined, f: () => T): T {
  const parameters = new Set([...model.parameters(), ...(optimizer?.paramGroups.flatMap((g) => g.params) ?? [])]);
  const restore = [...parameters, ...model.buffers()].map(keepValues);
  if (optimizer !== undefined) restore.push(keepState(optimizer));
  for (const m of model.modules()) {
    const { training } = m;
    restore.push(() => {
      m.training = training;
    });
  }
  for (const p of parameters) {
    const { gradient } = p;
    p.gradient = null;
    restore.push(() => {
      p.gradient = gradient;
    });
  }
  const streams = [defaultGenerator.getState(), random.getstate()] as const;
  const { grad, trial } = mode,
    heard = setRecorder(listener),
    said = onDiagnosis(nothing);
  mode.grad = mode.trial = true;
  try {
    return f();
  } finally {
    onDiagnosis(said);
    dropLater();
    setRecorder(heard);
    mode.grad = grad;
    mode.trial = trial;
    for (const back of restore) back();
    defaultGenerator.setState(streams[0]);
    random.setstate(streams[1]);
  }
}
