// Where the digits come from: MNIST if its files are found or may be fetched, otherwise digits that kindling draws itself.
import { existsSync } from "node:fs";
import { datasets, KindlingError, transforms } from "kindling";
import { stop } from "../command-line.js";

export interface Digits { readonly train: datasets.ImageDataset; readonly test: datasets.ImageDataset; readonly source: string }

export interface DigitOptions {
  /** A folder with the four files of MNIST; others are looked into where it is not given. */
  readonly data: string | undefined;
  /** Whether MNIST may be fetched. */
  readonly download: boolean;
  /** Draw so many digits, whatever files there are. */
  readonly synthetic: number | undefined;
  /** Train with so many of them at most. */
  readonly limit: number | undefined;
}

const transform = new transforms.Compose([new transforms.ToTensor(), new transforms.Normalize([0.1307], [0.3081])]);

function mnist(folder: string, download: boolean): Digits | null {
  try {
    const part = (train: boolean): datasets.ImageDataset => new datasets.MNIST(folder, { train, download, transform });
    return { train: part(true), test: part(false), source: `MNIST in ${folder}` };
  } catch (e) {
    if (e instanceof KindlingError && e.code === "data-missing") return null;
    throw e;
  }
}

function drawn(n: number): Digits {
  const part = (count: number, seed: number): datasets.ImageDataset => new datasets.SyntheticDigits(count, { seed, transform });
  return { train: part(n, 1), test: part(Math.max(1, Math.floor(n / 6)), 2), source: "digits that kindling draws itself" };
}

export function findDigits({ data, download, synthetic, limit }: DigitOptions): Digits {
  const cut = (d: Digits): Digits => (limit === undefined ? d : { ...d, train: d.train.take(limit) });
  if (synthetic !== undefined) return cut(drawn(synthetic));
  const named = data ?? process.env["KINDLING_DATA"];
  for (const folder of named === undefined ? ["data", "../shared/data/mnist"] : [named]) {
    const found = mnist(folder, false);
    if (found !== null) return cut(found);
  }
  if (download) {
    console.log(`fetching MNIST (11 MB) into ${named ?? "data"} …`);
    return cut(mnist(named ?? "data", true)!);
  }
  if (data !== undefined) stop(`${existsSync(data) ? `The files of MNIST are not in ${data}` : `There is no folder ${data}`}. --download fetches MNIST (11 MB) into it; without --data, digits are drawn.`);
  console.log("drawing digits, since the files of MNIST are not here (see --help) …");
  return cut(drawn(12_000));
}
