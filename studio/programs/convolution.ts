// A kernel slides over a picture; another one is found by training.
import { F, manualSeed, nn, optim, tensor } from "kindling";

const picture = [[0, 0, 0], [0, 1, 0], [0, 0, 0]];
const kernel = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]];
const stride = 1;
const padding = 0;

const x = tensor([[picture]]);    // shape [1, 1, height, width]
const w = tensor([[kernel]]);     // shape [1, 1, 3, 3]

// By hand: each number of the map is nine products, added up.
const map = F.conv2d(x, w, null, { stride, padding });
console.log(map.get(0, 0).tolist());

// The same as a layer, whose nine numbers training finds.
manualSeed(1);
const layer = new nn.Conv2d(1, 1, 3, { stride, padding, bias: false });
const criterion = new nn.MSELoss();
const optimizer = new optim.Adam(layer.parameters(), { lr: 0.03 });

for (let step = 0; step < 1000; step++) {
  optimizer.zeroGrad();
  const loss = criterion(layer(x), map);
  loss.backward();
  optimizer.step();
  if (step % 200 === 0) console.log(step, loss.item());
}
console.log(layer.weight.get(0, 0).tolist());
