import { data, datasets, manualSeed, noGrad, optim, randint, type Tensor, transforms } from "kindling";
import { CNN } from "../../examples/mnist/models.js";
import { averageOf, trainEpoch, trainingStep } from "../../examples/mnist/training.js";
import type { Prepared, Workload } from "../workload.js";

const BATCHES = 30,
  SIZE = 64;

/** The training of examples/mnist, `--model cnn`, as the program does it: loader, transforms, steps, losses, averaged weights. The pictures are noise. */
function prepare(): Prepared {
  manualSeed(0);
  const pixels = randint(0, 256, [BATCHES * SIZE, 28, 28]).to("uint8"),
    targets = randint(0, 10, [BATCHES * SIZE]);
  const net = new CNN();
  const first = net.parameters().map((p) => p.detach().clone());
  const optimizer = new optim.Adadelta(net.parameters(), { lr: 1 });
  const average = averageOf(net, 0.99),
    step = trainingStep(net, optimizer);
  const digits = new datasets.MNIST(
    { images: idx(3, pixels), labels: idx(1, targets.to("uint8")) },
    { transform: new transforms.Compose([new transforms.ToTensor(), new transforms.Normalize([0.1307], [0.3081])]) },
  );
  const loader = new data.DataLoader(digits, { batchSize: SIZE, shuffle: true });
  let start = 0;
  return {
    steps: BATCHES,
    step: () => {
      trainEpoch(loader, net, step, average, (loss, steps) => {
        if (steps === 2) start = loss;
      });
    },
    again: () =>
      noGrad(() => {
        net.parameters().forEach((p, i) => p.copy_(first[i]!));
        for (const state of optimizer.state.values())
          for (const t of [state["square_avg"], state["acc_delta"]]) (t as Tensor).zero_();
        manualSeed(1); // for the order and dropout
      }),
    check: () => start,
  };
}

/** A tensor of bytes as a file of MNIST's form. */
function idx(dims: number, t: Tensor): Uint8Array {
  const head = new DataView(new ArrayBuffer(4 + 4 * dims));
  head.setUint32(0, 0x800 + dims);
  t.shape.forEach((n, i) => head.setUint32(4 + 4 * i, n));
  return new Uint8Array([...new Uint8Array(head.buffer), ...(t.toTypedArray() as Uint8Array)]);
}

// One epoch is beyond the eighth step, at which a plan is held against its function.
export const mnistEpoch: Workload = { name: "mnist-epoch-cnn", warm: BATCHES, runs: 3, ways: { compiled: prepare } };
