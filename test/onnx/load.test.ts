// Models from ONNX files: as modules that train, are compiled and saved; and what files from strangers may do.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import {
  allclose,
  compile,
  F,
  KindlingError,
  load as loadPt,
  LoadError,
  manualSeed,
  nn,
  ones,
  optim,
  randn,
  save,
  saveBytes,
  tensor,
  type Tensor,
  zeros,
} from "kindling";
import * as onnx from "kindling/onnx";
import { Message } from "#src/serialize/protobuf.js";
import { concatBytes } from "#src/serialize/bytes.js";
import { conformance, modelOf, noConformance } from "./models.js";

const folder = mkdtempSync(path.join(tmpdir(), "kindling-onnx-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const port = (name: string, shape: (number | string)[], dtype: Tensor["dtype"] = "float32") => ({ name, shape, dtype });

/** A perceptron with a batch normalization and a reshape that depends on the batch. */
function perceptron(): Uint8Array {
  manualSeed(0);
  return modelOf(
    [
      {
        op: "Gemm",
        name: "first",
        inputs: ["x", "l1.weight", "l1.bias"],
        outputs: ["a"],
        attributes: { transB: { int: 1 } },
      },
      {
        op: "BatchNormalization",
        inputs: ["a", "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var"],
        outputs: ["b"],
      },
      { op: "Relu", inputs: ["b"], outputs: ["c"] },
      { op: "Shape", inputs: ["c"], outputs: ["s"] },
      { op: "Gather", inputs: ["s", "zero"], outputs: ["n"], attributes: { axis: { int: 0 } } },
      { op: "Concat", inputs: ["n", "rest"], outputs: ["sizes"], attributes: { axis: { int: 0 } } },
      { op: "Reshape", inputs: ["c", "sizes"], outputs: ["d"] },
      { op: "MatMul", name: "last", inputs: ["d", "w2"], outputs: ["y"] },
    ],
    [port("x", ["batch", 3])],
    ["y"],
    {
      "l1.weight": randn(4, 3),
      "l1.bias": randn(4),
      "bn.weight": ones(4),
      "bn.bias": zeros(4),
      "bn.running_mean": zeros(4),
      "bn.running_var": ones(4),
      zero: tensor([0], { dtype: "int64" }),
      rest: tensor([2, 2], { dtype: "int64" }),
      w2: randn(2, 1),
    },
  );
}

describe("a loaded model", () => {
  test("has its initializers as parameters and buffers under their names", () => {
    const model = onnx.load(perceptron());
    assert.deepEqual(
      model.namedParameters().map(([n]) => n),
      ["w2", "l1.weight", "l1.bias", "bn.weight", "bn.bias"],
    );
    assert.deepEqual(
      model
        .namedBuffers()
        .map(([n]) => n)
        .sort(),
      ["bn.running_mean", "bn.running_var", "rest", "zero"],
    );
    assert.deepEqual([model.inputNames(), model.outputNames(), model.training], [["x"], ["y"], false]);
    assert.match(String(model), /^OnnxModule\(\n {2}8 nodes, \(x\) -> \(y\)|^OnnxModule\(/);
  });

  test("takes its inputs by place or by name, and says which are wrong", () => {
    const model = onnx.load(perceptron()),
      x = randn(5, 3);
    assert.deepEqual(model({ x }).tolist(), model(x).tolist());
    assert.throws(() => model(x, x), /takes 1 tensor, but got 2[\s\S]*its inputs are: x/);
    assert.throws(() => model({ z: x }), /no input "z"/);
    assert.throws(() => model(x.long()), /is of float32, but got a tensor of int64/);
    assert.throws(() => model(ones(3)), /has 2 dimensions \[batch, 3\], but got a tensor of shape \[3\]/);
    assert.throws(
      () => model(ones(2, 5)),
      (e) => e instanceof KindlingError && /node "first" \(Gemm\)/.test(e.message),
    );
  });

  for (const compiled of [false, true])
    test(`trains${compiled ? " when it is compiled" : ""}`, () => {
      const model = onnx.load(perceptron());
      model.train();
      const before = model.getBuffer("bn.running_mean").tolist();
      const optimizer = new optim.SGD(model.parameters(), { lr: 0.05 });
      const x = randn(8, 3),
        y = ones(8, 2, 1);
      const step = (a: Tensor, b: Tensor): Tensor => {
        optimizer.zeroGrad();
        const loss = F.mseLoss(model(a), b);
        loss.backward();
        optimizer.step();
        return loss.detach();
      };
      const run = compiled ? compile(step) : step;
      const losses = Array.from({ length: 12 }, () => run(x, y).item());
      assert.ok(losses.at(-1)! < 0.7 * losses[0]!, losses.join());
      assert.notDeepEqual(model.getBuffer("bn.running_mean").tolist(), before);
      if (compiled) assert.match(String((run as ReturnType<typeof compile>).explain()), /kernel/);
    });

  test("takes batches of any size when it is compiled", () => {
    const model = onnx.load(perceptron()),
      f = compile((x: Tensor) => model(x));
    for (const n of [2, 3, 2, 3, 2, 3, 2, 3]) {
      const x = randn(n, 3);
      assert.ok(allclose(f(x), model(x)));
    }
  });

  test("goes through .pt files, as a state dict and whole", () => {
    const model = onnx.load(perceptron()),
      other = onnx.load(perceptron()),
      x = randn(4, 3);
    for (const p of model.parameters()) p.data = p.data.mul(2);
    other.loadStateDict(loadPt<nn.StateDict>(saveBytes(model.stateDict())));
    assert.deepEqual(other(x).tolist(), model(x).tolist());
    save(model, path.join(folder, "whole.pt"));
    const whole = loadPt(path.join(folder, "whole.pt"), { OnnxModule: onnx.OnnxModule });
    assert.deepEqual((whole(x) as Tensor).tolist(), model(x).tolist());
    assert.deepEqual(nn.copyModule(model)(x).tolist(), model(x).tolist());
  });

  test("learns weights that stand in nodes of constants, but not other constants", () => {
    const bytes = modelOf(
      [
        { op: "Constant", inputs: [], outputs: ["w"], attributes: { value: { tensor: ones(3, 2) } } },
        { op: "Constant", inputs: [], outputs: ["half"], attributes: { value: { tensor: tensor(0.5) } } },
        { op: "MatMul", inputs: ["x", "w"], outputs: ["y"] },
        { op: "Mul", inputs: ["y", "half"], outputs: ["z"] },
      ],
      [port("x", [1, 3])],
      ["z"],
    );
    const model = onnx.load(bytes);
    assert.deepEqual(
      model.namedParameters().map(([n]) => n),
      ["w"],
    );
    model(ones(1, 3)).sum().backward();
    assert.deepEqual(model.getParameter("w").grad!.tolist(), ones(3, 2).mul(0.5).tolist());
  });

  test("drops in training mode only", () => {
    const bytes = modelOf([{ op: "Dropout", inputs: ["x"], outputs: ["y"] }], [port("x", [100])], ["y"]);
    const model = onnx.load(bytes);
    assert.deepEqual(model(ones(100)).tolist(), ones(100).tolist());
    const kept = model.train()(ones(100)).tolist() as number[];
    assert.ok(kept.includes(0) && kept.includes(2) && kept.every((v) => v === 0 || v === 2));
  });

  test("keeps names that modules have themselves, or that need both a tensor and a module", () => {
    const names = ["forward", "training", "a", "a.b", "", "constructor", "__proto__", "1.0", "x..y"];
    const nodes = names.map((name, i) => ({
      op: "Add",
      inputs: [i === 0 ? "x" : `t${i}`, name || "_"],
      outputs: [`t${i + 1}`],
    }));
    const initializers = new Map(names.map((n, i) => [n || "_", tensor([i, i])] as const));
    const table = Object.create(null) as Record<string, Tensor>;
    for (const [n, t] of initializers) table[n] = t;
    const model = onnx.load(modelOf(nodes, [port("x", [2])], [`t${names.length}`], table));
    assert.deepEqual(model(zeros(2)).tolist(), [36, 36]);
    assert.equal(model.parameters().length, names.length);
  });

  test("runs branches and loops", () => {
    const body = (op: string) => ({
      name: op,
      nodes: [{ op, inputs: ["x"], outputs: ["r"] }],
      inputs: [],
      outputs: [{ name: "r", dtype: "float32" as const, shape: [] }],
      initializers: new Map<string, Tensor>(),
    });
    const branch = onnx.load(
      modelOf(
        [
          {
            op: "If",
            inputs: ["c"],
            outputs: ["y"],
            attributes: { then_branch: { graph: body("Neg") }, else_branch: { graph: body("Exp") } },
          },
        ],
        [port("c", [], "bool"), port("x", [2])],
        ["y"],
      ),
    );
    assert.deepEqual(branch(tensor(true), ones(2)).tolist(), [-1, -1]);
    assert.ok(allclose(branch(tensor(false), ones(2)), ones(2).exp()));
  });
});

describe("external data", () => {
  const outside = (location: string, length = 8): Uint8Array => {
    const t = new Message()
      .int(1, 2)
      .int(2, 1)
      .text(8, "w")
      .message(13, new Message().text(1, "location").text(2, location))
      .message(13, new Message().text(1, "length").text(2, String(length)))
      .int(14, 1);
    const graph = new Message()
      .message(1, new Message().text(1, "x").text(1, "w").text(2, "y").text(4, "Add"))
      .message(5, t)
      .message(11, new Message().text(1, "x"))
      .message(12, new Message().text(1, "y"));
    return new Message().int(1, 8).message(7, graph).message(8, new Message().int(2, 17)).done();
  };

  test("is read beside the model, by path and by URL", () => {
    const at = path.join(folder, "external");
    mkdirSync(at);
    writeFileSync(path.join(at, "w 1.bin"), new Uint8Array(Float32Array.of(1, 2).buffer));
    writeFileSync(path.join(at, "m.onnx"), outside("w 1.bin"));
    for (const source of [path.join(at, "m.onnx"), pathToFileURL(path.join(at, "m.onnx"))])
      assert.deepEqual(onnx.load(source)(zeros(2)).tolist(), [1, 2]);
    assert.throws(
      () => onnx.load(outside("w 1.bin")),
      (e) => e instanceof LoadError && e.code === "file-access",
    );
  });

  for (const location of ["../secret.bin", "/etc/passwd", "a/b.bin", "..", "C:secret", "a\\b", "\0", ""])
    test(`is not read at ${JSON.stringify(location)}`, () => {
      const at = path.join(folder, "inner");
      mkdirSync(at, { recursive: true });
      writeFileSync(path.join(folder, "secret.bin"), new Uint8Array(8));
      writeFileSync(path.join(at, "m.onnx"), outside(location));
      assert.throws(
        () => onnx.load(path.join(at, "m.onnx")),
        (e) => e instanceof LoadError && (e.code === "file-unsafe" || e.code === "file-damaged"),
      );
    });

  test("is not longer than its file", () => {
    writeFileSync(path.join(folder, "w.bin"), new Uint8Array(4));
    writeFileSync(path.join(folder, "m.onnx"), outside("w.bin"));
    assert.throws(
      () => onnx.load(path.join(folder, "m.onnx")),
      (e) => e instanceof LoadError && e.code === "file-damaged",
    );
  });
});

describe("a file from a stranger", () => {
  /** Loads and runs; whatever is wrong must be one of the library's own errors. */
  function tried(bytes: Uint8Array): string {
    try {
      const model = onnx.load(bytes);
      const inputs = model.inputNames().map(() => randn(4, 3));
      model(...inputs);
      return "fine";
    } catch (e) {
      assert.ok(e instanceof KindlingError, String((e as Error).stack));
      assert.notEqual(e.code, "internal", e.message);
      return e.code;
    }
  }

  test("may end anywhere", () => {
    const bytes = perceptron(),
      codes = new Set<string>();
    for (let n = 0; n < bytes.length; n++) codes.add(tried(bytes.slice(0, n)));
    assert.ok(codes.has("file-truncated"), [...codes].join());
  });

  test("may have any byte changed", () => {
    const bytes = perceptron();
    for (let i = 0; i < bytes.length; i++)
      for (const v of [0, 255, bytes[i]! ^ 1, bytes[i]! ^ 128]) {
        const changed = bytes.slice();
        changed[i] = v;
        tried(changed);
      }
  });

  test("may be changed conformance models", { skip: noConformance }, () => {
    let k = 0;
    for (const c of conformance()) {
      if (k++ % 12 !== 0 || c.bytes.length > 4000) continue;
      const bytes = new Uint8Array(c.bytes);
      for (let i = 0; i < bytes.length; i += 3) {
        const changed = bytes.slice();
        changed[i] = (changed[i]! * 7 + i) & 255;
        tried(changed);
      }
    }
  });

  test("cannot nest without end, or ask for more memory than it has bytes", () => {
    let graph = new Message();
    for (let i = 0; i < 200; i++)
      graph = new Message().message(
        1,
        new Message().text(4, "If").message(5, new Message().text(1, "then_branch").message(6, graph)),
      );
    assert.equal(tried(new Message().message(7, graph).done()), "file-damaged");
    const big = (dims: (number | bigint)[]): Uint8Array => {
      const t = new Message().int(2, 1).text(8, "w");
      for (const d of dims) t.int(1, d);
      return new Message().message(7, new Message().message(5, t.bytes(9, new Uint8Array(4)))).done();
    };
    for (const dims of [
      [1e9, 1e9],
      [2 ** 40],
      [-1],
      [2n ** 62n],
      [1 << 20, 1 << 20, 1 << 20],
      Array<number>(100_000).fill(1),
    ])
      assert.equal(tried(big(dims)), "file-damaged", dims.slice(0, 3).join());
    // A length that the file does not have.
    assert.equal(tried(Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f, 1)), "file-truncated");
    assert.equal(
      tried(Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01)),
      "file-truncated",
    );
    assert.equal(tried(new TextEncoder().encode("<!DOCTYPE html><html></html>")), "file-damaged");
    assert.equal(tried(new Uint8Array(0)), "file-truncated");
    assert.equal(tried(concatBytes([new Message().int(1, 8).done()])), "file-format");
  });

  test("has its unknown ops named, all at once", () => {
    const bytes = modelOf(
      [
        { op: "Foo", name: "one", inputs: ["x"], outputs: ["a"] },
        { op: "Bar", domain: "com.microsoft", inputs: ["a"], outputs: ["b"] },
      ],
      [port("x", [2])],
      ["b"],
    );
    assert.throws(
      () => onnx.load(bytes),
      (e) =>
        e instanceof KindlingError &&
        e.code === "onnx-op" &&
        /Foo \("one"\), com\.microsoft\.Bar \("b"\)/.test(e.message),
    );
    assert.throws(
      () => onnx.load(modelOf([{ op: "Relu", inputs: ["nothing"], outputs: ["y"] }], [], ["y"]))(),
      /reads "nothing", which no node before it gives/,
    );
  });
});
