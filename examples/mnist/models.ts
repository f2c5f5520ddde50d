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

/** A small one, which comes with the studio (its fifth chapter): 5,258 parameters, 98.7 of 100 digits right. */
export class Small extends nn.Module {
  conv1 = new nn.Conv2d(1, 8, 3);
  conv2 = new nn.Conv2d(8, 16, 3);
  fc = new nn.Linear(400, 10);

  forward(x: Tensor): Tensor {
    x = F.maxPool2d(F.relu(this.conv1(x)), 2);
    x = F.maxPool2d(F.relu(this.conv2(x)), 2);
    return F.logSoftmax(this.fc(x.flatten(1)), 1);
  }
}

export const models = { mlp: MLP, cnn: CNN, small: Small };
export type ModelName = keyof typeof models;
