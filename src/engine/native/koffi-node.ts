import { Absent } from "../cache-node.js";
import { type Foreign, loadKoffi } from "../koffi-node.js";

export type { Foreign } from "../koffi-node.js";

/** Whether foreign functions can be called at all; throws {@link Absent} if not. */
export const checkForeign = (): void => void loadKoffi();

/** The functions of a shared object, by their C prototypes. Throws {@link Absent} if it does not load. */
export function foreign<N extends string>(file: string, prototypes: Readonly<Record<N, string>>): Record<N, Foreign> {
  const k = loadKoffi();
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
