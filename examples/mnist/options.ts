// The command line.
import { parseArgs } from "node:util";
import { type ModelName, models } from "./models.js";

export const usage = `usage: npm run example:mnist -- [options]
  --model NAME       ${Object.keys(models).join(" or ")} (default mlp)
  --epochs N         rounds through all digits (default 5)
  --batch-size N     digits in a step (default 64)
  --lr X --gamma X   learning rate of Adadelta (1), and its factor after each epoch (0.7)
  --decay X          what is tested is a running average of the weights that forgets: how much it keeps at each step (0.99;
                     0 tests the last weights)
  --seed N           chooses first weights and order (default 1)
  --data FOLDER      where MNIST lies (default: $KINDLING_DATA, ./data, ../shared/data/mnist)
  --download         fetches MNIST (11 MB) if it is not there
  --synthetic N      draws N digits instead, a sixth of them more to test with
  --limit N          trains with N digits at most
  --checkpoint FILE  where to save after each epoch (default mnist-NAME.pt)
  --resume           goes on from that file
  --mistakes FILE    where to put the worst mistakes (default mistakes.png)`;

export interface Options {
  readonly model: ModelName; readonly epochs: number; readonly batchSize: number; readonly lr: number; readonly gamma: number; readonly decay: number; readonly seed: number;
  readonly data: string | undefined; readonly download: boolean; readonly synthetic: number | undefined; readonly limit: number | undefined;
  readonly checkpoint: string; readonly resume: boolean; readonly mistakes: string;
}

/** The options; ends the program with the usage where they make no sense. */
export function readOptions(): Options {
  const stop = (message: string): never => {
    console.error(`${message}\n\n${usage}`);
    process.exit(2);
  };
  try {
    const text = { type: "string" } as const, flag = { type: "boolean" } as const;
    const { values: v } = parseArgs({
      options: {
        "model": text, "epochs": text, "batch-size": text, "lr": text, "gamma": text, "decay": text, "seed": text, "data": text, "download": flag, "synthetic": text, "limit": text, "checkpoint": text, "resume": flag,
        "mistakes": text, "help": { ...flag, short: "h" },
      },
    });
    if (v.help === true) {
      console.log(usage);
      process.exit(0);
    }
    const number = (name: "epochs" | "batch-size" | "lr" | "gamma" | "decay" | "seed" | "synthetic" | "limit", otherwise: number | undefined, whole = true, least = 1): number | undefined => {
      const given = v[name];
      if (given === undefined) return otherwise;
      const n = Number(given);
      return given.trim() !== "" && n >= least && (whole ? Number.isSafeInteger(n) : Number.isFinite(n)) ? n : stop(`--${name} cannot be "${given}".`);
    };
    const model = (v.model ?? "mlp") as ModelName;
    if (!(model in models)) stop(`There is no model "${model}".`);
    return {
      model, epochs: number("epochs", 5)!, batchSize: number("batch-size", 64)!, lr: number("lr", 1, false, 0)!, gamma: number("gamma", 0.7, false, 0)!, decay: Math.min(number("decay", 0.99, false, 0)!, 1), seed: number("seed", 1, true, 0)!,
      data: v.data, download: v.download ?? false, synthetic: number("synthetic", undefined), limit: number("limit", undefined),
      checkpoint: v.checkpoint ?? `mnist-${model}.pt`, resume: v.resume ?? false, mistakes: v.mistakes ?? "mistakes.png",
    };
  } catch (e) {
    return stop((e as Error).message);
  }
}
