// ONNX files that kindling writes: every layer there is, read back by kindling and, where they are installed, checked by ONNX's own
// checker and run by onnxruntime; dynamic axes; and what has no form in ONNX.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import * as kindling from "kindling";
import { allclose, F, KindlingError, manualSeed, nn, ones, randn, Tensor } from "kindling";
import * as onnx from "kindling/onnx";
import { calls, through } from "../every-call.js";
import { quietly } from "../nn/cases.js";
import { readModel } from "#src/onnx/format/model.js";

const folder = mkdtempSync(path.join(tmpdir(), "kindling-export-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** The layer of this class that test/every-call.ts makes, and what it calls it with. */
function callOf(name: string, cls: typeof nn.Module): { layer: nn.Module; inputs: readonly unknown[] } | null {
  let found: { layer: nn.Module; inputs: readonly unknown[] } | null = null;
  through(kindling, (layer, inputs) => {
    if (layer instanceof cls) found ??= { layer, inputs };
    return layer(...inputs);
  });
  try {
    manualSeed(1);
    void calls[name]!();
  } finally {
    through(kindling, (layer, inputs) => layer(...inputs));
  }
  return found;
}

/** Whose forward is the program's, or which have none. */
const empty = /^(Module|ModuleList|ModuleDict|ParameterList|ParameterDict|RNNBase|RNNCellBase)$/;
/** Layers that have no form in ONNX, and what the message names. */
const noForm: Readonly<Record<string, RegExp>> = {
  CTCLoss: /`ctcLoss`/,
  EmbeddingBag: /`indexPut`/,
  FractionalMaxPool2d: /`poolPlacesRandom`/,
  FractionalMaxPool3d: /`poolPlacesRandom`/,
  MultiLabelMarginLoss: /`targetCounts`/,
};

const classes = Object.entries(nn).filter(
  ([name, v]) => typeof v === "function" && v.prototype instanceof nn.Module && !empty.test(name),
) as [string, typeof nn.Module][];

const opsOf = (bytes: Uint8Array): string[] => readModel(bytes).graph.nodes.map((n) => n.op);

describe("every layer", () => {
  for (const [name, cls] of classes)
    test(`nn.${name}`, () =>
      quietly(() => {
        const { layer, inputs } = callOf(`nn.${name}`, cls)!;
        const tensors = inputs.filter((x): x is Tensor => x instanceof Tensor).map((x) => x.detach().clone());
        class Call extends nn.Module {
          layer = layer;
          forward(...xs: Tensor[]): unknown {
            let i = 0;
            return layer(...inputs.map((x) => (x instanceof Tensor ? xs[i++]! : x)));
          }
        }
        const write = (): Uint8Array => onnx.exportBytes(new Call(), tensors);
        if (Object.hasOwn(noForm, name)) {
          assert.throws(
            write,
            (e) => e instanceof KindlingError && e.code === "onnx-export" && noForm[name]!.test(e.message),
          );
          return;
        }
        writeFileSync(path.join(folder, `${name}.onnx`), write());
      }));
});

describe("what is written", () => {
  class Net extends nn.Module {
    conv = new nn.Conv2d(1, 4, 3, { padding: 1 });
    bn = new nn.BatchNorm2d(4);
    fc = new nn.Linear(64, 3);
    norm = new nn.LayerNorm(3);
    forward(x: Tensor): Tensor {
      const y = F.maxPool2d(F.relu(this.bn(this.conv(x))), 2);
      return F.softmax(this.norm(this.fc(y.flatten(1))), { dim: 1 });
    }
  }

  test("are the layers' own ops, with the parameters under their names", () => {
    const model = new Net(),
      x = randn(2, 1, 8, 8);
    model.train();
    const bytes = onnx.exportBytes(model, x, { inputNames: ["picture"], outputNames: ["classes"] });
    assert.ok(model.training && model.bn.training, "the mode is given back");
    assert.deepEqual(opsOf(bytes), [
      "Conv",
      "BatchNormalization",
      "Relu",
      "MaxPool",
      "Reshape",
      "Gemm",
      "LayerNormalization",
      "Softmax",
    ]);
    const back = onnx.load(bytes);
    assert.deepEqual([back.inputNames(), back.outputNames()], [["picture"], ["classes"]]);
    const keys = (m: nn.Module): string[] => [...m.stateDict().keys()].filter((k) => model.stateDict().has(k)).sort();
    assert.deepEqual(
      keys(back),
      [...model.stateDict().keys()].filter((k) => !k.endsWith("num_batches_tracked")).sort(),
    );
    model.eval();
    assert.ok(allclose(back(x), model(x)));
  });

  test("takes other sizes of dynamic axes", () => {
    const model = new Net().eval();
    const one = onnx.load(
      onnx.exportBytes(model, randn(1, 1, 8, 8), { dynamicAxes: { input: { 0: "batch" }, output: [0] } }),
    );
    for (const n of [1, 2, 7]) {
      const x = randn(n, 1, 8, 8);
      assert.ok(allclose(one(x), model(x), { atol: 1e-5 }));
    }
    class Two extends nn.Module {
      attention = new nn.MultiheadAttention(8, 2, { batchFirst: true });
      place = new nn.Embedding(32, 8);
      forward(x: Tensor): Tensor {
        const y = x.add(this.place(kindling.arange(x.shape[1]!, { dtype: "int64" })));
        return this.attention(y, y, y)[0].reshape(x.shape[0]! * x.shape[1]!, 2, 4);
      }
    }
    const two = new Two().eval(),
      file = onnx.load(onnx.exportBytes(two, randn(2, 3, 8), { dynamicAxes: { input: { 0: "batch", 1: "time" } } }));
    for (const [b, t] of [
      [2, 3],
      [1, 1],
      [5, 9],
    ] as const) {
      const x = randn(b, t, 8);
      assert.ok(allclose(file(x), two(x), { atol: 1e-5 }), `${b}, ${t}`);
    }
  });

  test("is refused where other sizes take another path", () => {
    class Steps extends nn.Module {
      forward(x: Tensor): Tensor {
        let y = x.get(0);
        for (let i = 1; i < x.shape[0]!; i++) y = y.mul(0.5).add(x.get(i));
        return y;
      }
    }
    assert.throws(
      () => onnx.exportBytes(new Steps(), ones(3, 2), { dynamicAxes: { input: [0] } }),
      /another path for other sizes/,
    );
    assert.deepEqual(
      onnx
        .load(onnx.exportBytes(new Steps(), ones(3, 2)))(ones(3, 2))
        .tolist(),
      [1.75, 1.75],
    );
  });

  test("says what has no form, and where it stands", () => {
    class Inner extends nn.Module {
      forward(x: Tensor): Tensor {
        return kindling.linalg.eigvalsh(x.matmul(x.t()));
      }
    }
    class Outer extends nn.Module {
      body = new nn.Sequential(new nn.Linear(3, 3), new Inner());
      forward(x: Tensor): Tensor {
        return this.body(x).mul(2) as Tensor;
      }
    }
    assert.throws(
      () => onnx.exportBytes(new Outer(), ones(3, 3)),
      (e) =>
        e instanceof KindlingError &&
        e.code === "onnx-export" &&
        /what `eigh` gives has no form in ONNX/.test(e.message) &&
        / \(at [\w.]+:\d+:\d+\)/.test(e.message),
    );
    class Reads extends nn.Module {
      forward(x: Tensor): Tensor {
        return x.mul(x.sum().item());
      }
    }
    assert.throws(
      () => onnx.exportBytes(new Reads(), ones(2)),
      (e) => e instanceof KindlingError && e.code === "onnx-export" && /item/.test(e.message),
    );
    class Random extends nn.Module {
      forward(x: Tensor): Tensor {
        return x.add(kindling.rand(2));
      }
    }
    assert.throws(() => onnx.exportBytes(new Random(), ones(2)), /onnx|no form|something else/);
  });

  test("knows tensors that are changed in place, and refuses those changed through a view", () => {
    class Changes extends nn.Module {
      forward(x: Tensor): Tensor {
        return x.mul(2).add_(1).relu_();
      }
    }
    assert.deepEqual(
      onnx
        .load(onnx.exportBytes(new Changes(), ones(2)))(ones(2).neg())
        .tolist(),
      [0, 0],
    );
    class Views extends nn.Module {
      forward(x: Tensor): Tensor {
        const y = x.mul(2);
        y.get(0).add_(1);
        return y;
      }
    }
    assert.throws(() => onnx.exportBytes(new Views(), ones(2, 2)), /changed through another view/);
  });

  test("passes ONNX's own checker", (t) => {
    const python = "/usr/bin/python3";
    if (spawnSync(python, ["-c", "import onnx"]).status !== 0) {
      t.skip("Python's onnx is not installed (on Debian: apt-get install python3-onnx)");
      return;
    }
    writeFileSync(
      path.join(folder, "Net.onnx"),
      onnx.exportBytes(new Net(), randn(2, 1, 8, 8), { dynamicAxes: { input: ["batch"].map((_, i) => i) } }),
    );
    const program = `import glob, onnx, sys
for f in sorted(glob.glob(sys.argv[1] + "/*.onnx")):
    try: onnx.checker.check_model(onnx.load(f), full_check=True)
    except Exception as e: print(f, e)`;
    assert.equal(execFileSync(python, ["-c", program, folder], { encoding: "utf8" }), "");
  });

  test("to a path, with options checked", () => {
    const at = path.join(folder, "linear.onnx"),
      model = new nn.Linear(3, 2);
    onnx.export(model, ones(1, 3), at);
    assert.deepEqual(onnx.load(at)(ones(1, 3)).tolist(), model(ones(1, 3)).tolist());
    assert.throws(() => onnx.export(model, ones(1, 3), at, { opset: 21 }), /versions 15 to 17/);
    assert.throws(
      () => onnx.export(model, ones(1, 3), at, { dynamicAxes: { input: { 5: "n" } } }),
      /names dimension 5 of input, which has 2/,
    );
    assert.throws(
      () => onnx.export(model, ones(1, 3), at, { outputNames: ["a", "b"] }),
      /needs 1 different output names/,
    );
  });

  test("is shown and converted by the command line", () => {
    const at = path.join(folder, "cli.onnx"),
      to = path.join(folder, "cli.pt"),
      model = new nn.Sequential(new nn.Linear(3, 2), new nn.ReLU());
    onnx.export(model, ones(1, 3), at, { dynamicAxes: { input: { 0: "batch" } } });
    const main = path.resolve(import.meta.dirname, "../../../dist/cli/main-node.js");
    const kindlingCli = (...args: string[]): string =>
      execFileSync(process.execPath, [main, ...args], { encoding: "utf8" });
    const shown = kindlingCli("inspect", at);
    assert.match(shown, /ONNX model, opset 17, by kindling/);
    assert.match(
      shown,
      /input input float \[batch, 3\]\n {2}output output float \[batch, 2\]\n {2}2 nodes: Gemm, Relu/,
    );
    assert.match(shown, /weight +float32 \[2, 3\]/);
    kindlingCli("convert", at, to);
    assert.deepEqual(kindling.loadWeights(to).get("0.weight")!.tolist(), model.stateDict().get("0.weight")!.tolist());
    const refused = spawnSync(process.execPath, [main, "convert", to, at], { encoding: "utf8" });
    assert.equal(refused.status, 2);
  });
});
