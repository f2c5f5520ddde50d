import { needTensor } from "../../core/check.js";
import { recorder, unheard } from "../../core/recorder.js";
import type { Tensor } from "../../core/tensor.js";
import { checkKinds } from "../../diagnose/argument-kinds.js";
import { byName, type Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { ge, logicalAnd, lt } from "../../ops/pointwise/binary.js";
import { gather, indexSelect } from "../../ops/indexing/gather.js";
import { cat } from "../../ops/view/join.js";
import { indexCopy, nonzero } from "../../ops/indexing/index-put.js";
import { argmax, mean } from "../../ops/reduce/reduce.js";
import { clamp } from "../../ops/pointwise/select.js";
import { narrow, reshape, squeeze, unsqueeze } from "../../ops/view/view.js";
import type { DType } from "../../shape/dtype.js";
import { zeros } from "../../tensor/creation.js";
import { checkShape } from "../../shape/shape.js";
import { range, showShape } from "../../util/array.js";
import { logSoftmax } from "../functional/activation.js";
import { Linear } from "../layers/linear.js";
import { ModuleList } from "../layers/module-list.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";
import { Sequential } from "../layers/sequential.js";
import { add, sub, neg } from "../../ops/pointwise/arithmetic.js";
import { where } from "../../ops/pointwise/where.js";

/** Options of {@link AdaptiveLogSoftmaxWithLoss}. */
export interface AdaptiveLogSoftmaxOptions {
  /** The factor by which each cluster is narrower than the previous one. Default 4. */
  divValue?: number;
  /** Whether the head has a bias. Default false. */
  headBias?: boolean;
  /** dtype of the parameters. Default: float32 (see `setDefaultDtype`). */
  dtype?: DType;
}

/** Further arguments, by position or by name: divValue = 4, headBias = false; by name only: dtype. */
export type AdaptiveLogSoftmaxArguments = Rest<[divValue: number, headBias: boolean], AdaptiveLogSoftmaxOptions>;
/**
 * A softmax over very many classes that saves work on rare ones (Grave et al. 2017). Classes are numbered by frequency;
 * `cutoffs` are the starts of the clusters. The head scores the classes before the first cutoff and the clusters. A
 * cluster's own scores are computed only for its samples, from fewer features.
 *
 * Input `[N, inFeatures]` and labels `[N]` (int64) give `output`, the logarithm of each label's probability, and
 * `loss`, their negative mean; one sample `[inFeatures]` and a 0-d label also work.
 *
 * Further arguments, by position or by name: divValue = 4, headBias = false; by name only: dtype.
 *
 * @throws KindlingError `adaptive-softmax`.
 */
export class AdaptiveLogSoftmaxWithLoss extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "AdaptiveLogSoftmaxWithLoss");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.adaptive",
    names: { inFeatures: "in_features", nClasses: "n_classes", divValue: "div_value", headBias: "head_bias" },
    attributes: { in_features: "count", n_classes: "count", cutoffs: "list", div_value: "float", head_bias: "bool" },
    derived: {
      shortlist_size: (m) => (m as AdaptiveLogSoftmaxWithLoss).shortlistSize,
      n_clusters: (m) => (m as AdaptiveLogSoftmaxWithLoss).nClusters,
      head_size: (m) => (m as AdaptiveLogSoftmaxWithLoss).headSize,
    },
  };
  /** Size of the input's last dimension. */
  readonly inFeatures: number;
  /** Number of classes. */
  readonly nClasses: number;
  /** The starts of the clusters, and finally the number of classes. */
  readonly cutoffs: readonly number[];
  /**
   * The factor by which each cluster's inner layer is narrower than the previous one: `⌊inFeatures / divValueⁱ⌋` wide.
   * Default 4.
   */
  readonly divValue: number;
  /** Whether the head has a bias. Default false. */
  readonly headBias: boolean;
  /** Scores the frequent classes and the clusters: `[N, inFeatures]` to `[N, headSize]`. */
  readonly head: Linear;
  /** For each cluster, two Linears that score its classes. */
  readonly tail: ModuleList<Sequential>;

  /**
   * A softmax over very many classes that saves work on rare ones (Grave et al. 2017). Further arguments, by position
   * or by name: divValue = 4, headBias = false; by name only: dtype.
   *
   * @throws KindlingError `adaptive-softmax`.
   * @example
   * const m = new nn.AdaptiveLogSoftmaxWithLoss(16, 20, [5, 10]);
   * m(zeros(3, 16), tensor([1, 7, 19], { dtype: "int64" })).output.shape; // → 3
   */
  constructor(
    inFeatures: number,
    nClasses: number,
    cutoffs: readonly number[],
    ...further: AdaptiveLogSoftmaxArguments
  ) {
    checkKinds("AdaptiveLogSoftmaxWithLoss", ["inFeatures", "nClasses"], [inFeatures, nClasses]);
    super();
    const all = byName<AdaptiveLogSoftmaxOptions>(
        "AdaptiveLogSoftmaxWithLoss",
        ["divValue", "headBias", "dtype"],
        further,
      ),
      options = all.dtype === undefined ? {} : { dtype: all.dtype };
    const rising =
      Array.isArray(cutoffs) &&
      cutoffs.length > 0 &&
      cutoffs.every((c, i) => Number.isInteger(c) && c > (i === 0 ? 0 : cutoffs[i - 1]!));
    if (!rising || cutoffs.at(-1)! > nClasses - 1)
      fail(
        "adaptive-softmax",
        "cutoffs should be a sequence of unique, positive integers sorted in an increasing order, where each value is between 1 and n_classes-1",
        "for example { cutoffs: [10, 100] } for 1000 classes.",
      );
    checkShape([nClasses]);
    this.inFeatures = inFeatures;
    this.nClasses = nClasses;
    this.cutoffs = [...cutoffs, nClasses];
    this.divValue = all.divValue ?? 4;
    this.headBias = all.headBias ?? false;
    this.head = new Linear(inFeatures, this.headSize, { bias: this.headBias, ...options });
    this.tail = new ModuleList();
    for (let i = 0; i < this.nClusters; i++) {
      const width = Math.floor(inFeatures / this.divValue ** (i + 1));
      this.tail.append(
        new Sequential(
          new Linear(inFeatures, width, { bias: false, ...options }),
          new Linear(width, this.cutoffs[i + 1]! - this.cutoffs[i]!, { bias: false, ...options }),
        ),
      );
    }
  }

  /** The number of classes that the head scores itself. */
  get shortlistSize(): number {
    return this.cutoffs[0]!;
  }
  /** Number of clusters of rare classes. */
  get nClusters(): number {
    return this.cutoffs.length - 1;
  }
  /** Number of scores that the head computes: `shortlistSize + nClusters`. */
  get headSize(): number {
    return this.shortlistSize + this.nClusters;
  }

  /** Reinitializes all weights. */
  resetParameters(): void {
    this.head.resetParameters();
    for (const both of this.tail) for (const layer of both) (layer as Linear).resetParameters();
  }

  /** Scores the targets: input `[N, inFeatures]` and labels `[N]` (or without N) to `{ output: [N], loss: scalar }`. */
  forward(input: Tensor, target: Tensor): { output: Tensor; loss: Tensor } {
    needTensor(input, "AdaptiveLogSoftmaxWithLoss");
    needTensor(target, "AdaptiveLogSoftmaxWithLoss", "target");
    const nd = target.shape.length,
      wrong = (sentence: string, fix: string): never => fail("adaptive-softmax", sentence, fix);
    if (nd > 1) wrong("0D or 1D target tensor expected, multi-target not supported", "labels are [N]: one per sample.");
    if (nd === 1 && input.shape[0] !== target.shape[0])
      wrong(
        "Input and target should have the same size in the batch dimension.",
        `they are ${showShape(input.shape)} and ${showShape(target.shape)}.`,
      );
    if (input.shape.length !== nd + 1)
      wrong(
        `('${nd}D target tensor expects ${nd + 1}D input tensors, but found inputs with size', torch.Size(${showShape(input.shape)}))`,
        "inputs are [N, inFeatures] with labels [N].",
      );
    const x = nd === 1 ? input : unsqueeze(input, 0),
      labels = nd === 1 ? target : unsqueeze(target, 0);
    unheard(() => this.checkLabels(labels));
    const scores = logSoftmax(this.head(x), 1);
    let own = zeros(labels.shape, { dtype: scores.dtype }),
      chosen = labels;
    for (let i = 0; i < this.nClusters; i++) {
      const inside = logicalAnd(ge(labels, this.cutoffs[i]!), lt(labels, this.cutoffs[i + 1]!));
      own = this.cluster(i, x, labels, inside, own);
      chosen = where(inside, this.shortlistSize + i, chosen);
    }
    const sum = add(own, squeeze(gather(scores, 1, unsqueeze(chosen, 1)), 1)),
      loss = mean(neg(sum));
    return { output: nd === 1 ? sum : squeeze(sum, 0), loss };
  }

  /** `own` with the log-probabilities that cluster i assigns to its labels. */
  private cluster(i: number, x: Tensor, labels: Tensor, inside: Tensor, own: Tensor): Tensor {
    const low = this.cutoffs[i]!,
      tail = this.tail.get(i),
      of = (rows: Tensor, label: Tensor): Tensor =>
        squeeze(gather(logSoftmax(tail(rows), 1), 1, unsqueeze(label, 1)), 1);
    // A plan runs with labels that are not known yet, so it computes all rows and discards the others.
    if (recorder !== null) return where(inside, of(x, clamp(sub(labels, low), 0, this.cutoffs[i + 1]! - low - 1)), own);
    const rows = reshape(nonzero(inside), [-1]);
    return rows.count === 0
      ? own
      : indexCopy(own, 0, rows, of(indexSelect(x, 0, rows), sub(indexSelect(labels, 0, rows), low)));
  }

  private checkLabels(labels: Tensor): void {
    let least = Infinity,
      most = -Infinity;
    for (const v of labels.tolist() as number[]) {
      least = Math.min(least, Number(v));
      most = Math.max(most, Number(v));
    }
    if (least < 0 || most >= this.nClasses)
      fail(
        "adaptive-softmax",
        `Target values should be in [0, ${this.nClasses - 1}], but values in range [${least}, ${most}] were found. `,
        "number the classes from 0, the frequent ones first.",
      );
  }

  private full(x: Tensor, scores: Tensor): Tensor {
    const head = logSoftmax(scores, 1),
      n = this.shortlistSize;
    return cat(
      [
        narrow(head, 1, 0, n),
        ...range(this.nClusters).map((i) => add(logSoftmax(this.tail.get(i)(x), 1), narrow(head, 1, n + i, 1))),
      ],
      1,
    );
  }

  /** The log-probabilities of all classes: `[N, inFeatures]` to `[N, nClasses]`. */
  logProb(input: Tensor): Tensor {
    return this.full(input, this.head(input));
  }

  /** The likeliest class of each sample: `[N, inFeatures]` to int64 `[N]`. */
  predict(input: Tensor): Tensor {
    const scores = this.head(input),
      first = argmax(scores, { dim: 1 });
    return where(ge(first, this.shortlistSize), argmax(this.full(input, scores), { dim: 1 }), first);
  }
}
