// Chapter 5: convolutions of small pictures, and a kernel that is learned.

import { compile, F, manualSeed, nn, noGrad, optim, random, type Tensor, tensor } from "kindling";
import { Runner } from "./runner.js";

export type Picture = number[][];

/** A kernel that training has to find, from what it does to pictures. */
class Search {
  readonly layer = new nn.Conv2d(1, 1, 3, { padding: 1, bias: false });
  readonly optimizer = new optim.Adam(this.layer.parameters(), { lr: 0.03 });
  readonly runner = new Runner((n) => this.advance(n));
  steps = 0;
  loss = NaN;
  readonly losses: number[] = [];
  /** The kernel before the first step, and after every ten. */
  readonly past: Picture[] = [];
  private readonly trainStep;
  private readonly pictures: Tensor;
  private readonly targets: Tensor;

  constructor(hidden: Picture, seed: number, start: Picture | null) {
    random.seed(seed);
    if (start !== null) noGrad(() => this.layer.weight.copy_(tensor([[start]])));
    // Random boxes: anything with edges in all directions would do. The program beside makes the same.
    const pictures = Array.from({ length: 16 }, () => {
      const p = Array.from({ length: 12 }, () => Array<number>(12).fill(0));
      for (let b = 0; b < 3; b++) {
        const [top, left, tall, wide] = [
          random.randint(0, 8),
          random.randint(0, 8),
          random.randint(2, 6),
          random.randint(2, 6),
        ];
        for (let r = top; r < Math.min(12, top + tall); r++) p[r]!.fill(1, left, left + wide);
      }
      return [p];
    });
    this.pictures = tensor(pictures);
    this.targets = F.conv2d(this.pictures, tensor([[hidden]]), null, { padding: 1 });
    const criterion = new nn.MSELoss();
    this.trainStep = compile((x: Tensor, y: Tensor) => {
      this.optimizer.zeroGrad();
      const loss = criterion(this.layer(x), y);
      loss.backward();
      this.optimizer.step();
      return loss;
    });
  }

  advance(most: number): number {
    if (this.steps >= 2000) return 0;
    if (this.steps % 10 === 0) this.past[this.steps / 10] = this.kernel();
    const n = Math.min(most, 10 - (this.steps % 10), 2000 - this.steps);
    for (let i = 0; i < n; i++) {
      this.loss = this.trainStep(this.pictures, this.targets).item();
      this.losses.push(this.loss);
    }
    this.steps += n;
    return n;
  }

  kernel(): Picture {
    return (this.layer.weight.detach().tolist() as number[][][][])[0]![0]!;
  }
}

let search: Search | null = null;

export const conv = {
  /** One list, one kernel of a few numbers. */
  "conv.line": (list: number[], kernel: number[]): number[] =>
    noGrad(() => (F.conv1d(tensor([[list]]), tensor([[kernel]])).tolist() as number[][][])[0]![0]!),
  /** Kernels [out][in][k][k] over a picture of channels; `relu`: what is below zero becomes zero. */
  "conv.maps": (
    channels: Picture[],
    kernels: Picture[][],
    o: { stride: number; padding: number; relu?: boolean },
  ): Picture[] =>
    noGrad(() => {
      const out = F.conv2d(tensor([channels]), tensor(kernels), null, { stride: o.stride, padding: o.padding });
      return (((o.relu ?? false) ? F.relu(out) : out).tolist() as Picture[][])[0]!;
    }),
  "conv.layer": (
    inChannels: number,
    outChannels: number,
    kernel: number,
    o: { stride: number; padding: number },
    size: number,
  ) => {
    const layer = new nn.Conv2d(inChannels, outChannels, kernel, o);
    const out = noGrad(() =>
      layer(
        tensor([
          Array.from({ length: inChannels }, () => Array.from({ length: size }, () => Array<number>(size).fill(0))),
        ]),
      ),
    );
    return {
      weight: [...layer.weight.shape],
      bias: [...layer.bias!.shape],
      numbers: [...layer.parameters()].reduce((n, p) => n + p.numel(), 0),
      out: [...out.shape],
    };
  },
  /** A new search for `hidden`, from random numbers or from `start`. */
  "conv.search": (hidden: Picture, seed: number, start: Picture | null) => {
    search?.runner.stop();
    manualSeed(seed);
    search = new Search(hidden, seed, start);
    return search.kernel();
  },
  "conv.go": (perSecond: number) => search?.runner.start(perSecond),
  "conv.stop": () => search?.runner.stop(),
  /** The kernel as it was before a step, to the ten. */
  "conv.at": (step: number): { step: number; kernel: Picture } => {
    const at = Math.min(Math.round(step / 10), search!.past.length - 1);
    return at < 0 ? { step: search!.steps, kernel: search!.kernel() } : { step: at * 10, kernel: search!.past[at]! };
  },
  "conv.frame": () => ({
    kernel: search!.kernel(),
    steps: search!.steps,
    loss: search!.loss,
    losses: search!.losses,
    running: search!.runner.active,
  }),
};
