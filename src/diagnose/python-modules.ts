import { snake } from "./argument-kinds.js";
import { fail } from "./error.js";

const plain = (name: string): string => name.replaceAll("_", "").toLowerCase();

/**
 * Makes namespaces report the name here for a Python spelling: `F.cross_entropy`, `nn.Conv2D`. In a bundle each has an
 * empty prototype object for that (scripts/bundles.mjs); plain modules cannot have one, so JavaScript's own error must
 * do.
 */
export function pythonModules(modules: Readonly<Record<string, object>>): void {
  for (const [name, of] of Object.entries(modules)) {
    const behind = Object.getPrototypeOf(of) as object | null;
    if (behind === null || behind === Object.prototype) continue;
    const within = Object.entries(of).filter(([, v]) => Object.prototype.toString.call(v) === "[object Module]");
    pythonModules(Object.fromEntries(within.map(([key, v]) => [`${name}.${snake(key)}`, v as object])));
    Object.setPrototypeOf(behind, new Proxy(Object.create(null) as object, { get: (_, key) => lacks(name, of, key) }));
  }
}

function lacks(name: string, of: object, key: PropertyKey): undefined {
  const meant = typeof key === "string" ? Object.keys(of).find((k) => plain(k) === plain(key)) : undefined;
  if (meant !== undefined)
    fail("option", `module '${name}' has no attribute '${String(key)}'`, `it is called ${meant} here.`);
  return undefined;
}
