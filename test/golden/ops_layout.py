"""Views, joins, copies and indexing."""
from ops_base import case, one, spec


def view(name, x, *args, **o):
    one(name, {"x": x}, "$x", *args, views="x", **o)


def views():
    a, b, c = spec(2, 3), spec(2, 3, 4, l="t"), spec(6, l="s")
    view("view", spec(2, 6), 3, 4)
    view("view", spec(2, 6), [-1, 2])
    view("view", spec(2, 6), 2, 1, 6)
    view("view", spec(), 1, 1)
    view("view", c, 2, 3)
    view("view", spec(2, 1, 3, l="t"), 2, 3)
    view("view", spec(0, 3), 3, 0)
    view("view", spec(0, 3), -1, 3)
    view("reshape", spec(2, 6), 3, 4)
    view("reshape", b, 6, 4)
    view("reshape", b, 2, 12)
    view("reshape", spec(2, 3, l="e"), 6)
    view("reshape", spec(0, 2), 4, 0)
    view("reshape", spec(1), [])
    view("reshape", spec(4, l="o"), 2, 2)
    one("viewAs", {"x": spec(6), "y": spec(2, 3)}, "$x", "$y")
    one("reshapeAs", {"x": spec(3, 2, l="t"), "y": spec(2, 3)}, "$x", "$y")
    one("expandAs", {"x": spec(3, 1), "y": spec(2, 3, 4)}, "$x", "$y")
    one("typeAs", {"x": spec(3), "y": spec(1, d="float64")}, "$x", "$y")
    for s, d0, d1 in ((a, 0, 1), (b, -1, 0), (b, 1, 1), (spec(), 0, -1), (spec(0, 2), 0, 1)):
        view("transpose", s, d0, d1)
    view("t", a)
    view("t", spec(3))
    view("t", spec())
    view("T", a)
    view("T", b)
    view("mT", b)
    view("permute", b, 2, 0, 1)
    view("permute", b, [-1, 0, 1])
    view("permute", spec(), [])
    view("movedim", b, 0, 2)
    view("movedim", b, [0, 1], [2, 0])
    view("movedim", b, -1, 0)
    view("expand", spec(3, 1), 3, 4)
    view("expand", spec(3, 1), 2, -1, 4)
    view("expand", spec(), 2, 3)
    view("expand", spec(1), [0])
    view("expand", spec(0, 1), 0, 3)
    view("squeeze", spec(1, 3, 1))
    view("squeeze", spec(1, 3, 1), 0)
    view("squeeze", spec(1, 3, 1), 1)
    view("squeeze", spec(1, 3, 1), -1)
    view("squeeze", spec())
    view("squeeze", spec(), 0)
    for d in (0, 1, 2, -1, -3):
        view("unsqueeze", spec(2, 3, l="t"), d)
    view("unsqueeze", spec(), 0)
    view("narrow", spec(4, 3), 0, 1, 2)
    view("narrow", spec(4, 3, l="t"), 1, -2, 2)
    view("narrow", spec(4), 0, 4, 0)
    view("select", spec(3, 4), 1, 2)
    view("select", spec(3, 4, l="t"), 0, -1)
    for o, d1, d2, s in ((0, 0, 1, spec(3, 4)), (1, 0, 1, spec(3, 4)), (-1, 0, 1, spec(3, 4)), (5, 0, 1, spec(3, 4)), (-2, 0, 1, spec(2, 4)), (0, 1, 2, spec(2, 3, 3)), (1, -1, 0, spec(2, 3, 4, l="t"))):
        view("diagonal", s, o, d1, d2)
    view("diagonal", spec(3, 3))
    view("unfold", spec(7), 0, 3, 2)
    view("unfold", spec(2, 5, l="t"), 1, 3, 1)
    view("unfold", spec(4), 0, 4, 9)
    view("unfold", spec(4), 0, 0, 1)
    view("unfold", spec(), 0, 1, 1)
    view("asStrided", spec(3, 4), [2, 2], [1, 2])
    view("asStrided", spec(3, 4), [2, 2], [4, 1], 3)
    view("asStrided", spec(4), [3, 2], [1, 1])
    view("asStrided", spec(3, 4), [2, 3], [0, 1], 2)
    view("flatten", b)
    view("flatten", b, 1)
    view("flatten", b, 0, 1)
    view("flatten", spec())
    view("flatten", spec(2, 3, 4), 1, -1)
    view("flatten", spec(2, 0, 4), 0, 1)
    view("unflatten", spec(2, 6), 1, [2, 3])
    view("unflatten", spec(2, 6, l="t"), -1, [-1, 2])
    view("detach", a, grad=False)
    view("unbind", a)
    view("unbind", b, 1)
    view("unbind", b, -1)
    view("split", spec(5, 2), 2)
    view("split", spec(5, 2), [1, 4])
    view("split", spec(2, 5, l="t"), 3, -1)
    view("split", spec(0, 2), 2)
    view("split", spec(4), 4)
    view("chunk", spec(5), 2)
    view("chunk", spec(2, 7), 3, 1)
    view("chunk", spec(5), 4)
    view("chunk", spec(3), 5)
    view("chunk", spec(0, 2), 3)
    view("contiguous", a)
    view("contiguous", b)
    one("clone", {"x": b})  # the strides differ: kindling copies into row-major order
    for args in ([2], [2, 3], [2, 1, 2], [0, 1], [1, 1]):
        one("repeat", {"x": spec(2) if len(args) == 1 else a}, "$x", *args)
    one("repeat", {"x": spec()}, "$x", 3)
    for name in ("float", "double", "long", "int", "short", "char", "byte", "bool", "half", "bfloat16"):
        one(name, {"x": spec(4, v=[0, 1.5, 2.25, 3])})
        one(name, {"x": spec(4, d="int64", v=[0, 1, 2, 300])})
    one("to", {"x": spec(3)}, "$x", "float64")
    one("to", {"x": spec(3), "y": spec(1, d="int64", v=[1])}, "$x", "$y", grad=False)
    one("tolist", {"x": spec(2, 2, d="int64", lo=-5, hi=5)})
    one("tolist", {"x": spec(2, 2, d="bool")})
    one("tolist", {"x": spec(d="float64")}, grad=False)
    one("item", {"x": spec(1, 1, d="int64", lo=-5, hi=5)})
    one("item", {"x": spec(d="bool", v=[1])})
    for name in ("size", "stride", "numel", "dim", "storageOffset", "isContiguous", "elementSize"):
        one(name, {"x": spec(2, 3, l="t")}, grad=False)
    one("size", {"x": spec(2, 3, l="t")}, "$x", -1, grad=False)
    one("stride", {"x": spec(2, 3, l="t")}, "$x", 0, grad=False)


def joins():
    x, y = spec(2, 3), spec(1, 3, l="t")
    for name in ("cat", "concat"):
        one(name, {"x": x, "y": y}, ["$x", "$y"])
        one(name, {"x": x, "y": spec(2, 2)}, ["$x", "$y"], 1)
    one("cat", {"x": x, "y": spec(2, 2, d="float64")}, ["$x", "$y"], -1)
    one("cat", {"x": spec(2, d="int64", lo=0, hi=9), "y": spec(2)}, ["$x", "$y"], grad=False)
    one("cat", {"x": spec(0), "y": x}, ["$x", "$y"])
    one("cat", {"x": spec(0, 3), "y": x}, ["$x", "$y"])
    one("cat", {"x": spec(2, d="bool"), "y": spec(2, d="uint8", lo=0, hi=9)}, ["$x", "$y"])
    one("cat", {"x": x}, ["$x", "$x"])
    for d in (0, 1, 2, -1):
        one("stack", {"x": x, "y": spec(2, 3, l="t")}, ["$x", "$y"], d)
    one("stack", {"x": spec(), "y": spec()}, ["$x", "$y"])


def picks():
    i = {"s": [2, 2], "d": "int64", "v": [0, 2, 1, 0]}
    one("gather", {"x": spec(2, 3), "i": i}, "$x", 1, "$i")
    one("gather", {"x": spec(3, 2, l="t"), "i": i}, "$x", 0, "$i")
    one("gather", {"x": spec(2, 3), "i": {"s": [1, 5], "d": "int64", "v": [0, 2, 1, 0, 2]}}, "$x", -1, "$i")
    one("gather", {"x": spec(2, 3), "i": {"s": [0, 2], "d": "int64", "v": []}}, "$x", 1, "$i")
    one("gather", {"x": spec(), "i": spec(d="int64", v=[0])}, "$x", 0, "$i")
    one("gather", {"x": spec(2, 3, d="int64", lo=0, hi=9), "i": i}, "$x", 1, "$i")
    for name in ("scatter", "scatterAdd"):
        one(name, {"x": spec(2, 3), "i": {"s": [2, 2], "d": "int64", "v": [0, 2, 1, 0]}, "y": spec(2, 2)}, "$x", 1, "$i", "$y")
        one(name, {"x": spec(3, 2, l="t"), "i": {"s": [2, 2], "d": "int64", "v": [0, 2, 1, 0]}, "y": spec(3, 3)}, "$x", 0, "$i", "$y", grad=False)
    one("scatterAdd", {"x": spec(3), "i": spec(4, d="int64", v=[0, 0, 2, 0]), "y": spec(4)}, "$x", 0, "$i", "$y")
    one("scatterAdd", {"x": spec(2, d="int64", lo=0, hi=9), "i": spec(4, d="int64", v=[0, 0, 1, 0]), "y": spec(4, d="int64", lo=0, hi=9)}, "$x", 0, "$i", "$y")
    one("scatter", {"x": spec(2, 3), "i": {"s": [2, 1], "d": "int64", "v": [2, 0]}}, "$x", 1, "$i", 5)
    one("scatter", {"x": spec(2, 3, d="int64", lo=0, hi=9), "i": {"s": [2, 1], "d": "int64", "v": [2, 0]}}, "$x", 1, "$i", 5)
    one("indexSelect", {"x": spec(3, 2), "i": spec(4, d="int64", v=[2, 0, 2, 1])}, "$x", 0, "$i")
    one("indexSelect", {"x": spec(3, 2, l="t"), "i": spec(2, d="int32", v=[1, 0])}, "$x", 1, "$i")
    one("indexSelect", {"x": spec(3, 2), "i": spec(0, d="int64", v=[])}, "$x", 0, "$i")
    one("take", {"x": spec(2, 3, l="t"), "i": {"s": [2, 2], "d": "int64", "v": [5, 0, -1, 2]}}, "$x", "$i")
    for v in ([0, 1, 0, 2], [0, 0, 0, 0]):
        one("nonzero", {"x": {"s": [2, 2], "v": v}}, grad=False)
    one("nonzero", {"x": {"s": [2, 3], "d": "bool", "l": "t"}})
    one("nonzero", {"x": spec(4, v=[float("nan"), -0.0, 1e-45, 0])}, grad=False)
    one("nonzero", {"x": spec(v=[3])}, grad=False)
    one("maskedSelect", {"x": spec(2, 3), "m": spec(2, 3, d="bool")})
    one("maskedSelect", {"x": spec(2, 3, l="t"), "m": spec(3, d="bool", v=[1, 0, 1])}, grad=False)  # PyTorch's gradient is in the wrong order here
    one("maskedSelect", {"x": spec(3), "m": spec(2, 3, d="bool")})


def sl(a=None, b=None, c=None):
    return {"sl": [a, b, c]}


GETS = [
    [0], [-1], [1, 2], [1, -1, 3], [sl(0, 2)], [sl(1)], [sl(None, -1)], [sl(None, None, 2)], [sl(5, 9)], [sl(-2, None)], [sl(2, 1)], [sl(-99, 99, 3)],
    [None], [0, None], [None, sl(), None, 1], ["..."], ["...", 0], [0, "..."], ["...", sl(1, 3)], [1, "...", 2], [sl(), 1], [":", "1:3"], ["::2", ":", "-2:"],
    [sl(), sl(), sl(None, None, 3)], ["...", None], [None, "...", None], [0, 0, 0], [], [0, "...", 0, 0],
]
TENSOR_GETS = [
    (["$i"], {"i": [0, 1, 1]}), (["$i"], {"i": [-1, 0]}), ([sl(), "$i"], {"i": [2, 0]}), (["...", "$i"], {"i": [3, 3, 0]}),
    (["$i", "$j"], {"i": [0, 1], "j": [2, 0]}), (["$i", sl(), "$j"], {"i": [0, 1], "j": [3, 0]}), ([sl(), "$i", "$j"], {"i": [0, 2], "j": [1, 1]}),
    (["$i", "$j"], {"i": ([2, 1], [0, 1]), "j": ([1, 3], [0, 1, 2])}), (["$i", 1], {"i": [1, 0]}), ([1, "$i"], {"i": [1, 0]}), ([1, sl(), "$i"], {"i": [1, 0]}), ([1, "$i", sl(0, 2)], {"i": [1, 0, 0]}),
    (["$i", "$j", "$k"], {"i": [0, 1], "j": [2, 0], "k": [1, 1]}), (["$i"], {"i": ([2, 2], [0, 1, 1, 0])}), (["$i"], {"i": ([0], [])}), (["$i", "$j"], {"i": ([0], []), "j": ([1], [0])}),
    ([None, "$i"], {"i": [1, 0]}), (["$i", None], {"i": [1, 0]}), (["$i", None, "$j"], {"i": [1, 0], "j": [1, 1]}), ([sl(0, 2), sl(None, None, 2), "$i"], {"i": [1, 0]}),
    (["$i", "...", "$j"], {"i": [0, 1], "j": [0, 3]}), (["$i", "$j"], {"i": ([], [1]), "j": [0, 2]}), (["$i", 0], {"i": ([], [1])}), ([0, "$i", 1], {"i": [0, 2]}), ([0, "$i", "$j"], {"i": [0, 2], "j": [0, 3]}),
    (["$i", 0, sl()], {"i": [0, 1]}), (["$i", sl(), 0], {"i": [0, 1]}), (["$m"], {"m": ("bool", [2, 3, 4])}), (["$m"], {"m": ("bool", [2, 3])}), (["$m"], {"m": ("bool", [2])}),
    ([sl(), "$m"], {"m": ("bool", [3])}), ([1, "$m"], {"m": ("bool", [3])}), (["$m", "$i"], {"m": ("bool", [2]), "i": [1]}), (["$m", sl(), 1], {"m": ("bool", [2])}),
    ([sl(), "$m"], {"m": ("bool", [3, 4])}), (["...", "$m"], {"m": ("bool", [4])}), ([[0, 1]], {}), ([[1], [2]], {}), ([sl(), [0, 2]], {}), ([[[0, 1], [1, 0]]], {}),
    (["$u"], {"u": ("uint8", [2])}),
]


def index_inputs(extra):
    out = {}
    for k, v in extra.items():
        if isinstance(v, tuple) and isinstance(v[0], str):
            n = 1
            for s in v[1]:
                n *= s
            out[k] = {"s": v[1], "d": v[0], "v": [(j * 5 + 1) % 3 % 2 for j in range(n)]}
        elif isinstance(v, tuple):
            out[k] = {"s": v[0], "d": "int64", "v": v[1]}
        else:
            out[k] = {"s": [len(v)], "d": "int64", "v": v}
    return out


def indexing():
    for x in (spec(2, 3, 4), spec(2, 3, 4, d="float64", l="t")):
        for e in GETS:
            case("get", {"x": x}, [["out", "get", "$x", *e]], views="x")
    for n, (e, extra) in enumerate(TENSOR_GETS):
        case("get", {"x": spec(2, 3, 4, **({"l": "t"} if n % 3 == 1 else {})), **index_inputs(extra)}, [["out", "get", "$x", *e]], names="$i" in e and extra.get("i") != ([], [1]))
    case("get", {"x": spec(4, d="int64", lo=0, hi=99), "i": spec(2, d="int64", v=[0, 2])}, [["out", "get", "$x", "$i"]])
    case("get", {"x": spec()}, [["out", "get", "$x", "..."]], views="x")
    case("get", {"x": spec()}, [["out", "get", "$x", None]], views="x")
    case("get", {"x": spec(0, 3)}, [["out", "get", "$x", sl(0, 2)]], views="x")
    case("get", {"x": spec(3, 0), "i": spec(2, d="int64", v=[0, 2])}, [["out", "get", "$x", "$i"]])
    case("get", {"x": spec(3), "m": spec(d="bool", v=[1])}, [["out", "get", "$x", "$m"]])
    case("get", {"x": spec(3), "m": spec(d="bool", v=[0])}, [["out", "get", "$x", "$m"]])
    case("get", {"x": spec(2, 3), "i": spec(d="int64", v=[1])}, [["out", "get", "$x", "$i", sl()]], names=False)

    def put(x, e, value, extra, **o):
        inputs = {"x": x, **index_inputs(extra)}
        if isinstance(value, list) and value and value[0] == "v":
            inputs["v"] = spec(*value[1:], seed=7)
            value = "$v"
        case("set", inputs, [["y", "clone", "$x"], ["y", "set", "$y", e, value], ["out", "mul", "$y", 1]], **o)

    x = spec(2, 3, 4)
    for e, value in (
        ([0], 5), ([0], ["v", 3, 4]), ([0, 1], ["v", 4]), ([0, 1, 2], ["v"]), ([sl(None, None, 2)], ["v", 1, 3, 4]), ([sl(), 1], ["v", 2, 4]), ([sl(), 1], ["v", 4]), ([sl(), 1], 2.5),
        (["..."], 0), (["...", 0], ["v", 3]), (["...", 0], ["v", 2, 1]), ([None, 0], ["v", 3, 4]), ([0], ["v", 1, 1, 4]), (["...", sl(1, 3)], ["v", 3, 2]), ([sl(2, 9)], 4), ([], ["v", 4]), ([1, sl(0, 2), sl(None, None, 2)], ["v", 2, 1]),
    ):
        put(x, e, value, {})
    put(spec(2, 3, 4, l="t"), [0], ["v", 3, 4], {})
    put(spec(2, 3, d="int64", lo=0, hi=9), [0], 7, {})
    put(spec(2, 3, d="int64", lo=0, hi=9), [0], [4, 5, 6], {})
    put(spec(2, 3, d="int64", lo=0, hi=9), [0], 2.75, {})
    for e, value, extra in (
        (["$i"], ["v", 2, 3, 4], {"i": [1, 0]}), (["$i"], ["v", 4], {"i": [1, 0]}), (["$i"], 9, {"i": [-1]}), ([sl(), "$i"], ["v", 2, 2, 4], {"i": [2, 0]}), ([sl(), "$i"], ["v", 2, 1, 4], {"i": [2, 0]}),
        (["$i", "$j"], ["v", 2, 4], {"i": [0, 1], "j": [2, 0]}), (["$i", sl(), "$j"], ["v", 2, 3], {"i": [0, 1], "j": [3, 0]}), (["$i", "$j", "$k"], ["v", 2], {"i": [0, 1], "j": [2, 0], "k": [1, 1]}), (["$i", "$j"], ["v", 1], {"i": ([2, 1], [0, 1]), "j": ([1, 2], [0, 1])}),
        (["$m"], 0, {"m": ("bool", [2, 3, 4])}), (["$m"], ["v", 1], {"m": ("bool", [2, 3, 4])}), (["$m"], ["v", 4], {"m": ("bool", [2, 3])}), ([sl(), "$m"], -1, {"m": ("bool", [3])}), (["...", "$m"], ["v", 3, 1], {"m": ("bool", [4])}), (["$m"], ["v"], {"m": ("bool", [2])}),
        (["$i"], ["v", 0, 3, 4], {"i": ([0], [])}), ([1, "$i"], ["v", 2, 4], {"i": [0, 2]}), ([sl(None, None, 2), "$i"], 3, {"i": [0, 2]}), ([[0, 1], [1, 2]], ["v", 2, 4], {}), (["$i"], ["v"], {"i": [0]}),
    ):
        put(x, e, value, extra)
    put(x, ["$m"], ["v", 8], {"m": ("bool", [2, 3, 4])})
    # the same place twice: the last value stays (values only; which gradient survives is left open)
    put(spec(3), ["$i"], ["v", 3], {"i": [1, 1, 1]}, grad=False)
    case("set", {"x": spec(3), "v": spec(2, d="float64")}, [["y", "clone", "$x"], ["y", "set", "$y", [sl(0, 2)], "$v"], ["out", "mul", "$y", 1]])
    case("set", {"x": spec(3), "v": spec(2, d="int64", v=[7, 8])}, [["y", "clone", "$x"], ["y", "set", "$y", [sl(0, 2)], "$v"], ["out", "mul", "$y", 1]])


def run():
    views()
    joins()
    picks()
    indexing()
