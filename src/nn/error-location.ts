import { Tensor } from "../core/tensor.js";
import { KindlingError } from "../diagnose/error.js";
import { showShape } from "../util/array.js";
import { join, walk } from "./module-state.js";
import type { Module } from "./module.js";

// Adds to an error the layer of the model that it comes from. An error passes through the calls of all modules around
// the layer that failed, from the innermost to the outermost; each puts its own part of the path in front.

/** The module that saw the error last, the path from it to the one that failed, and that one's description. */
interface Trail {
  module: Module;
  path: string;
  readonly what: string;
}

const trails = new WeakMap<KindlingError, Trail>();

/** Adds `m`, whose call with `args` threw `error`, to the error's message. Other errors stay as they are. */
export function locate(error: unknown, m: Module, args: readonly unknown[]): void {
  if (!(error instanceof KindlingError)) return;
  const trail = trails.get(error);
  if (trail === undefined) {
    const what = `${m.summary()} got ${args.map(showArg).join(" and ")}`;
    trails.set(error, { module: m, path: "", what });
    error.locate(what);
    return;
  }
  const way = walk(m).find(([, module]) => module === trail.module);
  if (way === undefined || way[0] === "") return; // the layer is not a child of this module
  trail.path = join(way[0], trail.path);
  trail.module = m;
  error.locate(`\`${trail.path}\` ${trail.what}`);
}

function showArg(x: unknown): string {
  if (x instanceof Tensor) return x.dtype === "float32" ? showShape(x.shape) : `${x.dtype} ${showShape(x.shape)}`;
  if (Array.isArray(x)) return "an array";
  return x === null || x === undefined ? String(x) : `a ${typeof x}`;
}
