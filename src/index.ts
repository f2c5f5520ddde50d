// The public names, listed one by one.
export { Tensor } from "./core/tensor.js";
export { enableGrad, isGradEnabled, noGrad, setGradEnabled } from "./core/modes.js";
export { backward, grad } from "./autograd/backward.js";
export { Function, FunctionContext } from "./autograd/function.js";
export { gradcheck, gradgradcheck } from "./autograd/gradcheck.js";
export { KindlingError } from "./diagnose/error.js";
export { type Diagnosis, onDiagnosis, resetDiagnosis, setStrict } from "./diagnose/warn.js";
export * from "./tensor/api.js";
export * as optim from "./optim/index.js";
export { type ProgressOptions, tqdm, trange } from "./train/progress.js";
export { type ProgressOutput, setProgressOutput } from "./train/output.js";
export { sparkline, type SparklineOptions } from "./train/sparkline.js";
export * as nn from "./nn/index.js";
export * as F from "./nn/functional/index.js";
export { LoadError } from "./serialize/load-error.js";
export type { Classes, Loaded, ModuleClass } from "./serialize/pt/classes.js";
export { load, loadWeights } from "./serialize/pt/load.js";
export { save, saveBytes, type SaveOptions } from "./serialize/pt/save.js";
