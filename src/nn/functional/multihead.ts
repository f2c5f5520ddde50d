import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { cast } from "../../ops/pointwise/cast.js";
import { softmax } from "../../ops/reduce/moments.js";
import { linear, matmul } from "../../ops/product/contract.js";
import { cat, chunk, split } from "../../ops/view/join.js";
import { sum } from "../../ops/reduce/reduce.js";
import { maskedFill } from "../../ops/pointwise/select.js";
import { expand, reshape, squeeze, transpose, unsqueeze } from "../../ops/view/view.js";
import { isFloat } from "../../shape/dtype.js";
import { zeros, zerosLike } from "../../tensor/creation.js";
import { sameArray, showShape } from "../../util/array.js";
import { causalMask } from "./attention.js";
import { drop } from "./dropout.js";
import { byName, required } from "../../diagnose/arguments.js";
import { add, div, mul } from "../../ops/pointwise/arithmetic.js";

/** Options of a multi-head attention's call. */
export interface MultiheadCallOptions {
  /** Keys to ignore (true), or numbers added to the scores: `[B, S]`, or `[S]`. */
  keyPaddingMask?: Tensor | null;
  /** Whether to return the weights too. Default true. */
  needWeights?: boolean;
  /** Keys that a query may not attend to (true), or numbers added to the scores: `[L, S]`, or `[B · heads, L, S]`. */
  attnMask?: Tensor | null;
  /** Whether the weights are averaged over the heads. Default true. */
  averageAttnWeights?: boolean;
  /**
   * Whether each position attends only to itself and earlier positions; then `attnMask` is not needed. Default false.
   */
  isCausal?: boolean;
}

/** Options of {@link multiHeadAttentionForward} beyond a call's own. */
export interface MultiheadOptions extends MultiheadCallOptions {
  /** Whether dropout is on. Default true. */
  training?: boolean;
  /** Whether queries, keys and values have separate weights instead of one for all three. Default false. */
  useSeparateProjWeight?: boolean;
  /** The queries' own weight, `[width, width]`; with `useSeparateProjWeight`. */
  qProjWeight?: Tensor | null;
  /** The keys' own weight, `[width, key width]`; with `useSeparateProjWeight`. */
  kProjWeight?: Tensor | null;
  /** The values' own weight, `[width, value width]`; with `useSeparateProjWeight`. */
  vProjWeight?: Tensor | null;
  /** Keys instead of the projected ones: `[B · heads, S, width / heads]`. */
  staticK?: Tensor | null;
  /** Values instead of the projected ones: `[B · heads, S, width / heads]`. */
  staticV?: Tensor | null;
}

/** Arguments of {@link multiHeadAttentionForward} after query, key and value, by name, including its options. */
export interface MultiheadNamed extends MultiheadOptions {
  /** The required width of the queries. */
  embedDimToCheck: number;
  /** The number of heads that the width is divided into. */
  numHeads: number;
  /** The projections of queries, keys and values, stacked: `[3 · width, width]`; null with `useSeparateProjWeight`. */
  inProjWeight: Tensor | null;
  /** The biases of the three projections: `[3 · width]`. */
  inProjBias: Tensor | null;
  /** An additional key for every sample: `[1, 1, width]`; together with `biasV`. */
  biasK: Tensor | null;
  /** An additional value for every sample: `[1, 1, width]`. */
  biasV: Tensor | null;
  /** Whether a key and a value of zeros are added. */
  addZeroAttn: boolean;
  /** The fraction of attention weights dropped in training. */
  dropoutP: number;
  /** The projection of the output: `[width, width]`. */
  outProjWeight: Tensor;
  /** The bias of the output's projection: `[width]`. */
  outProjBias: Tensor | null;
}
/** Arguments after query, key and value: all by position, in PyTorch's order, or all by name. */
export type MultiheadParts =
  | [parts: MultiheadNamed]
  | [
      embedDimToCheck: number,
      numHeads: number,
      inProjWeight: Tensor | null,
      inProjBias: Tensor | null,
      biasK: Tensor | null,
      biasV: Tensor | null,
      addZeroAttn: boolean,
      dropoutP: number,
      outProjWeight: Tensor,
      outProjBias: Tensor | null,
      options?: MultiheadOptions,
    ];
/** The output, and the weights (null if `needWeights` is false). */
export type MultiheadResult = [output: Tensor, weights: Tensor | null];

const optionNames = [
  "keyPaddingMask",
  "needWeights",
  "attnMask",
  "averageAttnWeights",
  "isCausal",
  "training",
  "useSeparateProjWeight",
  "qProjWeight",
  "kProjWeight",
  "vProjWeight",
  "staticK",
  "staticV",
] as const;
const partNames = [
  "embedDimToCheck",
  "numHeads",
  "inProjWeight",
  "inProjBias",
  "biasK",
  "biasV",
  "addZeroAttn",
  "dropoutP",
  "outProjWeight",
  "outProjBias",
] as const;
type Parts = [
  number,
  number,
  Tensor | null,
  Tensor | null,
  Tensor | null,
  Tensor | null,
  boolean,
  number,
  Tensor,
  Tensor | null,
];

const dim = (t: Tensor): number => t.shape.length;
const tuple = (list: readonly number[]): string => `(${list.join(", ")})`;
const size = (t: Tensor): string => `torch.Size(${showShape(t.shape)})`;

/** Whether the input is a batch; refuses inputs and masks of other dimensions. */
function checkShapes(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  padding: Tensor | null,
  mask: Tensor | null,
  heads: number,
): boolean {
  const n = dim(query);
  if (n !== 2 && n !== 3)
    fail(
      "attention",
      `query should be unbatched 2D or batched 3D tensor but received ${n}-D query tensor`,
      "the input is [length, batch, width], or [length, width] for one sequence.",
    );
  const batched = n === 3,
    what = batched ? "batched (3-D)" : "unbatched (2-D)";
  if (dim(key) !== n || dim(value) !== n)
    fail(
      "attention",
      `For ${what} \`query\`, expected \`key\` and \`value\` to be ${n}-D but found ${dim(key)}-D and ${dim(value)}-D tensors respectively`,
      "query, key and value must have the same number of dimensions.",
    );
  if (padding !== null && dim(padding) !== n - 1)
    fail(
      "attention",
      `For ${what} \`query\`, expected \`key_padding_mask\` to be \`None\` or ${n - 1}-D but found ${dim(padding)}-D tensor instead`,
      "with a batch it is [N, S], without one [S].",
    );
  if (mask !== null && dim(mask) !== 2 && dim(mask) !== 3)
    fail(
      "attention",
      `For ${what} \`query\`, expected \`attn_mask\` to be \`None\`, 2-D or 3-D but found ${dim(mask)}-D tensor instead`,
      "it is [L, S], or [N · numHeads, L, S].",
    );
  if (!batched && mask !== null && dim(mask) === 3) {
    const want = [heads, query.shape[0]!, key.shape[0]!];
    if (!sameArray(mask.shape, want))
      fail(
        "attention",
        `Expected \`attn_mask\` shape to be ${tuple(want)} but got ${size(mask)}`,
        "it is [L, S], or [N · numHeads, L, S].",
      );
  }
  return batched;
}

/** Queries, keys and values, from one weight for all three. */
function projectTogether(q: Tensor, k: Tensor, v: Tensor, w: Tensor, b: Tensor | null): Tensor[] {
  const width = q.shape[2]!;
  if (k === v && q === k) return chunk(linear(q, w, b), 3, -1);
  if (k === v) {
    const [wq, wkv] = split(w, [width, 2 * width]) as [Tensor, Tensor],
      [bq, bkv] = b === null ? [null, null] : (split(b, [width, 2 * width]) as [Tensor, Tensor]);
    return [linear(q, wq, bq), ...chunk(linear(k, wkv, bkv), 2, -1)];
  }
  return projectApart(q, k, v, chunk(w, 3), b);
}
function projectApart(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  w: readonly (Tensor | null | undefined)[],
  b: Tensor | null,
): Tensor[] {
  const biases = b === null ? [null, null, null] : chunk(b, 3);
  return [q, k, v].map((x, i) =>
    linear(
      x,
      w[i] ??
        fail(
          "attention",
          `use_separate_proj_weight is True but ${"qkv"[i]}_proj_weight is None`,
          "pass it, or set useSeparateProjWeight: false.",
        ),
      biases[i]!,
    ),
  );
}

/** A mask as numbers to add: −∞ where it is true. */
function asNumbers(mask: Tensor, like: Tensor): Tensor {
  return mask.dtype === "bool"
    ? maskedFill(zerosLike(mask, { dtype: like.dtype }), mask, -Infinity)
    : cast(mask, like.dtype);
}
/** The mask with an additional key, which every query may attend to. */
const oneMore = (mask: Tensor | null): Tensor | null =>
  mask === null ? null : cat([mask, zeros([...mask.shape.slice(0, -1), 1], { dtype: mask.dtype })], -1);

/**
 * Attention by several heads (Vaswani et al. 2017), with all parameters of `nn.MultiheadAttention` as arguments.
 * Queries are `[L, B, width]`, keys and values `[S, B, …]`, all with or without the batch. Returns the output
 * `[L, B, width]` and, unless `needWeights` is false, the attention weights `[B, L, S]`, averaged over the heads.
 *
 * @throws KindlingError `attention` for mismatched shapes.
 * @example
 * const x = tensor([[[1, 2]], [[1, 2]]]), unit = eye(2); // two places, one sample
 * const [y, weights] = F.multiHeadAttentionForward(x, x, x, {
 *   embedDimToCheck: 2, numHeads: 1, inProjWeight: cat([unit, unit, unit]), inProjBias: null, biasK: null, biasV: null,
 *   addZeroAttn: false, dropoutP: 0, outProjWeight: unit, outProjBias: null,
 * });
 * y.tolist(); // → 1,2,1,2
 * weights!.tolist(); // → 0.5,0.5,0.5,0.5
 */
export function multiHeadAttentionForward(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  ...parts: MultiheadParts
): MultiheadResult {
  const name = "multiHeadAttentionForward";
  const [
    embedDimToCheck,
    numHeads,
    inProjWeight,
    inProjBias,
    biasK,
    biasV,
    addZeroAttn,
    dropoutP,
    outProjWeight,
    outProjBias,
    ...rest
  ] = required<Parts>(name, partNames, parts);
  const o = byName<MultiheadOptions>(name, [], rest, optionNames);
  needTensor(query, "multiHeadAttention", "query");
  needTensor(key, "multiHeadAttention", "key");
  needTensor(value, "multiHeadAttention", "value");
  let padding = o.keyPaddingMask ?? null,
    mask = o.attnMask ?? null;
  const batched = checkShapes(query, key, value, padding, mask, numHeads);
  const self = query === key,
    same = key === value;
  const lift = (x: Tensor): Tensor => (batched ? x : unsqueeze(x, 1));
  const q3 = lift(query),
    k3 = self ? q3 : lift(key),
    v3 = same ? k3 : lift(value);
  if (!batched && padding !== null) padding = unsqueeze(padding, 0);
  const [length, batch, width] = q3.shape as [number, number, number],
    headWidth = Math.floor(width / numHeads);
  if (padding !== null && padding.dtype !== "bool" && !isFloat(padding.dtype))
    fail(
      "attention",
      "only bool and floating types of key_padding_mask are supported",
      "use a bool mask, true where a key is left out.",
    );
  if (width !== embedDimToCheck)
    fail(
      "attention",
      `was expecting embedding dimension of ${embedDimToCheck}, but got ${width}`,
      "the layer's embedDim must be the last dimension of the query.",
    );
  if (headWidth * numHeads !== width)
    fail(
      "attention",
      `embed_dim ${width} not divisible by num_heads ${numHeads}`,
      "choose embedDim as a multiple of numHeads.",
    );
  if (o.useSeparateProjWeight === true) {
    if (!sameArray(k3.shape.slice(0, 2), v3.shape.slice(0, 2)))
      fail(
        "attention",
        `key's sequence and batch dims torch.Size(${showShape(k3.shape.slice(0, 2))}) do not match value's torch.Size(${showShape(v3.shape.slice(0, 2))})`,
        "key and value come from one source: give both the same length and batch.",
      );
  } else if (!sameArray(k3.shape, v3.shape))
    fail(
      "attention",
      `key shape ${size(k3)} does not match value shape ${size(v3)}`,
      "give key and value the same shape.",
    );
  if (k3.shape[1] !== batch)
    fail(
      "attention",
      `the batch number of query (${batch}) and key (${k3.shape[1]}) must be equal`,
      "with batchFirst inputs are [N, L, E], else [L, N, E].",
    );
  const projected =
    o.useSeparateProjWeight === true
      ? projectApart(q3, k3, v3, [o.qProjWeight, o.kProjWeight, o.vProjWeight], inProjBias)
      : projectTogether(
          q3,
          k3,
          v3,
          inProjWeight ??
            fail(
              "attention",
              "use_separate_proj_weight is False but in_proj_weight is None",
              "pass inProjWeight, or set useSeparateProjWeight: true.",
            ),
          inProjBias,
        );
  let [q, k, v] = projected as [Tensor, Tensor, Tensor];
  const keys = k.shape[0]!;
  if (mask !== null) {
    if (!isFloat(mask.dtype) && mask.dtype !== "bool")
      fail(
        "attention",
        `Only float, byte, and bool types are supported for attn_mask, not torch.${mask.dtype}`,
        "mask.bool() has true where attention is not allowed.",
      );
    const want = dim(mask) === 2 ? [length, keys] : [batch * numHeads, length, keys];
    if (!sameArray(mask.shape, want))
      fail(
        "attention",
        `The shape of the ${dim(mask)}D attn_mask is ${size(mask)}, but should be ${tuple(want)}.`,
        "L is the query's length, S the key's.",
      );
    if (dim(mask) === 2) mask = unsqueeze(mask, 0);
  } else if (o.isCausal === true) mask = unsqueeze(causalMask(length, keys, query.dtype), 0);
  if (biasK !== null && biasV !== null) {
    [k, v] = [
      [k, biasK],
      [v, biasV],
    ].map(([x, b]) => cat([x!, expand(b!, [1, batch, width])])) as [Tensor, Tensor];
    mask = oneMore(mask);
    padding = oneMore(padding);
  }
  const heads = (x: Tensor): Tensor => transpose(reshape(x, [x.shape[0]!, batch * numHeads, headWidth]), 0, 1);
  q = heads(q);
  k = o.staticK ?? heads(k);
  v = o.staticV ?? heads(v);
  if (addZeroAttn) {
    const nothing = zeros(batch * numHeads, 1, headWidth, { dtype: k.dtype });
    k = cat([k, nothing], 1);
    v = cat([v, nothing], 1);
    mask = oneMore(mask);
    padding = oneMore(padding);
  }
  const sources = k.shape[1]!;
  if (padding !== null) {
    if (!sameArray(padding.shape, [batch, sources]))
      fail(
        "attention",
        `expecting key_padding_mask shape of ${tuple([batch, sources])}, but got ${size(padding)}`,
        "it is [N, S]: a row for each sample.",
      );
    const spread = reshape(
      expand(reshape(asNumbers(padding, q), [batch, 1, 1, sources]), [batch, numHeads, 1, sources]),
      [batch * numHeads, 1, sources],
    );
    mask = mask === null ? spread : add(asNumbers(mask, q), spread);
  }
  const scores = matmul(mul(q, 1 / Math.sqrt(headWidth)), transpose(k, -2, -1));
  const weights = drop(
    softmax(mask === null ? scores : add(scores, asNumbers(mask, q)), -1),
    (o.training ?? true) ? dropoutP : 0,
    true,
    false,
  );
  const mixed = reshape(transpose(matmul(weights, v), 0, 1), [length, batch, width]);
  const out = linear(mixed, outProjWeight, outProjBias);
  const y = batched ? out : squeeze(out, 1);
  if (!(o.needWeights ?? true)) return [y, null];
  const each = reshape(weights, [batch, numHeads, length, sources]);
  const shown = (o.averageAttnWeights ?? true) ? div(sum(each, { dim: 1 }), numHeads) : each;
  return [y, batched ? shown : squeeze(shown, 0)];
}
