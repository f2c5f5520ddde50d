// Metrics of a model, by scikit-learn's definitions. Each takes batches and computes the measure over all of them.

export { Metric } from "./metric.js";
export { Mean } from "./mean.js";
export { Accuracy } from "./accuracy.js";
export type { AccuracyOptions } from "./accuracy.js";
export { ConfusionMatrix } from "./confusion-matrix.js";
export type { ConfusionOptions } from "./confusion-matrix.js";
export { Precision, Recall, F1 } from "./per-class.js";
export type { ClassOptions } from "./per-class.js";
export { AUC } from "./auc.js";
export { MAE } from "./mae.js";
export { R2 } from "./r2.js";
