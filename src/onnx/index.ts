// kindling/onnx in a browser.
import "../browser.js";

export * from "./api.js";
