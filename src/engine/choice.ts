import { shownValue } from "../diagnose/argument-kinds.js";
import { noMore } from "../diagnose/arguments.js";
import { fail } from "../diagnose/error.js";
import { chosen, type EngineChoice, type EngineState, levels, listEngines } from "./engine.js";

// The program's choice of the engine.

/** Information about one engine, from {@link engines}. */
export interface EngineReport extends EngineState {
  readonly name: string;
  /** Whether the current choice allows it to compute. */
  readonly chosen: boolean;
}

/**
 * The engines of this process, the fastest first: whether each is ready, with a description or the reason why not.
 *
 * @example
 * engines().map((e) => e.name).includes("js"); // → true
 */
export function engines(): EngineReport[] {
  noMore("engines", 0, arguments);
  return listEngines()
    .filter((e) => e.name !== "interpreter")
    .map((e) => ({
      name: e.name,
      ...(e.state?.() ?? { ready: true, detail: "always here" }),
      chosen: (e.level ?? 0) <= levels[chosen.engine],
    }));
}

/** Whether a value names a choice of engines. */
export const isChoice = (v: unknown): v is EngineChoice => typeof v === "string" && Object.hasOwn(levels, v);

/**
 * Chooses the engine. `"auto"` (the default) uses the fastest one that is ready: where Node finds a C compiler and the package
 * `koffi`, it starts on `"wasm"`, compiles in the background, and changes over between two steps. A plan too small to gain stays on
 * `"wasm"`; any other runs a few times on both, and stays on the faster one, as `step.explain()` tells. Results of two engines differ in
 * their last digits; name an engine for the same digits in every run. `"native"` waits until its kernels are compiled. What an
 * engine does not compute goes to the next: `"native"`, `"wasm"`, `"js"`. Plans change over with their next call.
 *
 * @throws KindlingError `engine` if the engine does not exist here; the message says why.
 * @example
 * setEngine("wasm");
 * engines().some((e) => e.name === "js" && e.chosen); // → true
 */
export function setEngine(engine: EngineChoice): void {
  noMore("setEngine", 1, arguments);
  checkEngine("setEngine", engine);
  if (chosen.engine === engine) return;
  chosen.engine = engine;
  chosen.changes++;
}

/** Rejects unknown engines, and those that cannot become ready here. */
export function checkEngine(what: string, engine: unknown): asserts engine is EngineChoice {
  if (!isChoice(engine))
    fail(
      "engine",
      `${what} takes "native", "wasm", "js" or "auto", but got ${shownValue(engine)}`,
      "engines() lists the available ones.",
    );
  if (engine === "auto" || engine === "js") return;
  const found = listEngines().find((e) => e.name === engine);
  found?.prepareNow?.();
  const state = found === undefined ? { ready: false, detail: "it runs in Node only" } : found.state?.();
  if (state?.ready === false)
    fail(
      "engine",
      `the ${engine} engine is not available: ${state.detail}`,
      '"auto" uses the fastest available engine.',
    );
}
