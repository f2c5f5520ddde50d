// A variational autoencoder (Kingma & Welling 2013): a picture is squeezed into a few numbers, and drawn again from them.
import { F, nn, type optim, randnLike, type Tensor } from "kindling";

export interface Size {
  /** How many pixels a picture has. */
  pixels: number;
  hidden: number;
  /** How many numbers stand for a picture. */
  latent: number;
}

/** Pictures `[batch, pixels]`, from 0 to 1, to logits of the same shape, and to the means and log-variances `[batch, latent]` of the numbers. */
export class VAE extends nn.Module {
  hidden: nn.Linear;
  mean: nn.Linear;
  logVar: nn.Linear;
  grow: nn.Linear;
  out: nn.Linear;

  constructor({ pixels, hidden, latent }: Size) {
    super();
    this.hidden = new nn.Linear(pixels, hidden);
    this.mean = new nn.Linear(hidden, latent);
    this.logVar = new nn.Linear(hidden, latent);
    this.grow = new nn.Linear(latent, hidden);
    this.out = new nn.Linear(hidden, pixels);
  }

  encode(x: Tensor): [mean: Tensor, logVar: Tensor] {
    const h = F.relu(this.hidden(x));
    return [this.mean(h), this.logVar(h)];
  }

  decode(z: Tensor): Tensor {
    return this.out(F.relu(this.grow(z)));
  }

  forward(x: Tensor): [logits: Tensor, mean: Tensor, logVar: Tensor] {
    const [mean, logVar] = this.encode(x);
    // The randomness is apart from mean and variance, so that gradients reach both.
    const z = mean.add(randnLike(mean).mul(logVar.mul(0.5).exp()));
    return [this.decode(z), mean, logVar];
  }
}

/** The negative evidence lower bound for a picture, in nats: how wrong the pixels are, and how far the numbers are from N(0, 1). */
export function negativeBound(model: VAE, x: Tensor): Tensor {
  const [logits, mean, logVar] = model(x);
  const pixels = F.binaryCrossEntropyWithLogits(logits, x, { reduction: "sum" });
  const distance = logVar.add(1).sub(mean.pow(2)).sub(logVar.exp()).sum().mul(-0.5);
  return pixels.add(distance).div(x.shape[0]!);
}

/** A step of training: takes pictures `[batch, pixels]`, gives the loss. */
export function trainingStep(model: VAE, optimizer: optim.Optimizer): (x: Tensor) => Tensor {
  return (x) => {
    optimizer.zeroGrad();
    const loss = negativeBound(model, x);
    loss.backward();
    optimizer.step();
    return loss;
  };
}
