"""Writes nn_sequence.json: embeddings, layer normalization and attention as PyTorch computes them. Run: python3 nn_sequence.py"""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

from nn_base import L, T, V, error, function, layer, layer_error, write

# ---- embeddings ----

W = lambda **k: T(5, 3, **{"q": 1, **k})
I = V([[1, 2, 4], [1, 0, 1]], d="int64")
function("embedding", I, W())
function("embedding", V([3, 3, 0], d="int32"), W(d="float64"))
function("embedding", V(2, d="int64"), W())
function("embedding", V([], d="int64"), W())
function("embedding", I, W(), 1)
function("embedding", I, W(), padding_idx=-1)
function("embedding", I, W(), scale_grad_by_freq=True)
function("embedding", I, W(), padding_idx=2, scale_grad_by_freq=True)
O = V([0, 2, 2, 5], d="int64")
for mode in ["sum", "mean", "max"]:
    one = V([1, 2, 4, 1, 0, 1], d="int64")
    function("embeddingBag", one, W(), O, mode=mode)
    function("embeddingBag", I, W(), mode=mode)
    function("embeddingBag", one, W(d="float64"), V([0, 4, 6], d="int64"), mode=mode, include_last_offset=True)
    function("embeddingBag", one, W(), O, mode=mode, padding_idx=1)
    if mode != "max":
        # PyTorch counts the wrong rows where a row comes up late; not so here
        function("embeddingBag", V([0, 1, 2, 2], d="int64"), W(), V([0, 2], d="int64"), mode=mode, scale_grad_by_freq=True)
function("embeddingBag", I, W(), mode="sum", per_sample_weights=T(2, 3, q=7))
function("embeddingBag", V([1, 2, 4, 1, 0, 1], d="int64"), W(), O, mode="sum", per_sample_weights=T(6, q=7), padding_idx=1)

layer("Embedding", [5, 3], inputs=[I], seed=1)
layer("Embedding", [5, 3, 1], inputs=[I], seed=2)
layer("Embedding", [5, 3, -2], {"max_norm": 0.75, "norm_type": 1.0}, [I], seed=3, note="renorm")
layer("Embedding", [5, 3], {"max_norm": 0.75, "scale_grad_by_freq": True, "sparse": False}, [I], seed=3, note="renorm")
layer("EmbeddingBag", [5, 3], inputs=[I], seed=1)
layer("EmbeddingBag", [5, 3, 1.5], {"mode": "sum", "padding_idx": 1, "include_last_offset": True}, [V([1, 2, 4, 1, 0, 1], d="int64"), V([0, 2, 6], d="int64")], seed=2, note="renorm")
layer("EmbeddingBag", [5, 3], {"mode": "max"}, [I], seed=3)

error("embedding", V([5], d="int64"), W(), code="index-range")
error("embedding", V([-1], d="int64"), W(), code="index-range")
error("embedding", V([1.0]), W(), code="index-dtype")
error("embedding", V([True], d="bool"), W(), code="index-dtype")
error("embedding", I, T(3), code="embedding-weight")
error("embedding", I, W(), padding_idx=7, code="embedding-padding")
error("embedding", I, W(), padding_idx=-7, code="embedding-padding")
layer_error("Embedding", [5, 3, 5], code="embedding-padding")
layer_error("Embedding", [5, 3, -6], code="embedding-padding")
layer_error("EmbeddingBag", [5, 3], {"padding_idx": 5}, code="embedding-padding")
one = V([1, 2, 4, 1], d="int64")
off = lambda v: V(v, d="int64")
error("embeddingBag", one, W(), code="bag-offsets")
error("embeddingBag", I, W(), off([0]), code="bag-offsets")
error("embeddingBag", one, W(), off([[0]]), code="bag-offsets")
error("embeddingBag", V([[[1]]], d="int64"), W(), code="bag-offsets")
error("embeddingBag", one, W(), off([0]), mode="foo", code="embedding-option")
error("embeddingBag", one, W(), off([0, 2]), mode="mean", per_sample_weights=T(4), code="embedding-option")
error("embeddingBag", one, W(), off([0, 2]), mode="sum", per_sample_weights=T(3), code="embedding-option")
error("embeddingBag", one, W(), off([0, 2]), mode="max", scale_grad_by_freq=True, code="embedding-option")
error("embeddingBag", one, W(), off([0, 2]), mode="max", sparse=True, code="embedding-option")
error("embeddingBag", V([1.0]), W(), off([0]), code="index-dtype")

# ---- layer normalization ----

for d in ["float32", "float64"]:
    function("layerNorm", T(2, 3, 4, d=d), [4])
    function("layerNorm", T(2, 3, 4, d=d), [3, 4], T(3, 4, d=d), T(3, 4, d=d), 1e-3)
    function("layerNorm", T(5, d=d), [5], weight=T(5, d=d))
    function("layerNorm", T(5, 2, d=d), [2], bias=T(2, d=d))
function("layerNorm", T(0, 4, g=False), [4])
layer("LayerNorm", [4], inputs=[T(2, 3, 4)])
layer("LayerNorm", [[3, 4], 1e-3], inputs=[T(2, 3, 4)])
layer("LayerNorm", [4], {"elementwise_affine": False}, [T(2, 3, 4)])
error("layerNorm", T(2, 3, 4), [3], code="norm-shape")
error("layerNorm", T(2, 3, 4), [4], T(3), code="norm-shape")
error("layerNorm", T(2, 3, 4), [4], None, T(3), code="norm-shape")
error("layerNorm", V([1, 2], d="int64"), [2], code="float-only")

# ---- attention ----


def sdpa(q, k, v, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None):
    """torch.nn.functional.scaled_dot_product_attention, which came with PyTorch 2, as its documentation has it."""
    scores = q * (1 / math.sqrt(q.size(-1)) if scale is None else scale) @ k.transpose(-2, -1)
    if is_causal:
        scores = scores.masked_fill(~torch.ones(scores.shape[-2:], dtype=torch.bool).tril(), float("-inf"))
    elif attn_mask is not None:
        scores = scores.masked_fill(~attn_mask, float("-inf")) if attn_mask.dtype == torch.bool else scores + attn_mask
    return torch.dropout(torch.softmax(scores, -1), dropout_p, True) @ v


def attend(*args, **kw):
    function("scaledDotProductAttention", *args, call=sdpa, **kw)


qkv = lambda d="float32": [T(2, 2, 3, 4, q=1, d=d), T(2, 2, 5, 4, q=2, d=d), T(2, 2, 5, 6, q=3, d=d)]
mask = V([[True, False, True, True, False], [True, True, True, True, True], [False, False, True, False, False]], d="bool")
for d in ["float32", "float64"]:
    attend(*qkv(d))
    attend(*qkv(d), is_causal=True)
    attend(*qkv(d), attn_mask=mask)
    attend(*qkv(d), attn_mask=T(2, 1, 3, 5, q=4, d=d))
    attend(*qkv(d), scale=0.3)
attend(*qkv(), dropout_p=0.4, seed=5)
attend(T(3, 4), T(5, 4), T(5, 2), is_causal=True)

write("nn_sequence")
