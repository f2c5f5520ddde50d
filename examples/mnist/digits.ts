// Where the digits come from: MNIST if its files are found or may be fetched, otherwise digits that kindling draws itself.
import { existsSync } from "node:fs";
import { datasets, F, KindlingError, type Tensor, transforms } from "kindling";
import { stop } from "../command-line.js";

export interface Digits {
  readonly train: datasets.ImageDataset;
  readonly test: datasets.ImageDataset;
  readonly source: string;
}

export interface DigitOptions {
  /** A folder with the four files of MNIST; by default, other folders are searched. */
  readonly data: string | undefined;
  /** Whether MNIST may be fetched. */
  readonly download: boolean;
  /** Draw this many digits, whatever files there are. */
  readonly synthetic: number | undefined;
  /** Train with at most this many of them. */
  readonly limit: number | undefined;
}

const transform = new transforms.Compose([new transforms.ToTensor(), new transforms.Normalize([0.1307], [0.3081])]);

function mnist(folder: string, download: boolean): Digits | null {
  try {
    const split = (train: boolean): datasets.ImageDataset => new datasets.MNIST(folder, { train, download, transform });
    return { train: split(true), test: split(false), source: `MNIST in ${folder}` };
  } catch (e) {
    if (e instanceof KindlingError && e.code === "data-missing") return null;
    throw e;
  }
}

function drawn(n: number): Digits {
  const generated = (count: number, seed: number): datasets.ImageDataset =>
    new datasets.SyntheticDigits(count, { seed, transform });
  return {
    train: generated(n, 1),
    test: generated(Math.max(1, Math.floor(n / 6)), 2),
    source: "digits that kindling draws itself",
  };
}

export function findDigits({ data, download, synthetic, limit }: DigitOptions): Digits {
  const cut = (d: Digits): Digits => (limit === undefined ? d : { ...d, train: d.train.take(limit) });
  if (synthetic !== undefined) return cut(drawn(synthetic));
  const chosen = data ?? process.env["KINDLING_DATA"];
  for (const folder of chosen === undefined ? ["data", "../shared/data/mnist"] : [chosen]) {
    const found = mnist(folder, false);
    if (found !== null) return cut(found);
  }
  if (download) {
    console.log(`fetching MNIST (11 MB) into ${chosen ?? "data"} …`);
    return cut(mnist(chosen ?? "data", true)!);
  }
  if (data !== undefined)
    stop(
      `${existsSync(data) ? `The files of MNIST are not in ${data}` : `There is no folder ${data}`}. --download fetches MNIST (11 MB) into it; without --data, digits are drawn.`,
    );
  console.log("drawing digits, since the files of MNIST are not here (see --help) …");
  return cut(drawn(12_000));
}

/** For programs that learn to draw digits: what their command lines share. */
export const digitOptions = {
  data: { type: "string" },
  download: { type: "boolean" },
  synthetic: { type: "string" },
} as const;
export const digitUsage = `  --data FOLDER the folder with the files of MNIST (default: $KINDLING_DATA,
                ./data or ../shared/data/mnist; if it is not there, digits
                are drawn)
  --download    fetches MNIST (11 MB) into the folder if it is not there
  --synthetic N draws N digits instead, and a sixth as many to test with`;

/** The pictures of a set as one tensor, `[n, 1, 28, 28]`, from 0 (black) to 1 (white). */
export const picturesOf = (set: datasets.ImageDataset): Tensor => set.data.unsqueeze(1).float().div(255);

/** `[n, 1, 28, 28]` to `[n, 1, 16, 16]`: a border of two pixels, then the mean of each 2 × 2. */
export const small = (pictures: Tensor): Tensor => F.avgPool2d(F.pad(pictures, [2, 2, 2, 2]), 2);
