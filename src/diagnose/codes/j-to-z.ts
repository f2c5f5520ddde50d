import { entries } from "./entry.js";

/** The entries whose codes begin with j to z, in order. */
export const codesJToZ = /* @__PURE__ */ entries({
  json: {
    level: "error",
    title: "More than data",
    text: "`JSON.stringify` writes tensors (nested arrays, as `tolist()` gives them) and state dicts. Models, optimizers, generators, datasets and loaders are more than data, and their inner parts are nobody's business: write what they hold, as the message says, or `save` it to a file.",
  },
  "kl-mean": {
    level: "warning",
    title: "The mean over what?",
    text: 'The Kullback–Leibler divergence of two distributions is a sum over all their elements; over a batch one wants its mean. `{ reduction: "batchmean" }` gives that, while "mean" divides by the number of elements besides.',
  },
  "kl-missing": {
    level: "error",
    title: "No formula for this divergence",
    text: "`klDivergence` knows the pairs of distributions that have a formula (PyTorch's table). For others, an average over samples estimates it: `x = p.rsample([1000]); p.logProb(x).sub(q.logProb(x)).mean(0)`. `registerKl` adds a formula of your own.",
  },
  ldl: {
    level: "error",
    title: "Not what ldlFactor gave",
    text: "ldlSolve takes the two tensors that ldlFactor gave, `LD` `[..., n, n]` and `pivots` `[..., n]`, of whole numbers.",
  },
  lengths: {
    level: "error",
    title: "Lengths that do not fit the sequences",
    text: "Each sequence of a batch has one length: a whole number, not larger than the size of the dimension that it counts in. Packed sequences need at least one element each.",
  },
  "linear-features": {
    level: "error",
    title: "A layer's sizes must be whole numbers",
    text: "`new nn.Linear(inFeatures, outFeatures)` takes the size of the last dimension of its input and of its output: whole numbers, 0 or more. A fraction often comes from a division; use Math.floor.",
  },
  linspace: { level: "error", title: "How many points?", text: "linspace takes a whole number of steps, 0 or more." },
  "load-classes": {
    level: "error",
    title: "The classes given to load",
    text: 'The second argument of `load` is an object of the classes in the saved model by name, as in `load("cnn.pt", { Net })`, where `class Net extends nn.Module`. A class whose constructor needs no arguments is constructed while loading, and that must work.',
  },
  "load-source": {
    level: "error",
    title: "Not the bytes of a file",
    text: "`load` takes a path (in Node) or the bytes of a file as a `Uint8Array`. Of a response, that is `new Uint8Array(await response.arrayBuffer())`.",
  },
  "loss-broadcast": {
    level: "warning",
    title: "Predictions and labels have different shapes",
    text: "Shapes such as [100, 1] and [100] fit together by repetition: every prediction is then compared with every label, the loss is a mean over 100 × 100 pairs, and the best the model can do is to answer the average for everything. Give both one shape: `y.unsqueeze(1)` makes [100, 1] of [100].",
  },
  "loss-elsewhere": {
    level: "finding",
    title: "A loss that has nothing to do with the model",
    text: "None of the model's parameters was used to compute the loss. It may be the loss of another model with a similar name, or the output was taken out of the graph on the way: by `detach()`, inside of `noGrad`, or by making a new tensor of its values.",
  },
  "loss-grows": {
    level: "hint",
    title: "The loss grows",
    text: "A step that is too large lands beyond the goal, farther away than before, and the next one farther still: the loss grows from step to step until it is inf or nan. Divide the learning rate by ten until it falls. If only a tiny rate works, the inputs are probably large numbers (pixels from 0 to 255, prices): scale them to about 1 first.",
  },
  "loss-option": {
    level: "error",
    title: "A setting of a loss that makes no sense",
    text: "The message says which setting and what it may be.",
  },
  "loss-reduction": {
    level: "error",
    title: "No such reduction",
    text: 'A loss is computed for each element; `reduction` says what becomes of them: "mean" (the default), "sum", or "none" to keep them all.',
  },
  "loss-variance": {
    level: "error",
    title: "Variances that do not fit",
    text: "GaussianNLLLoss takes a variance for each prediction (the input's shape), or one for each row, and none may be negative. A model can give the logarithm of the variance, and `exp()` makes it positive.",
  },
  "loss-weight": {
    level: "error",
    title: "Class weights that do not fit",
    text: "`weight` has one number for each class, in the dtype of the model's outputs.",
  },
  lowrank: {
    level: "error",
    title: "More directions than there are",
    text: "svdLowrank and pcaLowrank look for the `q` strongest directions of a matrix: q is at most the smaller one of its two sizes, and `niter`, which makes them more exact, is 0 or more.",
  },
  "lr-scheduler": {
    level: "error",
    title: "A schedule that makes no sense",
    text: "A scheduler changes the learning rate of an optimizer as training goes on. The message says which of its settings cannot be, or that it was stepped more often than it was told it would be. Schedulers that work together must be for one and the same optimizer; one that goes on with an earlier run is made after the optimizer has loaded its state.",
  },
  "lr-scheduler-epoch": {
    level: "warning",
    title: "A scheduler that is told the epoch",
    text: "Schedulers count epochs themselves: call `scheduler.step()` without a number, once after each epoch. (ReduceLROnPlateau takes the value that it watches.)",
  },
  "lr-scheduler-get-lr": {
    level: "warning",
    title: "getLr instead of getLastLr",
    text: "`getLr()` computes the rate of the next step and is there for schedulers themselves; for some of them it gives a wrong number when it is called from outside. `getLastLr()` gives the rates that are in use, one for each parameter group.",
  },
  "lr-scheduler-order": {
    level: "warning",
    title: "The scheduler stepped before the optimizer",
    text: "In each epoch the optimizer uses the rate of that epoch, and then the scheduler sets the next one: `optimizer.step()` for each batch, then `scheduler.step()`. The other way round the first rate is never used.",
  },
  "lstsq-driver": {
    level: "error",
    title: "No such driver",
    text: '`linalg.lstsq` knows LAPACK\'s drivers "gels", "gelsy" (the default), "gelsd" and "gelss".',
  },
  "lu-pivot": {
    level: "error",
    title: "Only with pivoting",
    text: "The LU factorisation exchanges rows, since it would lose precision or fail without. Leave the option `pivot` out.",
  },
  "lu-pivots": {
    level: "error",
    title: "Pivots are int32",
    text: "`luSolve(LU, pivots, B)` takes the pivots as `luFactor` gave them, a tensor of dtype int32.",
  },
  "mask-dtype": {
    level: "error",
    title: "A mask must be bool",
    text: "Make a mask by comparing: `x.gt(0)`, `x.eq(y)`.",
  },
  "matmul-0d": { level: "error", title: "A matrix product of a number", text: "Multiply by numbers with mul." },
  "matmul-dims": {
    level: "error",
    title: "Not matrices",
    text: "This product takes tensors of a certain number of dimensions; use matmul for the general one, and unsqueeze to add a dimension.",
  },
  "matmul-dtype": {
    level: "error",
    title: "Two dtypes in one product",
    text: "Both sides must have one dtype. Data made of whole numbers is often int64: use `.float()`.",
  },
  "matmul-shapes": {
    level: "error",
    title: "Matrices that cannot be multiplied",
    text: "In a · b the last dimension of a must equal the first of b. For a layer Linear(10, 1) the last dimension of the input must be 10: one row per sample, 10 numbers in each.",
  },
  "matrix-dims": {
    level: "error",
    title: "A matrix is needed",
    text: "Functions of linear algebra take matrices: tensors with at least two dimensions, of which the last two are rows and columns and those before are a batch. `x.unsqueeze(-1)` makes a column of a vector.",
  },
  "matrix-finite": {
    level: "error",
    title: "A NaN or an infinity in a matrix",
    text: "Singular values and eigenvalues exist only for finite numbers. `isfinite(A).all()` tells whether a matrix is; a division by 0, a log of 0 or a training that diverged are usual causes.",
  },
  "matrix-square": {
    level: "error",
    title: "A square matrix is needed",
    text: "Determinants, inverses, eigenvalues and powers exist for square matrices: the last two sizes must be equal. For others there are `linalg.pinv`, `linalg.lstsq` and `linalg.svd`.",
  },
  meshgrid: {
    level: "error",
    title: "Lists that make no grid",
    text: 'meshgrid, cartesianProd and combinations take tensors of one dimension, and meshgrid one dtype for all. `x.flatten()` makes a list of a tensor with more dimensions; `indexing` is "ij" or "xy".',
  },
  "model-mode": {
    level: "finding",
    title: "Training in evaluation mode",
    text: "After `model.eval()`, Dropout lets everything through and BatchNorm goes by what it has learned, which is right for answers. For training call `model.train()`; after each evaluation it must be called again.",
  },
  "module-array": {
    level: "hint",
    title: "Layers that the model does not know of",
    text: "A module finds layers and parameters that are its fields, but does not look into arrays, Maps and plain objects: `layers = [new nn.Linear(4, 4)]` computes, but `parameters()` leaves it out, so it is never trained, and never saved. Keep layers in `new nn.ModuleList([…])` or `new nn.ModuleDict({…})`.",
  },
  "module-dtype": {
    level: "error",
    title: "Parameters must be floats",
    text: 'Training needs fractions, so a module\'s parameters are floating-point: use "float32" or "float64". `to` leaves whole-number buffers as they are.',
  },
  "module-forward": {
    level: "error",
    title: "A module without forward",
    text: "Calling a module runs its `forward` method, which every class of your own defines: `forward(x) { … }`. Containers such as ModuleList and ModuleDict have none, since only you know in which order to use their elements: call the elements.",
  },
  "module-index": {
    level: "error",
    title: "No such element",
    text: "A Sequential or ModuleList has elements 0 to length − 1 (negative numbers count from the end); a ModuleDict has the names it was given.",
  },
  "module-member": {
    level: "error",
    title: "This cannot be a part of the module",
    text: "The name must not be empty, contain a dot or be taken by something else, and the value must be what the call is for: a Parameter, a tensor or a Module. A tensor becomes a parameter by `new nn.Parameter(tensor)`.",
  },
  "module-mode": {
    level: "error",
    title: "train() takes true or false",
    text: "`model.train()` switches training mode on, `model.train(false)` or `model.eval()` switches it off.",
  },
  "module-path": {
    level: "error",
    title: "No such part of the model",
    text: "A path names fields from the outermost module inwards, such as `net.0.weight`. `namedModules()`, `namedParameters()` and `namedBuffers()` list all paths.",
  },
  movedim: {
    level: "error",
    title: "Where to?",
    text: "movedim takes as many destinations as sources, each dimension once.",
  },
  "multi-dot": {
    level: "error",
    title: "A chain of matrices",
    text: "multiDot takes a list of two or more matrices; the first and the last may be vectors.",
  },
  multinomial: {
    level: "error",
    title: "Weights to draw by",
    text: "multinomial takes one list of weights, or one list per row.",
  },
  mvlgamma: {
    level: "error",
    title: "The dimension of mvlgamma",
    text: "mvlgamma takes the dimension p as a whole number of 1 or more.",
  },
  narrow: {
    level: "error",
    title: "A part outside the dimension",
    text: "narrow shows `length` elements from `start` on, and all of them must exist: `start + length` may not exceed the size of the dimension.",
  },
  "negative-size": {
    level: "error",
    title: "A negative size",
    text: "Sizes are 0 or more. −1 has a meaning only in view and reshape.",
  },
  "nll-probabilities": {
    level: "hint",
    title: "Probabilities where their logarithms belong",
    text: "NLLLoss expects the logarithms of probabilities, as `logSoftmax` gives them. With probabilities themselves it still computes a number, which grows smaller by training, but measures nothing. Use `logSoftmax`, or CrossEntropyLoss on the raw outputs, which does both steps.",
  },
  "no-code": {
    level: "warning",
    title: "No code from text here",
    text: "kindling turns kernels into JavaScript functions while it runs. A page whose Content-Security-Policy has no `'unsafe-eval'` in `script-src`, some servers, and Node with `--disallow-code-generation-from-strings` do not allow that. Then large kernels and compiled functions run on WebAssembly, where the policy has `'wasm-unsafe-eval'` (and Node always); all others are interpreted. Results are the same; small operations take several times as long, and without WebAssembly large ones take far longer. `compile()` helps most where WebAssembly is allowed.",
  },
  phase: {
    level: "error",
    title: "A loss that depends on a free phase",
    text: "The eigenvectors and singular vectors of complex matrices may each be multiplied by any number of size 1 and are still what they are. A loss that changes with that number has no gradient. Use what does not change: `abs()` of the vectors, or products such as V diag(L) Vᴴ.",
  },
  "fill-value": {
    level: "error",
    title: "More than one value to fill with",
    text: "`fill_`, `maskedFill` and `maskedFill_` write one value everywhere: a number, or a tensor without dimensions. `copy_` writes a tensor that broadcasts, and `where(mask, values, x)` takes each place's own value.",
  },
  "no-complex": {
    level: "error",
    title: "Not for complex numbers",
    text: "This function has no meaning for complex numbers (they have no order, for example), or kindling has none for them. `abs(x)`, `real(x)`, `imag(x)` and `angle(x)` give real numbers of them; `viewAsReal(x)` shows the pairs.",
  },
  "no-derivative": {
    level: "error",
    title: "No derivative is known",
    text: "This function has no derivative, or none that can be computed, with respect to one of its inputs, and backward arrived there. `detach()` the input where its gradient is not wanted, or take another function.",
  },
  "no-files": {
    level: "error",
    title: "No files here",
    text: "In a browser there are no files by path. `saveBytes(model)` gives the bytes of the file, to be offered for download or sent somewhere; `load` takes such bytes, from `fetch` or from a file that the user chose.",
  },
  "no-grad-fn": {
    level: "error",
    title: "Nothing to differentiate",
    text: "backward was called on a tensor that does not depend on anything that requires gradients. Was it computed inside noGrad, or from tensors that were detached, or does the model have no parameters?",
  },
  "norm-dims": {
    level: "error",
    title: "Which dimensions?",
    text: "A vector norm runs along one dimension, a matrix norm over two different ones. Say with `dim` which they are: `linalg.norm(x, 2, 1)`, `linalg.matrixNorm(x, 1, [0, 1])`.",
  },
  "norm-dtype": {
    level: "error",
    title: "A norm in a narrower dtype",
    text: "The option `dtype` of a norm widens the numbers before they are squared and summed; it cannot narrow them.",
  },
  "norm-option": {
    level: "error",
    title: "A normalization that is not possible",
    text: "The number of features, channels or groups does not fit: groups share the channels out evenly, and every size is a whole number from 1 on.",
  },
  "norm-order": {
    level: "error",
    title: "No such norm",
    text: 'Matrices have the norms "fro", "nuc", 1, -1, 2, -2, Infinity and -Infinity. Vectors have one for every number: `linalg.vectorNorm(x, p)`.',
  },
  "norm-shape": {
    level: "error",
    title: "A normalization got another shape",
    text: "A batch or instance norm takes `[batch, channels, …]` with as many spatial dimensions as its name says and as many channels as it was made for; a layer norm takes tensors whose last dimensions are those it was made for.",
  },
  "norm-single": {
    level: "error",
    title: "Nothing to normalize over",
    text: "In training, the mean and the spread are taken over all elements of a channel. With a single one the spread is 0 and the result always 0. Use a larger batch; for one sample at a time call `model.eval()` first.",
  },
  "not-finite": {
    level: "finding",
    title: "Numbers that are nan or infinite",
    text: "One number that is not a number (NaN) or infinite makes everything NaN that is computed with it, and the next step brings it into the weights. `detectAnomaly` names the op that made the first one. The usual causes are a learning rate that is too high, missing values in the data, a division by 0, and the logarithm of 0.",
  },
  "not-over": {
    level: "error",
    title: "A function that is not over when it returns",
    text: "Some functions run what they are given, and what they are for ends when it returns: `noGrad`, `enableGrad`, `detectAnomaly`, `compile`, a closure of `optimizer.step`, and hooks, whose result is used at once. An async function returns at its first `await`, and what comes after it would run with gradients on again, or too late to change anything; a generator has not even begun. Await before or after instead: `const x = await load(); const y = noGrad(() => model(x));`. In a loop with `for await`, put `noGrad` into the loop, around the lines that compute.",
  },
  "not-positive": {
    level: "error",
    title: "Not positive definite",
    text: "The Cholesky factorisation exists for symmetric matrices whose eigenvalues are all above 0. Covariance matrices fall short of that by rounding, or where there are fewer samples than variables: add a little to the diagonal, `A.add(eye(n).mul(1e-6))`.",
  },
  "never-stepped": {
    level: "warning",
    title: "Gradients without a step",
    text: "`backward()` computes gradients, and `optimizer.step()` changes the weights by them. Without a step, in each round, the model stays as it is. Write `optimizer.zeroGrad(); loss.backward(); optimizer.step();`.",
  },
  "no-gradients": {
    level: "warning",
    title: "A step without gradients",
    text: "`optimizer.step()` changes parameters by their `.grad`, which is null for all of them, so the step does nothing. Either `backward()` was not called, or `zeroGrad()` was called after it, or the optimizer holds the parameters of a model that the loss does not depend on.",
  },
  "nothing-to-learn": {
    level: "finding",
    title: "A model without anything to learn",
    text: "The model has no parameters, or none that wants a gradient. A module finds layers that are its fields, or in a ModuleList, but not those in plain arrays; and `requiresGrad_(false)` freezes a layer until it is called with true.",
  },
  "operand-dtype": {
    level: "error",
    title: "Operands of two dtypes",
    text: "`lerp`, `isclose` and `allclose` compute with tensors of one dtype, as in PyTorch: they do not promote. Convert one of them first, `y.to(x.dtype)`.",
  },
  "optimizer-elsewhere": {
    level: "finding",
    title: "An optimizer without the model's parameters",
    text: "An optimizer changes the parameters that it was given when it was made. If the model, or a layer of it, was made anew afterwards, the new parameters are not among them: make the optimizer after the model.",
  },
  "optimizer-leaf": {
    level: "error",
    title: "Only parameters can be optimized",
    text: "This tensor was computed from others, so changing it changes nothing. Give the optimizer the tensors that you made.",
  },
  "optimizer-option": {
    level: "error",
    title: "An option out of range",
    text: "Learning rates, momentum and weight decay are numbers from 0 up, betas lie from 0 up to but without 1. The message names the option. NaN or undefined here usually comes from a misspelt variable.",
  },
  "optimizer-params": {
    level: "error",
    title: "What should be optimized?",
    text: "An optimizer takes a list of parameters: `model.parameters()`, or groups such as `[{ params: model.l1.parameters(), lr: 0.1 }]`. Layers are found when they are fields of the module.",
  },
  "optimizer-state": {
    level: "error",
    title: "A state of another optimizer",
    text: "The saved state belongs to an optimizer with other groups or parameters. Make the optimizer as it was made when the state was saved.",
  },
  "optimizer-update": {
    level: "error",
    title: "An optimizer without an update",
    text: "A class of your own that extends `Optimizer` writes `update(group)`, which changes the parameters of a group by their gradients, or a `step()` of its own.",
  },
  option: {
    level: "error",
    title: "No such option",
    text: "Options are PyTorch's keyword arguments in camelCase, in one object at the end of a call: `{ requiresGrad: true }`, `{ keepdim: true }`, `{ lr: 0.01, weightDecay: 0.1 }`. A misspelt one would be ignored without a word, so it is refused; the message lists those there are.",
  },
  "out-of-memory": {
    level: "error",
    title: "Not enough memory",
    text: "The computer had no room for a tensor of this size. Use smaller batches or smaller sizes, and keep no tensors (or losses with their graphs) in a list that grows: store `loss.item()` instead.",
  },
  overflow: {
    level: "error",
    title: "A number that the dtype cannot hold",
    text: "Each dtype of whole numbers has a smallest and a largest value: uint8 goes from 0 to 255, int8 from −128 to 127, int32 to about 2 billion. NaN and infinity are no whole numbers at all. Use a wider dtype, or check where the number comes from.",
  },
  "pad-mode": {
    level: "error",
    title: "No such way to pad",
    text: "The mode is `constant` (a value, 0 unless told otherwise), `reflect` (the elements mirrored at the edge), `replicate` (the edge element again) or `circular` (those of the other end). All but `constant` pad the last 1, 2 or 3 dimensions of a batch, all of them at once, and mirror or repeat a line at most once.",
  },
  "pad-size": {
    level: "error",
    title: "Padding that does not fit",
    text: "The padding is a list of pairs, for the last dimension first: how many elements before and after. Negative numbers take elements away, but not more than there are.",
  },
  "parameter-type": {
    level: "error",
    title: "A parameter is made of a tensor",
    text: "`new nn.Parameter(zeros(3))`: make the tensor first, then wrap it.",
  },
  "parameter-unused": {
    level: "finding",
    title: "Parameters that the loss does not depend on",
    text: "These parameters belong to the model, but nothing that the loss was computed from has used them, so they get no gradient and stay as they are. Usually a layer was defined and then not called in `forward`, or another one was called twice in its place.",
  },
  parametrize: {
    level: "error",
    title: "A parametrization that does not fit",
    text: "A parametrization is a module that turns a tensor into one of the same shape and dtype, and stands in the place of a parameter or buffer of another module, named by its field. `rightInverse`, where it has one, gives what `forward` turns back. A model with parametrizations is saved by its `stateDict()`.",
  },
  "part-shape": {
    level: "error",
    title: "A part of another shape",
    text: "What replaces a part of a tensor has exactly that part's shape; nothing broadcasts here. Print the shape of the part, for example `x.select(0, 1).shape`, and reshape or expand the source to it.",
  },
  permute: {
    level: "error",
    title: "permute needs every dimension once",
    text: "List all dimensions of the tensor in their new order.",
  },
  "plain-weight": {
    level: "hint",
    title: "A weight that is no parameter",
    text: "A tensor in a field of a module belongs to the model only as `new nn.Parameter(tensor)` (learned) or through `registerBuffer` (saved, not learned). This one requires gradients, so it was probably meant to be learned; as a plain tensor, `parameters()` leaves it out.",
  },
  polygamma: {
    level: "error",
    title: "No such derivative",
    text: "polygamma(n, x) is the n-th derivative of digamma: n is 0 or more.",
  },
  "pool-option": {
    level: "error",
    title: "A pooling that is not possible",
    text: "The window and the stride are whole numbers from 1 on: one for all spatial dimensions, or an array with one for each. The padding is at most half of the window.",
  },
  "pool-shape": {
    level: "error",
    title: "Pooling got another shape",
    text: "Pooling over pictures takes `[batch, channels, height, width]` (or one sample without the batch), at least as large as its window.",
  },
  "print-options": {
    level: "error",
    title: "A print setting that makes no sense",
    text: '`setPrintoptions` takes `precision` (digits after the point, 0 to 100), `threshold` (more elements than this are summarised), `edgeitems` (how many a summary shows at each end), `linewidth`, `sciMode` (true, false or null for automatic) and `profile` ("default", "short" or "full"). Nothing was changed; `setPrintoptions({ profile: "default" })` brings the usual settings back.',
  },
  "private-layer": {
    level: "hint",
    title: "A layer that the model does not know of",
    text: "A layer was called within a model's forward, and got gradients, but it is in no field that can be found and in no optimizer, so it is never trained, and never saved. JavaScript lets nobody see `#private` fields from outside, and a variable is no field: make it a public field, `layer = new nn.Linear(4, 4)` (TypeScript's `private layer = …` is one, too). Layers that are made within forward begin anew in each call: make them in the constructor. A layer that is meant to stay as it is says so by `requiresGrad_(false)`.",
  },
  "probability-range": {
    level: "error",
    title: "These are no probabilities",
    text: "BCELoss takes numbers from 0 to 1. If they are raw outputs of a model, use BCEWithLogitsLoss, which applies the sigmoid itself; if there are NaNs, an earlier step has diverged.",
  },
  "progress-range": {
    level: "error",
    title: "A progress bar cannot go over this",
    text: "`trange(n)` counts from 0 to n - 1 and `trange(start, stop, step)` from start towards stop; all are whole numbers and the step is not 0. For the elements of an array, a Set or any other iterable use `tqdm(iterable)`.",
  },
  "qr-mode": {
    level: "error",
    title: "No such kind of QR",
    text: '`linalg.qr` knows the modes "reduced" (the default), "complete" and "r". Gradients need "reduced".',
  },
  quantile: {
    level: "error",
    title: "Not a quantile",
    text: "quantile takes shares from 0 to 1 (0.5 is the median), as a number or a list with the dtype of the input, which is float32 or float64 and not empty.",
  },
  ragged: {
    level: "error",
    title: "Arrays of different lengths",
    text: "A tensor is a full grid: all rows must have the same length. Print the lengths of the rows to find the odd one out.",
  },
  "random-empty": {
    level: "error",
    title: "Nothing to choose from",
    text: "A random choice was asked for among no things at all: an empty array, or a range whose end lies before its start. Look at what the array or the two bounds hold just before this line; for `randint(a, b)`, `b` must not be below `a`.",
  },
  "random-probability": {
    level: "error",
    title: "Not a probability",
    text: "A probability is a number from 0 to 1, and weights to draw by are 0 or more, finite, and not all 0. A NaN here usually comes from an earlier line, such as a division by 0 or the log of 0; print the values just before the draw.",
  },
  "random-range": {
    level: "error",
    title: "Random numbers from an impossible range",
    text: "The bounds, the count or the spread given to a random function do not describe anything that can be drawn: a lower bound above the upper one, a negative standard deviation, more samples than there are things, or a bound that the dtype cannot hold. The message names the value; whole numbers beyond 2^53 must be written as bigints, such as `10n ** 17n`.",
  },
  "random-seed": {
    level: "error",
    title: "Not a seed",
    text: "A seed is a whole number such as 42 (Python's `random` takes strings and fractions as well). The same seed gives the same random numbers on every run. NaN, or a number too large for JavaScript to hold exactly, is refused, since it would not name the stream you meant; write large ones as bigints, such as `12345678901234567890n`.",
  },
  "random-state": {
    level: "error",
    title: "Not a random generator's state",
    text: "These bytes or numbers are not a state that `getState`, `getRngState` or Python's `getstate` gave, or part of them is missing. Save and restore the whole of what those functions return.",
  },
  rearrange: {
    level: "error",
    title: "Dimensions that do not pair up",
    text: "roll takes one dimension for each shift, rot90 two different dimensions, tensordot two lists of equal length. Dimensions are numbered from 0; negative ones count from the end.",
  },
  "reduce-empty": {
    level: "error",
    title: "Nothing to choose from",
    text: "The largest of no elements does not exist. Print the tensor's shape: one of its sizes is 0. A mask that selects nothing is a usual cause.",
  },
  reparametrize: {
    level: "error",
    title: "A parameter that cannot be put in another form",
    text: "weightNorm and spectralNorm replace a parameter of a module, named by its field, by others from which it is worked out; each can be done once, and undone where it was done. Such a module is saved by its stateDict(), and not as a whole.",
  },
  "repeat-dims": {
    level: "error",
    title: "Too few repeat counts",
    text: "repeat takes one count for each dimension of the tensor; more counts put new dimensions in front. In a batch `x` of shape [3, 4], `x.repeat(1, 2)` has shape [3, 8].",
  },
  "requires-grad-leaf": {
    level: "error",
    title: "Only leaves can stop requiring gradients",
    text: "Tensors that you made (leaves of the graph) can start and stop requiring gradients. This one was computed from others; `detach()` gives a tensor with its values and without its history.",
  },
  "reshape-size": {
    level: "error",
    title: "Another number of elements",
    text: "view and reshape keep all elements: the product of the new sizes must be the number of elements. Write −1 for one size to have it worked out.",
  },
  "retain-grad": {
    level: "error",
    title: "No gradient to keep",
    text: "No gradient flows to this tensor, so there is none to keep and none that a hook could see. Make it with `{ requiresGrad: true }`, or compute it from tensors that require gradients, outside of noGrad.",
  },
  "rnn-dropout": {
    level: "warning",
    title: "Dropout between layers, but one layer",
    text: "A recurrent layer drops outputs between its layers only, and not after the last one. With `numLayers: 1` nothing is dropped: use more layers, or nn.Dropout after it.",
  },
  "rnn-input": {
    level: "error",
    title: "Not a batch of sequences",
    text: "Recurrent layers take `[steps, batch, features]` (or `[batch, steps, features]` with `batchFirst: true`), or `[steps, features]` for a single sequence; the features are the layer's `inputSize`.",
  },
  "rnn-option": {
    level: "error",
    title: "A setting of a recurrent layer that makes no sense",
    text: "The message says which setting and what it may be.",
  },
  "rnn-state": {
    level: "error",
    title: "A state of another size",
    text: "The state of a recurrent layer has one part for each layer and direction and each sequence of the batch: `[layers · directions, batch, hiddenSize]`. It does not change its order with `batchFirst`. An LSTM has two, as `[h, c]`.",
  },
  "rounding-mode": {
    level: "error",
    title: "No such rounding",
    text: 'div rounds with "trunc" (towards zero), "floor" (down), or not at all (null).',
  },
  "save-class": {
    level: "error",
    title: "A class that Python could not find",
    text: 'A file with a whole model holds the name of each class, and Python looks the class up by that name. So it must have one, and two classes of one model may not share it. `save(model, path, { classes: { "mynets.Net": Net } })` says the name to use. If your bundler minifies class names, pass `classes` too, or keep the names: the plugin `kindling/lean` does, and so do `keepNames` (esbuild, Rolldown) and `keep_classnames` (terser).',
  },
  "save-file": {
    level: "error",
    title: "The file could not be written",
    text: "The folder may not exist, may not be yours to write to, or the disk may be full. What was there before is still there, complete: a file is replaced only when the new one has been written to the end.",
  },
  "save-nesting": {
    level: "error",
    title: "Too deeply nested to save",
    text: "A value can be saved if its lists, dicts and objects are nested at most 1000 levels deep; Python's own pickle stops at less than half of that. Usually it is a chain in which each element holds the next: save the elements in one list instead.",
  },
  "save-value": {
    level: "error",
    title: "This cannot be saved",
    text: "A saved file holds data: numbers, strings, booleans, null, bytes, lists, tuples, dicts, sets, tensors and modules. Functions, symbols, `undefined` and objects of other classes are not data. Save what is needed to build them again.",
  },
  "scatter-dtype": {
    level: "error",
    title: "The source has another dtype",
    text: "scatter writes the source's elements into the tensor as they are, so both must have one dtype. Convert the source: `src.to(x.dtype)`.",
  },
  "scatter-reduce": {
    level: "error",
    title: "No such way of bringing elements together",
    text: 'scatterReduce knows "sum", "prod", "mean", "amax" and "amin"; indexReduce the same but for "sum" (that is indexAdd); scatter\'s `reduce` is "add" or "multiply".',
  },
  searchsorted: {
    level: "error",
    title: "Boundaries and values that do not fit",
    text: "searchsorted looks along the last dimension of a sorted sequence. A 1-D sequence serves for values of any shape; with more dimensions, all but the last are the same for both. `sorter` has the sequence's shape and dtype int64.",
  },
  "shape-infer": {
    level: "error",
    title: "A size that cannot be worked out",
    text: "Only one size can be −1, and the others must divide the number of elements.",
  },
  shuffle: {
    level: "error",
    title: "Channels that cannot be rearranged",
    text: "pixelShuffle turns r² channels into pictures r times as large, pixelUnshuffle the other way round, channelShuffle deals the channels out to groups: the sizes must be divisible accordingly.",
  },
  "sigmoid-twice": {
    level: "hint",
    title: "Sigmoid before BCEWithLogitsLoss",
    text: "BCEWithLogitsLoss applies sigmoid itself, which is more exact. Applied twice, every answer lies between sigmoid(0) = 0.5 and sigmoid(1) = 0.73, and the loss cannot come near 0. Let the model end in its last Linear; apply sigmoid only to show probabilities.",
  },
  singular: {
    level: "error",
    title: "A matrix without an inverse",
    text: "The rows (or columns) of this matrix depend on one another, so that no inverse and no single solution exists. Is a row twice there, or a column all zeros? `linalg.lstsq` and `linalg.pinv` find the best there is; `linalg.matrixRank` tells how many rows are independent.",
  },
  "size-type": {
    level: "error",
    title: "A size must be a whole number",
    text: "Check where the number comes from: a division may have left a fraction.",
  },
  "slice-bounds": {
    level: "error",
    title: "A range with one bound",
    text: "`slice(3)` alone says two things: in Python it ends at 3 (`:3`), and JavaScript's `array.slice(3)` begins there (`3:`). Both bounds say which is meant: `slice(0, 3)` or `slice(null, 3)`, and `slice(3, null)`. `slice()` is the whole dimension.",
  },
  "slice-0d": {
    level: "error",
    title: "A number cannot be sliced",
    text: "A 0-d tensor holds one value and has no dimension to take a part of. `item()` reads the value; `unsqueeze(0)` makes it a list of one.",
  },
  "slice-step": { level: "error", title: "Slices go forwards", text: "The step of a slice is 1 or more." },
  "softmax-dim": {
    level: "warning",
    title: "Softmax along which dimension?",
    text: "Softmax makes the numbers along one dimension add up to 1. For a batch of class scores [N, C] that is dimension 1. Without it PyTorch guesses, and so does kindling.",
  },
  "softmax-twice": {
    level: "hint",
    title: "Softmax before CrossEntropyLoss",
    text: "CrossEntropyLoss applies softmax itself. Applied twice, the probabilities are squeezed together, the loss cannot come near 0, and training is slow. Let the model end in its last Linear and apply softmax only to show probabilities.",
  },
  "solve-shape": {
    level: "error",
    title: "Equations that do not fit",
    text: "For A X = B with A of shape [n, n], B has n rows: [n, k], or [n] for one vector.",
  },
  "sparkline-width": {
    level: "error",
    title: "A sparkline's width is a whole number",
    text: "`sparkline(values, { width })` draws at most `width` characters: a whole number of at least 1.",
  },
  split: {
    level: "error",
    title: "Pieces that do not add up",
    text: "split takes the size of a piece, or a list of sizes that add up to the size of the dimension.",
  },
  "stack-shape": {
    level: "error",
    title: "stack needs equal shapes",
    text: "All tensors in stack must have the same shape; cat joins tensors of different sizes.",
  },
  "state-dict": {
    level: "error",
    title: "A state dict that does not fit the model",
    text: "The file and the model must have the same layers with the same names and shapes. Missing keys are parameters that the file lacks, unexpected ones have no place in the model, and a size mismatch is a layer with other sizes. Compare `[...model.stateDict().keys()]` with the keys of the file; `{ strict: false }` leaves out what is missing or unexpected. Nothing was changed.",
  },
  "step-small": {
    level: "finding",
    title: "Steps that move nothing",
    text: "The next step changes the weights by less than a ten-millionth of their size, which is hardly more than rounding. Raise the learning rate; if it was lowered by a scheduler, training may simply be over.",
  },
  stft: {
    level: "error",
    title: "A signal that cannot be cut into windows",
    text: "stft takes a signal `[L]` or a batch `[B, L]`, cuts it into windows of `nFft` numbers every `hopLength`, and transforms each; the window has `winLength` numbers, at most `nFft`. istft takes what stft gave (`[frequencies, frames]`, with or without a batch in front) and the same settings. The message says what does not fit.",
  },
  "stft-length": {
    level: "warning",
    title: "A signal longer than its windows",
    text: "The `length` that istft was given is more than the windows cover; the rest is filled with zeros. The settings `hopLength` and `center` must be those of the stft.",
  },
  "stft-parts": {
    level: "warning",
    title: "Real and imaginary parts side by side",
    text: "stft of a real signal gives the real and imaginary parts as a last dimension of 2 unless told otherwise. Say which: `{ returnComplex: true }` gives complex numbers, as newer versions of PyTorch ask for; `viewAsReal` makes parts of them.",
  },
  "t-dims": {
    level: "error",
    title: "t() is for matrices",
    text: "`t()` exchanges the two dimensions of a matrix. With more dimensions say which: `transpose(dim0, dim1)`, or `.mT` for the last two.",
  },
  "target-dtype": {
    level: "error",
    title: "Class labels must be int64",
    text: 'CrossEntropyLoss and NLLLoss take one label per sample: whole numbers 0 … C − 1 of dtype int64. In JavaScript 1 and 1.0 are the same number, so `tensor([0, 1])` holds floats: write `tensor(y, { dtype: "int64" })` or `y.long()`.',
  },
  "target-range": {
    level: "error",
    title: "A label beyond the classes",
    text: "With C classes, labels go from 0 to C − 1. Does the model's last layer have as many outputs as there are classes, and do the labels start at 0?",
  },
  "target-shape": {
    level: "error",
    title: "Labels that do not fit the outputs",
    text: "For outputs of shape [N, C] the labels have shape [N], one number per sample; a target in the outputs' own shape holds probabilities. A column [N, 1] becomes [N] by `y.squeeze(1)`.",
  },
  "tensor-inverse": {
    level: "error",
    title: "No square matrix",
    text: "tensorinv and tensorsolve see a tensor as a matrix: the sizes that count as rows, multiplied, must be as many as those that count as columns.",
  },
  thread: {
    level: "error",
    title: "A thread cannot be started",
    text: "Loaders with `numWorkers` and downloads run files of kindling in threads of their own. There may be no room for one: the system limits threads, memory and open files (`ulimit -a`, a container's limits), and Node's permission mode allows none without `--allow-worker`. Or the file is not there: a bundler has put the library into one file with your program. Leave kindling out of the bundle (`--external:kindling` for esbuild), so that Node finds it in node_modules.",
  },
  "too-few-dims": {
    level: "error",
    title: "Too few or too many dimensions",
    text: "The function works on rows and columns, and the tensor does not have them. `unsqueeze(0)` makes a row of a list, `reshape` any shape; a batch of matrices has the matrices in its last two dimensions.",
  },
  "too-large": {
    level: "error",
    title: "Too many elements",
    text: "A tensor holds up to 2^31 − 1 elements. One of the sizes is probably wrong.",
  },
  transform: {
    level: "error",
    title: "A picture or a transform that does not fit",
    text: "Pictures are tensors [C, H, W]: channels, rows, columns, with uint8 values from 0 to 255 or floats from 0 to 1. `ToTensor` makes floats of uint8, and comes before `Normalize` and `RandomErasing`. The message says which size, range or probability cannot be.",
  },
  "transformer-input": {
    level: "error",
    title: "Inputs that do not fit the transformer",
    text: "Source and target have as many sequences as each other, and the width that the transformer was made with (`dModel`) as their last dimension.",
  },
  "transformer-option": {
    level: "error",
    title: "A setting of a transformer that makes no sense",
    text: 'The activation is "relu" or "gelu", a function of one tensor, or a module.',
  },
  topk: {
    level: "error",
    title: "More than there are",
    text: "topk takes k from 0 to the number of elements along the dimension, kthvalue from 1. Print the tensor's shape, and check which dimension is meant (the last one by default).",
  },
  trapezoid: {
    level: "error",
    title: "An integral of what does not fit",
    text: "trapezoid takes values along a dimension and a place for each of them, as a list or in the shape of the values. Bools cannot be added up this way.",
  },
  unfold: {
    level: "error",
    title: "Windows that do not fit",
    text: "The window must not be larger than the dimension, and the step 1 or more.",
  },
  unique: {
    level: "error",
    title: "No slices to compare",
    text: "unique along a dimension compares slices, and a slice without elements has nothing to compare. Another size of the tensor is 0.",
  },
  "vander-n": {
    level: "error",
    title: "Too few powers",
    text: "A Vandermonde matrix has at least the powers 0 and 1: N is 2 or more.",
  },
  "view-strides": {
    level: "error",
    title: "This view needs a copy",
    text: "After a transpose or a slice the elements no longer lie in the order that view needs. reshape copies where it must.",
  },
  "wasm-memory": {
    level: "warning",
    title: "No room in WebAssembly's memory",
    text: "Compiled functions and the tensors that they use lie in one memory of 2 GiB. There is no more room in it, so a function runs in plain JavaScript, with the same results, but more slowly. Memory is freed when compiled functions and models that are no longer used have been collected, and JavaScript does so between two turns of the event loop: in a long loop that makes many models, `await` something now and then, for example `await new Promise((resolve) => setTimeout(resolve, 0))`.",
  },
  "where-condition": {
    level: "error",
    title: "where needs a bool condition",
    text: "Compare first: `where(x.gt(0), a, b)`.",
  },
  "zero-division": {
    level: "error",
    title: "A whole number divided by zero",
    text: "Floats give inf or nan when divided by zero; whole numbers have neither. Convert with `.float()`, or keep the zero out of the divisor.",
  },
  "zero-grad": {
    level: "warning",
    title: "Gradients pile up",
    text: "`backward()` adds to the gradients that are there. Without `optimizer.zeroGrad()` in each round, every step also repeats all steps before it, and training swings wildly. Call `optimizer.zeroGrad()` before `backward()`.",
  },
});
