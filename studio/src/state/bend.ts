// The network of the chapter about layers as data, its address, and the program that does the same in Node.

import { withSettings } from "./program.js";

export const datasets = [
  { id: "rings", name: "rings" },
  { id: "quarters", name: "quarters" },
  { id: "spiral", name: "spiral" },
  { id: "groups", name: "two groups" },
] as const;
export type DataId = (typeof datasets)[number]["id"];

export const bends = ["Tanh", "ReLU", "Sigmoid", "none"] as const;
export type BendKind = (typeof bends)[number];

export interface BendConfig {
  readonly data: DataId;
  /** The noise: the standard deviation of what is added to each coordinate. */
  readonly noise: number;
  /** Training points; 200 others are held out. */
  readonly points: number;
  /** Units of each hidden layer. */
  readonly layers: readonly number[];
  readonly activation: BendKind;
  readonly dropout: number;
  readonly weightDecay: number;
  readonly optimizer: "Adam" | "SGD";
  readonly lr: number;
  readonly seed: number;
}

export const MOST_LAYERS = 4;
export const MOST_UNITS = 24;

/** `8+8`: the sizes of hidden layers in an address; null if it has none. */
export function sizesFromText(text: string): number[] | null {
  if (text === "" || text === "none") return [];
  const sizes = text.split(/[\s+,]+/).map((w) => (/^\d{1,2}$/.test(w) ? Number(w) : NaN));
  return sizes.length <= MOST_LAYERS && sizes.every((n) => n >= 1 && n <= MOST_UNITS) ? sizes : null;
}

export interface Preset extends Partial<BendConfig> {
  readonly name: string;
  readonly text: string;
}

/** Things to try, each a click: what is set, and what to look at. */
export const presets: readonly Preset[] = [
  {
    name: "A line fails",
    text: "No hidden layer: the network can only draw one straight line, and no line separates a ring from what is inside it. About half of the answers are wrong, however long it trains.",
    data: "rings",
    noise: 0.05,
    points: 200,
    layers: [],
    dropout: 0,
    weightDecay: 0,
  },
  {
    name: "Four units bend it",
    text: "One hidden layer of four units. Each unit draws its own soft line (see its little map), and the last layer adds the four up to a closed shape.",
    data: "rings",
    noise: 0.05,
    points: 200,
    layers: [4],
    activation: "Tanh",
    dropout: 0,
    weightDecay: 0,
  },
  {
    name: "Learning by heart",
    text: "Few points, much noise, many units. The network has room to remember every single point: the loss on those falls, while the dashed line, the loss on points it never trains with, turns and rises. That is overfitting.",
    data: "rings",
    noise: 0.25,
    points: 40,
    layers: [24],
    activation: "ReLU",
    dropout: 0,
    weightDecay: 0,
  },
  {
    name: "Held back",
    text: "The same, with weight decay: every step also shrinks all weights a little, so that only weights that many points need stay large. The map gets smooth, and the dashed line no longer rises.",
    data: "rings",
    noise: 0.25,
    points: 40,
    layers: [24],
    activation: "ReLU",
    dropout: 0,
    weightDecay: 0.03,
  },
];

/** The program with these settings. */
export function bendProgram(source: string, c: BendConfig, steps: number): string {
  return withSettings(source, {
    seed: c.seed,
    data: `${JSON.stringify(c.data)} as string`,
    noise: c.noise,
    points: c.points,
    layers: `[${c.layers.join(", ")}] as number[]`,
    activation: `${JSON.stringify(c.activation)} as string`,
    dropout: c.dropout,
    weightDecay: c.weightDecay,
    optimizerName: `${JSON.stringify(c.optimizer)} as string`,
    lr: c.lr,
    steps,
  });
}
