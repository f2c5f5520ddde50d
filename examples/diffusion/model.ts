// Denoising diffusion (Ho et al. 2020): a network learns to predict the noise that was mixed into a picture. It can
// then start from pure noise, remove a little of it again and again, and end with a picture.
import {
  arange,
  cat,
  F,
  full,
  linspace,
  nn,
  noGrad,
  type optim,
  randint,
  randn,
  randnLike,
  type Tensor,
} from "kindling";

/** How much noise each step adds: the same numbers for all pictures, `[steps]` each. */
export class Schedule {
  readonly steps: number;
  /** The variance that a step adds. */
  readonly beta: Tensor;
  /** The share of the picture's variance that remains after a step and all before it. */
  readonly left: Tensor;

  constructor(steps: number) {
    this.steps = steps;
    // The paper's 1e-4 to 0.02 are for 1000 steps; fewer steps are larger.
    this.beta = linspace(0.1 / steps, 20 / steps, steps);
    this.left = this.beta.neg().add(1).cumprod(0);
  }
}

/** The entries of `list` for steps `t` `[batch]`, to be multiplied with pictures. */
const at = (list: Tensor, t: Tensor): Tensor => list.indexSelect(0, t).view(-1, 1, 1, 1);

/**
 * Two convolutions `[batch, inputs, h, w]` to `[batch, outputs, h, w]`, which also receive the time, and a residual
 * connection.
 */
class Block extends nn.Module {
  norm1: nn.GroupNorm;
  conv1: nn.Conv2d;
  time: nn.Linear;
  norm2: nn.GroupNorm;
  conv2: nn.Conv2d;
  around: nn.Conv2d | nn.Identity;

  constructor(inputs: number, outputs: number, time: number) {
    super();
    this.norm1 = new nn.GroupNorm(4, inputs);
    this.conv1 = new nn.Conv2d(inputs, outputs, 3, { padding: 1 });
    this.time = new nn.Linear(time, outputs);
    this.norm2 = new nn.GroupNorm(4, outputs);
    this.conv2 = new nn.Conv2d(outputs, outputs, 3, { padding: 1 });
    this.around = inputs === outputs ? new nn.Identity() : new nn.Conv2d(inputs, outputs, 1);
  }

  forward(x: Tensor, time: Tensor): Tensor {
    let y = this.conv1(F.silu(this.norm1(x)));
    y = y.add(this.time(time).unsqueeze(-1).unsqueeze(-1));
    return this.conv2(F.silu(this.norm2(y))).add(this.around(x));
  }
}

/** Noisy pictures `[batch, 1, h, w]` (h and w multiples of 4) and steps `[batch]` (int64) to the noise in them: a U-Net (Ronneberger et al. 2015). */
export class UNet extends nn.Module {
  width: number;
  time1: nn.Linear;
  time2: nn.Linear;
  first: nn.Conv2d;
  down1: Block;
  down2: Block;
  middle: Block;
  up2: Block;
  up1: Block;
  norm: nn.GroupNorm;
  last: nn.Conv2d;

  constructor(width: number) {
    super();
    const time = 2 * width;
    this.width = width;
    this.time1 = new nn.Linear(width, time);
    this.time2 = new nn.Linear(time, time);
    this.first = new nn.Conv2d(1, width, 3, { padding: 1 });
    this.down1 = new Block(width, width, time);
    this.down2 = new Block(width, 2 * width, time);
    this.middle = new Block(2 * width, 4 * width, time);
    this.up2 = new Block(6 * width, 2 * width, time);
    this.up1 = new Block(3 * width, width, time);
    this.norm = new nn.GroupNorm(4, width);
    this.last = new nn.Conv2d(width, 1, 3, { padding: 1 });
  }

  /** A step's number as sines and cosines of many frequencies, `[batch, width]`. */
  clock(t: Tensor): Tensor {
    const half = this.width / 2,
      angles = t
        .float()
        .unsqueeze(1)
        .mul(
          arange(half)
            .float()
            .mul(-Math.log(1000) / half)
            .exp(),
        );
    return cat([angles.sin(), angles.cos()], 1);
  }

  forward(x: Tensor, t: Tensor): Tensor {
    const time = F.silu(this.time2(F.silu(this.time1(this.clock(t)))));
    const larger = (y: Tensor): Tensor => F.interpolate(y, { scaleFactor: 2 });
    const whole = this.down1(this.first(x), time);
    const half = this.down2(F.avgPool2d(whole, 2), time);
    const quarter = this.middle(F.avgPool2d(half, 2), time);
    // On the way up, each size also receives the result of the same size on the way down.
    let y = this.up2(cat([larger(quarter), half], 1), time);
    y = this.up1(cat([larger(y), whole], 1), time);
    return this.last(F.silu(this.norm(y)));
  }
}

/** The network's error in predicting the noise mixed into pictures `[batch, 1, h, w]`, from -1 to 1, at random steps. */
export function noiseLoss(model: UNet, { steps, left }: Schedule, x: Tensor): Tensor {
  const t = randint(0, steps, [x.shape[0]!]),
    noise = randnLike(x),
    l = at(left, t);
  const noisy = x.mul(l.sqrt()).add(noise.mul(l.neg().add(1).sqrt()));
  return F.mseLoss(model(noisy, t), noise);
}

/** A step of training: takes pictures, and returns the loss. */
export function trainingStep(model: UNet, schedule: Schedule, optimizer: optim.Optimizer): (x: Tensor) => Tensor {
  return (x) => {
    optimizer.zeroGrad();
    const loss = noiseLoss(model, schedule, x);
    loss.backward();
    optimizer.step();
    return loss;
  };
}

/**
 * A step back: takes pictures after step `t` `[batch]` (int64), and returns pictures as they may have been before it
 * (equation 7 of the paper).
 */
export function backwardStep(model: UNet, { beta, left }: Schedule): (x: Tensor, t: Tensor) => Tensor {
  return (x, t) =>
    noGrad(() => {
      const b = at(beta, t),
        l = at(left, t),
        before = l.div(b.neg().add(1)),
        gone = l.neg().add(1),
        goneBefore = before.neg().add(1);
      // The estimated picture without noise; no pixel is blacker than black or whiter than white.
      const picture = x
        .sub(gone.sqrt().mul(model(x, t)))
        .div(l.sqrt())
        .clamp(-1, 1);
      const mean = picture
        .mul(before.sqrt().mul(b))
        .add(x.mul(b.neg().add(1).sqrt().mul(goneBefore)))
        .div(gone);
      // The last step adds no noise.
      return mean.add(
        randnLike(x)
          .mul(b.mul(goneBefore).div(gone).clamp(0).sqrt())
          .mul(t.gt(0).float().view(-1, 1, 1, 1)),
      );
    });
}

/** From noise to `n` pictures of `size` × `size`, with the noise that remains at each step: one more entry than steps. */
export function* draw(
  back: (x: Tensor, t: Tensor) => Tensor,
  steps: number,
  n: number,
  size: number,
): Generator<Tensor> {
  let x = randn(n, 1, size, size);
  yield x;
  for (let t = steps - 1; t >= 0; t--) {
    x = back(x, full([n], t, { dtype: "int64" }));
    yield x;
  }
}
