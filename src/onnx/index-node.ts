// kindling/onnx in Node: with files by path.
import "../node.js";

export * from "./api.js";
