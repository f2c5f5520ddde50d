import type { Tensor } from "../../core/tensor.js";
import { byName, required } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { layer, type PythonForm } from "../python-form.js";
import {
  recurrentNames,
  type RecurrentOptions,
  type RecurrentArguments,
  RNNBase,
  type Sequences,
} from "./recurrent.js";
import type { PackedSequence } from "../utils/rnn.js";
import { type StartState, stateOf } from "./state-argument.js";

/** Options of {@link RNN}. */
export interface RnnOptions extends RecurrentOptions {
  /** The function of each step. Default "tanh". */
  nonlinearity?: "tanh" | "relu";
}

export interface RNN {
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
/** Arguments of {@link RNN}, by name. */
interface InputSizeHiddenSizeNamed {
  /** The size of the input's last dimension. */
  inputSize: number;
  /** The size of the state. */
  hiddenSize: number;
}
/**
 * Elman's network: `h' = tanh(W_ih x + b_ih + W_hh h + b_hh)`, step by step through a sequence `[T, B, inputSize]` (or
 * `[T, inputSize]`, or packed). Returns the outputs of the last layer at all steps, `[T, B, directions · hiddenSize]`,
 * and the last state of each layer, `[layers · directions, B, hiddenSize]`.
 *
 * Further arguments, by position or by name: numLayers = 1, nonlinearity = "tanh", bias = true, batchFirst = false,
 * dropout = 0, bidirectional = false; by name only: dtype.
 *
 * @throws KindlingError `rnn-input`, `rnn-state`, `rnn-option`.
 */
export class RNN extends RNNBase {
  static override readonly name = /* @__PURE__ */ layer(this, "RNN");
  static override readonly python: PythonForm = { attributes: { nonlinearity: ["tanh", "relu"] } };
  /** The function of each step: `"tanh"` (default) or `"relu"`. */
  readonly nonlinearity: "tanh" | "relu";
  /**
   * Elman's network: `h' = tanh(W_ih x + b_ih + W_hh h + b_hh)`, step by step through a sequence `[T, B, inputSize]`
   * (or `[T, inputSize]`, or packed). Further arguments, by position or by name: numLayers = 1, nonlinearity = "tanh",
   * bias = true, batchFirst = false, dropout = 0, bidirectional = false; by name only: dtype.
   *
   * @throws KindlingError `rnn-input`, `rnn-state`, `rnn-option`.
   * @example
   * const [output, h] = new nn.RNN(3, 5)(zeros(7, 2, 3));
   * [output.shape, h.shape].join(" "); // → 7,2,5 1,2,5
   */
  constructor(inputSize: number, hiddenSize: number, ...options: RecurrentArguments<RnnOptions>);
  /**
   * Elman's network: `h' = tanh(W_ih x + b_ih + W_hh h + b_hh)`, step by step through a sequence `[T, B, inputSize]`
   * (or `[T, inputSize]`, or packed). Takes all arguments by name.
   */
  constructor(options: RnnOptions & InputSizeHiddenSizeNamed);
  constructor(first: unknown, ...more: unknown[]) {
    const [inputSize, hiddenSize, ...rest] = required<[number, number]>(
      "RNN",
      ["inputSize", "hiddenSize"],
      [first, ...more],
    );
    const all = byName<RnnOptions>("RNN", [...recurrentNames, "nonlinearity"], rest);
    const nonlinearity = all.nonlinearity ?? "tanh";
    if (nonlinearity !== "tanh" && nonlinearity !== "relu")
      fail("rnn-option", `Unknown nonlinearity '${String(nonlinearity)}'`, '"tanh" or "relu".');
    super(nonlinearity === "tanh" ? "RNN_TANH" : "RNN_RELU", inputSize, hiddenSize, all);
    this.nonlinearity = nonlinearity;
  }
  protected stateSizes(): number[] {
    return [this.hiddenSize];
  }
  /** Runs over a sequence: `[L, N, inputSize]` (`[N, L, inputSize]` with `batchFirst`, or without N) and an optional state to `[output, h]`. */
  forward<S extends Sequences>(input: S, hx?: StartState<Tensor>): [output: S, h: Tensor] {
    const [y, [h]] = this.run(input, stateOf("RNN", hx, 1));
    return [y, h!];
  }
}
