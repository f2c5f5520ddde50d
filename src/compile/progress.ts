// Planning a long function takes a while, during which nothing else can run, so progress is reported.

/** Starts following the planning of this many steps, in `of` parts: the returned function is called after each. */
export type FollowPlanning = (steps: number, of: number) => () => void;

/** The progress listener. */
export let planning: FollowPlanning = () => () => undefined;
/** For presets, and tests. Returns the previous one. */
export function followPlanning(by: FollowPlanning): FollowPlanning {
  const before = planning;
  planning = by;
  return before;
}
