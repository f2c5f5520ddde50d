// The mistakes of chapter 3: the change in a program, and an explanation in addition to the library's.

export interface Mistake {
  readonly id: "rate" | "zero-grad" | "shape" | "dead-relu" | "size" | "softmax" | "labels";
  readonly name: string;
  readonly base: "break" | "classify";
  /** Line of the program → line of the broken one; null: it is missing. */
  readonly edits: readonly (readonly [line: string, broken: string | null])[];
  readonly seed?: number;
  readonly text: string;
}

export const mistakes: readonly Mistake[] = [
  {
    id: "rate",
    name: "Steps too large",
    base: "break",
    edits: [["const lr = 0.01;", "const lr = 1;"]],
    text: "Each step goes against the slope, but so far that it lands higher up on the other side, where the slope is even steeper. The next step is larger. A few steps later the numbers have left the range of a float.",
  },
  {
    id: "zero-grad",
    name: "No zeroGrad",
    base: "break",
    edits: [["  optimizer.zeroGrad();", null]],
    text: "backward() adds to the existing gradients. Without this line, old gradients stay in the sum: every step also moves along all earlier slopes, like a ball that nothing slows down. The loss swings instead of falling.",
  },
  {
    id: "shape",
    name: "Labels of another shape",
    base: "break",
    edits: [["const y = tensor(ones).unsqueeze(1);", "const y = tensor(ones);"]],
    text: "Answers of shape [100, 1] and labels of shape [100] fit together by repetition: a table of 100 × 100 differences, every answer against every label. It trains without an error, and learns to answer the average for every list.",
  },
  {
    id: "dead-relu",
    name: "A dead relu",
    base: "break",
    seed: 17,
    edits: [
      [
        'import { manualSeed, nn, optim, random, type Tensor, tensor } from "kindling";',
        'import { F, manualSeed, nn, optim, random, type Tensor, tensor } from "kindling";',
      ],
      ["    return this.l1(x);", "    return F.relu(this.l1(x));"],
    ],
    text: "With this seed the first sums are below zero for every list. relu makes all of them 0, where it is flat: no slope comes back, and no weight ever moves. This is not your bug: take another seed, or remove the relu at the end.",
  },
  {
    id: "size",
    name: "A layer of the wrong size",
    base: "break",
    edits: [["  l1 = new nn.Linear(10, 1);", "  l1 = new nn.Linear(8, 1);"]],
    text: "The layer expects lists of eight and gets lists of ten. This is an error at once, at the wrong line. Read the message from its end: the fix is there.",
  },
  {
    id: "softmax",
    name: "Softmax twice",
    base: "classify",
    edits: [["    return scores;", "    return F.softmax(scores, 1);"]],
    text: "CrossEntropyLoss turns scores into probabilities itself. Given probabilities, it does so again, and all answers look alike: it trains, slowly, to a loss that can never come near 0.",
  },
  {
    id: "labels",
    name: "Labels that aren't whole numbers",
    base: "classify",
    edits: [['const y = tensor(ones, { dtype: "int64" });', "const y = tensor(ones);"]],
    text: 'In JavaScript 1 and 1.0 are the same number, so tensor([1, 2]) holds floats. Class labels must be whole numbers; say so with dtype: "int64".',
  },
];
