// kindling in a browser: the js engine, wasm for large products, and files as bytes.
import { registerEngine } from "./engine/engine.js";
import { jsEngine } from "./engine/js/js-engine.js";
import { wasmEngine } from "./engine/wasm/wasm-engine.js";

registerEngine(jsEngine);
registerEngine(wasmEngine());

export * from "./index.js";
