// kindling in Node: the js engine, wasm with threads for large kernels and plans, native where there is a C compiler, and files by path.
import { followPlanning } from "./compile/progress.js";
import { workersFor } from "./data/workers-node.js";
import { setWorkersMaker } from "./data/workers.js";
import { registerEngine } from "./engine/engine.js";
import { interpreterEngine } from "./engine/interpreter/interpreter.js";
import { jsEngine } from "./engine/js/js-engine.js";
import { chooseByEnvironment } from "./engine/native/environment-node.js";
import { nativeEngine } from "./engine/native/native-engine-node.js";
import { nativePlans } from "./engine/native/plans-node.js";
import { getNumThreads } from "./engine/wasm/team.js";
import { nodeThreads } from "./engine/wasm/threads-node.js";
import { wasmEngine } from "./engine/wasm/wasm-engine.js";
import * as F from "./nn/functional/index.js";
import { followPythonNames } from "./python-modules.js";
import { knowFunctions } from "./serialize/pt/functions.js";
import { setFiles } from "./serialize/files.js";
import { nodeFiles, nodeInflate } from "./serialize/files-node.js";
import { setInflate } from "./serialize/zip-read.js";
import { setInterrupts } from "./train/interrupt.js";
import { nodeInterrupts } from "./train/interrupt-node.js";
import { planningBar } from "./train/planning.js";
import { wire } from "./wiring.js";

wire();
registerEngine(interpreterEngine); // asked where the next one gives nothing
registerEngine(jsEngine);
registerEngine(wasmEngine(nodeThreads, nativePlans(getNumThreads)));
registerEngine(nativeEngine(getNumThreads));
chooseByEnvironment();
setWorkersMaker(workersFor(import.meta.url));
knowFunctions(F);
followPythonNames();
followPlanning(planningBar);
setFiles(nodeFiles);
setInflate(nodeInflate);
setInterrupts(nodeInterrupts);

export * from "./index.js";
export * as datasets from "./data/datasets/index-node.js";
export * as safetensors from "./serialize/safetensors-node.js";
export { load, loadWeights, save } from "./serialize/pt/path-node.js";
export { getNumThreads, setNumThreads } from "./engine/wasm/team.js";
