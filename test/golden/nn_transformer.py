"""Writes nn_transformer.json: multi-head attention and transformers as PyTorch computes them, and the training of one. Run: python3 nn_transformer.py"""
import torch
import torch.nn as nn
import torch.nn.functional as F

from nn_base import L, T, V, error, function, layer, layer_error, number, write

x = lambda q=1, d="float32": T(3, 2, 4, q=q, d=d)
y = lambda q=2: T(5, 2, 4, q=q)
causal = V([[False, True, True], [False, False, True], [False, False, False]], d="bool")
padding = V([[False, False, True], [False, True, True]], d="bool")
kw = lambda **k: k

# ---- attention: what is given, masked and added ----

mha = lambda c, ck, inputs, **k: layer("MultiheadAttention", c, ck, inputs, **k)
mha([4, 2], {}, [x(1), y(2), y(3)], seed=1)
mha([4, 2], {"bias": False}, [x(1), y(2), y(3)], seed=2)
mha([4, 2], {"batch_first": True}, [T(2, 3, 4, q=1), T(2, 5, 4, q=2), T(2, 5, 4, q=3)], seed=3)
mha([4, 2], {"kdim": 3, "vdim": 5}, [x(1), T(5, 2, 3, q=2), T(5, 2, 5, q=3)], seed=4)
mha([4, 4], {"add_bias_kv": True}, [x(1), y(2), y(3), kw(attn_mask=T(3, 5, q=4, g=False))], seed=5)
mha([4, 2], {"add_zero_attn": True}, [x(1), x(2), x(3), kw(key_padding_mask=padding)], seed=6)
mha([4, 2], {"add_zero_attn": True, "add_bias_kv": True, "kdim": 4, "vdim": 4}, [x(1), x(2), x(3), kw(key_padding_mask=padding, attn_mask=causal)], seed=7)
mha([4, 2], {"dropout": 0.4}, [x(1), y(2), y(3)], seed=8, training_seed=3)
mha([4, 2], {"dropout": 0.4}, [x(1), y(2), y(3)], seed=8, eval=True)
mha([4, 2], {}, [x(1), x(2), x(3), kw(key_padding_mask=padding)], seed=9)
mha([4, 2], {}, [x(1), x(2), x(3), kw(attn_mask=causal, average_attn_weights=False)], seed=10)
mha([4, 2], {}, [x(1), x(2), x(3), kw(attn_mask=T(4, 3, 3, q=4), need_weights=False)], seed=11)
mha([4, 2], {}, [x(1), x(2), x(3), kw(attn_mask=T(3, 3, q=4), key_padding_mask=padding)], seed=12)
mha([4, 2], {}, [T(3, 4, q=1), T(5, 4, q=2), T(5, 4, q=3), kw(key_padding_mask=V([False, True, False, False, True], d="bool"))], seed=13)
mha([4, 2], {}, [T(3, 4, q=1), T(5, 4, q=2), T(5, 4, q=3), kw(attn_mask=T(2, 3, 5, q=4))], seed=14)

bad = lambda c, ck, inputs: layer_error("MultiheadAttention", c, ck, inputs, code="attention")
bad([5, 2], {}, [])
bad([4, 2], {}, [T(4), x(), x()])
bad([4, 2], {}, [x(), T(3, 4), T(3, 4)])
bad([4, 2], {}, [T(3, 4), x(), x()])
bad([4, 2], {}, [T(3, 2, 6), T(3, 2, 6), T(3, 2, 6)])
bad([4, 2], {}, [x(), x(), T(4, 2, 4)])
for masks in [kw(attn_mask=T(3, 4)), kw(attn_mask=T(3, 3, 3)), kw(attn_mask=T(1, 1, 3, 3)), kw(key_padding_mask=V([False, False, True], d="bool")), kw(key_padding_mask=V([[False, True], [True, False]], d="bool")),
              kw(key_padding_mask=V([[0, 0, 1], [0, 0, 1]], d="int64")), kw(attn_mask=V([[0, 0, 1]] * 3, d="int64"))]:
    try:
        nn.MultiheadAttention(4, 2)(*[torch.zeros(3, 2, 4)] * 3, **{k: torch.tensor(v["v"], dtype=getattr(torch, v["d"])).reshape(v["s"]) if "v" in v else torch.zeros(v["t"]) for k, v in masks.items()})
        raise SystemExit("no error")
    except (AssertionError, RuntimeError) as e:
        from nn_base import camel, errors
        for v in masks.values():
            v.setdefault("q", 1)
        errors.append({"n": "MultiheadAttention", "c": [4, 2], "ck": {}, "in": [T(3, 2, 4, q=1), T(3, 2, 4, q=1), T(3, 2, 4, q=1), {"k": {camel(k): v for k, v in masks.items()}}], "e": str(e), "code": "attention"})

# ---- layers and stacks ----

enc = lambda c, ck, inputs, **k: layer("TransformerEncoderLayer", c, ck, inputs, **k)
enc([4, 2, 6], {}, [x()], seed=1, training_seed=5)
enc([4, 2, 6, 0], {"activation": "gelu", "norm_first": True, "layer_norm_eps": 1e-3}, [x(), causal], seed=2)
enc([4, 2, 6, 0], {"batch_first": True}, [T(2, 3, 4), kw(src_key_padding_mask=padding, src_mask=causal)], seed=3)
dec = lambda c, ck, inputs, **k: layer("TransformerDecoderLayer", c, ck, inputs, **k)
dec([4, 2, 6], {}, [x(1), y(2)], seed=1, training_seed=5)
dec([4, 2, 6, 0], {"norm_first": True, "activation": "gelu"}, [x(1), x(2), kw(tgt_mask=causal, memory_key_padding_mask=padding, tgt_key_padding_mask=padding)], seed=2)
dec([4, 2, 6, 0, "relu"], {"batch_first": True}, [T(2, 3, 4, q=1), T(2, 5, 4, q=2), kw(memory_mask=T(3, 5, q=3, g=False))], seed=3)
whole = lambda c, ck, inputs, **k: layer("Transformer", c, ck, inputs, **k)
whole([4, 2, 2, 2, 6], {}, [y(1), x(2)], seed=1, training_seed=6)
whole([], {"d_model": 4, "nhead": 2, "num_encoder_layers": 1, "num_decoder_layers": 2, "dim_feedforward": 6, "dropout": 0, "norm_first": True, "activation": "gelu"}, [y(1), x(2), kw(tgt_mask=causal)], seed=2)
whole([4, 2, 1, 1, 6, 0], {"batch_first": True}, [T(2, 3, 4, q=1), T(2, 3, 4, q=2), kw(tgt_mask=causal, src_key_padding_mask=padding, memory_key_padding_mask=padding)], seed=3)
layer_error("TransformerEncoderLayer", [4, 2], {"activation": "foo"}, code="transformer-option")
layer_error("Transformer", [4, 2, 1, 1, 6], {}, [T(3, 2, 4), T(3, 3, 4)], code="transformer-input")
layer_error("Transformer", [4, 2, 1, 1, 6], {}, [T(3, 2, 4), T(3, 2, 6)], code="transformer-input")

# Encoders and decoders are made of layers.
torch.manual_seed(4)
encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 6, 0), 2, nn.LayerNorm(4))
decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(4, 2, 6, 0), 2)
data = torch.tensor([((i * 7919 + 3571 + 1234) % 10007) / 10007 * 4 - 2 for i in range(24)]).reshape(3, 2, 4)
out = decoder(data, encoder(data, src_key_padding_mask=torch.tensor([[False, False, True], [False, True, True]])), tgt_mask=nn.Transformer.generate_square_subsequent_mask(3))
flat = lambda t: [number(v) for v in t.detach().reshape(-1).tolist()]
out.square().sum().backward()
stacks = {"encoder": str(encoder), "decoder": str(decoder), "out": flat(out), "keys": list(encoder.state_dict()), "grad": flat(encoder.layers[1].linear1.weight.grad),
          "same": bool((encoder.layers[0].linear1.weight == encoder.layers[1].linear1.weight).all())}

# ---- 100 steps of training ----


class Copier(nn.Module):
    """Learns to say a sequence of symbols backwards."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(7, 16)
        self.place = nn.Parameter(torch.randn(6, 1, 16) * 0.1)
        self.transformer = nn.Transformer(16, 4, 2, 2, 32, 0.1)
        self.out = nn.Linear(16, 7)

    def forward(self, src, tgt):
        mask = nn.Transformer.generate_square_subsequent_mask(tgt.shape[0])
        return self.out(self.transformer(self.embed(src) + self.place, self.embed(tgt) + self.place, tgt_mask=mask))


torch.manual_seed(5)
model = Copier()
# The biases of the keys have no gradient but rounding errors, which Adam's usual eps would make steps of: two runs in float32
# would soon differ, whoever computes them.
optimizer = torch.optim.Adam(model.parameters(), lr=0.003, eps=1e-4)
src = torch.tensor([1 + (i * i * 5 + i * 3 + 1) % 13 % 6 for i in range(6 * 10)]).reshape(6, 10)
want = src.flip(0)
tgt = torch.cat([torch.zeros(1, 10, dtype=torch.int64), want[:-1]])
losses = []
for _ in range(100):
    optimizer.zero_grad()
    loss = F.cross_entropy(model(src, tgt).reshape(-1, 7), want.reshape(-1))
    loss.backward()
    optimizer.step()
    losses.append(number(loss.item()))
print(losses[0], losses[-1])

write("nn_transformer", stacks=stacks, training=losses)
