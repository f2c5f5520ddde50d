// One valid call of every public name: function, method, layer, optimizer, … test/bundler/every-call.test.ts holds the table
// against the package's names, and runs it through every build that there is of the library. A new name whose arguments are
// usual ones is called by itself (see the end); any other gets a line here.

import * as kindling from "kindling";
import type { Tensor } from "kindling";

/** What is called, and how layers are; {@link through} sets others, which may watch or change the calls. */
let K: typeof kindling = kindling,
  callLayer = (layer: kindling.nn.Module, inputs: unknown[]): unknown => layer(...inputs);
export function through(other: typeof kindling, call: typeof callLayer): void {
  K = other;
  callLayer = call;
}

// What is called with; made anew for every call, since some write into it.

const x = (): Tensor =>
  K.tensor([
    [0.5, 0.25, 0.75],
    [0.125, 0.875, 0.375],
    [0.625, 0.1875, 0.8125],
  ]);
const y = (): Tensor =>
  K.tensor([
    [1.5, 2, 0.5],
    [1, 3, 2.5],
    [0.75, 1.25, 2],
  ]);
/** Symmetric, with positive eigenvalues. */
const s = (): Tensor =>
  K.tensor([
    [4, 1, 0.5],
    [1, 5, 0.25],
    [0.5, 0.25, 3],
  ]);
const v = (): Tensor => K.tensor([0.5, 0.25, 0.75]);
const w = (): Tensor => K.tensor([1.5, 2, 0.5]);
const i = (): Tensor => K.tensor([0, 2, 1], { dtype: "int64" });
const ii = (): Tensor =>
  K.tensor(
    [
      [0, 2, 1],
      [1, 1, 0],
      [2, 0, 1],
    ],
    { dtype: "int64" },
  );
const b = (): Tensor =>
  K.tensor([
    [true, false, true],
    [false, true, true],
    [true, true, false],
  ]);
const z = (): Tensor => K.complex(x(), y());
const cube = (): Tensor => K.arange(24).div(24).reshape(2, 3, 4);
const seq = (): Tensor => K.arange(24).div(24).reshape(1, 4, 6);
const img = (): Tensor => K.arange(144).div(144).reshape(1, 4, 6, 6);
const vol = (): Tensor => K.arange(256).div(256).reshape(1, 4, 4, 4, 4);
const wave = (): Tensor => K.arange(32).div(5).sin();

/** What a layer makes of its inputs, and its state after that. */
const run = (layer: kindling.nn.Module, ...inputs: unknown[]): unknown => [callLayer(layer, inputs), layer];
/** What a distribution gives: samples, the logarithms of their densities, and its text. */
function sampled(d: kindling.distributions.Distribution): unknown {
  const t = d.sample([2]);
  return [t, d.logProb(t), String(d)];
}
/** What a transform makes of numbers, and what it takes them from. */
function carried(t: kindling.distributions.Transform): unknown {
  const from = x();
  return [t(from), t.inv(t(from)), String(t)];
}
/** A weight after three steps of an optimizer. */
function steps(make: (p: Tensor[]) => kindling.optim.AnyOptimizer): unknown {
  const p = new K.nn.Parameter(x()),
    optimizer = make([p]);
  for (let n = 0; n < 3; n++) {
    optimizer.step(() => {
      optimizer.zeroGrad();
      const loss = p.mul(y()).sum().square();
      loss.backward();
      return loss;
    });
  }
  return [p, optimizer.paramGroups.length];
}
/** The learning rates that a schedule gives. */
function rates(make: (o: kindling.optim.SGD) => { step(metric: number): void }): unknown {
  const optimizer = new K.optim.SGD([new K.nn.Parameter(x())], { lr: 0.1, momentum: 0.9 }),
    schedule = make(optimizer);
  return Array.from({ length: 6 }, () => {
    optimizer.step();
    schedule.step(1);
    return optimizer.paramGroups[0]!.lr;
  });
}
/** Sets something for the time of a call. */
function during<T>(set: () => unknown, call: () => T, reset: () => unknown): T {
  set();
  try {
    return call();
  } finally {
    reset();
  }
}

class Own extends K.nn.Module {
  forward(t: Tensor): Tensor {
    return t.mul(2);
  }
}
class Cube extends K.Function {
  static forward(ctx: kindling.FunctionContext, t: Tensor): Tensor {
    ctx.saveForBackward(t);
    return t.pow(3);
  }
  static backward(ctx: kindling.FunctionContext, g: Tensor): Tensor[] {
    return [g.mul(ctx.savedTensors[0]!.pow(2)).mul(3)];
  }
}
/** A picture of 3 × 4 × 4 bytes. */
const picture = (): Tensor => K.arange(48).mul(5).to("uint8").reshape(3, 4, 4);
const transformed = (f: { forward(t: Tensor): Tensor } | ((t: Tensor) => Tensor), t = picture()): Tensor =>
  typeof f === "function" ? f(t) : f.forward(t);
const gradientOf = (f: (p: Tensor) => unknown): unknown => f(x().requiresGrad_());
function withGradient(f: (p: Tensor) => unknown): unknown {
  const p = x().requiresGrad_();
  p.square().sum().backward();
  return [f(p), p.grad];
}
function afterInPlace(t: Tensor, f: (t: Tensor) => void): Tensor {
  f(t);
  return t;
}
/** The third call runs a plan. */
const compiled = (f: (t: Tensor) => Tensor): unknown => [1, 2, 3, 4].map((n) => f(x().mul(n)).item());
function explained(f: (model: kindling.nn.Linear) => kindling.Explanation): unknown {
  const { findings, layers } = f(new K.nn.Linear(3, 1));
  return [findings.length, layers.length];
}
const luOf = (t: Tensor): readonly [Tensor, Tensor] => {
  const { LU, pivots } = K.linalg.luFactor(t);
  return [LU, pivots];
};
const ldl = (t: Tensor): Tensor => {
  const { LD, pivots } = K.linalg.ldlFactor(t);
  return K.linalg.ldlSolve(LD, pivots, y());
};
const unpooled = (f: (t: Tensor, at: Tensor) => unknown, [t, at]: readonly [Tensor, Tensor]): unknown => f(t, at);
function again(state: Uint8Array): unknown {
  const first = K.rand(3);
  K.setRngState(state);
  return [first, K.rand(3)];
}
function drawn(f: () => unknown): unknown {
  const texts: string[] = [];
  K.setProgressOutput({
    write: (text) => {
      texts.push(text);
    },
  });
  try {
    return [f(), texts.length > 0];
  } finally {
    K.setProgressOutput(null);
  }
}
function averaged(make: (m: kindling.nn.Linear) => kindling.optim.swaUtils.AveragedModel<kindling.nn.Linear>): unknown {
  const model = new K.nn.Linear(3, 2),
    average = make(model);
  for (let n = 0; n < 2; n++) {
    K.noGrad(() => model.weight.add_(1));
    average.updateParameters(model);
  }
  return average(x());
}
function statistics(f: (m: kindling.nn.Module) => void): unknown {
  const m = new K.nn.BatchNorm1d(3);
  f(m);
  return m;
}
function caught(f: () => unknown): unknown {
  try {
    return f();
  } catch (e) {
    return e instanceof K.KindlingError ? [e.code, e.message] : ["no KindlingError", String(e)];
  }
}
function measured<M extends { compute(): unknown }>(metric: M, update: (m: M) => void): unknown {
  update(metric);
  return metric.compute();
}
function shuffled(list: number[]): number[] {
  K.random.shuffle(list);
  return list;
}

const table: Readonly<Record<string, () => unknown>> = {
  // functions
  abs: () => K.abs(x()),
  absolute: () => K.absolute(x()),
  acos: () => K.acos(x()),
  acosh: () => K.acosh(x()),
  add: () => K.add(v(), v()),
  addcdiv: () => K.addcdiv(v(), v(), y()),
  addcmul: () => K.addcmul(v(), v(), y()),
  addmm: () => K.addmm(x(), x(), y()),
  addr: () => K.addr(v(), v(), v()),
  adjoint: () => K.adjoint(x()),
  all: () => K.all(x()),
  allclose: () => K.allclose(v(), v()),
  amax: () => K.amax(x()),
  amin: () => K.amin(x()),
  aminmax: () => K.aminmax(x()),
  angle: () => K.angle(z()),
  any: () => K.any(x()),
  arange: () => K.arange(3),
  arccos: () => K.arccos(x()),
  arccosh: () => K.arccosh(x()),
  arcsin: () => K.arcsin(x()),
  arcsinh: () => K.arcsinh(x()),
  arctan: () => K.arctan(x()),
  arctan2: () => K.arctan2(v(), v()),
  arctanh: () => K.arctanh(x()),
  argmax: () => K.argmax(x()),
  argmin: () => K.argmin(x()),
  argsort: () => K.argsort(x()),
  argwhere: () => K.argwhere(x()),
  asStrided: () => K.asStrided(x(), [3, 3], [3, 1]),
  asStridedScatter: () => K.asStridedScatter(x(), v(), [3], [4]),
  asTensor: () => K.asTensor(x()),
  asin: () => K.asin(x()),
  asinh: () => K.asinh(x()),
  atan: () => K.atan(x()),
  atan2: () => K.atan2(v(), v()),
  atanh: () => K.atanh(x()),
  atleast1d: () => K.atleast1d(x()),
  atleast2d: () => K.atleast2d(x()),
  atleast3d: () => K.atleast3d(x()),
  bartlettWindow: () => K.bartlettWindow(3),
  bernoulli: () => K.bernoulli(x()),
  bincount: () => K.bincount(i()),
  bitwiseAnd: () => K.bitwiseAnd(i(), 2),
  bitwiseLeftShift: () => K.bitwiseLeftShift(i(), 2),
  bitwiseNot: () => K.bitwiseNot(i()),
  bitwiseOr: () => K.bitwiseOr(i(), 2),
  bitwiseRightShift: () => K.bitwiseRightShift(i(), 2),
  bitwiseXor: () => K.bitwiseXor(i(), 2),
  blackmanWindow: () => K.blackmanWindow(3),
  blockDiag: () => K.blockDiag(x(), y()),
  bmm: () => K.bmm(cube(), cube().transpose(1, 2)),
  broadcastShapes: () => K.broadcastShapes([3, 1], [3]),
  broadcastTensors: () => K.broadcastTensors(x(), v()),
  broadcastTo: () => K.broadcastTo(v(), [3, 3]),
  bucketize: () => K.bucketize(v(), v()),
  canCast: () => K.canCast("float32", "int64"),
  cartesianProd: () => K.cartesianProd(v(), w()),
  cat: () => K.cat([x(), y()]),
  cdist: () => K.cdist(x(), y()),
  ceil: () => K.ceil(x()),
  chainMatmul: () => K.chainMatmul(x(), y(), x()),
  cholesky: () => K.cholesky(s()),
  choleskyInverse: () => K.choleskyInverse(x()),
  choleskySolve: () => K.choleskySolve(x(), y()),
  chunk: () => K.chunk(x(), 2),
  clamp: () => K.clamp(v(), v()),
  clampMax: () => K.clampMax(v(), v()),
  clampMin: () => K.clampMin(v(), v()),
  clip: () => K.clip(v(), v()),
  clone: () => K.clone(x()),
  columnStack: () => K.columnStack([x(), y()]),
  combinations: () => K.combinations(v()),
  complex: () => K.complex(v(), v()),
  concat: () => K.concat([x(), y()]),
  concatenate: () => K.concatenate([x(), y()]),
  conj: () => K.conj(z()),
  conjPhysical: () => K.conjPhysical(x()),
  contiguous: () => K.contiguous(x()),
  copysign: () => K.copysign(v(), v()),
  corrcoef: () => K.corrcoef(x()),
  cos: () => K.cos(x()),
  cosh: () => K.cosh(x()),
  countNonzero: () => K.countNonzero(x()),
  cov: () => K.cov(x()),
  cross: () => K.cross(v(), v()),
  cummax: () => K.cummax(cube(), 2),
  cummin: () => K.cummin(cube(), 2),
  cumprod: () => K.cumprod(cube(), 2),
  cumsum: () => K.cumsum(cube(), 2),
  cumulativeTrapezoid: () => K.cumulativeTrapezoid(x()),
  deg2rad: () => K.deg2rad(x()),
  det: () => K.det(s()),
  detach: () => K.detach(x()),
  diag: () => K.diag(x()),
  diagEmbed: () => K.diagEmbed(x()),
  diagflat: () => K.diagflat(x()),
  diagonal: () => K.diagonal(x()),
  diagonalScatter: () => K.diagonalScatter(x(), v()),
  diff: () => K.diff(x()),
  digamma: () => K.digamma(x()),
  dist: () => K.dist(v(), v()),
  div: () => K.div(v(), v()),
  divide: () => K.divide(v(), v()),
  dot: () => K.dot(v(), v()),
  dsplit: () => K.dsplit(cube(), 2),
  dstack: () => K.dstack([x(), y()]),
  einsum: () => K.einsum("ij,jk->ik", x(), y()),
  eq: () => K.eq(v(), v()),
  equal: () => K.equal(v(), v()),
  erf: () => K.erf(x()),
  erfc: () => K.erfc(x()),
  erfinv: () => K.erfinv(x()),
  exp: () => K.exp(x()),
  exp2: () => K.exp2(x()),
  expand: () => K.expand(x(), 3, 3),
  expm1: () => K.expm1(x()),
  eye: () => K.eye(3),
  finfo: () => K.finfo("float32"),
  fix: () => K.fix(x()),
  flatten: () => K.flatten(x()),
  flip: () => K.flip(x()),
  fliplr: () => K.fliplr(x()),
  flipud: () => K.flipud(x()),
  floatPower: () => K.floatPower(v(), v()),
  floor: () => K.floor(x()),
  floorDivide: () => K.floorDivide(v(), v()),
  fmax: () => K.fmax(v(), v()),
  fmin: () => K.fmin(v(), v()),
  fmod: () => K.fmod(v(), v()),
  frac: () => K.frac(x()),
  frexp: () => K.frexp(x()),
  fullLike: () => K.fullLike(x(), 7),
  gather: () => K.gather(v(), 0, i()),
  gcd: () => K.gcd(i(), 2),
  ge: () => K.ge(v(), v()),
  geqrf: () => K.geqrf(x()),
  ger: () => K.ger(v(), v()),
  get: () => K.get(x(), 1),
  getDefaultDtype: () => K.getDefaultDtype(),
  gradient: () => K.gradient(x()),
  greater: () => K.greater(v(), v()),
  greaterEqual: () => K.greaterEqual(v(), v()),
  gt: () => K.gt(v(), v()),
  hammingWindow: () => K.hammingWindow(3),
  hannWindow: () => K.hannWindow(3),
  heaviside: () => K.heaviside(v(), v()),
  histc: () => K.histc(x()),
  histogram: () => K.histogram(v(), v()),
  histogramdd: () => K.histogramdd(x(), 2),
  hsplit: () => K.hsplit(img(), 2),
  hstack: () => K.hstack([x(), y()]),
  hypot: () => K.hypot(v(), v()),
  i0: () => K.i0(x()),
  igamma: () => K.igamma(v(), v()),
  igammac: () => K.igammac(v(), v()),
  imag: () => K.imag(z()),
  indexAdd: () => K.indexAdd(x(), 0, i(), x()),
  indexCopy: () => K.indexCopy(x(), 0, i(), x()),
  indexPut: () => K.indexPut(x(), [i()], v()),
  indexReduce: () => K.indexReduce(x(), 0, i(), x(), "mean"),
  indexSelect: () => K.indexSelect(x(), 0, i()),
  initialSeed: () => K.initialSeed(),
  inner: () => K.inner(v(), v()),
  inverse: () => K.inverse(s()),
  isAnomalyEnabled: () => K.isAnomalyEnabled(),
  isComplex: () => K.isComplex(x()),
  isConj: () => K.isConj(x()),
  isFloatingPoint: () => K.isFloatingPoint(x()),
  isGradEnabled: () => K.isGradEnabled(),
  isNeg: () => K.isNeg(x()),
  isSigned: () => K.isSigned(x()),
  isTensor: () => K.isTensor(x()),
  isclose: () => K.isclose(v(), v()),
  isfinite: () => K.isfinite(x()),
  isin: () => K.isin(i(), ii()),
  isinf: () => K.isinf(x()),
  isnan: () => K.isnan(x()),
  isneginf: () => K.isneginf(x()),
  isposinf: () => K.isposinf(x()),
  isreal: () => K.isreal(x()),
  istft: () => K.istft(K.stft(wave(), 8, { hopLength: 4, returnComplex: true }), 8, { hopLength: 4 }),
  kaiserWindow: () => K.kaiserWindow(3),
  kron: () => K.kron(v(), v()),
  kthvalue: () => K.kthvalue(x(), 2),
  lcm: () => K.lcm(i(), 2),
  ldexp: () => K.ldexp(v(), v()),
  le: () => K.le(v(), v()),
  lerp: () => K.lerp(v(), v(), y()),
  less: () => K.less(v(), v()),
  lessEqual: () => K.lessEqual(v(), v()),
  lgamma: () => K.lgamma(x()),
  linspace: () => K.linspace(0, 1, 5),
  log: () => K.log(x()),
  log10: () => K.log10(x()),
  log1p: () => K.log1p(x()),
  log2: () => K.log2(x()),
  logSoftmax: () => K.logSoftmax(cube(), 2),
  logaddexp: () => K.logaddexp(v(), v()),
  logaddexp2: () => K.logaddexp2(v(), v()),
  logcumsumexp: () => K.logcumsumexp(cube(), 2),
  logdet: () => K.logdet(s()),
  logicalAnd: () => K.logicalAnd(v(), v()),
  logicalNot: () => K.logicalNot(x()),
  logicalOr: () => K.logicalOr(v(), v()),
  logicalXor: () => K.logicalXor(v(), v()),
  logit: () => K.logit(x()),
  logspace: () => K.logspace(0, 1, 5),
  logsumexp: () => K.logsumexp(x(), 1),
  lt: () => K.lt(v(), v()),
  maskedFill: () => K.maskedFill(x(), b(), 0),
  maskedScatter: () => K.maskedScatter(x(), b(), x()),
  maskedSelect: () => K.maskedSelect(x(), b()),
  matmul: () => K.matmul(v(), v()),
  matrixExp: () => K.matrixExp(x()),
  matrixPower: () => K.matrixPower(x(), 2),
  max: () => K.max(x()),
  maximum: () => K.maximum(v(), v()),
  mean: () => K.mean(x()),
  median: () => K.median(x()),
  meshgrid: () => K.meshgrid([v(), w()]),
  min: () => K.min(x()),
  minimum: () => K.minimum(v(), v()),
  mm: () => K.mm(x(), y()),
  mode: () => K.mode(x()),
  moveaxis: () => K.moveaxis(x(), 0, 1),
  movedim: () => K.movedim(x(), 0, 1),
  msort: () => K.msort(x()),
  mul: () => K.mul(v(), v()),
  multinomial: () => K.multinomial(x(), 2),
  multiply: () => K.multiply(v(), v()),
  mv: () => K.mv(x(), v()),
  mvlgamma: () => K.mvlgamma(x(), 2),
  nanToNum: () => K.nanToNum(x()),
  nanmean: () => K.nanmean(x()),
  nanmedian: () => K.nanmedian(x()),
  nanquantile: () => K.nanquantile(v(), v()),
  nansum: () => K.nansum(x()),
  narrow: () => K.narrow(x(), 1, 0, 2),
  narrowCopy: () => K.narrowCopy(x(), 1, 0, 2),
  ne: () => K.ne(v(), v()),
  neg: () => K.neg(x()),
  negative: () => K.negative(x()),
  nextafter: () => K.nextafter(v(), v()),
  nonzero: () => K.nonzero(x()),
  norm: () => K.norm(x()),
  normal: () => K.normal(x(), y()),
  notEqual: () => K.notEqual(v(), v()),
  numel: () => K.numel(x()),
  ones: () => K.ones([3, 3]),
  onesLike: () => K.onesLike(x()),
  orgqr: () => K.orgqr(x(), y()),
  outer: () => K.outer(v(), v()),
  pcaLowrank: () => K.pcaLowrank(x()).S,
  pdist: () => K.pdist(x()),
  permute: () => K.permute(v(), 0),
  pinverse: () => K.pinverse(x()),
  poisson: () => K.poisson(x()),
  polar: () => K.polar(v(), v()),
  positive: () => K.positive(x()),
  pow: () => K.pow(v(), v()),
  prod: () => K.prod(x()),
  promoteTypes: () => K.promoteTypes("int64", "float32"),
  put: () => K.put(x(), i(), v()),
  qr: () => K.qr(x()),
  quantile: () => K.quantile(v(), v()),
  rad2deg: () => K.rad2deg(x()),
  rand: () => K.rand([3, 3]),
  randLike: () => K.randLike(x()),
  randintLike: () => K.randintLike(x(), 0, 10),
  randn: () => K.randn([3, 3]),
  randnLike: () => K.randnLike(x()),
  randperm: () => K.randperm(3),
  ravel: () => K.ravel(x()),
  real: () => K.real(z()),
  reciprocal: () => K.reciprocal(x()),
  relu: () => K.relu(x()),
  remainder: () => K.remainder(v(), v()),
  renorm: () => K.renorm(x(), 1, 0, 2),
  repeat: () => K.repeat(v(), 2),
  repeatInterleave: () => K.repeatInterleave(i()),
  reshape: () => K.reshape(v(), [3, 1]),
  resolveConj: () => K.resolveConj(x()),
  resolveNeg: () => K.resolveNeg(x()),
  resultType: () => K.resultType(x(), i()),
  roll: () => K.roll(x(), 2),
  rot90: () => K.rot90(x()),
  round: () => K.round(x()),
  rowStack: () => K.rowStack([x(), y()]),
  rsqrt: () => K.rsqrt(x()),
  scatter: () => K.scatter(v(), 0, i(), x()),
  scatterAdd: () => K.scatterAdd(v(), 0, i(), x()),
  scatterReduce: () => K.scatterReduce(v(), 0, i(), x(), "sum"),
  searchsorted: () => K.searchsorted(v(), v()),
  select: () => K.select(x(), 0, 1),
  selectScatter: () => K.selectScatter(x(), v(), 0, 1),
  set: () =>
    afterInPlace(x(), (t) => {
      K.set(t, [0], 5);
    }),
  sgn: () => K.sgn(x()),
  sigmoid: () => K.sigmoid(x()),
  sign: () => K.sign(x()),
  signbit: () => K.signbit(x()),
  sin: () => K.sin(x()),
  sinc: () => K.sinc(x()),
  sinh: () => K.sinh(x()),
  slice: () => x().get(K.slice(1, 3)),
  sliceScatter: () => K.sliceScatter(v(), v()),
  slogdet: () => K.slogdet(x()),
  softmax: () => K.softmax(cube(), 2),
  sort: () => K.sort(x()),
  sparkline: () => K.sparkline([1, 5, 2]),
  split: () => K.split(x(), 2),
  splitWithSizes: () => K.splitWithSizes(x(), [1, 2]),
  sqrt: () => K.sqrt(x()),
  square: () => K.square(x()),
  squeeze: () => K.squeeze(x()),
  stack: () => K.stack([x(), y()]),
  std: () => K.std(x()),
  stdMean: () => K.stdMean(x()),
  stft: () => K.stft(wave(), 8, { hopLength: 4, returnComplex: true }),
  sub: () => K.sub(v(), v()),
  subtract: () => K.subtract(v(), v()),
  sum: () => K.sum(x()),
  svd: () => K.svd(x()),
  svdLowrank: () => K.svdLowrank(x(), { q: 2 }).S,
  swapaxes: () => K.swapaxes(x(), 0, 1),
  swapdims: () => K.swapdims(x(), 0, 1),
  t: () => K.t(x()),
  take: () => K.take(x(), i()),
  takeAlongDim: () => K.takeAlongDim(x(), i()),
  tan: () => K.tan(x()),
  tanh: () => K.tanh(x()),
  tensor: () => K.tensor(x()),
  tensorSplit: () => K.tensorSplit(x(), 2),
  tensordot: () => K.tensordot(x(), y()),
  tile: () => K.tile(x()),
  topk: () => K.topk(x(), 2),
  trace: () => K.trace(x()),
  transpose: () => K.transpose(x(), 0, 1),
  trapezoid: () => K.trapezoid(x()),
  trapz: () => K.trapz(x()),
  tril: () => K.tril(x()),
  trilIndices: () => K.trilIndices(3, 3),
  triu: () => K.triu(x()),
  triuIndices: () => K.triuIndices(3, 3),
  trueDivide: () => K.trueDivide(v(), v()),
  trunc: () => K.trunc(x()),
  unbind: () => K.unbind(x()),
  unflatten: () => K.unflatten(x(), 0, [3, 1]),
  unfold: () => K.unfold(x(), 1, 0, 2),
  unique: () => K.unique(x()),
  uniqueConsecutive: () => K.uniqueConsecutive(x()),
  unsafeChunk: () => K.unsafeChunk(x(), 2),
  unsafeSplit: () => K.unsafeSplit(x(), 2),
  unsqueeze: () => K.unsqueeze(x(), 2),
  vander: () => K.vander(v()),
  var: () => K.var(x()),
  varMean: () => K.varMean(x()),
  vdot: () => K.vdot(v(), v()),
  view: () => K.view(v(), [3, 1]),
  viewAsReal: () => K.viewAsReal(z()),
  vsplit: () => K.vsplit(cube(), 2),
  vstack: () => K.vstack([x(), y()]),
  where: () => K.where(b(), x(), y()),
  xlogy: () => K.xlogy(v(), v()),
  zeros: () => K.zeros([3, 3]),
  zerosLike: () => K.zerosLike(x()),
  addbmm: () => K.addbmm(K.ones(3, 3), cube(), K.ones(2, 4, 3)),
  baddbmm: () => K.baddbmm(K.ones(2, 3, 3), cube(), K.ones(2, 4, 3)),
  addmv: () => K.addmv(v(), x(), w()),
  backward: () =>
    gradientOf((p) => {
      K.backward(p.square().sum());
      return p.grad;
    }),
  grad: () => gradientOf((p) => K.grad(p.square().sum(), [p])),
  gradcheck: () => K.gradcheck((t) => t.mul(2), [K.tensor([1, 2], { dtype: "float64", requiresGrad: true })]),
  gradgradcheck: () => K.gradgradcheck((t) => t.pow(3), [K.tensor([1, 2], { dtype: "float64", requiresGrad: true })]),
  compile: () => compiled(K.compile((t: Tensor) => t.mul(2).sum())),
  detectAnomaly: () => K.detectAnomaly(() => x().sum()),
  setDetectAnomaly: () =>
    during(
      () => K.setDetectAnomaly(true),
      K.isAnomalyEnabled,
      () => K.setDetectAnomaly(false),
    ),
  empty: () => K.empty(2, 3).shape,
  emptyLike: () => K.emptyLike(x()).shape,
  enableGrad: () => K.enableGrad(K.isGradEnabled),
  noGrad: () => K.noGrad(K.isGradEnabled),
  setGradEnabled: () => K.setGradEnabled(false, K.isGradEnabled),
  explain: () => explained((model) => K.explain(model, () => model(x()).square().mean())),
  fromTypedArray: () => K.fromTypedArray(new Float32Array([1, 2, 3, 4]), [2, 2]),
  full: () => K.full([2, 2], 7),
  iinfo: () => K.iinfo("int32"),
  indexFill: () => K.indexFill(x(), 0, i(), 9),
  isNonzero: () => K.isNonzero(K.tensor(3)),
  luSolve: () => K.luSolve(y(), ...luOf(s())),
  luUnpack: () => K.luUnpack(...luOf(s())),
  ormqr: () => K.ormqr(x(), v(), y()),
  polygamma: () => K.polygamma(1, x()),
  randint: () => K.randint(10, [4]),
  viewAsComplex: () => K.viewAsComplex(K.ones(3, 2)),
  setDefaultDtype: () =>
    during(
      () => K.setDefaultDtype("float64"),
      () => K.zeros(2),
      () => K.setDefaultDtype("float32"),
    ),
  getNumThreads: () => typeof K.getNumThreads(),
  setNumThreads: () =>
    during(
      () => K.setNumThreads(1),
      K.getNumThreads,
      () => undefined,
    ),
  engines: () => K.engines().some((e) => e.name === "js"),
  setEngine: () =>
    during(
      () => K.setEngine("js"),
      () => K.matmul(K.ones(40, 40), K.ones(40, 40)),
      () => K.setEngine("wasm"),
    ),
  getPrintoptions: () => K.getPrintoptions(),
  setPrintoptions: () =>
    during(
      () => K.setPrintoptions({ precision: 2 }),
      () => String(x()),
      () => K.setPrintoptions({ profile: "default" }),
    ),
  getRngState: () => K.getRngState().length,
  setRngState: () => again(K.getRngState()),
  manualSeed: () => [K.manualSeed(3), K.rand(2)],
  seed: () => typeof K.seed(),
  load: () => K.load(K.saveBytes({ weight: x(), epoch: 3 })),
  saveBytes: () => K.saveBytes({ weight: x() }).length,
  loadWeights: () => K.loadWeights(K.saveBytes(new K.nn.Linear(3, 2))),
  save: () => typeof K.save,
  onDiagnosis: () => typeof K.onDiagnosis(K.onDiagnosis(() => {})),
  resetDiagnosis: () =>
    during(
      () => K.resetDiagnosis(),
      () => 1,
      () => undefined,
    ),
  setStrict: () =>
    during(
      () => K.setStrict(true),
      () => x(),
      () => K.setStrict(false),
    ),
  setProgressOutput: () => drawn(() => [...K.trange(3)]),
  tqdm: () => drawn(() => [...K.tqdm([1, 2, 3])]),
  trange: () => drawn(() => [...K.trange(2, 8, 2)]),
  Function: () =>
    gradientOf((p) => {
      Cube.apply(p).sum().backward();
      return p.grad;
    }),
  FunctionContext: () => typeof K.FunctionContext,
  Generator: () => K.randn(3, { generator: new K.Generator().manualSeed(5) }),
  KindlingError: () => caught(() => K.ones(2).add(K.ones(3))),
  LoadError: () => caught(() => K.load(new Uint8Array(9))),
  Random: () => new K.Random(5).random(),
  Slice: () => K.slice(1, 2) instanceof K.Slice,
  Tensor: () => x() instanceof K.Tensor,

  // fft
  "fft.fft": () => K.fft.fft(x()),
  "fft.fft2": () => K.fft.fft2(x()),
  "fft.fftfreq": () => K.fft.fftfreq(3),
  "fft.fftn": () => K.fft.fftn(x()),
  "fft.fftshift": () => K.fft.fftshift(x()),
  "fft.hfft": () => K.fft.hfft(x()),
  "fft.hfft2": () => K.fft.hfft2(x()),
  "fft.hfftn": () => K.fft.hfftn(x()),
  "fft.ifft": () => K.fft.ifft(x()),
  "fft.ifft2": () => K.fft.ifft2(x()),
  "fft.ifftn": () => K.fft.ifftn(x()),
  "fft.ifftshift": () => K.fft.ifftshift(x()),
  "fft.ihfft": () => K.fft.ihfft(x()),
  "fft.ihfft2": () => K.fft.ihfft2(x()),
  "fft.ihfftn": () => K.fft.ihfftn(x()),
  "fft.irfft": () => K.fft.irfft(x()),
  "fft.irfft2": () => K.fft.irfft2(x()),
  "fft.irfftn": () => K.fft.irfftn(x()),
  "fft.rfft": () => K.fft.rfft(x()),
  "fft.rfft2": () => K.fft.rfft2(x()),
  "fft.rfftfreq": () => K.fft.rfftfreq(3),
  "fft.rfftn": () => K.fft.rfftn(x()),

  // linalg
  "linalg.cholesky": () => K.linalg.cholesky(s()),
  "linalg.choleskyEx": () => K.linalg.choleskyEx(s()),
  "linalg.cond": () => K.linalg.cond(s()),
  "linalg.cross": () => K.linalg.cross(v(), v()),
  "linalg.det": () => K.linalg.det(s()),
  "linalg.diagonal": () => K.linalg.diagonal(x()),
  "linalg.eig": () =>
    K.linalg
      .eig(
        K.tensor([
          [0, 1],
          [-1, 0],
        ]),
      )
      .eigenvalues.abs(),
  "linalg.eigh": () => K.linalg.eigh(s()),
  "linalg.eigvals": () =>
    K.linalg
      .eigvals(
        K.tensor([
          [0, 1],
          [-1, 0],
        ]),
      )
      .abs(),
  "linalg.eigvalsh": () => K.linalg.eigvalsh(s()),
  "linalg.householderProduct": () => K.linalg.householderProduct(x(), y()),
  "linalg.inv": () => K.linalg.inv(s()),
  "linalg.invEx": () => K.linalg.invEx(s()),
  "linalg.ldlFactor": () => K.linalg.ldlFactor(s()),
  "linalg.ldlFactorEx": () => K.linalg.ldlFactorEx(s()),
  "linalg.lstsq": () => K.linalg.lstsq(x(), y()),
  "linalg.lu": () => K.linalg.lu(s()),
  "linalg.luFactor": () => K.linalg.luFactor(s()),
  "linalg.luFactorEx": () => K.linalg.luFactorEx(s()),
  "linalg.matmul": () => K.linalg.matmul(v(), v()),
  "linalg.matrixExp": () => K.linalg.matrixExp(x()),
  "linalg.matrixNorm": () => K.linalg.matrixNorm(x()),
  "linalg.matrixPower": () => K.linalg.matrixPower(x(), 2),
  "linalg.matrixRank": () => K.linalg.matrixRank(x()),
  "linalg.multiDot": () => K.linalg.multiDot([x(), y()]),
  "linalg.norm": () => K.linalg.norm(x()),
  "linalg.pinv": () => K.linalg.pinv(x()),
  "linalg.qr": () => K.linalg.qr(x()),
  "linalg.slogdet": () => K.linalg.slogdet(x()),
  "linalg.solve": () => K.linalg.solve(x(), y()),
  "linalg.solveEx": () => K.linalg.solveEx(x(), y()),
  "linalg.svd": () => K.linalg.svd(x()),
  "linalg.svdvals": () => K.linalg.svdvals(x()),
  "linalg.tensorinv": () => K.linalg.tensorinv(x(), 1),
  "linalg.tensorsolve": () => K.linalg.tensorsolve(x(), v()),
  "linalg.vander": () => K.linalg.vander(x()),
  "linalg.vecdot": () => K.linalg.vecdot(v(), v()),
  "linalg.vectorNorm": () => K.linalg.vectorNorm(x()),
  "linalg.luSolve": () => K.linalg.luSolve(...luOf(s()), y()),
  "linalg.ldlSolve": () => ldl(s()),
  "linalg.solveTriangular": () => K.linalg.solveTriangular(s().tril(), y(), { upper: false }),

  // special
  "special.airyAi": () => K.special.airyAi(x()),
  "special.besselJ0": () => K.special.besselJ0(x()),
  "special.besselJ1": () => K.special.besselJ1(x()),
  "special.besselY0": () => K.special.besselY0(x()),
  "special.besselY1": () => K.special.besselY1(x()),
  "special.chebyshevPolynomialT": () => K.special.chebyshevPolynomialT(v(), v()),
  "special.chebyshevPolynomialU": () => K.special.chebyshevPolynomialU(v(), v()),
  "special.chebyshevPolynomialV": () => K.special.chebyshevPolynomialV(v(), v()),
  "special.chebyshevPolynomialW": () => K.special.chebyshevPolynomialW(v(), v()),
  "special.digamma": () => K.special.digamma(x()),
  "special.entr": () => K.special.entr(x()),
  "special.erf": () => K.special.erf(x()),
  "special.erfc": () => K.special.erfc(x()),
  "special.erfcx": () => K.special.erfcx(x()),
  "special.erfinv": () => K.special.erfinv(x()),
  "special.exp2": () => K.special.exp2(x()),
  "special.expit": () => K.special.expit(x()),
  "special.expm1": () => K.special.expm1(x()),
  "special.gammainc": () => K.special.gammainc(v(), v()),
  "special.gammaincc": () => K.special.gammaincc(v(), v()),
  "special.gammaln": () => K.special.gammaln(x()),
  "special.hermitePolynomialH": () => K.special.hermitePolynomialH(v(), v()),
  "special.hermitePolynomialHe": () => K.special.hermitePolynomialHe(v(), v()),
  "special.i0": () => K.special.i0(x()),
  "special.i0e": () => K.special.i0e(x()),
  "special.i1": () => K.special.i1(x()),
  "special.i1e": () => K.special.i1e(x()),
  "special.laguerrePolynomialL": () => K.special.laguerrePolynomialL(v(), v()),
  "special.legendrePolynomialP": () => K.special.legendrePolynomialP(v(), v()),
  "special.log1p": () => K.special.log1p(x()),
  "special.logNdtr": () => K.special.logNdtr(x()),
  "special.logSoftmax": () => K.special.logSoftmax(cube(), 2),
  "special.logit": () => K.special.logit(x()),
  "special.logsumexp": () => K.special.logsumexp(x(), 1),
  "special.modifiedBesselI0": () => K.special.modifiedBesselI0(x()),
  "special.modifiedBesselI1": () => K.special.modifiedBesselI1(x()),
  "special.modifiedBesselK0": () => K.special.modifiedBesselK0(x()),
  "special.modifiedBesselK1": () => K.special.modifiedBesselK1(x()),
  "special.multigammaln": () => K.special.multigammaln(x(), 2),
  "special.ndtr": () => K.special.ndtr(x()),
  "special.ndtri": () => K.special.ndtri(x()),
  "special.psi": () => K.special.psi(x()),
  "special.round": () => K.special.round(x()),
  "special.scaledModifiedBesselK0": () => K.special.scaledModifiedBesselK0(x()),
  "special.scaledModifiedBesselK1": () => K.special.scaledModifiedBesselK1(x()),
  "special.shiftedChebyshevPolynomialT": () => K.special.shiftedChebyshevPolynomialT(v(), v()),
  "special.shiftedChebyshevPolynomialU": () => K.special.shiftedChebyshevPolynomialU(v(), v()),
  "special.shiftedChebyshevPolynomialV": () => K.special.shiftedChebyshevPolynomialV(v(), v()),
  "special.shiftedChebyshevPolynomialW": () => K.special.shiftedChebyshevPolynomialW(v(), v()),
  "special.sinc": () => K.special.sinc(x()),
  "special.softmax": () => K.special.softmax(cube(), 2),
  "special.sphericalBesselJ0": () => K.special.sphericalBesselJ0(x()),
  "special.xlog1py": () => K.special.xlog1py(v(), v()),
  "special.xlogy": () => K.special.xlogy(v(), v()),
  "special.zeta": () => K.special.zeta(v(), v()),
  "special.polygamma": () => K.special.polygamma(1, x()),

  // Tensor
  "Tensor.strides": () => x().strides,
  "Tensor.neg": () => x().neg(),
  "Tensor.abs": () => x().abs(),
  "Tensor.sign": () => x().sign(),
  "Tensor.floor": () => x().floor(),
  "Tensor.ceil": () => x().ceil(),
  "Tensor.trunc": () => x().trunc(),
  "Tensor.round": () => x().round(),
  "Tensor.frac": () => x().frac(),
  "Tensor.square": () => x().square(),
  "Tensor.sqrt": () => x().sqrt(),
  "Tensor.rsqrt": () => x().rsqrt(),
  "Tensor.reciprocal": () => x().reciprocal(),
  "Tensor.exp": () => x().exp(),
  "Tensor.exp2": () => x().exp2(),
  "Tensor.expm1": () => x().expm1(),
  "Tensor.log": () => x().log(),
  "Tensor.log2": () => x().log2(),
  "Tensor.log10": () => x().log10(),
  "Tensor.log1p": () => x().log1p(),
  "Tensor.erf": () => x().erf(),
  "Tensor.sin": () => x().sin(),
  "Tensor.cos": () => x().cos(),
  "Tensor.tan": () => x().tan(),
  "Tensor.asin": () => x().asin(),
  "Tensor.acos": () => x().acos(),
  "Tensor.atan": () => x().atan(),
  "Tensor.sinh": () => x().sinh(),
  "Tensor.cosh": () => x().cosh(),
  "Tensor.tanh": () => x().tanh(),
  "Tensor.asinh": () => x().asinh(),
  "Tensor.acosh": () => x().acosh(),
  "Tensor.atanh": () => x().atanh(),
  "Tensor.sigmoid": () => x().sigmoid(),
  "Tensor.relu": () => x().relu(),
  "Tensor.isnan": () => x().isnan(),
  "Tensor.isinf": () => x().isinf(),
  "Tensor.isfinite": () => x().isfinite(),
  "Tensor.logicalNot": () => x().logicalNot(),
  "Tensor.bitwiseNot": () => i().bitwiseNot(),
  "Tensor.add": () => x().add(y()),
  "Tensor.sub": () => x().sub(y()),
  "Tensor.mul": () => x().mul(y()),
  "Tensor.div": () => x().div(y()),
  "Tensor.pow": () => x().pow(y()),
  "Tensor.floorDivide": () => x().floorDivide(y()),
  "Tensor.remainder": () => x().remainder(y()),
  "Tensor.fmod": () => x().fmod(y()),
  "Tensor.atan2": () => x().atan2(y()),
  "Tensor.maximum": () => x().maximum(y()),
  "Tensor.minimum": () => x().minimum(y()),
  "Tensor.eq": () => x().eq(y()),
  "Tensor.ne": () => x().ne(y()),
  "Tensor.lt": () => x().lt(y()),
  "Tensor.le": () => x().le(y()),
  "Tensor.gt": () => x().gt(y()),
  "Tensor.ge": () => x().ge(y()),
  "Tensor.logicalAnd": () => x().logicalAnd(y()),
  "Tensor.logicalOr": () => x().logicalOr(y()),
  "Tensor.logicalXor": () => x().logicalXor(y()),
  "Tensor.bitwiseAnd": () => i().bitwiseAnd(2),
  "Tensor.bitwiseOr": () => i().bitwiseOr(2),
  "Tensor.bitwiseXor": () => i().bitwiseXor(2),
  "Tensor.bitwiseLeftShift": () => i().bitwiseLeftShift(2),
  "Tensor.bitwiseRightShift": () => i().bitwiseRightShift(2),
  "Tensor.absolute": () => x().absolute(),
  "Tensor.arccos": () => x().arccos(),
  "Tensor.arccosh": () => x().arccosh(),
  "Tensor.arcsin": () => x().arcsin(),
  "Tensor.arcsinh": () => x().arcsinh(),
  "Tensor.arctan": () => x().arctan(),
  "Tensor.arctan2": () => x().arctan2(y()),
  "Tensor.arctanh": () => x().arctanh(),
  "Tensor.divide": () => x().divide(y()),
  "Tensor.fix": () => x().fix(),
  "Tensor.greater": () => x().greater(y()),
  "Tensor.greaterEqual": () => x().greaterEqual(y()),
  "Tensor.less": () => x().less(y()),
  "Tensor.lessEqual": () => x().lessEqual(y()),
  "Tensor.multiply": () => x().multiply(y()),
  "Tensor.negative": () => x().negative(),
  "Tensor.notEqual": () => x().notEqual(y()),
  "Tensor.subtract": () => x().subtract(y()),
  "Tensor.trueDivide": () => x().trueDivide(y()),
  "Tensor.positive": () => x().positive(),
  "Tensor.sgn": () => x().sgn(),
  "Tensor.signbit": () => x().signbit(),
  "Tensor.isposinf": () => x().isposinf(),
  "Tensor.isneginf": () => x().isneginf(),
  "Tensor.isreal": () => x().isreal(),
  "Tensor.copysign": () => x().copysign(y()),
  "Tensor.heaviside": () => x().heaviside(y()),
  "Tensor.nextafter": () => x().nextafter(y()),
  "Tensor.ldexp": () => x().ldexp(y()),
  "Tensor.frexp": () => x().frexp(),
  "Tensor.deg2rad": () => x().deg2rad(),
  "Tensor.rad2deg": () => x().rad2deg(),
  "Tensor.sinc": () => x().sinc(),
  "Tensor.hypot": () => x().hypot(y()),
  "Tensor.logaddexp": () => x().logaddexp(y()),
  "Tensor.logaddexp2": () => x().logaddexp2(y()),
  "Tensor.xlogy": () => x().xlogy(y()),
  "Tensor.logit": () => x().logit(),
  "Tensor.floatPower": () => x().floatPower(y()),
  "Tensor.erfc": () => x().erfc(),
  "Tensor.erfinv": () => x().erfinv(),
  "Tensor.lgamma": () => x().lgamma(),
  "Tensor.digamma": () => x().digamma(),
  "Tensor.polygamma": () => x().polygamma(2),
  "Tensor.igamma": () => x().igamma(y()),
  "Tensor.igammac": () => x().igammac(y()),
  "Tensor.i0": () => x().i0(),
  "Tensor.sort": () => x().sort(),
  "Tensor.argsort": () => x().argsort(),
  "Tensor.msort": () => x().msort(),
  "Tensor.mode": () => x().mode(),
  "Tensor.cumsum": () => cube().cumsum(2),
  "Tensor.cumprod": () => cube().cumprod(2),
  "Tensor.logcumsumexp": () => cube().logcumsumexp(2),
  "Tensor.cummax": () => cube().cummax(2),
  "Tensor.cummin": () => cube().cummin(2),
  "Tensor.histc": () => x().histc(),
  "Tensor.bincount": () => i().bincount(),
  "Tensor.nansum": () => x().nansum(),
  "Tensor.nanmean": () => x().nanmean(),
  "Tensor.countNonzero": () => x().countNonzero(),
  "Tensor.aminmax": () => x().aminmax(),
  "Tensor.histogram": () => x().histogram(2),
  "Tensor.cov": () => x().cov(),
  "Tensor.corrcoef": () => x().corrcoef(),
  "Tensor.prelu": () => x().prelu(v()),
  "Tensor.hardshrink": () => x().hardshrink(),
  "Tensor.fmax": () => x().fmax(y()),
  "Tensor.fmin": () => x().fmin(y()),
  "Tensor.gcd": () => i().gcd(2),
  "Tensor.lcm": () => i().lcm(2),
  "Tensor.equal": () => x().equal(y()),
  "Tensor.sum": () => x().sum(),
  "Tensor.mean": () => x().mean(),
  "Tensor.prod": () => x().prod(),
  "Tensor.amax": () => x().amax(),
  "Tensor.amin": () => x().amin(),
  "Tensor.argmax": () => x().argmax(),
  "Tensor.argmin": () => x().argmin(),
  "Tensor.any": () => x().any(),
  "Tensor.all": () => x().all(),
  "Tensor.var": () => x().var(),
  "Tensor.std": () => x().std(),
  "Tensor.norm": () => x().norm(),
  "Tensor.logsumexp": () => x().logsumexp(1),
  "Tensor.softmax": () => cube().softmax(2),
  "Tensor.logSoftmax": () => cube().logSoftmax(2),
  "Tensor.matmul": () => x().matmul(y()),
  "Tensor.mm": () => x().mm(y()),
  "Tensor.bmm": () => cube().bmm(cube().transpose(1, 2)),
  "Tensor.mv": () => x().mv(v()),
  "Tensor.dot": () => v().dot(v()),
  "Tensor.outer": () => v().outer(v()),
  "Tensor.conj": () => z().conj(),
  "Tensor.isComplex": () => x().isComplex(),
  "Tensor.angle": () => z().angle(),
  "Tensor.conjPhysical": () => x().conjPhysical(),
  "Tensor.isConj": () => x().isConj(),
  "Tensor.isNeg": () => x().isNeg(),
  "Tensor.resolveConj": () => x().resolveConj(),
  "Tensor.resolveNeg": () => x().resolveNeg(),
  "Tensor.vdot": () => v().vdot(v()),
  "Tensor.geqrf": () => x().geqrf(),
  "Tensor.orgqr": () => x().orgqr(y()),
  "Tensor.cholesky": () => s().cholesky(),
  "Tensor.choleskyInverse": () => x().choleskyInverse(),
  "Tensor.choleskySolve": () => x().choleskySolve(y()),
  "Tensor.det": () => s().det(),
  "Tensor.logdet": () => s().logdet(),
  "Tensor.slogdet": () => x().slogdet(),
  "Tensor.inverse": () => s().inverse(),
  "Tensor.pinverse": () => x().pinverse(),
  "Tensor.matrixExp": () => x().matrixExp(),
  "Tensor.qr": () => x().qr(),
  "Tensor.svd": () => x().svd(),
  "Tensor.view": () => v().view([3, 1]),
  "Tensor.reshape": () => v().reshape([3, 1]),
  "Tensor.expand": () => x().expand(3, 3),
  "Tensor.t": () => x().t(),
  "Tensor.detach": () => x().detach(),
  "Tensor.adjoint": () => x().adjoint(),
  "Tensor.ravel": () => x().ravel(),
  "Tensor.fliplr": () => x().fliplr(),
  "Tensor.flipud": () => x().flipud(),
  "Tensor.trace": () => x().trace(),
  "Tensor.inner": () => x().inner(y()),
  "Tensor.ger": () => v().ger(v()),
  "Tensor.kron": () => x().kron(y()),
  "Tensor.nonzero": () => x().nonzero(),
  "Tensor.argwhere": () => x().argwhere(),
  "Tensor.sumToSize": () => x().sumToSize(1, 3),
  "Tensor.where": () => x().where(b(), 0),
  "Tensor.get": () => x().get(1, 2),
  "Tensor.set": () =>
    afterInPlace(x(), (t) => {
      t.set([0], 5);
    }),
  "Tensor.clone": () => x().clone(),
  "Tensor.contiguous": () => x().contiguous(),
  "Tensor.copy_": () => x().copy_(y()),
  "Tensor.tolist": () => x().tolist(),
  "Tensor.toJSON": () => x().toJSON(),
  "Tensor.toTypedArray": () => x().toTypedArray(),
  "Tensor.abs_": () => x().abs_(),
  "Tensor.acos_": () => x().acos_(),
  "Tensor.add_": () => x().add_(y()),
  "Tensor.addcdiv_": () => x().addcdiv_(y(), w().reshape(3, 1)),
  "Tensor.addcmul_": () => x().addcmul_(y(), w().reshape(3, 1)),
  "Tensor.asin_": () => x().asin_(),
  "Tensor.atan2_": () => x().atan2_(y()),
  "Tensor.atan_": () => x().atan_(),
  "Tensor.bitwiseAnd_": () => i().bitwiseAnd_(2),
  "Tensor.bitwiseNot_": () => i().bitwiseNot_(),
  "Tensor.bitwiseOr_": () => i().bitwiseOr_(2),
  "Tensor.bitwiseXor_": () => i().bitwiseXor_(2),
  "Tensor.ceil_": () => x().ceil_(),
  "Tensor.clamp_": () => x().clamp_(y()),
  "Tensor.cos_": () => x().cos_(),
  "Tensor.cosh_": () => x().cosh_(),
  "Tensor.div_": () => x().div_(y()),
  "Tensor.erf_": () => x().erf_(),
  "Tensor.exp2_": () => x().exp2_(),
  "Tensor.exp_": () => x().exp_(),
  "Tensor.expm1_": () => x().expm1_(),
  "Tensor.fill_": () => x().fill_(3),
  "Tensor.floorDivide_": () => x().floorDivide_(y()),
  "Tensor.floor_": () => x().floor_(),
  "Tensor.fmod_": () => x().fmod_(y()),
  "Tensor.frac_": () => x().frac_(),
  "Tensor.lerp_": () => x().lerp_(y(), w().reshape(3, 1)),
  "Tensor.log10_": () => x().log10_(),
  "Tensor.log1p_": () => x().log1p_(),
  "Tensor.log2_": () => x().log2_(),
  "Tensor.log_": () => x().log_(),
  "Tensor.logicalAnd_": () => x().logicalAnd_(y()),
  "Tensor.logicalNot_": () => x().logicalNot_(),
  "Tensor.logicalOr_": () => x().logicalOr_(y()),
  "Tensor.logicalXor_": () => x().logicalXor_(y()),
  "Tensor.maskedFill_": () => x().maskedFill_(b(), 0),
  "Tensor.mul_": () => x().mul_(y()),
  "Tensor.neg_": () => x().neg_(),
  "Tensor.pow_": () => x().pow_(y()),
  "Tensor.reciprocal_": () => x().reciprocal_(),
  "Tensor.relu_": () => x().relu_(),
  "Tensor.remainder_": () => x().remainder_(y()),
  "Tensor.rsqrt_": () => x().rsqrt_(),
  "Tensor.sigmoid_": () => x().sigmoid_(),
  "Tensor.sign_": () => x().sign_(),
  "Tensor.sin_": () => x().sin_(),
  "Tensor.sinh_": () => x().sinh_(),
  "Tensor.sqrt_": () => x().sqrt_(),
  "Tensor.square_": () => x().square_(),
  "Tensor.sub_": () => x().sub_(y()),
  "Tensor.tan_": () => x().tan_(),
  "Tensor.tanh_": () => x().tanh_(),
  "Tensor.trunc_": () => x().trunc_(),
  "Tensor.zero_": () => x().zero_(),
  "Tensor.absolute_": () => x().absolute_(),
  "Tensor.acosh_": () => x().acosh_(),
  "Tensor.arccos_": () => x().arccos_(),
  "Tensor.arccosh_": () => x().arccosh_(),
  "Tensor.arcsin_": () => x().arcsin_(),
  "Tensor.arcsinh_": () => x().arcsinh_(),
  "Tensor.arctan2_": () => x().arctan2_(y()),
  "Tensor.arctan_": () => x().arctan_(),
  "Tensor.arctanh_": () => x().arctanh_(),
  "Tensor.asinh_": () => x().asinh_(),
  "Tensor.atanh_": () => x().atanh_(),
  "Tensor.bitwiseLeftShift_": () => i().bitwiseLeftShift_(2),
  "Tensor.bitwiseRightShift_": () => i().bitwiseRightShift_(2),
  "Tensor.clampMax_": () => x().clampMax_(y()),
  "Tensor.clampMin_": () => x().clampMin_(y()),
  "Tensor.clip_": () => x().clip_(y()),
  "Tensor.conjPhysical_": () => x().conjPhysical_(),
  "Tensor.copysign_": () => x().copysign_(y()),
  "Tensor.cumprod_": () => cube().cumprod_(2),
  "Tensor.cumsum_": () => cube().cumsum_(2),
  "Tensor.deg2rad_": () => x().deg2rad_(),
  "Tensor.digamma_": () => x().digamma_(),
  "Tensor.divide_": () => x().divide_(y()),
  "Tensor.eq_": () => x().eq_(y()),
  "Tensor.erfc_": () => x().erfc_(),
  "Tensor.erfinv_": () => x().erfinv_(),
  "Tensor.fix_": () => x().fix_(),
  "Tensor.gcd_": () => i().gcd_(2),
  "Tensor.ge_": () => x().ge_(y()),
  "Tensor.greaterEqual_": () => x().greaterEqual_(y()),
  "Tensor.greater_": () => x().greater_(y()),
  "Tensor.gt_": () => x().gt_(y()),
  "Tensor.heaviside_": () => x().heaviside_(y()),
  "Tensor.hypot_": () => x().hypot_(y()),
  "Tensor.i0_": () => x().i0_(),
  "Tensor.igamma_": () => x().igamma_(y()),
  "Tensor.igammac_": () => x().igammac_(y()),
  "Tensor.lcm_": () => i().lcm_(2),
  "Tensor.ldexp_": () => x().ldexp_(y()),
  "Tensor.le_": () => x().le_(y()),
  "Tensor.lessEqual_": () => x().lessEqual_(y()),
  "Tensor.less_": () => x().less_(y()),
  "Tensor.lgamma_": () => x().lgamma_(),
  "Tensor.logit_": () => x().logit_(),
  "Tensor.lt_": () => x().lt_(y()),
  "Tensor.multiply_": () => x().multiply_(y()),
  "Tensor.mvlgamma_": () => x().mvlgamma_(2),
  "Tensor.nanToNum_": () => x().nanToNum_(),
  "Tensor.ne_": () => x().ne_(y()),
  "Tensor.negative_": () => x().negative_(),
  "Tensor.nextafter_": () => x().nextafter_(y()),
  "Tensor.notEqual_": () => x().notEqual_(y()),
  "Tensor.polygamma_": () => x().polygamma_(2),
  "Tensor.rad2deg_": () => x().rad2deg_(),
  "Tensor.round_": () => x().round_(),
  "Tensor.sgn_": () => x().sgn_(),
  "Tensor.sinc_": () => x().sinc_(),
  "Tensor.subtract_": () => x().subtract_(y()),
  "Tensor.trueDivide_": () => x().trueDivide_(y()),
  "Tensor.xlogy_": () => x().xlogy_(y()),
  "Tensor.addmm_": () => x().addmm_(x(), y()),
  "Tensor.addr_": () => x().addr_(v(), w()),
  "Tensor.fillDiagonal_": () => x().fillDiagonal_(2),
  "Tensor.indexAdd_": () => x().indexAdd_(0, i(), x()),
  "Tensor.indexCopy_": () => x().indexCopy_(0, i(), x()),
  "Tensor.indexPut_": () => x().indexPut_([i()], v()),
  "Tensor.indexReduce_": () => x().indexReduce_(0, i(), x(), "mean"),
  "Tensor.maskedScatter_": () => x().maskedScatter_(b(), x()),
  "Tensor.put_": () => x().put_(i(), v()),
  "Tensor.renorm_": () => x().renorm_(1, 0, 2),
  "Tensor.scatterAdd_": () => v().scatterAdd_(0, i(), x()),
  "Tensor.scatterReduce_": () => v().scatterReduce_(0, i(), x(), "sum"),
  "Tensor.scatter_": () => v().scatter_(0, i(), x()),
  "Tensor.squeeze_": () => x().squeeze_(),
  "Tensor.swapaxes_": () => x().swapaxes_(0, 1),
  "Tensor.swapdims_": () => x().swapdims_(0, 1),
  "Tensor.t_": () => x().t_(),
  "Tensor.transpose_": () => x().transpose_(0, 1),
  "Tensor.tril_": () => x().tril_(),
  "Tensor.triu_": () => x().triu_(),
  "Tensor.unsqueeze_": () => x().unsqueeze_(2),
  "Tensor.bernoulli": () => x().bernoulli(),
  "Tensor.multinomial": () => x().multinomial(2),
  "Tensor.bernoulli_": () => x().bernoulli_(),
  "Tensor.cauchy_": () => x().cauchy_(),
  "Tensor.exponential_": () => x().exponential_(),
  "Tensor.geometric_": () => x().geometric_(0.5),
  "Tensor.logNormal_": () => x().logNormal_(),
  "Tensor.normal_": () => x().normal_(),
  "Tensor.random_": () => x().random_(),
  "Tensor.uniform_": () => x().uniform_(),
  "Tensor.isFloatingPoint": () => x().isFloatingPoint(),
  "Tensor.isSigned": () => x().isSigned(),
  "Tensor.ndimension": () => x().ndimension(),
  "Tensor.nelement": () => x().nelement(),
  "Tensor.cpu": () => x().cpu(),
  "Tensor.addcdiv": () => x().addcdiv(y(), w().reshape(3, 1)),
  "Tensor.addcmul": () => x().addcmul(y(), w().reshape(3, 1)),
  "Tensor.addmm": () => x().addmm(x(), y()),
  "Tensor.addr": () => x().addr(v(), w()),
  "Tensor.allclose": () => x().allclose(y()),
  "Tensor.asStrided": () => x().asStrided([3, 3], [3, 1]),
  "Tensor.asStridedScatter": () => x().asStridedScatter(v(), [3], [4]),
  "Tensor.broadcastTo": () => v().broadcastTo([3, 3]),
  "Tensor.chunk": () => x().chunk(2),
  "Tensor.clamp": () => x().clamp(y()),
  "Tensor.clampMax": () => x().clampMax(y()),
  "Tensor.clampMin": () => x().clampMin(y()),
  "Tensor.clip": () => x().clip(y()),
  "Tensor.cross": () => x().cross(y()),
  "Tensor.diag": () => x().diag(),
  "Tensor.diagEmbed": () => x().diagEmbed(),
  "Tensor.diagflat": () => x().diagflat(),
  "Tensor.diagonal": () => x().diagonal(),
  "Tensor.diagonalScatter": () => x().diagonalScatter(v()),
  "Tensor.diff": () => x().diff(),
  "Tensor.dist": () => x().dist(y()),
  "Tensor.dsplit": () => cube().dsplit(2),
  "Tensor.flatten": () => x().flatten(),
  "Tensor.flip": () => x().flip(),
  "Tensor.gather": () => v().gather(0, i()),
  "Tensor.hsplit": () => img().hsplit(2),
  "Tensor.indexAdd": () => x().indexAdd(0, i(), x()),
  "Tensor.indexCopy": () => x().indexCopy(0, i(), x()),
  "Tensor.indexPut": () => x().indexPut([i()], v()),
  "Tensor.indexReduce": () => x().indexReduce(0, i(), x(), "mean"),
  "Tensor.indexSelect": () => x().indexSelect(0, i()),
  "Tensor.isclose": () => x().isclose(y()),
  "Tensor.istft": () => wave().stft(8, { hopLength: 4, returnComplex: true }).istft(8, { hopLength: 4 }),
  "Tensor.kthvalue": () => x().kthvalue(2),
  "Tensor.lerp": () => x().lerp(y(), w().reshape(3, 1)),
  "Tensor.maskedFill": () => x().maskedFill(b(), 0),
  "Tensor.maskedScatter": () => x().maskedScatter(b(), x()),
  "Tensor.maskedSelect": () => x().maskedSelect(b()),
  "Tensor.matrixPower": () => x().matrixPower(2),
  "Tensor.moveaxis": () => x().moveaxis(0, 1),
  "Tensor.movedim": () => x().movedim(0, 1),
  "Tensor.mvlgamma": () => x().mvlgamma(2),
  "Tensor.nanToNum": () => x().nanToNum(),
  "Tensor.nanquantile": () => x().nanquantile(0),
  "Tensor.narrow": () => x().narrow(1, 0, 2),
  "Tensor.narrowCopy": () => x().narrowCopy(1, 0, 2),
  "Tensor.permute": () => v().permute(0),
  "Tensor.put": () => x().put(i(), v()),
  "Tensor.quantile": () => x().quantile(0),
  "Tensor.renorm": () => x().renorm(1, 0, 2),
  "Tensor.repeat": () => v().repeat(2),
  "Tensor.repeatInterleave": () => i().repeatInterleave(),
  "Tensor.roll": () => x().roll(2),
  "Tensor.rot90": () => x().rot90(),
  "Tensor.scatter": () => v().scatter(0, i(), x()),
  "Tensor.scatterAdd": () => v().scatterAdd(0, i(), x()),
  "Tensor.scatterReduce": () => v().scatterReduce(0, i(), x(), "sum"),
  "Tensor.select": () => x().select(0, 1),
  "Tensor.selectScatter": () => x().selectScatter(v(), 0, 1),
  "Tensor.sliceScatter": () => x().sliceScatter(y()),
  "Tensor.split": () => x().split(2),
  "Tensor.splitWithSizes": () => x().splitWithSizes([1, 2]),
  "Tensor.squeeze": () => x().squeeze(),
  "Tensor.stft": () => wave().stft(8, { hopLength: 4, returnComplex: true }),
  "Tensor.swapaxes": () => x().swapaxes(0, 1),
  "Tensor.swapdims": () => x().swapdims(0, 1),
  "Tensor.take": () => x().take(i()),
  "Tensor.takeAlongDim": () => x().takeAlongDim(i()),
  "Tensor.tensorSplit": () => x().tensorSplit(2),
  "Tensor.tile": () => x().tile(),
  "Tensor.topk": () => x().topk(2),
  "Tensor.transpose": () => x().transpose(0, 1),
  "Tensor.tril": () => x().tril(),
  "Tensor.triu": () => x().triu(),
  "Tensor.unbind": () => x().unbind(),
  "Tensor.unflatten": () => x().unflatten(0, [3, 1]),
  "Tensor.unfold": () => x().unfold(1, 0, 2),
  "Tensor.unsafeChunk": () => x().unsafeChunk(2),
  "Tensor.unsafeSplit": () => x().unsafeSplit(2),
  "Tensor.unsqueeze": () => x().unsqueeze(2),
  "Tensor.vsplit": () => cube().vsplit(2),
  "Tensor.max": () => x().max(),
  "Tensor.min": () => x().min(),
  "Tensor.median": () => x().median(),
  "Tensor.nanmedian": () => x().nanmedian(),
  "Tensor.unique": () => x().unique(),
  "Tensor.uniqueConsecutive": () => x().uniqueConsecutive(),
  "Tensor.dim": () => x().dim(),
  "Tensor.numel": () => x().numel(),
  "Tensor.size": () => x().size(),
  "Tensor.stride": () => x().stride(),
  "Tensor.storageOffset": () => x().storageOffset(),
  "Tensor.isContiguous": () => x().isContiguous(),
  "Tensor.elementSize": () => x().elementSize(),
  "Tensor.to": () => x().to(y()),
  "Tensor.type": () => x().type("float64"),
  "Tensor.float": () => x().float(),
  "Tensor.cfloat": () => x().cfloat(),
  "Tensor.cdouble": () => x().cdouble(),
  "Tensor.double": () => x().double(),
  "Tensor.half": () => x().half(),
  "Tensor.bfloat16": () => x().bfloat16(),
  "Tensor.long": () => x().long(),
  "Tensor.int": () => x().int(),
  "Tensor.short": () => x().short(),
  "Tensor.char": () => x().char(),
  "Tensor.byte": () => x().byte(),
  "Tensor.bool": () => x().bool(),
  "Tensor.viewAs": () => x().viewAs(y()),
  "Tensor.reshapeAs": () => x().reshapeAs(y()),
  "Tensor.expandAs": () => x().expandAs(y()),
  "Tensor.typeAs": () => x().typeAs(y()),
  "Tensor.requiresGrad_": () => x().requiresGrad_(),
  "Tensor.detach_": () => x().detach_(),
  "Tensor.newTensor": () => x().newTensor(y()),
  "Tensor.newZeros": () => x().newZeros([3, 1]),
  "Tensor.newOnes": () => x().newOnes([3, 1]),
  "Tensor.newFull": () => x().newFull([2, 2], 7),
  "Tensor.numpy": () => x().numpy(),
  "Tensor.toString": () => x().toString(),
  "Tensor.requiresGrad": () => x().requiresGrad,
  "Tensor.gradFn": () => gradientOf((p) => String(p.square().gradFn)),
  "Tensor.retainsGrad": () => x().retainsGrad,
  "Tensor.isLeaf": () => x().isLeaf,
  "Tensor.ndim": () => x().ndim,
  "Tensor.device": () => x().device,
  "Tensor.T": () => x().T,
  "Tensor.mT": () => x().mT,
  "Tensor.mH": () => z().mH,
  "Tensor.H": () => z().H,
  "Tensor.real": () => z().real,
  "Tensor.imag": () => z().imag,
  "Tensor.data": () => x().data,
  "Tensor.newEmpty": () => x().newEmpty([2, 3]).shape,
  "Tensor.luSolve": () => y().luSolve(...luOf(s())),
  "Tensor.ormqr": () => x().ormqr(v(), y()),
  "Tensor.backward": () =>
    gradientOf((p) => {
      p.square().sum().backward();
      return p.grad;
    }),
  "Tensor.grad": () =>
    gradientOf((p) => {
      p.sum().backward();
      return p.grad;
    }),
  "Tensor.retainGrad": () =>
    gradientOf((p) => {
      const q = p.square();
      q.retainGrad();
      q.sum().backward();
      return q.grad;
    }),
  "Tensor.registerHook": () =>
    gradientOf((p) => {
      p.registerHook((g) => g.mul(2));
      p.sum().backward();
      return p.grad;
    }),
  "Tensor.floatPower_": () => x().double().floatPower_(y()),
  "Tensor.addbmm_": () => K.ones(3, 3).addbmm_(cube(), K.ones(2, 4, 3)),
  "Tensor.addbmm": () => K.ones(3, 3).addbmm(cube(), K.ones(2, 4, 3)),
  "Tensor.addmv_": () => v().addmv_(x(), w()),
  "Tensor.addmv": () => v().addmv(x(), w()),
  "Tensor.baddbmm_": () => K.ones(2, 3, 3).baddbmm_(cube(), K.ones(2, 4, 3)),
  "Tensor.baddbmm": () => K.ones(2, 3, 3).baddbmm(cube(), K.ones(2, 4, 3)),
  "Tensor.indexFill_": () => x().indexFill_(0, i(), 9),
  "Tensor.indexFill": () => x().indexFill(0, i(), 9),
  "Tensor.isNonzero": () => K.tensor(3).isNonzero(),
  "Tensor.item": () => K.tensor(3).item(),

  // distributions
  "distributions.Bernoulli": () => sampled(new K.distributions.Bernoulli(v())),
  "distributions.Beta": () => sampled(new K.distributions.Beta(v(), w())),
  "distributions.Binomial": () => sampled(new K.distributions.Binomial(4, v())),
  "distributions.Categorical": () => sampled(new K.distributions.Categorical(x())),
  "distributions.Cauchy": () => sampled(new K.distributions.Cauchy(v(), w())),
  "distributions.Chi2": () => sampled(new K.distributions.Chi2(w())),
  "distributions.Dirichlet": () => sampled(new K.distributions.Dirichlet(x())),
  "distributions.Exponential": () => sampled(new K.distributions.Exponential(w())),
  "distributions.FisherSnedecor": () => sampled(new K.distributions.FisherSnedecor(w(), y())),
  "distributions.Gamma": () => sampled(new K.distributions.Gamma(v(), w())),
  "distributions.Geometric": () => sampled(new K.distributions.Geometric(v())),
  "distributions.Gumbel": () => sampled(new K.distributions.Gumbel(v(), w())),
  "distributions.HalfCauchy": () => sampled(new K.distributions.HalfCauchy(w())),
  "distributions.HalfNormal": () => sampled(new K.distributions.HalfNormal(w())),
  "distributions.Independent": () => sampled(new K.distributions.Independent(new K.distributions.Normal(v(), w()), 1)),
  "distributions.Kumaraswamy": () => sampled(new K.distributions.Kumaraswamy(v(), w())),
  "distributions.Laplace": () => sampled(new K.distributions.Laplace(v(), w())),
  "distributions.LogNormal": () => sampled(new K.distributions.LogNormal(v(), w())),
  "distributions.LogisticNormal": () => sampled(new K.distributions.LogisticNormal(v(), w())),
  "distributions.MixtureSameFamily": () =>
    sampled(
      new K.distributions.MixtureSameFamily(new K.distributions.Categorical(v()), new K.distributions.Normal(v(), w())),
    ),
  "distributions.Multinomial": () => sampled(new K.distributions.Multinomial(3, x())),
  "distributions.MultivariateNormal": () => sampled(new K.distributions.MultivariateNormal(v(), s())),
  "distributions.NegativeBinomial": () => sampled(new K.distributions.NegativeBinomial(3, v())),
  "distributions.Normal": () => sampled(new K.distributions.Normal(v(), w())),
  "distributions.OneHotCategorical": () => sampled(new K.distributions.OneHotCategorical(x())),
  "distributions.OneHotCategoricalStraightThrough": () =>
    sampled(new K.distributions.OneHotCategoricalStraightThrough(x())),
  "distributions.Pareto": () => sampled(new K.distributions.Pareto(v(), w())),
  "distributions.Poisson": () => sampled(new K.distributions.Poisson(w())),
  "distributions.RelaxedBernoulli": () => sampled(new K.distributions.RelaxedBernoulli(0.5, v())),
  "distributions.RelaxedOneHotCategorical": () => sampled(new K.distributions.RelaxedOneHotCategorical(0.5, x())),
  "distributions.StudentT": () => sampled(new K.distributions.StudentT(w())),
  "distributions.TransformedDistribution": () =>
    sampled(
      new K.distributions.TransformedDistribution(
        new K.distributions.Normal(v(), w()),
        new K.distributions.ExpTransform(),
      ),
    ),
  "distributions.Uniform": () => sampled(new K.distributions.Uniform(v(), 2)),
  "distributions.Weibull": () => sampled(new K.distributions.Weibull(v(), w())),
  "distributions.Distribution": () => new K.distributions.Normal(0, 1) instanceof K.distributions.Distribution,
  "distributions.klDivergence": () =>
    K.distributions.klDivergence(new K.distributions.Normal(v(), w()), new K.distributions.Normal(0, 1)),
  "distributions.registerKl": () =>
    K.distributions.registerKl(K.distributions.FisherSnedecor, K.distributions.FisherSnedecor, (p) => p.mean),
  "distributions.bijectTo": () => K.distributions.bijectTo(K.distributions.constraints.simplex)(x()),
  "distributions.transformTo": () => K.distributions.transformTo(K.distributions.constraints.interval(1, 2))(x()),
  "distributions.identityTransform": () => K.distributions.identityTransform(x()),
  "distributions.AbsTransform": () => carried(new K.distributions.AbsTransform()),
  "distributions.AffineTransform": () => carried(new K.distributions.AffineTransform(1, 2)),
  "distributions.CatTransform": () =>
    carried(
      new K.distributions.CatTransform(
        [new K.distributions.ExpTransform(), new K.distributions.TanhTransform()],
        1,
        [1, 2],
      ),
    ),
  "distributions.ComposeTransform": () =>
    carried(
      new K.distributions.ComposeTransform([
        new K.distributions.ExpTransform(),
        new K.distributions.AffineTransform(1, 2),
      ]),
    ),
  "distributions.CumulativeDistributionTransform": () =>
    carried(new K.distributions.CumulativeDistributionTransform(new K.distributions.Normal(0, 1))),
  "distributions.ExpTransform": () => carried(new K.distributions.ExpTransform()),
  "distributions.IndependentTransform": () =>
    carried(new K.distributions.IndependentTransform(new K.distributions.ExpTransform(), 1)),
  "distributions.LowerCholeskyTransform": () => carried(new K.distributions.LowerCholeskyTransform()),
  "distributions.PowerTransform": () => carried(new K.distributions.PowerTransform(2)),
  "distributions.ReshapeTransform": () => carried(new K.distributions.ReshapeTransform([3], [3, 1])),
  "distributions.SigmoidTransform": () => carried(new K.distributions.SigmoidTransform()),
  "distributions.SoftmaxTransform": () => carried(new K.distributions.SoftmaxTransform()),
  "distributions.SoftplusTransform": () => carried(new K.distributions.SoftplusTransform()),
  "distributions.StackTransform": () =>
    carried(
      new K.distributions.StackTransform(
        [new K.distributions.ExpTransform(), new K.distributions.TanhTransform(), new K.distributions.AbsTransform()],
        1,
      ),
    ),
  "distributions.StickBreakingTransform": () => carried(new K.distributions.StickBreakingTransform()),
  "distributions.TanhTransform": () => carried(new K.distributions.TanhTransform()),
  "distributions.Transform": () => new K.distributions.ExpTransform() instanceof K.distributions.Transform,
  "distributions.transforms.AbsTransform": () => carried(new K.distributions.transforms.AbsTransform()),
  "distributions.transforms.AffineTransform": () => carried(new K.distributions.transforms.AffineTransform(1, 2)),
  "distributions.transforms.CatTransform": () =>
    carried(
      new K.distributions.transforms.CatTransform(
        [new K.distributions.ExpTransform(), new K.distributions.TanhTransform()],
        1,
        [1, 2],
      ),
    ),
  "distributions.transforms.ComposeTransform": () =>
    carried(
      new K.distributions.transforms.ComposeTransform([
        new K.distributions.ExpTransform(),
        new K.distributions.AffineTransform(1, 2),
      ]),
    ),
  "distributions.transforms.CumulativeDistributionTransform": () =>
    carried(new K.distributions.transforms.CumulativeDistributionTransform(new K.distributions.Normal(0, 1))),
  "distributions.transforms.ExpTransform": () => carried(new K.distributions.transforms.ExpTransform()),
  "distributions.transforms.IndependentTransform": () =>
    carried(new K.distributions.transforms.IndependentTransform(new K.distributions.ExpTransform(), 1)),
  "distributions.transforms.LowerCholeskyTransform": () =>
    carried(new K.distributions.transforms.LowerCholeskyTransform()),
  "distributions.transforms.PowerTransform": () => carried(new K.distributions.transforms.PowerTransform(2)),
  "distributions.transforms.ReshapeTransform": () =>
    carried(new K.distributions.transforms.ReshapeTransform([3], [3, 1])),
  "distributions.transforms.SigmoidTransform": () => carried(new K.distributions.transforms.SigmoidTransform()),
  "distributions.transforms.SoftmaxTransform": () => carried(new K.distributions.transforms.SoftmaxTransform()),
  "distributions.transforms.SoftplusTransform": () => carried(new K.distributions.transforms.SoftplusTransform()),
  "distributions.transforms.StackTransform": () =>
    carried(
      new K.distributions.transforms.StackTransform(
        [new K.distributions.ExpTransform(), new K.distributions.TanhTransform(), new K.distributions.AbsTransform()],
        1,
      ),
    ),
  "distributions.transforms.StickBreakingTransform": () =>
    carried(new K.distributions.transforms.StickBreakingTransform()),
  "distributions.transforms.TanhTransform": () => carried(new K.distributions.transforms.TanhTransform()),
  "distributions.transforms.Transform": () =>
    new K.distributions.ExpTransform() instanceof K.distributions.transforms.Transform,
  "distributions.constraints.Constraint": () =>
    K.distributions.constraints.real instanceof K.distributions.constraints.Constraint,
  "distributions.constraints.isDependent": () =>
    K.distributions.constraints.isDependent(K.distributions.constraints.real),
  "distributions.constraints.greaterThan": () => K.distributions.constraints.greaterThan(0.5).check(x()),
  "distributions.constraints.greaterThanEq": () => K.distributions.constraints.greaterThanEq(0.5).check(x()),
  "distributions.constraints.halfOpenInterval": () =>
    K.distributions.constraints.halfOpenInterval(0.25, 0.5).check(x()),
  "distributions.constraints.independent": () =>
    K.distributions.constraints.independent(K.distributions.constraints.real, 1).check(x()),
  "distributions.constraints.integerInterval": () => K.distributions.constraints.integerInterval(0, 2).check(x()),
  "distributions.constraints.interval": () => K.distributions.constraints.interval(0.25, 0.5).check(x()),
  "distributions.constraints.lessThan": () => K.distributions.constraints.lessThan(0.5).check(x()),
  "distributions.constraints.multinomial": () => K.distributions.constraints.multinomial(2).check(x()),

  // F
  "F.adaptiveAvgPool1d": () => K.F.adaptiveAvgPool1d(seq(), 2),
  "F.adaptiveAvgPool2d": () => K.F.adaptiveAvgPool2d(img(), 2),
  "F.adaptiveAvgPool3d": () => K.F.adaptiveAvgPool3d(vol(), 2),
  "F.adaptiveMaxPool1d": () => K.F.adaptiveMaxPool1d(seq(), 2),
  "F.adaptiveMaxPool1dWithIndices": () => K.F.adaptiveMaxPool1dWithIndices(seq(), 2),
  "F.adaptiveMaxPool2d": () => K.F.adaptiveMaxPool2d(img(), 2),
  "F.adaptiveMaxPool2dWithIndices": () => K.F.adaptiveMaxPool2dWithIndices(img(), 2),
  "F.adaptiveMaxPool3d": () => K.F.adaptiveMaxPool3d(vol(), 2),
  "F.adaptiveMaxPool3dWithIndices": () => K.F.adaptiveMaxPool3dWithIndices(vol(), 2),
  "F.alphaDropout": () => K.F.alphaDropout(x()),
  "F.avgPool1d": () => K.F.avgPool1d(x(), 2),
  "F.avgPool2d": () => K.F.avgPool2d(img(), 2),
  "F.avgPool3d": () => K.F.avgPool3d(img(), 2),
  "F.batchNorm": () => K.F.batchNorm(x(), v(), w()),
  "F.binaryCrossEntropy": () => K.F.binaryCrossEntropy(x(), b().float()),
  "F.binaryCrossEntropyWithLogits": () => K.F.binaryCrossEntropyWithLogits(x(), y()),
  "F.celu": () => K.F.celu(x()),
  "F.celu_": () => K.F.celu_(x()),
  "F.channelShuffle": () => K.F.channelShuffle(img(), 2),
  "F.conv1d": () => K.F.conv1d(cube(), cube()),
  "F.conv2d": () => K.F.conv2d(img(), img()),
  "F.conv3d": () => K.F.conv3d(vol(), K.ones(3, 4, 3, 3, 3)),
  "F.convTranspose1d": () => K.F.convTranspose1d(x(), K.ones(3, 4, 3)),
  "F.convTranspose2d": () => K.F.convTranspose2d(seq(), img()),
  "F.convTranspose3d": () => K.F.convTranspose3d(vol(), K.ones(4, 3, 3, 3, 3)),
  "F.cosineEmbeddingLoss": () => K.F.cosineEmbeddingLoss(x(), b(), v()),
  "F.cosineSimilarity": () => K.F.cosineSimilarity(x(), y()),
  "F.crossEntropy": () => K.F.crossEntropy(x(), i()),
  "F.dropout": () => K.F.dropout(x()),
  "F.dropout1d": () => K.F.dropout1d(x()),
  "F.dropout2d": () => K.F.dropout2d(x()),
  "F.dropout3d": () => K.F.dropout3d(x()),
  "F.elu": () => K.F.elu(x()),
  "F.elu_": () => K.F.elu_(x()),
  "F.embedding": () => K.F.embedding(i(), y()),
  "F.embeddingBag": () => K.F.embeddingBag(ii(), y()),
  "F.featureAlphaDropout": () => K.F.featureAlphaDropout(x()),
  "F.fold": () => K.F.fold(K.ones(1, 8, 4), [4, 4], 2, { stride: 2 }),
  "F.fractionalMaxPool2d": () => K.F.fractionalMaxPool2d(img(), 2, { outputSize: 2 }),
  "F.fractionalMaxPool2dWithIndices": () => K.F.fractionalMaxPool2dWithIndices(img(), 2, { outputSize: 2 }),
  "F.fractionalMaxPool3d": () => K.F.fractionalMaxPool3d(vol(), 2, { outputSize: 2 }),
  "F.fractionalMaxPool3dWithIndices": () => K.F.fractionalMaxPool3dWithIndices(vol(), 2, { outputSize: 2 }),
  "F.gaussianNllLoss": () => K.F.gaussianNllLoss(x(), y(), w().reshape(3, 1)),
  "F.gelu": () => K.F.gelu(x()),
  "F.glu": () => K.F.glu(img()),
  "F.groupNorm": () => K.F.groupNorm(img(), 2),
  "F.gumbelSoftmax": () => K.F.gumbelSoftmax(x(), 1),
  "F.hardshrink": () => K.F.hardshrink(x()),
  "F.hardsigmoid": () => K.F.hardsigmoid(x()),
  "F.hardswish": () => K.F.hardswish(x()),
  "F.hardtanh": () => K.F.hardtanh(x()),
  "F.hardtanh_": () => K.F.hardtanh_(x()),
  "F.hingeEmbeddingLoss": () => K.F.hingeEmbeddingLoss(x(), y()),
  "F.huberLoss": () => K.F.huberLoss(x(), y()),
  "F.instanceNorm": () => K.F.instanceNorm(img()),
  "F.interpolate": () => K.F.interpolate(img(), 2),
  "F.klDiv": () => K.F.klDiv(x(), y()),
  "F.l1Loss": () => K.F.l1Loss(x(), y()),
  "F.layerNorm": () => K.F.layerNorm(x(), [3, 3]),
  "F.leakyRelu": () => K.F.leakyRelu(x()),
  "F.leakyRelu_": () => K.F.leakyRelu_(x()),
  "F.linear": () => K.F.linear(x(), y()),
  "F.localResponseNorm": () => K.F.localResponseNorm(img(), 2),
  "F.logSigmoid": () => K.F.logSigmoid(x()),
  "F.logSoftmax": () => K.F.logSoftmax(x(), { dim: 1 }),
  "F.logsigmoid": () => K.F.logsigmoid(x()),
  "F.lpPool1d": () => K.F.lpPool1d(seq(), 2, 2),
  "F.lpPool2d": () => K.F.lpPool2d(img(), 2, 2),
  "F.marginRankingLoss": () => K.F.marginRankingLoss(x(), y(), w().reshape(3, 1)),
  "F.maxPool1d": () => K.F.maxPool1d(x(), 2),
  "F.maxPool1dWithIndices": () => K.F.maxPool1dWithIndices(x(), 2),
  "F.maxPool2d": () => K.F.maxPool2d(img(), 2),
  "F.maxPool2dWithIndices": () => K.F.maxPool2dWithIndices(img(), 2),
  "F.maxPool3d": () => K.F.maxPool3d(img(), 2),
  "F.maxPool3dWithIndices": () => K.F.maxPool3dWithIndices(img(), 2),
  "F.mish": () => K.F.mish(x()),
  "F.mseLoss": () => K.F.mseLoss(x(), y()),
  "F.multiMarginLoss": () => K.F.multiMarginLoss(x(), i()),
  "F.multilabelMarginLoss": () => K.F.multilabelMarginLoss(v(), i()),
  "F.multilabelSoftMarginLoss": () => K.F.multilabelSoftMarginLoss(x(), y()),
  "F.nllLoss": () => K.F.nllLoss(x(), i()),
  "F.normalize": () => K.F.normalize(x()),
  "F.oneHot": () => K.F.oneHot(i()),
  "F.pad": () => K.F.pad(x(), [1, 2]),
  "F.pairwiseDistance": () => K.F.pairwiseDistance(x(), y()),
  "F.pdist": () => K.F.pdist(x()),
  "F.pixelShuffle": () => K.F.pixelShuffle(img(), 2),
  "F.pixelUnshuffle": () => K.F.pixelUnshuffle(img(), 2),
  "F.poissonNllLoss": () => K.F.poissonNllLoss(x(), y()),
  "F.prelu": () => K.F.prelu(x(), v()),
  "F.relu": () => K.F.relu(x()),
  "F.relu6": () => K.F.relu6(x()),
  "F.relu_": () => K.F.relu_(x()),
  "F.rmsNorm": () => K.F.rmsNorm(x(), [3, 3]),
  "F.rrelu": () => K.F.rrelu(x()),
  "F.rrelu_": () => K.F.rrelu_(x()),
  "F.scaledDotProductAttention": () => K.F.scaledDotProductAttention(x(), y(), w().reshape(3, 1)),
  "F.selu": () => K.F.selu(x()),
  "F.selu_": () => K.F.selu_(x()),
  "F.sigmoid": () => K.F.sigmoid(x()),
  "F.silu": () => K.F.silu(x()),
  "F.smoothL1Loss": () => K.F.smoothL1Loss(x(), y()),
  "F.softMarginLoss": () => K.F.softMarginLoss(x(), y()),
  "F.softmax": () => K.F.softmax(x(), { dim: 1 }),
  "F.softmin": () => K.F.softmin(x(), { dim: 1 }),
  "F.softplus": () => K.F.softplus(x()),
  "F.softshrink": () => K.F.softshrink(x()),
  "F.softsign": () => K.F.softsign(x()),
  "F.tanh": () => K.F.tanh(x()),
  "F.tanhshrink": () => K.F.tanhshrink(x()),
  "F.threshold": () => K.F.threshold(x(), 0.5, 7),
  "F.threshold_": () => K.F.threshold_(x(), 0.5, 7),
  "F.tripletMarginLoss": () => K.F.tripletMarginLoss(x(), y(), w().reshape(3, 1)),
  "F.tripletMarginWithDistanceLoss": () => K.F.tripletMarginWithDistanceLoss(x(), y(), w().reshape(3, 1)),
  "F.unfold": () => K.F.unfold(img(), 2),
  "F.upsample": () => K.F.upsample(img(), 2),
  "F.upsampleBilinear": () => K.F.upsampleBilinear(img(), 2),
  "F.upsampleNearest": () => K.F.upsampleNearest(img(), 2),
  "F.maxUnpool1d": () => unpooled((a, at) => K.F.maxUnpool1d(a, at, 2), K.F.maxPool1dWithIndices(seq(), 2)),
  "F.maxUnpool2d": () => unpooled((a, at) => K.F.maxUnpool2d(a, at, 2), K.F.maxPool2dWithIndices(img(), 2)),
  "F.maxUnpool3d": () => unpooled((a, at) => K.F.maxUnpool3d(a, at, 2), K.F.maxPool3dWithIndices(vol(), 2)),
  "F.affineGrid": () =>
    K.F.affineGrid(
      K.tensor([
        [
          [1, 0.5, 0],
          [0, 1, 0],
        ],
      ]),
      [1, 1, 2, 3],
      { alignCorners: false },
    ),
  "F.gridSample": () =>
    K.F.gridSample(
      img(),
      K.tensor([
        [
          [
            [0.1, 0.2],
            [-0.5, 0.7],
          ],
        ],
      ]),
      { alignCorners: false },
    ),
  "F.bilinear": () => K.F.bilinear(x(), y(), K.ones(2, 3, 3)),
  "F.convTbc": () => K.F.convTbc(K.ones(5, 2, 3), K.ones(2, 3, 4), K.zeros(4)),
  "F.ctcLoss": () =>
    K.F.ctcLoss(
      K.F.logSoftmax(K.arange(24).div(7).reshape(4, 2, 3), 2),
      K.tensor(
        [
          [1, 2],
          [2, 1],
        ],
        { dtype: "int64" },
      ),
      [4, 4],
      [2, 2],
    ),
  "F.multiHeadAttentionForward": () =>
    K.F.multiHeadAttentionForward(
      K.ones(2, 1, 4),
      K.ones(2, 1, 4),
      K.ones(2, 1, 4),
      4,
      2,
      K.ones(12, 4),
      K.zeros(12),
      null,
      null,
      false,
      0,
      K.ones(4, 4),
      K.zeros(4),
    ),

  // nn
  "nn.AdaptiveAvgPool1d": () => run(new K.nn.AdaptiveAvgPool1d(2), seq()),
  "nn.AdaptiveAvgPool2d": () => run(new K.nn.AdaptiveAvgPool2d(2), img()),
  "nn.AdaptiveAvgPool3d": () => run(new K.nn.AdaptiveAvgPool3d(2), vol()),
  "nn.AdaptiveMaxPool1d": () => run(new K.nn.AdaptiveMaxPool1d(2), seq()),
  "nn.AdaptiveMaxPool2d": () => run(new K.nn.AdaptiveMaxPool2d(2), img()),
  "nn.AdaptiveMaxPool3d": () => run(new K.nn.AdaptiveMaxPool3d(2), vol()),
  "nn.AlphaDropout": () => run(new K.nn.AlphaDropout(), x()),
  "nn.AvgPool1d": () => run(new K.nn.AvgPool1d(2), x()),
  "nn.AvgPool2d": () => run(new K.nn.AvgPool2d(2), seq()),
  "nn.AvgPool3d": () => run(new K.nn.AvgPool3d(2), img()),
  "nn.BCELoss": () => run(new K.nn.BCELoss(), x(), b().float()),
  "nn.BCEWithLogitsLoss": () => run(new K.nn.BCEWithLogitsLoss(), x(), y()),
  "nn.BatchNorm1d": () => run(new K.nn.BatchNorm1d(3), x()),
  "nn.BatchNorm2d": () => run(new K.nn.BatchNorm2d(4), img()),
  "nn.BatchNorm3d": () => run(new K.nn.BatchNorm3d(4), vol()),
  "nn.Bilinear": () => run(new K.nn.Bilinear(3, 3, 2), x(), y()),
  "nn.CELU": () => run(new K.nn.CELU(), x()),
  "nn.ChannelShuffle": () => run(new K.nn.ChannelShuffle(2), seq()),
  "nn.CircularPad1d": () => run(new K.nn.CircularPad1d(2), seq()),
  "nn.CircularPad2d": () => run(new K.nn.CircularPad2d(2), img()),
  "nn.CircularPad3d": () => run(new K.nn.CircularPad3d(2), vol()),
  "nn.ConstantPad1d": () => run(new K.nn.ConstantPad1d(1, 7), seq()),
  "nn.ConstantPad2d": () => run(new K.nn.ConstantPad2d(1, 7), img()),
  "nn.ConstantPad3d": () => run(new K.nn.ConstantPad3d(1, 7), vol()),
  "nn.Conv1d": () => run(new K.nn.Conv1d(4, 3, 3), seq()),
  "nn.Conv2d": () => run(new K.nn.Conv2d(4, 3, 3), img()),
  "nn.Conv3d": () => run(new K.nn.Conv3d(4, 3, 3), vol()),
  "nn.ConvTranspose1d": () => run(new K.nn.ConvTranspose1d(4, 3, 3), seq()),
  "nn.ConvTranspose2d": () => run(new K.nn.ConvTranspose2d(4, 3, 3), img()),
  "nn.ConvTranspose3d": () => run(new K.nn.ConvTranspose3d(4, 3, 3), vol()),
  "nn.CosineEmbeddingLoss": () => run(new K.nn.CosineEmbeddingLoss(), x(), y(), v()),
  "nn.CosineSimilarity": () => run(new K.nn.CosineSimilarity(), x(), y()),
  "nn.CrossEntropyLoss": () => run(new K.nn.CrossEntropyLoss(), x(), i()),
  "nn.Dropout": () => run(new K.nn.Dropout(), x()),
  "nn.Dropout1d": () => run(new K.nn.Dropout1d(), x()),
  "nn.Dropout2d": () => run(new K.nn.Dropout2d(), x()),
  "nn.Dropout3d": () => run(new K.nn.Dropout3d(), x()),
  "nn.ELU": () => run(new K.nn.ELU(), x()),
  "nn.Embedding": () => run(new K.nn.Embedding(3, 2), i()),
  "nn.EmbeddingBag": () => run(new K.nn.EmbeddingBag(3, 2), ii()),
  "nn.FeatureAlphaDropout": () => run(new K.nn.FeatureAlphaDropout(), x()),
  "nn.Flatten": () => run(new K.nn.Flatten(), x()),
  "nn.FractionalMaxPool2d": () => run(new K.nn.FractionalMaxPool2d(2, { outputSize: 2 }), img()),
  "nn.FractionalMaxPool3d": () => run(new K.nn.FractionalMaxPool3d(2, { outputSize: 2 }), vol()),
  "nn.GELU": () => run(new K.nn.GELU(), x()),
  "nn.GLU": () => run(new K.nn.GLU(), seq()),
  "nn.GRU": () => run(new K.nn.GRU(3, 2), x()),
  "nn.GRUCell": () => run(new K.nn.GRUCell(3, 2), x()),
  "nn.GaussianNLLLoss": () => run(new K.nn.GaussianNLLLoss(), x(), y(), x()),
  "nn.GroupNorm": () => run(new K.nn.GroupNorm(2, 4), seq()),
  "nn.Hardshrink": () => run(new K.nn.Hardshrink(), x()),
  "nn.Hardsigmoid": () => run(new K.nn.Hardsigmoid(), x()),
  "nn.Hardswish": () => run(new K.nn.Hardswish(), x()),
  "nn.Hardtanh": () => run(new K.nn.Hardtanh(), x()),
  "nn.HingeEmbeddingLoss": () => run(new K.nn.HingeEmbeddingLoss(), x(), y()),
  "nn.HuberLoss": () => run(new K.nn.HuberLoss(), x(), y()),
  "nn.Identity": () => run(new K.nn.Identity(), x()),
  "nn.InstanceNorm1d": () => run(new K.nn.InstanceNorm1d(2), x()),
  "nn.InstanceNorm2d": () => run(new K.nn.InstanceNorm2d(2), seq()),
  "nn.InstanceNorm3d": () => run(new K.nn.InstanceNorm3d(2), img()),
  "nn.KLDivLoss": () => run(new K.nn.KLDivLoss(), x(), y()),
  "nn.L1Loss": () => run(new K.nn.L1Loss(), x(), y()),
  "nn.LPPool1d": () => run(new K.nn.LPPool1d(2, 2), seq()),
  "nn.LPPool2d": () => run(new K.nn.LPPool2d(2, 2), img()),
  "nn.LSTM": () => run(new K.nn.LSTM(3, 2), x()),
  "nn.LSTMCell": () => run(new K.nn.LSTMCell(3, 2), x()),
  "nn.LayerNorm": () => run(new K.nn.LayerNorm(3), x()),
  "nn.LeakyReLU": () => run(new K.nn.LeakyReLU(), x()),
  "nn.Linear": () => run(new K.nn.Linear(3, 2), x()),
  "nn.LocalResponseNorm": () => run(new K.nn.LocalResponseNorm(2), img()),
  "nn.LogSigmoid": () => run(new K.nn.LogSigmoid(), x()),
  "nn.LogSoftmax": () => run(new K.nn.LogSoftmax(1), x()),
  "nn.MSELoss": () => run(new K.nn.MSELoss(), x(), y()),
  "nn.MarginRankingLoss": () => run(new K.nn.MarginRankingLoss(), x(), y(), x()),
  "nn.MaxPool1d": () => run(new K.nn.MaxPool1d(2), x()),
  "nn.MaxPool2d": () => run(new K.nn.MaxPool2d(2), seq()),
  "nn.MaxPool3d": () => run(new K.nn.MaxPool3d(2), img()),
  "nn.MaxUnpool1d": () => unpooled((a, at) => run(new K.nn.MaxUnpool1d(2), a, at), K.F.maxPool1dWithIndices(seq(), 2)),
  "nn.Mish": () => run(new K.nn.Mish(), x()),
  "nn.MultiLabelMarginLoss": () => run(new K.nn.MultiLabelMarginLoss(), x(), ii()),
  "nn.MultiLabelSoftMarginLoss": () => run(new K.nn.MultiLabelSoftMarginLoss(), x(), y()),
  "nn.MultiMarginLoss": () => run(new K.nn.MultiMarginLoss(), x(), i()),
  "nn.MultiheadAttention": () => run(new K.nn.MultiheadAttention(3, 1), x(), y(), x()),
  "nn.NLLLoss": () => run(new K.nn.NLLLoss(), x(), i()),
  "nn.NonDynamicallyQuantizableLinear": () => run(new K.nn.NonDynamicallyQuantizableLinear(3, 2), x()),
  "nn.PReLU": () => run(new K.nn.PReLU(), x()),
  "nn.PairwiseDistance": () => run(new K.nn.PairwiseDistance(), x(), y()),
  "nn.PixelShuffle": () => run(new K.nn.PixelShuffle(2), img()),
  "nn.PixelUnshuffle": () => run(new K.nn.PixelUnshuffle(2), seq()),
  "nn.PoissonNLLLoss": () => run(new K.nn.PoissonNLLLoss(), x(), y()),
  "nn.RMSNorm": () => run(new K.nn.RMSNorm(3), x()),
  "nn.RNN": () => run(new K.nn.RNN(3, 2), x()),
  "nn.RNNCell": () => run(new K.nn.RNNCell(3, 2), x()),
  "nn.RReLU": () => run(new K.nn.RReLU(), x()),
  "nn.ReLU": () => run(new K.nn.ReLU(), x()),
  "nn.ReLU6": () => run(new K.nn.ReLU6(), x()),
  "nn.ReflectionPad1d": () => run(new K.nn.ReflectionPad1d(2), x()),
  "nn.ReflectionPad2d": () => run(new K.nn.ReflectionPad2d(2), seq()),
  "nn.ReflectionPad3d": () => run(new K.nn.ReflectionPad3d(2), img()),
  "nn.ReplicationPad1d": () => run(new K.nn.ReplicationPad1d(2), x()),
  "nn.ReplicationPad2d": () => run(new K.nn.ReplicationPad2d(2), seq()),
  "nn.ReplicationPad3d": () => run(new K.nn.ReplicationPad3d(2), img()),
  "nn.SELU": () => run(new K.nn.SELU(), x()),
  "nn.Sequential": () => run(new K.nn.Sequential(new K.nn.Linear(3, 2), new K.nn.ReLU()), x()),
  "nn.SiLU": () => run(new K.nn.SiLU(), x()),
  "nn.Sigmoid": () => run(new K.nn.Sigmoid(), x()),
  "nn.SmoothL1Loss": () => run(new K.nn.SmoothL1Loss(), x(), y()),
  "nn.SoftMarginLoss": () => run(new K.nn.SoftMarginLoss(), x(), y()),
  "nn.Softmax": () => run(new K.nn.Softmax(1), x()),
  "nn.Softmax2d": () => run(new K.nn.Softmax2d(), seq()),
  "nn.Softmin": () => run(new K.nn.Softmin(1), x()),
  "nn.Softplus": () => run(new K.nn.Softplus(), x()),
  "nn.Softshrink": () => run(new K.nn.Softshrink(), x()),
  "nn.Softsign": () => run(new K.nn.Softsign(), x()),
  "nn.Tanh": () => run(new K.nn.Tanh(), x()),
  "nn.Tanhshrink": () => run(new K.nn.Tanhshrink(), x()),
  "nn.Threshold": () => run(new K.nn.Threshold(0.5, 7), x()),
  "nn.Transformer": () => run(new K.nn.Transformer(3, 3, 2), x(), y()),
  "nn.TransformerDecoder": () =>
    run(
      new K.nn.TransformerDecoder(new K.nn.TransformerDecoderLayer(4, 2, 8, { dropout: 0 }), 2),
      K.ones(2, 3, 4),
      K.ones(2, 3, 4),
    ),
  "nn.TransformerDecoderLayer": () => run(new K.nn.TransformerDecoderLayer(3, 3, 2), x(), y()),
  "nn.TransformerEncoder": () =>
    run(new K.nn.TransformerEncoder(new K.nn.TransformerEncoderLayer(4, 2, 8, { dropout: 0 }), 2), K.ones(2, 3, 4)),
  "nn.TransformerEncoderLayer": () => run(new K.nn.TransformerEncoderLayer(3, 3, 2), x()),
  "nn.TripletMarginLoss": () => run(new K.nn.TripletMarginLoss(), x(), y(), x()),
  "nn.TripletMarginWithDistanceLoss": () => run(new K.nn.TripletMarginWithDistanceLoss(), x(), y(), x()),
  "nn.Unflatten": () => run(new K.nn.Unflatten(1, [2, 2]), seq()),
  "nn.Unfold": () => run(new K.nn.Unfold(2), seq()),
  "nn.Upsample": () => run(new K.nn.Upsample(2), seq()),
  "nn.UpsamplingBilinear2d": () => run(new K.nn.UpsamplingBilinear2d(2), img()),
  "nn.UpsamplingNearest2d": () => run(new K.nn.UpsamplingNearest2d(2), seq()),
  "nn.ZeroPad1d": () => run(new K.nn.ZeroPad1d(2), x()),
  "nn.ZeroPad2d": () => run(new K.nn.ZeroPad2d(2), x()),
  "nn.ZeroPad3d": () => run(new K.nn.ZeroPad3d(2), seq()),
  "nn.MaxUnpool2d": () => unpooled((a, at) => run(new K.nn.MaxUnpool2d(2), a, at), K.F.maxPool2dWithIndices(img(), 2)),
  "nn.MaxUnpool3d": () => unpooled((a, at) => run(new K.nn.MaxUnpool3d(2), a, at), K.F.maxPool3dWithIndices(vol(), 2)),
  "nn.CTCLoss": () =>
    run(
      new K.nn.CTCLoss(),
      K.F.logSoftmax(K.arange(24).div(7).reshape(4, 2, 3), 2),
      K.tensor(
        [
          [1, 2],
          [2, 1],
        ],
        { dtype: "int64" },
      ),
      [4, 4],
      [2, 2],
    ),
  "nn.Fold": () => run(new K.nn.Fold([4, 4], 2, { stride: 2 }), K.ones(1, 8, 4)),
  "nn.AdaptiveLogSoftmaxWithLoss": () => run(new K.nn.AdaptiveLogSoftmaxWithLoss(3, 6, [2, 4]), x(), i()),
  "nn.Module": () => run(new Own(), x()),
  "nn.ModuleDict": () => run(new K.nn.ModuleDict({ a: new K.nn.Linear(3, 2) }).get("a")!, x()),
  "nn.ModuleList": () => new K.nn.ModuleList([new K.nn.Linear(3, 2)]),
  "nn.Parameter": () => new K.nn.Parameter(x()),
  "nn.ParameterDict": () => new K.nn.ParameterDict({ a: x() }),
  "nn.ParameterList": () => new K.nn.ParameterList([x()]),
  "nn.RNNBase": () => new K.nn.GRU(3, 2) instanceof K.nn.RNNBase,
  "nn.RNNCellBase": () => new K.nn.GRUCell(3, 2) instanceof K.nn.RNNCellBase,
  "nn.StateDict": () => new K.nn.Linear(3, 2).stateDict() instanceof K.nn.StateDict,
  "nn.copyModule": () => run(K.nn.copyModule(new K.nn.Linear(3, 2)), x()),

  // nn.init
  "nn.init.calculateGain": () => K.nn.init.calculateGain("relu"),
  "nn.init.constant_": () => K.nn.init.constant_(x(), 3),
  "nn.init.dirac_": () => K.nn.init.dirac_(K.zeros(2, 2, 3)),
  "nn.init.eye_": () => K.nn.init.eye_(x()),
  "nn.init.kaimingNormal_": () => K.nn.init.kaimingNormal_(x()),
  "nn.init.kaimingUniform_": () => K.nn.init.kaimingUniform_(x()),
  "nn.init.normal_": () => K.nn.init.normal_(x()),
  "nn.init.ones_": () => K.nn.init.ones_(x()),
  "nn.init.orthogonal_": () => K.nn.init.orthogonal_(x()),
  "nn.init.truncNormal_": () => K.nn.init.truncNormal_(x()),
  "nn.init.uniform_": () => K.nn.init.uniform_(x()),
  "nn.init.xavierNormal_": () => K.nn.init.xavierNormal_(x()),
  "nn.init.xavierUniform_": () => K.nn.init.xavierUniform_(x()),
  "nn.init.zeros_": () => K.nn.init.zeros_(x()),

  // nn.utils
  "nn.utils.clipGradNorm": () => withGradient((p) => K.nn.utils.clipGradNorm([p], 0.5)),
  "nn.utils.clipGradNorm_": () => withGradient((p) => K.nn.utils.clipGradNorm_([p], 0.5)),
  "nn.utils.clipGradValue": () =>
    withGradient((p) => {
      K.nn.utils.clipGradValue([p], 0.5);
    }),
  "nn.utils.clipGradValue_": () =>
    withGradient((p) => {
      K.nn.utils.clipGradValue_([p], 0.5);
    }),
  "nn.utils.clipGradsWithNorm_": () =>
    withGradient((p) => {
      K.nn.utils.clipGradsWithNorm_([p], 0.5, K.tensor(2));
    }),
  "nn.utils.getTotalNorm": () => K.nn.utils.getTotalNorm([x(), y()]),
  "nn.utils.parametersToVector": () => K.nn.utils.parametersToVector([x(), v()]),
  "nn.utils.vectorToParameters": () =>
    afterInPlace(x(), (t) => {
      K.nn.utils.vectorToParameters(K.arange(9), [t]);
    }),
  "nn.utils.weightNorm": () => run(K.nn.utils.weightNorm(new K.nn.Linear(3, 2)), x()),
  "nn.utils.removeWeightNorm": () =>
    run(K.nn.utils.removeWeightNorm(K.nn.utils.weightNorm(new K.nn.Linear(3, 2))), x()),
  "nn.utils.spectralNorm": () => run(K.nn.utils.spectralNorm(new K.nn.Linear(3, 2)), x()),
  "nn.utils.removeSpectralNorm": () =>
    run(K.nn.utils.removeSpectralNorm(K.nn.utils.spectralNorm(new K.nn.Linear(3, 2))), x()),

  // nn.utils.parametrizations
  "nn.utils.parametrizations.orthogonal": () => K.nn.utils.parametrizations.orthogonal(new K.nn.Linear(3, 2))(x()),
  "nn.utils.parametrizations.spectralNorm": () => K.nn.utils.parametrizations.spectralNorm(new K.nn.Linear(3, 2))(x()),

  // nn.utils.parametrize
  "nn.utils.parametrize.registerParametrization": () =>
    K.nn.utils.parametrize.registerParametrization(new K.nn.Linear(3, 2), "weight", new Own())(x()),
  "nn.utils.parametrize.cached": () =>
    K.nn.utils.parametrize.cached(() =>
      K.nn.utils.parametrize.registerParametrization(new K.nn.Linear(3, 2), "weight", new Own())(x()),
    ),
  "nn.utils.parametrize.isParametrized": () =>
    K.nn.utils.parametrize.isParametrized(
      K.nn.utils.parametrize.registerParametrization(new K.nn.Linear(3, 2), "weight", new Own()),
    ),
  "nn.utils.parametrize.removeParametrizations": () =>
    K.nn.utils.parametrize.removeParametrizations(
      K.nn.utils.parametrize.registerParametrization(new K.nn.Linear(3, 2), "weight", new Own()),
      "weight",
    )(x()),
  "nn.utils.parametrize.typeBeforeParametrizations": () =>
    K.nn.utils.parametrize.typeBeforeParametrizations(
      K.nn.utils.parametrize.registerParametrization(new K.nn.Linear(3, 2), "weight", new Own()),
    ) === K.nn.Linear,
  "nn.utils.parametrize.ParametrizationList": () => typeof K.nn.utils.parametrize.ParametrizationList,

  // nn.utils.rnn
  "nn.utils.rnn.invertPermutation": () => K.nn.utils.rnn.invertPermutation(i()),
  "nn.utils.rnn.packPaddedSequence": () => K.nn.utils.rnn.packPaddedSequence(cube(), [3, 2], { batchFirst: true }).data,
  "nn.utils.rnn.packSequence": () => K.nn.utils.rnn.packSequence([w(), K.ones(2)]).data,
  "nn.utils.rnn.padPackedSequence": () =>
    K.nn.utils.rnn.padPackedSequence(K.nn.utils.rnn.packSequence([w(), K.ones(2)])),
  "nn.utils.rnn.padSequence": () => K.nn.utils.rnn.padSequence([w(), K.ones(2)]),
  "nn.utils.rnn.unpackSequence": () => K.nn.utils.rnn.unpackSequence(K.nn.utils.rnn.packSequence([w(), K.ones(2)])),
  "nn.utils.rnn.unpadSequence": () => K.nn.utils.rnn.unpadSequence(x(), [3, 2, 1]),
  "nn.utils.rnn.PackedSequence": () => K.nn.utils.rnn.packSequence([w()]) instanceof K.nn.utils.rnn.PackedSequence,

  // optim
  "optim.ASGD": () => steps((p) => new K.optim.ASGD(p)),
  "optim.Adadelta": () => steps((p) => new K.optim.Adadelta(p)),
  "optim.Adagrad": () => steps((p) => new K.optim.Adagrad(p)),
  "optim.Adam": () => steps((p) => new K.optim.Adam(p)),
  "optim.AdamW": () => steps((p) => new K.optim.AdamW(p)),
  "optim.Adamax": () => steps((p) => new K.optim.Adamax(p)),
  "optim.LBFGS": () => steps((p) => new K.optim.LBFGS(p)),
  "optim.Lion": () => steps((p) => new K.optim.Lion(p)),
  "optim.Muon": () => steps((p) => new K.optim.Muon(p)),
  "optim.NAdam": () => steps((p) => new K.optim.NAdam(p)),
  "optim.RAdam": () => steps((p) => new K.optim.RAdam(p)),
  "optim.RMSprop": () => steps((p) => new K.optim.RMSprop(p)),
  "optim.Rprop": () => steps((p) => new K.optim.Rprop(p)),
  "optim.SGD": () => steps((p) => new K.optim.SGD(p, { lr: 0.01, momentum: 0.9 })),
  "optim.Optimizer": () => new K.optim.SGD([new K.nn.Parameter(x())], { lr: 0.1 }) instanceof K.optim.Optimizer,

  // optim.lrScheduler
  "optim.lrScheduler.ConstantLR": () => rates((o) => new K.optim.lrScheduler.ConstantLR(o)),
  "optim.lrScheduler.CosineAnnealingLR": () => rates((o) => new K.optim.lrScheduler.CosineAnnealingLR(o, 4)),
  "optim.lrScheduler.CosineAnnealingWarmRestarts": () =>
    rates((o) => new K.optim.lrScheduler.CosineAnnealingWarmRestarts(o, 3)),
  "optim.lrScheduler.CyclicLR": () => rates((o) => new K.optim.lrScheduler.CyclicLR(o, 0.01, 0.1, 2)),
  "optim.lrScheduler.ExponentialLR": () => rates((o) => new K.optim.lrScheduler.ExponentialLR(o, 0.5)),
  "optim.lrScheduler.LambdaLR": () => rates((o) => new K.optim.lrScheduler.LambdaLR(o, (n: number) => 1 / (n + 1))),
  "optim.lrScheduler.LinearLR": () => rates((o) => new K.optim.lrScheduler.LinearLR(o)),
  "optim.lrScheduler.MultiStepLR": () => rates((o) => new K.optim.lrScheduler.MultiStepLR(o, [2, 4])),
  "optim.lrScheduler.MultiplicativeLR": () => rates((o) => new K.optim.lrScheduler.MultiplicativeLR(o, () => 0.5)),
  "optim.lrScheduler.OneCycleLR": () => rates((o) => new K.optim.lrScheduler.OneCycleLR(o, 0.1, 8)),
  "optim.lrScheduler.PolynomialLR": () => rates((o) => new K.optim.lrScheduler.PolynomialLR(o, 4)),
  "optim.lrScheduler.StepLR": () => rates((o) => new K.optim.lrScheduler.StepLR(o, 2)),
  "optim.lrScheduler.ReduceLROnPlateau": () =>
    rates((o) => new K.optim.lrScheduler.ReduceLROnPlateau(o, { patience: 1 })),
  "optim.lrScheduler.ChainedScheduler": () =>
    rates(
      (o) =>
        new K.optim.lrScheduler.ChainedScheduler([
          new K.optim.lrScheduler.StepLR(o, 2),
          new K.optim.lrScheduler.ExponentialLR(o, 0.9),
        ]),
    ),
  "optim.lrScheduler.SequentialLR": () =>
    rates(
      (o) =>
        new K.optim.lrScheduler.SequentialLR(
          o,
          [new K.optim.lrScheduler.StepLR(o, 2), new K.optim.lrScheduler.ExponentialLR(o, 0.9)],
          [3],
        ),
    ),
  "optim.lrScheduler.LRScheduler": () =>
    new K.optim.lrScheduler.StepLR(new K.optim.SGD([new K.nn.Parameter(x())], { lr: 0.1 }), 2) instanceof
    K.optim.lrScheduler.LRScheduler,

  // optim.swaUtils
  "optim.swaUtils.AveragedModel": () => averaged((m) => new K.optim.swaUtils.AveragedModel(m)),
  "optim.swaUtils.getEmaAvgFn": () =>
    averaged((m) => new K.optim.swaUtils.AveragedModel(m, { avgFn: K.optim.swaUtils.getEmaAvgFn(0.5) })),
  "optim.swaUtils.getSwaAvgFn": () =>
    averaged((m) => new K.optim.swaUtils.AveragedModel(m, { avgFn: K.optim.swaUtils.getSwaAvgFn() })),
  "optim.swaUtils.SWALR": () => rates((o) => new K.optim.swaUtils.SWALR(o, 0.05)),
  "optim.swaUtils.updateBn": () => statistics((m) => K.optim.swaUtils.updateBn([x(), y()], m)),

  // data
  "data.TensorDataset": () => new K.data.TensorDataset(x(), v()).get(1),
  "data.StackDataset": () =>
    new K.data.StackDataset(new K.data.TensorDataset(x()), new K.data.TensorDataset(y())).get(1),
  "data.ConcatDataset": () =>
    new K.data.ConcatDataset([new K.data.TensorDataset(x()), new K.data.TensorDataset(y())]).get(4),
  "data.Subset": () => new K.data.Subset(new K.data.TensorDataset(x()), [2, 0]).get(0),
  "data.ChainDataset": () => [...new K.data.ChainDataset([[1, 2], [3]])],
  "data.Dataset": () => new K.data.TensorDataset(x()) instanceof K.data.Dataset,
  "data.IterableDataset": () => new K.data.ChainDataset([[1]]) instanceof K.data.IterableDataset,
  rsub: () => K.rsub(x(), y(), { alpha: 2 }),
  "data.DataLoader": () => [
    ...new K.data.DataLoader(new K.data.TensorDataset(x(), v()), { batchSize: 2, shuffle: true }),
  ],
  "data.SequentialSampler": () => [...new K.data.SequentialSampler([1, 2, 3])],
  "data.RandomSampler": () => [...new K.data.RandomSampler([1, 2, 3])],
  "data.SubsetRandomSampler": () => [...new K.data.SubsetRandomSampler([4, 5, 6])],
  "data.WeightedRandomSampler": () => [...new K.data.WeightedRandomSampler([0.1, 0.9], 5)],
  "data.BatchSampler": () => [...new K.data.BatchSampler([1, 2, 3], 2)],
  "data.Sampler": () => new K.data.SequentialSampler([1]) instanceof K.data.Sampler,
  "data.defaultCollate": () => K.data.defaultCollate([v(), w()]),
  "data.defaultConvert": () => K.data.defaultConvert(new Float32Array([1, 2])),
  "data.CSVDataset": () => {
    const set = new K.data.CSVDataset(new TextEncoder().encode("a,b,c\n1,x,0.5\n2,y,1.5\n"), { target: "c" });
    return [set.columns, ...set.get(1), set.categories("b")];
  },
  "data.getWorkerInfo": () => K.data.getWorkerInfo(),
  "data.randomSplit": () => K.data.randomSplit(new K.data.TensorDataset(x()), [2, 1]).map((part) => [...part.indices]),

  // datasets
  "datasets.readIdx": () => K.datasets.readIdx(new Uint8Array([0, 0, 8, 1, 0, 0, 0, 2, 7, 9])),
  "datasets.gunzip": () =>
    K.datasets
      .gunzip(new Uint8Array([31, 139, 8, 0, 0, 0, 0, 0, 0, 3, 75, 4, 0, 67, 190, 183, 232, 1, 0, 0, 0]))
      .then((bytes) => [...bytes]),
  "datasets.MNIST": () =>
    new K.datasets.MNIST({
      images: new Uint8Array([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28, ...Array<number>(784).fill(9)]),
      labels: new Uint8Array([0, 0, 8, 1, 0, 0, 0, 1, 7]),
    }).get(0),
  "datasets.FashionMNIST": () =>
    new K.datasets.FashionMNIST({
      images: new Uint8Array([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28, ...Array<number>(784).fill(9)]),
      labels: new Uint8Array([0, 0, 8, 1, 0, 0, 0, 1, 7]),
    }).get(0),
  "datasets.KMNIST": () =>
    new K.datasets.KMNIST({
      images: new Uint8Array([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28, ...Array<number>(784).fill(9)]),
      labels: new Uint8Array([0, 0, 8, 1, 0, 0, 0, 1, 7]),
    }).get(0),
  "datasets.CIFAR10": () => new K.datasets.CIFAR10([new Uint8Array(3073)]).get(0),
  "datasets.ImageDataset": () =>
    new K.datasets.ImageDataset(picture().unsqueeze(0), K.tensor([0], { dtype: "int64" }), ["a"]).get(0),
  "datasets.SyntheticDigits": () => new K.datasets.SyntheticDigits(2).get(1),

  // transforms.functional
  "transforms.functional.adjustBrightness": () => K.transforms.functional.adjustBrightness(picture(), 1.5),
  "transforms.functional.adjustContrast": () => K.transforms.functional.adjustContrast(picture(), 1.5),
  "transforms.functional.adjustHue": () => K.transforms.functional.adjustHue(picture(), 0.1),
  "transforms.functional.adjustSaturation": () => K.transforms.functional.adjustSaturation(picture(), 1.5),
  "transforms.functional.centerCrop": () => K.transforms.functional.centerCrop(picture(), 2),
  "transforms.functional.crop": () => K.transforms.functional.crop(picture(), 1, 1, 2, 2),
  "transforms.functional.erase": () => K.transforms.functional.erase(picture(), 0, 0, 2, 2, 0),
  "transforms.functional.hflip": () => K.transforms.functional.hflip(picture()),
  "transforms.functional.normalize": () =>
    K.transforms.functional.normalize(picture().float(), [0.5, 0.5, 0.5], [0.2, 0.2, 0.2]),
  "transforms.functional.pad": () => K.transforms.functional.pad(picture(), 1),
  "transforms.functional.resize": () => K.transforms.functional.resize(picture(), [3, 5]),
  "transforms.functional.rgbToGrayscale": () => K.transforms.functional.rgbToGrayscale(picture()),
  "transforms.functional.rotate": () => K.transforms.functional.rotate(picture(), 90),
  "transforms.functional.toTensor": () => K.transforms.functional.toTensor(picture()),
  "transforms.functional.vflip": () => K.transforms.functional.vflip(picture()),
  "transforms.functional.affine": () => K.transforms.functional.affine(picture(), 10, [1, 0], 1, [0, 0]),

  // transforms
  "transforms.CenterCrop": () => transformed(new K.transforms.CenterCrop(2)),
  "transforms.ColorJitter": () => transformed(new K.transforms.ColorJitter({ brightness: 0.5 })),
  "transforms.Compose": () => transformed(new K.transforms.Compose([new K.transforms.ToTensor()])),
  "transforms.Grayscale": () => transformed(new K.transforms.Grayscale()),
  "transforms.Lambda": () => transformed(new K.transforms.Lambda((t: Tensor) => t)),
  "transforms.Normalize": () => transformed(new K.transforms.Normalize(0.5, 0.2), picture().float()),
  "transforms.Pad": () => transformed(new K.transforms.Pad(1)),
  "transforms.RandomAffine": () => transformed(new K.transforms.RandomAffine(10)),
  "transforms.RandomApply": () => transformed(new K.transforms.RandomApply([new K.transforms.ToTensor()])),
  "transforms.RandomCrop": () => transformed(new K.transforms.RandomCrop(2)),
  "transforms.RandomErasing": () => transformed(new K.transforms.RandomErasing()),
  "transforms.RandomHorizontalFlip": () => transformed(new K.transforms.RandomHorizontalFlip()),
  "transforms.RandomRotation": () => transformed(new K.transforms.RandomRotation(10)),
  "transforms.RandomVerticalFlip": () => transformed(new K.transforms.RandomVerticalFlip()),
  "transforms.Resize": () => transformed(new K.transforms.Resize([3, 5])),
  "transforms.ToTensor": () => transformed(new K.transforms.ToTensor()),

  // safetensors
  "safetensors.save": () => K.safetensors.save({ x: x() }).length,
  "safetensors.load": () => K.safetensors.load(K.safetensors.save({ x: x() })),

  // NumPy's files
  "npy.save": () => K.npy.save(x()).length,
  "npy.load": () => K.npy.load(K.npy.save(x())),
  "npz.save": () => [K.npz.save({ x: x() }).length, K.npz.load(K.npz.save([x()], { compressed: true }))],
  "npz.load": () => K.npz.load(K.npz.save({ x: x() })),

  // training
  summary: () => {
    const { layers, parameters, multAdds } = K.summary(new K.nn.Linear(3, 2), { inputSize: [4, 3] });
    return [layers, parameters, multAdds];
  },
  EarlyStopping: () => {
    const stopping = new K.EarlyStopping({ patience: 2 });
    return [3, 4, 5].map((loss) => stopping.step(loss));
  },
  Checkpoint: () => {
    const files = new Map<string, Uint8Array>(),
      list: number[] = [];
    const checkpoint = new K.Checkpoint(files, { list }, { quiet: true });
    for (const epoch of checkpoint.epochs(2)) for (const b of checkpoint.batches([5, 6])) list.push(epoch + b);
    return [list, [...files.keys()]];
  },
  interruptible: () => [...K.interruptible([1, 2])],
  fit: async () => {
    const model = new K.nn.Linear(3, 1);
    const optimizer = new K.optim.SGD(model.parameters(), { lr: 0.1 });
    const batches = [[x(), x().sum(1, { keepdim: true })]];
    return (await K.fit(model, { data: batches, loss: K.F.mseLoss, optimizer, progress: false })).loss;
  },
  lrFind: () => {
    const model = new K.nn.Linear(3, 1),
      optimizer = new K.optim.SGD(model.parameters(), { lr: 0.1 });
    return K.lrFind(model, { data: [x()], loss: (t) => model(t).square().mean(), optimizer, steps: 5 }).losses;
  },
  plot: () => {
    const p = K.plot({ loss: [3, 2, 1] }, { width: 200, height: 100 });
    return [String(p), p.svg(), p.png().length, p.csv()];
  },
  SummaryWriter: () => {
    const files = new Map<string, Uint8Array>(),
      writer = new K.SummaryWriter(files);
    writer.addScalar("loss", 0.5, 1, { wallTime: 1 });
    return [...files.values()].map((f) => f.length);
  },
  "metrics.Metric": () => new K.metrics.MAE() instanceof K.metrics.Metric,
  "metrics.Mean": () => measured(new K.metrics.Mean(), (m) => m.update(3, 2)),
  "metrics.Accuracy": () => measured(new K.metrics.Accuracy(), (m) => m.update(x(), i())),
  "metrics.ConfusionMatrix": () =>
    measured(new K.metrics.ConfusionMatrix({ numClasses: 3 }), (m) => m.update(x(), i())),
  "metrics.Precision": () => measured(new K.metrics.Precision({ average: "macro" }), (m) => m.update(x(), i())),
  "metrics.Recall": () => measured(new K.metrics.Recall({ average: "macro" }), (m) => m.update(x(), i())),
  "metrics.F1": () => measured(new K.metrics.F1({ average: "macro" }), (m) => m.update(x(), i())),
  "metrics.AUC": () => measured(new K.metrics.AUC(), (m) => m.update(x(), b())),
  "metrics.MAE": () => measured(new K.metrics.MAE(), (m) => m.update(x(), y())),
  "metrics.R2": () => measured(new K.metrics.R2(), (m) => m.update(x(), y())),

  // random
  "random.seed": () =>
    during(
      () => K.random.seed(3),
      () => K.random.random(),
      () => undefined,
    ),
  "random.getstate": () => typeof K.random.getstate(),
  "random.setstate": () =>
    during(
      () => K.random.setstate(K.random.getstate()),
      () => K.random.random(),
      () => undefined,
    ),
  "random.random": () => K.random.random(),
  "random.getrandbits": () => K.random.getrandbits(40),
  "random.randbytes": () => K.random.randbytes(4),
  "random.randint": () => K.random.randint(1, 6),
  "random.randrange": () => K.random.randrange(10),
  "random.choice": () => K.random.choice([1, 2, 3]),
  "random.choices": () => K.random.choices([1, 2, 3], { k: 4 }),
  "random.shuffle": () => shuffled([1, 2, 3, 4]),
  "random.sample": () => K.random.sample([1, 2, 3], 2),
  "random.uniform": () => K.random.uniform(1, 2),
  "random.triangular": () => K.random.triangular(),
  "random.gauss": () => K.random.gauss(),
  "random.normalvariate": () => K.random.normalvariate(),
  "random.expovariate": () => K.random.expovariate(2),
};

/** What a call gave, as JSON: tensors with their dtype, shape and elements, objects by their fields, modules by their state. */
export function shown(value: unknown, depth = 0): unknown {
  if (typeof value === "number")
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : { number: Object.is(value, -0) ? "-0" : String(value) };
  if (typeof value === "bigint") return { bigint: String(value) };
  if (typeof value === "function" && !(value instanceof K.nn.Module)) return "a function";
  if (value === null || value === undefined || (typeof value !== "object" && typeof value !== "function"))
    return value ?? null;
  if (depth > 4) return "…";
  const within = (list: Iterable<unknown>): unknown[] => Array.from(list, (e) => shown(e, depth + 1));
  if (value instanceof K.Tensor)
    return {
      dtype: value.dtype,
      shape: [...value.shape],
      values: within(
        (value.dtype.startsWith("complex") ? K.viewAsReal(value.detach()) : value.detach())
          .flatten()
          .tolist() as unknown[],
      ),
    };
  if (value instanceof K.nn.Module) return { state: within([...value.stateDict()].map(([name, t]) => [name, t])) };
  if (value instanceof Map || value instanceof Set || Array.isArray(value) || ArrayBuffer.isView(value))
    return within(value as Iterable<unknown>);
  const named = Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null;
  return named ? Object.fromEntries(Object.entries(value).map(([key, v]) => [key, shown(v, depth + 1)])) : "an object";
}

/** Runs every call from the same seeds: what each gave, or the error that it threw. */
export async function results(): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = {};
  K.onDiagnosis(() => {});
  for (const [name, call] of Object.entries(calls)) {
    K.manualSeed(1);
    K.random.seed(1);
    try {
      all[name] = shown(await call());
    } catch (e) {
      all[name] = { threw: String(e) };
    }
  }
  return all;
}

/** Methods that are private in TypeScript: of Random. */
// `length` says what to write instead, as x[0] does; a generator has no JSON.
const unseen = new Set([
  "constructor",
  "length",
  "random.toJSON",
  "bits",
  "bigBits",
  "below",
  "bigBelow",
  "numberRange",
  "bigRange",
  "sampleIndices",
]);

/** Names as Python has them, which a bundle has besides the package's own, to say what they are called here. */
export const isPython = (name: string): boolean => /^[a-z]\w*_[a-z0-9]/.test(name);

/** Every public name that can be called: functions and classes by their paths, methods of tensors, Python's random. */
export function publicNames(): string[] {
  const found: string[] = [];
  const look = (module: object, at: string): void => {
    for (const [name, value] of Object.entries(module) as [string, unknown][]) {
      if (isPython(name)) continue;
      if (typeof value === "function") found.push(at + name);
      else if (Object.prototype.toString.call(value) === "[object Module]" && value !== K.F)
        look(value as object, `${at}${name}.`);
    }
  };
  look(K, "");
  look(K.F, "F.");
  const methods = (prototype: object, at: string): void => {
    for (const name of Object.getOwnPropertyNames(prototype))
      if (!unseen.has(name) && !unseen.has(at + name) && !/^-?\d+$/.test(name)) found.push(at + name); // x[0] only says what to write instead
  };
  methods(K.Tensor.prototype, "Tensor.");
  methods(K.Random.prototype, "random.");
  return found;
}

// Names that the table lacks: the usual arguments are tried, and the first that fit make the call.

/** What functions and methods take after their tensor, and constructors at all; the simplest first. */
const usual: readonly (() => unknown[])[] = [
  () => [],
  () => [2],
  () => [y()],
  () => [0.5],
  () => [3, 3],
  () => [3, 0.5],
  () => [y(), 2],
  () => [y(), x()],
];
/** What layers of one input take. */
const usualInputs = [x, seq, img, vol, i];

/** A class or a function by its path, in the build that is looked at. */
const named = (name: string): unknown =>
  name.split(".").reduce((o: unknown, key) => (o as Readonly<Record<string, unknown>>)[key], K);
type Class = new (...args: unknown[]) => never;

function attempts(name: string): (() => unknown)[] {
  if (name.startsWith("Tensor.")) {
    const method = name.slice("Tensor.".length) as "abs";
    return usual.map((args) => () => (x()[method] as (...args: unknown[]) => unknown)(...args()));
  }
  const value = named(name) as { readonly prototype?: unknown };
  if (value.prototype instanceof K.optim.Optimizer)
    return [() => steps((p) => new (named(name) as new (p: Tensor[]) => kindling.optim.AnyOptimizer)(p))];
  if (value.prototype instanceof K.nn.Module)
    return usual.flatMap((args) =>
      usualInputs.map((input) => () => run(new (named(name) as Class)(...args()), input())),
    );
  if (name.startsWith("nn.") || /(^|\.)[A-Z]\w*$/.test(name))
    return usual.map((args) => () => new (named(name) as Class)(...args()));
  return usual.flatMap((args) => [
    () => (named(name) as (...args: unknown[]) => unknown)(x(), ...args()),
    () => (named(name) as (...args: unknown[]) => unknown)(...args()),
  ]);
}

/** A call of the name that throws nothing; undefined if none of the usual arguments fit. */
export function usualCall(name: string): (() => unknown) | undefined {
  const before = K.onDiagnosis(() => {});
  try {
    return attempts(name).find((call) => {
      try {
        call();
        return true;
      } catch {
        return false;
      }
    });
  } finally {
    K.onDiagnosis(before);
  }
}

export const calls: Readonly<Record<string, () => unknown>> = {
  ...table,
  ...Object.fromEntries(
    publicNames().flatMap((name) => {
      const call = name in table ? undefined : usualCall(name);
      return call === undefined ? [] : [[name, call]];
    }),
  ),
};

/** Every public class: its path, the name that it has, and the one it is exported under. */
export function classNames(): [path: string, name: string, key: string][] {
  const found: [string, string, string][] = [],
    seen = new Set<object>();
  const look = (module: object, at: string): void => {
    seen.add(module);
    for (const [key, value] of Object.entries(module) as [string, unknown][]) {
      if (typeof value === "function") {
        if (/^class\b/.test(Function.prototype.toString.call(value))) found.push([at + key, value.name, key]);
      } else if (typeof value === "object" && value !== null && !seen.has(value)) {
        // In the bundles of Node and of pages, namespaces have an object behind them that knows Python's names.
        if (
          Object.prototype.toString.call(value) === "[object Module]" ||
          [null, Object.prototype].includes(Object.getPrototypeOf(value) as null)
        )
          look(value, `${at}${key}.`);
      }
    }
  };
  look(K, "");
  return found;
}
