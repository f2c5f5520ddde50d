#!/usr/bin/env python3
"""Writes test/golden/distributions.json: PyTorch's torch.distributions.

    python3 test/golden/distributions.py

Each case is a distribution by its class and its arguments. Of each: its text, shapes, moments, samples for a seed (and the next
number of the stream after them), samples with gradients, log_prob with gradients, cdf and icdf, its support. Then the divergence
of all pairs of some, what transforms give, and what is refused.
"""
import json
import math
import os
import re
import warnings

import torch
from torch import distributions as D

warnings.simplefilter("ignore")


def number(v):
    if isinstance(v, bool) or isinstance(v, int):
        return int(v)
    return "nan" if math.isnan(v) else "inf" if v == math.inf else "-inf" if v == -math.inf else v


def tensor(t):
    dtype = str(t.dtype)[6:]
    return {"v": [number(v) for v in t.detach().reshape(-1).tolist()], "s": list(t.shape), **({} if dtype == "float32" else {"d": dtype})}


def T(v, d="float32"):
    """A tensor parameter, which wants a gradient."""
    return {"t": v, **({} if d == "float32" else {"d": d})}


def build(v, leaves):
    if isinstance(v, dict) and "t" in v:
        t = torch.tensor(v["t"], dtype=getattr(torch, v.get("d", "float32"))).requires_grad_()
        leaves.append(t)
        return t
    if isinstance(v, dict) and "c" in v:
        return make(v, leaves)
    if isinstance(v, list):
        return [build(w, leaves) for w in v]
    return v


def make(spec, leaves):
    if spec["c"] == "inv":
        return build(spec["a"]["of"], leaves).inv
    return getattr(D, spec["c"])(**{k: build(v, leaves) for k, v in spec["a"].items()})


def C(c, **a):
    return {"c": c, "a": a}


def weights(t):
    n = t.numel()
    return torch.tensor([(((i * 7919 + 99 * 3571 + 1234) % 10007) / 10007) * 2 - 1 for i in range(n)], dtype=torch.float64).reshape(t.shape)


def gradients(t, leaves):
    gs = torch.autograd.grad((t.double() * weights(t)).sum(), leaves, allow_unused=True, retain_graph=True)
    return [None if g is None else tensor(g) for g in gs]


wide = [0.05, 0.3, 0.9, 1.0, 2.5, 7.0, 9.5, 30.0, 200.0]
two = {"loc": T([[0.5], [-1.0]]), "scale": T([1.0, 0.25, 3.0])}
cases = [
    C("Normal", loc=0.0, scale=1.0), C("Normal", loc=0.0, scale=0.3), C("Normal", **two), C("Normal", loc=T([0.25, 2.0], "float64"), scale=2.0), C("Normal", loc=T(1.5), scale=T(0.5)),
    C("Laplace", loc=0.0, scale=1.0), C("Laplace", **two), C("Laplace", loc=T([0.25, 2.0], "float64"), scale=2.0),
    C("Cauchy", loc=0.0, scale=1.0), C("Cauchy", **two),
    C("Gumbel", loc=0.0, scale=1.0), C("Gumbel", **two),
    C("LogNormal", loc=0.0, scale=1.0), C("LogNormal", **two),
    C("HalfNormal", scale=1.0), C("HalfNormal", scale=T([0.5, 2.0])), C("HalfCauchy", scale=1.0), C("HalfCauchy", scale=T([0.5, 2.0])),
    C("Uniform", low=0.0, high=1.0), C("Uniform", low=T([-1.0, 2.0]), high=T([0.5, 7.0])), C("Uniform", low=T([-1.0, 2.0], "float64"), high=8.0),
    C("Exponential", rate=2.0), C("Exponential", rate=T([0.25, 1.0, 40.0])), C("Exponential", rate=T([0.25, 1.0], "float64")),
    C("Gamma", concentration=2.0, rate=3.0), C("Gamma", concentration=T(wide), rate=T([[0.5], [4.0]])), C("Gamma", concentration=T(wide, "float64"), rate=2.0),
    C("Chi2", df=3.0), C("Chi2", df=T([0.5, 2.0, 30.0])),
    C("StudentT", df=3.0), C("StudentT", df=T([0.5, 1.5, 8.0]), loc=T([1.0, -1.0, 0.0]), scale=T(2.0)),
    C("FisherSnedecor", df1=3.0, df2=7.0), C("FisherSnedecor", df1=T([1.0, 5.0]), df2=T([2.5, 9.0])),
    C("Beta", concentration1=2.0, concentration0=3.0), C("Beta", concentration1=T(wide), concentration0=T([[0.2], [1.5], [12.0]])), C("Beta", concentration1=T([0.3, 8.0], "float64"), concentration0=T([5.0, 9.0], "float64")),
    C("Dirichlet", concentration=T([0.5, 1.0, 4.0])), C("Dirichlet", concentration=T([[0.1, 0.2, 0.3], [10.0, 20.0, 5.0], [0.9, 0.5, 0.4]])), C("Dirichlet", concentration=T([2.0, 3.0], "float64")),
    C("Kumaraswamy", concentration1=2.0, concentration0=3.0), C("Kumaraswamy", concentration1=T([0.5, 2.0]), concentration0=T([3.0, 1.5])),
    C("Pareto", scale=1.0, alpha=3.0), C("Pareto", scale=T([0.5, 2.0, 1.0]), alpha=T([0.7, 1.5, 4.0])),
    C("Weibull", scale=1.0, concentration=1.5), C("Weibull", scale=T([0.5, 2.0]), concentration=T([3.0, 0.8])),
    C("Bernoulli", probs=0.3), C("Bernoulli", logits=0.5), C("Bernoulli", probs=T([[0.1, 0.5, 0.99]])), C("Bernoulli", logits=T([-3.0, 0.0, 2.0])), C("Bernoulli", probs=T([0.25, 0.5], "float64")), C("Bernoulli", probs={"t": [0.0, 1.0]}),
    C("Geometric", probs=0.3), C("Geometric", probs=T([0.1, 0.5, 0.9])), C("Geometric", logits=T([-1.0, 2.0])),
    C("Binomial", total_count=10, probs=T(0.3)), C("Binomial", total_count=T([3.0, 40.0, 1000.0]), probs=T([0.2, 0.5, 0.7])), C("Binomial", total_count=60, logits=T([-1.5, 0.0, 1.0, 3.0])), C("Binomial", probs=T(0.5)),
    C("NegativeBinomial", total_count=T([3.0, 7.5]), probs=T([0.2, 0.7])), C("NegativeBinomial", total_count=4, logits=T([-1.0, 0.5])),
    C("Poisson", rate=2.0), C("Poisson", rate=T([0.0, 0.5, 4.0, 60.0])),
    C("Categorical", probs=T([0.2, 0.3, 0.5])), C("Categorical", logits=T([[1.0, 2.0, -1.0], [0.0, 0.0, 5.0]])), C("Categorical", probs=T([[3.0, 1.0, 0.0, 4.0]])), C("Categorical", probs=T([0.2, 0.8], "float64")),
    C("OneHotCategorical", probs=T([0.2, 0.3, 0.5])), C("OneHotCategorical", logits=T([[1.0, 2.0, -1.0], [0.0, 0.0, 5.0]])), C("OneHotCategoricalStraightThrough", probs=T([0.2, 0.3, 0.5])),
    C("Multinomial", total_count=5, probs=T([0.2, 0.3, 0.5])), C("Multinomial", total_count=20, logits=T([[1.0, 2.0, -1.0], [0.0, 0.0, 5.0]])),
    C("MultivariateNormal", loc=T([0.5, -1.0]), covariance_matrix=T([[2.0, 0.5], [0.5, 1.0]])), C("MultivariateNormal", loc=T([[0.5, -1.0, 2.0], [0.0, 0.0, 1.0]]), scale_tril=T([[1.0, 0.0, 0.0], [0.5, 2.0, 0.0], [-1.0, 0.25, 0.5]])),
    C("MultivariateNormal", loc=T([0.5, -1.0]), precision_matrix=T([[2.0, 0.5], [0.5, 1.0]])), C("MultivariateNormal", loc=T([0.0, 1.0]), scale_tril=T([[[1.0, 0.0], [0.5, 2.0]], [[2.0, 0.0], [-0.5, 1.0]]])),
    C("MultivariateNormal", loc=T([0.5, -1.0], "float64"), covariance_matrix=T([[2.0, 0.5], [0.5, 1.0]], "float64")),
    C("Independent", base_distribution=C("Normal", **two), reinterpreted_batch_ndims=1), C("Independent", base_distribution=C("Bernoulli", probs=T([[0.1, 0.5], [0.25, 0.75]])), reinterpreted_batch_ndims=2), C("Independent", base_distribution=C("Dirichlet", concentration=T([[0.5, 1.0], [2.0, 3.0]])), reinterpreted_batch_ndims=1),
    C("TransformedDistribution", base_distribution=C("Normal", **two), transforms=C("ExpTransform")),
    C("TransformedDistribution", base_distribution=C("Normal", loc=T([0.5, 0.0]), scale=1.0), transforms=[C("TanhTransform", cache_size=1)]),
    C("TransformedDistribution", base_distribution=C("Uniform", low=0.0, high=1.0), transforms=[C("inv", of=C("SigmoidTransform")), C("AffineTransform", loc=T([1.0, 2.0]), scale=T([-2.0, 0.5]))]),
    C("TransformedDistribution", base_distribution=C("Independent", base_distribution=C("Normal", loc=T([0.5, 0.0]), scale=1.0), reinterpreted_batch_ndims=1), transforms=[C("AffineTransform", loc=1.0, scale=2.0), C("SigmoidTransform")]),
    C("TransformedDistribution", base_distribution=C("Normal", loc=T([0.5, 0.0, -1.0]), scale=1.0), transforms=[C("StickBreakingTransform")]),
    C("TransformedDistribution", base_distribution=C("Exponential", rate=T([0.5, 2.0])), transforms=[C("PowerTransform", exponent=T(0.5)), C("SoftplusTransform")]),
    C("LogisticNormal", loc=T([0.5, -1.0]), scale=T([1.0, 0.5])), C("LogisticNormal", loc=0.0, scale=1.0),
    C("RelaxedBernoulli", temperature=T(0.7), probs=T([0.2, 0.9])), C("RelaxedBernoulli", temperature=T(2.0), logits=T([0.2, -0.9])),
    C("RelaxedOneHotCategorical", temperature=T(0.7), probs=T([0.2, 0.3, 0.5])), C("RelaxedOneHotCategorical", temperature=T(2.0), logits=T([[0.2, -0.9], [0.0, 1.0]])),
    C("MixtureSameFamily", mixture_distribution=C("Categorical", probs=T([0.2, 0.3, 0.5])), component_distribution=C("Normal", loc=T([-1.0, 0.0, 2.0]), scale=T([0.5, 1.0, 0.25]))),
    C("MixtureSameFamily", mixture_distribution=C("Categorical", logits=T([[0.2, 0.3], [1.0, -1.0]])), component_distribution=C("Independent", base_distribution=C("Normal", loc=T([[[-1.0, 0.0], [2.0, 1.0]], [[0.5, 0.5], [0.0, 3.0]]]), scale=1.0), reinterpreted_batch_ndims=1)),
]


def attempt(f):
    """A value, or null where PyTorch has none."""
    try:
        v = f()
    except NotImplementedError:
        return None
    return tensor(v) if isinstance(v, torch.Tensor) else v


def with_gradients(f, leaves):
    try:
        v = f()
    except NotImplementedError:
        return None
    return {**tensor(v), **({"g": gradients(v, leaves)} if v.requires_grad else {})}


def run(spec):
    leaves = []
    d = make(spec, leaves)
    out = {**spec, "repr": repr(d), "batch": list(d.batch_shape), "event": list(d.event_shape)}
    try:
        out["support"] = re.sub(r"<[^>]*>", "", repr(d.support))
    except NotImplementedError:
        pass
    for name in ("mean", "mode", "variance", "stddev"):
        out[name] = attempt(lambda: getattr(d, name))
    out["entropy"] = with_gradients(d.entropy, leaves)
    torch.manual_seed(11)
    out["sample"] = tensor(d.sample())
    out["samples"] = tensor(d.sample((3, 7)))
    out["next"] = number(torch.rand(1, dtype=torch.float64).item())
    torch.manual_seed(11)
    x = d.sample((2,))
    if not d.has_rsample:
        out["rsample"] = None
    else:
        torch.manual_seed(5)
        out["rsample"] = with_gradients(lambda: d.rsample((3,)), leaves)
    out["x"] = tensor(x)
    if isinstance(d, D.FisherSnedecor) or x.dtype in (torch.float32, torch.float64) and spec["c"] not in ("Geometric",):
        v = x.clone().requires_grad_()
        out["log_prob"] = with_gradients(lambda: d.log_prob(v), leaves + [v])
    else:
        out["log_prob"] = with_gradients(lambda: d.log_prob(x), leaves)
    out["cdf"] = attempt(lambda: d.cdf(x))
    p = torch.full(out["batch"], 0.3, dtype=x.dtype if x.dtype.is_floating_point else torch.float32)
    out["icdf"] = attempt(lambda: d.icdf(p)) if d.event_shape == () else None
    out["values"] = attempt(d.enumerate_support) if d.has_enumerate_support else None
    torch.manual_seed(3)
    e = d.expand([2] + out["batch"])
    out["expanded"] = {"repr": repr(e), "batch": list(e.batch_shape), "event": list(e.event_shape), "sample": tensor(e.sample()), "log_prob": tensor(e.log_prob(x))}
    return out


pairs = [
    C("Bernoulli", probs=T([0.3, 0.6])), C("Bernoulli", probs={"t": [0.0, 1.0]}), C("Beta", concentration1=T([2.0, 0.5]), concentration0=3.0), C("Binomial", total_count=5, probs=T([0.3, 0.6])), C("Binomial", total_count=7, probs=T([0.2, 0.5])),
    C("Categorical", probs=T([[0.2, 0.3, 0.5], [0.0, 0.5, 0.5]])), C("Categorical", logits=T([[0.2, 0.3, 0.5], [1.0, 0.0, -1.0]])), C("Cauchy", loc=T([0.0, 1.0]), scale=2.0), C("Cauchy", loc=0.5, scale=1.0),
    C("Dirichlet", concentration=T([0.5, 1.0, 4.0])), C("Dirichlet", concentration=T([2.0, 3.0, 1.0])), C("Exponential", rate=T([0.5, 2.0])), C("Exponential", rate=1.5), C("Gamma", concentration=T([0.5, 3.0]), rate=2.0), C("Gamma", concentration=1.5, rate=0.5), C("Chi2", df=T([3.0, 1.0])),
    C("Geometric", probs=T([0.3, 0.6])), C("Geometric", probs=0.5), C("Gumbel", loc=T([0.0, 1.0]), scale=2.0), C("Gumbel", loc=0.5, scale=1.0), C("HalfNormal", scale=T([0.5, 2.0])), C("HalfNormal", scale=1.0), C("Laplace", loc=T([0.0, 1.0]), scale=2.0), C("Laplace", loc=0.5, scale=1.0),
    C("LogNormal", loc=T([0.0, 1.0]), scale=2.0), C("LogNormal", loc=0.5, scale=1.0), C("MultivariateNormal", loc=T([0.5, -1.0]), covariance_matrix=T([[2.0, 0.5], [0.5, 1.0]])), C("MultivariateNormal", loc=T([[0.5, -1.0], [1.0, 1.0]]), scale_tril=T([[1.0, 0.0], [0.5, 2.0]])),
    C("Normal", loc=T([0.0, 1.0]), scale=2.0), C("Normal", loc=0.5, scale=1.0), C("OneHotCategorical", probs=T([0.2, 0.3, 0.5])), C("OneHotCategorical", logits=T([0.2, 0.3, 0.5])), C("Pareto", scale=T([0.5, 1.0]), alpha=T([1.5, 3.0])), C("Pareto", scale=0.5, alpha=0.5),
    C("Poisson", rate=T([0.5, 4.0])), C("Poisson", rate=2.0), C("Uniform", low=T([0.0, 0.25]), high=0.75), C("Uniform", low=-1.0, high=2.0), C("Uniform", low=0.125, high=1.0), C("Independent", base_distribution=C("Normal", loc=T([0.0, 1.0]), scale=2.0), reinterpreted_batch_ndims=1), C("Independent", base_distribution=C("Normal", loc=T([0.5, 0.0]), scale=1.0), reinterpreted_batch_ndims=1),
    C("StudentT", df=3.0), C("NegativeBinomial", total_count=3, probs=T([0.2, 0.5])),
    C("TransformedDistribution", base_distribution=C("Normal", loc=T([0.0, 1.0]), scale=2.0), transforms=[C("TanhTransform")]), C("TransformedDistribution", base_distribution=C("Normal", loc=0.0, scale=1.0), transforms=[C("TanhTransform")]), C("TransformedDistribution", base_distribution=C("Normal", loc=0.0, scale=1.0), transforms=[C("SigmoidTransform")]),
]


def divergence(i, j):
    leaves = []
    p, q = make(pairs[i], leaves), make(pairs[j], leaves)
    try:
        kl = D.kl_divergence(p, q)
    except (NotImplementedError, ValueError) as e:
        return {"p": i, "q": j, "e": " ".join(str(e).split())}
    except RuntimeError:
        return None
    return {"p": i, "q": j, **tensor(kl), **({"g": gradients(kl, leaves)} if kl.requires_grad and bool(torch.isfinite(kl).all()) else {})}


transforms = [
    (C("ExpTransform"), [[0.5, -1.0]]), (C("AbsTransform"), [0.5, -1.0]), (C("AffineTransform", loc=1.0, scale=-2.0), [0.5, -1.0]), (C("AffineTransform", loc=T([1.0, 2.0]), scale=T([-2.0, 0.5])), [0.5, -1.0]), (C("AffineTransform", loc=1.0, scale=3.0, event_dim=1), [[0.5, -1.0]]),
    (C("PowerTransform", exponent=2.0), [0.5, 3.0]), (C("PowerTransform", exponent=T([0.5, -1.0])), [0.5, 3.0]), (C("SigmoidTransform"), [0.5, -30.0, 100.0]), (C("SoftplusTransform"), [0.5, -3.0, 30.0]), (C("TanhTransform"), [0.5, -3.0]), (C("SoftmaxTransform"), [[0.5, -1.0, 2.0]]),
    (C("StickBreakingTransform"), [[0.5, -1.0, 2.0]]), (C("LowerCholeskyTransform"), [[0.5, -1.0], [2.0, 0.25]]), (C("ReshapeTransform", in_shape=[4], out_shape=[2, 2]), [[1.0, 2.0, 3.0, 4.0]]), (C("IndependentTransform", base_transform=C("ExpTransform"), reinterpreted_batch_ndims=1), [[0.5, -1.0], [2.0, 0.0]]),
    (C("ComposeTransform", parts=[C("AffineTransform", loc=1.0, scale=2.0), C("ExpTransform")]), [0.5, -1.0]), (C("ComposeTransform", parts=[C("StickBreakingTransform"), C("AffineTransform", loc=1.0, scale=2.0)]), [[0.5, -1.0]]), (C("ComposeTransform", parts=[]), [0.5]),
    (C("CatTransform", tseq=[C("ExpTransform"), C("TanhTransform")], dim=0, lengths=[1, 2]), [0.5, -1.0, 0.25]), (C("StackTransform", tseq=[C("ExpTransform"), C("TanhTransform")], dim=-1), [[0.5, -1.0], [0.25, 0.0]]),
    (C("CumulativeDistributionTransform", distribution=C("Normal", loc=0.5, scale=2.0)), [0.5, -1.0]), (C("inv", of=C("ExpTransform")), [0.5, 3.0]), (C("inv", of=C("ComposeTransform", parts=[C("ExpTransform"), C("AffineTransform", loc=1.0, scale=2.0)])), [1.5, 3.0]),
]


def transformed(spec, values):
    leaves = []
    t = make(spec, leaves)
    x = torch.tensor(values, requires_grad=True)
    y = t(x)
    out = {**spec, "x": tensor(x), "repr": re.sub(r"<[^>]*>", "", repr(t)) if "Cumulative" not in spec["c"] else None, "y": with_gradients(lambda: t(x), leaves + [x]), "back": tensor(t.inv(y)), "bijective": t.bijective}
    try:
        out["jacobian"] = with_gradients(lambda: t.log_abs_det_jacobian(x, y), leaves + [x])
    except NotImplementedError:
        out["jacobian"] = None
    out["shape"] = list(t.forward_shape(x.shape))
    for name in ("domain", "codomain"):
        if spec["c"] not in ("CatTransform", "StackTransform"):
            out[name] = repr(getattr(t, name))
    return out


wrong = [
    (C("Normal", loc=0.0, scale=-1.0), None), (C("Normal", loc=T([0.0, math.nan]), scale=1.0), None), (C("Normal", loc=0.0, scale=T([1.0, 0.0])), None), (C("Bernoulli", probs=1.5), None), (C("Bernoulli"), None), (C("Bernoulli", probs=0.5, logits=0.0), None),
    (C("Categorical", probs=T([-1.0, 2.0])), None), (C("Categorical", probs=T(0.5)), None), (C("Categorical", logits=T(0.5)), None), (C("Categorical", logits=T([0.0, math.nan])), None), (C("Gamma", concentration=0.0, rate=1.0), None), (C("Beta", concentration1=-1.0, concentration0=1.0), None),
    (C("Dirichlet", concentration=T([1.0, -1.0])), None), (C("Dirichlet", concentration=T(1.0)), None), (C("Uniform", low=1.0, high=1.0), None), (C("Exponential", rate=-1.0), None), (C("Poisson", rate=-1.0), None), (C("Geometric", probs=0.0), None), (C("Geometric", probs=2.0), None), (C("Binomial", total_count=-1, probs=T(0.5)), None),
    (C("Binomial", total_count=T(1.5), probs=T(0.5)), None), (C("NegativeBinomial", total_count=1, probs=T(1.0)), None), (C("MultivariateNormal", loc=T([0.0, 1.0])), None), (C("MultivariateNormal", loc=T(0.0), covariance_matrix=T([[1.0]])), None), (C("MultivariateNormal", loc=T([0.0, 1.0]), covariance_matrix=T([1.0])), None),
    (C("MultivariateNormal", loc=T([0.0, 1.0]), covariance_matrix=T([[1.0, 2.0], [2.0, 1.0]])), None), (C("MultivariateNormal", loc=T([0.0, 1.0]), covariance_matrix=T([[1.0, 0.5], [0.25, 1.0]])), None), (C("MultivariateNormal", loc=T([0.0, 1.0]), scale_tril=T([[1.0, 0.5], [0.25, 1.0]])), None), (C("StudentT", df=-1.0), None), (C("HalfNormal", scale=-1.0), None), (C("LogNormal", loc=0.0, scale=-1.0), None),
    (C("Gumbel", loc=0.0, scale=0.0), None), (C("Pareto", scale=1.0, alpha=-1.0), None), (C("Weibull", scale=-1.0, concentration=1.0), None), (C("Independent", base_distribution=C("Normal", loc=0.0, scale=1.0), reinterpreted_batch_ndims=1), None), (C("MixtureSameFamily", mixture_distribution=C("Categorical", probs=T([1.0, 1.0])), component_distribution=C("Normal", loc=T([0.0, 1.0, 2.0]), scale=1.0)), None),
    (C("ReshapeTransform", in_shape=[3], out_shape=[2]), None), (C("TransformedDistribution", base_distribution=C("Normal", loc=0.0, scale=1.0), transforms=[C("StickBreakingTransform")]), None),
    (C("Normal", loc=0.0, scale=1.0), [math.nan]), (C("Normal", loc=T([0.0, 1.0]), scale=1.0), [0.0, 1.0, 2.0]), (C("Bernoulli", probs=T([0.5, 0.5])), [0.0, 0.5]), (C("Categorical", probs=T([0.5, 0.5])), [2.0]), (C("Categorical", probs=T([0.5, 0.5])), [-1.0]), (C("Categorical", probs=T([0.5, 0.5])), [0.5]), (C("Uniform", low=0.0, high=1.0), [1.5]), (C("Gamma", concentration=1.0, rate=1.0), [-1.0]), (C("Exponential", rate=1.0), [-1.0]),
    (C("Poisson", rate=1.0), [0.5]), (C("Poisson", rate=1.0), [-1.0]), (C("Dirichlet", concentration=T([1.0, 1.0])), [0.5, 0.6]), (C("Dirichlet", concentration=T([1.0, 1.0])), [0.5, 0.25, 0.25]), (C("Beta", concentration1=1.0, concentration0=1.0), [1.5]), (C("OneHotCategorical", probs=T([0.5, 0.5])), [1.0, 1.0]), (C("Multinomial", total_count=2, probs=T([0.5, 0.5])), [2.0, 1.0]), (C("Binomial", total_count=2, probs=T(0.5)), [3.0]), (C("LogNormal", loc=0.0, scale=1.0), [-1.0]), (C("HalfNormal", scale=1.0), [-1.0]),
    (C("Pareto", scale=1.0, alpha=1.0), [0.5]), (C("Independent", base_distribution=C("Normal", loc=T([0.0, 1.0]), scale=1.0), reinterpreted_batch_ndims=1), [math.nan, 1.0]), (C("MultivariateNormal", loc=T([0.0, 1.0]), covariance_matrix=T([[1.0, 0.0], [0.0, 1.0]])), [math.nan, 1.0]),
]


def refused(spec, value):
    try:
        d = make(spec, [])
        d.log_prob(torch.tensor(value))
    except ValueError as e:
        sentence = re.sub(r", requires_grad=True|, grad_fn=<[^>]*>", "", str(e))
        return {**spec, "value": None if value is None else [number(v) for v in value], "e": sentence}
    raise SystemExit(f"accepted: {spec} {value}")


kls = [r for r in (divergence(i, j) for i in range(len(pairs)) for j in range(len(pairs))) if r is not None]


def clean(v):
    """Parameters that JSON has no numbers for."""
    if isinstance(v, float):
        return number(v)
    if isinstance(v, list):
        return [clean(w) for w in v]
    return {k: clean(w) for k, w in v.items()} if isinstance(v, dict) else v


path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "distributions.json")
parts = {"cases": [run(c) for c in cases], "pairs": pairs, "kl": kls, "transforms": [transformed(*t) for t in transforms], "wrong": [refused(*w) for w in wrong]}
with open(path, "w") as f:
    f.write('{"torch": ' + json.dumps(torch.__version__))
    for name, rows in parts.items():
        f.write(f',\n"{name}": [\n' + ",\n".join(json.dumps(clean(r), allow_nan=False) for r in rows) + "\n]")
    f.write("}\n")
for name, rows in parts.items():
    print(name, len(rows))
