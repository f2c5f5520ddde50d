import { noGrad } from "../core/modes.js";
import { fail } from "../diagnose/error.js";
import { shownValue } from "../diagnose/argument-kinds.js";
import { isNamed } from "../diagnose/arguments.js";
import { defaultGenerator, Generator } from "../random/generator.js";
import { Random, random, type RandomState } from "../random/python.js";

// The parts of a checkpoint: how to save and restore the state of each.

/** A part with a state. */
export interface Part {
  get(): unknown;
  put(state: unknown): void;
  /** The generator, if it is one: its state is also needed to redraw an order. */
  readonly generator?: { get(): unknown; put(state: unknown): void };
}

const generatorPart = (g: Generator): Part => {
  const part = { get: () => g.getState(), put: (s: unknown) => void g.setState(bytesOf(s)) };
  return { ...part, generator: part };
};
const randomPart = (r: Random): Part => {
  const part = { get: () => r.getstate(), put: (s: unknown) => r.setstate(s as RandomState) };
  return { ...part, generator: part };
};
const bytesOf = (s: unknown): Uint8Array =>
  s instanceof Uint8Array
    ? s
    : fail("random-state", "RNG state must be a torch.ByteTensor", "is the file one of a Checkpoint?");

/** How to save and restore the state of a part. */
export function partOf(name: string, v: unknown): Part {
  if (v instanceof Generator) return generatorPart(v);
  if (v instanceof Random || v === random) return randomPart(v as Random);
  const { stateDict, loadStateDict } = (v ?? {}) as { stateDict?: unknown; loadStateDict?: unknown };
  if (typeof stateDict === "function" && typeof loadStateDict === "function") {
    const own = v as { stateDict(): unknown; loadStateDict(s: unknown): void };
    return { get: () => own.stateDict(), put: (s) => noGrad(() => own.loadStateDict(s)) };
  }
  if (Array.isArray(v)) {
    const list = v as unknown[];
    return {
      get: () => list,
      put(s) {
        if (!Array.isArray(s))
          return fail(
            "argument",
            `the saved ${JSON.stringify(name)} is not a list`,
            "was it saved by the same program?",
          );
        list.length = 0;
        for (const e of s as unknown[]) list.push(e);
      },
    };
  }
  if (v instanceof Map) {
    const map = v as Map<unknown, unknown>;
    return {
      get: () => map,
      put(s) {
        map.clear();
        for (const [k, e] of s instanceof Map ? (s as Map<unknown, unknown>) : Object.entries(s as object))
          map.set(k, e);
      },
    };
  }
  if (isNamed(v)) {
    return {
      get: () => v,
      put(s) {
        for (const key of Object.keys(v)) delete v[key];
        Object.assign(v, s instanceof Map ? Object.fromEntries(s as Map<string, unknown>) : s);
      },
    };
  }
  return fail(
    "argument",
    `Checkpoint() cannot keep ${JSON.stringify(name)}: it is ${shownValue(v)}`,
    "it keeps objects with stateDict() and loadStateDict(), generators, lists, and plain objects: { progress: { best: 0 } }.",
  );
}

/** The states of all generators: the default one, Python's `random`, and those among the parts. */
export interface SavedStates {
  readonly default: unknown;
  readonly random: unknown;
  readonly own: Readonly<Record<string, unknown>>;
}

type Named = readonly (readonly [name: string, part: Part])[];

/** Saves and restores the states of generators. */
export class RandomStates {
  static readonly name: string = "RandomStates";
  private readonly standard = generatorPart(defaultGenerator);
  private readonly python = randomPart(random);

  save(parts: Named): SavedStates {
    return {
      default: this.standard.get(),
      random: this.python.get(),
      own: Object.fromEntries(
        parts.flatMap(([name, p]) => (p.generator === undefined ? [] : [[name, p.generator.get()]])),
      ),
    };
  }
  restore(s: SavedStates, parts: Named): void {
    this.standard.put(s.default);
    this.python.put(s.random);
    for (const [name, p] of parts) if (p.generator !== undefined && name in s.own) p.generator.put(s.own[name]);
  }
  /** The states as loaded from a file. */
  read(from: unknown): SavedStates {
    const plain = (v: unknown): Record<string, unknown> =>
      v instanceof Map ? (Object.fromEntries(v) as Record<string, unknown>) : (v as Record<string, unknown>);
    const s = plain(from);
    return { default: s["default"], random: s["random"], own: plain(s["own"]) };
  }
}
