// The line search of L-BFGS: how far to go in a direction so that the strong Wolfe conditions hold.

/** A point on the line: its position, the loss, the slope along the line, and the gradient. */
export interface Trial<G> {
  readonly t: number;
  readonly loss: number;
  readonly slope: number;
  readonly gradient: G;
}

const C1 = 1e-4,
  C2 = 0.9;

/**
 * The minimum of the cubic through two points with these values and slopes, within bounds. Source: Nocedal & Wright
 * 2006, "Numerical Optimization", equation 3.59.
 */
export function cubicMinimum(
  a: Omit<Trial<unknown>, "gradient">,
  b: Omit<Trial<unknown>, "gradient">,
  bounds?: readonly [number, number],
): number {
  const [lowest, highest] = bounds ?? (a.t <= b.t ? [a.t, b.t] : [b.t, a.t]);
  const d1 = a.slope + b.slope - (3 * (a.loss - b.loss)) / (a.t - b.t);
  const square = d1 * d1 - a.slope * b.slope;
  if (!(square >= 0)) return (lowest + highest) / 2;
  const d2 = Math.sqrt(square);
  const [left, right] = a.t <= b.t ? [a, b] : [b, a];
  const t = right.t - (right.t - left.t) * ((right.slope + d2 - d1) / (right.slope - left.slope + 2 * d2));
  return Math.min(Math.max(t, lowest), highest);
}

/**
 * Finds a point with a loss below the start's by a part of what its slope promises, and a much flatter slope (the
 * strong Wolfe conditions). First steps outwards until such a point is bracketed, then narrows the bracket.
 *
 * Source: torch/optim/lbfgs.py, which has it from minFunc; Nocedal & Wright 2006, algorithms 3.5 and 3.6.
 *
 * @param at computes a trial point
 * @param start the point at 0
 * @param t the first guess
 * @param reach the largest element of the direction: times the bracket's width, it bounds how far parameters still move
 * @param least movements below this end the search
 * @param most evaluations
 */
export function strongWolfe<G>(
  at: (t: number) => Trial<G>,
  start: Trial<G>,
  t: number,
  reach: number,
  least: number,
  most = 25,
): { found: Trial<G>; evaluations: number } {
  const tooHigh = (p: Trial<G>): boolean => p.loss > start.loss + C1 * p.t * start.slope;
  const flat = (p: Trial<G>): boolean => Math.abs(p.slope) <= -C2 * start.slope;
  let now = at(t),
    before = start,
    evaluations = 1,
    iteration = 0;
  /** The two ends of the bracket; a single one ends the search. */
  let ends: Trial<G>[] = [];
  for (; iteration < most; iteration++) {
    if (tooHigh(now) || (iteration > 1 && now.loss >= before.loss)) {
      ends = [before, now];
      break;
    }
    if (flat(now)) {
      ends = [now];
      break;
    }
    if (now.slope >= 0) {
      ends = [before, now];
      break;
    }
    const next = cubicMinimum(before, now, [now.t + 0.01 * (now.t - before.t), now.t * 10]);
    before = now;
    now = at(next);
    evaluations++;
  }
  if (iteration === most) ends = [start, now];

  let stuck = false;
  let low = ends[0]!.loss <= ends[ends.length - 1]!.loss ? 0 : 1;
  let done = ends.length === 1;
  for (; !done && iteration < most; iteration++) {
    const [a, b] = ends as [Trial<G>, Trial<G>];
    if (Math.abs(b.t - a.t) * reach < least) break;
    const from = Math.min(a.t, b.t),
      to = Math.max(a.t, b.t),
      margin = 0.1 * (to - from);
    let guess = cubicMinimum(a, b);
    if (Math.min(to - guess, guess - from) < margin) {
      // Near an end for the second time: move a tenth of the way in, or the bracket would never shrink from the other
      // end.
      if (stuck || guess >= to || guess <= from) {
        guess = Math.abs(guess - to) < Math.abs(guess - from) ? to - margin : from + margin;
        stuck = false;
      } else stuck = true;
    } else stuck = false;

    now = at(guess);
    evaluations++;
    const high = 1 - low;
    if (tooHigh(now) || now.loss >= ends[low]!.loss) {
      ends[high] = now;
      low = ends[0]!.loss <= ends[1]!.loss ? 0 : 1;
    } else {
      if (flat(now)) done = true;
      else if (now.slope * (ends[high]!.t - ends[low]!.t) >= 0) ends[high] = ends[low]!;
      ends[low] = now;
    }
  }
  return { found: ends[low] ?? ends[0]!, evaluations };
}
