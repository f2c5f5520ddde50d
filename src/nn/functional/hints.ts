import { mode } from "../../core/modes.js";
import type { Node } from "../../core/node.js";
import { setRecorder } from "../../core/recorder.js";
import { allZero, type Tensor } from "../../core/tensor.js";
import { sayDead, sayDeadLast } from "../../diagnose/dead.js";
import { hintIfRead } from "../../diagnose/later.js";
import { type LossWatch, sawLastRelu, SILENT, trainers } from "../../diagnose/loss.js";
import { hint, warn } from "../../diagnose/warn.js";
import { relu, sigmoid } from "../../ops/pointwise/unary.js";
import { sameArray, showShape } from "../../util/array.js";

// Mistakes that raise no error: how to detect them, and the hints to give.

/** If shapes differ, they broadcast to pairs of all elements. PyTorch's warning, and the probable intention. */
export function warnBroadcast(input: Tensor, target: Tensor, entry?: object): void {
  const x = input.shape,
    y = target.shape;
  const column = (a: readonly number[], b: readonly number[]): boolean =>
    a.length === b.length + 1 && a[b.length] === 1 && sameArray(a.slice(0, -1), b);
  const fix = column(x, y)
    ? `\`y.unsqueeze(${y.length})\``
    : column(y, x)
      ? `\`y.squeeze(${x.length})\``
      : input.count === target.count
        ? `\`y.reshape(${showShape(x)})\``
        : "a target of the input's shape";
  warn(
    "loss-broadcast",
    `Using a target size (torch.Size(${showShape(y)})) that is different to the input size (torch.Size(${showShape(x)})). This will likely lead to incorrect results due to broadcasting. Please ensure they have the same size.\n  → this compares every prediction with every label; use ${fix}.`,
    undefined,
    entry === undefined ? undefined : { entry },
  );
}

/**
 * A relu whose output is always 0: the number of samples in a row, the optimizer that trains it, and the step at which
 * that began.
 */
interface Silence {
  readonly samples: number;
  readonly by: LossWatch | undefined;
  readonly steps: number;
}

/** Another model starts a new count. */
function longer(before: Silence | null, x: Tensor): Silence {
  const by = trainerBefore(x.node!),
    s = before?.by === by ? before : null;
  return {
    samples: (s?.samples ?? 0) + (x.shape.length === 0 ? 1 : x.shape[0]!),
    by,
    steps: s?.steps ?? by?.steps ?? 0,
  };
}

/** The optimizer of the nearest parameters in a graph. */
function trainerBefore(from: Node): LossWatch | undefined {
  const seen = new Set([from]);
  for (const { leaf, next } of seen) {
    // the Set grows during the iteration
    const by = trainers.get(leaf!);
    if (by !== undefined) return by;
    for (const m of next) if (m !== null) seen.add(m);
  }
  return undefined;
}

/** The learning rate, read without being recorded by a plan. */
function rateOf(by: LossWatch | undefined): unknown {
  const heard = setRecorder(null),
    lr = by?.lr;
  setRecorder(heard);
  return lr;
}

/** The state of the model's last relu. */
let silent: Silence | null = null;

/**
 * Detects a model that ends in a relu whose output is always 0. Called with the input of a loss function; reading stops
 * at the first element that is not 0, usually one of the first few.
 */
export function watchRelu(x: Tensor): void {
  if (x.node === null || x.node.op !== relu.op) return;
  const dead = allZero(x);
  sawLastRelu(x.shape.length === 0 ? 1 : x.shape[0]!, dead);
  if (!dead) {
    silent = null;
    return;
  }
  silent = longer(silent, x);
  if (silent.samples < SILENT) return;
  sayDeadLast(silent.samples, silent.steps, rateOf(silent.by));
  silent = { ...silent, samples: 0 };
}

// Layers whose input, the output of a relu, was all 0 in their last calls.
const deadInputs = new WeakMap<object, Silence>();
let suspects = 0;

/**
 * Detects a layer that gets only zeros from the relu before it, so that no gradient passes. As in {@link watchRelu},
 * reading stops at the first element that is not 0.
 */
export function watchDead(x: Tensor, layer: { summary(): string }): void {
  if (x.node === null) return; // data, or an evaluation
  if (x.storage.data[x.offset] === 0 && allZero(x) && behindRelu(x.node)) {
    const before = deadInputs.get(layer) ?? null,
      now = longer(before, x),
      key = layer.summary();
    if (before === null) suspects++;
    deadInputs.set(layer, now);
    if (now.samples < SILENT) return;
    sayDead(
      `\`relu\` before ${key} outputs 0 for all ${now.samples} samples, so its gradient is 0 and no layer before it can learn`,
      now.steps,
      rateOf(now.by),
      "`F.leakyRelu`, which is not flat below 0",
      key,
    );
  } else if (suspects > 0 && deadInputs.delete(layer)) suspects--;
}

/** Whether a relu produced this, possibly followed by changes of shape or a pooling, which keep zeros. */
function behindRelu(node: Node): boolean {
  let n: Node | null = node;
  for (let i = 0; n !== null && i < 4; i++) {
    if (n.op === relu.op) return true;
    n = n.next[0] ?? null;
  }
  return false;
}

/** Softmax applied twice: the loss applies log-softmax itself. */
export function watchSoftmax(x: Tensor, classes: number): void {
  if (x.node === null || !madeBySoftmax(x.node)) return;
  const least = Math.log(Math.E + classes - 1) - 1;
  hint(
    "softmax-twice",
    `CrossEntropyLoss applies softmax itself, but its input already went through softmax; with ${classes} classes the loss cannot fall below ln(e + C − 1) − 1 = ${least.toFixed(3)}. Give it the model's raw outputs (logits).`,
    "",
  );
}

/** Probabilities instead of log-probabilities. */
export function watchProbabilities(x: Tensor): void {
  if (x.node === null || !madeBySoftmax(x.node)) return;
  hint(
    "nll-probabilities",
    "NLLLoss takes log-probabilities, but its input came from softmax. Use `logSoftmax` instead, or CrossEntropyLoss on the model's raw outputs.",
    "",
  );
}

/** Sigmoid applied twice: the loss applies it itself. */
export function watchSigmoid(x: Tensor): void {
  if (x.node?.op !== sigmoid.op) return;
  hint(
    "sigmoid-twice",
    "BCEWithLogitsLoss applies sigmoid itself, but its input already went through sigmoid, so all outputs lie between 0.5 and 0.73. Pass the model's raw outputs, or use BCELoss.",
    "",
  );
}

/** Whether softmax produced this, possibly followed by a change of shape. */
function madeBySoftmax(node: Node): boolean {
  let n: Node | null = node;
  while (n !== null && "view" in n.op) n = n.next[0] ?? null;
  return n?.name === "SoftmaxBackward0";
}

/** Active dropout while no gradients are recorded: probably an evaluation without eval(). */
export function watchEval(training: boolean, p: number): void {
  if (training && p > 0 && !mode.grad)
    hintIfRead(
      "forgot-eval",
      "Dropout is still on while gradients are off, so outputs are random; call `model.eval()` before evaluating (and `model.train()` afterwards).",
      "dropout",
    );
}

/** A batch norm in training mode while no gradients are recorded. */
export function watchNormEval(training: boolean): void {
  if (training && !mode.grad)
    hintIfRead(
      "forgot-eval",
      "BatchNorm is still in training mode while gradients are off, so each output depends on the rest of its batch, and the running statistics are overwritten; call `model.eval()` before evaluating (and `model.train()` afterwards).",
      "batch norm",
    );
}
