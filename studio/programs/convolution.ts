// A kernel slides over a picture; another one is found by training.
import { F, manualSeed, nn, optim, random, tensor } from "kindling";

const picture = [
  [0, 0, 0],
  [0, 1, 0],
  [0, 0, 0],
];
const kernel = [
  [-1, 0, 1],
  [-2, 0, 2],
  [-1, 0, 1],
];
const stride = 1;
const padding = 0;

const x = tensor([[picture]]); // shape [1, 1, height, width]
const w = tensor([[kernel]]); // shape [1, 1, 3, 3]

// By hand: each number of the map is nine products, added up.
const map = F.conv2d(x, w, null, { stride, padding });
console.log(map.get(0, 0).tolist());

// Nine numbers that training finds, from pictures and what should become of them.
const hidden = kernel;
const seed = 1;
const steps = 2000;

random.seed(seed);
manualSeed(seed);

// Sixteen pictures, each with three boxes: edges in all directions.
const pictures: number[][][][] = [];
for (let i = 0; i < 16; i++) {
  const p = Array.from({ length: 12 }, () => Array<number>(12).fill(0));
  for (let box = 0; box < 3; box++) {
    const [top, left] = [random.randint(0, 8), random.randint(0, 8)];
    const [tall, wide] = [random.randint(2, 6), random.randint(2, 6)];
    for (let r = top; r < Math.min(12, top + tall); r++) p[r]!.fill(1, left, left + wide);
  }
  pictures.push([p]);
}
const xs = tensor(pictures); // shape [16, 1, 12, 12]
const ys = F.conv2d(xs, tensor([[hidden]]), null, { padding: 1 });

const layer = new nn.Conv2d(1, 1, 3, { padding: 1, bias: false });
const criterion = new nn.MSELoss();
const optimizer = new optim.Adam(layer.parameters(), { lr: 0.03 });

for (let step = 0; step < steps; step++) {
  optimizer.zeroGrad();
  const loss = criterion(layer(xs), ys);
  loss.backward();
  optimizer.step();
  if (step === 0 || step === steps - 1) console.log(step, loss.item());
}
console.log(layer.weight.get(0, 0).tolist());
