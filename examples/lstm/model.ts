// An LSTM (Hochreiter & Schmidhuber 1997) that reads characters one by one and predicts the next one.
import { F, nn, type optim, type Tensor } from "kindling";

/** The network's memory of everything it has read: two tensors `[layers, batch, width]`. */
export type Memory = [h: Tensor, c: Tensor];

/** Characters `[batch, time]` (int64) to scores for the one that follows each, `[batch, time, vocabulary]`, and the memory afterwards. */
export class CharacterLSTM extends nn.Module {
  token: nn.Embedding;
  lstm: nn.LSTM;
  head: nn.Linear;

  constructor(vocabulary: number, width: number, layers: number) {
    super();
    this.token = new nn.Embedding(vocabulary, width);
    this.lstm = new nn.LSTM(width, width, layers, { batchFirst: true });
    this.head = new nn.Linear(width, vocabulary);
  }

  forward(characters: Tensor, memory?: Memory): [scores: Tensor, memory: Memory] {
    const [y, after] = this.lstm(this.token(characters), memory);
    return [this.head(y), after];
  }
}

/**
 * A step of training: takes characters, those that follow, and the memory so far; returns the loss and the new memory.
 *
 * Gradients flow back to the beginning of the piece and no further, although the memory continues.
 */
export function trainingStep(
  model: CharacterLSTM,
  optimizer: optim.Optimizer,
): (x: Tensor, y: Tensor, memory: Memory) => [loss: Tensor, memory: Memory] {
  return (x, y, memory) => {
    optimizer.zeroGrad();
    const [scores, [h, c]] = model(x, memory);
    const loss = F.crossEntropy(scores.flatten(0, 1), y.flatten());
    loss.backward();
    nn.utils.clipGradNorm_(model.parameters(), 1);
    optimizer.step();
    return [loss, [h.detach(), c.detach()]];
  };
}
