import { test } from "node:test";
import assert from "node:assert/strict";
import { aminmax, compile, cummax, frexp, max, median, min, sort, type Tensor, tensor, topk } from "kindling";

// Several results come under their names and by place, as PyTorch's named tuples do; also out of compiled functions and into them.

const x = (): Tensor => tensor([[3, 1, 2], [4, 6, 5]]);

test("by name and by place", () => {
  for (const r of [topk(x(), 2), sort(x()), max(x(), 1), min(x(), 1), median(x(), 1), cummax(x(), 1), x().mode(1), x().kthvalue(2)]) {
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
    const t = tensor([3, i, 2]), eager = t.topk(2), planned = two(t);
    const [values] = planned;
    assert.deepEqual(values!.tolist(), eager.values.tolist());
    assert.deepEqual(first(planned).tolist(), eager.values.mul(eager.indices).tolist());
  }
});
