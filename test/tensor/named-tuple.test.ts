import { test } from "node:test";
import assert from "node:assert/strict";
import {
  allclose,
  aminmax,
  compile,
  cummax,
  frexp,
  linalg,
  max,
  median,
  min,
  sort,
  svdLowrank,
  type Tensor,
  tensor,
  topk,
} from "kindling";

// Several results come under their names and by place, as PyTorch's named tuples do; also out of compiled functions and into them.

const x = (): Tensor =>
  tensor([
    [3, 1, 2],
    [4, 6, 5],
  ]);

test("by name and by place", () => {
  for (const r of [
    topk(x(), 2),
    sort(x()),
    max(x(), 1),
    min(x(), 1),
    median(x(), 1),
    cummax(x(), 1),
    x().mode(1),
    x().kthvalue(2),
  ]) {
    const [values, indices] = r;
    assert.equal(values, r.values);
    assert.equal(indices, r.indices);
    assert.deepEqual([...r], [r.values, r.indices]);
    assert.deepEqual(Object.keys(r), ["values", "indices"]);
  }
  const [low, high] = aminmax(x());
  assert.deepEqual([low!.item(), high!.item()], [1, 6]);
  const [mantissa, exponent] = frexp(tensor([6]));
  assert.deepEqual([mantissa!.tolist(), exponent!.tolist()], [[0.75], [3]]);
});

test("out of a compiled function, and into one", () => {
  const two = compile((t: Tensor) => t.topk(2));
  const first = compile((r: ReturnType<typeof topk>) => r.values.mul(r.indices));
  for (let i = 0; i < 6; i++) {
    const t = tensor([3, i, 2]),
      eager = t.topk(2),
      planned = two(t);
    const [values] = planned;
    assert.deepEqual(values!.tolist(), eager.values.tolist());
    assert.deepEqual(first(planned).tolist(), eager.values.mul(eager.indices).tolist());
  }
});

test("matrices taken apart", () => {
  const A = tensor([
    [2, 1],
    [1, 3],
  ]);
  const same = (r: Iterable<Tensor>): void => assert.deepEqual([...r], Object.values(r));
  for (const r of [
    linalg.svd(A),
    linalg.qr(A),
    linalg.eigh(A),
    linalg.slogdet(A),
    linalg.lu(A),
    linalg.luFactor(A),
    linalg.choleskyEx(A),
    linalg.invEx(A),
    linalg.lstsq(A, A),
    linalg.eig(A),
    linalg.solveEx(A, A),
    linalg.ldlFactor(A),
    linalg.luFactorEx(A),
    linalg.ldlFactorEx(A),
    A.svd(),
    A.qr(),
    A.slogdet(),
    A.geqrf(),
    svdLowrank(A, 2),
    A.histogram(2),
  ])
    same(r);
  const [U, S, Vh] = linalg.svd(A);
  assert.ok(allclose(U!.mul(S!).matmul(Vh!), A, { atol: 1e-5 }));
});
