// Chapter 2: one step of the weekend program, eager, with everything that it computes on the way.

import { compile, manualSeed, nn, noGrad, optim, random, relu, type Tensor, tensor } from "kindling";
import { judgeStep } from "./judge.js";
import { genData, Net } from "./weekend.js";

export interface SlowStart {
  seed: number;
  lr: number;
  before: number;
}

export interface SlowStep {
  readonly lists: number[][];
  readonly labels: number[];
  /** Ten weights and the bias, before and after. */
  readonly weights: number[];
  readonly after: number[];
  readonly gradients: number[];
  /** For each list: the sum, the answer, and the slopes of the loss along both. */
  readonly sums: number[];
  readonly outputs: number[];
  readonly outputSlopes: number[];
  readonly sumSlopes: number[];
  readonly loss: number;
  readonly lossAfter: number;
  /** The losses before each of the first steps (see CURVE), and before each that was taken. */
  readonly curve: readonly number[];
}

/** How many steps the curve shows at least. */
const CURVE = 200;

interface State {
  start: SlowStart;
  x: Tensor;
  y: Tensor;
  lists: number[][];
  labels: number[];
  weights: number[];
}
let state: State | null = null;

const flat = (t: Tensor): number[] => t.detach().flatten().tolist() as number[];
const criterion = new nn.MSELoss();

/** The loss with these weights: what a reader who nudges one asks for. */
function lossAt({ x, y }: State, weights: readonly number[]): number {
  return noGrad(
    () => criterion(relu(x.matmul(tensor([weights.slice(0, 10)]).t()).add(tensor([weights[10]!]))), y).item() as number,
  );
}

export const slow = {
  "slow.open": (start: SlowStart): SlowStep => {
    random.seed(start.seed);
    manualSeed(start.seed);
    const [lists, labels] = genData(100, 10);
    const x = tensor(lists);
    const y = tensor(labels).unsqueeze(1);
    const l1 = new nn.Linear(10, 1);
    const optimizer = new optim.SGD(l1.parameters(), { lr: start.lr });
    const train = compile(() => {
      const loss = criterion(relu(l1(x)), y);
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
      return loss;
    });
    // A curve for the page, from the first weights; then the model is where it was asked for.
    const shown = Math.min(start.before, 5000),
      first = [l1.weight.detach().clone(), l1.bias!.detach().clone()] as const;
    const curve = Array.from({ length: Math.max(CURVE, shown) + 1 }, () => train().item() as number);
    noGrad(() => {
      l1.weight.copy_(first[0]);
      l1.bias!.copy_(first[1]);
    });
    if (start.before > 0) train.repeat(start.before);
    const read = (): number[] => [...flat(l1.weight), ...flat(l1.bias!)];
    const weights = read();
    state = { start, x, y, lists, labels, weights };
    const sum = l1(x);
    const output = relu(sum);
    sum.retainGrad();
    output.retainGrad();
    const loss = criterion(output, y);
    optimizer.zeroGrad();
    loss.backward();
    const gradients = [...flat(l1.weight.grad!), ...flat(l1.bias!.grad!)];
    optimizer.step();
    const after = read();
    return {
      lists,
      labels,
      weights,
      after,
      gradients,
      sums: flat(sum),
      outputs: flat(output),
      outputSlopes: flat(output.grad!),
      sumSlopes: flat(sum.grad!),
      loss: loss.item() as number,
      lossAfter: lossAt(state, after),
      curve,
    };
  },
  /** What the step that is shown leads to, if to something wrong. */
  "slow.judgeStep": (): string | null => {
    const { x, y, weights, start } = state!,
      model = new Net(),
      optimizer = new optim.SGD(model.parameters(), { lr: start.lr });
    noGrad(() => {
      model.l1.weight.copy_(tensor([weights.slice(0, 10)]));
      model.l1.bias!.copy_(tensor([weights[10]!]));
    });
    const loss = (): Tensor => criterion(model(x), y);
    return judgeStep({ model, optimizer, loss }, () => new optim.SGD(model.parameters(), { lr: start.lr }));
  },
  /** The loss along one weight, from `radius` below to `radius` above, and at both sides of `delta`. */
  "slow.nudge": (
    which: number,
    delta: number,
    radius: number,
  ): { xs: number[]; ys: number[]; above: number; below: number } => {
    const s = state!;
    const at = (d: number): number =>
      lossAt(
        s,
        s.weights.map((w, i) => (i === which ? w + d : w)),
      );
    const xs = Array.from({ length: 61 }, (_, i) => (i / 30 - 1) * radius);
    return { xs: xs.map((d) => s.weights[which]! + d), ys: xs.map(at), above: at(delta), below: at(-delta) };
  },
};
