// Whether the name that a class has is the one that its author gave it. A minifier renames classes, and may name them in
// another way in the next build: such a name must not get into a file.

import type { ModuleClass } from "./classes.js";

/** What this class is called tells what was done to the names around it. */
class Witness {}
const KEPT = "Witness";

/** Whether a class is written without the spaces and line ends that a person would write. */
function isPacked(cls: unknown): boolean {
  const text = Function.prototype.toString.call(cls).replace(/(["'`])(?:\\.|(?!\1)[^\\])*\1/gs, "");
  return !/\s[^\w$]|[^\w$\s]\s/.test(text);
}

/** Whether a class says its name itself, in a field or an accessor, as kindling/lean writes it; ordinary names are neither. */
function saysItself(cls: ModuleClass): boolean {
  const own = Object.getOwnPropertyDescriptor(cls, "name");
  return own !== undefined && (own.enumerable === true || own.get !== undefined);
}

/**
 * Whether a minifier made the name of a class. There are three cases: names of this file were changed, and the class went
 * the same way (but some minifiers spare the names that a pattern describes); names of this file were kept; or this file
 * lies outside of the bundle, and all there is to go by are a packed text and a name of one or two letters.
 */
export function isMinified(cls: ModuleClass): boolean {
  if (saysItself(cls)) return false;
  const { name } = cls,
    renamed = Witness.name !== KEPT,
    packed = isPacked(cls);
  if (renamed && packed === isPacked(Witness)) return !/^\p{Lu}\p{Ll}.{2}/u.test(name);
  if (!renamed && isPacked(Witness)) return false;
  return packed && name.length <= 2;
}
