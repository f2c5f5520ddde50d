import { fail } from "./error.js";
import { withFirstRun } from "../util/features.js";

// The types of arguments, by name. PyTorch uses a name with the same meaning everywhere, so one table covers all
// functions, layers and optimizers. test/package/argument-kinds.test.ts compares it with the declared types.

/**
 * n: a number; b: a bool; s: text; 0: null; o: anything else (lists, objects). Tensors and functions are accepted
 * everywhere. After an @ come the functions to which the entry is limited. (`kindling/lean` omits names that a program
 * does not contain.)
 */
const table: Readonly<Record<string, string>> = {
  nbos0: "mode@train seed@manualSeed",
  b:
    "accumulate addBiasKv addZeroAttn adjoint affine allowUnused amsgrad antialias ascii assumeUnique asTuple averageAttnWeights batchFirst bias " +
    "bidirectional big ceilMode center@stft,pcaLowrank centered checkErrors checkNan computeUv copy countIncludePad createGraph cycleMomentum " +
    "decoupledWeightDecay density descending disable download dropLast elementwiseAffine enableNestedTensor enforceSorted equalNan " +
    "errorIfNonfinite expand full fullMatrices hard headBias hermitian includeLastOffset includeSelf increasing inplace invert isCausal isTTY " +
    "keepdim keepVars largest leave leaveParametrized left log logInput logTarget maskCheck maximize memoryIsCausal needWeights nesterov " +
    "nonBlocking normalized normFirst on outInt32 padIfNeeded periodic persistent pinMemory pivot raiseException recurse replacement requiresGrad " +
    "retainGraph returnComplex@istft returnCounts returnIndices returnInverse right scaleGradByFreq setToNone shuffle some sorted sparse " +
    "srcIsCausal stable strict swap tgtIsCausal threePhase trackRunningStats train training transpose unbiased unitriangular unpackData " +
    "unpackPivots unsafe upper useBuffers useInputStats useSeparateProjWeight useTrivialization validateArgs withReplacement wrap zeroInfinity",
  b0: "alignCorners onesided recomputeScaleFactor reduce returnComplex sciMode sizeAverage",
  bo: "center@istft normalized@istft",
  bo0: "onesided@istft",
  n:
    "index@get,insert,set metric from@uniform_,random_ to@uniform_,random_ h@erase w@erase size@localResponseNorm,LocalResponseNorm,unfold a@uniform,randint b@uniform,randint alpha angle annealEpochs atol axis axis0 axis1 base batchSize@BatchSampler beta bins blank chunks clipValue col columns cooldown correction dampening " +
    "decay decimals delta diagonal dim dim0 dim1 dim2 dimension dimFeedforward divFactor divValue dModel downscaleFactor dropout dropoutP dx " +
    "edgeitems edgeOrder embedDim embedDimToCheck embeddingDim end endDim endFactor epoch eps etaMin factor fillValue@fillDiagonal_ finalDivFactor " +
    "gain gamma groups height hiddenSize high historySize i ignoreIndex in1Features in2Features inChannels ind inFeatures init initial " +
    "initialAccumulatorValue inputSize j k labelSmoothing lambd lastEpoch layerNormEps left@crop length limit linewidth low lower lr lrDecay m " +
    "margin max@histc maxBytes maxIter maxnorm maxNorm@clipGradNorm,clipGradNorm_,clipGradsWithNorm_ maxVal mean median min@histc mininterval " +
    "minlength minVal mu momentum@Muon,RMSprop,SGD,batchNorm,instanceNorm momentumDecay n N nan nClasses ncols negativeSlope neginf nFft nhead niter " +
    "normType nPowerIterations nsSteps numChannels numClasses numDecoderLayers numEmbeddings numEncoderLayers numFeatures numGroups numHeads " +
    "numLayers numOutputChannels numParameters numSamples numWorkers offset outChannels outFeatures outputSize@repeatInterleave p pad paddingValue " +
    "patience pctStart posinf power precision prefetchFactor projSize q r repeats rho row rows rtol seed sigma smoothing start startDim " +
    "startFactor std step steps stepSize stepSizeUp stop storageOffset t0 T0 tau threshold timeout TMax TMult toleranceChange toleranceGrad top " +
    "df df1 df2 rate concentration concentration0 concentration1 temperature exponent totalCount eventDim cacheSize reinterpretedBatchNdims lowerBound upperBound " +
    "scale@Normal,Laplace,Cauchy,Gumbel,LogNormal,LogisticNormal,HalfNormal,HalfCauchy,Pareto,Weibull,StudentT,AffineTransform loc " +
    "total totalIters upper@RReLU,rrelu,rrelu_ upscaleFactor value weightDecay width",
  n0:
    "probs logits mode@triangular atol@pinverse,matrixRank,pinv batchSize " +
    "dim@aminmax,quantile,nanquantile,repeatInterleave,takeAlongDim,unique,uniqueConsecutive,LogSoftmax,Softmax,Softmin,spectralNorm,weightNorm " +
    "divisorOverride end@slice,Slice,sliceScatter epochs eps@logit,logit_,RMSNorm,rmsNorm hopLength kdim maxEval maxNorm maxSize momentum " +
    "n@fft,hfft,ifft,ihfft,irfft,rfft niter@svdLowrank ord@vectorNorm paddingIdx param q@pcaLowrank,svdLowrank rcond rtol@pinverse,matrixRank,pinv " +
    "scale start@slice,Slice,sliceScatter stepSizeDown stepsPerEpoch tol totalLength totalSteps vdim winLength",
  no:
    "fill size@RandomCrop,CenterCrop,centerCrop,Resize,resize value@erase baseLr baseMomentum bins@histogramdd brightness contrast degrees dilation dim@logsumexp,squeeze,squeeze_,normalize hue indicesOrSections " +
    "kernelSize maxLr maxMomentum mean@normalize,Normalize minLr normalizedShape outputPadding outputSize@Fold,fold padding repeats@repeat " +
    "saturation sections shear shifts splitSize splitSizeOrSections std@normalize,Normalize " +
    "stride@Conv1d,Conv2d,Conv3d,ConvTranspose1d,ConvTranspose2d,ConvTranspose3d,Fold,Unfold,conv1d,conv2d,conv3d,convTranspose1d,convTranspose2d,convTranspose3d,fold,unfold " +
    "swaLr tensorIndicesOrSections",
  no0:
    "dim@sum,mean,prod,amax,amin,argmax,argmin,any,all,norm,nansum,nanmean,countNonzero,fft2,fftn,hfft2,hfftn,ifft2,ifftn,ihfft2,ihfftn,irfft2,irfftn,rfft2,rfftn,fftshift,ifftshift,matrixNorm,vectorNorm,gradient " +
    "hopLength@istft length@istft outputRatio outputSize padding@RandomCrop scaleFactor shear@RandomAffine size columns@vander spacing stride winLength@istft",
  nos: "padding@Conv1d,Conv2d,Conv3d,conv1d,conv2d,conv3d value@RandomErasing",
  ns0: "ord p@norm,cond",
  nb: "exponent@pow,pow_ value@maskedFill,maskedFill_,fill_,newFull weight@lerp,lerp_",
  nb0: "max min value@pad",
  nbo: "fillValue",
  nbo0: "dim@std,var,stdMean,varMean",
  s:
    "prefix key name@registerBuffer,registerParameter,registerModule,addModule target@getSubmodule,getParameter,getBuffer desc unit tensorName@registerParametrization,removeParametrizations name@weightNorm,spectralNorm,orthogonal,removeWeightNorm,removeSpectralNorm,readIdx " +
    "activation annealStrategy approximate computeMode indexing interpolation mode nonlinearity paddingMode padMode " +
    "reduce@scatter,scatterReduce,indexReduce,scatter_,indexReduce_,scatterReduce_ reduction scaleMode thresholdMode UPLO",
  so: "workerModule",
  s0: "driver tensorName norm roundingMode",
  o: "normalizedShape@layerNorm,rmsNorm stride@asStrided,asStridedScatter",
  o0: "center scale@RandomAffine,RandomErasing",
  0:
    "bias@bilinear,linear,layerNorm,conv1d,conv2d,conv3d,convTbc,convTranspose1d,convTranspose2d,convTranspose3d,batchNorm,groupNorm,instanceNorm " +
    "weight",
};

/** By name; if a few functions differ, theirs by function, and those of all others under "". */
type Kinds = Map<string, Map<string, string>>;
let known: Kinds | null = null;
function readTable(): Kinds {
  const all: Kinds = new Map();
  for (const letters in table) {
    for (const entry of table[letters]!.trim().split(" ")) {
      const [name, functions = ""] = entry.split("@"),
        of = all.get(name!) ?? new Map<string, string>();
      for (const f of functions.split(",")) of.set(f, letters);
      all.set(name!, of);
    }
  }
  return all;
}
/** The letters of an argument; undefined if unknown. */
function lettersOf(what: string, name: string): string | undefined {
  const of = (known ??= readTable()).get(name);
  return of?.get(what) ?? of?.get("");
}

const letterOf = (v: unknown): string =>
  v === null
    ? "0"
    : typeof v === "object"
      ? isTensor(v)
        ? ""
        : "o"
      : typeof v === "bigint"
        ? "n"
        : typeof v === "function"
          ? ""
          : (typeof v)[0]!;
/** This layer knows tensors only by their class's name. */
const isTensor = (v: object): boolean => "storage" in v;

/** Rejects a value of the wrong type for the argument `name` of `what`. */
export function checkKind(what: string, name: string, value: unknown): void {
  if (value === undefined) return;
  const letters = lettersOf(what, name);
  if (letters !== undefined && !letters.includes(letterOf(value))) wrong(what, name, letters, value);
}

/**
 * {@link checkKind} for a function that declares its argument's types itself: letters as in the table above, f for a
 * function.
 */
export function checkKindOf(what: string, name: string, letters: string, value: unknown): void {
  if (value === undefined || letters.includes(typeof value === "function" ? "f" : letterOf(value))) return;
  wrong(what, name, letters, value);
}

/** Whether an argument of this name may be a number, if known. */
export const mayBeNumber = (what: string, name: string): boolean => lettersOf(what, name)?.includes("n") ?? true;

/** {@link checkKind} for positional arguments. */
export function checkKinds(what: string, names: readonly string[], values: ArrayLike<unknown>): void {
  for (let i = 0; i < names.length && i < values.length; i++) checkKind(what, names[i]!, values[i]);
}

const words: Readonly<Record<string, string>> = { n: "Number", b: "bool", s: "str", o: "tuple", f: "function" };

function wrong(what: string, name: string, letters: string, value: unknown): never {
  const may = [...letters]
    .filter((l) => l in words)
    .map((l) => words[l])
    .join(" or ");
  return fail(
    "argument",
    `${snake(what)}(): argument '${name}' must be ${may}, not ${pythonType(value)}`,
    kindFix(name, letters, value),
  );
}

/** The fix for a value of the wrong type. */
function kindFix(name: string, letters: string, value: unknown): string {
  if (!withFirstRun) return `it is ${typeof value} here.`;
  const got = shownValue(value);
  if (name === "sizeAverage" && typeof value === "string") return `write { reduction: ${got} }.`;
  if (value === null) return "it is null here; leave it out if it has a default.";
  if (typeof value === "string")
    return `${got} is text: ${letters.includes("b") ? "write true or false" : value.trim() !== "" && Number.isFinite(Number(value)) ? `write ${Number(value)}` : "a number is meant"}, without quotes.`;
  if (Array.isArray(value) && value.some((v) => isTensor(Object(v) as object)))
    return "it is a list of tensors here: map hands its function an index and the list, too. Write map((x) => f(x)).";
  return `it is ${got} here.`;
}

/** A short form of a value as written in a program: text is quoted. */
export function shownValue(v: unknown): string {
  if (typeof v === "string") return JSON.stringify(v.length > 40 ? `${v.slice(0, 40)}…` : v);
  if (Array.isArray(v)) return v.length > 8 ? `a list of ${v.length}` : `[${v.map(shownValue).join(", ")}]`;
  if (typeof v === "object" && v !== null)
    return isTensor(v)
      ? "a tensor"
      : (v.constructor as Function | undefined) === Object
        ? `{ ${Object.entries(v)
            .slice(0, 3)
            .map(([k, e]) => `${k}: ${shownValue(e)}`)
            .join(", ")} }`
        : `a ${(v.constructor as Function | undefined)?.name ?? "object"}`;
  return typeof v === "function" ? "a function" : typeof v === "bigint" ? `${v}n` : String(v);
}

/** A function's name in Python's spelling; names of classes are unchanged. */
export const snake = (name: string): string =>
  /^[A-Z]/.test(name) ? name : name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

/** Python's name for the type of a value, as in PyTorch's sentences. */
export function pythonType(x: unknown): string {
  if (x === null || x === undefined) return "NoneType";
  switch (typeof x) {
    case "string":
      return "str";
    case "boolean":
      return "bool";
    case "number":
    case "bigint":
      return Number.isInteger(x) || typeof x === "bigint" ? "int" : "float";
    case "object":
      return isTensor(x) ? "Tensor" : Array.isArray(x) ? "list" : ArrayBuffer.isView(x) ? "numpy.ndarray" : "dict";
    default:
      return typeof x;
  }
}
