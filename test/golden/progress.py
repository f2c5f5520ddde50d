"""Writes progress.json: what tqdm draws. Run with a Python that has tqdm: python3 test/golden/progress.py

`meters`: the arguments and the text of single lines. `numbers`: numbers as a postfix shows them. `sessions`: steps and
everything that they send to a terminal of 80 columns, under a clock that only the steps move. Steps:
["tick", seconds], ["open", bar, n, options] (a loop over range(n) begins), ["next", bar], ["break", bar],
["manual", bar, options], ["update", bar, n], ["close", bar], ["postfix", bar, values], ["desc", bar, text],
["write", text].
"""
import io
import json
import os
import random

import tqdm
import tqdm.std

rng = random.Random(3)
tqdm.tqdm.monitor_interval = 0


def meters():
    out = []
    for k in range(160):
        total = rng.choice([1, 3, 10, 1000, 12345, 10**6, 10**9, None, 0])
        n = rng.randint(0, total or 5000)
        elapsed = rng.choice([0, 0.04, 0.5, 1.25, 59.9, 60.0, 3599.9, 3600.0, 100000.0, rng.uniform(0, 5000)])
        args = {"n": n, "total": total, "elapsed": elapsed, "ncols": rng.choice([None, 0, 5, 20, 40, 79, 79, 200]),
                "prefix": rng.choice(["", "", "epoch", "a rather long description", "训练"]),
                "postfix": rng.choice(["", "", "loss=0.01", "loss=0.0123, acc=0.987"]),
                "ascii": k % 5 == 0, "unit": rng.choice(["it", "it", "batch"]), "initial": rng.choice([0, 0, n // 2]),
                "rate": rng.choice([None, None, 612.5, 0.4, 1e7, 1.0])}
        out.append({"args": args, "text": tqdm.tqdm.format_meter(**args)})
    return out


def numbers():
    values = [0.1, 0.0123, 0.012345678, 1.5, 123.456, 1234.5, 123456.789, 1e-5, 1.5e-7, 1.234567e-10, 0.1 + 0.2, -0.00123456,
              1 / 3, 2e300 / 3, 0.5, 99.95, 999.5, 5e-324]
    values += [0, 1, 10, 1000, 12345, 123456789, -7, -1234567]
    values += [rng.gauss(0, 1) * 10 ** rng.randint(-8, 8) for _ in range(60)]
    return [[v, tqdm.tqdm.format_num(v)] for v in values]


def run(steps):
    now = [100.0]
    tqdm.std.time = lambda: now[0]
    file, bars, loops = io.StringIO(), {}, {}
    for step in steps:
        kind = step[0]
        if kind == "tick":
            now[0] += step[1]
        elif kind == "open":
            bars[step[1]] = tqdm.tqdm(range(step[2]), file=file, miniters=1, **{"ncols": 79, "ascii": False, **step[3]})
            loops[step[1]] = iter(bars[step[1]])
        elif kind == "manual":
            bars[step[1]] = tqdm.tqdm(file=file, miniters=1, **{"ncols": 79, "ascii": False, **step[2]})
        elif kind == "next":
            next(loops[step[1]], None)
        elif kind == "break":
            loops[step[1]].close()
        elif kind == "update":
            bars[step[1]].update(step[2])
        elif kind == "close":
            bars[step[1]].close()
        elif kind == "postfix":
            bars[step[1]].set_postfix(step[2], refresh=False)
        elif kind == "desc":
            bars[step[1]].set_description(step[2])
        elif kind == "write":
            tqdm.tqdm.write(step[1], file=file)
    return {"steps": steps, "text": file.getvalue()}


def loop(bar, n, seconds, options=None, body=lambda i: []):
    """A whole loop; each body takes `seconds`, give or take a half."""
    steps = [["open", bar, n, options or {}]]
    for i in range(n):
        steps += [["next", bar]] + body(i) + [["tick", round(seconds * rng.uniform(0.5, 1.5), 4)]]
    return steps + [["next", bar]]


def sessions():
    loss = lambda i: [["postfix", "a", {"loss": 1.5 / (i + 1.25), "lr": 0.01}]]
    inner = lambda i: loop("b", 5, 0.06, {"desc": "batch"})
    gone = lambda i: loop("b", 4, 0.06, {"leave": False})
    deep = lambda i: loop("b", 2, 0.08, {"leave": False}, lambda j: loop("c", 3, 0.05, {"leave": False}))
    yield loop("a", 40, 0.02)
    yield loop("a", 40, 0.02, {"desc": "train"}, loss)
    yield loop("a", 6, 2.5, {"desc": "slow"}, loss)
    yield loop("a", 0, 1)
    yield loop("a", 10, 0.05, {"leave": False})
    yield loop("a", 10, 0.05, {"ascii": True, "ncols": 50, "unit": "batch"})
    yield loop("a", 30, 0.03, {"initial": 10, "total": 40})
    yield loop("a", 30, 0.03, {"total": 20})
    yield loop("a", 4, 0.25, {}, lambda i: [["desc", "a", "epoch %d" % i]])
    yield loop("a", 3, 0.01, {"desc": "outer"}, inner)
    yield loop("a", 3, 0.01, {"desc": "outer"}, gone)
    yield loop("a", 2, 0.01, {}, deep)
    yield loop("a", 5, 0.2)[:8] + [["break", "a"]]
    # Within a loop tqdm's count lags behind until the next drawing, so lines are written between manual updates;
    # and under one bar only, since tqdm redraws several in the order of a hash table.
    yield [["manual", "a", {"total": 9}]] + [["tick", 0.04], ["update", "a", 1], ["write", "wrote"]] * 9 + [["close", "a"]]
    yield [["manual", "a", {"desc": "open end"}]] + [["tick", 0.09], ["update", "a", 250]] * 8 + [["close", "a"], ["close", "a"]]
    yield [["manual", "a", {"total": 50}]] + [["tick", 0.3], ["update", "a", 10]] * 4 + [["close", "a"]]


with open(os.path.join(os.path.dirname(__file__), "progress.json"), "w") as f:
    parts = {"meters": meters(), "numbers": numbers(), "sessions": [run(list(s)) for s in sessions()]}
    lines = ['"%s":[\n%s\n]' % (k, ",\n".join(json.dumps(x, separators=(",", ":"), ensure_ascii=False) for x in v)) for k, v in parts.items()]
    f.write("{\n" + ",\n".join(lines) + "\n}\n")
print("tqdm", tqdm.__version__)
