// kindling/distributed: training on several processes, on one machine or many, through MPI.
import { clipGradNorm } from "./clip-grad-node.js";
import { DistributedDataParallel } from "./data-parallel-node.js";
import { DistributedSampler } from "./sampler-node.js";
import { SyncBatchNorm } from "./sync-batch-norm-node.js";

export { checkSameWeights } from "./agreement-node.js";
export { Checkpoint } from "./checkpoint-node.js";
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
export { type ClipOptions, clipGradNorm } from "./clip-grad-node.js";
export { DistributedDataParallel, type DataParallelOptions, type JoinOptions } from "./data-parallel-node.js";
export { DistributedSampler, type DistributedSamplerOptions } from "./sampler-node.js";

/** The names of `torch.nn` that belong to this entry: `nn.parallel.DistributedDataParallel`. */
export const nn = { parallel: { DistributedDataParallel }, SyncBatchNorm, utils: { clipGradNorm } } as const;
/** The names of `torch.utils.data` that belong to this entry: `data.DistributedSampler`. */
export const data = { DistributedSampler } as const;
export { SyncBatchNorm };
