import { mode } from "../../core/modes.js";
import type { Tensor } from "../../core/tensor.js";
import { hint, warn } from "../../diagnose/warn.js";
import { relu } from "../../ops/unary.js";
import { sameArray, showShape } from "../../util/array.js";

// Mistakes that give no error: what they look like, and what to say.

/** Where shapes differ, every element meets every other. PyTorch's warning, and what was probably meant. */
export function warnBroadcast(input: Tensor, target: Tensor): void {
  const x = input.shape, y = target.shape;
  const column = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length + 1 && a[b.length] === 1 && sameArray(a.slice(0, -1), b);
  const fix = column(x, y) ? `\`y.unsqueeze(${y.length})\`` : column(y, x) ? `\`y.squeeze(${x.length})\`` : input.count === target.count ? `\`y.reshape(${showShape(x)})\`` : "a target of the input's shape";
  warn("loss-broadcast", `Using a target size (torch.Size(${showShape(y)})) that is different to the input size (torch.Size(${showShape(x)})). This will likely lead to incorrect results due to broadcasting. Please ensure they have the same size.\n  → this compares every prediction with every label; use ${fix}.`);
}

// Samples in a row for which the model's last relu gave 0. A few are nothing unusual.
let silent = 0;
const SILENT = 32;

/**
 * Notices a model whose last step is a relu that always gives 0. Called with what a loss function gets; as soon as one
 * element is not 0, as nearly always the first few show, nothing more is read.
 */
export function watchRelu(x: Tensor): void {
  if (x.node === null || x.node.op !== relu.op) return;
  const data = x.storage.data, end = x.offset + x.count;
  for (let i = x.offset; i < end; i++) if (data[i] !== 0) { silent = 0; return; }
  silent += x.shape.length === 0 ? 1 : x.shape[0]!;
  if (silent < SILENT) return;
  hint("dead-relu", `\`relu\` outputs 0 for all ${silent} samples, so its gradient is 0 and nothing can learn. Use another seed, or drop the last relu.`, "");
  silent = 0;
}

/** Softmax twice: the loss takes the logarithm of softmax itself. */
export function watchSoftmax(x: Tensor, classes: number): void {
  if (x.node?.name !== "SoftmaxBackward0") return;
  const least = Math.log(Math.E + classes - 1) - 1;
  hint("softmax-twice", `CrossEntropyLoss applies softmax itself, and its input was made by softmax; with ${classes} classes the loss cannot fall below ln(e + C − 1) − 1 = ${least.toFixed(3)}. Give it the model's raw outputs (logits).`, "");
}

/** Dropout that is on where no gradients are recorded: probably an evaluation without eval(). */
export function watchEval(training: boolean, p: number): void {
  if (training && p > 0 && !mode.grad) hint("forgot-eval", "Dropout is still on while gradients are off, so outputs are random; call `model.eval()` before evaluating (and `model.train()` afterwards).", "");
}
