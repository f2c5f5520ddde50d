// What is needed where gradients are asked for outside of compiled functions: models, and functions that are part of a loss.

export { Joint, link, otherBackward, outputsOf, recordBackward, savedBy } from "./joint.js";
export { asModel } from "./model.js";
