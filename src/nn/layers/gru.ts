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

export interface GRU {
  // The first two are the same in all recurrent layers, so that a union of them can be called.
  /** Runs over a sequence `[T, B, inputSize]`, from a state of zeros. */
  (input: Tensor, hx?: null): [output: Tensor, h: Tensor];
  /** Runs over a packed batch of sequences, from a state of zeros. */
  (input: PackedSequence, hx?: null): [output: PackedSequence, h: Tensor];
  /** Runs over a sequence `[T, B, inputSize]`, from the state `hx`. */
  (input: Tensor, hx: StartState<Tensor> | undefined): [output: Tensor, h: Tensor];
  /** Runs over a packed batch of sequences, from the state `hx`. */
  (input: PackedSequence, hx: StartState<Tensor> | undefined): [output: PackedSequence, h: Tensor];
}
/** Arguments of {@link GRU}, by name. */
interface InputSizeHiddenSizeNamed {
  /** The size of the input's last dimension. */
  inputSize: number;
  /** The size of the state. */
  hiddenSize: number;
}
/**
 * A gated recurrent network, whose gates decide how much of the state to keep (Cho et al. 2014). Reads a sequence
 * `[T, B, inputSize]` (or `[T, inputSize]`, or packed). Returns the outputs of the last layer at all steps,
 * `[T, B, directions · hiddenSize]`, and the last state of each layer, `[layers · directions, B, hiddenSize]`.
 *
 * Further arguments, by position or by name: numLayers = 1, bias = true, batchFirst = false, dropout = 0,
 * bidirectional = false; by name only: dtype.
 *
 * @throws KindlingError `rnn-input`, `rnn-state`, `rnn-option`.
 */
export class GRU extends RNNBase {
  static override readonly name = /* @__PURE__ */ layer(this, "GRU");
  /**
   * A gated recurrent network, whose gates decide how much of the state to keep (Cho et al. 2014). Reads a sequence
   * `[T, B, inputSize]` (or `[T, inputSize]`, or packed). Further arguments, by position or by name: numLayers = 1,
   * bias = true, batchFirst = false, dropout = 0, bidirectional = false; by name only: dtype.
   *
   * @throws KindlingError `rnn-input`, `rnn-state`, `rnn-option`.
   * @example
   * const [output, h] = new nn.GRU(3, 5, { bidirectional: true, batchFirst: true })(zeros(2, 7, 3));
   * [output.shape, h.shape].join(" "); // → 2,7,10 2,2,5
   */
  constructor(inputSize: number, hiddenSize: number, ...options: RecurrentArguments<RecurrentOptions>);
  /**
   * A gated recurrent network, whose gates decide how much of the state to keep (Cho et al. 2014). Reads a sequence
   * `[T, B, inputSize]` (or `[T, inputSize]`, or packed). Takes all arguments by name.
   */
  constructor(options: RecurrentOptions & InputSizeHiddenSizeNamed);
  constructor(first: unknown, ...more: unknown[]) {
    const [inputSize, hiddenSize, ...rest] = required<[number, number]>(
      "GRU",
      ["inputSize", "hiddenSize"],
      [first, ...more],
    );
    super("GRU", inputSize, hiddenSize, byName<RecurrentOptions>("GRU", recurrentNames, rest));
  }
  protected stateSizes(): number[] {
    return [this.hiddenSize];
  }
  /** Runs over a sequence: `[L, N, inputSize]` (`[N, L, inputSize]` with `batchFirst`, or without N) and an optional state to `[output, h]`. */
  forward<S extends Sequences>(input: S, hx?: StartState<Tensor>): [output: S, h: Tensor] {
    const [y, [h]] = this.run(input, stateOf("GRU", hx, 1));
    return [y, h!];
  }
}
