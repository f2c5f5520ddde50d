// Whether a class still has the name that its author gave it. A minifier renames classes, possibly differently in the
// next build: such a name must not get into a file.

import type { ModuleClass } from "./classes.js";

/** The name of this class shows whether the bundle's names were minified. */
class Witness {}
const KEPT = "Witness";

/** Whether a class's source lacks the spaces and line ends of handwritten code. */
function isPacked(cls: unknown): boolean {
  const text = Function.prototype.toString.call(cls).replace(/(["'`])(?:\\.|(?!\1)[^\\])*\1/gs, "");
  return !/\s[^\w$]|[^\w$\s]\s/.test(text);
}

/**
 * Whether a class defines its name itself, in a field or an accessor, as kindling/lean writes it; ordinary names are
 * neither.
 */
function saysItself(cls: ModuleClass): boolean {
  const own = Object.getOwnPropertyDescriptor(cls, "name");
  return own !== undefined && (own.enumerable === true || own.get !== undefined);
}

/**
 * Whether a minifier made the name of a class. There are three cases: names of this file were changed, and so was the
 * class's (although some minifiers spare names that match a pattern); names of this file were kept; or this file is
 * outside the bundle, and the only evidence is packed source text and a name of one or two letters.
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
