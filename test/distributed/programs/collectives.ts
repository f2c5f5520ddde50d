// Every collective with every dtype and operation, against what one process computes of all ranks' numbers.
import assert from "node:assert/strict";
import { cat, complex, type DType, full, type Tensor, tensor, zeros } from "kindling";
import {
  allGather,
  allReduce,
  barrier,
  broadcast,
  destroyProcessGroup,
  getRank,
  getWorldSize,
  initProcessGroup,
  isInitialized,
  reduce,
  type ReduceOp,
  reduceScatter,
} from "kindling/distributed";

const deterministic = process.argv[2] === "deterministic";
assert.equal(isInitialized(), false);
initProcessGroup({ deterministic });
const rank = getRank(),
  size = getWorldSize();

/** What rank r has: small whole numbers, exact in every dtype. */
const own = (r: number, dtype: DType): Tensor =>
  dtype === "complex64" || dtype === "complex128"
    ? complex(tensor([1, r, 2]), tensor([r, 1, 0])).to(dtype)
    : dtype === "bool"
      ? tensor([r === 0, true, false])
      : tensor([1 + r, 3, 2 * (r % 2)]).to(dtype);

function expected(dtype: DType, op: ReduceOp): Tensor {
  const all = Array.from({ length: size }, (_, r) => own(r, dtype));
  if (dtype === "bool") {
    const by: Partial<Record<ReduceOp, (a: boolean, b: boolean) => boolean>> = {
      sum: (a, b) => a || b,
      bor: (a, b) => a || b,
      max: (a, b) => a || b,
      product: (a, b) => a && b,
      band: (a, b) => a && b,
      min: (a, b) => a && b,
      bxor: (a, b) => a !== b,
    };
    const lists = all.map((t) => t.tolist() as unknown as boolean[]);
    return tensor(lists[0]!.map((_, i) => lists.map((l) => l[i]!).reduce(by[op]!)));
  }
  const by: Record<ReduceOp, (a: Tensor, b: Tensor) => Tensor> = {
    sum: (a, b) => a.add(b),
    avg: (a, b) => a.add(b),
    product: (a, b) => a.mul(b),
    min: (a, b) => a.minimum(b),
    max: (a, b) => a.maximum(b),
    band: (a, b) => a.bitwiseAnd(b),
    bor: (a, b) => a.bitwiseOr(b),
    bxor: (a, b) => a.bitwiseXor(b),
  };
  const sum = all.reduce(by[op]);
  return op === "avg" ? sum.div(size).to(dtype) : sum.to(dtype);
}
const same = (a: Tensor, b: Tensor, what: string): void => {
  assert.equal(a.dtype, b.dtype, what);
  assert.equal(String(a), String(b), what);
};

const whole: DType[] = ["int64", "int32", "int16", "int8", "uint8", "bool"],
  floats: DType[] = ["float32", "float64", "float16", "bfloat16"],
  complexes: DType[] = ["complex64", "complex128"];
for (const dtype of [...whole, ...floats, ...complexes]) {
  const ops: ReduceOp[] = ["sum", "product"];
  if (!complexes.includes(dtype)) ops.push("min", "max");
  if (whole.includes(dtype)) ops.push("band", "bor", "bxor");
  else ops.push("avg");
  for (const op of ops) {
    const what = `${op} of ${dtype}`;
    const t = own(rank, dtype);
    assert.equal(allReduce(t, { op }), t);
    same(t, expected(dtype, op), what);
    const last = size - 1,
      r = own(rank, dtype);
    reduce(r, last, { op });
    same(r, rank === last ? expected(dtype, op) : own(rank, dtype), `reduce, ${what}`);
    // Rank r gets part r: own(…) itself in each part.
    const part = zeros(3).to(dtype);
    reduceScatter(
      part,
      Array.from({ length: size }, () => own(rank, dtype)),
      { op },
    );
    same(part, expected(dtype, op), `reduceScatter, ${what}`);
  }
  const from = size - 1,
    b = own(rank, dtype);
  broadcast(b, from);
  same(b, own(from, dtype), `broadcast of ${dtype}`);
  allGather(own(rank, dtype)).forEach((g, r) => same(g, own(r, dtype), `allGather of ${dtype}`));
  const list = Array.from({ length: size }, () => zeros(3).to(dtype));
  allGather(list, own(rank, dtype));
  list.forEach((g, r) => same(g, own(r, dtype), `allGather into a list, ${dtype}`));
}

// Tensors of any layout: parts, transposed, scalars, none at all.
const sums = (size * (size + 1)) / 2;
const base = full([4, 5], rank + 1),
  column = base.select(1, 2);
allReduce(column);
assert.deepEqual(column.tolist(), [sums, sums, sums, sums]);
assert.equal(base.sum().item(), 16 * (rank + 1) + 4 * sums, "only the column was changed");
const row = full([4, 5], rank + 1);
allReduce(row.select(0, 1));
assert.deepEqual(row.select(0, 1).tolist(), [sums, sums, sums, sums, sums]);
assert.equal(row.select(0, 0).max().item(), rank + 1);
const turned = tensor([
  [1, 2, 3],
  [4, 5, 6],
]).t();
allReduce(turned);
assert.deepEqual(turned.tolist(), [
  [size, 4 * size],
  [2 * size, 5 * size],
  [3 * size, 6 * size],
]);
const scalar = tensor(rank);
allReduce(scalar, "max");
assert.equal(scalar.item(), size - 1);
assert.deepEqual(allReduce(zeros(0)).shape, [0]);
assert.ok(Number.isNaN(allReduce(tensor(rank === 0 ? NaN : 1)).item()));
assert.equal(allReduce(tensor(rank === 0 ? Infinity : 1)).item(), Infinity);
const large = full([300_000], rank + 1);
allReduce(large);
assert.equal(large.eq(sums).all().item(), true);
const scattered = zeros(2);
reduceScatter(
  scattered,
  Array.from({ length: size }, (_, r) => tensor([r, 10 * r])),
);
assert.deepEqual(scattered.tolist(), [size * rank, 10 * size * rank]);
assert.equal(
  cat(allGather(tensor([rank])))
    .sum()
    .item(),
  (size * (size - 1)) / 2,
);

// int64 beyond 2^53.
const big = tensor([2n ** 60n + BigInt(rank)]);
allReduce(big, "max");
assert.equal(String(big), `tensor([${2n ** 60n + BigInt(size - 1)}])`);

assert.throws(() => allReduce(tensor([1]), { op: "band" }), { code: "mpi-op" });
assert.throws(() => allReduce(tensor([1]).long(), { op: "avg" }), { code: "mpi-op" });
assert.throws(() => allReduce(own(0, "complex64"), { op: "max" }), { code: "mpi-op" });
assert.throws(() => allReduce([1] as unknown as Tensor), { code: "argument" });
assert.throws(() => broadcast(tensor([1]), size), { code: "mpi-rank" });
assert.throws(() => broadcast(tensor([1]), 0.5), { code: "mpi-rank" });
assert.throws(() => allGather([], tensor([1])), { code: "mpi-shape" });
assert.throws(
  () =>
    reduceScatter(
      zeros(2),
      Array.from({ length: size }, () => zeros(3)),
    ),
  { code: "mpi-shape" },
);
assert.throws(() => initProcessGroup(), { code: "mpi-group" });

barrier();
if (rank === 0) console.log(`all is right for ${size} ranks`);
destroyProcessGroup();
