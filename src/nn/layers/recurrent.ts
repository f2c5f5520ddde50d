import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import type { Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { warn } from "../../diagnose/warn.js";
import { indexSelect } from "../../ops/indexing/gather.js";
import { cat, split, stack } from "../../ops/view/join.js";
import { narrow, reshape, select, squeeze, transpose, unsqueeze } from "../../ops/view/view.js";
import type { DType } from "../../shape/dtype.js";
import { floatType, zeros } from "../../tensor/creation.js";
import { range, sameArray, showShape } from "../../util/array.js";
import { formatRepr } from "../../util/pyformat.js";
import { drop } from "../functional/dropout.js";
import { uniform_ } from "../init.js";
import { fieldsOf } from "../module-state.js";
import { Module } from "../module.js";
import { Parameter } from "../parameter.js";
import type { PythonForm } from "../python-form.js";
import { kinds, type Mode, type State, type Weights } from "./recurrent-steps.js";
import { PackedSequence } from "../utils/rnn.js";

/** Options of the recurrent layers. */
export interface RecurrentOptions {
  /** The number of stacked layers. Default 1. */
  numLayers?: number;
  /** Whether the projections have biases. Default true. */
  bias?: boolean;
  /** Whether input and output are `[B, T, …]` instead of `[T, B, …]`; the state is unaffected. Default false. */
  batchFirst?: boolean;
  /** The fraction of each layer's outputs dropped in training before the next layer. Default 0. */
  dropout?: number;
  /** Whether a second network reads the sequence backwards. Default false. */
  bidirectional?: boolean;
  /** dtype of the parameters. Default: float32 (see `setDefaultDtype`). */
  dtype?: DType;
}
/** Options of {@link RNNBase}. */
export interface RNNBaseOptions extends RecurrentOptions {
  /** The size that h is projected to; 0 (default) for none. */
  projSize?: number;
}
/** A padded batch of sequences, or a packed one. */
export type Sequences = Tensor | PackedSequence;
/** Arguments after the sizes, by position or by name. */
export type RecurrentArguments<O> = Rest<
  [numLayers: number, bias: boolean, batchFirst: boolean, dropout: number, bidirectional: boolean],
  O
>;
export const recurrentNames = ["numLayers", "bias", "batchFirst", "dropout", "bidirectional", "dtype"] as const;

/** More layers than anybody has trained, each with its own parameters. */
const MAX_LAYERS = 2 ** 12;

/** `(2, 3)`, as Python shows a tuple. */
const tuple = (list: readonly number[]): string => `(${list.join(", ")})`;

/** The weights of each layer and direction, by PyTorch's names. */
function* weightNames(m: Module): Generator<string[]> {
  const { numLayers, bidirectional, bias, projSize } = m as RNNBase;
  const kinds = [
    "weight_ih",
    "weight_hh",
    ...(bias ? ["bias_ih", "bias_hh"] : []),
    ...(projSize > 0 ? ["weight_hr"] : []),
  ];
  for (let layer = 0; layer < numLayers; layer++)
    for (const end of bidirectional ? ["", "_reverse"] : [""]) yield kinds.map((kind) => `${kind}_l${layer}${end}`);
}
function* allNames(m: Module): Generator<string> {
  for (const names of weightNames(m)) yield* names;
}

/**
 * The base of RNN, LSTM and GRU: their weights, and the loop over layers, directions and steps.
 *
 * Arguments after the sizes, by name: numLayers = 1, bias = true, batchFirst = false, dropout = 0,
 * bidirectional = false, projSize = 0, dtype.
 *
 * @example
 * const layers: nn.RNNBase[] = [new nn.RNN(3, 5), new nn.LSTM(3, 5, { bidirectional: true }), new nn.GRU(3, 5)];
 * layers.map((l) => l["weightIhL0"]!.shape[0]).join(" "); // → 5 20 15
 */
export abstract class RNNBase extends Module {
  static override readonly name: string = "RNNBase";
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.rnn",
    snake: /^(?:weight|bias)(?:Ih|Hh|Hr)L\d+(?:Reverse)?$/,
    names: {
      inputSize: "input_size",
      hiddenSize: "hidden_size",
      numLayers: "num_layers",
      batchFirst: "batch_first",
      projSize: "proj_size",
    },
    attributes: {
      mode: ["RNN_TANH", "RNN_RELU", "LSTM", "GRU"],
      input_size: "count",
      hidden_size: "count",
      num_layers: "count",
      bias: "bool",
      batch_first: "bool",
      dropout: "float",
      bidirectional: "bool",
      proj_size: "count",
    },
    missing: { proj_size: 0 },
    parameters: allNames,
    // PyTorch finds the weights by these lists.
    derived: {
      _flat_weights_names: (m) => [...allNames(m)],
      _all_weights: (m) => [...weightNames(m)],
      _flat_weights: (m) => m.parameters(),
    },
  };
  /** `weightIhL0`, `weightHhL0`, `weightIhL0Reverse`, …: the weights of layer 0, forwards and in reverse. */
  [name: `weight${"Ih" | "Hh" | "Hr"}L${string}`]: Parameter;
  [name: `bias${"Ih" | "Hh"}L${string}`]: Parameter;
  /** The kind of network, by PyTorch's name: `"RNN_TANH"`, `"RNN_RELU"`, `"LSTM"` or `"GRU"`. */
  readonly mode: Mode;
  /** Size of the input at each step. */
  readonly inputSize: number;
  /** Size of the hidden state h. */
  readonly hiddenSize: number;
  /** Number of stacked layers; each reads the outputs of the one below. Default 1. */
  readonly numLayers: number;
  /** Whether the layers have biases. Default true. */
  readonly bias: boolean;
  /** Whether input and output are `[B, T, …]` instead of `[T, B, …]`. States are not affected. Default false. */
  batchFirst: boolean;
  /** Probability with which each layer's outputs (except the last layer's) are zeroed in training. Default 0. */
  dropout: number;
  /** Whether a second network reads the sequence backwards; its outputs are concatenated. Default false. */
  readonly bidirectional: boolean;
  /** The size that h is projected to; 0 for none. */
  readonly projSize: number;

  protected constructor(mode: Mode, inputSize: number, hiddenSize: number, o: RNNBaseOptions) {
    super();
    this.mode = mode;
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    this.numLayers = o.numLayers ?? 1;
    this.bias = o.bias ?? true;
    this.batchFirst = o.batchFirst ?? false;
    this.dropout = o.dropout ?? 0;
    this.bidirectional = o.bidirectional ?? false;
    this.projSize = o.projSize ?? 0;
    for (const n of [inputSize, hiddenSize, this.numLayers])
      if (!Number.isInteger(n) || n < 0)
        fail(
          "rnn-option",
          `${this.constructor.name} takes whole numbers as sizes, but got ${String(n)}`,
          `new nn.${this.constructor.name}(inputSize, hiddenSize, numLayers).`,
        );
    if (this.numLayers > MAX_LAYERS)
      fail(
        "too-large",
        `${this.constructor.name} would have ${this.numLayers} layers, but kindling allows at most ${MAX_LAYERS}`,
        "check the order of the arguments: inputSize, hiddenSize, numLayers.",
      );
    if (typeof this.dropout !== "number" || !(this.dropout >= 0 && this.dropout <= 1))
      fail(
        "rnn-option",
        "dropout should be a number in range [0, 1] representing the probability of an element being zeroed",
        "for example { dropout: 0.2 }.",
      );
    if (this.dropout > 0 && this.numLayers === 1)
      warn(
        "rnn-dropout",
        `dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects num_layers greater than 1, but got dropout=${formatRepr(this.dropout)} and num_layers=${this.numLayers}`,
      );
    if (this.projSize < 0)
      fail(
        "rnn-option",
        "proj_size should be a positive integer or zero to disable projections",
        "leave projSize out.",
      );
    if (this.projSize >= hiddenSize && this.projSize > 0)
      fail("rnn-option", "proj_size has to be smaller than hidden_size", "choose projSize below hiddenSize.");
    const dtype = floatType(o.dtype === undefined ? {} : { dtype: o.dtype }, "uniform_");
    const rows = kinds[mode].gates * hiddenSize,
      { directions, outputSize } = this;
    const fields = fieldsOf(this);
    for (const layer of range(this.numLayers)) {
      for (const direction of range(directions)) {
        const name = (what: string): string => `${what}L${layer}${direction === 1 ? "Reverse" : ""}`;
        const own = (...shape: number[]): Parameter => new Parameter(zeros(shape, { dtype }));
        fields[name("weightIh")] = own(rows, layer === 0 ? inputSize : outputSize * directions);
        fields[name("weightHh")] = own(rows, outputSize);
        if (this.bias) {
          fields[name("biasIh")] = own(rows);
          fields[name("biasHh")] = own(rows);
        }
        if (this.projSize > 0) fields[name("weightHr")] = own(this.projSize, hiddenSize);
      }
    }
    this.resetParameters();
  }

  /** 2 if bidirectional, else 1. */
  get directions(): number {
    return this.bidirectional ? 2 : 1;
  }
  /** The size of h. */
  get outputSize(): number {
    return this.projSize > 0 ? this.projSize : this.hiddenSize;
  }
  /** The parameters of each layer and direction. */
  get allWeights(): Parameter[][] {
    return range(this.numLayers * this.directions).map((i) =>
      Object.values(this.weightsOf(i)).filter((p): p is Parameter => p !== null),
    );
  }
  /** Has no effect: there is only one layout. */
  flattenParameters(): void {
    /* for programs written for PyTorch */
  }

  /** Reinitializes the parameters, uniformly within ±1/√hiddenSize. */
  resetParameters(): void {
    const bound = this.hiddenSize > 0 ? 1 / Math.sqrt(this.hiddenSize) : 0;
    for (const p of this.parameters()) uniform_(p, -bound, bound);
  }

  private weightsOf(i: number): Weights {
    const suffix = `L${Math.floor(i / this.directions)}${i % this.directions === 1 ? "Reverse" : ""}`,
      fields = fieldsOf(this) as Record<string, Parameter | undefined>;
    const own = (what: string): Parameter | null => fields[what + suffix] ?? null;
    return { ih: own("weightIh")!, hh: own("weightHh")!, bIh: own("biasIh"), bHh: own("biasHh"), hr: own("weightHr") };
  }

  /** Runs it: a padded or packed input and the first states, `[layers · directions, B, size]` each, or null for zeros. */
  protected run<S extends Tensor | PackedSequence>(input: S, given_: State | null): [output: S, state: Tensor[]] {
    if (input instanceof PackedSequence) {
      const { sizes, sortedIndices, unsortedIndices } = input,
        x = input.data;
      this.checkInput(x, 2);
      const start =
        given_ === null
          ? this.zeroState(sizes[0]!, x.dtype)
          : given_.map((h) => (sortedIndices === null ? h : indexSelect(h, 1, sortedIndices)));
      this.checkState(start, sizes[0]!);
      const [y, last] = this.layers(x, sizes, start);
      return [input.with(y) as S, last.map((h) => (unsortedIndices === null ? h : indexSelect(h, 1, unsortedIndices)))];
    }
    needTensor(input, this.mode.toLowerCase());
    const x = input as Tensor,
      batched = x.shape.length === 3;
    if (!batched && x.shape.length !== 2)
      fail(
        "rnn-input",
        `${this.constructor.name}: Expected input to be 2D or 3D, got ${x.shape.length}D instead`,
        "the input is [steps, batch, features], or [steps, features] for one sequence.",
      );
    if (given_ !== null) this.checkDims(given_, batched);
    const start = given_ === null || batched ? given_ : given_.map((h) => unsqueeze(h, 1));
    const steps = batched ? (this.batchFirst ? transpose(x, 0, 1) : x) : unsqueeze(x, 1);
    const [time, batch] = steps.shape as [number, number];
    this.checkInput(steps, 3);
    const first = start ?? this.zeroState(batch, x.dtype);
    this.checkState(first, batch);
    if (time === 0) fail("rnn-input", "Expected sequence length to be larger than 0 in RNN", "give at least one step.");
    const [y, last] = this.layers(
      reshape(steps, [time * batch, this.inputSize]),
      Array<number>(time).fill(batch),
      first,
    );
    const out = reshape(y, [time, batch, y.shape[1]!]);
    if (!batched) return [squeeze(out, 1) as S, last.map((h) => squeeze(h, 1))];
    return [(this.batchFirst ? transpose(out, 0, 1) : out) as S, last];
  }

  /** All layers over `x` `[elements, I]`, whose step t has `sizes[t]` rows. */
  private layers(x: Tensor, sizes: readonly number[], start: State): [output: Tensor, state: Tensor[]] {
    const { directions } = this;
    const last: State[] = [];
    let y = x;
    for (const layer of range(this.numLayers)) {
      const outs = range(directions).map((direction) => {
        const i = layer * directions + direction;
        const [out, state] = this.along(
          y,
          sizes,
          start.map((s) => select(s, 0, i)),
          this.weightsOf(i),
          direction === 1,
        );
        last.push(state);
        return out;
      });
      y = outs.length === 1 ? outs[0]! : cat(outs, 1);
      if (this.dropout > 0 && this.training && layer < this.numLayers - 1) y = drop(y, this.dropout, true, false);
    }
    return [
      y,
      start.map((_, k) =>
        stack(
          last.map((s) => s[k]!),
          0,
        ),
      ),
    ];
  }

  /** One layer in one direction. Finished sequences are set aside; in reverse, sequences join one after another. */
  private along(
    x: Tensor,
    sizes: readonly number[],
    start: State,
    w: Weights,
    reverse: boolean,
  ): [output: Tensor, state: State] {
    const kind = kinds[this.mode],
      parts = split(kind.input(x, w), sizes, 0),
      outs = Array<Tensor>(sizes.length);
    const order = range(sizes.length).map((i) => (reverse ? sizes.length - 1 - i : i));
    let now = sizes[order[0]!]!;
    const rows = (s: State, from: number, to: number): State =>
      from === 0 && to === s[0]!.shape[0] ? s : s.map((t) => narrow(t, 0, from, to - from));
    let s = rows(start, 0, now);
    const over: State[] = [];
    for (const t of order) {
      const n = sizes[t]!;
      if (n < now) {
        over.unshift(rows(s, n, now));
        s = rows(s, 0, n);
      } else if (n > now) {
        const more = rows(start, now, n);
        s = s.map((h, k) => cat([h, more[k]!]));
      }
      now = n;
      s = kind.step(parts[t]!, s, w);
      outs[t] = s[0]!;
    }
    return [
      outs.length === 1 ? outs[0]! : cat(outs),
      over.length === 0 ? s : s.map((h, k) => cat([h, ...over.map((o) => o[k]!)])),
    ];
  }

  /** The sizes of the states' last dimension. */
  protected abstract stateSizes(): readonly number[];

  private zeroState(batch: number, dtype: DType): Tensor[] {
    return this.stateSizes().map((n) => zeros(this.numLayers * this.directions, batch, n, { dtype }));
  }

  private checkInput(x: Tensor, dims: number): void {
    if (x.shape.length !== dims)
      fail(
        "rnn-input",
        `input must have ${dims} dimensions, got ${x.shape.length}`,
        "with batchFirst inputs are [N, L, inputSize], else [L, N, inputSize].",
      );
    const n = x.shape[dims - 1]!;
    if (n !== this.inputSize)
      fail(
        "rnn-input",
        `input.size(-1) must be equal to input_size. Expected ${this.inputSize}, got ${n}`,
        `the last dimension of the input must be ${this.inputSize}.`,
      );
    const { dtype } = this.weightsOf(0).ih;
    if (x.dtype !== dtype)
      fail(
        "matmul-dtype",
        `expected m1 and m2 to have the same dtype, but got: ${x.dtype} != ${dtype}`,
        `use .to("${dtype}").`,
      );
  }

  private checkState(state: State, batch: number): void {
    this.stateSizes().forEach((n, k) => {
      const want = [this.numLayers * this.directions, batch, n],
        got = state[k]!.shape;
      if (!sameArray(want, got))
        fail(
          "rnn-state",
          `Expected hidden${state.length > 1 ? `[${k}]` : ""} size ${tuple(want)}, got ${showShape(got)}`,
          "a state is [layers · directions, batch, size].",
        );
    });
  }

  private checkDims(state: State, batched: boolean): void {
    const want = batched ? 3 : 2,
      what = batched ? "batched 3-D" : "unbatched 2-D",
      [h, c] = state.map((t) => t.shape.length);
    if (c === undefined) {
      if (h !== want)
        fail(
          "rnn-state",
          `For ${what} input, hx should also be ${want}-D but got ${h}-D tensor`,
          "the state is [layers · directions, N, hiddenSize]; without a batch, [layers · directions, hiddenSize].",
        );
    } else if (h !== want || c !== want)
      fail(
        "rnn-state",
        `For ${what} input, hx and cx should also be ${want}-D but got (${h}-D, ${c}-D) tensors`,
        "the state is [layers · directions, N, hiddenSize]; without a batch, [layers · directions, hiddenSize].",
      );
  }

  override extraRepr(): string {
    const parts = [`${this.inputSize}, ${this.hiddenSize}`];
    if (this.projSize !== 0) parts.push(`proj_size=${this.projSize}`);
    if (this.numLayers !== 1) parts.push(`num_layers=${this.numLayers}`);
    if (!this.bias) parts.push("bias=False");
    if (this.batchFirst) parts.push("batch_first=True");
    if (this.dropout !== 0) parts.push(`dropout=${formatRepr(this.dropout)}`);
    if (this.bidirectional) parts.push("bidirectional=True");
    return parts.join(", ");
  }
  override summary(): string {
    return `${this.constructor.name}(${this.inputSize} → ${this.hiddenSize})`;
  }
}
