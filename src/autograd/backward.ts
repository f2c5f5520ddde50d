import { anomaly } from "../core/anomaly.js";
import { needTensor } from "../core/check.js";
import { edgeOf, needsGrad } from "../core/graph.js";
import { elementwiseInPlace, empty, full, view } from "../core/dispatch.js";
import { mode } from "../core/modes.js";
import { type Node, ruleOf } from "../core/node.js";
import { fusedGradient } from "./fused-rule.js";
import type { ViewOp } from "../core/op.js";
import { compiledOutput, recorder } from "../core/recorder.js";
import { lastSerial } from "../core/storage.js";
import { allZero, type Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { dropLater } from "../diagnose/later.js";
import { sawLoss } from "../diagnose/loss.js";
import { cast, clone } from "../ops/pointwise/cast.js";
import { sum } from "../ops/reduce/reduce.js";
import { reshape } from "../ops/view/view.js";
import { isComplex } from "../shape/dtype.js";
import { broadcastsTo } from "../shape/broadcast.js";
import type { Shape } from "../shape/shape.js";
import { sameArray, showShape } from "../util/array.js";
import { byName, noMore, checkOptions } from "../diagnose/arguments.js";
import { add } from "../ops/pointwise/arithmetic.js";

// Reverse-mode differentiation. `run` counts the gradients that every node reachable from the outputs will receive;
// then it takes nodes that have received all of theirs, applies the op's rules, and passes the results on. Nothing
// recurses, so graphs may be as deep as memory holds.

/** Options of {@link backward}. */
export interface BackwardOptions {
  /** Whether to keep the graph's saved tensors, so that backward can run again. Default: `createGraph`. */
  retainGraph?: boolean;
  /** Whether to record the computation of the gradients, for higher derivatives. */
  createGraph?: boolean;
}

let passes = 0;

/** The gradients that a pass collects instead of accumulating into `.grad`. */
interface Wanted {
  readonly nodes: Map<Node, Tensor | null>;
  /** The pass ends at these nodes: neither their hooks nor their inputs run. */
  readonly ends?: boolean;
}

function run(
  roots: readonly { node: Node; grad: Tensor }[],
  keep: boolean,
  create: boolean,
  wanted: Wanted | null,
): void {
  const pass = ++passes;
  const firstStorage = lastSerial();
  // A backward inside a backward (a hook, a custom function) may meet nodes that the outer pass is still counting.
  let suspended: Suspended[] | null = null;
  const stack: Node[] = [];
  for (const r of roots) {
    if (r.node.pass !== pass) {
      if (r.node.pass !== 0) (suspended ??= []).push(suspend(r.node));
      enter(r.node, pass);
      stack.push(r.node);
    }
  }
  const reached: Node[] = [];
  for (let n = stack.pop(); n !== undefined; n = stack.pop()) {
    reached.push(n);
    if (wanted?.ends === true && wanted.nodes.has(n)) continue;
    const next = n.next;
    for (let i = 0; i < next.length; i++) {
      const m = next[i]!;
      if (m === null) continue;
      if (m.pass !== pass) {
        if (m.pass !== 0) (suspended ??= []).push(suspend(m));
        enter(m, pass);
        stack.push(m);
      }
      m.waiting++;
    }
  }
  const before = mode.grad;
  mode.grad = create;
  const looking = anomaly;
  looking?.begins();
  try {
    for (const r of roots) r.node.grad = r.node.grad === null ? r.grad : add(r.node.grad, r.grad);
    // A root that another root depends on waits like any node.
    for (const r of roots) if (r.node.waiting === 0 && !stack.includes(r.node)) stack.push(r.node);
    for (let n = stack.pop(); n !== undefined; n = stack.pop()) {
      let g = n.grad;
      n.grad = null;
      if (wanted?.ends === true && wanted.nodes.has(n)) {
        wanted.nodes.set(n, g);
        continue;
      }
      if (g !== null && n.pre !== null) for (const f of n.pre) g = f(g);
      if (wanted !== null && wanted.nodes.has(n)) wanted.nodes.set(n, g);
      if (n.leaf !== null) {
        if (g !== null && wanted === null) accumulate(n.leaf, g, create ? Infinity : firstStorage);
        continue;
      }
      const next = n.next;
      const all = n.op.gradAll === undefined || g === null ? null : n.op.gradAll(g, n);
      const inputGrads: (Tensor | null)[] | null = looking === null ? null : next.map(() => null);
      for (let i = 0; i < next.length; i++) {
        const m = next[i]!;
        if (m === null) continue;
        if (g !== null && n.op.shows === true && m.owned && !create) {
          // The parts of a tensor that was split arrive one by one: each is added where it belongs, without zeros around it.
          elementwiseInPlace(add.op, [view(n.op as ViewOp, m.grad!, n.attrs), g]);
        } else if (g !== null) {
          const contribution = all !== null ? (all[i] ?? null) : (fusedGradient(g, n, i) ?? ruleOf(n.op, i)!(g, n, i));
          if (contribution !== null) {
            const fitted = fit(contribution, n.shapes[i]!, n, i);
            if (inputGrads !== null) inputGrads[i] = fitted;
            m.owned = m.grad !== null || n.op.shows === true;
            m.grad = m.grad === null ? fitted : add(m.grad, fitted);
          }
        }
        if (--m.waiting === 0) stack.push(m);
      }
      if (inputGrads !== null) looking!.gave(n, inputGrads);
      if (!keep) n.free();
    }
  } finally {
    mode.grad = before;
    looking?.ends();
    for (const n of reached) {
      n.pass = 0;
      n.grad = null;
    }
    if (suspended !== null)
      for (const s of suspended) {
        s.node.pass = s.pass;
        s.node.waiting = s.waiting;
        s.node.grad = s.grad;
        s.node.owned = s.owned;
      }
  }
  if (wanted === null) mode.passed?.();
}

interface Suspended {
  readonly node: Node;
  readonly pass: number;
  readonly waiting: number;
  readonly grad: Tensor | null;
  readonly owned: boolean;
}
const suspend = (n: Node): Suspended => ({ node: n, pass: n.pass, waiting: n.waiting, grad: n.grad, owned: n.owned });

function enter(n: Node, pass: number): void {
  n.pass = pass;
  n.waiting = 0;
  n.grad = null;
  n.owned = false;
}

/** Converts a gradient to the shape and dtype of its input: sums broadcast dimensions. */
function fit(g: Tensor, shape: Shape, n: Node, i: number): Tensor {
  let out = g;
  if (!sameArray(g.shape, shape)) {
    if (!broadcastsTo(shape, g.shape))
      fail(
        "grad-shape",
        `Function ${n.name} returned an invalid gradient at index ${i} - got ${showShape(g.shape)} but expected shape compatible with ${showShape(shape)}`,
        "return a gradient of the input's shape, or null if there is none.",
      );
    out = sumTo(g, shape);
  }
  const dtype = n.dtypes[i]!;
  return out.dtype === dtype ? out : cast(out, dtype);
}

/** Sums the dimensions along which `shape` was broadcast to `g`'s shape. */
function sumTo(g: Tensor, shape: Shape): Tensor {
  const extra = g.shape.length - shape.length;
  const dims: number[] = [];
  for (let d = 0; d < g.shape.length; d++) if (d < extra || (shape[d - extra] === 1 && g.shape[d] !== 1)) dims.push(d);
  const out = dims.length ? sum(g, { dim: dims, keepdim: true }) : g;
  return sameArray(out.shape, shape) ? out : reshape(out, shape);
}

/**
 * Adds to a leaf's `.grad`. The first gradient is adopted without a copy if it was created in this pass and nothing
 * else uses it (`newest` is the serial of the last storage before the pass).
 */
function accumulate(leaf: Tensor, g: Tensor, newest: number): void {
  recorder?.gradient(leaf, false);
  if (leaf.gradient === null) {
    const own =
      g.dense &&
      !g.storage.claimed &&
      g.storage.serial > newest &&
      g.count === g.storage.data.length &&
      g.node === null;
    const kept = own && g.viewOf === null ? g : clone(g);
    kept.storage.claimed = true;
    leaf.gradient = kept;
  } else if (mode.grad || leaf.gradient.node !== null) {
    leaf.gradient = add(leaf.gradient, g);
  } else {
    const { storage } = leaf.gradient;
    // Zeros count as a fresh start.
    if (storage.spent !== "no") storage.spent = allZero(leaf.gradient) ? "no" : "again";
    elementwiseInPlace(add.op, [leaf.gradient, g]);
  }
}

function onesLike(t: Tensor): Tensor {
  if (t.count !== 1 || t.dtype !== "float32") return full(t.shape, t.dtype, 1);
  const out = empty(t.shape, t.dtype); // a loss: no kernel is needed
  out.storage.data[out.offset] = 1;
  return out;
}

function rootOf(t: Tensor, grad: Tensor | null | undefined): { node: Node; grad: Tensor } {
  needTensor(t, "backward", "tensors");
  if (!needsGrad(t))
    fail(
      "no-grad-fn",
      "element 0 of tensors does not require grad and does not have a grad_fn",
      `${compiledOutput.lostHistory ? "did it come from a compiled function that calls backward()? Such outputs have no gradient history. Otherwise " : ""}nothing in its computation required gradients: was it computed inside noGrad, detached, or are all its inputs plain data?`,
    );
  if (grad === undefined || grad === null) {
    if (t.count !== 1)
      fail(
        "backward-scalar",
        "grad can be implicitly created only for scalar outputs",
        `this tensor has shape ${showShape(t.shape)}: reduce it first, e.g. .sum() or .mean(), or pass a gradient of its shape.`,
      );
    if (isComplex(t.dtype))
      fail(
        "backward-scalar",
        `grad can be implicitly created only for real scalar outputs but got torch.${t.dtype}`,
        "a loss must be real: take abs(), real() or abs().square() first.",
      );
    return { node: edgeOf(t)!, grad: onesLike(t) };
  }
  needTensor(grad, "backward", "gradient");
  if (!sameArray(grad.shape, t.shape))
    fail(
      "grad-shape",
      `Mismatch in shape: grad_output[0] has a shape of torch.Size(${showShape(grad.shape)}) and output[0] has a shape of torch.Size(${showShape(t.shape)}).`,
      "pass a gradient of the output's shape.",
    );
  return { node: edgeOf(t)!, grad: cast(grad, t.dtype) };
}

const none: BackwardNamed = {};
/** The arguments of {@link backward} by name. */
export interface BackwardNamed extends BackwardOptions {
  /** The gradient of the result, in its shape. Default: 1, for a scalar. */
  gradient?: Tensor | null;
}
/**
 * Computes the gradients of the leaves that `t` depends on and adds them to their `.grad`.
 *
 * @param gradient the initial gradient; required if `t` has more than one element.
 * @throws KindlingError `no-grad-fn`, `backward-scalar`, `backward-twice`, `inplace-saved`.
 * @example
 * const w = tensor([1, 2], { requiresGrad: true });
 * w.mul(w).sum().backward();
 * String(w.grad); // → tensor([2., 4.])
 */
export function backward(t: Tensor, gradient?: Tensor | null | BackwardNamed, options?: BackwardOptions): void {
  noMore("backward", 3, arguments);
  const o =
    gradient === undefined && options === undefined
      ? none
      : byName<BackwardNamed>("backward", ["gradient"], [gradient, options], ["retainGraph", "createGraph"]);
  const from = o.gradient ?? null;
  const create = o.createGraph ?? false;
  const root = rootOf(t, from);
  if (from === null && t.count === 1) sawLoss(t.storage, t.offset);
  dropLater();
  run([root], (o.retainGraph ?? create) || mode.trial, create, null);
}

/** Options of {@link grad}. */
export interface GradOptions extends BackwardOptions {
  /** Initial gradients, one per output; null for ones. */
  gradOutputs?: Tensor | readonly (Tensor | null)[] | null;
  /** Whether to return null instead of throwing for an input that no output depends on. */
  allowUnused?: boolean;
}

/**
 * The gradients at `ends`, nodes of the graph, for a pass that begins with these gradients at `outputs`; null for nodes
 * without one. The pass ends there and keeps the graph.
 */
export function arriving(
  outputs: readonly Tensor[],
  gradients: readonly Tensor[],
  ends: readonly Node[],
): (Tensor | null)[] {
  const nodes = new Map<Node, Tensor | null>(ends.map((n) => [n, null]));
  run(
    outputs.map((t, i) => rootOf(t, gradients[i])),
    true,
    false,
    { nodes, ends: true },
  );
  return ends.map((n) => nodes.get(n)!);
}

const gradOptions: ReadonlySet<string> = new Set(["gradOutputs", "retainGraph", "createGraph", "allowUnused"]);
/** Options of {@link grad} that allow unused inputs. */
export interface UnusedAllowed extends GradOptions {
  allowUnused: true;
}
/** A gradient for each input. */
export type GradientsOf<T extends readonly Tensor[]> = { -readonly [K in keyof T]: Tensor };

/**
 * The gradients of the sum of `outputs` with respect to `inputs`, as a list; null for inputs that no output depends on.
 *
 * @example
 * const x = tensor(3, { requiresGrad: true }), unused = tensor(1, { requiresGrad: true });
 * grad(x.pow(2), [x, unused], { allowUnused: true })[1]; // → null
 */
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  options: UnusedAllowed,
): (Tensor | null)[];
/**
 * The gradient of the sum of `outputs` with respect to one input, as a list of one; no `.grad` is touched.
 *
 * @example
 * const x = tensor(3, { requiresGrad: true });
 * grad(x.pow(2), x)[0]; // → tensor(6.)
 */
export function grad(outputs: Tensor | readonly Tensor[], inputs: Tensor, options?: GradOptions): [Tensor];
/**
 * The gradients of the sum of `outputs` with respect to `inputs`, as a list; no `.grad` is touched.
 *
 * @example
 * const x = tensor(3, { requiresGrad: true });
 * const [d] = grad(x.pow(3), [x], { createGraph: true });
 * const [dd] = grad(d, [x]);
 * [d.item(), dd.item()].join(); // → 27,18
 */
export function grad<const T extends readonly Tensor[]>(
  outputs: Tensor | readonly Tensor[],
  inputs: T,
  options?: GradOptions,
): GradientsOf<T>;
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  options: GradOptions = {},
): (Tensor | null)[] {
  noMore("grad", 3, arguments);
  checkOptions(options, gradOptions, "grad");
  const outs = Array.isArray(outputs) ? (outputs as readonly Tensor[]) : [outputs as Tensor];
  const ins = Array.isArray(inputs) ? (inputs as readonly Tensor[]) : [inputs as Tensor];
  const seeds =
    options.gradOutputs === undefined || options.gradOutputs === null
      ? []
      : Array.isArray(options.gradOutputs)
        ? (options.gradOutputs as readonly (Tensor | null)[])
        : [options.gradOutputs as Tensor];
  const nodes = new Map<Node, Tensor | null>();
  const edges = ins.map((t) => {
    needTensor(t, "grad", "inputs");
    if (!needsGrad(t))
      fail(
        "grad-input",
        "One of the differentiated Tensors does not require grad",
        "create it with { requiresGrad: true }, or call requiresGrad_() before using it.",
      );
    const e = edgeOf(t)!;
    nodes.set(e, null);
    return e;
  });
  const create = options.createGraph ?? false;
  run(
    outs.map((t, i) => rootOf(t, seeds[i])),
    options.retainGraph ?? create,
    create,
    { nodes },
  );
  return edges.map((e) => {
    const g = nodes.get(e) ?? null;
    if (g === null && options.allowUnused !== true)
      fail(
        "grad-unused",
        "One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if this is the desired behavior.",
        "pass { allowUnused: true } to get null for it.",
      );
    return g;
  });
}
