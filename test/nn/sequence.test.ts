import assert from "node:assert/strict";
import { test } from "node:test";
import { F, gradcheck, gradgradcheck, nn, rand, tensor, type Tensor, zeros } from "kindling";
import { failure, sentence } from "./golden.js";
import { readCases, runErrors, runFunctions, runLayers } from "./cases.js";

// Embeddings, layer normalization and attention against PyTorch (test/golden/nn_sequence.py).

const golden = readCases("nn_sequence");
runFunctions(golden.functions, (c) => c.n !== "scaledDotProductAttention");
runLayers(golden.layers);
runErrors(golden.errors);

const numbers = (...v: number[]): Tensor => tensor(v, { dtype: "int64" });

test("offsets of bags", () => {
  const weight = rand(5, 3),
    four = numbers(1, 2, 4, 1);
  assert.match(
    failure("bag-offsets", () => F.embeddingBag(four, weight, numbers(1, 2))),
    /^offsets\[0\] has to be 0, i\.e\., the first sequence in the mini-batch has to start from position 0\. However, got 1\n/,
  );
  assert.match(
    failure("bag-offsets", () => F.embeddingBag(four, weight, numbers(0, 9))),
    /^offsets\[-1\] can not be greater than input's length 4 but got offsets\[-1\] of 9\n/,
  );
  failure("bag-offsets", () => F.embeddingBag(four, weight, numbers(0, 3, 2)));
  assert.deepEqual(F.embeddingBag(numbers(), weight, numbers()).shape, [0, 3]);
  assert.deepEqual(F.embeddingBag(numbers(), weight, numbers(0, 0), { mode: "max" }).tolist(), [
    [0, 0, 0],
    [0, 0, 0],
  ]);
});

test("tables that were learned elsewhere", () => {
  const weight = rand(4, 2);
  const m = nn.Embedding.fromPretrained(weight);
  assert.equal(m.weight.requiresGrad, false);
  assert.deepEqual(m(numbers(3)).tolist(), [weight.get(3).tolist()]);
  assert.equal(nn.EmbeddingBag.fromPretrained(weight, { freeze: false, mode: "sum" }).weight.requiresGrad, true);
  assert.equal(
    sentence(failure("embedding-weight", () => nn.Embedding.fromPretrained(rand(3)))),
    "Embeddings parameter is expected to be 2-dimensional",
  );
  assert.equal(
    sentence(failure("embedding-weight", () => new nn.Embedding(3, 3, { _weight: weight }))),
    "Shape of weight does not match num_embeddings and embedding_dim",
  );
  failure("embedding-size", () => new nn.Embedding(2.5, 3));
});

test("second derivatives", () => {
  const x = rand(2, 3, { dtype: "float64", requiresGrad: true }),
    w = rand(3, { dtype: "float64", requiresGrad: true }),
    b = rand(3, { dtype: "float64", requiresGrad: true });
  for (const f of [
    (...t: Tensor[]) => F.layerNorm(t[0]!, [3], t[1]!, t[2]!),
    (t: Tensor) => F.layerNorm(t, [2, 3]),
    (t: Tensor) => F.embedding(numbers(1, 0, 1), t).square(),
    (t: Tensor) => F.scaledDotProductAttention(t, t, t, { isCausal: true }),
    (t: Tensor) => F.embeddingBag(numbers(1, 0, 1), t, numbers(0, 2), { mode: "mean" }).square(),
  ] as ((...t: Tensor[]) => Tensor)[]) {
    const args = f.length === 0 ? [x, w, b] : [x];
    assert.ok(gradcheck(f, args), String(f));
    assert.ok(gradgradcheck(f, args), String(f));
  }
});

test("attention over things that do not fit", () => {
  const q = rand(2, 3, 4);
  assert.equal(
    sentence(
      failure("attention", () => F.scaledDotProductAttention(q, q, q, { isCausal: true, attnMask: zeros(3, 3) })),
    ),
    "_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True",
  );
  assert.match(
    failure("attention", () => F.scaledDotProductAttention(rand(3), q, q)),
    /^scaled_dot_product_attention: Expected query, key, and value to all be {2}at least 2 dimensional, but got query\.dim\(\): 1, key\.dim\(\): 3 and value\.dim\(\): 3 instead\.\n/,
  );
  assert.match(
    failure("attention", () => F.scaledDotProductAttention(q, q, q, { attnMask: numbers(1, 2, 3) })),
    /^Expected attn_mask dtype to be bool or float or to match query dtype/,
  );
  failure("matmul-dtype", () => F.scaledDotProductAttention(q, q.double(), q));
});
