// A graph with groups in it, the planted partition: two nodes of the same group are neighbours more often than others.
import { arange, eye, rand, randn, type Tensor } from "kindling";

export interface Graph {
  /** Who is whose neighbour: 1 or 0, `[nodes, nodes]`. */
  readonly edges: Tensor;
  /** The features of each node: its group, hidden in noise, `[nodes, features]`. */
  readonly features: Tensor;
  /** The group of each node, `[nodes]` (int64). */
  readonly groups: Tensor;
}

export interface Chances {
  nodes: number;
  groups: number;
  features: number;
  /** How many neighbours a node has in its own group, and in all others together, on average. */
  inside: number;
  outside: number;
  /** The distance between the groups' features, in standard deviations of the noise. */
  signal: number;
}

/** Draws a graph from the global generator. */
export function plantedPartition({ nodes, groups: k, features, inside, outside, signal }: Chances): Graph {
  const groups = arange(nodes).remainder(k);
  const own = groups.unsqueeze(0).eq(groups.unsqueeze(1)).float();
  const size = nodes / k,
    within = inside / size,
    between = outside / (nodes - size);
  // Drawn for each pair once: below the diagonal.
  const below = rand(nodes, nodes)
    .lt(own.mul(within - between).add(between))
    .float()
    .tril(-1);
  return {
    edges: below.add(below.t()),
    features: randn(k, features).mul(signal).indexSelect(0, groups).add(randn(nodes, features)),
    groups,
  };
}

/** The weights of each neighbour's numbers, and of a node's own: D^-1/2 (A + 1) D^-1/2, where D has the numbers of neighbours. */
export function normalized(edges: Tensor): Tensor {
  const a = edges.add(eye(edges.shape[0]!)),
    d = a.sum(1).rsqrt();
  return a.mul(d.unsqueeze(0)).mul(d.unsqueeze(1));
}
