// The networks, both with log-probabilities of the ten classes as their output.
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

/** The network of PyTorch's example: two convolutions, the largest of each 2 × 2, and two layers. */
export class CNN extends nn.Module {
  conv1 = new nn.Conv2d(1, 32, 3, 1);
  conv2 = new nn.Conv2d(32, 64, 3, 1);
  dropout1 = new nn.Dropout(0.25);
  dropout2 = new nn.Dropout(0.5);
  fc1 = new nn.Linear(9216, 128);
  fc2 = new nn.Linear(128, 10);

  forward(x: Tensor): Tensor {
    x = F.relu(this.conv1(x));
    x = F.relu(this.conv2(x));
    x = F.maxPool2d(x, 2);
    x = this.dropout1(x).flatten(1);
    x = F.relu(this.fc1(x));
    return F.logSoftmax(this.fc2(this.dropout2(x)), 1);
  }
}

export const models = { mlp: MLP, cnn: CNN };
export type ModelName = keyof typeof models;
