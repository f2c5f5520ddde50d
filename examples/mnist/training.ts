// The training of examples/mnist, which the benchmark runs, too.
import { compile, type Compiled, F, type nn, optim, type Tensor } from "kindling";

type Net = nn.Module & ((x: Tensor) => Tensor);

/**
 * Each step throws the weights a little to and fro. Their moving average, over a hundred steps or so, reads better than the last.
 * `decay` is how much of it each step keeps.
 */
export const averageOf = <N extends nn.Module>(model: N, decay: number): optim.swaUtils.AveragedModel<N> =>
  new optim.swaUtils.AveragedModel(model, {
    avgFn: (mean, now, n) => {
      const kept = Math.min(decay, (1 + n) / (10 + n)); // the first weights are forgotten sooner
      return mean.mul(kept).add_(now, { alpha: 1 - kept });
    },
  });

/** One step of training as one plan. What changes from step to step (weights, the learning rate, dropout) is seen by it. */
export const trainingStep = (model: Net, optimizer: optim.AnyOptimizer): Compiled<[Tensor, Tensor], Tensor> =>
  compile((x: Tensor, y: Tensor) => {
    optimizer.zeroGrad();
    const loss = F.nllLoss(model(x), y);
    loss.backward();
    optimizer.step();
    return loss;
  });

/** A round through all batches; `each` hears the mean loss so far, and after how many steps. Gives the mean loss of the round. */
export function trainEpoch(
  batches: Iterable<[Tensor, Tensor]>,
  model: Net,
  step: (x: Tensor, y: Tensor) => Tensor,
  average: optim.swaUtils.AveragedModel,
  each: (loss: number, steps: number) => void = () => {},
): number {
  model.train();
  let sum = 0,
    steps = 0;
  for (const [x, y] of batches) {
    sum += step(x, y).item();
    average.updateParameters(model);
    each(sum / ++steps, steps);
  }
  return sum / steps;
}
