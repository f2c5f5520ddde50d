import type * as features from "../util/features.js";

// Which of util/features.ts a program does with: complete by type, so that a new constant needs its rule here.

/** `explain` as a member: the library's function of this name is another. */
export const EXPLAIN = ".explain";
/** Classes other than models, whose instances may be arguments of compiled functions. */
export const INSTANCES = "class of data";
/** A compiled function that may have a backward outside of it. */
export const OUTSIDE = "compile outside";
/** A word that speaks of complex tensors, or of what makes them. */
export const COMPLEX = "complex tensors";

/** Whether a program has the word, or does what one of the names above stands for. */
type Said = (word: string) => boolean;

const rules = {
  withExplain: (said) => said(EXPLAIN),
  withInstances: (said) => said(INSTANCES),
  withOutsideBackward: (said) => said(OUTSIDE),
  withCompile: (said) => said("compile"),
  withEngineOption: (said) => said("engine"),
  withSetEngine: (said) => said("setEngine"),
  withLevels: (said) => said("native"), // no browser engine accelerates plans
  withBackwardHooks: (said) => said("registerFullBackwardHook"),
  withComplex: (said) => said(COMPLEX),
  withFirstRun: () => false, // it needs no bundler
  withVerifiedKernels: () => false, // the tests verify them all
} as const satisfies { readonly [name in keyof typeof features]: (said: Said) => boolean };

/** The constants of util/features.ts. */
export const featureNames: readonly string[] = Object.keys(rules);

/** What they are for a program. */
export function featuresFor(said: Said): ReadonlyMap<string, boolean> {
  return new Map(Object.entries(rules).map(([name, rule]) => [name, rule(said)]));
}
