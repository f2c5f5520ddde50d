// README's program and the public types as users meet them: by every way in which TypeScript finds a package, with today's
// compiler and the one before, strictly and without a cast.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { check, compilers, install, root } from "./installed.js";

const readme = readFileSync(path.join(root, "README.md"), "utf8");
const program =
  /## The weekend program[\s\S]*?```ts\n([\s\S]*?)```/.exec(readme)?.[1] ??
  assert.fail("README.md has no weekend program");

/** What the program's names must be, to the letter: a type that is `any` fails, too. */
const types = `
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;
const same = <A, B>(_: Same<A, B>): void => {};
same<typeof model, Net>(true);
const output = model(xTensor);
same<typeof output, Tensor>(true);
same<typeof trained, Net>(true);
const result = trained(tensor([1, 0]));
same<typeof result, Tensor>(true);
same<ReturnType<typeof trained.eval>, Net>(true);
same<typeof trained.l1, nn.Linear>(true);
const text: string = trained.toString();
// @ts-expect-error -- a model takes what its forward takes
trained("ten");
// @ts-expect-error -- and has the fields of its class alone
trained.l2;
const unknown = load("cnn.pt");
same<typeof unknown, unknown>(true);
const weights = load<nn.StateDict>("weights.pt");
same<typeof weights, nn.StateDict>(true);
const bytes = load(new Uint8Array(8), { "mynets.Net": Net });
same<typeof bytes, Net>(true);
`;

/** What programs of PyTorch do, and TypeScript is to let them do: of the right types, and of these alone. */
const idioms = `
import { data, F, full, linspace, nn, optim, type Tensor, tensor, zeros } from "kindling";
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;
const same = <A, B>(_: Same<A, B>): void => {};
class Net extends nn.Module {
  l = new nn.Linear(3, 1);
  forward(x: Tensor): Tensor { return this.l(x); }
  step(x: Tensor, y: Tensor): Tensor {
    const out: Tensor = this(x);
    // @ts-expect-error -- also in its class a model takes what its forward takes
    this("x");
    return F.mseLoss(out, y);
  }
}
class Scaled extends Net {
  override forward(x: Tensor, scale = 2): Tensor { return super.forward(x).mul(scale); }
}
const net: Net = new Scaled();
same<ReturnType<typeof net>, Tensor>(true);
new Scaled()(zeros(2, 3), 3);
// @ts-expect-error -- too many
net(zeros(2, 3), 3);
const plain: (x: Tensor) => Tensor = net;
const any: nn.Module = net;
export const anything = [plain, any(1, "two")];
export const generic = <M extends Net>(model: M): Tensor => model(zeros(2, 3));
export const extended = (model: nn.Module & { scale?: number }): Tensor => model(zeros(2, 3));
export function last(rnn: nn.LSTM | nn.GRU | nn.RNN, x: Tensor): Tensor { const [output] = rnn(x); return output.select(0, -1); }
const [output, [h, c]] = new nn.LSTM(3, 5)(zeros(7, 2, 3), [zeros(1, 2, 5), zeros(1, 2, 5)]);
same<[typeof output, typeof h, typeof c], [Tensor, Tensor, Tensor]>(true);
// A state that a function may be given or not is passed on.
export const goOn = (rnn: nn.LSTM, x: Tensor, state?: [Tensor, Tensor]): Tensor => rnn(x, state)[0];
export const goOnGru = (rnn: nn.GRU | nn.RNN, x: Tensor, h?: Tensor): Tensor => rnn(x, h)[0];
export const oneStep = (optimizer: optim.Optimizer): void => { optimizer.paramGroups[0]!.lr = 0.1; optimizer.step(); };
oneStep(new optim.Adam(net.parameters()));
oneStep(new optim.SGD(net.parameters()));
// @ts-expect-error -- an LSTM's state is h and c
new nn.LSTM(3, 5)(zeros(7, 2, 3), zeros(1, 2, 5));
const encoder = new nn.Embedding(10, 4), decoder = new nn.Linear(4, 10, false);
decoder.weight = encoder.weight;
const loader = new data.DataLoader(new data.TensorDataset(zeros(4, 2), zeros(4)), { batchSize: 2 });
export const share = (correct: number, of: data.DataLoader<[Tensor, Tensor]>): number => correct / of.dataset.length;
share(3, loader);
export const layers = [
  new nn.Conv2d(3, 64, 7, 2, 3), new nn.Conv2d(3, 64, 7, { stride: 2 }), new nn.Conv2d(3, 64, { kernelSize: 7, stride: 2 }), new nn.Conv2d({ inChannels: 3, outChannels: 64, kernelSize: 7 }),
  new nn.LeakyReLU(0.2, true), new nn.LeakyReLU({ negativeSlope: 0.2 }), new nn.Dropout(0.5, true), new nn.Dropout({ p: 0.5 }), new nn.Softplus(1, { threshold: 10 }),
  new nn.MaxPool2d(2), new nn.MaxPool2d(2, { stride: 1 }), new nn.CrossEntropyLoss({ labelSmoothing: 0.1 }), new nn.PReLU(3), new nn.Hardtanh(-1, { maxVal: 2 }),
];
const { lrScheduler } = optim, sgd = new optim.SGD(net.parameters(), { lr: 0.1 });
export const schedules = [
  new lrScheduler.StepLR(sgd, 3), new lrScheduler.StepLR(sgd, 3, 0.5), new lrScheduler.StepLR(sgd, 3, { gamma: 0.5 }), new lrScheduler.StepLR(sgd, { stepSize: 3 }),
  new lrScheduler.OneCycleLR(sgd, 0.1, 100), new lrScheduler.OneCycleLR(sgd, { maxLr: 0.1, totalSteps: 100 }), new lrScheduler.CyclicLR(sgd, 0.1, { maxLr: 1 }),
  new lrScheduler.ConstantLR(sgd), new lrScheduler.ConstantLR(sgd, 0.5, { totalIters: 3 }), new lrScheduler.LambdaLR(sgd, (epoch) => 0.9 ** epoch),
];
// @ts-expect-error -- the step size is missing
new lrScheduler.StepLR(sgd);
// @ts-expect-error -- the step size is missing
new lrScheduler.StepLR(sgd, { gamma: 0.5 });
// @ts-expect-error -- the highest rate is missing
new lrScheduler.OneCycleLR(sgd);
// @ts-expect-error -- options stand in groups
sgd.lr = 3;
// @ts-expect-error -- reshape gives another tensor
zeros(2, 3).shape = [3, 2];
export const filled = [full([2], 7), full({ size: [2], fillValue: 7 }), linspace(0, 1, 5), linspace({ start: 0, end: 1, steps: 5 }), linspace(0, { end: 1, steps: 5 })];
// @ts-expect-error -- the number of steps is missing
linspace(0, 1);
// @ts-expect-error -- what to fill with is missing
full([2]);
const pairs = new data.DataLoader(new (class extends data.Dataset<[Tensor, Tensor]> {
  get length(): number { return 3; }
  get(): [Tensor, Tensor] { return [zeros(2), zeros(1)]; }
})());
for (const [a, b] of pairs) same<[typeof a, typeof b], [Tensor, Tensor]>(true);
declare const untyped: data.Dataset<[any, any]>;
for (const [a] of new data.DataLoader(untyped)) a.anything.goes;
// @ts-expect-error -- no such option
new nn.Conv2d(3, 64, 7, { strides: 2 });
// @ts-expect-error -- the kernel size is missing
new nn.Conv2d(3, 64, { stride: 2 });
same<ReturnType<typeof F.maxPool2d>, Tensor>(true);
const [values, indices] = F.maxPool2d(zeros(1, 1, 4, 4), 2, { returnIndices: true });
export const results = [values, indices, F.elu(tensor([1]), 2), F.elu(tensor([1]), { alpha: 2 }), F.pairwiseDistance(zeros(2, 3), zeros(2, 3), 2, { keepdim: true })];
`;

describe("the package's types", () => {
  const { app, remove } = install();
  after(remove);
  /** For each way, the endings of the files that it is for; all of them are one run of the compiler. */
  const ways = {
    "nodenext, as modules and as CommonJS": { endings: ["mts", "cts"], options: { module: "nodenext" } },
    "a bundler's way": { endings: ["ts"], options: { module: "esnext", moduleResolution: "bundler" } },
    "a bundler's way, to keep imports as they are": { endings: ["ts"], options: { module: "preserve" } },
  };
  const strictest = {
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noImplicitOverride: true,
    isolatedModules: true,
  };
  for (const { name, tsc } of compilers)
    for (const [how, { endings, options }] of Object.entries(ways)) {
      test(`${name}, ${how}: README's program compiles and runs, its names have their types, and what PyTorch's programs do compiles`, () => {
        const sources = new Map(
          endings.flatMap((e) => [
            [`program.${e}`, program],
            [`types.${e}`, program + types],
          ]),
        );
        if (endings.includes("mts")) sources.set("idioms.mts", idioms);
        for (const [file, text] of sources) writeFileSync(path.join(app, file), text);
        assert.equal(check(app, [...sources.keys()], { ...options, ...strictest, outDir: "out" }, tsc), "");
        const unused = { noUnusedLocals: true, noUnusedParameters: true, noEmit: true };
        if (endings.includes("mts"))
          assert.equal(check(app, ["program.mts"], { ...options, ...strictest, ...unused }, tsc), "");
        for (const ending of options.module === "preserve" ? [] : endings) {
          const printed = execFileSync(process.execPath, [path.join("out", `program.${ending.replace("ts", "js")}`)], {
            cwd: app,
            encoding: "utf8",
            stdio: ["ignore", "pipe", "ignore"],
          });
          assert.match(printed, /^tensor\(\[\d\.\d*\], grad_fn=<ReluBackward0>\)\n$/);
        }
        for (const file of sources.keys()) rmSync(path.join(app, file));
        rmSync(path.join(app, "out"), { recursive: true });
      });
    }
});
