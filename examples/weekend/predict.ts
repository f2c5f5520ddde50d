// The post's second program: load the trained model and ask it.
import { F, load, nn, type Tensor, tensor } from "kindling";

const inData = [1, 1, 1, 0, 1, 1, 1, 0, 0, 0];
const inTensor = tensor(inData);

class Net extends nn.Module {
  l1 = new nn.Linear(10, 1);

  forward(x: Tensor): Tensor {
    x = F.relu(this.l1(x));
    return x;
  }
}

const model = load("cnn.pt", { Net });
model.eval();

const out = model(inTensor);
console.log(out);
