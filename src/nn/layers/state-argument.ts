import { Tensor } from "../../core/tensor.js";
import { byName } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import type { State } from "./recurrent-steps.js";

/** The state that a recurrent layer starts from, by position or by name; zeros if null or omitted. */
export type StartState<S> =
  | S
  | null
  | {
      /** The initial state. Default: zeros. */
      hx?: S | null;
    };

/** Reads the state: one tensor, or a pair if `parts` is 2. */
export function stateOf(what: string, given: StartState<unknown> | undefined, parts: 1 | 2): State | null {
  const { hx = null } = byName<{ hx?: unknown }>(what, ["hx"], [given]);
  if (hx === null) return null;
  const state = parts === 1 ? [hx] : hx;
  if (!Array.isArray(state) || state.length !== parts || !state.every((t) => t instanceof Tensor)) {
    fail(
      "rnn-state",
      `${what} takes ${parts === 1 ? "a tensor as its state" : "the states h and c as a pair"}, but got ${Array.isArray(hx) ? "an array" : hx instanceof Tensor ? "a tensor" : typeof hx}`,
      parts === 1
        ? "pass the second output of the previous call, or nothing for zeros."
        : "pass [h, c], the second output of the previous call, or nothing for zeros.",
    );
  }
  return state as State;
}
