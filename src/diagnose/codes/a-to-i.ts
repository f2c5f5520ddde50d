import { entries } from "./entry.js";

/** The entries whose codes begin with a to i, in order. */
export const codesAToI = /* @__PURE__ */ entries({
  "activation-dims": {
    level: "error",
    title: "An image is needed",
    text: "This activation takes images: channels, height and width, with or without a batch dimension in front.",
  },
  "activation-halves": {
    level: "error",
    title: "A dimension that cannot be halved",
    text: "GLU multiplies one half of a dimension by the sigmoid of the other half, so the size must be even. The layer before it must produce twice as many features as you want to keep.",
  },
  "activation-option": {
    level: "error",
    title: "Unknown variant of an activation",
    text: "The activation function has no variant of this name; the message lists the ones it has.",
  },
  "activation-weight": {
    level: "error",
    title: "Slopes that do not match the channels",
    text: "PReLU has one slope for everything, or one for each channel. Channels are the second dimension of the input: `new nn.PReLU(channels)`.",
  },
  "adaptive-softmax": {
    level: "error",
    title: "Classes and clusters that do not match",
    text: "AdaptiveLogSoftmaxWithLoss numbers classes from 0 to nClasses − 1, frequent ones first. Its cutoffs are increasing numbers from 1 to nClasses − 1. It takes inputs `[N, inFeatures]` with int64 labels `[N]`, or one sample and a label without dimensions.",
  },
  anomaly: {
    level: "error",
    title: "A gradient became NaN",
    text: "`detectAnomaly` checks every gradient and stops at the first one that is not a number (NaN). The message names the op, the input (counted from 0) whose gradient is NaN, and the line that called the op. The usual causes are a division by 0, a logarithm or square root of 0 (their slopes are infinite there), and numbers that grew too large earlier. Add a small number where a 0 can occur, `x.add(1e-8).log()`, or use a function that does the whole step safely: `logSoftmax`, `binaryCrossEntropyWithLogits`, `log1p`.",
  },
  "anomaly-forward": {
    level: "warning",
    title: "The first NaN of a forward pass",
    text: "`detectAnomaly` checks what every op computes. This op was the first to produce something that is not a number (NaN). Either its input already held a NaN: then look at the data and the weights before it. Or it made one, for example from inf minus inf, 0 divided by 0, or the logarithm of a negative number. Everything computed from it is NaN too.",
  },
  arange: {
    level: "error",
    title: "A range that never ends",
    text: "arange needs finite bounds and a step that is not 0 and leads from start towards end.",
  },
  argument: {
    level: "error",
    title: "An argument of the wrong type",
    text: "The function got something other than the tensor (or number) that it works on: an array, text, null, or undefined. `tensor([…])` turns arrays into tensors, and `Number(…)` turns text into a number. An undefined value comes from an argument that was left out, a misspelt name, or a function without `return`; print it just before the line.",
  },
  "as-strided": {
    level: "error",
    title: "A layout outside the storage",
    text: "asStrided can show any part of the memory behind a tensor, but its sizes, strides and offset must stay inside that memory, and strides cannot be negative.",
  },
  "as-strided-grad": {
    level: "error",
    title: "No gradient through this layout",
    text: "kindling defines the gradient of asStrided only for tensors whose elements are stored one after another. Call `contiguous()` first, or use slices and permutations.",
  },
  attention: {
    level: "error",
    title: "Attention inputs that do not match",
    text: "Queries and keys need the same last dimension, keys and values the same length, and all three the same batch dimensions. A mask has one entry for each query and key (`[L, S]`), optionally for each head or sample. Causal attention makes its own mask.",
  },
  "backward-hook": {
    level: "warning",
    title: "A backward hook that will not run",
    text: "`registerFullBackwardHook` works for modules whose `forward` returns a tensor or an array of tensors. This one returns something else, so its hook would never run. Use `registerHook` on the tensors themselves.",
  },
  "backward-scalar": {
    level: "error",
    title: "backward needs one number",
    text: "`backward()` starts from one number, the loss. Reduce the tensor with `.mean()` or `.sum()` before `.backward()`, or pass the gradient to start from.",
  },
  "backward-twice": {
    level: "error",
    title: "Backward through a graph that was already used",
    text: "Each forward pass builds a graph, and `backward()` frees it to save memory. Compute the loss again before each `backward()`, or pass `{ retainGraph: true }` if you really need the same graph twice. The usual cause is a tensor that was computed once outside the loop and is used inside it.",
  },
  "bag-offsets": {
    level: "error",
    title: "Where do the bags start?",
    text: "EmbeddingBag takes one row of numbers per bag, `[bags, n]`, or all numbers in one list with `offsets`: an int64 list of the positions where bags start. The first offset is 0, and none lies beyond the end.",
  },
  bincount: {
    level: "error",
    title: "bincount needs whole numbers",
    text: "bincount counts how often 0, 1, 2, … occur in a 1-D tensor of non-negative whole numbers; weights, if given, have one entry for each number. `x.flatten()` makes a list, and `unique` counts other values.",
  },
  "bool-arithmetic": {
    level: "error",
    title: "Arithmetic that bools do not support",
    text: "true and false have no negative and no difference. Use logicalNot and logicalXor, or convert with `.long()` to count with 0 and 1.",
  },
  broadcast: {
    level: "error",
    title: "Shapes that do not broadcast",
    text: "An operation aligns the shapes of two tensors at their last dimension. Each pair of sizes must be equal, or one of them 1 (it is then repeated). Print both shapes, and use unsqueeze, reshape or a transpose to make them match.",
  },
  "cat-0d": {
    level: "error",
    title: "Numbers cannot be concatenated",
    text: "cat joins tensors along an existing dimension, and a 0-d tensor has none. stack joins numbers along a new dimension.",
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
    text: "Tensors may differ in size only along the dimension in which cat joins them.",
  },
  "clamp-bounds": {
    level: "error",
    title: "clamp without bounds",
    text: "Give clamp a smallest value, a largest value, or both.",
  },
  "close-tolerance": {
    level: "error",
    title: "A negative tolerance",
    text: "isclose and allclose call two numbers close if they differ by at most `rtol · |other| + atol`. Both tolerances must be 0 or more.",
  },
  "compile-alias": {
    level: "error",
    title: "A compiled function changes a tensor that shares memory",
    text: "kindling copies the arguments of a compiled function into the plan's memory. If an argument shares its memory with another argument, or with a tensor that the function finds elsewhere, a change of one would not appear in the other. Reading both is fine. Pass a clone() of one of them, or let the function change a clone().",
  },
  "compile-async": {
    level: "error",
    title: "An async function cannot be compiled",
    text: "compile() turns one run of a function into a plan, and an async run is not finished when the function returns. Load the data before, and compile only the step that computes with it.",
  },
  "compile-changed": {
    level: "warning",
    title: "A compiled function gives another result than its plan",
    text: "A plan repeats what two runs of the function did. It does not notice when a variable outside of the function, which holds a number, a boolean or a tensor, gets another value: the plan goes on with the old one. (It does notice changes of parameters, buffers, fields of models and options of optimizers.) kindling compares the plan with the function now and then, and here they differ. Pass what changes as an argument, or change the tensor in place, with copy_().",
  },
  "compile-container": {
    level: "error",
    title: "A Map or a Set among the arguments or results of a compiled function",
    text: "A plan must know where the tensors are in the arguments and results of a compiled function. It looks into arrays and plain objects, nested as you like, but not into Maps and Sets. Object.fromEntries(map) makes an object of a Map, [...set] an array of a Set.",
  },
  "compile-many": {
    level: "hint",
    title: "A compiled function that is called in too many ways",
    text: "A compiled function needs a plan for each combination of shapes, dtypes and plain numbers among its arguments, and kindling keeps 16. This function is called with so many combinations that making plans would take longer than they save, so some calls run uncompiled; the results are the same. Pad data to a few shapes, and pass a number that changes as a tensor: tensor(n).",
  },
  "compile-stale": {
    level: "hint",
    title: "A compiled function that is never the same twice",
    text: "compile() makes a plan when two runs in a row do the same. This function did something else each time. Perhaps it uses a JavaScript number that changes from call to call (pass it as a tensor), or it keeps tensors from one call to the next. Its results are right, but no faster than without compile(). step.explain() shows what differed.",
  },
  "compile-twice": {
    level: "error",
    title: "A gradient of a gradient through a compiled function",
    text: "The backward of a compiled function is a plan, too, and plans have no gradient history: backward() and grad() with createGraph cannot go through it, as with torch.compile. For a gradient penalty, call the function or the model that compile() was given, or compile the whole training step, in which createGraph works.",
  },
  "compile-value": {
    level: "error",
    title: "A value read inside a compiled function",
    text: "compile() runs your function a few times, and afterwards repeats only its computation on tensors. JavaScript that uses a value (item(), printing, an if) would not run any more. Return the tensor from the function and read it outside; for a decision on values, use where().",
  },
  "compile-variable": {
    level: "hint",
    title: "A compiled function counts in a variable",
    text: "A compiled function runs as it is written in its first calls only; later calls run its plan, which computes with tensors. `steps++` or `total += 1` inside of it therefore stops counting, without an error. Count outside, next to the call, or keep the number in a tensor: `count.add_(1)`.",
  },
  "complex-only": {
    level: "error",
    title: "A function for complex numbers only",
    text: "Imaginary parts exist in complex tensors only: `complex(re, im)` makes one of two tensors of floats, `viewAsComplex(x)` reads pairs of floats as complex numbers, and the `fft` functions return complex tensors.",
  },
  "complex-view": {
    level: "error",
    title: "These pairs cannot be seen as complex numbers",
    text: "`viewAsComplex` copies nothing, so the pairs of floats must be in the last dimension (of size 2), next to each other in memory. `x.contiguous()` arranges them that way; `complex(re, im)` joins two tensors.",
  },
  "constant-output": {
    level: "finding",
    title: "The same output for every sample",
    text: "The model gives the same numbers for every sample of the batch. Either all inputs are alike, or a layer loses what distinguishes them: all its units are dead, its inputs saturate every sigmoid, or the shape of the labels makes the average the best answer. Print the outputs layer by layer, and look for the first whose samples are all the same.",
  },
  "conv-dtype": {
    level: "error",
    title: "A convolution of different dtypes",
    text: "The input, the weights and the bias of a convolution must have the same dtype. Convert the input, usually with `.float()`; divide images of whole numbers by 255.",
  },
  "conv-option": {
    level: "error",
    title: "Options that a convolution cannot have",
    text: 'The stride and dilation are whole numbers of at least 1, the padding is at least 0, or `"same"` (with stride 1) or `"valid"`: one number for all spatial dimensions, or an array with one for each. The numbers of channels must be divisible by `groups`.',
  },
  "conv-shape": {
    level: "error",
    title: "An input shape that the convolution cannot take",
    text: "A convolution over images takes `[batch, channels, height, width]` (or one sample without the batch). The number of channels must match the layer's weights, and the padded image must be at least as large as the window. A grey image has one channel: `x.unsqueeze(1)` adds it.",
  },
  "copy-shape": {
    level: "error",
    title: "The value does not fit the place",
    text: "A value written into part of a tensor must have the shape of that part, or broadcast to it (sizes of 1).",
  },
  cov: {
    level: "error",
    title: "Input of cov or corrcoef",
    text: "cov and corrcoef take variables in rows and observations in columns: one or two dimensions. Weights have one non-negative number for each observation: `fweights` whole numbers, `aweights` floats.",
  },
  "cross-size": {
    level: "error",
    title: "A cross product needs vectors of size 3",
    text: "The cross product exists for vectors in three dimensions: the dimension along which it is taken must have size 3 in both tensors, and both must have the same number of dimensions.",
  },
  csv: {
    level: "error",
    title: "A table that cannot be read",
    text: 'A CSV file has as many fields in each line as it has columns; a text that holds the delimiter, a quote or a line break stands in quotes, and a quote within it is written twice. A column whose first value is a number holds numbers; what holds texts becomes categories, or stays text with `types: { name: "text" }`. The message names the line (the first is 1) and the column. Rows with missing values are left out with `missing: "drop"`, or get a number.',
  },
  data: {
    level: "error",
    title: "A dataset or loader with options that do not match",
    text: "A dataset has a `length` and a `get(i)` that returns sample i; tensors with the same first size go into a `TensorDataset`. A loader takes either `shuffle`, or a `sampler`, or a `batchSampler`, since each of them decides the order of samples. The message says which options conflict.",
  },
  "data-assign": {
    level: "error",
    title: "Whole numbers for a tensor that requires gradients",
    text: "A tensor that requires gradients can only get floats as its `.data`. Convert the new values first, with `.float()`.",
  },
  "data-collate": {
    level: "error",
    title: "Samples that do not make a batch",
    text: 'A loader stacks samples into batches, so all samples must be alike: tensors of one shape, numbers, or arrays and objects of these. A column of numbers becomes a float32 tensor, as with `tensor()`. Class labels that a loss needs as int64 are `tensor(3, { dtype: "int64" })` or bigints, `3n`. For sentences and other samples of different lengths, write a `collateFn` that pads or lists them.',
  },
  "data-download": {
    level: "error",
    title: "A dataset could not be downloaded",
    text: "None of the file's addresses returned the expected file: there may be no connection, or the file there is a different one (kindling compares its checksum). The part that arrived is kept, and the next attempt continues from there. If you already have the files, put them into the folder.",
  },
  "data-empty": {
    level: "warning",
    title: "A part without samples",
    text: "One of the lengths or fractions is so small that its part of the dataset is empty. A loader over it produces no batches.",
  },
  "data-file": {
    level: "error",
    title: "A dataset's file is damaged",
    text: "The file does not have the expected form, or not the size that its header announces. A download may have stopped early, or it is another file of the same name. Delete it and download it again. kindling used nothing of it.",
  },
  "data-missing": {
    level: "error",
    title: "Files of a dataset are missing",
    text: "The folder has none of the files of the dataset. Pass `{ download: true }` to download them, or put them there; the message lists the names.",
  },
  "data-type": {
    level: "error",
    title: "Data without numbers",
    text: "A tensor holds numbers, booleans or bigints in evenly nested arrays. The usual cause is a missing value (undefined, null) or text somewhere in the data.",
  },
  "data-workers": {
    level: "error",
    title: "Worker threads of a loader",
    text: '`numWorkers` threads make batches in parallel. Threads share no objects, so each of them creates the dataset itself: put it into a file, export it by default (or a function that creates it from `workerData`), and give the loader `workerModule: new URL("./my-dataset.js", import.meta.url)`. In a browser, leave `numWorkers` out. If a dataset throws, the loop throws the same error. If a thread ends altogether (it runs out of memory, calls `process.exit()`, or a callback throws), the loop ends with "DataLoader worker exited unexpectedly". With `numWorkers: 0` the same mistake happens in the main thread, where it is easier to find.',
  },
  "ddp-model": {
    level: "error",
    title: "Not a model that all ranks train together",
    text: "`DistributedDataParallel` needs a model with parameters that want gradients, and the same model on every rank: the same names, shapes and dtypes of parameters and buffers. Build it from the same settings on all ranks. Its weights may differ: all ranks get those of rank 0.",
  },
  "ddp-unused": {
    level: "error",
    title: "Parameters without a gradient",
    text: "After a backward pass some parameters of a `DistributedDataParallel` model had no gradient, and the other ranks wait for it. Pass `{ findUnusedParameters: true }` if that is meant, or freeze those parameters before the model is wrapped. In a compiled function the same parameters must be unused in every run.",
  },
  "ddp-weights": {
    level: "error",
    title: "Weights that are not the same on all ranks",
    text: "All ranks make the same steps from the same weights, so they hold the same bits. Something changed them on some ranks only: a step that was made outside of the wrapped model, weights that one rank loaded, or ranks whose engines or versions differ. The message names the tensors and ranks.",
  },
  "dead-relu": {
    level: "hint",
    title: "A relu that always gives 0",
    text: "relu turns negative numbers into 0, and where its output is 0, its gradient is 0 too. If the last step of a model is a relu that gives 0 for every sample, no gradient reaches any weight, and training stops. A relu between layers that gives 0 for every sample stops all layers before it. This can happen by chance with the first weights, or after a step that was too large. Start again with another seed, lower the learning rate, or drop the relu at the end: a model that predicts a number needs none there.",
  },
  "dead-units": {
    level: "finding",
    title: "Units that are always 0",
    text: "Some units behind a relu give 0 for every sample, so they contribute nothing and learn nothing from these samples. A few are normal, and other samples may still activate them. If their number keeps growing, the learning rate is too high. `F.leakyRelu` and `F.gelu` keep a small slope below 0, so units can recover.",
  },
  "detach-view": {
    level: "error",
    title: "A view cannot be detached in place",
    text: "Use `detach()`, which returns a new tensor.",
  },
  diagonal: { level: "error", title: "Which diagonal?", text: "A diagonal runs through two different dimensions." },
  diff: {
    level: "error",
    title: "Input of diff",
    text: "diff takes differences along a dimension, so the tensor needs one. `prepend` and `append` must match the input in all other dimensions.",
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
    title: "Input of cdist, pdist or renorm",
    text: "cdist measures distances between the rows of two matrices of floats (batches broadcast): both need the same number of columns, and p is 0 or more. pdist takes one matrix. renorm takes a p above 0 and a largest norm of 0 or more.",
  },
  "distribution-argument": {
    level: "error",
    title: "A parameter that the distribution cannot have",
    text: "Each parameter of a distribution has a range: scales are above 0, probabilities lie between 0 and 1, and none is NaN. The message shows the values. `exp()` or `softplus` makes the output of a network positive; pass its raw outputs as `{ logits }`. A NaN comes from the step before, often because the learning rate is too high. `{ validateArgs: false }` skips the check.",
  },
  "distribution-lacks": {
    level: "error",
    title: "Not available for this distribution",
    text: "This distribution has no formula for what you asked for: an entropy, a mode, a cumulative distribution, or samples with a gradient. PyTorch has none either. You can estimate expectations from samples: `d.logProb(d.sample([1000])).mean()` is about the negative entropy.",
  },
  "distribution-value": {
    level: "error",
    title: "A value that the distribution cannot give",
    text: "`logProb` and `cdf` take values that the distribution can produce, in a tensor whose last dimensions are its `eventShape` and whose other dimensions broadcast with its `batchShape`. A Bernoulli distribution produces 0 and 1, a Categorical one whole numbers below the number of categories. `{ validateArgs: false }` skips this check.",
  },
  "dropout-dims": {
    level: "error",
    title: "Channel dropout without channels",
    text: "Dropout1d, 2d and 3d drop whole channels, so they take `[batch, channels, …]` with 1, 2 or 3 further dimensions (or one sample without the batch). For tensors of features use Dropout.",
  },
  "dropout-shape": {
    level: "warning",
    title: "Channel dropout on an unusual shape",
    text: "Dropout2d takes `[batch, channels, height, width]`, and Dropout3d one dimension more. kindling interprets other shapes as PyTorch does, which may not be what you intended: Dropout drops single elements of any shape, Dropout1d whole channels of sequences.",
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
    text: 'einsum names each dimension of each tensor by a letter: `einsum("ij,jk->ik", a, b)`. The equation needs one part per tensor, separated by commas, and one letter per dimension (`...` stands for any number of dimensions). A letter has one size everywhere, and after `->` each letter occurs once and comes from the left side.',
  },
  "embedding-option": {
    level: "error",
    title: "An invalid option of an embedding",
    text: "The message names the option, and what it can be combined with.",
  },
  "embedding-padding": {
    level: "error",
    title: "No such padding row",
    text: "`paddingIdx` names a row of the table: 0 to the number of rows − 1, or counted from the end with negative numbers.",
  },
  "embedding-size": {
    level: "error",
    title: "An embedding needs whole numbers as sizes",
    text: "`new nn.Embedding(howMany, howLong)` creates a table of vectors: both sizes are whole numbers, 0 or more.",
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
    text: "expand repeats dimensions of size 1 without copying. Other sizes must stay the same (or be −1).",
  },
  "fewer-threads": {
    level: "warning",
    title: "Fewer threads than requested",
    text: "Large operations use as many threads as the machine has cores, or as `setNumThreads` says. The system allowed fewer (`ulimit -u`, `ulimit -n`, a container's limits, Node's permission mode without `--allow-worker`), so the remaining threads do all the work: results are the same, but take longer. `setNumThreads(1)` uses one thread and silences this warning. If the system refuses a worker of a DataLoader, the calling thread makes that worker's batches, with the worker's random numbers; `numWorkers: 0` uses no workers.",
  },
  "fft-dims": {
    level: "error",
    title: "Dimensions to transform",
    text: "Each dimension can be transformed once, and `s` needs one length for each of `dim`.",
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
    text: "`rfft` and `ihfft` omit half of the result, which for real input mirrors the rest. For complex numbers use `fft` and `ifft`.",
  },
  "file-access": {
    level: "error",
    title: "A saved file cannot be read",
    text: "The path given to `load` does not exist, is a folder, or is not readable. A relative path such as `cnn.pt` starts at the folder where you started the program, which is not always the folder of the program. Print `process.cwd()` to see it.",
  },
  "file-class": {
    level: "error",
    title: "A saved model with a class that load does not know",
    text: 'A file with a whole model holds the names of its classes, not their code, so pass them to `load`: `load("cnn.pt", { Net })`. If you only need the numbers, `loadWeights("cnn.pt")` returns the state dict without any class, for `model.loadStateDict(…)`. A bundled program contains only the layers of `nn` that its source names; pass any other: `load(bytes, { Net, Conv2d: nn.Conv2d })`. If you have never heard of that class, do not trust the file; kindling ran nothing of it.',
  },
  "file-damaged": {
    level: "error",
    title: "A saved file is damaged",
    text: "The file starts like a saved model, but its contents contradict one another. Bytes were changed, removed or added after it was written (an interrupted copy, a text-mode transfer, a failing disk), or somebody put it together by hand. kindling loaded nothing. Copy or download it again, or save it again.",
  },
  "file-format": {
    level: "error",
    title: "A file of another kind",
    text: "kindling cannot read this kind of file. Either `torch.save` or `save` did not write it, or it carries a program (TorchScript), is compressed or encrypted, or comes from a much newer or much older version. The message says which. In PyTorch, load it and `torch.save` the model or its `state_dict()` again.",
  },
  "file-path": {
    level: "error",
    title: "No path given",
    text: '`save(model, "cnn.pt")` and `load("cnn.pt", { Net })` need the path of the file: a string, or a `file:` URL.',
  },
  "file-truncated": {
    level: "error",
    title: "A saved file is truncated",
    text: "The file ends before the data that it announces. A download or a copy stopped early, or the program that saved it ended while writing. kindling loaded nothing. Get the file again and compare the sizes.",
  },
  "file-unsafe": {
    level: "error",
    title: "A saved file names something unsafe",
    text: "A saved model is data, but the pickle format inside can also name functions to call. kindling calls none: it knows a short list of names that PyTorch writes, and creates its own objects for them. This file names something that is not on the list, or is structured (nested, repeated, doubled) as PyTorch never writes it. kindling ran and loaded nothing. If the name is a class of yours, pass it to `load`; otherwise ask whoever made the file what it is.",
  },
  flatten: {
    level: "error",
    title: "flatten with its dimensions in the wrong order",
    text: "The first dimension to flatten must not come after the last.",
  },
  "float-only": {
    level: "error",
    title: "Floats needed",
    text: "This operation produces fractions, so it works on floating-point tensors only. Convert with `.float()`.",
  },
  "fold-option": {
    level: "error",
    title: "Blocks that do not fit",
    text: "unfold extracts blocks from images, and fold puts them back. The kernel, stride and dilation are whole numbers of at least 1, and the padded image must be at least as large as a block. fold needs as many columns as its output has blocks.",
  },
  "forgot-eval": {
    level: "hint",
    title: "Evaluating in training mode",
    text: "Dropout sets random elements to 0, and BatchNorm uses the statistics of the current batch. Both help in training and only harm predictions. Here gradients are off and values are read, so this looks like an evaluation: call `model.eval()` first, and `model.train()` before training continues. If you want dropout here (to see how much the answers vary), ignore this hint; it appears once.",
  },
  "function-grads": {
    level: "error",
    title: "Wrong number of gradients",
    text: "The backward of a custom Function returns one entry for each argument of forward, and null for arguments without a gradient.",
  },
  "function-output": {
    level: "error",
    title: "forward must return a tensor",
    text: "The forward of a custom Function must return one tensor.",
  },
  "gather-dims": {
    level: "error",
    title: "The index has another number of dimensions",
    text: "gather and scatter need an index with as many dimensions as the tensor.",
  },
  "gather-shape": {
    level: "error",
    title: "The index is too large",
    text: "Except in the indexed dimension, the index may not be larger than the tensor (or the source).",
  },
  "grad-assign": {
    level: "error",
    title: "A gradient that does not fit",
    text: "A `.grad` must be a tensor of the same shape and dtype as its tensor, or null.",
  },
  "grad-dtype": {
    level: "error",
    title: "Only floats have gradients",
    text: "A gradient says how much the result changes when a value changes a little. Whole numbers and booleans cannot change a little. Use `.float()`.",
  },
  "grad-input": {
    level: "error",
    title: "This input is not part of the graph",
    text: "`grad()` differentiates with respect to tensors that require gradients. Create the tensor with `{ requiresGrad: true }` before you compute with it.",
  },
  "grad-nonfinite": {
    level: "error",
    title: "Gradients that are infinite or NaN",
    text: "A number became too large somewhere in the computation, or a root or logarithm was undefined. A smaller learning rate often helps; look at the losses of the steps before.",
  },
  "grad-shape": {
    level: "error",
    title: "A gradient of the wrong shape",
    text: "A gradient has the shape of its tensor. Check what you passed to backward, or what the backward of a custom Function returned.",
  },
  "grad-unused": {
    level: "error",
    title: "The output does not depend on this input",
    text: "If that is intended, pass `{ allowUnused: true }`, and this gradient is null. Otherwise the computation took another path: a `detach()`, a `noGrad()`, or another variable of the same name.",
  },
  gradcheck: {
    level: "error",
    title: "Gradients do not match",
    text: "The gradient from backward differs from the one measured by changing the input a little. Either the backward of a custom Function is wrong, or the function is not smooth at this point.",
  },
  "gradcheck-input": {
    level: "error",
    title: "gradcheck needs float64 inputs that require grad",
    text: 'gradcheck measures slopes by changing each element by a tiny amount, for which float32 is too coarse. Create at least one input with `{ dtype: "float64", requiresGrad: true }`, and none of float32 that requires gradients.',
  },
  gradient: {
    level: "error",
    title: "Input of gradient",
    text: "gradient estimates slopes along dimensions from neighbouring values. Each dimension needs at least 2 values (3 with `edgeOrder: 2`), and `spacing` is one number, or one number or list of coordinates for each dimension.",
  },
  "gradient-explodes": {
    level: "finding",
    title: "Gradients that explode",
    text: "The gradients are thousands of times larger than the weights that they belong to. Usually the inputs or labels are large numbers: scale them to about −1 to 1, by subtracting the mean and dividing by the standard deviation. Recurrent networks also need `nn.utils.clipGradNorm_` between `backward()` and `step()`.",
  },
  "gradient-vanishes": {
    level: "finding",
    title: "Gradients that vanish",
    text: "The gradients of one layer are a hundred thousand times smaller than those of another, so that layer hardly changes. Each sigmoid or tanh on the way back makes gradients smaller; relu and gelu do not. A normalization between layers (BatchNorm, LayerNorm) helps, and so does a skip connection: `x.add(layer(x))`.",
  },
  "gradient-zero": {
    level: "finding",
    title: "All gradients are 0",
    text: "The loss is not 0, but changing any weight would not change it: a function between the loss and the layers is flat. relu is flat below 0, clamp outside of its bounds, sigmoid far from 0, and round, sign and comparisons everywhere.",
  },
  "grid-align": {
    level: "warning",
    title: "Where are the corners?",
    text: "In gridSample and affineGrid, −1 and 1 are either the outer edges of the image (`alignCorners: false`, the default) or the centres of its outer elements (`true`). Set it explicitly, to the same value in both functions.",
  },
  "grid-sample": {
    level: "error",
    title: "A grid that does not match the image",
    text: "gridSample reads images `[N, C, H, W]` at positions `[N, H', W', 2]`, or volumes `[N, C, D, H, W]` at positions `[N, D', H', W', 3]`. affineGrid makes such positions from matrices `[N, 2, 3]` or `[N, 3, 4]` and the size of the output. The message says what does not match.",
  },
  "heaviside-dtype": {
    level: "error",
    title: "heaviside wants one dtype",
    text: "The values that stand where x is 0 have the dtype of x: `heaviside(x, values.to(x.dtype))`.",
  },
  histc: {
    level: "error",
    title: "A histogram without a range",
    text: "histc takes the number of bins (at least 1), and where they begin and end, with `min` below `max`. By default it uses the smallest and the largest element, which must be finite.",
  },
  histogram: {
    level: "error",
    title: "Bins that make no sense",
    text: "histogram counts in `bins` equal parts of a range, or between the edges in a tensor (with the dtype of the values). histogramdd takes points in rows, `[points, dimensions]`, and bins for each dimension. A range is `[from, to]`, one after another for more dimensions; weights have one number for each value or point.",
  },
  "hook-shape": {
    level: "error",
    title: "A hook changed the gradient's shape",
    text: "A hook may return another gradient, of the same shape as the one it got. A backward hook of a module returns one gradient for each input of the module (null for inputs without one).",
  },
  householder: {
    level: "error",
    title: "Input of householderProduct",
    text: "householderProduct takes a matrix with at least as many rows as columns, and at most as many factors tau as columns.",
  },
  "implicit-number": {
    level: "error",
    title: "A tensor where JavaScript needs a number",
    text: "`loss < 0.01`, `total += loss`, `a * b`, `-a` and `Math.max(a)` ask a tensor for a number, and JavaScript would continue with NaN or text. `item()` returns a number: `loss.item() < 0.01`, `total += loss.item()`. To compute with tensors, use methods: `a.lt(b)`, `a.add(b)`, `a.mul(b)`, `a.neg()`. For text, use a template, `${loss}`, or `String(loss)`. kindling cannot catch what JavaScript does without asking: `a === b` is true for the same object only (use `a.eq(b)` or `equal(a, b)`), and `if (a)` is true for every tensor (use `a.item()` or `a.any().item()`). See [javascript.md](javascript.md).",
  },
  "index-0d": {
    level: "error",
    title: "A number has no elements to index",
    text: "A 0-d tensor holds one value and has no dimension to index. `item()` reads the value.",
  },
  "index-brackets": {
    level: "error",
    title: "Square brackets on a tensor",
    text: "Python's `x[0]` is `x.get(0)` here, `x[1:3]` is `x.get(slice(1, 3))`, and `x[0] = 5` is `x.set(0, 5)`. JavaScript does not let a class define brackets, and `x[100]` would just be undefined. `x.get(0).item()` returns a number, `x.tolist()` returns arrays, which have brackets, and `for (const row of x)` iterates over the first dimension.",
  },
  "index-broadcast": {
    level: "error",
    title: "Index tensors that do not broadcast",
    text: "An index with several index tensors reads them together, element by element: their shapes must be equal, or broadcast to one shape.",
  },
  "index-count": {
    level: "error",
    title: "Too many indices",
    text: "The index has more entries than the tensor has dimensions.",
  },
  "index-dims": {
    level: "error",
    title: "The index must be a list",
    text: "This operation takes a 1-D tensor of indices.",
  },
  "index-dtype": {
    level: "error",
    title: "An index needs whole numbers",
    text: 'Positions are whole numbers. Create index tensors with `{ dtype: "int64" }`, since plain numbers become float32.',
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
    title: "A source that does not match the index",
    text: "The source needs one row (or element) for each entry of the index, and otherwise the shape of the tensor. With a mask, it needs as many elements as the mask has true entries.",
  },
  "index-type": {
    level: "error",
    title: "Not an index",
    text: 'An index entry is a whole number, a `slice(…)` or `":"`, `null`, `"..."`, or a tensor or array of whole numbers or booleans. NaN usually comes from undefined or 0/0 earlier in the program.',
  },
  "init-dims": {
    level: "error",
    title: "This initialization needs other dimensions",
    text: "This initialization depends on the numbers of inputs and outputs of a weight, which it reads from the dimensions of the tensor: `[out, in]` for a Linear. For a bias use `zeros_`, `constant_` or `uniform_`.",
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
    text: "The mean lies far outside the bounds, so nearly all numbers would be cut off. Check mean, std, a and b.",
  },
  "inplace-dtype": {
    level: "error",
    title: "The result does not fit into this dtype",
    text: "Writing floats into whole numbers would lose their fractions. Convert the tensor first with `.float()`.",
  },
  "inplace-layout": {
    level: "error",
    title: "A view of a tensor that was reshaped in place",
    text: "transpose_, squeeze_, unsqueeze_ and t_ change the shape of the tensor itself. An earlier view of it keeps its elements, but after another in-place change kindling cannot determine the view's place in the graph. Create the view after the change of shape, or use the functions without an underscore.",
  },
  "inplace-leaf": {
    level: "error",
    title: "A parameter changed in place while gradients are recorded",
    text: "A tensor that you created and that requires gradients (a weight) cannot be overwritten while operations on it are recorded. Change it inside `noGrad(() => …)`, as optimizers do.",
  },
  "inplace-overlap": {
    level: "error",
    title: "One memory location, several elements",
    text: "An expanded tensor shows the same number many times, so writing to it is ambiguous. `clone()` it first.",
  },
  "inplace-saved": {
    level: "error",
    title: "A value needed for backward was overwritten",
    text: "The forward pass saved this tensor to compute gradients, and an in-place operation (its name ends in `_`) changed it before backward. Use the form without the underscore, or change a `clone()`.",
  },
  "inplace-shape": {
    level: "error",
    title: "An in-place op cannot grow its tensor",
    text: "The result of the operation is larger than the tensor that should hold it. Use the form without the underscore.",
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
    text: "This operation works on the bits of whole numbers, or on booleans. Convert with `.long()` or `.bool()` first.",
  },
  internal: {
    level: "error",
    title: "A bug in kindling",
    text: "This should never happen, whatever you do. Please report it with the program that caused it.",
  },
  "interpolate-name": {
    level: "warning",
    title: "An old name of interpolate",
    text: '`F.upsample`, `F.upsampleNearest` and `F.upsampleBilinear` are old names. Use `F.interpolate` with the mode "nearest", or "bilinear" with `alignCorners: true`.',
  },
  "interpolate-option": {
    level: "error",
    title: "Options that interpolate cannot have",
    text: "Give the size of the result, by `size` or by `scaleFactor`, and a mode that matches the input: linear for `[N, C, L]`, bilinear and bicubic for `[N, C, H, W]`, trilinear for `[N, C, D, H, W]`, nearest and area for all of them.",
  },
  "item-size": {
    level: "error",
    title: "item() reads one number",
    text: "Pick one element with `get(…)`, reduce with `mean()` or `sum()`, or use `tolist()` for all.",
  },
});
