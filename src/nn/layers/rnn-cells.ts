import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, required, type Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { squeeze, unsqueeze } from "../../ops/view/view.js";
import type { DType } from "../../shape/dtype.js";
import { floatType, zeros } from "../../tensor/creation.js";
import { uniform_ } from "../init.js";
import type { LstmState } from "./lstm.js";
import { Module } from "../module.js";
import { Parameter } from "../parameter.js";
import { layer, type PythonForm } from "../python-form.js";
import { kinds, type Mode, type State, type Weights } from "./recurrent-steps.js";
import { type StartState, stateOf } from "./state-argument.js";

/** Options of the cells. */
export interface CellOptions {
  /** Whether the projections have biases. Default true. */
  bias?: boolean;
  /** dtype of the parameters. Default: float32 (see `setDefaultDtype`). */
  dtype?: DType;
}

/**
 * The base of the three cells: one step of a recurrent network.
 *
 * Arguments after the sizes, by name: bias = true, dtype.
 *
 * @example
 * const cell: nn.RNNCellBase = new nn.LSTMCell(3, 5);
 * [cell.weightIh.shape, cell.weightHh.shape].join(" "); // → 20,3 20,5
 */
export abstract class RNNCellBase extends Module {
  static override readonly name: string = "RNNCellBase";
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.rnn",
    names: {
      inputSize: "input_size",
      hiddenSize: "hidden_size",
      weightIh: "weight_ih",
      weightHh: "weight_hh",
      biasIh: "bias_ih",
      biasHh: "bias_hh",
    },
    attributes: { input_size: "count", hidden_size: "count", bias: "bool" },
    parameters: ["weight_ih", "weight_hh", "bias_ih?", "bias_hh?"],
  };
  /** Size of the input, `[B, inputSize]`. */
  readonly inputSize: number;
  /** Size of the state, `[B, hiddenSize]`. */
  readonly hiddenSize: number;
  /** Whether the cell has biases. Default true. */
  readonly bias: boolean;
  /** Learned weights from the input, `[gates · hiddenSize, inputSize]`; an RNNCell has 1 gate, a GRUCell 3, an LSTMCell 4. */
  weightIh: Parameter;
  /** Learned weights from the state, `[gates · hiddenSize, hiddenSize]`. */
  weightHh: Parameter;
  /** Learned bias added with `weightIh`, `[gates · hiddenSize]`; null with `bias: false`. */
  biasIh: Parameter | null;
  /** Learned bias added with `weightHh`, `[gates · hiddenSize]`; null with `bias: false`. */
  biasHh: Parameter | null;

  protected constructor(mode: Mode, inputSize: number, hiddenSize: number, o: CellOptions) {
    super();
    for (const n of [inputSize, hiddenSize])
      if (!Number.isInteger(n) || n < 0)
        fail(
          "rnn-option",
          `${this.constructor.name} takes whole numbers as sizes, but got ${String(n)}`,
          `new nn.${this.constructor.name}(inputSize, hiddenSize).`,
        );
    const dtype = floatType(o.dtype === undefined ? {} : { dtype: o.dtype }, "uniform_"),
      rows = kinds[mode].gates * hiddenSize;
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    this.bias = o.bias ?? true;
    this.weightIh = new Parameter(zeros(rows, inputSize, { dtype }));
    this.weightHh = new Parameter(zeros(rows, hiddenSize, { dtype }));
    this.biasIh = this.registerParameter("biasIh", this.bias ? new Parameter(zeros(rows, { dtype })) : null);
    this.biasHh = this.registerParameter("biasHh", this.bias ? new Parameter(zeros(rows, { dtype })) : null);
    this.resetParameters();
  }

  /** Reinitializes the parameters, uniformly within ±1/√hiddenSize. */
  resetParameters(): void {
    const bound = this.hiddenSize > 0 ? 1 / Math.sqrt(this.hiddenSize) : 0;
    for (const p of this.parameters()) uniform_(p, -bound, bound);
  }

  /** One step: `[B, inputSize]` or `[inputSize]`, and the states of the network, or null for zeros. */
  protected step(mode: Mode, input: Tensor, given_: State | null, states: number): State {
    const name = this.constructor.name;
    needTensor(input, name);
    const nd = input.shape.length;
    if (nd !== 1 && nd !== 2)
      fail(
        "rnn-input",
        `${name}: Expected input to be 1-D or 2-D but received ${nd}-D tensor`,
        "a cell takes one step, [N, inputSize]; nn.RNN takes sequences.",
      );
    const x = nd === 2 ? input : unsqueeze(input, 0),
      batch = x.shape[0]!;
    if (x.shape[1] !== this.inputSize)
      fail(
        "rnn-input",
        `input has inconsistent input_size: got ${x.shape[1]} expected ${this.inputSize}`,
        `its last dimension must be ${this.inputSize}.`,
      );
    const s =
      given_ === null
        ? Array.from({ length: states }, () => zeros(batch, this.hiddenSize, { dtype: x.dtype }))
        : given_.map((h) => (nd === 2 ? h : unsqueeze(h, 0)));
    s.forEach((h, i) => {
      if (h.shape[0] !== batch)
        fail(
          "rnn-state",
          `Input batch size ${batch} doesn't match hidden${i} batch size ${h.shape[0]}`,
          "start each batch with a state of its size, or leave it out.",
        );
      if (h.shape[1] !== this.hiddenSize)
        fail(
          "rnn-state",
          `hidden${i} has inconsistent hidden_size: got ${h.shape[1]}, expected ${this.hiddenSize}`,
          `the state is [N, ${this.hiddenSize}].`,
        );
    });
    const w: Weights = { ih: this.weightIh, hh: this.weightHh, bIh: this.biasIh, bHh: this.biasHh, hr: null },
      kind = kinds[mode];
    const next = kind.step(kind.input(x, w), s, w);
    return nd === 2 ? next : next.map((h) => squeeze(h, 0));
  }

  override extraRepr(): string {
    return `${this.inputSize}, ${this.hiddenSize}${this.bias ? "" : ", bias=False"}`;
  }
  override summary(): string {
    return `${this.constructor.name}(${this.inputSize} → ${this.hiddenSize})`;
  }
}

/** Options of {@link RNNCell}. */
export interface RnnCellOptions extends CellOptions {
  /** The function of each step. Default "tanh". */
  nonlinearity?: "tanh" | "relu";
}
/** Further arguments, by position or by name: bias = true, nonlinearity = "tanh". */
export type RNNCellArguments = Rest<[bias: boolean, nonlinearity: "tanh" | "relu"], RnnCellOptions>;
/** Arguments of {@link RNNCell}, by name. */
interface InputSizeHiddenSizeNamed {
  /** The size of the input's last dimension. */
  inputSize: number;
  /** The size of the state. */
  hiddenSize: number;
}
/**
 * One step of an Elman network: `[B, inputSize]` and a state `[B, hiddenSize]` give the next state.
 *
 * Further arguments, by position or by name: bias = true, nonlinearity = "tanh"; by name only: dtype.
 */
export class RNNCell extends RNNCellBase {
  static override readonly name = /* @__PURE__ */ layer(this, "RNNCell");
  static override readonly python: PythonForm = { attributes: { nonlinearity: ["tanh", "relu"] } };
  /** The function of each step: `"tanh"` (default) or `"relu"`. */
  nonlinearity: "tanh" | "relu";
  /**
   * One step of an Elman network: `[B, inputSize]` and a state `[B, hiddenSize]` give the next state. Further
   * arguments, by position or by name: bias = true, nonlinearity = "tanh"; by name only: dtype.
   *
   * @example
   * const cell = new nn.RNNCell(3, 5), x = zeros(7, 2, 3); // 7 steps of a batch of 2
   * let h = zeros(2, 5);
   * for (const step of x) h = cell(step, h);
   * h.shape; // → 2,5
   */
  constructor(inputSize: number, hiddenSize: number, ...options: RNNCellArguments);
  /**
   * One step of an Elman network: `[B, inputSize]` and a state `[B, hiddenSize]` give the next state. Takes all
   * arguments by name.
   */
  constructor(options: RnnCellOptions & InputSizeHiddenSizeNamed);
  constructor(first: unknown, ...more: unknown[]) {
    const [inputSize, hiddenSize, ...rest] = required<[number, number]>(
      "RNNCell",
      ["inputSize", "hiddenSize"],
      [first, ...more],
    );
    const all = byName<RnnCellOptions>("RNNCell", ["bias", "nonlinearity", "dtype"], rest);
    super("RNN_TANH", inputSize, hiddenSize, all);
    this.nonlinearity = all.nonlinearity ?? "tanh";
  }
  /** Takes one step: `[N, inputSize]` (or without N) and a state `[N, hiddenSize]`, zeros by default, to the next state. */
  forward(input: Tensor, hx?: StartState<Tensor>): Tensor {
    if (this.nonlinearity !== "tanh" && this.nonlinearity !== "relu")
      fail("rnn-option", `Unknown nonlinearity: ${String(this.nonlinearity)}`, '"tanh" or "relu".');
    return this.step(this.nonlinearity === "tanh" ? "RNN_TANH" : "RNN_RELU", input, stateOf("RNNCell", hx, 1), 1)[0]!;
  }
  override extraRepr(): string {
    return super.extraRepr() + (this.nonlinearity === "tanh" ? "" : `, nonlinearity=${this.nonlinearity}`);
  }
}

/** Further arguments, by position or by name: bias = true. */
export type LSTMCellArguments = Rest<[bias: boolean], CellOptions>;
/**
 * One step of an LSTM: `[B, inputSize]` and a state of h and c, `[B, hiddenSize]` each, give the next h and c.
 *
 * Further arguments, by position or by name: bias = true; by name only: dtype.
 */
export class LSTMCell extends RNNCellBase {
  static override readonly name = /* @__PURE__ */ layer(this, "LSTMCell");
  /**
   * One step of an LSTM: `[B, inputSize]` and a state of h and c, `[B, hiddenSize]` each, give the next h and c.
   * Further arguments, by position or by name: bias = true; by name only: dtype.
   *
   * @example
   * const cell = new nn.LSTMCell(3, 5);
   * let state: [Tensor, Tensor] = [zeros(2, 5), zeros(2, 5)];
   * for (const step of zeros(7, 2, 3)) state = cell(step, state);
   * const [h, c] = state;
   * [h.shape, c.shape].join(" "); // → 2,5 2,5
   */
  constructor(inputSize: number, hiddenSize: number, ...options: LSTMCellArguments);
  /**
   * One step of an LSTM: `[B, inputSize]` and a state of h and c, `[B, hiddenSize]` each, give the next h and c. Takes
   * all arguments by name.
   */
  constructor(options: CellOptions & InputSizeHiddenSizeNamed);
  constructor(first: unknown, ...more: unknown[]) {
    const [inputSize, hiddenSize, ...rest] = required<[number, number]>(
      "LSTMCell",
      ["inputSize", "hiddenSize"],
      [first, ...more],
    );
    super("LSTM", inputSize, hiddenSize, byName<CellOptions>("LSTMCell", ["bias", "dtype"], rest));
  }
  /** Takes one step: `[N, inputSize]` (or without N) and a state `[h, c]`, zeros by default, to the next `[h, c]`, each `[N, hiddenSize]`. */
  forward(input: Tensor, hx?: StartState<LstmState>): [h: Tensor, c: Tensor] {
    return this.step("LSTM", input, stateOf("LSTMCell", hx, 2), 2) as [Tensor, Tensor];
  }
}

/** Further arguments, by position or by name: bias = true. */
export type GRUCellArguments = Rest<[bias: boolean], CellOptions>;
/**
 * One step of a GRU: `[B, inputSize]` and a state `[B, hiddenSize]` give the next state.
 *
 * Further arguments, by position or by name: bias = true; by name only: dtype.
 */
export class GRUCell extends RNNCellBase {
  static override readonly name = /* @__PURE__ */ layer(this, "GRUCell");
  /**
   * One step of a GRU: `[B, inputSize]` and a state `[B, hiddenSize]` give the next state. Further arguments, by
   * position or by name: bias = true; by name only: dtype.
   *
   * @example
   * const cell = new nn.GRUCell(3, 5);
   * let h = zeros(2, 5);
   * for (const step of zeros(7, 2, 3)) h = cell(step, h);
   * h.shape; // → 2,5
   */
  constructor(inputSize: number, hiddenSize: number, ...options: GRUCellArguments);
  /**
   * One step of a GRU: `[B, inputSize]` and a state `[B, hiddenSize]` give the next state. Takes all arguments by name.
   */
  constructor(options: CellOptions & InputSizeHiddenSizeNamed);
  constructor(first: unknown, ...more: unknown[]) {
    const [inputSize, hiddenSize, ...rest] = required<[number, number]>(
      "GRUCell",
      ["inputSize", "hiddenSize"],
      [first, ...more],
    );
    super("GRU", inputSize, hiddenSize, byName<CellOptions>("GRUCell", ["bias", "dtype"], rest));
  }
  /** Takes one step: `[N, inputSize]` (or without N) and a state `[N, hiddenSize]`, zeros by default, to the next state. */
  forward(input: Tensor, hx?: StartState<Tensor>): Tensor {
    return this.step("GRU", input, stateOf("GRUCell", hx, 1), 1)[0]!;
  }
}
