// The public names of "kindling/onnx", listed one by one.
export { load } from "./load.js";
export { OnnxModule } from "./module.js";
export { type DynamicAxes, exportBytes, exportModel as export, type ExportOptions } from "./export.js";
