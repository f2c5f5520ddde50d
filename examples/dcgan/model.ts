// A deep convolutional generative adversarial network (Radford et al. 2015), small: pictures of 16 × 16 pixels from noise.
import { F, nn, type optim, ones, randn, type Tensor, zeros } from "kindling";

/** Noise `[batch, noise]` to pictures `[batch, 1, 16, 16]`, from -1 (black) to 1 (white). */
export class Generator extends nn.Module {
  conv1: nn.ConvTranspose2d;
  norm1: nn.BatchNorm2d;
  conv2: nn.ConvTranspose2d;
  norm2: nn.BatchNorm2d;
  conv3: nn.ConvTranspose2d;

  constructor(noise: number, width: number) {
    super();
    this.conv1 = new nn.ConvTranspose2d(noise, 2 * width, 4, { bias: false });
    this.norm1 = new nn.BatchNorm2d(2 * width);
    this.conv2 = new nn.ConvTranspose2d(2 * width, width, 4, { stride: 2, padding: 1, bias: false });
    this.norm2 = new nn.BatchNorm2d(width);
    this.conv3 = new nn.ConvTranspose2d(width, 1, 4, { stride: 2, padding: 1 });
  }

  forward(z: Tensor): Tensor {
    let x = F.relu(this.norm1(this.conv1(z.view(z.shape[0]!, -1, 1, 1)))); // 4 × 4
    x = F.relu(this.norm2(this.conv2(x))); // 8 × 8
    return this.conv3(x).tanh(); // 16 × 16
  }
}

/** Pictures `[batch, 1, 16, 16]` to logits `[batch]`: how certain it is that a picture is real. */
export class Discriminator extends nn.Module {
  conv1: nn.Conv2d;
  conv2: nn.Conv2d;
  norm2: nn.BatchNorm2d;
  conv3: nn.Conv2d;

  constructor(width: number) {
    super();
    this.conv1 = new nn.Conv2d(1, width, 4, { stride: 2, padding: 1 });
    this.conv2 = new nn.Conv2d(width, 2 * width, 4, { stride: 2, padding: 1, bias: false });
    this.norm2 = new nn.BatchNorm2d(2 * width);
    this.conv3 = new nn.Conv2d(2 * width, 1, 4);
  }

  forward(x: Tensor): Tensor {
    x = F.leakyRelu(this.conv1(x), 0.2); // 8 × 8
    x = F.leakyRelu(this.norm2(this.conv2(x)), 0.2); // 4 × 4
    return this.conv3(x).flatten();
  }
}

/** The paper's initial weights: small, with scales near 1. */
export function firstWeights(model: nn.Module): void {
  model.apply((layer) => {
    if (layer instanceof nn.Conv2d || layer instanceof nn.ConvTranspose2d) nn.init.normal_(layer.weight, 0, 0.02);
    else if (layer instanceof nn.BatchNorm2d) nn.init.normal_(layer.weight!, 1, 0.02);
  });
}

const wrong = (logits: Tensor, real: boolean): Tensor =>
  F.binaryCrossEntropyWithLogits(logits, real ? ones(logits.shape[0]!) : zeros(logits.shape[0]!));

/**
 * A step of training: takes real pictures, and returns the losses of both players.
 *
 * First the discriminator learns to tell real pictures from generated ones, then the generator learns to make pictures
 * that it considers real.
 */
export function trainingStep(
  generator: Generator,
  discriminator: Discriminator,
  forG: optim.Optimizer,
  forD: optim.Optimizer,
  noise: number,
): (real: Tensor) => [d: Tensor, g: Tensor] {
  return (real) => {
    const made = generator(randn(real.shape[0]!, noise));
    forD.zeroGrad();
    const d = wrong(discriminator(real), true).add(wrong(discriminator(made.detach()), false));
    d.backward();
    forD.step();

    forG.zeroGrad();
    const g = wrong(discriminator(made), true);
    g.backward();
    forG.step();
    return [d, g];
  };
}
