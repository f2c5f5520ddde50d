import { type AnomalyWatch, anomaly, setAnomaly } from "../core/anomaly.js";
import { copyOf } from "../core/dispatch.js";
import type { Node } from "../core/node.js";
import type { Live, Operand } from "../core/op.js";
import { type Named, recorder, type Recorder, setRecorder, unheard } from "../core/recorder.js";
import { lastSerial, type Storage } from "../core/storage.js";
import type { Tensor } from "../core/tensor.js";
import { checkKind } from "../diagnose/argument-kinds.js";
import { checkOptions, noMore, byName } from "../diagnose/arguments.js";
import { fail } from "../diagnose/error.js";
import { userPlace } from "../diagnose/line.js";
import { warn } from "../diagnose/warn.js";
import { checkSync, finished, type Synchronous } from "../diagnose/sync.js";
import type { Kernel } from "../ir/kernel.js";
import { type DType, isSmooth, readElement } from "../shape/dtype.js";

// Checks every result for NaN. It listens like a recording (core/recorder.ts), and forwards events to an earlier
// listener. It computes nothing itself and allows all values to be read.

/** Options of {@link detectAnomaly}. */
export interface AnomalyOptions {
  /** Whether NaN gradients are an error. Default true; false checks only the forward pass. */
  checkNan?: boolean;
}

const optionNames: ReadonlySet<string> = new Set(["checkNan"]);

/** The current computation: its output is checked when the next one begins. */
interface Pending {
  readonly name: string;
  readonly out: Storage;
  readonly inputs: Found;
  readonly where: () => string;
  /** It held none before. */ readonly clean: boolean;
}
/** The worst value in a storage. */
type Found = "finite" | "inf" | "nan";

class Watcher implements Recorder, AnomalyWatch {
  readonly inner: Recorder | null;
  readonly checkNan: boolean;
  private readonly start = lastSerial();
  private pending: Pending | null = null;
  /** The running modules, outermost first. */
  private readonly modules: Named[] = [];
  private readonly places = new WeakMap<Node, () => string>();
  /** The origin of the first inf and the first nan of the current forward pass. */
  private firstInf: string | null = null;
  private firstNan: string | null = null;
  private backwards = 0;

  constructor(inner: Recorder | null, checkNan: boolean) {
    this.inner = inner;
    this.checkNan = checkNan;
  }

  // ---- forward ----

  launch(kernel: Kernel<number>, out: Storage, args: readonly Operand[], count: number): void {
    this.begin(
      kernel.name,
      args.filter((a): a is Tensor => typeof a === "object").map((t) => t.storage),
      out,
    );
    this.inner?.launch(kernel, out, args, count);
  }
  call(
    name: string,
    inputs: readonly Tensor[],
    out: Tensor,
    run: (inputs: readonly Tensor[], out: Tensor) => void,
    random: boolean,
  ): void {
    this.begin(
      name,
      inputs.map((t) => t.storage),
      out.storage,
    );
    this.inner?.call(name, inputs, out, run, random);
  }

  private begin(name: string, inputs: readonly Storage[], out: Storage): void {
    this.settle();
    if (this.backwards > 0 || !isSmooth(out.dtype)) return;
    const before = inputs.map(worst);
    const found: Found = before.includes("nan") ? "nan" : before.includes("inf") ? "inf" : "finite";
    const where = this.where();
    if (found === "nan" && this.firstNan === null) {
      const firstBad = inputs[before.indexOf("nan")]!;
      this.firstNan = `\`${name}\`${where()} was given nan${firstBad.serial <= this.start ? " that was there before" : ""}: look at the data and the weights`;
      warn("anomaly-forward", `${this.firstNan}. Everything computed from it is nan.`, where());
    }
    this.pending = { name, out, inputs: found, where, clean: worst(out) === "finite" };
  }

  /** Checks the last result. */
  private settle(): void {
    const p = this.pending;
    this.pending = null;
    if (p === null || !p.clean) return;
    const now = worst(p.out);
    if (now === "inf" && p.inputs === "finite") this.firstInf ??= `\`${p.name}\`${p.where()}`;
    if (now !== "nan" || p.inputs === "nan" || this.firstNan !== null) return;
    const of =
      p.inputs === "inf"
        ? `of inf${this.firstInf === null ? "" : `, which ${this.firstInf} had made`}`
        : "of finite numbers";
    this.firstNan = `\`${p.name}\`${p.where()} made nan ${of}`;
    warn("anomaly-forward", `${this.firstNan}. Everything computed from it is nan.`, p.where());
  }

  /** `at train.ts:12:5 in `net.0` Linear(10 → 1)`, computed on demand. */
  private where(): () => string {
    const lineOf = userPlace(),
      { modules } = this,
      root = modules[0],
      layer = modules[modules.length - 1];
    return () => {
      const line = lineOf();
      const path = root === undefined ? "" : (root.namedModules().find(([, m]) => m === layer)?.[0] ?? "");
      const inside = layer === undefined ? "" : ` in ${path === "" ? "" : `\`${path}\` `}${layer.summary()}`;
      return `${line === null ? "" : ` at ${line}`}${inside}`;
    };
  }

  // ---- backward ----

  made(node: Node): void {
    this.places.set(node, this.where());
  }

  begins(): void {
    this.settle();
    this.backwards++;
  }
  ends(): void {
    this.settle();
    if (--this.backwards > 0) return;
    this.firstInf = this.firstNan = null; // what follows is another forward pass
  }

  gave(node: Node, gradients: readonly (Tensor | null)[]): void {
    if (!this.checkNan) return;
    const order = node.op.order;
    let bad = Infinity;
    unheard(() =>
      gradients.forEach((g, i) => {
        if (g !== null && hasNan(g)) bad = Math.min(bad, order?.[i] ?? i);
      }),
    );
    if (bad === Infinity) return;
    const callLine = this.places.get(node);
    const calledAt =
      callLine === undefined
        ? "its forward op ran before the mode was on, so its place is not known: call the model inside of it too"
        : `its forward op was called${callLine()}`;
    const remedy = "Where a number may be 0, add something small before div, log or sqrt, or clamp it.";
    const origin =
      this.firstNan !== null
        ? `In the forward pass already, ${this.firstNan}.`
        : this.firstInf !== null
          ? `In the forward pass ${this.firstInf} had made inf. ${remedy}`
          : remedy;
    fail("anomaly", `Function '${node.name}' returned nan values in its ${bad}th output.`, `${calledAt}. ${origin}`);
  }

  // ---- other events are forwarded ----

  live(value: () => number): number | Live {
    return this.inner === null ? value() : this.inner.live(value);
  }
  everyRun(effect: () => void): void {
    if (this.inner === null) effect();
    else this.inner.everyRun(effect);
  }
  guard(holds: () => boolean, changes?: string): void {
    this.inner?.guard(holds, changes);
  }
  fields(object: object, name: string, except?: ReadonlySet<string>, closed?: boolean): boolean {
    return this.inner?.fields(object, name, except, closed) ?? false;
  }
  same(object: object, keys: readonly string[], changes?: string): void {
    this.inner?.same(object, keys, changes);
  }
  reads(object: object, key: string): void {
    this.inner?.reads(object, key);
  }
  writes(object: object, key: string): void {
    this.inner?.writes(object, key);
  }
  entersModule(module: Named): void {
    this.settle();
    this.modules.push(module);
    this.inner?.entersModule(module);
  }
  leavesModule(): void {
    this.settle();
    this.modules.pop();
    this.inner?.leavesModule();
  }
  gradient(leaf: Tensor, overwritten: boolean): void {
    this.inner?.gradient(leaf, overwritten);
  }
  sees(t: Tensor): void {
    this.inner?.sees(t);
  }
  holds(tensors: () => Iterable<unknown>): void {
    this.inner?.holds(tensors);
  }
  refuse(what: string, instead?: string): void {
    this.settle();
    this.inner?.refuse(what, instead);
  }
  spoil(reason: string): void {
    this.inner?.spoil(reason);
  }

  /** The final check. */
  end(): void {
    this.settle();
  }
}

function worst({ data, dtype }: Storage): Found {
  if (!isSmooth(dtype)) return "finite";
  let found: Found = "finite";
  for (let i = 0; i < data.length; i++) {
    const v = numberAt(data, dtype, i);
    if (v - v === 0) continue;
    if (v !== v) return "nan";
    found = "inf";
  }
  return found;
}

/** Complex numbers are two floats; the bits of 16-bit floats are decoded. */
const numberAt = (data: Storage["data"], dtype: DType, i: number): number =>
  dtype === "float16" || dtype === "bfloat16" ? Number(readElement(data, dtype, i)) : Number(data[i]);

/** Whether any of a tensor's own elements is NaN; other tensors may share its memory. */
function hasNan(t: Tensor): boolean {
  if (!isSmooth(t.dtype)) return false;
  return worst(t.count === t.storage.data.length ? t.storage : copyOf(t).storage) === "nan";
}

let global: Watcher | null = null;

/** Installs a watcher, which forwards to the previous listener. */
function start(checkNan: boolean): { watcher: Watcher; before: AnomalyWatch | null } {
  recorder?.spoil("looks for anomalies");
  const watcher = new Watcher(recorder, checkNan),
    before = anomaly;
  setRecorder(watcher);
  setAnomaly(watcher);
  return { watcher, before };
}

function stop(watcher: Watcher, before: AnomalyWatch | null): void {
  watcher.end();
  if (recorder === watcher) setRecorder(watcher.inner); // otherwise a recording that it listened to has ended
  setAnomaly(before);
}

/**
 * Runs `fn` and reports the op that made the first NaN (`torch.autograd.detect_anomaly`). A gradient that becomes NaN
 * in `backward()` is an error with PyTorch's sentence, the line of the program that called the op, and its layer; a NaN
 * in the forward pass is a similar warning. Every result is checked, so this is slow: use it only for debugging.
 * Compiled functions run uncompiled. The mode ends when `fn` returns or throws, so `fn` must not be async.
 *
 * @throws KindlingError `anomaly` if a gradient is NaN.
 * @example
 * const x = zeros(3, { requiresGrad: true });
 * detectAnomaly(() => x.div(x.sum().add(1)).sum().backward()); // all is well
 * isAnomalyEnabled(); // → false
 */
export function detectAnomaly<T>(fn: () => Synchronous<T>, options: AnomalyOptions = {}): T {
  noMore("detectAnomaly", 2, arguments);
  checkSync(fn, "detectAnomaly");
  checkOptions(options, optionNames, "detectAnomaly");
  const { watcher, before } = start(options.checkNan ?? true);
  try {
    return finished((fn as () => T)(), "detectAnomaly");
  } finally {
    stop(watcher, before);
  }
}

/**
 * Turns {@link detectAnomaly} on or off for everything that follows (`torch.autograd.set_detect_anomaly`). Call it
 * outside compiled functions.
 *
 * @example
 * setDetectAnomaly(true);
 * setDetectAnomaly(false);
 */
export function setDetectAnomaly(on: boolean, ...options: [checkNan?: boolean] | [options: AnomalyOptions]): void {
  checkKind("setDetectAnomaly", "on", on);
  const { checkNan = true } = byName<AnomalyOptions>("setDetectAnomaly", ["checkNan"], options);
  if (!(recorder instanceof Watcher)) recorder?.refuse("setDetectAnomaly()");
  if (global !== null) stop(global, null);
  global = on ? start(checkNan).watcher : null;
}

/**
 * Whether {@link detectAnomaly} is on.
 *
 * @example
 * detectAnomaly(() => isAnomalyEnabled()); // → true
 */
export function isAnomalyEnabled(): boolean {
  noMore("isAnomalyEnabled", 0, arguments);
  return anomaly !== null;
}
