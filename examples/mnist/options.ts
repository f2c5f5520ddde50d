// The command line.
import { CommandLine } from "../command-line.js";
import { type ModelName, models } from "./models.js";

const names = Object.keys(models);
const usage = `usage: npm run example:mnist -- [options]
  --model NAME       ${names.slice(0, -1).join(", ")} or ${names.at(-1)!} (default mlp)
  --epochs N         passes over all digits (default 5)
  --batch-size N     digits per step (default 64)
  --lr X             learning rate of Adadelta (default 1)
  --gamma X          factor of the learning rate after each epoch (default 0.7)
  --decay X          decay of the moving average of the weights that is
                     evaluated (default 0.99; 0: the last weights)
  --seed N           seed of the first weights and the order (default 1)
  --data FOLDER      folder with the files of MNIST (default:
                     $KINDLING_DATA, ./data or ../shared/data/mnist;
                     generates digits if it finds none)
  --download         downloads MNIST (11 MB) into the folder if it is missing
  --synthetic N      generates N digits instead, and N/6 for testing
  --limit N          trains with at most N digits
  --checkpoint FILE  file to save after each epoch (default mnist-NAME.pt)
  --resume           continues from that file
  --mistakes FILE    picture of the worst mistakes (default mistakes.png)`;

export interface Options {
  readonly model: ModelName;
  readonly epochs: number;
  readonly batchSize: number;
  readonly lr: number;
  readonly gamma: number;
  readonly decay: number;
  readonly seed: number;
  readonly data: string | undefined;
  readonly download: boolean;
  readonly synthetic: number | undefined;
  readonly limit: number | undefined;
  readonly checkpoint: string;
  readonly resume: boolean;
  readonly mistakes: string;
}

/** The options; ends the program with the usage where they make no sense. */
export function readOptions(): Options {
  const text = { type: "string" } as const,
    flag = { type: "boolean" } as const;
  const line = new CommandLine(usage, {
    model: text,
    epochs: text,
    "batch-size": text,
    lr: text,
    gamma: text,
    decay: text,
    seed: text,
    data: text,
    download: flag,
    synthetic: text,
    limit: text,
    checkpoint: text,
    resume: flag,
    mistakes: text,
  });
  const { values: v } = line,
    model = (v.model ?? "mlp") as ModelName;
  if (!Object.hasOwn(models, model)) line.refuse(`There is no model "${model}".`);
  const some = (name: "synthetic" | "limit"): number | undefined =>
    v[name] === undefined ? undefined : line.number(name, 1);
  return {
    model,
    epochs: line.number("epochs", 5),
    batchSize: line.number("batch-size", 64),
    lr: line.number("lr", 1, { whole: false, least: 0 }),
    gamma: line.number("gamma", 0.7, { whole: false, least: 0 }),
    decay: line.number("decay", 0.99, { whole: false, least: 0, most: 1 }),
    seed: line.number("seed", 1, { least: 0 }),
    data: v.data,
    download: v.download ?? false,
    synthetic: some("synthetic"),
    limit: some("limit"),
    checkpoint: line.target("checkpoint", v.checkpoint ?? `mnist-${model}.pt`),
    resume: v.resume ?? false,
    mistakes: line.target("mistakes", v.mistakes ?? "mistakes.png"),
  };
}
