import { defaultConvert } from "./collate.js";
import { collateOf, IterableDataset, type Samples } from "./dataset.js";
import type { BatchForm } from "./workers.js";

// Reads the exports of a worker module: the dataset, and how its samples become a batch.

/** The exports of a `workerModule`. */
export interface DatasetModule {
  readonly default?: unknown;
  readonly collateFn?: (samples: unknown[]) => unknown;
}

/** The result of the default export: the dataset, or a promise of it. */
export const datasetOf = ({ default: given }: DatasetModule, data: unknown): unknown =>
  typeof given === "function" ? (given as (data: unknown) => unknown)(data) : given;

/** The dataset, checked to be of the loader's kind. */
export function checkDataset(
  dataset: unknown,
  module: string,
  form: BatchForm,
): IterableDataset<unknown> | Samples<unknown> {
  if (form.stream !== null) {
    if (dataset instanceof IterableDataset) return dataset;
    throw new TypeError(
      `the loader's dataset is an IterableDataset, but the default export of ${module} is neither one nor a function that returns one`,
    );
  }
  const of = dataset as Samples<unknown> | null | undefined;
  if (typeof of === "object" && of !== null && typeof of.length === "number") return of;
  throw new TypeError(`the default export of ${module} is neither a dataset nor a function that returns one`);
}

/** How samples become a batch. */
export const collateFor = (
  module: DatasetModule,
  dataset: unknown,
  form: BatchForm,
): ((samples: unknown[]) => unknown) =>
  module.collateFn ??
  ((samples) => (form.collates ? collateOf(dataset as Samples<unknown>)(samples) : defaultConvert(samples[0])));
