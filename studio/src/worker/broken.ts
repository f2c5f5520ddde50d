// Chapter 3: programs with a mistake in them, a sweep of learning rates, and a thousand seeds.

import {
  compile,
  explain,
  F,
  KindlingError,
  manualSeed,
  nn,
  noGrad,
  onDiagnosis,
  optim,
  random,
  resetDiagnosis,
  type Tensor,
  tensor,
} from "kindling";
import type { Mistake } from "../state/mistakes.js";
import { Runner } from "./runner.js";
import { genData, Net as WeekendNet } from "./weekend.js";

/** What kindling says, as the terminal prints it but for the place; and the call in the program beside that it is about, null where it is about none. */
export interface Said {
  readonly text: string;
  readonly call: string | null;
  readonly code: string;
  readonly error: boolean;
}
export interface BrokenRun {
  readonly losses: number[];
  readonly said: Said[];
  /** What `explain` says at the end; null where the program did not get so far. */ readonly explained: string | null;
}

interface Program {
  readonly step: () => number;
  readonly explained: () => string;
}

// The programs of the chapter, with a place for each mistake. Their class is called Net: errors name it. What the library
// takes for a line of the program is one of this worker, so each call says which of the program beside it is.

let call = "";

function regression(id: Mistake["id"] | null, seed: number, lr: number): Program {
  random.seed(seed);
  manualSeed(seed);
  const [lists, ones] = genData(100, 10);
  const x = tensor(lists);
  const y = id === "shape" ? tensor(ones) : tensor(ones).unsqueeze(1);
  class Net extends nn.Module {
    l1 = new nn.Linear(id === "size" ? 8 : 10, 1);
    forward(x: Tensor): Tensor {
      call = "this.l1(x)";
      const sum = this.l1(x);
      return id === "dead-relu" ? F.relu(sum) : sum;
    }
  }
  const model = new Net();
  const criterion = new nn.MSELoss();
  const optimizer = new optim.SGD(model.parameters(), { lr });
  const step = (): number => {
    call = "model(x)";
    const output = model(x);
    if (id !== "zero-grad") optimizer.zeroGrad();
    call = "criterion(output, y)";
    const loss = criterion(output, y);
    call = "loss.backward()";
    loss.backward();
    call = "optimizer.step()";
    optimizer.step();
    return loss.item() as number;
  };
  return { step, explained: () => String(explain(model, () => criterion(model(x), y), { optimizer })) };
}

function classification(id: Mistake["id"] | null, seed: number, lr: number): Program {
  random.seed(seed);
  manualSeed(seed);
  const [lists, ones] = genData(100, 10);
  const x = tensor(lists);
  const y = id === "labels" ? tensor(ones) : tensor(ones, { dtype: "int64" });
  class Net extends nn.Module {
    l1 = new nn.Linear(10, 32);
    l2 = new nn.Linear(32, 11);
    forward(x: Tensor): Tensor {
      call = "this.l1(x)";
      const inner = F.relu(this.l1(x));
      call = "this.l2(";
      const scores = this.l2(inner);
      return id === "softmax" ? F.softmax(scores, 1) : scores;
    }
  }
  const model = new Net();
  const criterion = new nn.CrossEntropyLoss();
  const optimizer = new optim.SGD(model.parameters(), { lr });
  const step = (): number => {
    call = "model(x)";
    const output = model(x);
    optimizer.zeroGrad();
    call = "criterion(output, y)";
    const loss = criterion(output, y);
    call = "loss.backward()";
    loss.backward();
    call = "optimizer.step()";
    optimizer.step();
    return loss.item() as number;
  };
  return { step, explained: () => String(explain(model, () => criterion(model(x), y), { optimizer })) };
}

function run(
  base: Mistake["base"],
  id: Mistake["id"] | null,
  seed: number,
  lr: number,
  steps: number,
  withExplain: boolean,
): BrokenRun {
  let explained: string | null = null;
  const losses: number[] = [];
  const said: Said[] = [];
  resetDiagnosis();
  const before = onDiagnosis(({ level, message, place, code }) =>
    said.push({
      text: `kindling ${level}: ${place === undefined ? message : message.replace(` (at ${place})`, "")}`,
      call: code === "loss-grows" ? null : call, // which shows over many steps
      code,
      error: false,
    }),
  );
  try {
    const program = (base === "break" ? regression : classification)(id, seed, lr);
    for (let i = 0; i < steps; i++) losses.push(program.step());
    if (withExplain) explained = program.explained();
  } catch (e) {
    if (!(e instanceof KindlingError)) throw e;
    said.push({ text: `KindlingError: ${e.message}`, call, code: e.code, error: true });
  } finally {
    onDiagnosis(before);
  }
  return { losses, said, explained };
}

/** One model and one compiled step for many runs: data and first weights are put in place for each. */
function bench(relu: boolean) {
  const model = new WeekendNet();
  const criterion = new nn.MSELoss();
  const optimizer = new optim.SGD(model.parameters(), { lr: 0.01 });
  const step = compile((x: Tensor, y: Tensor) => {
    const output = relu ? model(x) : model.l1(x);
    optimizer.zeroGrad();
    call = "criterion(output, y)";
    const loss = criterion(output, y);
    call = "loss.backward()";
    loss.backward();
    call = "optimizer.step()";
    optimizer.step();
    return loss;
  });
  return {
    step,
    set lr(v: number) {
      optimizer.paramGroups[0]!.lr = v;
    },
    /** The model with the first weights of a seed. */
    begin(first: nn.Linear): void {
      noGrad(() => {
        model.l1.weight.copy_(first.weight);
        model.l1.bias!.copy_(first.bias!);
      });
    },
    model,
  };
}

function seeded(seed: number): { x: Tensor; y: Tensor; first: nn.Linear } {
  random.seed(seed);
  manualSeed(seed);
  const [lists, ones] = genData(100, 10);
  return { x: tensor(lists), y: tensor(ones).unsqueeze(1), first: new nn.Linear(10, 1) };
}

// The sweep: columns are learning rates, rows are steps.

export interface Sweep {
  readonly rates: number[];
  readonly steps: number[];
  /** By column: the loss at each row's step. */ readonly losses: (number[] | null)[];
  readonly cliff: number | null;
}

const COLUMNS = 120;
const rates = Array.from({ length: COLUMNS }, (_, i) => 10 ** (-3 + (i / (COLUMNS - 1)) * 3.3));
const rows = [...new Set(Array.from({ length: 48 }, (_, i) => Math.round(10 ** ((i / 47) * 3)) - 1))];

class SweepRun {
  readonly losses: (number[] | null)[] = rates.map(() => null);
  cliff: number | null = null;
  private readonly seed;
  private readonly bench;
  /** Coarse first, then what lies between: a picture from the beginning. */
  private readonly order = [...rates.keys()].sort((a, b) => spread(a) - spread(b));
  private at = 0;

  constructor(seed: number, relu: boolean) {
    this.seed = seeded(seed);
    this.bench = bench(relu);
  }

  readonly runner = new Runner(() => {
    if (this.at < this.order.length) {
      const column = this.order[this.at++]!;
      this.losses[column] = this.train(rates[column]!);
      return 1;
    }
    this.cliff = this.findCliff();
    return 0;
  });

  private train(lr: number): number[] {
    const { step, begin } = this.bench;
    const { x, y, first } = this.seed;
    begin(first);
    this.bench.lr = lr;
    const losses: number[] = [];
    let done = 0;
    for (const row of rows) {
      if (row > done) step.repeat(row - done, x, y);
      done = row + 1;
      losses.push(step(x, y).item() as number);
    }
    return losses;
  }

  /** Bisects between the last rate that learns and the first that does not, until two digits are certain. */
  private findCliff(): number | null {
    const learns = (losses: number[]): boolean => losses.at(-1)! < 0.1 * losses[0]!;
    const at = this.losses.findLastIndex((l) => learns(l!));
    if (at < 0 || at === COLUMNS - 1) return null;
    let [low, high] = [rates[at]!, rates[at + 1]!];
    for (let i = 0; i < 8; i++) {
      const middle = Math.sqrt(low * high);
      if (learns(this.train(middle))) low = middle;
      else high = middle;
    }
    return low;
  }
}

/** The bits of a column's number backwards. */
function spread(i: number): number {
  let r = 0;
  for (let b = 0; b < 7; b++) r = r * 2 + ((i >> b) & 1);
  return r;
}

// A thousand seeds.

const SEEDS = 1000;
class SeedsRun {
  readonly losses: number[] = [];
  readonly dead: number[] = [];
  private readonly bench = bench(true);
  private readonly steps: number;
  constructor(steps: number, lr: number) {
    this.steps = steps;
    this.bench.lr = lr;
  }
  readonly runner = new Runner(() => {
    const seed = this.losses.length;
    if (seed === SEEDS) return 0;
    const { x, y, first } = seeded(seed);
    this.bench.begin(first);
    // Born dead: not one answer above 0.
    if (
      noGrad(() => this.bench.model(x))
        .sum()
        .item() === 0
    )
      this.dead.push(seed);
    this.losses.push(this.bench.step.repeat(this.steps, x, y).item() as number);
    return 1;
  });
}

let sweep: SweepRun | null = null;
let seeds: SeedsRun | null = null;

export const broken = {
  "broken.run": run,
  "broken.sweep": (seed: number, relu: boolean) => {
    sweep?.runner.stop();
    sweep = new SweepRun(seed, relu);
    sweep.runner.start(Infinity);
  },
  "broken.sweepFrame": (): Sweep & { running: boolean } => ({
    rates,
    steps: rows,
    losses: sweep!.losses,
    cliff: sweep!.cliff,
    running: sweep!.runner.active,
  }),
  "broken.seeds": (steps: number, lr: number) => {
    seeds?.runner.stop();
    seeds = new SeedsRun(steps, lr);
    seeds.runner.start(Infinity);
  },
  "broken.seedsFrame": () => ({ losses: seeds!.losses, dead: seeds!.dead, running: seeds!.runner.active }),
  "broken.stop": () => {
    sweep?.runner.stop();
    seeds?.runner.stop();
  },
};
