import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { arange, cat, compile, F, manualSeed, nn, optim, tensor, type Tensor } from "kindling";
import { readGolden, type Value } from "../goldens.js";
import { type Cases, runErrors, runFunctions, runLayers } from "./cases.js";
import { close, data } from "./golden.js";

// Recurrent layers, cells and packed sequences against PyTorch (test/golden/nn_recurrent.py).

interface Through {
  n: "RNN" | "LSTM" | "GRU";
  o: nn.LstmOptions;
  lengths: number[];
  sorted: boolean;
  out: Value[];
  shape: number[];
  n2: number[];
  state: Value[];
  grad: Value[];
  weights: Record<string, Value[]>;
}
const golden = readGolden<Cases & { through: Through[]; training: number[] }>("nn_recurrent");
// Lengths that are tensors are values, which a plan cannot follow.
runFunctions(
  golden.functions,
  () => false,
  (c) => c.n === "packPaddedSequence" && !Array.isArray(c.a[1]),
);
runLayers(golden.layers);
runErrors(golden.errors);

const { packPaddedSequence, padPackedSequence, packSequence, unpackSequence, unpadSequence, invertPermutation } =
  nn.utils.rnn;

describe("packed sequences", () => {
  for (const c of golden.through) {
    test(`through ${c.n} ${JSON.stringify(c.o)}, lengths ${c.lengths}`, () => {
      manualSeed(8);
      const m: nn.Module = new (nn[c.n] as typeof nn.LSTM)(2, 3, c.o),
        x = data([4, 3, 2], 1).requiresGrad_();
      const [y, state] = m(packPaddedSequence(x, c.lengths, { enforceSorted: c.sorted })) as [
        nn.utils.rnn.PackedSequence,
        Tensor | Tensor[],
      ];
      const [out, n] = padPackedSequence(y, { totalLength: 5, paddingValue: 0.25 });
      const h = Array.isArray(state) ? cat(state.map((s) => s.reshape(-1))) : state.reshape(-1);
      assert.deepEqual(out.shape, c.shape);
      assert.deepEqual(n.tolist(), c.n2);
      close(out, c.out);
      close(h, c.state);
      out
        .square()
        .sum()
        .add(h.mul(arange(h.numel()).float()).sum())
        .backward();
      close(x.grad!, c.grad);
      for (const [name, p] of m.namedParameters()) close(p.grad!, c.weights[name]!, name);
    });
  }

  test("back again", () => {
    const list = [data([3, 2], 1), data([1, 2], 2), data([4, 2], 3)];
    const back = unpackSequence(packSequence(list, false));
    assert.deepEqual(
      back.map((t) => t.tolist()),
      list.map((t) => t.tolist()),
    );
    assert.deepEqual(
      unpadSequence(data([4, 3, 2], 1), [2, 0, 4]).map((t) => t.shape),
      [
        [2, 2],
        [0, 2],
        [4, 2],
      ],
    );
    assert.deepEqual(
      unpadSequence(data([3, 4], 1), tensor([2, 1, 4], { dtype: "int64" }), { batchFirst: true }).map((t) => t.shape),
      [[2], [1], [4]],
    );
    assert.deepEqual(invertPermutation(tensor([2, 0, 1], { dtype: "int64" }))!.tolist(), [1, 2, 0]);
    assert.equal(packSequence(list, { enforceSorted: false }).to("float64").data.dtype, "float64");
  });

  test("print as in PyTorch", () => {
    assert.equal(
      String(
        packPaddedSequence(
          tensor([
            [1, 2],
            [3, 0],
          ]),
          [2, 1],
        ),
      ),
      "PackedSequence(data=tensor([1., 2., 3.]), batch_sizes=tensor([2, 1]), sorted_indices=None, unsorted_indices=None)",
    );
  });
});

class Tagger extends nn.Module {
  embed = new nn.Embedding(6, 8);
  lstm = new nn.LSTM(8, 16, { numLayers: 2, dropout: 0.1, bidirectional: true });
  out = new nn.Linear(32, 2);
  forward(x: Tensor): Tensor {
    return this.out(this.lstm(this.embed(x))[0]);
  }
}

describe("an LSTM in training: 100 losses as in PyTorch", () => {
  const symbols = Array.from({ length: 84 }, (_, i) => ((i * i * 7 + i * 3 + 1) % 11) % 6);
  const x = tensor(symbols, { dtype: "int64" }).reshape([7, 12]);
  const y = tensor(
    symbols.map((s, i) => Number(symbols.slice(0, i).some((v, j) => v === s && j % 12 === i % 12))),
    { dtype: "int64" },
  );
  for (const [how, wrap] of [
    ["eager", <T>(f: T): T => f],
    ["compiled", (f: () => Tensor) => compile(f)],
  ] as const) {
    test(how, () => {
      manualSeed(3);
      const model = new Tagger(),
        optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
      const step = (wrap as (f: () => Tensor) => () => Tensor)(() => {
        optimizer.zeroGrad();
        const loss = F.crossEntropy(model(x).reshape([-1, 2]), y);
        loss.backward();
        optimizer.step();
        return loss;
      });
      golden.training.forEach((want, i) => {
        const got = step().item();
        assert.ok(Math.abs(got - want) <= 1e-4 * want, `step ${i}: ${got} is not ${want}`);
      });
    });
  }
});
