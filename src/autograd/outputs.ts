import { empty, noAttrs } from "../core/dispatch.js";
import { type Differentiable, Node } from "../core/node.js";
import type { Arg } from "../core/op.js";
import { Tensor } from "../core/tensor.js";
import { isSmooth } from "../shape/dtype.js";

// The graph nodes of whole functions, whose gradients are computed all at once: custom functions, plans.

/** Whether a value can have a gradient. */
export const differentiable = (t: unknown): t is Tensor => t instanceof Tensor && isSmooth(t.dtype);

/** Attaches the history to a function's only output. `call` takes its gradient, and returns one for each of `args`. */
export function giveHistory(
  out: Tensor,
  op: Differentiable,
  call: (grads: (Tensor | null)[]) => readonly (Tensor | null)[],
  args: readonly Arg[],
  next: readonly (Node | null)[],
  label: string,
): void {
  out.node = new Node({ ...op, gradAll: (g) => call([g]) }, args, next, noAttrs, out);
  out.node.label = label;
}

/**
 * Attaches the history to several outputs. A node has one output, so each output gets a node that only stores its
 * gradient; they all lead to the function's node, which runs when every reached output has its gradient.
 */
export function giveHistories(
  outputs: readonly unknown[],
  op: Differentiable,
  call: (grads: (Tensor | null)[]) => readonly (Tensor | null)[],
  args: readonly Arg[],
  next: readonly (Node | null)[],
  label: string,
  materialize: boolean,
): void {
  // By the number of the backward pass: one may run inside another.
  const arrived = new Map<number, Map<number, Tensor>>();
  const signal = empty([], "float64"); // the outputs' nodes pass this on instead of a gradient
  const zeros = outputs.map((t) => {
    const { shape, dtype } = t instanceof Tensor ? t : signal;
    return () => empty(shape, dtype);
  });
  const joined = new Node(
    {
      ...op,
      gradAll: (_, node) => {
        const got = arrived.get(node.pass);
        arrived.delete(node.pass);
        return call(zeros.map((make, i) => got?.get(i) ?? (materialize ? make() : null)));
      },
    },
    args,
    next,
    noAttrs,
    signal,
  );
  joined.label = label;
  outputs.forEach((out, i) => {
    if (!differentiable(out)) return;
    out.node = new Node(
      {
        gradName: op.gradName,
        saves: "",
        gradAll: (g) => {
          const got = arrived.get(joined.pass) ?? new Map<number, Tensor>();
          arrived.set(joined.pass, got.set(i, g));
          return [signal];
        },
      },
      [0],
      [joined],
      noAttrs,
      out,
    );
    out.node.label = label;
  });
}
