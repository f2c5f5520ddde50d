import { setComplexForms } from "./core/complex.js";
import { setCopyOp } from "./core/dispatch.js";
import { setCopySlices, setReplay } from "./core/graph.js";
import { copy } from "./ops/pointwise/cast.js";
import { complexForms } from "./ops/complex/forms.js";
import { copySlices, viewAgain } from "./ops/view/view.js";
import { withComplex } from "./util/features.js";

/**
 * Hands `core/` what it calls of `ops/`, the floor below it. The presets call this: a module that did so by itself while it
 * loads would be left out by bundlers, since nothing refers to it.
 */
export function wire(): void {
  setCopyOp(copy);
  setReplay(viewAgain);
  setCopySlices(copySlices);
  if (withComplex) setComplexForms(complexForms);
}
