// The field's words that the chapters use: each in a sentence or two, with the chapter in which it first appears.

import type { ChapterId } from "./url.svelte.js";

export const words = {
  "gradient-descent": {
    word: "gradient descent",
    first: "count",
    text: "Find the direction in which the loss falls, take a small step that way, and repeat. That is all there is to training: each step moves every weight against its slope, by the slope times the learning rate.",
  },
  validation: {
    word: "validation",
    first: "count",
    text: "Testing on data that training never sees. Only the loss there tells whether a network has understood something or has merely memorised its examples.",
  },
  derivative: {
    word: "derivative",
    first: "step",
    text: "How steep a curve is at one point: how fast the loss changes, per unit, when one weight is nudged a tiny bit. The derivatives for all weights together are the gradient.",
  },
  backpropagation: {
    word: "backpropagation",
    first: "step",
    text: "The way to get all derivatives at once: start from the loss and go back through every computation, multiplying by the slope of each. It costs about as much as computing the loss twice, however many weights there are.",
  },
  softmax: {
    word: "softmax",
    first: "break",
    text: "Turns scores into probabilities: e to the power of each, divided by the sum of all. The largest score gets the largest share, and the shares add up to 1.",
  },
  "cross-entropy": {
    word: "cross-entropy",
    first: "break",
    text: "The loss for choosing between classes: minus the logarithm of the probability of the right class. It is 0 for a confident right answer, and grows without bound for a confident wrong one.",
  },
  adam: {
    word: "Adam",
    first: "convolution",
    text: "An optimizer that gives every weight its own step size: it divides each step by the recent size of that weight's gradients, and keeps some of the direction of the last steps.",
  },
  overfitting: {
    word: "overfitting",
    first: "bend",
    text: "Learning the examples by heart: the loss on the training data still falls while the loss on held-out data rises. More data, fewer weights, dropout and early stopping help.",
  },
  dropout: {
    word: "dropout",
    first: "bend",
    text: "While training, a random part of the numbers in a layer is set to 0 at each step, so that no unit can rely on any single other. It makes overfitting harder; when the network is used, nothing is dropped.",
  },
} as const satisfies Record<string, { word: string; first: ChapterId; text: string }>;

export type WordId = keyof typeof words;
