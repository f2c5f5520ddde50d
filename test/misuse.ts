// The table of valid calls (every-call.ts), run with other arguments than it says: what becomes of a call that is nearly right?

import * as kindling from "kindling";
import { calls, through } from "./every-call.js";

type Callable = (...args: never[]) => unknown;
/** What a call was given, and what it gave or threw. */
export interface Outcome {
  readonly args: readonly unknown[];
  readonly value?: unknown;
  readonly threw?: unknown;
}
/** A call of the table: the function, method or constructor of that name, or the call of the layer that it makes. */
export interface Site {
  readonly name: string;
  readonly layer: boolean;
}

/** Whose last object is no object of options, and whose arguments may be anything, with the reason. */
export const free: Readonly<Record<string, string>> = {
  "Tensor.toJSON": "JSON.stringify calls it, with a key",
  "nn.Identity": "takes and ignores anything, as PyTorch's does",
  "nn.Module()": "a class of the program, whose forward reads what it likes",
  saveBytes: "saves any object",
  "safetensors.save": "saves an object of tensors",
  "npz.save": "saves an object of tensors",
  load: "names classes by an object",
  "nn.ModuleDict": "is made of an object of modules",
  "nn.ParameterDict": "is made of an object of tensors",
  "data.StackDataset": "is made of an object of datasets",
  "data.TensorDataset": "is made of any number of tensors",
  "datasets.MNIST": "takes an object of bytes",
  "datasets.FashionMNIST": "takes an object of bytes",
  "datasets.KMNIST": "takes an object of bytes",
  setProgressOutput: "takes an object with a method, such as a stream",
  "nn.Sequential": "is made of any number of modules",
  "Tensor.toString": "is JavaScript's own",
  "datasets.readIdx": "names the file by a text",
  Checkpoint: "is made of an object of what it keeps",
  plot: "is given an object of curves",
  promoteTypes: "is called by reduce, with an index and the list",
};

const stop = Symbol("the rest of the table's line is not wanted");

/** Runs a line of the table with other arguments at the first call of what it is about; null where there is no such call. */
export async function misused(
  { name, layer }: Site,
  change: (args: readonly unknown[]) => readonly unknown[],
): Promise<Outcome | null> {
  let outcome: { args: readonly unknown[]; value?: unknown; threw?: unknown } | null = null,
    depth = 0;
  /** Every call passes here. */
  const pass = (path: string, args: readonly unknown[], run: (args: readonly unknown[]) => unknown): unknown => {
    if (depth > 0 || path !== name + (layer ? "()" : "")) {
      depth++;
      try {
        return run(args);
      } finally {
        depth--;
      }
    }
    outcome = { args: change(args) };
    depth++;
    try {
      outcome = { ...outcome, value: run(outcome.args) };
    } catch (e) {
      outcome = { ...outcome, threw: e };
    }
    throw stop;
  };
  const watched = <T>(at: string, value: T): T => {
    if (typeof value === "function") {
      return new Proxy(value, {
        apply: (f, self, args: unknown[]) => pass(at, args, (a) => Reflect.apply(f as Callable, self, a as unknown[])),
        construct: (f, args: unknown[], target) =>
          pass(at, args, (a) => Reflect.construct(f as Callable, a as unknown[], target as Callable)) as object,
      });
    }
    if (Object.prototype.toString.call(value) === "[object Module]" || (value as unknown) === kindling.random) {
      return new Proxy(
        {},
        {
          get: (_, key) => {
            const member = (value as Record<PropertyKey, unknown>)[key];
            return watched(
              at + (at === "" ? "" : ".") + String(key),
              value === (kindling.random as unknown) && typeof member === "function"
                ? (member.bind(value) as unknown)
                : member,
            );
          },
        },
      ) as T;
    }
    return value;
  };
  const method = name.startsWith("Tensor.") ? name.slice(7) : "";
  const own = Object.getOwnPropertyDescriptor(kindling.Tensor.prototype, method);
  if (own !== undefined && typeof own.value === "function") {
    const f = own.value as Callable;
    Object.defineProperty(kindling.Tensor.prototype, method, {
      ...own,
      value(this: unknown, ...args: unknown[]) {
        return pass(name, args, (a) => Reflect.apply(f, this, a as unknown[]));
      },
    });
  }
  through(watched("", kindling), (model, inputs) =>
    pass(`${name}()`, inputs, (a) => (model as Callable)(...(a as never[]))),
  );
  kindling.manualSeed(1);
  kindling.random.seed(1);
  try {
    await calls[name]!();
  } catch (e) {
    if (e !== stop && outcome === null) throw e;
  } finally {
    through(kindling, (model, inputs) => model(...inputs));
    if (own !== undefined) Object.defineProperty(kindling.Tensor.prototype, method, own);
  }
  const done = outcome as Outcome | null;
  if (done?.value instanceof Promise) {
    try {
      return { args: done.args, value: (await done.value) as unknown };
    } catch (e) {
      return { args: done.args, threw: e };
    }
  }
  return done;
}

/** All calls of the table, with those of layers. */
export async function sites(): Promise<Site[]> {
  const all = Object.keys(calls).flatMap((name) => [
    { name, layer: false },
    ...(name.startsWith("nn.") ? [{ name, layer: true }] : []),
  ]);
  const found: Site[] = [];
  for (const site of all) if ((await misused(site, (args) => args)) !== null) found.push(site);
  return found;
}
