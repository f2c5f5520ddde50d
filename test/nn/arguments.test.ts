// Arguments by position in PyTorch's order, by name, or first some of them by position: all mean the same.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { F, KindlingError, manualSeed, nn, randn, tensor, type Tensor } from "kindling";

type Class = new (...args: unknown[]) => nn.Module;
/** A layer, the names of its arguments in PyTorch's order, and values for them. */
const layers: [name: keyof typeof nn, names: string, ...values: unknown[]][] = [
  ["Linear", "inFeatures outFeatures bias", 3, 2, false],
  ["Bilinear", "in1Features in2Features outFeatures bias", 3, 2, 4, false],
  [
    "Conv1d",
    "inChannels outChannels kernelSize stride padding dilation groups bias paddingMode",
    4,
    2,
    3,
    2,
    1,
    2,
    2,
    false,
    "circular",
  ],
  ["Conv2d", "inChannels outChannels kernelSize stride padding", 4, 2, [3, 2], 2, 1],
  ["Conv3d", "inChannels outChannels kernelSize", 1, 2, 3],
  [
    "ConvTranspose2d",
    "inChannels outChannels kernelSize stride padding outputPadding groups bias dilation",
    4,
    2,
    3,
    2,
    1,
    1,
    2,
    false,
    2,
  ],
  ["MaxPool2d", "kernelSize stride padding dilation returnIndices ceilMode", 3, 2, 1, 2, true, true],
  ["AvgPool1d", "kernelSize stride padding ceilMode countIncludePad", 3, 2, 1, true, false],
  ["AvgPool3d", "kernelSize stride padding ceilMode countIncludePad divisorOverride", 3, 2, 1, true, false, 5],
  ["LPPool2d", "normType kernelSize stride ceilMode", 2, 3, 2, true],
  ["AdaptiveAvgPool2d", "outputSize", [2, null]],
  ["AdaptiveMaxPool1d", "outputSize returnIndices", 3, true],
  ["MaxUnpool2d", "kernelSize stride padding", 3, 2, 1],
  ["BatchNorm1d", "numFeatures eps momentum affine trackRunningStats", 3, 1e-3, null, false, false],
  ["InstanceNorm2d", "numFeatures eps momentum affine trackRunningStats", 3, 1e-3, 0.2, true, true],
  ["LayerNorm", "normalizedShape eps elementwiseAffine", [2, 3], 1e-3, false],
  ["GroupNorm", "numGroups numChannels eps affine", 2, 4, 1e-3, false],
  ["LocalResponseNorm", "size alpha beta k", 2, 0.1, 0.2, 0.3],
  ["RMSNorm", "normalizedShape eps elementwiseAffine", 4, 1e-3, false],
  ["Embedding", "numEmbeddings embeddingDim paddingIdx maxNorm normType scaleGradByFreq", 5, 2, 1, 2, 3, true],
  ["EmbeddingBag", "numEmbeddings embeddingDim maxNorm normType scaleGradByFreq mode", 5, 2, null, 3, true, "sum"],
  ["RNN", "inputSize hiddenSize numLayers bias batchFirst dropout bidirectional", 3, 2, 2, false, true, 0.5, true],
  ["LSTM", "inputSize hiddenSize numLayers bias batchFirst dropout bidirectional", 3, 2, 2, false, true, 0.5, true],
  ["GRU", "inputSize hiddenSize numLayers bias batchFirst dropout bidirectional", 3, 2, 2, false, true, 0.5, true],
  ["RNNCell", "inputSize hiddenSize bias nonlinearity", 3, 2, false, "relu"],
  ["LSTMCell", "inputSize hiddenSize bias", 3, 2, false],
  [
    "MultiheadAttention",
    "embedDim numHeads dropout bias addBiasKv addZeroAttn kdim vdim batchFirst",
    4,
    2,
    0.1,
    false,
    true,
    true,
    3,
    5,
    true,
  ],
  [
    "TransformerEncoderLayer",
    "dModel nhead dimFeedforward dropout activation layerNormEps batchFirst normFirst",
    4,
    2,
    8,
    0.2,
    "gelu",
    1e-3,
    true,
    true,
  ],
  [
    "TransformerDecoderLayer",
    "dModel nhead dimFeedforward dropout activation layerNormEps batchFirst normFirst",
    4,
    2,
    8,
    0.2,
    "gelu",
    1e-3,
    true,
    true,
  ],
  ["ConstantPad2d", "padding value", [1, 2, 3, 4], 5],
  ["ZeroPad2d", "padding", 1],
  ["ReflectionPad1d", "padding", [1, 2]],
  ["ReplicationPad3d", "padding", 1],
  ["CircularPad2d", "padding", 1],
  ["PixelShuffle", "upscaleFactor", 2],
  ["PixelUnshuffle", "downscaleFactor", 2],
  ["ChannelShuffle", "groups", 2],
  ["Fold", "outputSize kernelSize dilation padding stride", [4, 5], 2, 1, 1, 2],
  ["Unfold", "kernelSize dilation padding stride", 2, 1, 1, 2],
  ["Threshold", "threshold value inplace", 0.1, 20, true],
  ["Unflatten", "dim unflattenedSize", 1, [2, 3]],
  [
    "CrossEntropyLoss",
    "weight sizeAverage ignoreIndex reduce reduction labelSmoothing",
    tensor([1, 2]),
    null,
    1,
    null,
    "sum",
    0.1,
  ],
  ["NLLLoss", "weight sizeAverage ignoreIndex reduce reduction", null, null, 2, null, "sum"],
  ["MSELoss", "sizeAverage reduce reduction", null, null, "sum"],
  ["SmoothL1Loss", "sizeAverage reduce reduction beta", null, null, "none", 0.5],
  ["HuberLoss", "reduction delta", "none", 0.5],
  ["KLDivLoss", "sizeAverage reduce reduction logTarget", null, null, "batchmean", true],
  ["BCELoss", "weight sizeAverage reduce reduction", tensor([2]), null, null, "sum"],
  ["BCEWithLogitsLoss", "weight sizeAverage reduce reduction posWeight", null, null, null, "sum", tensor([3])],
  ["PoissonNLLLoss", "logInput full sizeAverage eps reduce reduction", false, true, null, 0.1, null, "sum"],
  ["CTCLoss", "blank reduction zeroInfinity", 3, "sum", true],
  ["MarginRankingLoss", "margin sizeAverage reduce reduction", 0.5, null, null, "sum"],
  ["MultiMarginLoss", "p margin weight sizeAverage reduce reduction", 2, 0.5, null, null, null, "sum"],
  ["TripletMarginLoss", "margin p eps swap sizeAverage reduce reduction", 2, 1, 0.1, true, null, null, "sum"],
];

/** What a layer consists of, its options included. */
function picture(name: keyof typeof nn, ...args: unknown[]): string {
  manualSeed(0);
  const m = new (nn[name] as unknown as Class)(...args);
  const fields = Object.entries(m)
    .filter(([k, v]) => typeof v !== "function" && typeof v !== "object" && k !== "name")
    .map(([k, v]) => `${k}=${String(v)}`);
  return [String(m), ...fields, ...[...m.stateDict()].map(([k, t]) => `${k} ${String(t)}`)].join("\n");
}
const byName = (names: string[], values: unknown[]): object => Object.fromEntries(names.map((n, i) => [n, values[i]]));

describe("layers", () => {
  for (const [name, list, ...values] of layers) {
    test(name, () => {
      const names = list.split(" "),
        want = picture(name, ...values);
      assert.equal(names.length, values.length);
      for (let n = 0; n < names.length; n++)
        assert.equal(
          picture(name, ...values.slice(0, n), byName(names.slice(n), values.slice(n))),
          want,
          `the first ${n} by position`,
        );
    });
  }
});

const same = (a: Tensor, b: Tensor): void => assert.deepEqual(a.tolist(), b.tolist());
describe("functions", () => {
  const x = randn(1, 4, 6, 6),
    w = randn(2, 4, 3, 3);
  test("what must be given has a name, too", () => {
    same(F.maxPool2d(x, { kernelSize: 3, stride: 2 }), F.maxPool2d(x, 3, 2));
    same(F.maxPool2d(x, { kernelSize: 2, returnIndices: true })[1], F.maxPool2d(x, 2, { returnIndices: true })[1]);
    same(F.avgPool2d(x, { kernelSize: 3 }), F.avgPool2d(x, 3));
    same(F.adaptiveAvgPool2d(x, { outputSize: 2 }), F.adaptiveAvgPool2d(x, 2));
    same(F.conv2d(x, { weight: w, padding: 1 }), F.conv2d(x, w, null, 1, 1));
    same(F.layerNorm(x, { normalizedShape: [6] }), F.layerNorm(x, [6]));
    same(F.groupNorm(x, { numGroups: 2, eps: 0.1 }), F.groupNorm(x, 2, null, null, 0.1));
    same(F.pixelShuffle(x, { upscaleFactor: 2 }), F.pixelShuffle(x, 2));
    same(F.softshrink(x, { lambd: 0.2 }), F.softshrink(x, 0.2));
    same(F.softplus(x, { beta: 2 }), F.softplus(x, 2));
    same(F.prelu(x, { weight: tensor([0.5]) }), F.prelu(x, tensor([0.5])));
  });
  test("losses: positions, and the old names of the reduction", () => {
    const p = randn(5, 3),
      y = tensor([0, 2, 1, 1, 0], { dtype: "int64" }),
      weight = tensor([1, 2, 3]);
    same(
      F.crossEntropy(p, y, weight, null, 1, null, "sum", 0.1),
      F.crossEntropy(p, y, { weight, ignoreIndex: 1, reduction: "sum", labelSmoothing: 0.1 }),
    );
    same(F.nllLoss(p, y, null, null, 2), F.nllLoss(p, y, { ignoreIndex: 2 }));
    same(F.mseLoss(p, p.mul(2), false), F.mseLoss(p, p.mul(2), { reduction: "sum" }));
    same(F.l1Loss(p, p.mul(2), { reduce: false }), F.l1Loss(p, p.mul(2), { reduction: "none" }));
    same(
      new nn.SmoothL1Loss({ sizeAverage: false })(p, p.mul(2)),
      new nn.SmoothL1Loss({ reduction: "sum" })(p, p.mul(2)),
    );
  });
  test("more than there are, and names that are none, are refused", () => {
    const refused = (f: () => unknown): void =>
      assert.throws(f, (e) => e instanceof KindlingError && ["option", "argument"].includes(e.code));
    refused(() => new (nn.Conv2d as unknown as Class)(1, 2, 3, { kernel: 3 }));
    refused(() => new (nn.GRU as unknown as Class)(1, 2, 1, true, false, 0, false, "float32", 5));
    refused(() => new (nn.MSELoss as unknown as Class)(tensor([1]), tensor([1])));
    refused(() => (F.maxPool2d as unknown as (...a: unknown[]) => unknown)(x, 2, { size: 3 }));
  });
});
