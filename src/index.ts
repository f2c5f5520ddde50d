// The public names, listed one by one.
export { version } from "./version.js";
export { Tensor } from "./core/tensor.js";
export type { Synchronous } from "./diagnose/sync.js";
export { enableGrad, isGradEnabled, noGrad, setGradEnabled } from "./core/modes.js";
export { backward, grad } from "./autograd/backward.js";
export { Function, FunctionContext } from "./autograd/function.js";
export { type AnomalyOptions, detectAnomaly, isAnomalyEnabled, setDetectAnomaly } from "./autograd/anomaly.js";
export { gradcheck, gradgradcheck } from "./autograd/gradcheck.js";
export { KindlingError } from "./diagnose/error.js";
export { type Diagnosis, onDiagnosis, resetDiagnosis, setStrict } from "./diagnose/warn.js";
export * from "./tensor/api.js";
export * as fft from "./ops/fft/index.js";
export * as linalg from "./ops/linalg/index.js";
export * as special from "./tensor/special.js";
export * as data from "./data/index.js";
export * as datasets from "./data/datasets/index.js";
export * as transforms from "./data/transforms/index.js";
export * as optim from "./optim/index.js";
export * as distributions from "./distributions/index.js";
export { compile, type Compiled, type CompiledModel, type CompileOptions } from "./compile/compile.js";
export { type EngineReport, engines, setEngine } from "./engine/choice.js";
export type { EngineChoice, EngineState } from "./engine/engine.js";
export { type ProgressOptions, tqdm, trange } from "./train/progress.js";
export { type ProgressOutput, setProgressOutput } from "./train/output.js";
export { explain, type ExplainOptions } from "./explain/explain.js";
export type { Explanation, Finding, LayerReport } from "./explain/report.js";
export { sparkline, type SparklineOptions } from "./train/sparkline.js";
export { type InputSize, type Summary, summary, type SummaryLayer, type SummaryOptions } from "./train/summary.js";
export { EarlyStopping, type EarlyStoppingOptions, type Metric } from "./train/early-stopping.js";
export {
  type Batches,
  Checkpoint,
  type CheckpointFolder,
  type CheckpointOptions,
  type CheckpointParts,
  type Resumed,
} from "./train/checkpoint.js";
export { fit, type FitBatch, type FitData, type FitHistory, type FitOptions, type FitValues } from "./train/fit.js";
export { interruptible } from "./train/interrupt.js";
export { lrFind, type LrFindOptions, type LrFound } from "./train/lr-find.js";
export { type Plot, plot, type PlotOptions } from "./train/plot/plot.js";
export type { Curve, Curves } from "./train/plot/curves.js";
export {
  type EventOptions,
  type HistogramOptions,
  type HparamOptions,
  type ImageOptions as LoggedImageOptions,
  type LogFolder,
  type PrCurveOptions,
  SummaryWriter,
  type SummaryWriterOptions,
} from "./train/tensorboard/writer.js";
export * as metrics from "./train/metrics/index.js";
export * as nn from "./nn/index.js";
export * as F from "./nn/functional/index.js";
export { LoadError } from "./serialize/load-error.js";
export type { Classes, Loaded, ModuleClass } from "./serialize/pt/classes.js";
export { load, loadWeights } from "./serialize/pt/load.js";
export { save, saveBytes, type SaveOptions } from "./serialize/pt/save.js";
export * as npy from "./serialize/npy/npy.js";
export * as npz from "./serialize/npy/npz.js";
export * as safetensors from "./serialize/safetensors.js";
