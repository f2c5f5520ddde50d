import { compile, F, manualSeed, nn, optim, rand, randint, type Tensor } from "kindling";
import type { Prepared, Workload } from "../workload.js";

/** The CNN of PyTorch's own MNIST example. */
class Net extends nn.Module {
  conv1 = new nn.Conv2d(1, 32, 3);
  conv2 = new nn.Conv2d(32, 64, 3);
  dropout1 = new nn.Dropout(0.25);
  dropout2 = new nn.Dropout(0.5);
  fc1 = new nn.Linear(9216, 128);
  fc2 = new nn.Linear(128, 10);
  forward(x: Tensor): Tensor {
    const maps = this.dropout1(F.maxPool2d(F.relu(this.conv2(F.relu(this.conv1(x)))), 2));
    return F.logSoftmax(this.fc2(this.dropout2(F.relu(this.fc1(maps.flatten(1))))), 1);
  }
}

/** A training step with a batch of 64, Adadelta. The pictures are noise: only the time matters. */
function prepare(wrap: (step: () => void) => () => void): Prepared {
  manualSeed(0);
  const net = new Net();
  const optimizer = new optim.Adadelta(net.parameters(), { lr: 1 });
  const x = rand(64, 1, 28, 28);
  const y = randint(0, 10, [64]);
  const step = wrap(() => {
    optimizer.zeroGrad();
    F.nllLoss(net(x), y).backward();
    optimizer.step();
  });
  return { step, check: () => { net.eval(); const loss = F.nllLoss(net(x), y).item(); net.train(); return loss; } };
}

const FLOPS = 2 * 64 * (2 * 32 * 676 * 9 + 3 * 64 * 576 * 288 + 3 * 9216 * 128 + 3 * 128 * 10);
// Warm beyond the eighth step, at which a plan is held against its function.
export const mnistCnn: Workload = { name: "mnist-cnn-64", warm: 12, runs: 10, flops: FLOPS, ways: { eager: () => prepare((step) => step), compiled: () => prepare((step) => compile(step)) } };
