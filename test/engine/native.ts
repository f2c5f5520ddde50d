import { engines } from "kindling";

/** Why the native engine cannot be tested here: no compiler, no koffi. Undefined where it can. */
export function noNative(): string | undefined {
  const state = engines().find((e) => e.name === "native");
  if (state === undefined) return "the native engine is for Node";
  return state.ready || /compiled when|compiling/.test(state.detail) ? undefined : state.detail;
}
