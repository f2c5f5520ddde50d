// What a program may do without. Here everything is present; the plugin `kindling/lean` gives bundles a copy of this file in which
// some of it is false, and takes out what then never runs. A constant that the plugin has no rule for does not
// compile there (bundler/features.ts), and `npm run lint` says which one nothing asks for.

/** `explain()` of compiled functions, and what KINDLING_DEBUG prints of plans and kernels. */
export const withExplain: boolean = true;
/** Instances of a program's classes as arguments of compiled functions. */
export const withInstances: boolean = true;
/** A backward outside of the compiled functions whose results it starts from. */
export const withOutsideBackward: boolean = true;
/** `compile`, at all. */
export const withCompile: boolean = true;
/** The option `engine` of `compile`. */
export const withEngineOption: boolean = true;
/** `setEngine`: another choice of engines while the program runs. */
export const withSetEngine: boolean = true;
/** Engines of several levels, as Node has them. */
export const withLevels: boolean = true;
/** `registerFullBackwardHook` of modules. */
export const withBackwardHooks: boolean = true;
/** Complex numbers. */
export const withComplex: boolean = true;
/** What the first run says to whoever writes the program: names written as in Python, square brackets, steps without gradients. */
export const withFirstRun: boolean = true;
/** Whether kernels are as kernels must be: only kindling writes them. */
export const withVerifiedKernels: boolean = true;
