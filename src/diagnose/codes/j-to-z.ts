import { entries } from "./entry.js";

/** The entries whose codes begin with j to z, in order. */
export const codesJToZ = /* @__PURE__ */ entries({
  json: {
    level: "error",
    title: "Not representable as JSON",
    text: "`JSON.stringify` writes tensors (as nested arrays, like `tolist()`) and state dicts. Models, optimizers, generators, datasets and loaders hold more than data: write the data that they hold, as the message says, or `save` them to a file.",
  },
  "kl-mean": {
    level: "warning",
    title: "The mean over what?",
    text: 'The Kullback–Leibler divergence of two distributions is a sum over all their elements, and a batch needs the mean over its samples. `{ reduction: "batchmean" }` computes that, while "mean" also divides by the number of elements.',
  },
  "kl-missing": {
    level: "error",
    title: "No formula for this divergence",
    text: "`klDivergence` knows the pairs of distributions that have a formula (PyTorch's table). For others, an average over samples estimates it: `x = p.rsample([1000]); p.logProb(x).sub(q.logProb(x)).mean(0)`. `registerKl` adds a formula of your own.",
  },
  ldl: {
    level: "error",
    title: "Input of ldlSolve",
    text: "ldlSolve takes the two tensors that ldlFactor returned: `LD` `[..., n, n]` and `pivots` `[..., n]`, whole numbers.",
  },
  "left-out": {
    level: "error",
    title: "A method that the bundle does not contain",
    text: '`kindling/lean` keeps the methods whose names are words of the program. A name that the program puts together is none, so tell the plugin: `lean({ keep: ["cumsum"] })`. Or write the names in the program, in a table for instance: `const known = { cumsum: (x: Tensor) => x.cumsum(0) }`.',
  },
  lengths: {
    level: "error",
    title: "Lengths that do not match the sequences",
    text: "Each sequence of a batch has one length: a whole number, at most the size of the sequence dimension. Packed sequences need at least one element each.",
  },
  "linear-features": {
    level: "error",
    title: "A layer's sizes must be whole numbers",
    text: "`new nn.Linear(inFeatures, outFeatures)` takes the size of the last dimension of its input and of its output: whole numbers, 0 or more. A fraction often comes from a division; use Math.floor.",
  },
  linspace: { level: "error", title: "How many points?", text: "linspace takes a whole number of steps, 0 or more." },
  "load-classes": {
    level: "error",
    title: "The classes passed to load",
    text: 'The second argument of `load` is an object that maps names to the classes of the saved model, as in `load("cnn.pt", { Net })`, where `class Net extends nn.Module`. If the constructor of a class needs no arguments, `load` calls it, and it must succeed.',
  },
  "load-source": {
    level: "error",
    title: "Not the bytes of a file",
    text: "`load` takes a path (in Node) or the bytes of a file as a `Uint8Array`. For a response: `new Uint8Array(await response.arrayBuffer())`.",
  },
  "loss-broadcast": {
    level: "warning",
    title: "Predictions and labels have different shapes",
    text: "Shapes such as [100, 1] and [100] broadcast: every prediction is compared with every label, the loss is a mean over 100 × 100 pairs, and the best answer of the model is the average for everything. Give both the same shape: `y.unsqueeze(1)` turns [100] into [100, 1].",
  },
  "loss-elsewhere": {
    level: "finding",
    title: "A loss that does not depend on the model",
    text: "None of the model's parameters was used to compute the loss. It may be the loss of another model with a similar name, or the output left the graph on the way: by `detach()`, inside `noGrad`, or because a new tensor was made from its values.",
  },
  "loss-grows": {
    level: "hint",
    title: "The loss grows",
    text: "A step that is too large overshoots the minimum, and the next one overshoots it further: the loss grows from step to step until it is inf or nan. Divide the learning rate by ten until the loss falls. If only a tiny rate works, the inputs are probably large numbers (pixels from 0 to 255, prices): scale them to about 1 first.",
  },
  "loss-option": {
    level: "error",
    title: "An invalid option of a loss",
    text: "The message names the option, and the values that it accepts.",
  },
  "loss-reduction": {
    level: "error",
    title: "No such reduction",
    text: 'A loss is computed for each element. `reduction` says how they are combined: "mean" (the default), "sum", or "none" to keep them all.',
  },
  "loss-variance": {
    level: "error",
    title: "Variances that do not match",
    text: "GaussianNLLLoss takes a variance for each prediction (the input's shape), or one for each row, and none may be negative. A model can give the logarithm of the variance, and `exp()` makes it positive.",
  },
  "loss-weight": {
    level: "error",
    title: "Class weights that do not match",
    text: "`weight` has one number for each class, in the dtype of the model's outputs.",
  },
  lowrank: {
    level: "error",
    title: "q is larger than the matrix",
    text: "svdLowrank and pcaLowrank find the `q` strongest directions of a matrix: q is at most the smaller of its two sizes. `niter`, the number of refinement steps, is 0 or more.",
  },
  "lr-scheduler": {
    level: "error",
    title: "A schedule with impossible settings",
    text: "A scheduler changes the learning rate of an optimizer during training. The message says which setting is impossible, or that the scheduler was stepped more often than planned. Schedulers that work together must share one optimizer. To resume a run, create the scheduler after the optimizer has loaded its state.",
  },
  "lr-scheduler-epoch": {
    level: "warning",
    title: "A scheduler that is given the epoch",
    text: "Schedulers count epochs themselves: call `scheduler.step()` without a number, once after each epoch. (ReduceLROnPlateau takes the value that it watches.)",
  },
  "lr-scheduler-get-lr": {
    level: "warning",
    title: "getLr instead of getLastLr",
    text: "`getLr()` computes the rate of the next step, for schedulers themselves; called from outside, it returns a wrong number for some of them. `getLastLr()` returns the current rates, one for each parameter group.",
  },
  "lr-scheduler-order": {
    level: "warning",
    title: "The scheduler stepped before the optimizer",
    text: "In each epoch the optimizer uses the current rate, and then the scheduler sets the next one: `optimizer.step()` for each batch, then `scheduler.step()`. In the other order, the first rate is never used.",
  },
  "lstsq-driver": {
    level: "error",
    title: "No such driver",
    text: '`linalg.lstsq` knows LAPACK\'s drivers "gels", "gelsy" (the default), "gelsd" and "gelss".',
  },
  "lu-pivot": {
    level: "error",
    title: "LU needs pivoting",
    text: "The LU factorisation exchanges rows, because it would lose precision or fail otherwise. Omit the option `pivot`.",
  },
  "lu-pivots": {
    level: "error",
    title: "Pivots are int32",
    text: "`luSolve(LU, pivots, B)` takes the pivots that `luFactor` returned, a tensor of dtype int32.",
  },
  "mask-dtype": {
    level: "error",
    title: "A mask must be bool",
    text: "Create a mask by comparing: `x.gt(0)`, `x.eq(y)`.",
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
    text: "Both operands must have the same dtype. Data made of whole numbers is often int64: use `.float()`.",
  },
  "matmul-shapes": {
    level: "error",
    title: "Matrices that cannot be multiplied",
    text: "In a · b the last dimension of a must equal the first of b. For a layer Linear(10, 1) the last dimension of the input must be 10: one row per sample, 10 numbers in each.",
  },
  "matrix-dims": {
    level: "error",
    title: "A matrix is needed",
    text: "Linear algebra functions take matrices: tensors with at least two dimensions. The last two are rows and columns, the others are batch dimensions. `x.unsqueeze(-1)` turns a vector into a column.",
  },
  "matrix-finite": {
    level: "error",
    title: "A NaN or an infinity in a matrix",
    text: "Singular values and eigenvalues exist only for finite numbers. Check `isfinite(A).all()`. The usual causes are a division by 0, a logarithm of 0, or a training that diverged.",
  },
  "matrix-square": {
    level: "error",
    title: "A square matrix is needed",
    text: "Determinants, inverses, eigenvalues and powers exist for square matrices: the last two sizes must be equal. For others there are `linalg.pinv`, `linalg.lstsq` and `linalg.svd`.",
  },
  meshgrid: {
    level: "error",
    title: "Input of meshgrid",
    text: 'meshgrid, cartesianProd and combinations take tensors of one dimension, and meshgrid one dtype for all. `x.flatten()` makes a list of a tensor with more dimensions; `indexing` is "ij" or "xy".',
  },
  "model-mode": {
    level: "finding",
    title: "Training in evaluation mode",
    text: "After `model.eval()`, Dropout does nothing and BatchNorm uses the statistics that it has learned, which is right for predictions. For training call `model.train()`, also after each evaluation.",
  },
  "module-array": {
    level: "hint",
    title: "Layers that the model does not register",
    text: "A module finds layers and parameters in its fields, but does not look into arrays, Maps and plain objects. `layers = [new nn.Linear(4, 4)]` computes, but `parameters()` omits it, so it is never trained and never saved. Keep layers in `new nn.ModuleList([…])` or `new nn.ModuleDict({…})`.",
  },
  "module-dtype": {
    level: "error",
    title: "Parameters must be floats",
    text: 'Training needs fractions, so the parameters of a module are floating-point: use "float32" or "float64". `to` does not convert buffers of whole numbers.',
  },
  "module-forward": {
    level: "error",
    title: "A module without forward",
    text: "Calling a module runs its `forward` method, which every class of your own defines: `forward(x) { … }`. Containers such as ModuleList and ModuleDict have none, since only you know the order in which to use their elements: call the elements.",
  },
  "module-index": {
    level: "error",
    title: "No such element",
    text: "A Sequential or ModuleList has elements 0 to length − 1 (negative numbers count from the end); a ModuleDict has the names it was given.",
  },
  "module-member": {
    level: "error",
    title: "Not a valid part of a module",
    text: "The name must not be empty, contain a dot or be in use already, and the value must have the right type: a Parameter, a tensor or a Module. `new nn.Parameter(tensor)` turns a tensor into a parameter.",
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
    title: "Input of movedim",
    text: "movedim takes as many destinations as sources, each dimension once.",
  },
  "mpi-call": {
    level: "error",
    title: "A call of MPI failed",
    text: "The library of MPI returned an error; the message holds its own words. The usual cause is that ranks make different calls: another shape, dtype or order. `KINDLING_MPI_DEBUG=1` compares each call between the ranks before it is made, and names what differs.",
  },
  "mpi-group": {
    level: "error",
    title: "No process group, or two of them",
    text: "`initProcessGroup()` joins the job that `mpirun` started. Call it once, at the start of the program and before anything else of `kindling/distributed`; call `destroyProcessGroup()` at the end, on every rank. MPI cannot be started a second time in one process.",
  },
  "mpi-launcher": {
    level: "error",
    title: "Slurm started tasks without MPI",
    text: "Slurm started several tasks, but none of its interfaces for MPI, so each task would train alone. Start them with `srun --mpi=pmix` (Open MPI) or `srun --mpi=pmi2` (MPICH). `srun --mpi=list` shows what your Slurm has.",
  },
  "mpi-mismatch": {
    level: "error",
    title: "Ranks make different calls",
    text: "In debug mode each call is compared between the ranks before it is made. This one differs: the message names each rank's call, with dtype and shape. Every rank must make the same calls in the same order. Look for an `if` around a call, or around a step of the model, that depends on the rank or on its data.",
  },
  "mpi-missing": {
    level: "error",
    title: "MPI's library was not found",
    text: "The program was started as one of several ranks, but the library that they talk through cannot be called. Install it (Debian: `apt-get install libopenmpi-dev` or `libmpich-dev`) and the package `koffi`, which calls it. It must be of the same MPI as the `mpirun` that started the program. `KINDLING_MPI` names its file, or one of `openmpi`, `mpich`, `intel`, `abi`. Without `mpirun` the same program runs as one rank and needs neither.",
  },
  "mpi-op": {
    level: "error",
    title: "An operation that this dtype does not have",
    text: "Collectives compute `sum`, `product`, `min`, `max`, for floating-point numbers also `avg`, and for whole numbers and booleans `band`, `bor`, `bxor`. Complex numbers have no `min` and `max`.",
  },
  "mpi-rank": {
    level: "error",
    title: "There is no such rank",
    text: "Ranks are numbered from 0 to `getWorldSize() - 1`.",
  },
  "mpi-shape": {
    level: "error",
    title: "A list of tensors that does not fit the ranks",
    text: "`allGather` and `reduceScatter` take a list with one tensor for each rank, all of one shape and dtype: `Array.from({ length: getWorldSize() }, () => zerosLike(t))`.",
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
    title: "Probabilities instead of their logarithms",
    text: "NLLLoss expects the logarithms of probabilities, as `logSoftmax` returns them. With probabilities it still computes a number, which training makes smaller, but which measures nothing. Use `logSoftmax`, or CrossEntropyLoss on the raw outputs, which does both steps.",
  },
  "no-code": {
    level: "warning",
    title: "Code generation is not allowed here",
    text: "kindling turns kernels into JavaScript functions at run time. A page whose Content-Security-Policy has no `'unsafe-eval'` in `script-src`, some servers, and Node with `--disallow-code-generation-from-strings` do not allow that. Large kernels and compiled functions then run on WebAssembly if the policy has `'wasm-unsafe-eval'` (and always in Node); all others are interpreted. Results are the same. Small operations take several times as long, and without WebAssembly large ones take far longer. `compile()` helps most where WebAssembly is allowed.",
  },
  phase: {
    level: "error",
    title: "A loss that depends on a free phase",
    text: "The eigenvectors and singular vectors of complex matrices are determined only up to a factor of absolute value 1. A loss that changes with that factor has no gradient. Use something that does not change: `abs()` of the vectors, or products such as V diag(L) Vᴴ.",
  },
  "fill-value": {
    level: "error",
    title: "More than one value to fill with",
    text: "`fill_`, `maskedFill` and `maskedFill_` write one value everywhere: a number, or a tensor without dimensions. `copy_` writes a tensor that broadcasts, and `where(mask, values, x)` writes a different value at each position.",
  },
  "no-complex": {
    level: "error",
    title: "Not for complex numbers",
    text: "This function is not defined for complex numbers (they have no order, for example), or kindling does not support it for them. `abs(x)`, `real(x)`, `imag(x)` and `angle(x)` return real numbers; `viewAsReal(x)` shows the pairs.",
  },
  "no-derivative": {
    level: "error",
    title: "No derivative is known",
    text: "This function has no derivative, or none that can be computed, with respect to one of its inputs, and backward reached it. `detach()` the input if you do not need its gradient, or use another function.",
  },
  "no-files": {
    level: "error",
    title: "No files here",
    text: "A browser has no files by path. `saveBytes(model)` returns the bytes of the file, to offer as a download or to send; `load` accepts such bytes, from `fetch` or from a file that the user chose.",
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
    title: "Options that a normalization cannot have",
    text: "The numbers of features, channels and groups do not match: the groups must divide the channels evenly, and every size is a whole number of at least 1.",
  },
  "norm-order": {
    level: "error",
    title: "No such norm",
    text: 'Matrices have the norms "fro", "nuc", 1, -1, 2, -2, Infinity and -Infinity. Vectors have one for every number: `linalg.vectorNorm(x, p)`.',
  },
  "norm-shape": {
    level: "error",
    title: "An input shape that the normalization cannot take",
    text: "A batch or instance norm takes `[batch, channels, …]` with the number of spatial dimensions in its name and the number of channels it was created with. A layer norm takes tensors whose last dimensions are its `normalizedShape`.",
  },
  "norm-single": {
    level: "error",
    title: "Nothing to normalize over",
    text: "In training, a normalization computes mean and variance over all elements of a channel. With a single element the variance is 0, and so is the result. Use a larger batch; for one sample at a time call `model.eval()` first.",
  },
  "not-finite": {
    level: "finding",
    title: "Numbers that are nan or infinite",
    text: "Everything computed with a NaN or infinite number becomes NaN, and the next step writes it into the weights. `detectAnomaly` names the op that produced the first one. The usual causes are a learning rate that is too high, missing values in the data, a division by 0, and the logarithm of 0.",
  },
  "not-over": {
    level: "error",
    title: "A function that is not finished when it returns",
    text: "`noGrad`, `enableGrad`, `detectAnomaly`, `compile`, a closure of `optimizer.step`, and hooks run the function that you pass, and their effect ends when it returns. An async function returns at its first `await`; the rest would run with gradients on again, or too late to change anything. A generator has not even started. Await before or after instead: `const x = await load(); const y = noGrad(() => model(x));`. In a `for await` loop, put `noGrad` inside the loop, around the lines that compute.",
  },
  "not-positive": {
    level: "error",
    title: "Not positive definite",
    text: "The Cholesky factorisation exists for symmetric matrices whose eigenvalues are all above 0. Covariance matrices may miss that by rounding, or if there are fewer samples than variables: add a small number to the diagonal, `A.add(eye(n).mul(1e-6))`.",
  },
  "never-stepped": {
    level: "warning",
    title: "Gradients without a step",
    text: "`backward()` computes gradients, and `optimizer.step()` uses them to change the weights. Without a step in each round, the model does not change. Write `optimizer.zeroGrad(); loss.backward(); optimizer.step();`.",
  },
  "no-gradients": {
    level: "warning",
    title: "A step without gradients",
    text: "`optimizer.step()` changes parameters by their `.grad`, and here all of these are null, so the step does nothing. Either `backward()` was not called, or `zeroGrad()` was called after it, or the loss does not depend on the parameters of the optimizer.",
  },
  "nothing-to-learn": {
    level: "finding",
    title: "A model without anything to learn",
    text: "The model has no parameters, or none that requires a gradient. A module finds layers in its fields and in a ModuleList, but not in plain arrays. `requiresGrad_(false)` freezes a layer until you call it with true.",
  },
  "onnx-export": {
    level: "error",
    title: "Something has no form in ONNX",
    text: "`onnx.export` runs the model once and writes what it computed as nodes of ONNX. Some functions have no counterpart there (eigenvalues, for example), and some values cannot be written down: those that are read in the middle (`item()`), and tensors that a forward pass changes. The message names the layer and the function. Compute that part outside of the model, or in other words.",
  },
  "onnx-input": {
    level: "error",
    title: "An ONNX model is called with something else than its inputs",
    text: 'A model that `onnx.load` gave takes tensors in the order of the graph\'s inputs, or one object of tensors by name; `model.inputNames()` lists them. Each has the dtype and the number of dimensions that the file says: `tensor(data)` is of float32, so whole numbers need `{ dtype: "int64" }`.',
  },
  "onnx-node": {
    level: "error",
    title: "A node of an ONNX model cannot be computed",
    text: "A node has inputs or attributes that its op does not take, or that kindling does not compute. The message names the node. `npx kindling inspect model.onnx` lists all of them, and https://netron.app draws them.",
  },
  "onnx-op": {
    level: "error",
    title: "Ops of an ONNX model are not known",
    text: "`onnx.load` knows the ops of ONNX's own operator set that compute with numbers; docs/onnx.md lists them. Ops of other domains (such as `com.microsoft`, which optimizers of onnxruntime write), text, sequences and maps are not among them. Export the model again without optimizations of a certain runtime.",
  },
  "operand-dtype": {
    level: "error",
    title: "Operands of two dtypes",
    text: "`lerp`, `isclose` and `allclose` need tensors of one dtype: as in PyTorch, they do not promote. Convert one of them first, `y.to(x.dtype)`.",
  },
  "optimizer-elsewhere": {
    level: "finding",
    title: "An optimizer without the model's parameters",
    text: "An optimizer changes the parameters that you passed to its constructor. If you created the model, or a layer of it, again afterwards, the optimizer does not know the new parameters: create the optimizer after the model.",
  },
  "optimizer-leaf": {
    level: "error",
    title: "Only parameters can be optimized",
    text: "This tensor was computed from others, so changing it has no effect. Pass the tensors that you created.",
  },
  "optimizer-option": {
    level: "error",
    title: "An option out of range",
    text: "Learning rates, momentum and weight decay are at least 0; betas are at least 0 and below 1. The message names the option. NaN or undefined usually comes from a misspelt variable.",
  },
  "optimizer-params": {
    level: "error",
    title: "What should be optimized?",
    text: "An optimizer takes a list of parameters: `model.parameters()`, or groups such as `[{ params: model.l1.parameters(), lr: 0.1 }]`. Layers are found when they are fields of the module.",
  },
  "optimizer-state": {
    level: "error",
    title: "A state of another optimizer",
    text: "The saved state belongs to an optimizer with other groups or parameters. Create the optimizer with the same groups as when the state was saved.",
  },
  "optimizer-update": {
    level: "error",
    title: "An optimizer without an update",
    text: "A class of your own that extends `Optimizer` needs a method `update(group)`, which changes the parameters of a group by their gradients, or its own `step()`.",
  },
  option: {
    level: "error",
    title: "No such option",
    text: "Options are PyTorch's keyword arguments in camelCase, in one object at the end of a call: `{ requiresGrad: true }`, `{ keepdim: true }`, `{ lr: 0.01, weightDecay: 0.1 }`. kindling refuses unknown options, because it would otherwise ignore a misspelt one silently. The message lists the valid ones.",
  },
  "out-of-memory": {
    level: "error",
    title: "Not enough memory",
    text: "The computer had no room for a tensor of this size. Use smaller batches or smaller sizes, and keep no tensors (or losses with their graphs) in a list that grows: store `loss.item()` instead.",
  },
  overflow: {
    level: "error",
    title: "A number that the dtype cannot hold",
    text: "Each dtype of whole numbers has a smallest and a largest value: uint8 holds 0 to 255, int8 −128 to 127, int32 up to about 2 billion. NaN and infinity are not whole numbers. Use a wider dtype, or check where the number comes from.",
  },
  "pad-mode": {
    level: "error",
    title: "Unknown padding mode",
    text: "The mode is `constant` (a value, 0 by default), `reflect` (the elements mirrored at the edge), `replicate` (the edge element repeated) or `circular` (elements from the other end). All modes but `constant` pad the last 1, 2 or 3 dimensions of a batch, all of them at once, and mirror or repeat at most once.",
  },
  "pad-size": {
    level: "error",
    title: "Padding that does not fit",
    text: "The padding is a list of pairs, the last dimension first: the numbers of elements before and after. Negative numbers remove elements, but not more than there are.",
  },
  "parameter-type": {
    level: "error",
    title: "A parameter is made of a tensor",
    text: "Create the tensor first, then wrap it: `new nn.Parameter(zeros(3))`.",
  },
  "parameter-unused": {
    level: "finding",
    title: "Parameters that the loss does not depend on",
    text: "These parameters belong to the model, but the loss does not depend on them, so they get no gradient and never change. Usually `forward` does not call a layer, or calls another one twice instead.",
  },
  parametrize: {
    level: "error",
    title: "A parametrization that does not fit",
    text: "A parametrization is a module that turns a tensor into one of the same shape and dtype, and replaces a parameter or buffer of another module. `rightInverse`, if defined, inverts `forward`. Save a model with parametrizations by its `stateDict()`.",
  },
  "part-shape": {
    level: "error",
    title: "A part of another shape",
    text: "The source must have exactly the shape of the part that it replaces; nothing broadcasts here. Print the shape of the part, for example `x.select(0, 1).shape`, and reshape or expand the source to it.",
  },
  permute: {
    level: "error",
    title: "permute needs every dimension once",
    text: "List all dimensions of the tensor in their new order.",
  },
  "plain-weight": {
    level: "hint",
    title: "A weight that is not a parameter",
    text: "A tensor in a field of a module belongs to the model only as `new nn.Parameter(tensor)` (learned) or through `registerBuffer` (saved, not learned). This one requires gradients, so you probably want it to be learned; `parameters()` omits a plain tensor.",
  },
  polygamma: {
    level: "error",
    title: "No such derivative",
    text: "polygamma(n, x) is the n-th derivative of digamma: n is 0 or more.",
  },
  "pool-option": {
    level: "error",
    title: "Options that pooling cannot have",
    text: "The window and the stride are whole numbers of at least 1: one for all spatial dimensions, or an array with one for each. The padding is at most half of the window.",
  },
  "pool-shape": {
    level: "error",
    title: "An input shape that pooling cannot take",
    text: "Pooling over images takes `[batch, channels, height, width]` (or one sample without the batch), at least as large as its window.",
  },
  "print-options": {
    level: "error",
    title: "A print setting that is not possible",
    text: '`setPrintoptions` takes `precision` (digits after the point, 0 to 100), `threshold` (larger tensors are summarised), `edgeitems` (how many elements a summary shows at each end), `linewidth`, `sciMode` (true, false or null for automatic) and `profile` ("default", "short" or "full"). Nothing was changed. `setPrintoptions({ profile: "default" })` restores the default settings.',
  },
  "private-layer": {
    level: "hint",
    title: "A layer that the model does not register",
    text: "The forward of a model called a layer that got gradients, but that layer is in no field that kindling can find and in no optimizer, so it is never trained and never saved. Nobody can see `#private` fields from outside, and a variable is not a field: use a public field, `layer = new nn.Linear(4, 4)` (TypeScript's `private layer = …` works too). A layer created within forward starts anew in each call: create it in the constructor. If the layer should not be trained, call `requiresGrad_(false)` on it.",
  },
  "probability-range": {
    level: "error",
    title: "Not probabilities",
    text: "BCELoss takes numbers from 0 to 1. If they are raw outputs of a model, use BCEWithLogitsLoss, which applies the sigmoid itself. If there are NaNs, an earlier step has diverged.",
  },
  "progress-range": {
    level: "error",
    title: "A progress bar needs a range",
    text: "`trange(n)` counts from 0 to n - 1, and `trange(start, stop, step)` from start towards stop. All are whole numbers, and the step is not 0. For the elements of an array, a Set or any other iterable use `tqdm(iterable)`.",
  },
  "qr-mode": {
    level: "error",
    title: "No such kind of QR",
    text: '`linalg.qr` knows the modes "reduced" (the default), "complete" and "r". Gradients need "reduced".',
  },
  quantile: {
    level: "error",
    title: "Not a quantile",
    text: "quantile takes fractions from 0 to 1 (0.5 is the median), as a number or a list with the dtype of the input, which must be float32 or float64 and not empty.",
  },
  ragged: {
    level: "error",
    title: "Arrays of different lengths",
    text: "A tensor is a full grid: all rows must have the same length. Print the lengths of the rows to find the odd one out.",
  },
  "random-empty": {
    level: "error",
    title: "Nothing to choose from",
    text: "There is nothing to choose from: the array is empty, or the range ends before it starts. Print the array or the two bounds just before this line; for `randint(a, b)`, `b` must not be below `a`.",
  },
  "random-probability": {
    level: "error",
    title: "Not a probability",
    text: "A probability is a number from 0 to 1. Sampling weights are finite, 0 or more, and not all 0. A NaN usually comes from an earlier line, such as a division by 0 or the log of 0; print the values just before the draw.",
  },
  "random-range": {
    level: "error",
    title: "Random numbers from an impossible range",
    text: "No random number can satisfy these arguments: a lower bound above the upper one, a negative standard deviation, more samples than elements, or a bound that the dtype cannot hold. The message names the value. Write whole numbers beyond 2^53 as bigints, such as `10n ** 17n`.",
  },
  "random-seed": {
    level: "error",
    title: "Not a seed",
    text: "A seed is a whole number such as 42 (Python's `random` also takes strings and fractions). The same seed gives the same random numbers in every run. kindling refuses NaN, and numbers too large for JavaScript to hold exactly, because they would not select the stream you meant; write large ones as bigints, such as `12345678901234567890n`.",
  },
  "random-state": {
    level: "error",
    title: "Not a random generator's state",
    text: "These bytes or numbers are not a state from `getState`, `getRngState` or Python's `getstate`, or part of it is missing. Save and restore everything that those functions return.",
  },
  rearrange: {
    level: "error",
    title: "Dimensions that do not match",
    text: "roll takes one dimension for each shift, rot90 two different dimensions, tensordot two lists of equal length. Dimensions are numbered from 0; negative ones count from the end.",
  },
  "reduce-empty": {
    level: "error",
    title: "No largest of no elements",
    text: "A tensor without elements has no largest or smallest one. Print the tensor's shape: one of its sizes is 0. The usual cause is a mask that selects nothing.",
  },
  reparametrize: {
    level: "error",
    title: "A parameter that cannot be put in another form",
    text: "weightNorm and spectralNorm replace a parameter of a module by others from which it is computed. Each can be applied once, and removed where it was applied. Save such a module by its stateDict(), not as a whole.",
  },
  "repeat-dims": {
    level: "error",
    title: "Too few repeat counts",
    text: "repeat takes one count for each dimension of the tensor; additional counts add dimensions in front. For `x` of shape [3, 4], `x.repeat(1, 2)` has shape [3, 8].",
  },
  "requires-grad-leaf": {
    level: "error",
    title: "Only leaves can stop requiring gradients",
    text: "Tensors that you created (leaves of the graph) can start and stop requiring gradients. This one was computed from others; `detach()` returns a tensor with its values and without its history.",
  },
  "reshape-size": {
    level: "error",
    title: "Another number of elements",
    text: "view and reshape keep all elements: the product of the new sizes must equal the number of elements. Write −1 for one size, and kindling computes it.",
  },
  "retain-grad": {
    level: "error",
    title: "No gradient to keep",
    text: "No gradient flows to this tensor, so there is none to keep, and a hook would never run. Create it with `{ requiresGrad: true }`, or compute it from tensors that require gradients, outside of noGrad.",
  },
  "rnn-dropout": {
    level: "warning",
    title: "Dropout between layers, but one layer",
    text: "A recurrent layer applies dropout between its layers only, not after the last one. With `numLayers: 1` it drops nothing: use more layers, or nn.Dropout after it.",
  },
  "rnn-input": {
    level: "error",
    title: "Not a batch of sequences",
    text: "Recurrent layers take `[steps, batch, features]` (or `[batch, steps, features]` with `batchFirst: true`), or `[steps, features]` for a single sequence; the features are the layer's `inputSize`.",
  },
  "rnn-option": {
    level: "error",
    title: "An invalid option of a recurrent layer",
    text: "The message names the option, and the values that it accepts.",
  },
  "rnn-state": {
    level: "error",
    title: "A state of another size",
    text: "The state of a recurrent layer has one part for each layer and direction, and each sequence of the batch: `[layers · directions, batch, hiddenSize]`, also with `batchFirst`. An LSTM has two states, `[h, c]`.",
  },
  "rounding-mode": {
    level: "error",
    title: "No such rounding",
    text: 'div rounds with "trunc" (towards zero), "floor" (down), or not at all (null).',
  },
  "save-class": {
    level: "error",
    title: "A class that Python could not find",
    text: 'A file with a whole model holds the name of each class, and Python looks the class up by that name. So each class needs a name, and two classes of one model may not share one. `save(model, path, { classes: { "mynets.Net": Net } })` sets the name. If your bundler minifies class names, pass `classes` too, or keep the names: the plugin `kindling/lean` does, and so do `keepNames` (esbuild, Rolldown) and `keep_classnames` (terser).',
  },
  "save-file": {
    level: "error",
    title: "The file could not be written",
    text: "The folder may not exist or may not be writable, or the disk may be full. The old file is still complete: `save` replaces it only when the new one has been written to the end.",
  },
  "save-nesting": {
    level: "error",
    title: "Too deeply nested to save",
    text: "kindling saves lists, dicts and objects nested at most 1000 levels deep; Python's own pickle stops at less than half of that. The usual cause is a chain in which each element holds the next: save the elements in one list instead.",
  },
  "save-value": {
    level: "error",
    title: "This cannot be saved",
    text: "A saved file holds data: numbers, strings, booleans, null, bytes, lists, tuples, dicts, sets, tensors and modules. Functions, symbols, `undefined` and objects of other classes are not data. Save what is needed to build them again.",
  },
  "scatter-dtype": {
    level: "error",
    title: "The source has another dtype",
    text: "scatter writes the elements of the source into the tensor unchanged, so both must have the same dtype. Convert the source: `src.to(x.dtype)`.",
  },
  "scatter-reduce": {
    level: "error",
    title: "Unknown reduction of scatter",
    text: 'scatterReduce knows "sum", "prod", "mean", "amax" and "amin"; indexReduce knows the same without "sum" (use indexAdd); the `reduce` of scatter is "add" or "multiply".',
  },
  searchsorted: {
    level: "error",
    title: "Boundaries and values that do not match",
    text: "searchsorted searches along the last dimension of a sorted sequence. A 1-D sequence works for values of any shape; with more dimensions, all but the last must be equal in both. `sorter` has the shape of the sequence and dtype int64.",
  },
  "shape-infer": {
    level: "error",
    title: "A size that cannot be computed",
    text: "Only one size can be −1, and the others must divide the number of elements.",
  },
  shuffle: {
    level: "error",
    title: "Channels that cannot be rearranged",
    text: "pixelShuffle turns r² channels into an image r times as large, pixelUnshuffle does the reverse, and channelShuffle rearranges channels among groups. The sizes must be divisible accordingly.",
  },
  "sigmoid-twice": {
    level: "hint",
    title: "Sigmoid before BCEWithLogitsLoss",
    text: "BCEWithLogitsLoss applies sigmoid itself, which is more accurate. If sigmoid is applied twice, every output lies between sigmoid(0) = 0.5 and sigmoid(1) = 0.73, and the loss cannot come near 0. Let the model end with its last Linear; apply sigmoid only to show probabilities.",
  },
  singular: {
    level: "error",
    title: "A matrix without an inverse",
    text: "The rows (or columns) of this matrix depend on one another, so it has no inverse, and its equations have no single solution. Does a row occur twice, or is a column all zeros? `linalg.lstsq` and `linalg.pinv` find the best approximation; `linalg.matrixRank` counts the independent rows.",
  },
  "size-type": {
    level: "error",
    title: "A size must be a whole number",
    text: "Check where the number comes from: a division may have left a fraction.",
  },
  "slice-bounds": {
    level: "error",
    title: "A slice with one bound",
    text: "`slice(3)` is ambiguous: in Python it ends at 3 (`:3`), and JavaScript's `array.slice(3)` begins there (`3:`). Give both bounds: `slice(0, 3)` or `slice(null, 3)`, and `slice(3, null)`. `slice()` is the whole dimension.",
  },
  "slice-0d": {
    level: "error",
    title: "A number cannot be sliced",
    text: "A 0-d tensor holds one value and has no dimension to slice. `item()` reads the value; `unsqueeze(0)` turns it into a list of one.",
  },
  "slice-step": { level: "error", title: "Slices go forwards", text: "The step of a slice is 1 or more." },
  "softmax-dim": {
    level: "warning",
    title: "Softmax along which dimension?",
    text: "Softmax makes the numbers along one dimension add up to 1. For a batch of class scores [N, C] that is dimension 1. Without `dim`, PyTorch guesses, and so does kindling.",
  },
  "softmax-twice": {
    level: "hint",
    title: "Softmax before CrossEntropyLoss",
    text: "CrossEntropyLoss applies softmax itself. If softmax is applied twice, the probabilities are squeezed together, the loss cannot come near 0, and training is slow. Let the model end with its last Linear, and apply softmax only to show probabilities.",
  },
  "solve-shape": {
    level: "error",
    title: "Equations that do not match",
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
    title: "A state dict that does not match the model",
    text: "The file and the model must have the same layers with the same names and shapes. Missing keys are parameters that the file lacks, unexpected keys have no counterpart in the model, and a size mismatch means a layer of another size. Compare `[...model.stateDict().keys()]` with the keys of the file. `{ strict: false }` ignores missing and unexpected keys. Nothing was changed.",
  },
  "step-small": {
    level: "finding",
    title: "Steps that change nothing",
    text: "The next step changes the weights by less than a ten-millionth of their size, which is close to rounding. Raise the learning rate. If a scheduler lowered it, training may simply be finished.",
  },
  stft: {
    level: "error",
    title: "A signal that cannot be cut into windows",
    text: "stft takes a signal `[L]` or a batch `[B, L]`, cuts it into windows of `nFft` numbers every `hopLength`, and transforms each; the window has `winLength` numbers, at most `nFft`. istft takes the result of stft (`[frequencies, frames]`, with or without a batch dimension in front) and the same settings. The message says what does not match.",
  },
  "stft-length": {
    level: "warning",
    title: "A signal longer than its windows",
    text: "The `length` given to istft is more than the windows cover; istft fills the rest with zeros. Use the same `hopLength` and `center` as for stft.",
  },
  "stft-parts": {
    level: "warning",
    title: "Real and imaginary parts side by side",
    text: "By default, stft of a real signal returns the real and imaginary parts in a last dimension of size 2. Pass `{ returnComplex: true }` to get complex numbers, which newer versions of PyTorch require; `viewAsReal` turns them into parts.",
  },
  "t-dims": {
    level: "error",
    title: "t() is for matrices",
    text: "`t()` exchanges the two dimensions of a matrix. With more dimensions use `transpose(dim0, dim1)`, or `.mT` for the last two.",
  },
  "target-dtype": {
    level: "error",
    title: "Class labels must be int64",
    text: 'CrossEntropyLoss and NLLLoss take one label per sample: whole numbers 0 … C − 1 of dtype int64. In JavaScript 1 and 1.0 are the same number, so `tensor([0, 1])` holds floats: write `tensor(y, { dtype: "int64" })` or `y.long()`.',
  },
  "target-range": {
    level: "error",
    title: "A label beyond the classes",
    text: "With C classes, labels go from 0 to C − 1. Does the last layer of the model have as many outputs as there are classes, and do the labels start at 0?",
  },
  "target-shape": {
    level: "error",
    title: "Labels that do not match the outputs",
    text: "For outputs of shape [N, C] the labels have shape [N], one number per sample; a target of the outputs' own shape holds probabilities. `y.squeeze(1)` turns a column [N, 1] into [N].",
  },
  "tensor-inverse": {
    level: "error",
    title: "Not a square matrix",
    text: "tensorinv and tensorsolve read a tensor as a matrix: the product of the sizes that form rows must equal the product of the sizes that form columns.",
  },
  thread: {
    level: "error",
    title: "A thread cannot be started",
    text: "Loaders with `numWorkers` and downloads run files of kindling in their own threads. The system may not allow another thread: it limits threads, memory and open files (`ulimit -a`, a container's limits), and Node's permission mode needs `--allow-worker`. Or the file is missing, because a bundler has put the library into one file with your program. Keep kindling out of the bundle (`--external:kindling` for esbuild), so that Node finds it in node_modules.",
  },
  "too-few-dims": {
    level: "error",
    title: "Too few or too many dimensions",
    text: "The function works on rows and columns, and the tensor does not have them. `unsqueeze(0)` turns a list into a row, and `reshape` gives any shape; a batch of matrices has the matrices in its last two dimensions.",
  },
  "too-large": {
    level: "error",
    title: "Too many elements",
    text: "A tensor holds up to 2^31 − 1 elements. One of the sizes is probably wrong.",
  },
  transform: {
    level: "error",
    title: "An image or a transform that is not possible",
    text: "Images are tensors [C, H, W]: channels, rows, columns, with uint8 values from 0 to 255 or floats from 0 to 1. `ToTensor` turns uint8 into floats, and comes before `Normalize` and `RandomErasing`. The message names the size, range or probability that is not possible.",
  },
  "transformer-input": {
    level: "error",
    title: "Inputs that do not match the transformer",
    text: "Source and target must have the same number of sequences, and `dModel`, the width of the transformer, as their last dimension.",
  },
  "transformer-option": {
    level: "error",
    title: "An invalid option of a transformer",
    text: 'The activation is "relu" or "gelu", a function of one tensor, or a module.',
  },
  topk: {
    level: "error",
    title: "k is larger than the dimension",
    text: "topk takes a k from 0 to the number of elements along the dimension, kthvalue from 1. Print the tensor's shape, and check the dimension (by default the last one).",
  },
  trapezoid: {
    level: "error",
    title: "Input of trapezoid",
    text: "trapezoid takes values along a dimension, and a coordinate for each of them, as a list or in the shape of the values. It does not take bools.",
  },
  unfold: {
    level: "error",
    title: "Windows that do not fit",
    text: "The window must not be larger than the dimension, and the step 1 or more.",
  },
  unique: {
    level: "error",
    title: "No slices to compare",
    text: "unique along a dimension compares slices, and slices without elements cannot be compared: another size of the tensor is 0.",
  },
  "vander-n": {
    level: "error",
    title: "Too few powers",
    text: "A Vandermonde matrix has at least the powers 0 and 1: N is 2 or more.",
  },
  "view-strides": {
    level: "error",
    title: "This view needs a copy",
    text: "After a transpose or a slice, the elements are no longer stored in the order that view needs. reshape copies if it must.",
  },
  "wasm-memory": {
    level: "warning",
    title: "WebAssembly's memory is full",
    text: "Compiled functions and their tensors share one memory of 2 GiB, and it is full. This function therefore runs in plain JavaScript: the results are the same, but slower. The garbage collector frees the memory of compiled functions and models that are no longer used, but only between two turns of the event loop. In a long loop that creates many models, `await` something now and then, for example `await new Promise((resolve) => setTimeout(resolve, 0))`.",
  },
  "where-condition": {
    level: "error",
    title: "where needs a bool condition",
    text: "Compare first: `where(x.gt(0), a, b)`.",
  },
  "zero-division": {
    level: "error",
    title: "A whole number divided by zero",
    text: "Floats give inf or nan when divided by zero; whole numbers have neither. Convert with `.float()`, or make sure that the divisor is not zero.",
  },
  "zero-grad": {
    level: "warning",
    title: "Gradients accumulate",
    text: "`backward()` adds to the existing gradients. Without `optimizer.zeroGrad()` in each round, every step repeats all earlier steps too, and training oscillates. Call `optimizer.zeroGrad()` before `backward()`.",
  },
});
