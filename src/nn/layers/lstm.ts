import type { Tensor } from "../../core/tensor.js";
import { byName, required } from "../../diagnose/arguments.js";
import { layer } from "../python-form.js";
import {
  recurrentNames,
  type RecurrentOptions,
  type RecurrentArguments,
  RNNBase,
  type Sequences,
} from "./recurrent.js";
import type { PackedSequence } from "../utils/rnn.js";
import { type StartState, stateOf } from "./state-argument.js";

/** Options of {@link LSTM}. */
export interface LstmOptions extends RecurrentOptions {
  /** The size that h is projected to (Sak et al. 2014); 0 (default) for none. */
  projSize?: number;
}

/** The state of an LSTM: h and c. */
export type LstmState = readonly [h: Tensor, c: Tensor];

export interface LSTM {
  // The first two are the same in all recurrent layers, so that a union of them can be called.
  /** Runs over a sequence `[T, B, inputSize]`, from a state of zeros. */
  (input: Tensor, hx?: null): [output: Tensor, state: [h: Tensor, c: Tensor]];
  /** Runs over a packed batch of sequences, from a state of zeros. */
  (input: PackedSequence, hx?: null): [output: PackedSequence, state: [h: Tensor, c: Tensor]];
  /** Runs over a sequence `[T, B, inputSize]`, from the state `hx`. */
  (input: Tensor, hx: StartState<LstmState> | undefined): [output: Tensor, state: [h: Tensor, c: Tensor]];
  /** Runs over a packed batch of sequences, from the state `hx`. */
  (
    input: PackedSequence,
    hx: StartState<LstmState> | undefined,
  ): [output: PackedSequence, state: [h: Tensor, c: Tensor]];
}
/** Arguments of {@link LSTM}, by name. */
interface InputSizeHiddenSizeNamed {
  /** The size of the input's last dimension. */
  inputSize: number;
  /** The size of the state. */
  hiddenSize: number;
}
/**
 * A recurrent network with a memory c besides its state h, and gates for writing, keeping and reading it (Hochreiter &
 * Schmidhuber 1997). Reads a sequence `[T, B, inputSize]` (or `[T, inputSize]`, or packed). Returns the outputs of the
 * last layer at all steps, `[T, B, directions · size]`, and the last h and c of each layer,
 * `[layers · directions, B, size]`.
 *
 * Further arguments, by position or by name: numLayers = 1, bias = true, batchFirst = false, dropout = 0,
 * bidirectional = false; by name only: projSize = 0, dtype.
 *
 * @throws KindlingError `rnn-input`, `rnn-state`, `rnn-option`.
 */
export class LSTM extends RNNBase {
  static override readonly name = /* @__PURE__ */ layer(this, "LSTM");
  /**
   * A recurrent network with a memory c besides its state h, and gates for writing, keeping and reading it (Hochreiter
   * & Schmidhuber 1997). Reads a sequence `[T, B, inputSize]` (or `[T, inputSize]`, or packed). Further arguments, by
   * position or by name: numLayers = 1, bias = true, batchFirst = false, dropout = 0, bidirectional = false; by name
   * only: projSize = 0, dtype.
   *
   * @throws KindlingError `rnn-input`, `rnn-state`, `rnn-option`.
   * @example
   * const [output, [h, c]] = new nn.LSTM(3, 5, 2)(zeros(7, 2, 3));
   * [output.shape, h.shape, c.shape].join(" "); // → 7,2,5 2,2,5 2,2,5
   */
  constructor(inputSize: number, hiddenSize: number, ...options: RecurrentArguments<LstmOptions>);
  /**
   * A recurrent network with a memory c besides its state h, and gates for writing, keeping and reading it (Hochreiter
   * & Schmidhuber 1997). Reads a sequence `[T, B, inputSize]` (or `[T, inputSize]`, or packed). Takes all arguments by
   * name.
   */
  constructor(options: LstmOptions & InputSizeHiddenSizeNamed);
  constructor(first: unknown, ...more: unknown[]) {
    const [inputSize, hiddenSize, ...rest] = required<[number, number]>(
      "LSTM",
      ["inputSize", "hiddenSize"],
      [first, ...more],
    );
    super("LSTM", inputSize, hiddenSize, byName<LstmOptions>("LSTM", [...recurrentNames, "projSize"], rest));
  }
  protected stateSizes(): number[] {
    return [this.outputSize, this.hiddenSize];
  }
  /** Runs over a sequence: `[L, N, inputSize]` (`[N, L, inputSize]` with `batchFirst`, or without N) and an optional state `[h, c]` to `[output, [h, c]]`. */
  forward<S extends Sequences>(input: S, hx?: StartState<LstmState>): [output: S, state: [h: Tensor, c: Tensor]] {
    const [y, [h, c]] = this.run(input, stateOf("LSTM", hx, 2));
    return [y, [h!, c!]];
  }
}
