import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { cat, compile, F, manualSeed, nn, ones, optim, randn, tensor, type Tensor, zeros } from "kindling";
import { readGolden, type Value } from "../goldens.js";
import { type Cases, runErrors, runLayers } from "./cases.js";
import { close, data, failure } from "./golden.js";

// Multi-head attention and transformers against PyTorch (test/golden/nn_transformer.py).

interface Stacks {
  encoder: string;
  decoder: string;
  out: Value[];
  keys: string[];
  grad: Value[];
  same: boolean;
}
const golden = readGolden<Cases & { stacks: Stacks; training: number[] }>("nn_transformer");
runLayers(golden.layers);
runErrors(golden.errors);

test("encoders and decoders are made of copies of a layer", () => {
  manualSeed(4);
  const encoder = new nn.TransformerEncoder(new nn.TransformerEncoderLayer(4, 2, 6, 0), 2, new nn.LayerNorm(4));
  const decoder = new nn.TransformerDecoder(new nn.TransformerDecoderLayer(4, 2, 6, 0), 2);
  const x = data([3, 2, 4], 1),
    padding = tensor([
      [false, false, true],
      [false, true, true],
    ]);
  assert.equal(String(encoder), golden.stacks.encoder);
  assert.equal(String(decoder), golden.stacks.decoder);
  assert.deepEqual([...encoder.stateDict().keys()], golden.stacks.keys);
  const out = decoder(x, encoder(x, { srcKeyPaddingMask: padding }), nn.Transformer.generateSquareSubsequentMask(3));
  close(out, golden.stacks.out);
  out.square().sum().backward();
  const [first, second] = [...encoder.layers] as nn.TransformerEncoderLayer[];
  close(second!.linear1.weight.grad!, golden.stacks.grad);
  assert.equal(first!.linear1.weight.eq(second!.linear1.weight).all().item(), golden.stacks.same);
  close(
    decoder(x, x, { tgtIsCausal: true }),
    decoder(x, x, { tgtMask: nn.Transformer.generateSquareSubsequentMask(3) })
      .reshape(-1)
      .tolist() as number[],
  );
});

test("activations that are modules or functions; layers of one's own", () => {
  const x = data([3, 2, 4], 1);
  manualSeed(1);
  const a = new nn.TransformerEncoderLayer(4, 2, { dimFeedforward: 6, dropout: 0, activation: new nn.GELU() });
  manualSeed(1);
  const b = new nn.TransformerEncoderLayer(4, 2, 6, 0, F.gelu),
    c = new nn.TransformerEncoderLayer(4, 2, 6, 0, (t: Tensor) => t.tanh(), { bias: false });
  close(a(x), b(x).reshape(-1).tolist() as number[]);
  assert.deepEqual([a.activationReluOrGelu, b.activationReluOrGelu, c.activationReluOrGelu], [2, 2, 0]);
  assert.ok(![...c.stateDict().keys()].some((k) => k.includes("bias")));
  class Twice extends nn.Module {
    forward(t: Tensor, o: nn.EncoderLayerMasks): Tensor {
      assert.ok("srcMask" in o);
      return t.mul(2);
    }
  }
  assert.deepEqual(new nn.TransformerEncoder(new Twice(), 3)(ones(1, 1, 2)).tolist(), [[[8, 8]]]);
  failure("attention", () => new nn.MultiheadAttention(0, 2));
  failure("attention", () =>
    F.multiHeadAttentionForward(x, x, x, 4, 2, null, null, null, null, false, 0, zeros(4, 4), null),
  );
  failure("attention", () =>
    F.multiHeadAttentionForward(x, x, x, 4, 2, null, null, null, null, false, 0, zeros(4, 4), null, {
      useSeparateProjWeight: true,
      qProjWeight: zeros(4, 4),
    }),
  );
});

class Copier extends nn.Module {
  embed = new nn.Embedding(7, 16);
  place = new nn.Parameter(randn(6, 1, 16).mul(0.1));
  transformer = new nn.Transformer(16, 4, 2, 2, 32, 0.1);
  out = new nn.Linear(16, 7);
  forward(src: Tensor, tgt: Tensor): Tensor {
    const tgtMask = nn.Transformer.generateSquareSubsequentMask(tgt.shape[0]!);
    return this.out(this.transformer(this.embed(src).add(this.place), this.embed(tgt).add(this.place), { tgtMask }));
  }
}

describe("a transformer in training: 100 losses as in PyTorch", () => {
  const src = tensor(
    Array.from({ length: 60 }, (_, i) => 1 + (((i * i * 5 + i * 3 + 1) % 13) % 6)),
    { dtype: "int64" },
  ).reshape([6, 10]);
  const want = cat([5, 4, 3, 2, 1, 0].map((t) => src.narrow(0, t, 1))),
    tgt = cat([zeros(1, 10, { dtype: "int64" }), want.narrow(0, 0, 5)]);
  for (const [how, wrap] of [
    ["eager", (f: () => Tensor) => f],
    ["compiled", (f: () => Tensor) => compile(f)],
  ] as const) {
    test(how, () => {
      manualSeed(5);
      const model = new Copier(),
        optimizer = new optim.Adam(model.parameters(), { lr: 0.003, eps: 1e-4 });
      const step = wrap(() => {
        optimizer.zeroGrad();
        const loss = F.crossEntropy(model(src, tgt).reshape([-1, 7]), want.reshape(-1));
        loss.backward();
        optimizer.step();
        return loss;
      });
      golden.training.forEach((w, i) => {
        const got = step().item();
        assert.ok(Math.abs(got - w) <= 1e-4 * w, `step ${i}: ${got} is not ${w}`);
      });
    });
  }
});
