"""Small programs that change tensors in place, and what their gradients are."""
from ops_base import case, spec

INF, NAN = float("inf"), float("nan")


def inplace():
    dom = {"sqrt": (0.2, 3), "rsqrt": (0.2, 3), "reciprocal": (0.3, 3), "log": (0.2, 3), "log2": (0.2, 3), "log10": (0.2, 3), "log1p": (0.2, 3), "tan": (-1, 1), "asin": (-0.9, 0.9), "acos": (-0.9, 0.9)}
    for name in ("neg", "abs", "sign", "floor", "ceil", "trunc", "round", "frac", "square", "sqrt", "rsqrt", "reciprocal", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p",
                 "erf", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "sigmoid", "relu"):
        lo, hi = dom.get(name, (-2, 2))
        case(name + "_", {"x": spec(2, 3, lo=lo, hi=hi)}, [["y", "clone", "$x"], ["y", name + "_", "$y"]])
        case(name + "_", {"x": spec(2, 3, lo=lo, hi=hi)}, [["y", "clone", "$x"], ["z", "get", "$y", {"sl": [None, None, None]}, 1], ["", name + "_", "$z"], ["out", "mul", "$y", 2]])
    for name in ("add", "sub", "mul", "div", "pow", "floorDivide", "remainder", "fmod", "atan2"):
        a = spec(2, 3, lo=0.6, hi=1.9)
        grad = name != "floorDivide"
        case(name + "_", {"x": a, "y": spec(3, lo=0.6, hi=1.9)}, [["z", "clone", "$x"], ["out", name + "_", "$z", "$y"]], grad=grad)
        case(name + "_", {"x": a, "y": spec(2, 3, lo=0.6, hi=1.9, l="t")}, [["z", "clone", "$x"], ["v", "t", "$z"], ["w", "t", "$y"], ["", name + "_", "$v", "$w"], ["out", "mul", "$z", 2]], grad=grad)
        if name != "atan2":
            case(name + "_", {"x": a}, [["z", "clone", "$x"], ["out", name + "_", "$z", 2]], grad=grad)
            case(name + "_", {"x": spec(3, d="int64", v=[7, -7, 4])}, [["out", name + "_", "$x", 2]], grad=False) if name != "div" else None
    case("pow_", {"x": spec(3, lo=0.5, hi=2)}, [["z", "clone", "$x"], ["out", "pow_", "$z", 0.5]])
    for name in ("bitwiseAnd_", "bitwiseOr_", "bitwiseXor_"):
        case(name, {"x": spec(3, d="int64", v=[7, 5, 1]), "y": spec(3, d="int64", v=[3, 4, 8])}, [["out", name, "$x", "$y"]], grad=False)
    for name in ("logicalAnd_", "logicalOr_", "logicalXor_"):
        case(name, {"x": spec(4, d="bool", v=[0, 0, 1, 1]), "y": spec(4, d="bool", v=[0, 1, 0, 1])}, [["out", name, "$x", "$y"]], grad=False)
        case(name, {"x": spec(4, v=[0, 0, 1, 1]), "y": spec(4, v=[0, 1, 0, 1])}, [["out", name, "$x", "$y"]], grad=False)
    case("logicalNot_", {"x": spec(2, d="bool", v=[0, 1])}, [["out", "logicalNot_", "$x"]], grad=False)
    case("logicalNot_", {"x": spec(2, v=[0, 1.5])}, [["out", "logicalNot_", "$x"]], grad=False)
    case("bitwiseNot_", {"x": spec(2, d="int64", v=[0, 1])}, [["out", "bitwiseNot_", "$x"]], grad=False)
    for name in ("add_", "sub_"):
        case(name, {"x": spec(2, 3), "y": spec(3)}, [["z", "clone", "$x"], ["out", name, "$z", "$y", {"k": {"alpha": 0.5}}]])
        case(name, {"x": spec(3, d="uint8", v=[250, 3, 4]), "y": spec(3, d="int64", v=[10, 4, 300])}, [["out", name, "$x", "$y"]], grad=False)
        case(name, {"x": spec(3), "y": spec(3, d="float64")}, [["z", "clone", "$x"], ["out", name, "$z", "$y"]])
        case(name, {"x": spec(3)}, [["z", "clone", "$x"], ["out", name, "$z", "$z"]])
    case("addcmul_", {"x": spec(2, 3), "y": spec(3), "z": spec(2, 1)}, [["w", "clone", "$x"], ["out", "addcmul_", "$w", "$y", "$z", {"k": {"value": 0.5}}]])
    case("addcdiv_", {"x": spec(2, 3), "y": spec(3), "z": spec(2, 1, lo=0.5)}, [["w", "clone", "$x"], ["out", "addcdiv_", "$w", "$y", "$z", {"k": {"value": 2}}]])
    case("lerp_", {"x": spec(2, 3), "y": spec(2, 3)}, [["w", "clone", "$x"], ["out", "lerp_", "$w", "$y", 0.3]])
    case("clamp_", {"x": spec(2, 3)}, [["w", "clone", "$x"], ["out", "clamp_", "$w", -0.5, 0.5]])
    case("clamp_", {"x": spec(2, 3)}, [["w", "clone", "$x"], ["v", "get", "$w", 0], ["", "clamp_", "$v", None, 0.5], ["out", "mul", "$w", 1]])
    case("maskedFill_", {"x": spec(2, 3), "m": spec(2, 3, d="bool")}, [["w", "clone", "$x"], ["out", "maskedFill_", "$w", "$m", 7]])
    case("fill_", {"x": spec(2, 3)}, [["w", "clone", "$x"], ["out", "fill_", "$w", 7]])
    case("fill_", {"x": spec(2, 3)}, [["w", "clone", "$x"], ["v", "get", "$w", 0], ["", "fill_", "$v", 7], ["out", "mul", "$w", 1]])
    case("zero_", {"x": spec(2, 3)}, [["w", "clone", "$x"], ["v", "get", "$w", "...", 1], ["", "zero_", "$v"], ["out", "mul", "$w", 1]])
    case("copy_", {"x": spec(2, 3), "y": spec(3)}, [["w", "clone", "$x"], ["out", "copy_", "$w", "$y"]])
    case("copy_", {"x": spec(3, d="int64", v=[1, 2, 3]), "y": spec(3, v=[1.5, -2.5, 9])}, [["out", "copy_", "$x", "$y"]], grad=False)
    case("scatter_", {"x": spec(2, 3), "i": {"s": [2, 1], "d": "int64", "v": [2, 0]}, "y": spec(2, 1)}, [["w", "clone", "$x"], ["out", "scatter_", "$w", 1, "$i", "$y"]])
    case("scatter_", {"x": spec(2, 3), "i": {"s": [2, 1], "d": "int64", "v": [2, 0]}}, [["w", "clone", "$x"], ["out", "scatter_", "$w", 1, "$i", 3]])
    case("scatterAdd_", {"x": spec(3), "i": spec(4, d="int64", v=[0, 0, 2, 0]), "y": spec(4)}, [["w", "clone", "$x"], ["out", "scatterAdd_", "$w", 0, "$i", "$y"]])
    case("indexAdd_", {"x": spec(3, 2), "i": spec(4, d="int64", v=[0, 0, 2, 0]), "y": spec(4, 2)}, [["w", "clone", "$x"], ["out", "indexAdd_", "$w", 0, "$i", "$y"]])
    case("indexAdd_", {"x": spec(2, 3), "i": spec(2, d="int64", v=[0, 2]), "y": spec(2, 2)}, [["w", "clone", "$x"], ["out", "indexAdd_", "$w", -1, "$i", "$y"]])


def scripts():
    """Views and in-place changes (PyTorch's CopySlices), with what grad_fn is called along the way."""
    S = lambda *a: {"sl": list(a) + [None] * (3 - len(a))}
    x, y = spec(3, 4), spec(4)

    def script(inputs, *steps, out):
        case("script", inputs, [list(s) for s in steps], out=out)
    # a view of a non-leaf is changed: the base follows
    script({"x": x}, ["b", "mul", "$x", 2], ["v", "get", "$b", 0], ["", "mul_", "$v", 3], ["n", "gradFnName", "$b"], ["m", "gradFnName", "$v"], ["z", "mul", "$b", "$b"], out=["z", "v", "n", "m"])
    # a view of a view
    script({"x": x, "y": y}, ["b", "mul", "$x", 3], ["v", "get", "$b", S(0, 2)], ["w", "get", "$v", 1], ["", "add_", "$w", "$y"], ["n", "gradFnName", "$b"], ["m", "gradFnName", "$v"], ["k", "gradFnName", "$w"], ["z", "mul", "$b", 2], ["u", "mul", "$v", 5], out=["z", "u", "w", "n", "m", "k"])
    # the base is changed, then an old view is used
    script({"x": x}, ["b", "mul", "$x", 2], ["v", "get", "$b", S(), 1], ["", "mul_", "$b", 3], ["n", "gradFnName", "$v"], ["m", "gradFnName", "$b"], ["z", "sin", "$v"], out=["z", "v", "n", "m"])
    # two views of one base, one changed, the other used
    script({"x": x}, ["b", "mul", "$x", 2], ["v", "get", "$b", S(), S(0, 2)], ["w", "t", "$b"], ["", "exp_", "$v"], ["n", "gradFnName", "$w"], ["z", "mul", "$w", "$w"], out=["z", "n"])
    # a whole view: transposed, changed
    script({"x": x}, ["b", "mul", "$x", 2], ["v", "transpose", "$b", 0, 1], ["", "sin_", "$v"], ["z", "mul", "$b", 2], ["n", "gradFnName", "$b"], ["m", "gradFnName", "$v"], out=["z", "n", "m"])
    # several changes one after another through different views
    script({"x": x, "y": y}, ["b", "clone", "$x"], ["v", "select", "$b", 0, 1], ["", "mul_", "$v", "$y"], ["w", "select", "$b", 1, 2], ["", "add_", "$w", 1.5], ["", "mul_", "$b", 2], ["", "sub_", "$v", "$y"], ["z", "mul", "$b", "$b"], out=["z", "v", "w"])
    # copy_ into a part
    script({"x": x, "y": y}, ["b", "mul", "$x", 1], ["v", "get", "$b", 2], ["", "copy_", "$v", "$y"], ["n", "gradFnName", "$b"], ["m", "gradFnName", "$v"], ["z", "mul", "$b", "$b"], out=["z", "n", "m"])
    # a base that requires no gradient receives one
    script({"y": y, "p": spec(1)}, ["b", "zeros", 2, 4], ["v", "get", "$b", 0], ["", "add_", "$v", "$y"], ["n", "gradFnName", "$b"], ["r", "requiresGrad", "$b"], ["l", "isLeaf", "$b"], ["z", "mul", "$b", "$b"], out=["z", "n", "r", "l"])
    # set on a tensor of zeros
    script({"y": y, "x": x}, ["b", "zeros", 3, 4], ["", "set", "$b", [1], "$y"], ["", "set", "$b", [S(), 0], 5], ["z", "mul", "$b", "$x"], ["n", "gradFnName", "$b"], out=["z", "n"])
    # set by index tensors and masks
    script({"x": x, "i": spec(2, d="int64", v=[2, 0]), "v": spec(2, 4)}, ["b", "mul", "$x", 2], ["", "set", "$b", ["$i"], "$v"], ["z", "mul", "$b", "$b"], out=["z"])
    script({"x": x, "m": spec(3, 4, d="bool")}, ["b", "mul", "$x", 2], ["", "set", "$b", ["$m"], 0], ["z", "mul", "$b", "$b"], out=["z"])
    # reshape and expand views
    script({"x": x}, ["b", "mul", "$x", 2], ["v", "view", "$b", 2, 6], ["w", "get", "$v", 0], ["", "mul_", "$w", 5], ["z", "mul", "$b", 3], ["n", "gradFnName", "$v"], out=["z", "v", "n"])
    script({"x": spec(3, 1)}, ["b", "mul", "$x", 2], ["e", "expand", "$b", 3, 4], ["", "add_", "$b", 1], ["z", "mul", "$e", "$e"], ["n", "gradFnName", "$e"], out=["z", "n"])
    # diagonal and unfold
    script({"x": spec(3, 3)}, ["b", "mul", "$x", 2], ["v", "diagonal", "$b"], ["", "zero_", "$v"], ["z", "mul", "$b", "$b"], ["n", "gradFnName", "$b"], out=["z", "n"])
    script({"x": spec(5)}, ["b", "mul", "$x", 2], ["u", "unfold", "$b", 0, 3, 1], ["z", "mul", "$u", "$u"], out=["z"])
    # split pieces and unsqueeze
    script({"x": x}, ["b", "mul", "$x", 2], ["v", "narrow", "$b", 0, 1, 2], ["u", "unsqueeze", "$v", 0], ["", "mul_", "$u", 4], ["n", "gradFnName", "$v"], ["z", "add", "$v", 0], ["w", "mul", "$b", 1], out=["z", "w", "n"])
    # detach shares values but not the graph
    script({"x": x}, ["b", "mul", "$x", 2], ["d", "detach", "$b"], ["", "add_", "$d", 1], ["z", "add", "$b", 0], ["r", "requiresGrad", "$d"], out=["z", "d", "r"])
    # a view changed after its base was used elsewhere
    script({"x": x}, ["b", "mul", "$x", 2], ["s", "sum", "$b"], ["v", "get", "$b", 1], ["", "add_", "$v", 10], ["z", "add", "$s", "$b"], out=["z"])
    # masked and index reads of a changed base
    script({"x": x, "i": spec(3, d="int64", v=[0, 0, 2])}, ["b", "mul", "$x", 2], ["", "exp_", "$b"], ["g", "get", "$b", "$i"], ["", "mul_", "$g", 2], ["z", "mul", "$g", "$g"], ["w", "add", "$b", 0], out=["z", "w"])
    # mixed dtypes
    script({"x": x, "y": spec(4, d="float64")}, ["z", "mul", "$x", "$y"], ["w", "sum", "$z", 0], out=["w"])
    script({"x": x, "i": spec(4, d="int64", v=[1, 2, 3, 4])}, ["z", "mul", "$x", "$i"], ["w", "div", "$z", "$i"], out=["w"])
    script({"x": x}, ["y", "double", "$x"], ["z", "mul", "$y", "$x"], ["n", "gradFnName", "$y"], out=["z", "n"])
    # kinks
    for steps in ([["z", "sqrt", "$x"]], [["z", "abs", "$x"]], [["z", "norm", "$x"]], [["z", "sign", "$x"]], [["z", "relu", "$x"]], [["z", "maximum", "$x", "$w"]], [["z", "amax", "$x"]], [["z", "max", "$x"]],
                  [["z", "std", "$x"]], [["z", "pow", "$x", 0.5]], [["z", "pow", "$x", -1]], [["z", "log", "$x"]], [["z", "reciprocal", "$x"]], [["z", "clamp", "$x", 0, 1]], [["z", "prod", "$x"]], [["z", "norm", "$x", 1]],
                  [["z", "norm", "$x", 3]], [["z", "rsqrt", "$x"]], [["z", "atan2", "$x", "$w"]], [["z", "div", "$w", "$x"]], [["z", "logsumexp", "$x", 0]], [["z", "norm", "$x", {"num": "inf"}]]):
        script({"x": spec(3, v=[0, 0, 0]), "w": spec(3, v=[0, 0, 0])}, *steps, out=["z"])
    # NaN and infinity through where
    script({"x": spec(3, v=[0, 1, 4])}, ["c", "gt", "$x", 0], ["r", "sqrt", "$x"], ["z", "where", "$c", "$r", 0], out=["z"])
    # names of what computed a tensor
    for fn, args in (("relu", []), ("sum", []), ("mean", []), ("mul", [2]), ("add", [1]), ("pow", [2]), ("pow", [3]), ("t", []), ("view", [12]), ("reshape", [12]), ("get", [0]), ("get", [S(0, 2)]), ("expand", [2, 3, 4]), ("clone", []), ("sigmoid", []),
                     ("std", []), ("var", []), ("norm", []), ("prod", []), ("exp", []), ("clamp", [0, 1]), ("squeeze", []), ("unsqueeze", [0]), ("permute", [1, 0]), ("double", []), ("abs", []), ("neg", []), ("sub", [1]), ("div", [2]), ("amax", []),
                     ("softmax", [0]), ("logSoftmax", [0]), ("logsumexp", [0]), ("flatten", []), ("unflatten", [1, [2, 2]]), ("narrow", [0, 0, 1]), ("diagonal", []), ("max", []), ("log", []), ("sqrt", []), ("square", []), ("remainder", [2]), ("repeat", [2, 2])):
        script({"x": spec(3, 4, g=True)}, ["z", fn, "$x", *args], ["n", "gradFnName", "$z"], out=["n"])


def run():
    inplace()
    scripts()
