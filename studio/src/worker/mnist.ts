// Chapter 6: a small CNN that reads digits: what each layer sees, and training on drawn digits or on MNIST's files.

import { compile, datasets, F, fromTypedArray, manualSeed, noGrad, optim, type Tensor, tensor } from "kindling";
import { Small } from "../../../examples/mnist/models.js";
import { Runner } from "./runner.js";
import { Snapshots } from "./snapshots.js";

type Maps = number[][][];

export interface Seen {
  /** The picture as the network gets it: mean and spread of MNIST taken out. */
  readonly input: number[][];
  readonly conv1: Maps;
  readonly pool1: Maps;
  readonly conv2: Maps;
  readonly pool2: Maps;
  readonly probabilities: number[];
  /** The kernels of the first layer. */
  readonly kernels: Maps;
}

export interface MnistFrame {
  readonly step: number;
  readonly losses: number[];
  readonly accuracy: number | null;
  readonly running: boolean;
  readonly source: string;
  /** Trained on the digits that the library draws, which are the same everywhere. */ readonly drawn: boolean;
  readonly trained: "mnist" | "here" | "not";
}

const BATCH = 50;

/** Pixels 0 … 1 as the network wants them, [n, 1, 28, 28]. */
const normalised = (pixels: Tensor): Tensor => pixels.sub(0.1307).div(0.3081).reshape([-1, 1, 28, 28]);

let model = new Small();
let trained: MnistFrame["trained"] = "not";
let optimizer = new optim.Adam(model.parameters(), { lr: 0.002 });
let losses: number[] = [];
let accuracy: number | null = null;
let run: Runner | null = null;
let past = new Snapshots(model, optimizer, 5);
/** Training ends before this step. */
let end = Infinity;
let digits: { x: Tensor; y: Tensor; test: { x: Tensor; y: Tensor }; source: string; drawn: boolean } | null = null;

function synthetic(): NonNullable<typeof digits> {
  const part = (n: number, seed: number): { x: Tensor; y: Tensor } => {
    const set = new datasets.SyntheticDigits(n, { seed });
    return { x: normalised(set.data.float().div(255)), y: set.targets.long() };
  };
  return { ...part(2000, 1), test: part(300, 2), drawn: true, source: "2,000 digits that kindling draws itself" };
}

function begin(): void {
  run?.stop();
  model = new Small();
  optimizer = new optim.Adam(model.parameters(), { lr: 0.002 });
  past = new Snapshots(model, optimizer, 5);
  losses = [];
  accuracy = null;
  trained = "not";
  const step = compile((x: Tensor, y: Tensor) => {
    optimizer.zeroGrad();
    const loss = F.nllLoss(model(x), y);
    loss.backward();
    optimizer.step();
    return loss;
  });
  end = Infinity;
  run = new Runner(() => {
    if (losses.length >= end) return 0;
    const d = (digits ??= synthetic());
    past.look(losses.length);
    const batches = Math.floor(d.x.shape[0]! / BATCH);
    const from = (losses.length % batches) * BATCH;
    losses.push(step(d.x.narrow(0, from, BATCH), d.y.narrow(0, from, BATCH)).item());
    if (losses.length % 20 === 0) {
      const guesses = noGrad(() => model(d.test.x)).argmax(1);
      accuracy = guesses.eq(d.test.y).sum().item() / d.test.y.numel();
    }
    trained = "here";
    return 1;
  });
}

const maps = (t: Tensor): Maps => (t.tolist() as Maps[])[0]!;

export const mnist = {
  /** The weights that come with the page: all parameters, one after the other (studio/weights.mjs). */
  "mnist.pretrained": (bytes: Uint8Array): void => {
    run?.stop();
    begin();
    const values = new Float32Array(bytes.buffer);
    let at = 0;
    noGrad(() => {
      for (const p of model.parameters()) {
        p.copy_(fromTypedArray(values.slice(at, (at += p.numel())), [...p.shape]));
      }
    });
    if (at !== values.length) throw new Error(`they are ${values.length} numbers, and ${at} are needed`);
    trained = "mnist";
  },
  "mnist.fresh": (seed: number): void => {
    manualSeed(seed);
    begin();
  },
  /** The step, not after `step`, of which the weights are known. */
  "mnist.at": (step: number): number | null => past.stepAt(step),
  /** Goes back to a step and forgets what came after it. */
  "mnist.fork": (step: number): void => {
    run?.stop();
    const at = past.fork(step);
    if (at !== null) losses = losses.slice(0, at);
    accuracy = null;
  },
  /** What every layer makes of a picture of 28 × 28 pixels, 0 … 1; at a step of the past, where one is given. */
  "mnist.read": (pixels: number[], step: number | null): Seen =>
    past.during(step, () =>
      noGrad(() => {
        const x = normalised(tensor(pixels));
        const conv1 = F.relu(model.conv1(x));
        const pool1 = F.maxPool2d(conv1, 2);
        const conv2 = F.relu(model.conv2(pool1));
        const pool2 = F.maxPool2d(conv2, 2);
        return {
          input: maps(x)[0]!,
          conv1: maps(conv1),
          pool1: maps(pool1),
          conv2: maps(conv2),
          pool2: maps(pool2),
          probabilities: (model(x).exp().tolist() as number[][])[0]!,
          kernels: (model.conv1.weight.detach().tolist() as number[][][][]).map((k) => k[0]!),
        };
      }),
    ),
  /** A digit that the library draws: pixels 0 … 1. */
  "mnist.example": (n: number): { pixels: number[]; label: number } => {
    const set = new datasets.SyntheticDigits(1, { seed: n });
    return { pixels: set.data.float().div(255).flatten().tolist() as number[], label: set.targets.item() };
  },
  /** MNIST's own files, plain or gzipped; a tenth, at most a thousand, is kept to test with. */
  "mnist.files": async (files: { name: string; bytes: Uint8Array }[]): Promise<string> => {
    const read = await Promise.all(
      files.map(async ({ name, bytes }) => ({
        name,
        data: datasets.readIdx(bytes[0] === 0x1f && bytes[1] === 0x8b ? await datasets.gunzip(bytes) : bytes, name),
      })),
    );
    const images = read.find((f) => f.data.shape.length === 3),
      labels = read.find((f) => f.data.shape.length === 1);
    if (images === undefined || labels === undefined)
      throw new Error(
        `Training needs two of MNIST's files, pictures and labels (for example train-images-idx3-ubyte.gz and train-labels-idx1-ubyte.gz); ${images === undefined && labels === undefined ? "neither is here" : images === undefined ? `${labels!.name} holds the labels, the pictures are missing` : `${images.name} holds the pictures, the labels are missing`}.`,
      );
    const n = images.data.shape[0]!;
    if (labels.data.shape[0] !== n)
      throw new Error(
        `${images.name} has ${n} pictures and ${labels.name} has ${labels.data.shape[0]} labels: they do not belong together.`,
      );
    if (images.data.shape[1] !== 28 || images.data.shape[2] !== 28)
      throw new Error(
        `The pictures of ${images.name} are ${images.data.shape[1]} × ${images.data.shape[2]}, and this network reads 28 × 28.`,
      );
    if (n < 500) throw new Error(`${images.name} has ${n} pictures; at least 500 are needed.`);
    // More than these would be gigabytes as floats, and an afternoon of training.
    const most = Math.min(n, 20_000),
      kept = Math.min(1000, Math.floor(most / 10));
    const x = normalised(images.data.narrow(0, 0, most).float().div(255)),
      y = labels.data.narrow(0, 0, most).long();
    digits = {
      x: x.narrow(0, kept, most - kept),
      y: y.narrow(0, kept, most - kept),
      test: { x: x.narrow(0, 0, kept), y: y.narrow(0, 0, kept) },
      drawn: false,
      source: `${most - kept} digits of ${images.name}${n > most ? ` (the first ${most} of ${n})` : ""}`,
    };
    return digits.source;
  },
  "mnist.train": (until: number | null) => {
    if (run === null || trained === "mnist") begin();
    end = until ?? Infinity;
    run!.start(Infinity);
  },
  /** So many steps more, while others ask how it goes. */
  "mnist.step": (n: number) => {
    if (run === null || trained === "mnist") begin();
    end = losses.length + n;
    run!.start(Infinity);
  },
  "mnist.pause": () => run?.stop(),
  "mnist.frame": (): MnistFrame => ({
    step: losses.length,
    losses,
    accuracy,
    running: run?.active ?? false,
    drawn: digits?.drawn ?? true,
    source: digits?.source ?? "2,000 digits that kindling draws itself",
    trained,
  }),
};
