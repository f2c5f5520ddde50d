import { describe, test } from "node:test";
import * as kindling from "kindling";
import { cat, gradcheck, gradgradcheck, isclose, slice, stack, type Tensor, tensor, where } from "kindling";
import assert from "node:assert/strict";

// Ops that are expressions of others have no record of their own to test them by: their first and second derivatives
// against finite differences, also where the input lies transposed.

const m = (): Tensor =>
  tensor(
    [
      [0.3, -1.2, 0.9],
      [1.7, 0.4, -0.6],
    ],
    { dtype: "float64", requiresGrad: true },
  );
const transposed = (): Tensor =>
  tensor(
    [
      [0.3, 1.7],
      [-1.2, 0.4],
      [0.9, -0.6],
    ],
    { dtype: "float64" },
  )
    .t()
    .detach()
    .requiresGrad_();
const mask = tensor([
  [true, false, true],
  [false, false, true],
]);
const at = tensor(
  [
    [0, 2],
    [1, 1],
  ],
  { dtype: "int64" },
);

const functions: Record<string, (x: Tensor) => Tensor> = {
  var: (x) => x.var(),
  "var along": (x) => x.var(1, { keepdim: true }),
  "var with correction 0": (x) => x.var({ dim: 0, correction: 0 }),
  std: (x) => x.std(),
  "std along": (x) => x.std(1),
  norm: (x) => x.norm(),
  "norm 1": (x) => x.norm(1, 1),
  "norm 3": (x) => x.norm(3, 0),
  "norm 0.5": (x) => x.norm(0.5),
  "norm ∞": (x) => x.norm(Infinity, 1),
  logsumexp: (x) => x.logsumexp(1),
  "logsumexp over all": (x) => x.logsumexp([0, 1]),
  softmax: (x) => x.softmax(1),
  "softmax along the first": (x) => x.softmax(0),
  logSoftmax: (x) => x.logSoftmax(1),
  mean: (x) => x.mean(1),
  prod: (x) => x.prod(),
  "prod along": (x) => x.prod(1, { keepdim: true }),
  "max along": (x) => x.max(1).values,
  "min along": (x) => x.min(0, { keepdim: true }).values,
  max: (x) => x.max(),
  amin: (x) => x.amin([0, 1]),
  repeat: (x) => x.repeat(2, 2),
  unbind: (x) => x.unbind(1)[1]!,
  split: (x) => x.split(2, 1)[0]!,
  cat: (x) => cat([x, x.mul(x)], 1),
  stack: (x) => stack([x, x.exp()], 1),
  where: (x) => where(mask, x.mul(x), x.exp()),
  maskedFill: (x) => x.mul(x).maskedFill(mask, 3),
  maskedSelect: (x) => x.mul(x).maskedSelect(mask),
  gather: (x) => x.mul(x).gather(1, at),
  scatter: (x) => x.mul(x).scatter(1, at.narrow(1, 0, 1), x.narrow(1, 0, 1)),
  scatterAdd: (x) => x.exp().scatterAdd(1, at, x.narrow(1, 1, 2)),
  indexSelect: (x) => x.mul(x).indexSelect(1, at.get(0)),
  take: (x) => x.mul(x).take(at),
  "a mask": (x) => x.mul(x).get(mask),
  "index tensors": (x) => x.mul(x).get(at.get(1), [0, 2]),
  set: (x) => x.mul(x).set([0, slice(1, null)], x.get(1, slice(0, 2))),
  "set by index": (x) => x.mul(x).set([":", [2, 0]], x.get(":", slice(0, 2))),
  "set by mask": (x) => x.mul(x).set([mask], 0),
  matmul: (x) => x.matmul(x.t()),
  mv: (x) => x.mv(x.get(0)),
  dot: (x) => x.get(0).dot(x.get(1)),
  outer: (x) => x.get(0).outer(x.get(1)),
  bmm: (x) => x.unsqueeze(0).bmm(x.t().unsqueeze(0)),
  "matmul, batched": (x) => stack([x, x.exp()]).matmul(x.t()),
  clamp: (x) => x.mul(x).clamp(x.sub(0.5), x.add(0.3)),
  nanToNum: (x) => x.mul(x).nanToNum(),
  lerp: (x) => x.lerp(x.exp(), x.sigmoid()),
  addcmul: (x) => x.addcmul(x, x, { value: 2 }),
  addcdiv: (x) => x.addcdiv(x, x.exp()),
  diagonal: (x) => x.mul(x).diagonal(1),
  unfold: (x) => x.mul(x).unfold(1, 2, 1),
  asStrided: (x) => x.mul(x).asStrided([2, 2], [1, 2]),
  expand: (x) => x.mul(x).unsqueeze(1).expand(2, 2, 3),
  movedim: (x) => x.mul(x).movedim(0, 1),
  unflatten: (x) => x.mul(x).flatten().unflatten(0, [3, 2]),
  sort: (x) => x.mul(x).sort(1, true).values,
  topk: (x) => x.exp().topk(2).values,
  kthvalue: (x) => x.mul(x).kthvalue(2, 1).values,
  median: (x) => x.mul(x).median(),
  "median along": (x) => x.mul(x).median(1).values,
  mode: (x) => x.mul(x).mode(0).values,
  quantile: (x) => x.mul(x).quantile(0.3, 1),
  nanmean: (x) => x.mul(x).nanmean(0),
  "std and mean": (x) => kindling.stdMean(x, 1)[0].mul(kindling.stdMean(x)[1]),
  dist: (x) => x.dist(x.exp(), 3),
  cov: (x) => x.cov(),
  "cov, weighted": (x) => x.cov({ aweights: tensor([1, 2, 0.5], { dtype: "float64" }) }),
  diff: (x) => x.mul(x).diff(1, 0),
  trapezoid: (x) => kindling.trapezoid(x.mul(x), x),
  cumulativeTrapezoid: (x) => kindling.cumulativeTrapezoid(x.exp(), { dx: 0.5 }),
  renorm: (x) => x.mul(x).renorm(2, 0, 1.2),
  cummax: (x) => x.mul(x).cummax(1).values,
  "cumprod with a zero": (x) => x.mul(tensor([1, 0, 1], { dtype: "float64" })).cumprod(1),
  ldexp: (x) => x.mul(x).ldexp(x),
  frexp: (x) => x.mul(x).frexp().mantissa,
  mvlgamma: (x) => x.abs().add(2).mvlgamma(2),
  floatPower: (x) => x.abs().floatPower(x),
  fmax: (x) => x.mul(x).fmax(x.exp()),
  "pow with a tensor": (x) => x.abs().pow(x),
  "a number to a power": (x) => x.mul(1).sigmoid().add(1).pow(x),
  "double and back": (x) => x.float().double().mul(m().detach()),
};

describe("gradients of composites", () => {
  for (const [name, f] of Object.entries(functions)) {
    test(name, () => {
      const loose = name === "double and back" ? { eps: 1e-2 } : {}; // float32 in between is coarse
      for (const x of [m(), transposed()]) {
        gradcheck(f, [x], loose);
        gradgradcheck(f, [x], loose);
      }
      assert.ok(isclose(f(m()), f(transposed()), { equalNan: true }).all().item());
    });
  }
});
