// kindling in Node: the js engine, and files by path.
import { registerEngine } from "./engine/engine.js";
import { jsEngine } from "./engine/js/js-engine.js";

registerEngine(jsEngine);

export * from "./index.js";
export { load, loadWeights, save } from "./serialize/pt/path-node.js";
