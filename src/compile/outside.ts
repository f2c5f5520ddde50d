// Support for gradients outside compiled functions: models, and functions that are part of a loss.

export { Joint, link, otherBackward, outputsOf, recordBackward, savedBy } from "./joint.js";
export { asModel } from "./model.js";
