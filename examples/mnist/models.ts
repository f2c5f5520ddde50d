// The networks.
import { F, nn, type Tensor } from "kindling";

/** Two layers: every pixel to 128 sums, and those to ten classes. */
export class MLP extends nn.Module {
  flatten = new nn.Flatten();
  fc1 = new nn.Linear(28 * 28, 128);
  dropout = new nn.Dropout(0.1);
  fc2 = new nn.Linear(128, 10);

  forward(x: Tensor): Tensor {
    x = F.relu(this.fc1(this.flatten(x)));
    return F.logSoftmax(this.fc2(this.dropout(x)), 1);
  }
}

export const models = { mlp: MLP };
export type ModelName = keyof typeof models;
