import { entries } from "./entry.js";

/** The entries whose codes begin with a to i, in order. */
export const codesAToI = /* @__PURE__ */ entries({
  "activation-dims": {
    level: "error",
    title: "An image is needed",
    text: "This activation works on images: channels, height and width, with or without a batch in front.",
  },
  "activation-halves": {
    level: "error",
    title: "A dimension that cannot be halved",
    text: "GLU multiplies one half of a dimension with the sigmoid of the other half, so the size must be even. The layer before it makes twice as many features as should come out.",
  },
  "activation-option": {
    level: "error",
    title: "No such variant",
    text: "The activation function has no variant of this name; the message lists those it has.",
  },
  "activation-weight": {
    level: "error",
    title: "Slopes that do not fit the channels",
    text: "PReLU has one slope for everything, or one for each channel. Channels are the second dimension of the input: `new nn.PReLU(channels)`.",
  },
  "adaptive-softmax": {
    level: "error",
    title: "Classes and clusters that do not fit",
    text: "AdaptiveLogSoftmaxWithLoss numbers classes from 0 to nClasses − 1, the frequent ones first; its cutoffs are rising numbers from 1 to nClasses − 1. It takes inputs `[N, inFeatures]` with int64 labels `[N]`, or one sample and a label without dimensions.",
  },
  anomaly: {
    level: "error",
    title: "A gradient became NaN",
    text: "`detectAnomaly` looks at every gradient, and stops where the first one is not a number (NaN). The message names the op whose gradient it is, counted from 0 by its inputs, and where it was called. The usual causes are a division by 0, the logarithm or the square root of 0 (whose slopes are infinite there), and numbers that had grown too large before. Add a small number where a 0 can occur, `x.add(1e-8).log()`, or use the function that does the whole step safely: `logSoftmax`, `binaryCrossEntropyWithLogits`, `log1p`.",
  },
  "anomaly-forward": {
    level: "warning",
    title: "The first NaN of a forward pass",
    text: "`detectAnomaly` looks at what every op computes, and this one was the first to give something that is not a number (NaN). It may have got one already: then look at the data and the weights before it. Or it made one: of inf minus inf, 0 divided by 0, the logarithm of a negative number. What follows is computed as ever, and is NaN too.",
  },
  arange: {
    level: "error",
    title: "A range that cannot be counted",
    text: "arange needs finite bounds and a step that is not 0 and leads from start towards end.",
  },
  argument: {
    level: "error",
    title: "An argument of another kind",
    text: "The function was given something else than the tensor (or number) it works on: an array, text, null, or undefined. Arrays become tensors by `tensor([…])`, text becomes a number by `Number(…)`. An undefined value comes from an argument that was left out, a misspelt name, or a function without `return`; print it just before the line.",
  },
  "as-strided": {
    level: "error",
    title: "A layout outside the storage",
    text: "asStrided shows any part of the memory behind a tensor, but the sizes, strides and offset must stay inside it, and strides cannot be negative.",
  },
  "as-strided-grad": {
    level: "error",
    title: "No gradient through this layout",
    text: "The gradient of asStrided is only defined here for a tensor whose elements lie one after another. Call `contiguous()` first, or use slices and permutations.",
  },
  attention: {
    level: "error",
    title: "Attention over things that do not fit",
    text: "Queries and keys have the same last dimension, keys and values the same length, and all have the same batch dimensions. A mask has one entry for each query and key (`[L, S]`), or one of these for each head or sample; a causal attention makes its own.",
  },
  "backward-hook": {
    level: "warning",
    title: "A backward hook that will not run",
    text: "`registerFullBackwardHook` watches modules whose `forward` gives a tensor or an array of tensors. This one gives something else, so that its hook hears of no gradients. `registerHook` on the tensors themselves does.",
  },
  "backward-scalar": {
    level: "error",
    title: "backward needs one number",
    text: "Training makes one number smaller, the loss. Reduce the tensor with `.mean()` or `.sum()` before `.backward()`, or pass the gradient to start from.",
  },
  "backward-twice": {
    level: "error",
    title: "Backward through a graph that was used up",
    text: "Each forward pass builds a graph, and `backward()` lets it go to save memory. Compute the loss again before each `backward()`, or pass `{ retainGraph: true }` if you really need the same graph twice. A tensor computed once outside the loop and used inside it is the usual cause.",
  },
  "bag-offsets": {
    level: "error",
    title: "Where do the bags start?",
    text: "EmbeddingBag takes one row of numbers per bag, `[bags, n]`; or all numbers in one list with `offsets`, an int64 list of where each bag starts: the first at 0, none beyond the end.",
  },
  bincount: {
    level: "error",
    title: "Only counts of whole numbers",
    text: "bincount counts how often 0, 1, 2, … occur in a list: a 1-D tensor of whole numbers that are not negative, with a weight for each, if any. `x.flatten()` makes a list, `unique` counts other values.",
  },
  "bool-arithmetic": {
    level: "error",
    title: "Arithmetic that bools do not have",
    text: "true and false have no negative and no difference. Use logicalNot and logicalXor, or convert with `.long()` to count with 0 and 1.",
  },
  broadcast: {
    level: "error",
    title: "Shapes that do not fit together",
    text: "Two tensors in one operation are lined up at their last dimension. There each pair of sizes must be equal, or one of them 1 (it is then repeated). Print both shapes and use unsqueeze, reshape or a transpose to make them fit.",
  },
  "cat-0d": {
    level: "error",
    title: "Numbers cannot be concatenated",
    text: "cat joins tensors along a dimension that they have; a 0-d tensor holds one value and has none. stack puts them side by side along a new dimension.",
  },
  "cat-dims": {
    level: "error",
    title: "cat needs equal numbers of dimensions",
    text: "All tensors in cat must have the same number of dimensions; use unsqueeze to add one.",
  },
  "cat-empty": { level: "error", title: "Nothing to join", text: "cat and stack need at least one tensor." },
  "cat-shape": {
    level: "error",
    title: "cat needs equal sizes elsewhere",
    text: "Tensors may differ in size only along the dimension in which they are joined.",
  },
  "clamp-bounds": {
    level: "error",
    title: "clamp without bounds",
    text: "Give clamp a smallest value, a largest value, or both.",
  },
  "close-tolerance": {
    level: "error",
    title: "A negative tolerance",
    text: "isclose and allclose call two numbers close if they lie within `rtol · |other| + atol` of each other. Both tolerances are 0 or more.",
  },
  "compile-alias": {
    level: "error",
    title: "A tensor with two names is changed in a compiled function",
    text: "The arguments of a compiled function are copied into the plan's memory. If one of them shares its memory with another argument, or with a tensor that the function finds elsewhere, a change of the one would not be seen in the other. Reading both is fine. Give the function a clone() of the one, or let it change a clone().",
  },
  "compile-async": {
    level: "error",
    title: "An async function cannot be compiled",
    text: "compile() turns one run of a function into a plan, and a run that waits is not over when the function returns. Load the data before, and compile only the step that computes with it.",
  },
  "compile-changed": {
    level: "warning",
    title: "A compiled function has changed",
    text: "A plan is made of two runs of a function, and does what they did. A variable outside of the function that holds a number, a flag or a tensor is not looked at again: if it gets another value, the plan goes on with the old one. (Parameters, buffers, the fields of models and the options of optimizers are looked at.) Now and then a plan is held against the function itself, and here they differ. Pass what changes as an argument, or change the tensor in place, with copy_().",
  },
  "compile-container": {
    level: "error",
    title: "A Map or a Set among the arguments or results of a compiled function",
    text: "A plan must know where the tensors are in what a compiled function takes and gives. It looks into arrays and plain objects, nested as you like, but not into Maps and Sets. Object.fromEntries(map) makes an object of a Map, [...set] an array of a Set.",
  },
  "compile-many": {
    level: "hint",
    title: "A compiled function that is called in too many ways",
    text: "For each combination of shapes, dtypes and plain numbers among its arguments a compiled function needs a plan of its own, and 16 of them are kept. This one is called with so many that making plans would take longer than they save, so some calls run as if it were not compiled; the results are the same. Pad data to a few shapes, and pass a number that changes as a tensor: tensor(n).",
  },
  "compile-stale": {
    level: "hint",
    title: "A compiled function that is never the same twice",
    text: "compile() replays a function once two runs in a row did the same. This one did something else each time: perhaps a number of JavaScript's is part of it that changes from call to call (pass it as a tensor), or it keeps tensors from one call to the next. It gives right results, only no faster than without compile(); step.explain() says what was different.",
  },
  "compile-twice": {
    level: "error",
    title: "A gradient of a gradient through a compiled function",
    text: "The backward of a compiled function is a plan, too, and plans have no gradient history: backward() and grad() with createGraph cannot go through it, as with torch.compile. For a gradient penalty, call the function or the model that compile() was given, or compile the whole training step, in which createGraph works.",
  },
  "compile-value": {
    level: "error",
    title: "A value read inside of a compiled function",
    text: "compile() runs your function a few times, and from then on only the computation on tensors that it wrote down. What JavaScript does with a value (item(), printing, an if) would not happen any more. Return the tensor from the function and read it outside; to decide by values use where().",
  },
  "compile-variable": {
    level: "hint",
    title: "A compiled function counts in a variable",
    text: "A compiled function runs as it is written in its first calls only; later calls run its plan, which computes with tensors. `steps++` or `total += 1` inside of it therefore stops counting, without an error. Count outside, next to the call, or keep the number in a tensor: `count.add_(1)`.",
  },
  "complex-only": {
    level: "error",
    title: "Only complex numbers have this",
    text: "Imaginary parts exist in complex tensors: `complex(re, im)` makes one of two tensors of floats, `viewAsComplex(x)` sees pairs of floats as one, and `fft` functions give them.",
  },
  "complex-view": {
    level: "error",
    title: "These pairs cannot be seen as complex numbers",
    text: "`viewAsComplex` copies nothing, so the pairs of floats must lie in the last dimension (of size 2), side by side in memory. `x.contiguous()` lays them so; `complex(re, im)` joins two tensors.",
  },
  "constant-output": {
    level: "finding",
    title: "The same answer for every sample",
    text: "The model answers every sample of the batch with the same numbers. Either its inputs are all alike, or something between drops what tells them apart: units that are all dead, inputs so large that every sigmoid is at its end, or labels of a shape that makes the average the best answer. Look at the outputs of the layers one after another, from the first on, for the first that are all the same.",
  },
  "conv-dtype": {
    level: "error",
    title: "A convolution of different dtypes",
    text: "The input, the weights and the bias of a convolution must have one dtype. Convert the input, usually with `.float()`; a picture of whole numbers is divided by 255 besides.",
  },
  "conv-option": {
    level: "error",
    title: "A convolution that is not possible",
    text: 'The stride and dilation are whole numbers from 1 on, the padding from 0 on, or `"same"` (with stride 1) or `"valid"`: one number for all spatial dimensions, or an array with one for each. The numbers of channels must be divisible by `groups`.',
  },
  "conv-shape": {
    level: "error",
    title: "A convolution got another shape",
    text: "A convolution over pictures takes `[batch, channels, height, width]` (or one sample without the batch). The number of channels is that of the layer's weights, and the picture with its padding is at least as large as the window. A grey picture has one channel: `x.unsqueeze(1)` puts it in.",
  },
  "copy-shape": {
    level: "error",
    title: "The value does not fit the place",
    text: "What is written into part of a tensor must have the part's shape, or be repeatable to it (sizes of 1).",
  },
  cov: {
    level: "error",
    title: "What covariances are made of",
    text: "cov and corrcoef take variables in rows and observations in columns: one or two dimensions. Weights are lists with a number of 0 or more for each observation: `fweights` whole numbers, `aweights` floats.",
  },
  "cross-size": {
    level: "error",
    title: "A cross product is one of threes",
    text: "The cross product exists for vectors in space: the dimension along which it is taken must have size 3 in both tensors, and both must have equally many dimensions.",
  },
  csv: {
    level: "error",
    title: "A table that cannot be read",
    text: 'A CSV file has as many fields in each line as it has columns; a text that holds the delimiter, a quote or a line break stands in quotes, and a quote within it is written twice. A column whose first value is a number holds numbers; what holds texts becomes categories, or stays text with `types: { name: "text" }`. The message names the line (the first is 1) and the column. Rows with missing values are left out with `missing: "drop"`, or get a number.',
  },
  data: {
    level: "error",
    title: "A dataset or loader that makes no sense",
    text: "A dataset has a `length` and a `get(i)` that gives sample i; tensors of equal first size go into a `TensorDataset`. A loader takes either `shuffle`, or a `sampler`, or a `batchSampler`, since each of them says in which order samples come. The message says what does not fit.",
  },
  "data-assign": {
    level: "error",
    title: "Whole numbers for a tensor that requires gradients",
    text: "A tensor that requires gradients can only get floats as its `.data`. Convert the new values first, with `.float()`.",
  },
  "data-collate": {
    level: "error",
    title: "Samples that do not make a batch",
    text: 'A batch is made of its samples by stacking: all of them must be alike (tensors of one shape, or numbers, or arrays and objects of these). A column of numbers becomes a float32 tensor, as `tensor()` makes one; class labels that a loss wants as int64 are given as `tensor(3, { dtype: "int64" })` or as bigints, `3n`. Sentences and other things of different lengths need a `collateFn` of your own that pads or lists them.',
  },
  "data-download": {
    level: "error",
    title: "A dataset could not be downloaded",
    text: "None of the addresses of the file answered with what was expected: there may be no connection, or the file there is another one (its checksum is compared). What had arrived is kept, and the next try goes on from there. Files that you have already can be put into the folder by hand.",
  },
  "data-empty": {
    level: "warning",
    title: "A part without samples",
    text: "One of the lengths or fractions is so small that its part of the dataset is empty. A loader over it gives no batches.",
  },
  "data-file": {
    level: "error",
    title: "A dataset's file is damaged",
    text: "The file does not have the form that it should have, or not the size that it announces: a download may have stopped early, or it is another file of the same name. Delete it and get it again. Nothing of it was used.",
  },
  "data-missing": {
    level: "error",
    title: "A dataset is not there",
    text: "The folder has none of the files that the dataset consists of. Pass `{ download: true }` to fetch them, or put them there; the message lists the names.",
  },
  "data-type": {
    level: "error",
    title: "Data that holds no numbers",
    text: "A tensor is made of numbers, booleans or bigints in arrays nested evenly. A missing value (undefined, null) or text somewhere in the data is the usual cause.",
  },
  "data-workers": {
    level: "error",
    title: "Threads for a loader",
    text: '`numWorkers` threads make batches beside the main one. Threads share no objects, so each of them makes the dataset for itself: put it into a file, export it by default (or a function that makes it from `workerData`), and give the loader `workerModule: new URL("./my-dataset.js", import.meta.url)`. In a browser, leave `numWorkers` out. What a dataset throws is thrown again by the loop; a thread that ends altogether (its memory is used up, it calls `process.exit()`, or something throws in a callback) ends the loop with "DataLoader worker exited unexpectedly". With `numWorkers: 0` the same mistake happens in the main thread, where it is easier to find.',
  },
  "dead-relu": {
    level: "hint",
    title: "A relu that always gives 0",
    text: "relu passes positive numbers and turns all others into 0, and where its output is 0 its gradient is 0 too. If the last step of a model is a relu that gives 0 for every sample, no gradient reaches any weight and training stands still. A relu between layers that gives 0 for every sample does the same to all layers before it. It happens by chance of the first weights, or after a step that was too large. Start again with another seed, lower the learning rate, or drop the relu at the end: a model that predicts a number needs none there.",
  },
  "dead-units": {
    level: "finding",
    title: "Units that are always 0",
    text: "Some of the units behind a relu give 0 for every sample, so they take no part and learn nothing from these samples. A few are normal, and those that other samples wake up are none the worse; if they become more and more, the learning rate is too high. `F.leakyRelu` and `F.gelu` keep a small slope below 0, so their units can come back.",
  },
  "detach-view": {
    level: "error",
    title: "A view cannot be detached in place",
    text: "Use `detach()`, which gives a new tensor.",
  },
  diagonal: { level: "error", title: "Which diagonal?", text: "A diagonal runs through two different dimensions." },
  diff: {
    level: "error",
    title: "Differences of what does not fit",
    text: "diff takes differences along a dimension, so there must be one. What is put in front or behind has the sizes of the input in all other dimensions.",
  },
  "dim-range": {
    level: "error",
    title: "No such dimension",
    text: "Dimensions are numbered from 0; negative numbers count from the end. A tensor of shape [100, 10] has dimensions 0 and 1 (or −2 and −1).",
  },
  "dim-repeated": { level: "error", title: "A dimension named twice", text: "Each dimension can be listed only once." },
  "dim-type": {
    level: "error",
    title: "A dimension must be a whole number",
    text: "Check where the number comes from: it may be NaN or undefined.",
  },
  distance: {
    level: "error",
    title: "Distances that cannot be measured",
    text: "cdist measures between the rows of two matrices of floats (batches of them broadcast): both need as many columns, and p is 0 or more. pdist takes one matrix; renorm a p above 0 and a largest norm of 0 or more.",
  },
  "distribution-argument": {
    level: "error",
    title: "A parameter that the distribution cannot have",
    text: "Each parameter of a distribution has its range: scales are above 0, probabilities lie within 0 and 1, none is NaN. The message shows the values. The output of a network becomes positive by `exp()` or `softplus`; its raw outputs go into `{ logits }`. A NaN comes from the step before, often from a learning rate that is too high. `{ validateArgs: false }` leaves the check out.",
  },
  "distribution-lacks": {
    level: "error",
    title: "Not known of this distribution",
    text: "This distribution has no formula for what was asked: an entropy, a mode, a cumulative distribution, samples with a gradient. PyTorch has none either, as far as it has the distribution. Averages over samples estimate expectations: `d.logProb(d.sample([1000])).mean()` is about the negative entropy.",
  },
  "distribution-value": {
    level: "error",
    title: "A value that the distribution cannot give",
    text: "`logProb` and `cdf` take values that the distribution could have given, in a tensor whose last dimensions are its `eventShape`, and whose others broadcast with its `batchShape`. A Bernoulli distribution gives 0 and 1, a Categorical one whole numbers below the number of categories. `{ validateArgs: false }` leaves the check of values out.",
  },
  "dropout-dims": {
    level: "error",
    title: "Channels are dropped where there are none",
    text: "Dropout1d, 2d and 3d drop whole channels, so they take `[batch, channels, …]` with 1, 2 or 3 further dimensions (or one sample without the batch). For tensors of features use Dropout.",
  },
  "dropout-shape": {
    level: "warning",
    title: "Dropout of channels on another shape",
    text: "Dropout2d takes `[batch, channels, height, width]` and Dropout3d one dimension more. Other shapes are read as PyTorch reads them, which may not be what is meant: Dropout drops single elements of any shape, Dropout1d whole channels of lines.",
  },
  "dtype-name": {
    level: "error",
    title: "No such dtype",
    text: 'A dtype is named by a string such as "float32" or "int64", PyTorch\'s names without the `torch.`.',
  },
  "eigh-triangle": {
    level: "error",
    title: "Which triangle?",
    text: '`linalg.eigh(A, "L")` reads the lower triangle of a symmetric matrix, `"U"` the upper one.',
  },
  einsum: {
    level: "error",
    title: "An equation that does not fit",
    text: 'einsum gives each dimension of each tensor a letter: `einsum("ij,jk->ik", a, b)`. There must be as many parts between commas as tensors, as many letters as the tensor has dimensions (`...` stands for any number), one size per letter, and behind `->` only letters from before it, each once.',
  },
  "embedding-option": {
    level: "error",
    title: "A setting of an embedding that makes no sense",
    text: "The message says which setting, and what it can be combined with.",
  },
  "embedding-padding": {
    level: "error",
    title: "No such padding row",
    text: "`paddingIdx` names a row of the table: 0 to the number of rows − 1, or counted from the end with negative numbers.",
  },
  "embedding-size": {
    level: "error",
    title: "A table needs whole numbers as sizes",
    text: "`new nn.Embedding(howMany, howLong)` makes a table of vectors: both are whole numbers, 0 or more.",
  },
  "embedding-weight": {
    level: "error",
    title: "A table of another shape",
    text: "The table of an embedding is a matrix with one row for each number: `[numEmbeddings, embeddingDim]`.",
  },
  engine: {
    level: "error",
    title: "An engine that is not here",
    text: 'An engine was named (`setEngine("native")`, `compile(fn, { engine })`, the variable `KINDLING_ENGINE`) that does not exist or cannot compute here: the native engine needs Node, a C compiler (`cc`, `gcc`, `clang`, or what `KINDLING_CC` names), the package `koffi`, and a cache folder that only you may write to. `engines()` lists the engines and says what is missing. Named by the variable, it is a warning, and the next engine computes.',
  },
  expand: {
    level: "error",
    title: "Only sizes of 1 can be stretched",
    text: "expand repeats dimensions of size 1 without copying. Other sizes must stay as they are (or −1).",
  },
  "fewer-threads": {
    level: "warning",
    title: "Fewer threads than wanted",
    text: "Large operations share their work among as many threads as the machine has cores, or as `setNumThreads` says. The system gave fewer (`ulimit -u`, `ulimit -n`, a container's limits, Node's permission mode without `--allow-worker`), and the rest of the work is done by those that there are: results are the same, only later. `setNumThreads(1)` asks for none, and says so no more. A worker of a DataLoader that the system refuses is replaced by the calling thread, which makes the batches of that worker when the loop asks for them, with the worker's random numbers; `numWorkers: 0` asks for none.",
  },
  "fft-dims": {
    level: "error",
    title: "Dimensions to transform",
    text: "Each dimension is transformed once, and `s` has a length for each of `dim`.",
  },
  "fft-length": {
    level: "error",
    title: "A transform of nothing",
    text: "A Fourier transform needs at least one number along its dimension. `irfft` and `hfft` take n = 2 · (size − 1) by default, which is 0 for a size of 1: give the length.",
  },
  "fft-norm": {
    level: "error",
    title: "Where does 1/n go?",
    text: "The option `norm` of a transform is `backward` (1/n in the inverse, the default), `forward` (1/n in the forward transform) or `ortho` (1/√n in both).",
  },
  "fft-real": {
    level: "error",
    title: "Real numbers are needed",
    text: "`rfft` and `ihfft` leave away half of the result, since of real numbers it mirrors the other half. For complex numbers there are `fft` and `ifft`.",
  },
  "file-access": {
    level: "error",
    title: "A saved file cannot be read",
    text: "There is no file under the path that was given to `load`, or it is a folder, or the program may not read it. A relative path such as `cnn.pt` starts at the folder in which the program was started, which is not always the folder that the program lies in. Print `process.cwd()` to see it.",
  },
  "file-class": {
    level: "error",
    title: "A saved model of a class that load does not know",
    text: 'A file with a whole model holds the names of its classes, not their code, so `load` must be given them: `load("cnn.pt", { Net })`. If you only need the numbers in it, `loadWeights("cnn.pt")` gives its state dict without any class, for `model.loadStateDict(…)`. A program that a bundler made has the layers of `nn` that its source names: for any other, name it there, `load(bytes, { Net, Conv2d: nn.Conv2d })`. If you have never heard of that class, do not trust the file; nothing of it was run.',
  },
  "file-damaged": {
    level: "error",
    title: "A saved file is damaged",
    text: "The file starts like a saved model, but something in it contradicts itself: bytes were changed, removed or added since it was written (an interrupted copy, a text-mode transfer, a failing disk), or it was put together by hand. Nothing was loaded. Copy or download it again, or save it again.",
  },
  "file-format": {
    level: "error",
    title: "A file of another kind",
    text: "The file is not one that kindling can read: it is no file written by `torch.save` or `save`, or one of a kind that carries a program (TorchScript), is compressed or encrypted, or comes from a much newer or much older version. The message says which. In PyTorch, load it and `torch.save` the model or its `state_dict()` again.",
  },
  "file-path": {
    level: "error",
    title: "No path given",
    text: '`save(model, "cnn.pt")` and `load("cnn.pt", { Net })` need the path of the file: a string, or a `file:` URL.',
  },
  "file-truncated": {
    level: "error",
    title: "A saved file is cut short",
    text: "The file ends before what it announces is there: a download or a copy stopped early, or the program that saved it was ended while writing. Nothing was loaded. Get it again and compare the sizes.",
  },
  "file-unsafe": {
    level: "error",
    title: "A saved file asks for something it should not",
    text: "A saved model is data, but the pickle format in it can also name functions to call. kindling calls none: it knows a short list of names that PyTorch writes and builds its own objects for them. This file names something that is not on the list, or is built (nested, repeated, doubled) as no file written by PyTorch is. Nothing was run and nothing was loaded. If the name is a class of yours, pass it to `load`; otherwise ask whoever made the file what it is.",
  },
  flatten: {
    level: "error",
    title: "flatten from a later to an earlier dimension",
    text: "The first dimension to flatten must not come after the last.",
  },
  "float-only": {
    level: "error",
    title: "Floats needed",
    text: "This operation makes fractions, so it works on floating-point tensors only. Convert with `.float()`.",
  },
  "fold-option": {
    level: "error",
    title: "Blocks that do not fit",
    text: "fold and unfold take blocks out of pictures and put them back: the kernel, stride and dilation are whole numbers from 1 on, and the picture with its padding is at least as large as a block. fold needs as many columns as there are blocks in its output.",
  },
  "forgot-eval": {
    level: "hint",
    title: "Evaluating in training mode",
    text: "Dropout sets random elements to 0, and BatchNorm goes by the batch that it sees, which helps in training and only harms predictions. Gradients are off here and values are read, so this looks like an evaluation: call `model.eval()` first, and `model.train()` before training goes on. If the dropout is meant (to see how much answers vary), leave it; it is said once.",
  },
  "function-grads": {
    level: "error",
    title: "Wrong number of gradients",
    text: "backward of a custom Function returns one entry for each argument of forward, null for those that need none.",
  },
  "function-output": {
    level: "error",
    title: "forward must return a tensor",
    text: "The forward of a custom Function computes and returns one tensor.",
  },
  "gather-dims": {
    level: "error",
    title: "The index has another number of dimensions",
    text: "gather and scatter take an index with as many dimensions as the tensor.",
  },
  "gather-shape": {
    level: "error",
    title: "The index is too large",
    text: "Outside the dimension that is indexed, the index may not be larger than the tensor (or the source).",
  },
  "grad-assign": {
    level: "error",
    title: "A gradient that does not fit",
    text: "A `.grad` must be a tensor of the same shape and dtype as its tensor, or null.",
  },
  "grad-dtype": {
    level: "error",
    title: "Only floats have gradients",
    text: "A gradient says how much the result changes when a value moves a little; whole numbers and booleans cannot. Use `.float()`.",
  },
  "grad-input": {
    level: "error",
    title: "This input is not part of the graph",
    text: "`grad()` differentiates with respect to tensors that require gradients. Make it with `{ requiresGrad: true }` before computing with it.",
  },
  "grad-nonfinite": {
    level: "error",
    title: "Gradients that are infinite or NaN",
    text: "Somewhere in the computation a number became too large, or a root or logarithm was taken where there is none. A smaller learning rate often helps; look at the losses of the steps before.",
  },
  "grad-shape": {
    level: "error",
    title: "A gradient of the wrong shape",
    text: "A gradient has one number for each element, so its shape is that of the tensor: check what was passed to backward, or what the backward of a custom Function returned.",
  },
  "grad-unused": {
    level: "error",
    title: "The output does not depend on this input",
    text: "If that is intended, pass `{ allowUnused: true }` and expect null. Otherwise the computation went another way: a `detach()`, a `noGrad()`, or another variable of the same name.",
  },
  gradcheck: {
    level: "error",
    title: "Gradients do not match",
    text: "The gradient that backward computes differs from the one measured by moving the input a little: the backward of a custom Function is wrong, or the function is not smooth at this point.",
  },
  "gradcheck-input": {
    level: "error",
    title: "gradcheck needs float64 inputs that require grad",
    text: 'gradcheck measures slopes by moving each element a tiny bit, for which float32 is too coarse. Make at least one input with `{ dtype: "float64", requiresGrad: true }`, and no float32 one that requires gradients.',
  },
  gradient: {
    level: "error",
    title: "Slopes between points that are not there",
    text: "gradient estimates slopes along dimensions from neighbouring values: each needs 2 values or more (3 with `edgeOrder: 2`), and `spacing` is one number, or one number or list of places for each dimension.",
  },
  "gradient-explodes": {
    level: "finding",
    title: "Gradients that explode",
    text: "The gradients are thousands of times as large as the weights that they belong to. Usually the inputs or labels are large numbers: bring them to about −1 to 1, by subtracting the mean and dividing by the standard deviation. Recurrent networks need `nn.utils.clipGradNorm_` between `backward()` and `step()` besides.",
  },
  "gradient-vanishes": {
    level: "finding",
    title: "Gradients that vanish",
    text: "The gradients of one layer are a hundred thousand times smaller than those of another, so it stays as it was drawn at the beginning. Each sigmoid or tanh on the way back makes gradients smaller; relu and gelu do not. A normalization between layers (BatchNorm, LayerNorm) helps, and so does a way around them: `x.add(layer(x))`.",
  },
  "gradient-zero": {
    level: "finding",
    title: "All gradients are 0",
    text: "The loss is not 0, but no weight would change it: somewhere between the loss and the layers there is a function that is flat. Relu is flat below 0, clamp outside of its bounds, sigmoid far from 0, and round, sign and comparisons everywhere.",
  },
  "grid-align": {
    level: "warning",
    title: "Where are the corners?",
    text: "In gridSample and affineGrid, −1 and 1 are the outer edges of the picture (`alignCorners: false`, the default) or the middles of its outer elements (`true`). Say which; it must be the same in both functions.",
  },
  "grid-sample": {
    level: "error",
    title: "Places that do not fit the picture",
    text: "gridSample reads pictures `[N, C, H, W]` at places `[N, H', W', 2]`, or volumes `[N, C, D, H, W]` at places `[N, D', H', W', 3]`; affineGrid makes such places of matrices `[N, 2, 3]` or `[N, 3, 4]` and the output's size. The message says what does not fit.",
  },
  "heaviside-dtype": {
    level: "error",
    title: "heaviside wants one dtype",
    text: "The values that stand where x is 0 have the dtype of x: `heaviside(x, values.to(x.dtype))`.",
  },
  histc: {
    level: "error",
    title: "A histogram without a range",
    text: "histc takes how many bins there are (1 or more) and where they begin and end, with `min` below `max`. Without them it takes the smallest and the largest element, which must be finite.",
  },
  histogram: {
    level: "error",
    title: "Bins that make no sense",
    text: "histogram counts in `bins` equal parts of a range, or between the edges that a tensor lists (of the dtype of the values). histogramdd takes points in rows, `[points, dimensions]`, and bins for each dimension. A range is `[from, to]`, one after another for more dimensions; weights are one for each value or point.",
  },
  "hook-shape": {
    level: "error",
    title: "A hook changed the gradient's shape",
    text: "A hook may return another gradient in place of the one it was given, but of the same shape; a backward hook of a module one for each of its inputs (null for what gets none), where these want gradients.",
  },
  householder: {
    level: "error",
    title: "Reflections that do not fit",
    text: "householderProduct takes a matrix that is at least as high as wide, and at most as many factors tau as it has columns.",
  },
  "implicit-number": {
    level: "error",
    title: "A tensor where JavaScript needs a number",
    text: "`loss < 0.01`, `total += loss`, `a * b`, `-a` and `Math.max(a)` ask a tensor for a number, and JavaScript would go on with NaN or with a text. A number is what `item()` gives: `loss.item() < 0.01`, `total += loss.item()`. Computing with tensors has methods: `a.lt(b)`, `a.add(b)`, `a.mul(b)`, `a.neg()`. For text use a template, `${loss}`, or `String(loss)`. What JavaScript does without asking cannot be caught: `a === b` is true for the same object only (`a.eq(b)`, `equal(a, b)`), and `if (a)` is true for every tensor (`a.item()`, `a.any().item()`). See [javascript.md](javascript.md).",
  },
  "index-0d": {
    level: "error",
    title: "A number has no elements to index",
    text: "A 0-d tensor holds one value and has no dimension to index. `item()` reads the value.",
  },
  "index-brackets": {
    level: "error",
    title: "Square brackets on a tensor",
    text: "Python's `x[0]` is `x.get(0)` here, `x[1:3]` is `x.get(slice(1, 3))`, and `x[0] = 5` is `x.set(0, 5)`: JavaScript has no brackets of one's own, and `x[100]` would just be undefined. A number is `x.get(0).item()`; `x.tolist()` gives arrays, which have brackets, and `for (const row of x)` goes through the first dimension.",
  },
  "index-broadcast": {
    level: "error",
    title: "Index tensors that do not pair up",
    text: "Several index tensors in one index are read together, element by element: their shapes must be equal, or broadcast to one shape.",
  },
  "index-count": {
    level: "error",
    title: "Too many indices",
    text: "There are more entries in the index than the tensor has dimensions.",
  },
  "index-dims": {
    level: "error",
    title: "The index must be a list",
    text: "This operation takes a 1-D tensor of indices.",
  },
  "index-dtype": {
    level: "error",
    title: "An index of whole numbers is needed",
    text: 'Positions are whole numbers: make index tensors with `{ dtype: "int64" }`, since plain numbers become float32.',
  },
  "index-mask": {
    level: "error",
    title: "A mask of another shape",
    text: "A bool mask must have the shape of the dimensions that it selects from.",
  },
  "index-range": {
    level: "error",
    title: "Index out of range",
    text: "The index is larger than the dimension. Valid indices go from 0 to size − 1, or from −size to −1 counted from the end. For class labels: are there more classes in the data than outputs in the model?",
  },
  "index-source": {
    level: "error",
    title: "Rows that do not fit the index",
    text: "An index that names n rows (or n elements) is written with n of them: the source needs one row for each entry of the index, and otherwise the tensor's shape. A mask takes as many elements as it has true places.",
  },
  "index-type": {
    level: "error",
    title: "Not an index",
    text: 'An index entry is a whole number, a `slice(…)` or `":"`, `null`, `"..."`, or a tensor or array of whole numbers or booleans. NaN usually comes from undefined or 0/0 earlier on.',
  },
  "init-dims": {
    level: "error",
    title: "This initialization needs other dimensions",
    text: "The rule uses how many inputs and outputs a weight has, which it reads from the dimensions of the tensor: `[out, in]` for a Linear. For a bias use `zeros_`, `constant_` or `uniform_`.",
  },
  "init-empty": {
    level: "warning",
    title: "Nothing to initialize",
    text: "The tensor has no elements, because one of its sizes is 0. Check the sizes of the layer.",
  },
  "init-option": {
    level: "error",
    title: "No such option of an initialization",
    text: "The nonlinearity is one of linear, sigmoid, tanh, relu, leaky_relu or selu, and the mode is fan_in or fan_out.",
  },
  "init-trunc-normal": {
    level: "warning",
    title: "A truncated normal far from its mean",
    text: "The mean lies far outside the bounds, so that nearly all numbers would be cut off. Check mean, std, a and b.",
  },
  "inplace-dtype": {
    level: "error",
    title: "The result does not fit into this dtype",
    text: "Writing floats over whole numbers would lose their fractions. Convert the tensor first with `.float()`.",
  },
  "inplace-layout": {
    level: "error",
    title: "A view of a tensor that was reshaped in place",
    text: "transpose_, squeeze_, unsqueeze_ and t_ change the shape of the tensor itself. A view of it that was made before keeps its elements, but after a further in-place change its place in the graph cannot be worked out. Make the view after the change of shape, or use the functions without an underscore.",
  },
  "inplace-leaf": {
    level: "error",
    title: "A parameter changed in place while gradients are recorded",
    text: "A tensor that requires gradients and was made by you (a weight) cannot be overwritten while its use is being recorded. Change it inside `noGrad(() => …)`, as optimizers do.",
  },
  "inplace-overlap": {
    level: "error",
    title: "One memory place, several elements",
    text: "An expanded tensor shows the same number many times; writing to it makes no sense. `clone()` it first.",
  },
  "inplace-saved": {
    level: "error",
    title: "A value needed for backward was overwritten",
    text: "The forward pass kept this tensor to compute gradients from, and an in-place operation (its name ends in `_`) changed it before backward came. Use the form without the underscore, or change a `clone()`.",
  },
  "inplace-shape": {
    level: "error",
    title: "An in-place op cannot grow its tensor",
    text: "The result of the operation is larger than the tensor that should hold it.",
  },
  "inplace-view-nograd": {
    level: "error",
    title: "A view made without gradients, changed with them",
    text: "Make the view and change it in the same mode: both inside noGrad, or both outside.",
  },
  "int-negative-power": {
    level: "error",
    title: "Whole numbers to a negative power",
    text: "A whole number to a negative power is a fraction (2 to the −1 is ½), which its dtype cannot hold. Convert with `.float()` first.",
  },
  "int-only": {
    level: "error",
    title: "Whole numbers needed",
    text: "This operation works on the bits of whole numbers or on true and false. Convert with `.long()` or `.bool()` first.",
  },
  internal: {
    level: "error",
    title: "A bug in kindling",
    text: "This should not happen whatever you do. Please report it with the program that caused it.",
  },
  "interpolate-name": {
    level: "warning",
    title: "An old name of interpolate",
    text: '`F.upsample`, `F.upsampleNearest` and `F.upsampleBilinear` are names from before `F.interpolate`, which does what they do and more: the mode "nearest", or "bilinear" with `alignCorners: true`.',
  },
  "interpolate-option": {
    level: "error",
    title: "A resizing that is not possible",
    text: "Say how large the result is to be, by `size` or by `scaleFactor`, and take a mode that fits the input: linear for `[N, C, L]`, bilinear and bicubic for `[N, C, H, W]`, trilinear for `[N, C, D, H, W]`, nearest and area for all of them.",
  },
  "item-size": {
    level: "error",
    title: "item() reads one number",
    text: "Pick one element with `get(…)`, reduce with `mean()` or `sum()`, or use `tolist()` for all.",
  },
});
