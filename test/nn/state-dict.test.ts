import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { nn, ones, randn, type Tensor, zeros } from "kindling";
import { failure, flat, golden } from "./golden.js";
import { Net, Small, Tied } from "./models.js";

describe("stateDict", () => {
  test("keys, order and metadata are PyTorch's", () => {
    const net = new Net(),
      tied = new Tied();
    assert.deepEqual([...net.stateDict().keys()], golden.names.stateDict);
    assert.deepEqual(
      Object.fromEntries([...net.stateDict()._metadata].map(([k, v]) => [k, v.version])),
      golden.names.metadata,
    );
    assert.deepEqual([...net.stateDict()._metadata.keys()], Object.keys(golden.names.metadata));
    const prefixed = net.heads.stateDict({ prefix: "p." });
    assert.deepEqual([...prefixed.keys()], golden.names.prefixed);
    assert.deepEqual([...prefixed._metadata.keys()], golden.names.prefixedMetadata);
    assert.deepEqual([...tied.stateDict().keys()], golden.names.tiedStateDict);
    assert.deepEqual(
      [...new nn.BCEWithLogitsLoss({ weight: ones(1), posWeight: ones(1) }).stateDict().keys()],
      golden.names.posWeight,
    );
  });

  test("its tensors share the module's storage and are outside the graph", () => {
    const m = new Small(),
      sd = m.stateDict();
    const w = sd.get("l1.weight")!;
    assert.equal(w.requiresGrad, false);
    assert.ok(!(w instanceof nn.Parameter));
    w.fill_(7);
    assert.deepEqual(flat(m.l1.weight), [7, 7, 7, 7, 7, 7]);
    assert.equal(m.stateDict({ keepVars: true }).get("l1.weight"), m.l1.weight);
  });

  test("prints as in Python", () => {
    const m = new nn.Linear(1, 1);
    m.loadStateDict({ weight: ones(1, 1), bias: zeros(1) });
    assert.equal(String(m.stateDict()), "OrderedDict([('weight', tensor([[1.]])), ('bias', tensor([0.]))])");
  });
});

describe("loadStateDict", () => {
  const without = (keys: string[], more: Record<string, Tensor>): Map<string, Tensor> => {
    const d = new Map(new Net().stateDict());
    for (const k of keys) d.delete(k);
    for (const [k, v] of Object.entries(more)) d.set(k, v);
    return d;
  };

  test("the reports are PyTorch's", () => {
    const report = (sd: Map<string, Tensor>, strict = true): string =>
      failure("state-dict", () => new Net().loadStateDict(sd, { strict })).split("\n  →")[0]!;
    assert.equal(report(without(["blocks.0.fc.weight", "mean"], {})), golden.load.missing);
    assert.equal(
      report(without([], { foo: zeros(1), "blocks.0.fc.x": zeros(1), "blocks.7.y": zeros(1), "heads.z": zeros(1) })),
      golden.load.unexpected,
    );
    assert.equal(report(without([], { scale: zeros(3), "heads.b.bias": zeros(2, 1) })), golden.load.size);
    assert.equal(report(without(["mean", "heads.a.weight"], { scale: zeros(3), bar: zeros(1) })), golden.load.all);
    assert.equal(report(without(["mean"], { scale: zeros(3), bar: zeros(1) }), false), golden.load.sizeNotStrict);
  });

  test("without strict, says what was missing and unexpected", () => {
    const { missingKeys, unexpectedKeys } = new Net().loadStateDict(without(["mean"], { bar: zeros(1) }), {
      strict: false,
    });
    assert.deepEqual({ missing: missingKeys, unexpected: unexpectedKeys }, golden.loadNotStrict);
    assert.deepEqual(new Net().loadStateDict(new Net().stateDict()), { missingKeys: [], unexpectedKeys: [] });
  });

  test("copies in place from Maps and objects, and converts", () => {
    const m = new Small(),
      weight = m.l1.weight,
      storage = weight.storage;
    const source = { "l1.weight": randn(2, 3, { dtype: "float64" }), "l1.bias": ones(2, { dtype: "int64" }) };
    m.loadStateDict(source);
    assert.equal(m.l1.weight, weight);
    assert.equal(weight.storage, storage);
    assert.equal(weight.dtype, "float32");
    assert.equal(weight.requiresGrad, true);
    assert.deepEqual(flat(weight), flat(source["l1.weight"]).map(Math.fround));
    assert.deepEqual(flat(m.l1.bias!), [1, 1]);
    const copy = new Small();
    copy.loadStateDict(m.stateDict());
    assert.deepEqual(flat(copy.l1.weight), flat(weight));
    assert.notEqual(copy.l1.weight.storage, weight.storage);
  });

  test("changes nothing where anything does not fit", () => {
    for (const o of [{ strict: true }, { strict: false }]) {
      const m = new Net(),
        before = [...m.stateDict()].map(([k, t]) => [k, flat(t)]);
      const sd = new Map([...m.stateDict()].map(([k, t]) => [k, t.add(1)]));
      sd.set("heads.a.weight", zeros(9));
      failure("state-dict", () => m.loadStateDict(sd, o));
      assert.deepEqual(
        [...m.stateDict()].map(([k, t]) => [k, flat(t)]),
        before,
      );
    }
  });

  test("a saved number of shape [1], as very old files have it, fills a 0-d parameter", () => {
    class Scale extends nn.Module {
      s = new nn.Parameter(zeros([]));
    }
    const m = new Scale();
    m.loadStateDict({ s: ones(1) });
    assert.equal(m.s.item(), 1);
    assert.match(
      failure("state-dict", () => m.loadStateDict({ s: ones(2) })),
      /copying a param with shape torch\.Size\(\[2\]\) from checkpoint, the shape in current model is torch\.Size\(\[\]\)/,
    );
  });

  test("what is no state dict", () => {
    const m = new Small();
    for (const bad of [3, null, "x", [], ones(2)])
      assert.match(
        failure("state-dict", () => m.loadStateDict(bad as never)),
        /^Expected state_dict to be dict-like, got /,
      );
    assert.match(
      failure("state-dict", () => m.loadStateDict({ "l1.weight": 3, "l1.bias": zeros(2) } as never)),
      /While copying the parameter named "l1\.weight", expected torch\.Tensor or Tensor-like object from checkpoint but received number/,
    );
    assert.match(
      failure("state-dict", () => m.loadStateDict(JSON.parse('{"__proto__": 1}') as never)),
      /Unexpected key\(s\) in state_dict: "__proto__"/,
    );
  });
});
