// A pole on a cart, to be kept upright by pushing the cart left or right: the task of Barto, Sutton & Anderson (1983), "Neuronlike
// adaptive elements that can solve difficult learning control problems", with the numbers of Gym's CartPole-v1.
import { type Tensor, zeros } from "kindling";

const GRAVITY = 9.8;
const CART = 1; // masses, in kg
const POLE = 0.1;
const HALF_LENGTH = 0.5; // of the pole, in m
const FORCE = 10; // of a push, in N
const STEP = 0.02; // in s
const FAR = 2.4; // where the track ends, in m from its middle
const STEEP = (12 * Math.PI) / 180; // the angle at which the pole counts as fallen
/** An episode ends after so many steps. */
export const LONGEST = 500;

/** Position (m) and speed of the cart; angle (rad, 0: upright) and angular speed of the pole. */
export type State = readonly [x: number, speed: number, angle: number, turning: number];

export class CartPole {
  state: State = [0, 0, 0, 0];
  steps = 0;

  /** A new episode: four small numbers from PyTorch's generator. */
  reset(): State {
    this.steps = 0;
    return (this.state = (zeros(4).uniform_(-0.05, 0.05) as Tensor).tolist() as unknown as State);
  }

  /** Pushes the cart to the left (0) or to the right (1), and lets a fiftieth of a second pass. Every step earns 1. */
  step(action: number): { done: boolean } {
    const [x, speed, angle, turning] = this.state;
    const [sin, cos] = [Math.sin(angle), Math.cos(angle)],
      mass = CART + POLE,
      moment = POLE * HALF_LENGTH;
    // The equations of motion without friction (Florian 2005, "Correct equations for the dynamics of the cart-pole system").
    const push = ((action === 1 ? FORCE : -FORCE) + moment * turning * turning * sin) / mass;
    const turningRate = (GRAVITY * sin - cos * push) / (HALF_LENGTH * (4 / 3 - (POLE * cos * cos) / mass));
    const speedRate = push - (moment * turningRate * cos) / mass;
    this.state = [x + STEP * speed, speed + STEP * speedRate, angle + STEP * turning, turning + STEP * turningRate];
    this.steps++;
    const fallen = Math.abs(this.state[0]) > FAR || Math.abs(this.state[2]) > STEEP;
    return { done: fallen || this.steps === LONGEST };
  }
}
