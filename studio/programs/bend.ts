// A network bends the plane until a line can part two kinds of points.
import { manualSeed, nn, noGrad, optim, random, tensor } from "kindling";

const seed = 1;
const data = "rings" as string;
const noise = 0.1;
const points = 200;
const layers = [4] as number[];
const activation = "Tanh" as string;
const dropout = 0;
const weightDecay = 0;
const optimizerName = "Adam" as string;
const lr = 0.03;
const steps = 500;

random.seed(seed);
manualSeed(seed);

// A point of the first kind (0) or the second (1), somewhere between −1 and 1.
function point(kind: number): number[] {
  const t = random.random();
  if (data === "rings") {
    const [r, angle] = [kind === 1 ? 0.45 * t : 0.65 + 0.3 * t, random.uniform(0, 2 * Math.PI)];
    return [r * Math.cos(angle), r * Math.sin(angle)];
  }
  if (data === "spiral")
    return [0.95 * t * Math.sin(5.5 * t + kind * Math.PI), 0.95 * t * Math.cos(5.5 * t + kind * Math.PI)];
  const s = random.random();
  if (data === "quarters")
    return kind === 1
      ? t < 0.5
        ? [2 * t * 0.9, s * 0.9]
        : [(1 - 2 * t) * 0.9, -s * 0.9]
      : t < 0.5
        ? [2 * t * 0.9, -s * 0.9]
        : [(1 - 2 * t) * 0.9, s * 0.9];
  return [(kind === 1 ? 0.45 : -0.45) + 0.4 * (t - 0.5), (kind === 1 ? 0.45 : -0.45) + 0.4 * (s - 0.5)];
}

function sample(count: number) {
  const xs: number[][] = [];
  const ys: number[][] = [];
  for (let i = 0; i < count; i++) {
    const [a, b] = point(i % 2);
    xs.push([a! + random.gauss(0, noise), b! + random.gauss(0, noise)]);
    ys.push([i % 2]);
  }
  return { x: tensor(xs), y: tensor(ys) }; // shapes [count, 2] and [count, 1]
}
const train = sample(points);
const heldOut = sample(200); // never trained with

const activations: Record<string, () => nn.Module> = {
  ReLU: () => new nn.ReLU(),
  Tanh: () => new nn.Tanh(),
  Sigmoid: () => new nn.Sigmoid(),
};
const modules: nn.Module[] = [];
let width = 2;
for (const size of layers) {
  modules.push(new nn.Linear(width, size));
  if (activation !== "none") modules.push(activations[activation]!());
  if (dropout > 0) modules.push(new nn.Dropout(dropout));
  width = size;
}
const model = new nn.Sequential(...modules, new nn.Linear(width, 1));
const criterion = new nn.BCEWithLogitsLoss();
const optimizer =
  optimizerName === "Adam"
    ? new optim.Adam(model.parameters(), { lr, weightDecay })
    : new optim.SGD(model.parameters(), { lr, weightDecay });

for (let step = 0; step < steps; step++) {
  const output = model(train.x);
  optimizer.zeroGrad();
  const loss = criterion(output, train.y);
  loss.backward();
  optimizer.step();
}

model.eval(); // without dropout
noGrad(() => {
  console.log(criterion(model(train.x), train.y).item());
  console.log(criterion(model(heldOut.x), heldOut.y).item());
  const right = model(heldOut.x).gt(0).eq(heldOut.y.gt(0.5));
  console.log(right.to("float32").mean().item());
});
