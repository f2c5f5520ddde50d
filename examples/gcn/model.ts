// A graph convolutional network (Kipf & Welling 2016): each layer mixes the numbers of a node with those of its neighbours.
import { F, nn, type optim, type Tensor, zeros } from "kindling";

/** `[nodes, inputs]` to `[nodes, outputs]`: a linear map of each node, then a mean over the neighbourhood. */
class GraphConvolution extends nn.Module {
  linear: nn.Linear;
  bias: nn.Parameter;

  constructor(inputs: number, outputs: number) {
    super();
    this.linear = new nn.Linear(inputs, outputs, { bias: false });
    this.bias = new nn.Parameter(zeros(outputs));
  }

  forward(x: Tensor, mix: Tensor): Tensor {
    return mix.matmul(this.linear(x)).add(this.bias);
  }
}

/** Features `[nodes, features]`, and who mixes with whom, `[nodes, nodes]`, to logits of the groups, `[nodes, groups]`. */
export class GCN extends nn.Module {
  first: GraphConvolution;
  second: GraphConvolution;
  dropout = new nn.Dropout(0.5);

  constructor(features: number, hidden: number, groups: number) {
    super();
    this.first = new GraphConvolution(features, hidden);
    this.second = new GraphConvolution(hidden, groups);
  }

  forward(x: Tensor, mix: Tensor): Tensor {
    const h = F.relu(this.first(this.dropout(x), mix));
    return this.second(this.dropout(h), mix);
  }
}

/**
 * A step of training: takes features, mixture, the nodes whose group is known and those groups; returns the loss on
 * them.
 */
export function trainingStep(
  model: GCN,
  optimizer: optim.Optimizer,
): (x: Tensor, mix: Tensor, known: Tensor, groups: Tensor) => Tensor {
  return (x, mix, known, groups) => {
    optimizer.zeroGrad();
    const loss = F.crossEntropy(model(x, mix).indexSelect(0, known), groups);
    loss.backward();
    optimizer.step();
    return loss;
  };
}
