// What a step of data-parallel training costs, from three numbers of a network (latency, bandwidth, the time to add) and two of a
// program (computing, sizes of messages). Thakur et al. 2005, "Optimization of collective communication operations in MPICH".

/** A way between ranks. */
export interface Link {
  readonly name: string;
  /** Seconds that a message takes however short it is. */
  readonly latency: number;
  /** Bytes per second of one rank. */
  readonly bandwidth: number;
}

/** Ranks, and how they are connected. */
export interface Cluster {
  readonly nodes: number;
  readonly ranksPerNode: number;
  readonly between: Link;
  readonly within: Link;
  /** Bytes of float32 that a rank adds in a second. */
  readonly adding: number;
}

const steps = (p: number): number => Math.ceil(Math.log2(p));

/** Seconds of an all-reduce of n bytes between p ranks that are all connected alike. */
export const allReduces = {
  /** Everybody sends to its neighbour: the least bytes, the most messages. */
  ring: (n: number, p: number, l: Link, adding: number): number =>
    2 * (p - 1) * l.latency + ((2 * (p - 1)) / p) * (n / l.bandwidth) + (((p - 1) / p) * n) / adding,
  /** Recursive doubling: the fewest messages, all bytes in each. */
  tree: (n: number, p: number, l: Link, adding: number): number =>
    steps(p) * (l.latency + n / l.bandwidth + n / adding),
  /** Recursive halving, then doubling: few messages and few bytes. */
  halving: (n: number, p: number, l: Link, adding: number): number =>
    2 * steps(p) * l.latency + ((2 * (p - 1)) / p) * (n / l.bandwidth) + (((p - 1) / p) * n) / adding,
} as const;
export type Algorithm = keyof typeof allReduces;

/** The fastest, as libraries choose by size. */
export function flat(n: number, p: number, l: Link, adding: number): number {
  if (p <= 1) return 0;
  return Math.min(...Object.values(allReduces).map((f) => f(n, p, l, adding)));
}

/** Ranks of a node first, then one of each node, then back within the nodes. */
export function hierarchical(n: number, c: Cluster): number {
  const inside = steps(c.ranksPerNode) * (2 * (c.within.latency + n / c.within.bandwidth) + n / c.adding);
  return (c.ranksPerNode > 1 ? inside : 0) + flat(n, c.nodes, c.between, c.adding);
}

/** Seconds of one all-reduce. */
export function allReduce(n: number, c: Cluster): number {
  const p = c.nodes * c.ranksPerNode;
  if (c.nodes === 1) return flat(n, p, c.within, c.adding);
  return Math.min(flat(n, p, c.between, c.adding), hierarchical(n, c));
}

/** A training: bytes of each parameter's gradient in the order in which backward gives them, and seconds of computing per step. */
export interface Training {
  readonly name: string;
  readonly gradients: readonly number[];
  readonly computing: number;
}

/** Gradients put together to messages: small ones up to `cap` bytes, those of `alone` bytes and more by themselves. */
export function messages(gradients: readonly number[], cap: number, alone: number): number[] {
  const out: number[] = [];
  let open = 0;
  for (const g of gradients) {
    if (g >= alone) out.push(g);
    else if (open + g > cap) {
      if (open > 0) out.push(open);
      open = g;
    } else open += g;
  }
  if (open > 0) out.push(open);
  return out;
}

/** Seconds of a step whose all-reduces follow its computing, as kindling makes it. */
export const stepTime = (t: Training, c: Cluster, sizes: readonly number[]): number =>
  t.computing + sizes.reduce((sum, n) => sum + allReduce(n, c), 0);

/** Seconds of a step that sends a message while backward (two thirds of the computing) goes on. */
export function overlapped(t: Training, c: Cluster, sizes: readonly number[]): number {
  const all = sizes.reduce((a, b) => a + b, 0);
  let ready = t.computing / 3,
    free = ready;
  for (const n of sizes) {
    ready += ((2 / 3) * t.computing * n) / all;
    free = Math.max(free, ready) + allReduce(n, c);
  }
  return free;
}

/** Latency and bandwidth of measured all-reduces between two ranks, and the time to add: least squares on relative errors. */
export function calibrate(
  measured: readonly { readonly bytes: number; readonly seconds: number }[],
  adding: number,
): Link {
  // Two ranks: seconds = a · latency + bytes / bandwidth + rest, whatever the algorithm of the three is: halving sends as much as a tree.
  let [s1, sx, sxx, sy, sxy] = [0, 0, 0, 0, 0];
  for (const { bytes, seconds } of measured) {
    const y = Math.max(seconds - bytes / adding, seconds / 4),
      w = 1 / (y * y);
    s1 += w;
    sx += w * bytes;
    sxx += w * bytes * bytes;
    sy += w * y;
    sxy += w * bytes * y;
  }
  const slope = (s1 * sxy - sx * sy) / (s1 * sxx - sx * sx),
    at0 = (sy - slope * sx) / s1;
  return { name: "here", latency: Math.max(at0, 1e-7), bandwidth: 1 / Math.max(slope, 1e-12) };
}

/** Networks by their names: half the round trip of a small message through MPI, and what of the wire is left for data. */
export const networks: readonly Link[] = [
  { name: "1 GbE", latency: 30e-6, bandwidth: 0.117e9 },
  { name: "10 GbE", latency: 15e-6, bandwidth: 1.17e9 },
  { name: "25 GbE", latency: 10e-6, bandwidth: 2.9e9 },
  { name: "100 GbE (RoCE)", latency: 3e-6, bandwidth: 11.5e9 },
  { name: "InfiniBand HDR", latency: 1.2e-6, bandwidth: 24e9 },
];

/** Bytes of GPT-2's gradients (124 million parameters), last layers first. */
export function gpt2(): number[] {
  const d = 768,
    block = [d, d, d * 3 * d, 3 * d, d * d, d, d, d, d * 4 * d, 4 * d, 4 * d * d, d];
  const all = [50257 * d, 1024 * d, ...Array.from({ length: 12 }, () => block).flat(), d, d];
  return all.map((n) => 4 * n).toReversed();
}
