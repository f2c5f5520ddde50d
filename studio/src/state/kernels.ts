// Kernels that everybody should have met.
export interface NamedKernel {
  readonly id: string;
  readonly name: string;
  readonly values: number[][];
}

export const kernels: readonly NamedKernel[] = [
  {
    id: "left-right",
    name: "edges left–right",
    values: [
      [-1, 0, 1],
      [-2, 0, 2],
      [-1, 0, 1],
    ],
  },
  {
    id: "top-bottom",
    name: "edges top–bottom",
    values: [
      [-1, -2, -1],
      [0, 0, 0],
      [1, 2, 1],
    ],
  },
  {
    id: "blur",
    name: "blur",
    values: [
      [0.1, 0.1, 0.1],
      [0.1, 0.2, 0.1],
      [0.1, 0.1, 0.1],
    ],
  },
  {
    id: "sharpen",
    name: "sharpen",
    values: [
      [0, -1, 0],
      [-1, 5, -1],
      [0, -1, 0],
    ],
  },
  {
    id: "outline",
    name: "outline",
    values: [
      [-1, -1, -1],
      [-1, 8, -1],
      [-1, -1, -1],
    ],
  },
  {
    id: "shift",
    name: "shift right",
    values: [
      [0, 0, 0],
      [1, 0, 0],
      [0, 0, 0],
    ],
  },
];

/** A seven, drawn on twelve by twelve. */
export const seven: number[][] = [
  "............",
  "............",
  "..########..",
  "..########..",
  "........##..",
  ".......##...",
  "......##....",
  ".....##.....",
  ".....##.....",
  ".....##.....",
  "............",
  "............",
].map((line) => [...line].map((c) => (c === "#" ? 1 : 0)));
