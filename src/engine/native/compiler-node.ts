import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import type { Toolchain } from "../cache-node.js";

/** A C compiler of this machine. */
export interface Compiler extends Toolchain {
  /** Those of the flags that suit any code: this processor's instructions, and shared objects. */
  readonly common: readonly string[];
  /** The width of its vectors. */
  readonly vectorBytes: number;
  /** For people, such as "gcc 12.2.0, AVX-512". */
  readonly name: string;
}

const SECONDS = 20;
/** `-ffp-contract=fast`: a product and a sum round once, as the contraction's tiles expect. No flag changes what inf and NaN do. */
const common = ["-march=native", "-fPIC", "-shared", "-fvisibility=hidden", "-w"];
const own = ["-std=gnu11", "-O3", "-fno-math-errno", "-fno-trapping-math", "-ffp-contract=fast"];

let found: Compiler | string | undefined;

/** The compiler: `KINDLING_CC`, else the first of cc, gcc and clang that runs. A string says why there is none. */
export function findCompiler(): Compiler | string {
  return (found ??= look());
}

function look(): Compiler | string {
  const named = process.env["KINDLING_CC"];
  const tried = named === undefined || named === "" ? ["cc", "gcc", "clang"] : [named];
  let last = "";
  for (const command of tried) {
    // KINDLING_CFLAGS: additional flags, for debugging or to try narrower vectors.
    const more = (process.env["KINDLING_CFLAGS"] ?? "").split(" ").filter((f) => f !== ""),
      shared = [...common, ...more],
      all = [...own, ...shared];
    const asked = spawnSync(command, [...all, "-dM", "-E", "-x", "c", "-"], {
      input: "",
      encoding: "utf8",
      timeout: SECONDS * 1000,
      maxBuffer: 1 << 24,
      windowsHide: true,
    });
    if (asked.status === 0 && asked.stdout.includes("__STDC__")) return describe(command, all, shared, asked.stdout);
    const why = asked.error as NodeJS.ErrnoException | undefined;
    if (why?.code !== "ENOENT")
      last = `${command} does not work: ${why?.message ?? (asked.stderr.trim().split("\n")[0] || `it ended with ${asked.status ?? asked.signal}`)}`;
  }
  return last !== "" ? last : `no C compiler was found (tried ${tried.join(", ")}; KINDLING_CC names another)`;
}

function describe(command: string, flags: readonly string[], shared: readonly string[], macros: string): Compiler {
  const value = (name: string): string | undefined => new RegExp(`^#define ${name} (.*)$`, "m").exec(macros)?.[1];
  const clang = value("__clang_version__")?.replaceAll('"', "").trim();
  const version = clang === undefined ? `gcc ${value("__VERSION__")?.replaceAll('"', "") ?? "?"}` : `clang ${clang}`;
  const width =
    value("__AVX512F__") !== undefined
      ? "AVX-512"
      : value("__AVX2__") !== undefined
        ? "AVX2"
        : value("__ARM_NEON") !== undefined
          ? "NEON"
          : "128-bit vectors";
  return {
    command,
    flags,
    common: shared,
    vectorBytes: width === "AVX-512" ? 64 : width === "AVX2" ? 32 : 16,
    name: `${version}, ${width}`,
    // Its predefined macros: its version and all that it knows about this processor. Different definitions produce
    // different code.
    identity: createHash("sha256").update(macros).digest("hex"),
  };
}
