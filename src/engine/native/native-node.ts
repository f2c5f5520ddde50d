import { warn } from "../../diagnose/warn.js";
import { chosen, type EngineChoice, type EngineState, levels } from "../engine.js";
import { Absent, build, type Build, openFolder } from "../cache-node.js";
import { type Compiler, findCompiler } from "./compiler-node.js";
import { checkForeign, type Foreign, foreign } from "./koffi-node.js";
import { librarySource } from "./library/source.js";

// Whether there is a compiler, and the library of kernels: looked for when first needed, compiled in the background or at once.

/** The library's functions. */
export type Library = Record<"contract_f32" | "contract_f64" | "entries", Foreign>;
const contract = (name: string): string =>
  `int ${name}(void *what, void *a, void *b, void *c, void *bias, int threads)`;

type Stage =
  | { readonly kind: "new" }
  | { readonly kind: "compiling"; readonly compiler: Compiler; readonly build: Build }
  | { readonly kind: "ready"; readonly compiler: Compiler; readonly library: Library }
  | { readonly kind: "absent"; readonly why: string };

let stage: Stage = { kind: "new" };

/** Why the engine is not available; null while it is, or may still become so. */
export const absent = (): string | null => (stage.kind === "absent" ? stage.why : null);

/** Whether a choice requires waiting for the compiler. */
export const waits = (choice: EngineChoice): boolean => choice === "native";

/** The library; null if there is none, or not yet. Waits for it if the engine was chosen by name. */
export function library(wait: boolean = waits(chosen.engine)): Library | null {
  if (stage.kind === "ready") return stage.library;
  if (stage.kind === "absent") return null;
  try {
    if (stage.kind === "new" || wait) {
      const compiler = usable();
      stage = { kind: "compiling", compiler, build: build(librarySource, compiler, wait) };
    }
    if (stage.kind === "compiling") {
      const path = stage.build.path();
      if (path === null) return null;
      const { compiler } = stage;
      stage = {
        kind: "ready",
        compiler,
        library: foreign(path, {
          contract_f32: contract("contract_f32"),
          contract_f64: contract("contract_f64"),
          entries: "int64_t entries()",
        }),
      };
      tell(`the native engine is ready (${compiler.name})`);
    }
  } catch (e) {
    if (!(e instanceof Absent)) throw e;
    stage = { kind: "absent", why: e.message };
    tell(`there is no native engine: ${e.message}`);
    if (chosen.engine === "native")
      warn(
        "engine",
        `the native engine was chosen, but is not available: ${e.message}. The next engine is used instead.`,
      );
  }
  return stage.kind === "ready" ? stage.library : null;
}

/** The compiler, if everything else is available, too. Throws {@link Absent}. */
function usable(): Compiler {
  if (process.platform === "win32")
    throw new Absent("it runs on Linux and macOS; Windows cannot tell who may write to the cache of compiled code");
  checkForeign();
  const compiler = findCompiler();
  if (typeof compiler === "string") throw new Absent(compiler);
  openFolder();
  return compiler;
}

/** The description for `engines()`. Looks for what the engine needs, and begins to compile if it may compute. */
export function nativeState(): EngineState {
  if (stage.kind === "new" && levels[chosen.engine] < levels.native) {
    try {
      return { ready: false, detail: `${usable().name}: its kernels are compiled when it is chosen` };
    } catch (e) {
      if (!(e instanceof Absent)) throw e;
      return { ready: false, detail: e.message };
    }
  }
  library();
  switch (stage.kind) {
    case "ready":
      return { ready: true, detail: stage.compiler.name };
    case "absent":
      return { ready: false, detail: stage.why };
    default:
      return { ready: false, detail: "compiling its kernels in the background" };
  }
}

/** The compiler, if the library is ready. */
export const readyCompiler = (): Compiler | null => (stage.kind === "ready" ? stage.compiler : null);

/** A debugging line, with `KINDLING_DEBUG=engine`. */
export function tell(line: string): void {
  if ((process.env["KINDLING_DEBUG"] ?? "").split(",").includes("engine")) console.error(`kindling: ${line}`);
}
