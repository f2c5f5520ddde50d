// Functions as attributes of modules: `self.act = F.relu` in Python, `act = F.relu` here.

import * as F from "../../nn/functional/index.js";
import { Global } from "../py.js";

const byName = new Map(Object.entries(F).filter(([, f]) => typeof f === "function"));
const names = new Map<unknown, string>([...byName].map(([name, f]) => [f, name]));

/** Our function for one of torch.nn.functional. */
export function functionNamed(name: Global): unknown {
  return byName.get(name.name.replace(/_([a-z0-9])/g, (_, c: string) => c.toUpperCase()));
}

/** What PyTorch calls one of our functions; `undefined` for any other function. */
export function functionName(f: unknown): Global | undefined {
  const name = names.get(f);
  return name === undefined ? undefined : new Global("torch.nn.functional", name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`));
}
