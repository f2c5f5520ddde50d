// What test/browser/csp.test.ts runs in pages whose Content-Security-Policy forbids code from text, and in Node to compare.
import { compile, F, load, manualSeed, nn, onDiagnosis, optim, randn, saveBytes, type Tensor, tensor } from "kindling";
import { weekend } from "./weekend.js";

class Net extends nn.Module {
  conv = new nn.Conv2d(1, 8, 3);
  bn = new nn.BatchNorm2d(8);
  fc = new nn.Linear(8 * 5 * 5, 10);
  forward(x: Tensor): Tensor {
    return F.logSoftmax(this.fc(F.maxPool2d(F.relu(this.bn(this.conv(x))), 2).flatten(1)), 1);
  }
}

export interface Did {
  weekend: number[];
  eager: number[];
  compiled: number[];
  plan: string;
  saved: number[];
  product: number;
  said: string[];
}

/** The weekend program, a convolutional net step by step and compiled, its weights as bytes and back, a large product. */
export function all(): Did {
  const said: string[] = [];
  const before = onDiagnosis((d) => said.push(d.code));
  try {
    manualSeed(3);
    const net = new Net(),
      optimizer = new optim.Adam(net.parameters(), { lr: 0.01 });
    const x = randn(16, 1, 12, 12),
      y = tensor(
        Array.from({ length: 16 }, (_, i) => i % 10),
        { dtype: "int64" },
      );
    const step = (a: Tensor, b: Tensor): Tensor => {
      optimizer.zeroGrad();
      const loss = F.nllLoss(net(a), b);
      loss.backward();
      optimizer.step();
      return loss;
    };
    const eager = Array.from({ length: 4 }, () => step(x, y).item());
    const fast = compile(step);
    const compiled = Array.from({ length: 6 }, () => fast(x, y).item());
    const again = new Net();
    again.loadStateDict(load(saveBytes(net.stateDict())) as Parameters<Net["loadStateDict"]>[0]);
    const a = randn(200, 100),
      b = randn(100, 150);
    return {
      weekend: weekend(0, 300),
      eager,
      compiled,
      plan: fast.explain().split("\n")[1]!,
      saved: again.fc.weight.flatten().tolist() as number[],
      product: a.matmul(b).double().sub(a.double().matmul(b.double())).abs().max().item(),
      said,
    };
  } finally {
    onDiagnosis(before);
  }
}
