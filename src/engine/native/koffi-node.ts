import { createRequire } from "node:module";
import { Absent } from "../cache-node.js";

/** A function of a shared object. Typed arrays are passed as the address of their first element. */
export type Foreign = (...args: unknown[]) => unknown;
/** What is used of the package `koffi`, which programs install where they want this engine. */
interface Koffi {
  load(file: string): { func(prototype: string): Foreign };
}

let koffi: Koffi | Absent | undefined;

/** The package `koffi`. Throws {@link Absent} where it is not installed, or not for this machine. */
function load(): Koffi {
  if (koffi === undefined) {
    try {
      koffi = createRequire(import.meta.url)("koffi") as Koffi;
    } catch (e) {
      const { code, message } = e as NodeJS.ErrnoException;
      koffi = new Absent(
        code === "MODULE_NOT_FOUND" && message.includes("'koffi'")
          ? "the package koffi is not installed (npm install koffi)"
          : `the package koffi does not load: ${message.split("\n")[0]}`,
      );
    }
  }
  if (koffi instanceof Absent) throw koffi;
  return koffi;
}

/** Whether foreign functions can be called at all; throws {@link Absent} if not. */
export const checkForeign = (): void => void load();

/** The functions of a shared object, by their C prototypes. Throws {@link Absent} where it does not load. */
export function foreign<N extends string>(file: string, prototypes: Readonly<Record<N, string>>): Record<N, Foreign> {
  const k = load();
  try {
    const library = k.load(file);
    const out = {} as Record<N, Foreign>;
    for (const name in prototypes) out[name] = library.func(prototypes[name]);
    return out;
  } catch (e) {
    throw new Absent(
      `compiled code does not load: ${(e as Error).message.split("\n")[0]} (a file system mounted with noexec refuses it; XDG_CACHE_HOME names another folder)`,
    );
  }
}
