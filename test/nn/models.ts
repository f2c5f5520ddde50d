import { nn, ones, type Tensor, zeros } from "kindling";

// The models of test/golden/nn.py.

export class Block extends nn.Module {
  fc = new nn.Linear(4, 4);
  act = new nn.GELU();
}

export class Net extends nn.Module {
  blocks = new nn.ModuleList([new Block(), new Block()]);
  heads = new nn.ModuleDict({ b: new nn.Linear(4, 2), a: new nn.Linear(4, 3, { bias: false }) });
  scale = new nn.Parameter(ones(2));
  mean = this.registerBuffer("mean", zeros(3));
  hidden = this.registerBuffer("hidden", zeros(1), false);
  out = new nn.Sequential();
}

export class Tied extends nn.Module {
  a = new nn.Linear(2, 2);
  b = this.a;
  c: nn.Linear;
  constructor() {
    super();
    this.c = new nn.Linear(2, 2);
    Object.assign(this.c, { weight: this.a.weight });
  }
}

export class Small extends nn.Module {
  l1 = new nn.Linear(3, 2);
  forward(x: Tensor): Tensor {
    return this.l1(x);
  }
}
