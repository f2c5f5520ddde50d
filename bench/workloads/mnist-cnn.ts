import { compile, F, manualSeed, noGrad, optim, rand, randint, type Tensor } from "kindling";
import { CNN } from "../../examples/mnist/models.js";
import type { Prepared, Workload } from "../workload.js";

/** A training step of the CNN of examples/mnist, PyTorch's own, with a batch of 64, Adadelta. The pictures are noise: only the time matters. */
function prepare(wrap: (step: () => void) => () => void): Prepared {
  manualSeed(0);
  const net = new CNN();
  const first = [...net.parameters()].map((p) => p.detach().clone());
  const optimizer = new optim.Adadelta(net.parameters(), { lr: 1 });
  const x = rand(64, 1, 28, 28);
  const y = randint(0, 10, [64]);
  const step = wrap(() => {
    optimizer.zeroGrad();
    F.nllLoss(net(x), y).backward();
    optimizer.step();
  });
  const again = (): void =>
    noGrad(() => {
      [...net.parameters()].forEach((p, i) => p.copy_(first[i]!));
      for (const state of optimizer.state.values())
        for (const t of [state["square_avg"], state["acc_delta"]]) (t as Tensor).zero_();
      manualSeed(1); // for dropout
    });
  return {
    step,
    again,
    check: () => {
      net.eval();
      const loss = F.nllLoss(net(x), y).item();
      net.train();
      return loss;
    },
  };
}

const FLOPS = 2 * 64 * (2 * 32 * 676 * 9 + 3 * 64 * 576 * 288 + 3 * 9216 * 128 + 3 * 128 * 10);
// Warm beyond the eighth step, at which a plan is held against its function.
export const mnistCnn: Workload = {
  name: "mnist-cnn-64",
  warm: 12,
  runs: 10,
  flops: FLOPS,
  ways: { eager: () => prepare((step) => step), compiled: () => prepare((step) => compile(step)) },
};
