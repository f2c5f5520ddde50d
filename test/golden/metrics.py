"""scikit-learn's values of what `metrics` computes, for made-up classes, scores and numbers."""
import json
import os
import warnings

import numpy as np
from sklearn import metrics as M

warnings.simplefilter("ignore")
rng = np.random.RandomState(0)
cases = []


def number(v):
    return None if np.isnan(v) else float(v)


for n, classes in [(1, 2), (7, 2), (50, 2), (200, 5), (40, 3), (12, 10)]:
    target = rng.randint(0, classes, n)
    scores = np.round(rng.rand(n, classes), 2)
    found = scores.argmax(1)
    case = {"target": target.tolist(), "scores": scores.tolist(), "found": found.tolist()}
    case["accuracy"] = M.accuracy_score(target, found)
    distinct = rng.permutation(n * classes).reshape(n, classes) / (n * classes)
    case["distinct"] = distinct.tolist()
    case["top"] = {
        str(k): M.top_k_accuracy_score(target, distinct if classes > 2 else distinct[:, 1] / distinct.sum(1), k=k, labels=list(range(classes)))
        for k in range(1, classes)
    }
    case["confusion"] = M.confusion_matrix(target, found, labels=list(range(classes))).tolist()
    for average in ["macro", "micro", "weighted"] + (["binary"] if classes == 2 else []):
        for name, f in [("precision", M.precision_score), ("recall", M.recall_score), ("f1", M.f1_score)]:
            for zero in [0, 1]:
                # Newer versions take zero_division=nan, too.
                case[f"{name} {average} {zero}"] = float(f(target, found, average=average, zero_division=zero))
    if classes == 2 and len(set(target.tolist())) == 2:
        case["auc"] = M.roc_auc_score(target, scores[:, 1])
    cases.append(case)

regression = []
for n, scale, shift in [(2, 1, 0), (30, 1, 0), (30, 1e-3, 1e6), (500, 1e4, -3)]:
    y = rng.randn(n) * scale + shift
    p = y + rng.randn(n) * scale / 3
    regression.append({"y": y.tolist(), "p": p.tolist(), "mae": M.mean_absolute_error(y, p), "r2": M.r2_score(y, p)})
for y, p in [([2, 2, 2], [2, 2, 2]), ([2, 2, 2], [1, 2, 3]), ([1, 2, 3], [1, 2, 3])]:
    regression.append({"y": y, "p": p, "mae": M.mean_absolute_error(y, p), "r2": float(M.r2_score(y, p))})

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "metrics.json")
with open(path, "w") as f:
    json.dump({"classes": cases, "regression": regression}, f)
    f.write("\n")
