import { mode } from "../core/modes.js";
import { everyRun } from "../core/recorder.js";
import type { Tensor } from "../core/tensor.js";
import { checkOptions, noMore } from "../diagnose/arguments.js";
import { checkKindOf, shownValue } from "../diagnose/argument-kinds.js";
import { checkFunction, fail } from "../diagnose/error.js";
import { Module } from "../nn/module.js";
import { isModule } from "../nn/module-state.js";
import { broadcastFrom } from "./collectives-node.js";
import { checkSame, sameForm } from "./agreement-node.js";
import { current } from "./group-node.js";
import { Reducer } from "./reducer-node.js";

/** Options of {@link DistributedDataParallel}. */
export interface DataParallelOptions {
  /** Whether buffers (the running averages of BatchNorm) are those of rank 0 before each forward. Default true. */
  broadcastBuffers?: boolean;
  /** How many MiB of small gradients share a message at most. Large ones go alone. Default 25. */
  bucketCapMb?: number;
  /** Whether parameters may be left out of a loss, on some ranks or all. Default false: that is an error. */
  findUnusedParameters?: boolean;
}
const optionNames: ReadonlySet<string> = new Set(["broadcastBuffers", "bucketCapMb", "findUnusedParameters"]);

/** Options of {@link DistributedDataParallel.join}. */
export interface JoinOptions {
  /** Whether gradients are divided by the number of all ranks, also when some have run out of batches. Default true. */
  divideByInitialWorldSize?: boolean;
}
const joinNames: ReadonlySet<string> = new Set(["divideByInitialWorldSize"]);

/** What each wrapped model has; apart from it, so that plans do not depend on its fields. */
const reducers = new WeakMap<object, Reducer>();
const reducerOf = (m: object): Reducer => reducers.get(m)!;

/**
 * A model whose ranks train it together: each computes with its share of the data, and after every backward pass all have the
 * average of their gradients. So they all make the same step.
 *
 * At the start all ranks get the weights and buffers of rank 0. Gradients are sent in buckets: small ones together, large ones alone,
 * from the memory in which they lie. Within `compile` they are steps of the plan.
 *
 * Keys of its state dict begin with `module.`, as in PyTorch; `model.module` is the model that it was given.
 *
 * Options, by name: broadcastBuffers = true, bucketCapMb = 25, findUnusedParameters = false.
 *
 * @throws KindlingError `mpi-group` before `initProcessGroup()`; `ddp-model` for a model that is another one on some rank, or has nothing
 * to train; `ddp-unused` in a backward that leaves out parameters.
 * @example
 * initProcessGroup();
 * const model = new DistributedDataParallel(new nn.Linear(2, 1));
 * model(ones(4, 2)).sum().backward();
 * String(model.module.bias!.grad); // → tensor([4.])
 * destroyProcessGroup();
 */
export class DistributedDataParallel<M extends Module = Module> extends Module {
  static override readonly name: string = "DistributedDataParallel";
  /** The model that it was given. */
  readonly module: M;
  private readonly shareBuffers: boolean;

  /** See {@link DistributedDataParallel}. */
  constructor(module: M, options: DataParallelOptions = {}) {
    super();
    noMore("DistributedDataParallel", 2, arguments, true);
    checkOptions(options, optionNames, "DistributedDataParallel");
    if (!isModule(module))
      fail(
        "argument",
        `DistributedDataParallel takes a model, but got ${shownValue(module)}`,
        "new DistributedDataParallel(new Net()).",
      );
    const { broadcastBuffers = true, bucketCapMb = 25, findUnusedParameters = false } = options;
    checkKindOf("DistributedDataParallel", "broadcastBuffers", "b", broadcastBuffers);
    checkKindOf("DistributedDataParallel", "findUnusedParameters", "b", findUnusedParameters);
    if (!(typeof bucketCapMb === "number" && bucketCapMb > 0))
      fail("argument", `bucketCapMb must be a positive number, but is ${shownValue(bucketCapMb)}`, "for example 25.");
    const { comm } = current("DistributedDataParallel");
    const named = [...module.namedParameters()].filter(([, p]) => p.requiresGrad),
      buffers = [...module.buffers()];
    if (named.length === 0)
      fail(
        "ddp-model",
        "DistributedDataParallel is not needed when a module doesn't have any parameters that require a gradient.",
        "call the model itself.",
      );
    sameForm(module);
    this.module = module;
    this.shareBuffers = broadcastBuffers && comm.size > 1;
    for (const t of [...module.parameters(), ...buffers]) broadcastFrom(t, () => 0);
    reducers.set(this, new Reducer(named, buffers, bucketCapMb * 2 ** 20, findUnusedParameters));
  }

  /** Runs the model. */
  forward(...args: Parameters<M>): ReturnType<M> {
    const { comm, debug } = current("DistributedDataParallel");
    if (debug && comm.size > 1) everyRun(() => checkSame([...this.module.namedParameters()]));
    if (mode.grad && comm.size > 1) reducerOf(this).begin(this.shareBuffers);
    return (this.module as unknown as (...a: unknown[]) => ReturnType<M>)(...args);
  }

  /**
   * Runs `fn`, whose forwards' gradients stay on their ranks: for several small batches before a step. They are averaged with the
   * first backward of a forward outside.
   *
   * @example
   * initProcessGroup();
   * const model = new DistributedDataParallel(new nn.Linear(1, 1));
   * model.noSync(() => model(ones(1, 1)).sum().backward());
   * model(ones(1, 1)).sum().backward();
   * String(model.module.bias!.grad); // → tensor([2.])
   * destroyProcessGroup();
   */
  noSync<T>(fn: () => T): T {
    noMore("noSync", 1, arguments);
    checkFunction(fn, "noSync");
    const r = reducerOf(this),
      before = r.averaging;
    r.averaging = false;
    let later = false;
    const back = (): void => {
      r.averaging = before;
    };
    try {
      const result = fn();
      if (!isPromise(result)) return result;
      later = true;
      return result.finally(back) as T;
    } finally {
      if (!later) back();
    }
  }

  /**
   * Runs a training loop whose number of batches may differ between ranks. A rank that has run out takes part in the others' steps,
   * with zeros, until nobody has a batch any more; then all get the model of a rank that went on longest.
   *
   * Each forward with gradients needs one backward.
   *
   * @example
   * initProcessGroup();
   * const model = new DistributedDataParallel(new nn.Linear(1, 1));
   * model.join(() => {
   *   for (const x of [ones(4, 1), ones(3, 1)]) model(x).sum().backward();
   * });
   * destroyProcessGroup();
   */
  join<T>(fn: () => T, options: JoinOptions = {}): T {
    noMore("join", 2, arguments);
    checkFunction(fn, "join");
    checkOptions(options, joinNames, "join");
    const { comm } = current("join"),
      r = reducerOf(this);
    if (comm.size === 1) return fn();
    if (r.joining !== null) fail("argument", "join() within join()", "call it once around the loop.");
    const all: Tensor[] = [...this.module.parameters(), ...this.module.buffers()];
    r.joining = {
      flags: new Int32Array(comm.size + 1),
      active: Array.from({ length: comm.size }, (_, i) => i),
      byInitial: options.divideByInitialWorldSize ?? true,
    };
    const follow = <V>(result: V): V => {
      r.follow(this.shareBuffers, all);
      return result;
    };
    const result = fn();
    return isPromise(result) ? (result.then(follow) as T) : follow(result);
  }
}

const isPromise = (v: unknown): v is Promise<unknown> => v instanceof Promise;
