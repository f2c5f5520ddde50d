// kindling/distributed: training on several processes, on one machine or many, through MPI.
export {
  allGather,
  allReduce,
  barrier,
  broadcast,
  reduce,
  type ReduceOptions,
  reduceScatter,
} from "./collectives-node.js";
export {
  destroyProcessGroup,
  getBackend,
  getRank,
  getWorldSize,
  initProcessGroup,
  isInitialized,
  type ProcessGroupOptions,
} from "./group-node.js";
export type { ReduceOp } from "./state.js";
