// kindling in a browser: the js engine, wasm for large products, and files as bytes.
import { registerEngine } from "./engine/engine.js";
import { interpreterEngine } from "./engine/interpreter/interpreter.js";
import { jsEngine } from "./engine/js/js-engine.js";
import { browserThreads } from "./engine/wasm/threads-browser.js";
import { wasmEngine } from "./engine/wasm/wasm-engine.js";
import { wire } from "./wiring.js";

wire();
registerEngine(interpreterEngine); // asked where the next one gives nothing
registerEngine(jsEngine);
registerEngine(wasmEngine(browserThreads));

export * from "./index.js";
export { getNumThreads, setNumThreads } from "./engine/wasm/team.js";
