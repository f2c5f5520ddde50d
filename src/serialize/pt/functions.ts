// Functions as attributes of modules: `self.act = F.relu` in Python, `act = F.relu` here. A bundle should not include
// all of `F` only for files, so the complete presets register it here; a layer declares the functions that it may hold.

import { Global } from "../py.js";

type Table = Readonly<Record<string, unknown>>;
let all: Table = {};
let names = new Map<unknown, string>();

/** Registers all functions of `torch.nn.functional`, by our names. */
export function knowFunctions(F: Table): void {
  all = F;
  names = new Map();
}
/** Whether this program has the whole library: Node and the page's bundle do, other bundles only what they use. */
export const isComplete = (): boolean => all !== none;
const none = all;

/** Our function for one of torch.nn.functional: `own` are those that its layer names. */
export function functionNamed(name: Global, own: Table = {}): unknown {
  const ours = name.name.replace(/_([a-z0-9])/g, (_, c: string) => c.toUpperCase());
  const found = own[ours] ?? (Object.hasOwn(all, ours) ? all[ours] : undefined);
  return typeof found === "function" ? found : undefined;
}

/** PyTorch's name for one of our functions; `undefined` for any other function. */
export function functionName(f: unknown, own: Table = {}): Global | undefined {
  if (names.size === 0) for (const [name, value] of Object.entries(all)) names.set(value, name);
  const name = names.get(f) ?? Object.keys(own).find((key) => own[key] === f);
  return name === undefined
    ? undefined
    : new Global(
        "torch.nn.functional",
        name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`),
      );
}
