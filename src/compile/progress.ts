// Planning a long function takes a while, in which nothing else can run: who waits is told of it.

/** Begins to follow the planning of so many steps, in `of` parts: what it gives is called after each. */
export type FollowPlanning = (steps: number, of: number) => () => void;

/** Who follows planning. */
export let planning: FollowPlanning = () => () => undefined;
/** For presets, and tests. Gives back who did before. */
export function followPlanning(by: FollowPlanning): FollowPlanning {
  const before = planning;
  planning = by;
  return before;
}
