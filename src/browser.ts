// kindling in a browser: the js engine, and files as bytes.
import { registerEngine } from "./engine/engine.js";
import { jsEngine } from "./engine/js/js-engine.js";

registerEngine(jsEngine);

export * from "./index.js";
