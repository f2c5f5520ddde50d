// What JavaScript asks of values without a word in the program: numbers, text, JSON, copies. TypeScript refuses what it
// can (each `@ts-expect-error` is a test of that); the rest, and JavaScript, comes to the run time.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MessageChannel } from "node:worker_threads";
import * as kindling from "kindling";
import {
  arange,
  compile,
  data,
  F,
  Generator,
  KindlingError,
  nn,
  ones,
  optim,
  random,
  tensor,
  type Tensor,
  tqdm,
  zeros,
} from "kindling";

const loss = tensor(0.5),
  other = tensor(0.5),
  m = arange(4).float().reshape(2, 2),
  model = new nn.Linear(2, 1);
const refused = (f: () => unknown, code: string, message: RegExp): void => {
  assert.throws(
    f,
    (e) => e instanceof KindlingError && e.code === code && message.test(e.message),
    `${f.toString()} should say ${String(message)}`,
  );
};

describe("operators", () => {
  test("on a tensor of one element: what to write instead", () => {
    let total = 0;
    // @ts-expect-error -- a tensor and a number
    refused(() => loss < 0.01, "implicit-number", /loss\.item\(\) < 0\.01/);
    // @ts-expect-error -- a number and a tensor
    refused(() => (total += loss), "implicit-number", /total \+= loss\.item\(\)/);
    // @ts-expect-error -- no number
    refused(() => loss * 2, "implicit-number", /a\.mul\(b\)/);
    // @ts-expect-error -- no number
    refused(() => loss - other, "implicit-number", /loss\.item\(\)/);
    // @ts-expect-error -- no number
    refused(() => loss + 1, "implicit-number", /a\.add\(b\)/);
    // @ts-expect-error -- no number
    refused(() => loss ** 2, "implicit-number", /loss\.item\(\)/);
    // @ts-expect-error -- a tensor and a number have nothing in common
    refused(() => loss == 0.5, "implicit-number", /a\.lt\(b\)/); // oxlint-disable-line eslint/eqeqeq -- the trap itself
    // @ts-expect-error -- no number
    refused(() => Math.max(loss), "implicit-number", /loss\.item\(\)/);
    // TypeScript allows these.
    for (const f of [
      () => loss < other,
      () => loss >= other,
      () => -loss,
      () => +loss,
      () => Number(loss),
      () => "the loss is " + loss,
    ])
      refused(f, "implicit-number", /loss\.item\(\)/);
    assert.equal(total, 0);
  });
  test("on one of more elements: the methods", () => {
    for (const f of [() => m < other, () => -m, () => Number(zeros(0)), () => (m as unknown as number) + 1])
      refused(f, "implicit-number", /not tensors\n.*a\.lt\(b\).*a\.mul\(b\)/);
  });
  test("on a parameter, and in a compiled function", () => {
    refused(() => model.weight < m, "implicit-number", /not tensors/);
    refused(() => compile((x: Tensor) => (x < loss ? x : x.neg()))(tensor(1)), "compile-value", /operators/);
  });
  test("text is what is printed", () => {
    assert.deepEqual(
      [`${loss}`, String(loss), [loss, loss].join("; "), `${model}`],
      [
        "tensor(0.5000)",
        "tensor(0.5000)",
        "tensor(0.5000); tensor(0.5000)",
        "Linear(in_features=2, out_features=1, bias=True)",
      ],
    );
    assert.match(`${model.weight}`, /^Parameter containing:/);
  });
});

describe("indices and lengths", () => {
  test("square brackets say what to write", () => {
    // @ts-expect-error -- a tensor has no index signature
    refused(() => m[0], "index-brackets", /no x\[0\]\n.*x\.get\(0\)/);
    refused(
      () => {
        // @ts-expect-error -- nor for writing
        m[1] = 5;
      },
      "index-brackets",
      /x\.set\(1, value\)/,
    );
    refused(() => (m as unknown as number[])[-1], "index-brackets", /x\.get\(-1\)/);
    refused(() => (model.weight as unknown as number[])[0], "index-brackets", /x\.get\(0\)/);
    assert.deepEqual(m.tolist(), [
      [0, 1],
      [2, 3],
    ]);
    assert.deepEqual(
      [m.get(0).tolist(), (m.tolist() as number[][])[1]],
      [
        [0, 1],
        [2, 3],
      ],
    );
  });
  test("length is len(x)", () => {
    assert.deepEqual([m.length, zeros(0, 3).length, [...m].length, model.weight.length], [2, 0, 2, 1]);
    refused(() => loss.length, "index-0d", /len\(\) of a 0-d tensor/);
    assert.deepEqual([...new data.DataLoader(m as never, { batchSize: 2 })].map(String), [String(m)]); // as in PyTorch, its rows
  });
});

describe("JSON", () => {
  test("tensors as tolist() gives them", () => {
    for (const t of [
      m,
      loss,
      m.t(),
      zeros(0),
      zeros(2, 0),
      model.weight,
      tensor([true, false]),
      tensor([1, 2], { dtype: "int64" }),
      tensor([0.5], { dtype: "float16" }),
    ])
      assert.equal(JSON.stringify(t), JSON.stringify(t.tolist()));
    assert.equal(JSON.stringify(tensor([NaN, Infinity, 1])), "[null,null,1]"); // JavaScript's rule
    assert.equal(JSON.stringify(tensor([2n ** 60n, -5n])), '["1152921504606846976",-5]'); // a number would be rounded
    assert.equal(JSON.stringify({ z: tensor({ re: 1, im: 2 }) }), '{"z":{"re":1,"im":2}}');
    refused(() => compile((x: Tensor) => JSON.stringify(x))(m), "compile-value", /tolist/);
  });
  test("state dicts, there and back", () => {
    const read = JSON.parse(JSON.stringify(model.stateDict())) as Record<string, number[]>,
      second = new nn.Linear(2, 1);
    assert.deepEqual(Object.keys(read), ["weight", "bias"]);
    second.loadStateDict(Object.fromEntries(Object.entries(read).map(([k, v]) => [k, tensor(v)])));
    assert.deepEqual(second.weight.tolist(), model.weight.tolist());
    const optimizer = new optim.Adam(model.parameters());
    model(ones(1, 2)).sum().backward();
    optimizer.step();
    const state = JSON.parse(JSON.stringify(optimizer.stateDict())) as { state: Record<string, { step: number }> };
    assert.equal(state.state["0"]!.step, 1);
    assert.equal(JSON.stringify(model(ones(1, 2)).gradFn), '{"name":"AddmmBackward0"}');
  });
  // Classes that are data: their fields are public, and written as they are.
  const plain = new Set([
    "Tensor",
    "Parameter",
    "StateDict",
    "PackedSequence",
    "KindlingError",
    "LoadError",
    "UninitializedParameter",
    "Function",
    "FunctionContext",
    "Slice",
  ]);
  test("every other class refuses, with a way", () => {
    const classes = new Map<string, { readonly prototype: object }>();
    const collect = (space: object, depth: number): void => {
      for (const v of Object.values(space)) {
        if (typeof v === "function" && /^class\b/.test(Function.prototype.toString.call(v)))
          classes.set(v.name, v as { prototype: object });
        else if (depth > 0 && typeof v === "object" && v !== null && !(v instanceof kindling.Tensor))
          collect(v as object, depth - 1);
      }
    };
    collect(kindling, 3);
    assert.ok(classes.size > 150, String(classes.size));
    for (const [name, { prototype }] of classes) {
      if (plain.has(name)) continue;
      const { toJSON } = prototype as { toJSON?: () => unknown };
      assert.equal(typeof toJSON, "function", `${name} has no toJSON`);
      refused(() => toJSON!.call(prototype), "json", /^JSON cannot hold a \w+\n {2}→ write what it holds: .*stateDict/);
    }
  });
  test("also deep in something else", () => {
    for (const v of [
      model,
      new optim.SGD(model.parameters(), { lr: 1 }),
      new Generator(),
      random,
      new data.TensorDataset(m),
      new data.DataLoader([1]),
      tqdm([1], { disable: true }),
    ])
      refused(() => JSON.stringify({ config: [v] }), "json", /JSON cannot hold/);
  });
});

test("clones and messages name the way", () => {
  const port = new MessageChannel().port1;
  const optimizer = new optim.Adam(model.parameters());
  model(ones(1, 2)).sum().backward();
  optimizer.step();
  const post = (v: unknown): void => {
    port.postMessage(v);
  };
  const refusing: readonly (readonly [unknown, RegExp])[] = [
    [optimizer, /saveBytes\(x\)/],
    [new optim.lrScheduler.StepLR(optimizer, 1), /saveBytes\(x\)/],
    [new optim.lrScheduler.ReduceLROnPlateau(optimizer), /saveBytes\(x\)/],
    [new Generator(), /x\.getState\(\)/],
    [random, /cannot be cloned or posted/],
  ];
  for (const [v, message] of refusing)
    for (const way of [structuredClone, post])
      assert.throws(() => way(v as never), { name: "DataCloneError", message });
  for (const v of [
    m,
    loss,
    model.weight,
    F.relu(model(m)),
    model.stateDict(),
    optimizer.stateDict(),
    new data.TensorDataset(m),
    { deep: [m] },
  ]) {
    for (const way of [structuredClone, post])
      assert.throws(() => way(v as never), {
        name: "DataCloneError",
        message:
          /This cannot be cloned or posted: send saveBytes\(x\), x\.toTypedArray\(\).*; it\) could not be cloned/,
      });
  }
  assert.throws(() => structuredClone(model), {
    name: "DataCloneError",
    message: /A model cannot be cloned or posted: send saveBytes\(model\)/,
  });
  port.close();
  // The ways that they name.
  assert.deepEqual(kindling.load<Tensor>(structuredClone(kindling.saveBytes(m))).tolist(), m.tolist());
  assert.deepEqual(
    tensor(structuredClone(m.toTypedArray()) as Float32Array)
      .reshape(m.shape)
      .tolist(),
    m.tolist(),
  );
});
