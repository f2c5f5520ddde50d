"""Writes nn_recurrent.json: recurrent layers, cells and packed sequences as PyTorch computes them, and the training of an LSTM. Run: python3 nn_recurrent.py"""
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.nn.utils.rnn as R

from nn_base import L, T, V, error, function, layer, layer_error, number, write

x = lambda d="float32": T(4, 2, 3, q=1, d=d)
for name, hidden in [("RNN", 5), ("GRU", 5), ("LSTM", 5)]:
    state = lambda *s: [T(*s, q=2), T(*s, q=3)] if name == "LSTM" else T(*s, q=2)
    layer(name, [3, hidden], inputs=[x()], seed=1)
    layer(name, [3, hidden, 2], {"bidirectional": True}, [x(), state(4, 2, hidden)], seed=2)
    layer(name, [3, hidden], {"bias": False, "batch_first": True}, [T(2, 4, 3, q=1)], seed=3)
    layer(name, [3, hidden, 2], {"dropout": 0.5}, [x()], seed=4, training_seed=7)
    layer(name, [3, hidden, 2], {"dropout": 0.5}, [x()], seed=4, eval=True)
    layer(name, [3, hidden], {"bidirectional": True}, [T(4, 3, q=1), state(2, hidden)], seed=5)
    layer(name, [3, hidden], {}, [T(1, 2, 3, q=1), state(1, 2, hidden)], seed=6)
layer("RNN", [3, 4], {"nonlinearity": "relu", "bidirectional": True}, [x()], seed=1)
layer("LSTM", [3, 5, 2], {"proj_size": 2, "bidirectional": True}, [x(), [T(4, 2, 2, q=2), T(4, 2, 5, q=3)]], seed=2)
layer("LSTM", [3, 5], {"proj_size": 2, "bias": False, "batch_first": True}, [T(2, 4, 3)], seed=3)
for name in ["RNNCell", "GRUCell", "LSTMCell"]:
    state = lambda *s: [T(*s, q=2), T(*s, q=3)] if name == "LSTMCell" else T(*s, q=2)
    layer(name, [3, 4], inputs=[T(2, 3)], seed=1)
    layer(name, [3, 4], inputs=[T(2, 3), state(2, 4)], seed=2)
    layer(name, [3, 4, False], inputs=[T(3), state(4)], seed=3)
layer("RNNCell", [3, 4], {"nonlinearity": "relu"}, [T(2, 3), T(2, 4, q=2)], seed=4)

for name in ["RNN", "GRU", "LSTM"]:
    layer_error(name, [3, 4], inputs=[T(4, 2, 5)], code="rnn-input")
    layer_error(name, [3, 4], inputs=[T(0, 2, 3)], code="rnn-input")
    layer_error(name, [3, 4], {"dropout": 1.5}, code="rnn-option")
layer_error("RNN", [3, 4], {"nonlinearity": "foo"}, code="rnn-option")
layer_error("LSTM", [3, 4], {"proj_size": -1}, code="rnn-option")
layer_error("LSTM", [3, 4], {"proj_size": 4}, code="rnn-option")
layer_error("GRU", [3, 4], inputs=[T(4, 2, 3), T(1, 4)], code="rnn-state")
layer_error("GRU", [3, 4], inputs=[T(4, 3), T(1, 1, 4)], code="rnn-state")
layer_error("GRU", [3, 4], inputs=[T(4, 2, 3), T(2, 2, 4)], code="rnn-state")
layer_error("LSTM", [3, 4], inputs=[T(4, 2, 3), (T(1, 4), T(1, 4))], code="rnn-state")
layer_error("LSTM", [3, 4], inputs=[T(4, 3), (T(1, 1, 4), T(1, 1, 4))], code="rnn-state")
layer_error("LSTM", [3, 4], inputs=[T(4, 2, 3), (T(1, 2, 5), T(1, 2, 4))], code="rnn-state")
layer_error("LSTM", [3, 4], inputs=[T(4, 2, 3), (T(1, 2, 4), T(1, 3, 4))], code="rnn-state")
layer_error("RNNCell", [3, 4], inputs=[T(2, 2, 3)], code="rnn-input")
layer_error("LSTMCell", [3, 4], inputs=[T(2, 2, 3)], code="rnn-input")
layer_error("GRUCell", [3, 4], inputs=[T(2, 5)], code="rnn-input")
layer_error("GRUCell", [3, 4], inputs=[T(2, 3), T(3, 4)], code="rnn-state")
layer_error("GRUCell", [3, 4], inputs=[T(2, 3), T(2, 5)], code="rnn-state")

# ---- packed sequences ----

padded = lambda: T(4, 3, 2, q=1)


def packed(f):
    """The parts of a packed sequence, as a list."""
    def run(*args, **kw):
        p = f(*args, **kw)
        return [p.data, p.batch_sizes] + [t for t in (p.sorted_indices, p.unsorted_indices) if t is not None]
    return run


function("packPaddedSequence", padded(), [4, 2, 1], call=packed(R.pack_padded_sequence))
function("packPaddedSequence", T(3, 4, 2, q=1), [4, 2, 2], batch_first=True, call=packed(R.pack_padded_sequence))
function("packPaddedSequence", T(4, 3, q=1), [1, 3, 2], enforce_sorted=False, call=packed(R.pack_padded_sequence))
function("packPaddedSequence", padded(), V([2, 2, 4], d="int64"), False, False, call=packed(R.pack_padded_sequence))
function("padSequence", [T(2, 3, q=1), T(4, 3, q=2), T(1, 3, q=3)])
function("padSequence", [T(2, q=1), T(4, q=2)], batch_first=True, padding_value=-1.5)
function("packSequence", [T(4, 3, q=1), T(2, 3, q=2), T(1, 3, q=3)], call=packed(R.pack_sequence))
function("packSequence", [T(1, 3, q=1), T(4, 3, q=2), T(2, 3, q=3)], enforce_sorted=False, call=packed(R.pack_sequence))
error("packPaddedSequence", padded(), [4, 2], code="lengths")
error("packPaddedSequence", padded(), [4, 2, 0], code="lengths")
error("packPaddedSequence", padded(), [1, 2, 3], code="lengths")

# A whole way through packed sequences: pack, run, unpack.
through = []
for name, kw, lengths, sorted_ in [("LSTM", {}, [4, 3, 1], True), ("GRU", {"bidirectional": True, "num_layers": 2}, [2, 4, 1], False), ("LSTM", {"bidirectional": True, "proj_size": 2}, [1, 4, 4], False), ("RNN", {"bidirectional": True}, [4, 4, 4], True)]:
    torch.manual_seed(8)
    m = getattr(nn, name)(2, 3, **kw)
    data = torch.tensor([((i * 7919 + 3571 + 1234) % 10007) / 10007 * 4 - 2 for i in range(24)]).reshape(4, 3, 2).requires_grad_()
    p = R.pack_padded_sequence(data, lengths, enforce_sorted=sorted_)
    y, state = m(p)
    out, n = R.pad_packed_sequence(y, total_length=5, padding_value=0.25)
    h = state if torch.is_tensor(state) else torch.cat([s.reshape(-1) for s in state])
    ((out**2).sum() + (h.reshape(-1) * torch.arange(h.numel()).float()).sum()).backward()
    flat = lambda t: [number(v) for v in t.detach().reshape(-1).tolist()]
    camel = {"bidirectional": "bidirectional", "num_layers": "numLayers", "proj_size": "projSize"}
    through.append({"n": name, "o": {camel[k]: v for k, v in kw.items()}, "lengths": lengths, "sorted": sorted_, "out": flat(out), "shape": list(out.shape), "n2": n.tolist(), "state": flat(h), "grad": flat(data.grad),
                    "weights": {k: flat(v.grad) for k, v in m.named_parameters()}})

# ---- 100 steps of training ----


class Tagger(nn.Module):
    """Reads a sequence of symbols and says of each whether it occurred before."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(6, 8)
        self.lstm = nn.LSTM(8, 16, num_layers=2, dropout=0.1, bidirectional=True)
        self.out = nn.Linear(32, 2)

    def forward(self, x):
        return self.out(self.lstm(self.embed(x))[0])


torch.manual_seed(3)
model = Tagger()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
x = torch.tensor([(i * i * 7 + i * 3 + 1) % 11 % 6 for i in range(7 * 12)]).reshape(7, 12)
y = torch.stack([torch.tensor([int(x[t, b] in x[:t, b]) for b in range(12)]) for t in range(7)])
losses = []
for _ in range(100):
    optimizer.zero_grad()
    loss = F.cross_entropy(model(x).reshape(-1, 2), y.reshape(-1))
    loss.backward()
    optimizer.step()
    losses.append(number(loss.item()))

write("nn_recurrent", through=through, training=losses)
print(losses[0], losses[-1])
