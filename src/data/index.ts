// Datasets, samplers and loaders, by the names of torch.utils.data.
export { type Collated, defaultCollate, defaultConvert } from "./collate.js";
export { CSVDataset, type CSVOptions } from "./csv/csv-dataset.js";
export type { ColumnType, Missing } from "./csv/parse.js";
export {
  ChainDataset,
  ConcatDataset,
  Dataset,
  IterableDataset,
  randomSplit,
  type Samples,
  StackDataset,
  Subset,
  TensorDataset,
} from "./dataset.js";
export { DataLoader, type DataLoaderOptions } from "./loader.js";
export {
  BatchSampler,
  type GeneratorOptions,
  RandomSampler,
  type RandomSamplerOptions,
  Sampler,
  SequentialSampler,
  SubsetRandomSampler,
  WeightedRandomSampler,
} from "./samplers.js";
export { getWorkerInfo, type WorkerInfo } from "./workers.js";
