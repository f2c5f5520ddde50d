import { describe, test } from "node:test";
import assert from "node:assert/strict";
import {
  arange,
  compile,
  load,
  manualSeed,
  nn,
  noGrad,
  ones,
  rand,
  saveBytes,
  tensor,
  type Tensor,
  zeros,
} from "kindling";
import { decode, readGolden, type Value } from "../goldens.js";
import { close, data, failure, flat, sentence } from "./golden.js";

// Clipping, vectors of parameters, weight and spectral normalization, lists of parameters, against PyTorch (test/golden/nn_utils.py).

interface Norm {
  kind: "weight" | "spectral";
  o: { name?: string; dim?: number | null; nPowerIterations?: number; eps?: number };
  outs: Value[][];
  final: Value[];
  keys: string[];
  state: Record<string, Value[]>;
  after: string[];
  removed: Value[];
  next: number;
}
interface Golden {
  clips: { max: number; p: Value; total: Value[]; grads: Value[][] }[];
  clipped: Value[];
  vector: Value[];
  spread: Value[][];
  norms: Norm[];
  messages: Record<string, string>;
  lists: { two: string; one: string; none: string; dict: string; keys: string[] };
}
const golden = readGolden<Golden>("nn_utils");
const { utils } = nn;

describe("clipping", () => {
  for (const c of golden.clips) {
    test(`to ${c.max} in the ${c.p}-norm`, () => {
      for (const how of ["eager", "compiled"]) {
        const ps = [new nn.Parameter(data([3, 2], 1)), new nn.Parameter(data([4], 2)), new nn.Parameter(data([2], 1))];
        const fill = (): void =>
          ps.slice(0, 2).forEach((p, i) => {
            p.grad = data(p.shape.slice(), 5 + i);
          });
        const clip = (): Tensor => utils.clipGradNorm_(ps, c.max, Number(decode(c.p)));
        const run = how === "eager" ? clip : compile(clip);
        for (let i = 0; i < (how === "eager" ? 1 : 4); i++) {
          fill();
          close(run(), c.total, how);
          c.grads.forEach((want, j) => close(ps[j]!.grad!, want, how));
        }
        assert.equal(ps[2]!.grad, null);
      }
    });
  }
  test("by value, and the rest", () => {
    const p = new nn.Parameter(data([5], 1));
    p.grad = data([5], 3);
    utils.clipGradValue_(p, 0.4);
    close(p.grad, golden.clipped);
    assert.equal(utils.clipGradNorm, utils.clipGradNorm_);
    assert.equal(utils.clipGradNorm_([], 1).item(), 0);
    assert.equal(utils.getTotalNorm([tensor([3, 4])]).item(), 5);
    p.grad = tensor([Infinity, 1, 1, 1, 1]);
    assert.equal(
      sentence(failure("grad-nonfinite", () => utils.clipGradNorm_([p], 1, { errorIfNonfinite: true }))),
      golden.messages["nonfinite"],
    );
    failure("argument", () => utils.clipGradNorm_([p], undefined as never));
    failure("argument", () => utils.clipGradValue_([3 as never], 1));
  });
});

test("parameters as a vector, and back", () => {
  manualSeed(0);
  const net = new nn.Sequential(new nn.Linear(2, 3), new nn.Linear(3, 1));
  close(utils.parametersToVector(net.parameters()), golden.vector);
  utils.vectorToParameters(arange(13).float(), net.parameters());
  net.parameters().forEach((p, i) => assert.deepEqual(flat(p), golden.spread[i]));
  failure("reshape-size", () => utils.vectorToParameters(zeros(5), net.parameters()));
});

describe("other forms of a weight", () => {
  const x = data([5, 3], 1);
  for (const c of golden.norms) {
    test(`${c.kind}Norm ${JSON.stringify(c.o)}`, () => {
      manualSeed(1);
      const m = utils[c.kind === "weight" ? "weightNorm" : "spectralNorm"](new nn.Linear(3, 2), c.o);
      for (const want of c.outs) {
        m.zeroGrad();
        const y = m(x);
        close(y, want);
        y.square().sum().backward();
        noGrad(() => {
          for (const p of m.parameters()) p.sub_(p.grad!.mul(0.05));
        });
      }
      m.eval();
      close(m(x), c.final);
      const state = m.stateDict();
      assert.deepEqual([...state.keys()], c.keys);
      for (const [key, want] of Object.entries(c.state)) close(state.get(key)!, want, key);
      utils[c.kind === "weight" ? "removeWeightNorm" : "removeSpectralNorm"](m, c.o.name);
      assert.deepEqual([...m.stateDict().keys()], c.after);
      close(m(x), c.removed);
      assert.equal(rand(1).item(), Math.fround(c.next), "the stream's position");
    });
  }
  test("compiled", () => {
    for (const normed of [utils.weightNorm(new nn.Linear(3, 2)), utils.spectralNorm(new nn.Linear(3, 2)).eval()]) {
      const run = compile((t: Tensor) => normed(t));
      for (let i = 0; i < 4; i++) close(run(x), flat(normed(x)));
      noGrad(() => {
        for (const p of normed.parameters()) p.mul_(0.5);
      });
      close(run(x), flat(normed(x)));
    }
  });
  test("a copy works out its own weight, can have it back, and is not saved whole", () => {
    for (const [kind, normed] of [
      ["Weight", utils.weightNorm(new nn.Linear(3, 2))],
      ["Spectral", utils.spectralNorm(new nn.Linear(3, 2)).eval()],
    ] as const) {
      const twin = nn.copyModule(normed),
        before = flat(normed(x));
      noGrad(() => {
        for (const p of twin.parameters()) p.add_(1);
      });
      assert.ok(Math.abs(flat(twin(x))[0]! - before[0]!) > 1e-3, "the copy's own weight");
      close(normed(x), before);
      const after = flat(twin(x));
      failure("reparametrize", () => saveBytes({ model: new nn.Sequential(twin) }));
      utils[`remove${kind}Norm`](twin);
      close(twin(x), after);
      close(load<nn.Linear>(saveBytes(twin))(x), after);
      failure("reparametrize", () => utils[`remove${kind}Norm`](twin));
      close(normed(x), before);
    }
  });
  test("said to mistakes", () => {
    const said = (f: () => unknown): string => sentence(failure("reparametrize", f)),
      E = golden.messages;
    const a = utils.weightNorm(new nn.Linear(3, 2)),
      b = utils.spectralNorm(new nn.Linear(3, 2));
    assert.equal(
      said(() => utils.weightNorm(a)),
      E["weightTwice"],
    );
    assert.equal(
      said(() => utils.spectralNorm(b)),
      E["spectralTwice"],
    );
    assert.equal(
      said(() => utils.removeWeightNorm(new nn.Linear(2, 2))),
      E["weightNone"],
    );
    assert.equal(
      said(() => utils.removeSpectralNorm(new nn.Linear(2, 2))),
      E["spectralNone"],
    );
    assert.equal(
      said(() => utils.spectralNorm(new nn.Linear(2, 2), { nPowerIterations: 0 })),
      E["iterations"],
    );
    assert.equal(
      said(() => utils.weightNorm(new nn.ReLU())),
      E["missing"],
    );
  });
});

describe("lists and dicts of parameters", () => {
  test("print as in PyTorch", () => {
    assert.equal(String(new nn.ParameterList([ones(3), new nn.Parameter(zeros(2, 1))])), golden.lists.two);
    assert.equal(String(new nn.ParameterList([ones(3)])), golden.lists.one);
    assert.equal(String(new nn.ParameterList()), golden.lists.none);
    assert.equal(String(new nn.ParameterDict({ b: ones(3), a: new nn.Parameter(tensor(1)) })), golden.lists.dict);
  });
  test("belong to the module", () => {
    const list = new nn.ParameterList([ones(2)]).append(ones(3)).extend([zeros(1)]);
    assert.equal(list.length, 3);
    assert.deepEqual(
      [...list].map((p) => p.shape),
      [[2], [3], [1]],
    );
    assert.equal(list.get(-1), list[2]);
    list.set(-3, zeros(5));
    assert.deepEqual(list[0]!.shape, [5]);
    assert.equal(list.parameters().length, 3);
    assert.equal(sentence(failure("module-index", () => new nn.ParameterList().get(5))), golden.messages["index"]);
    failure("parameter-type", () => new nn.ParameterList([3 as never]));
    failure("parameter-type", () => new nn.ParameterList(ones(3) as never));
    const dict = new nn.ParameterDict({ b: ones(3), "10": ones(1), "9": ones(1) });
    assert.deepEqual([...dict.stateDict().keys()], golden.lists.keys);
    assert.deepEqual(
      [
        ...new nn.ParameterDict(
          new Map([
            ["b", ones(1)],
            ["a", ones(1)],
          ]),
        ),
      ],
      ["b", "a"],
    );
    assert.equal(dict.pop("b").numel(), 3);
    assert.deepEqual([dict.has("b"), dict.has("9"), dict.length, dict.values().length], [false, true, 2, 2]);
    assert.equal(sentence(failure("module-index", () => new nn.ParameterDict().get("z"))), golden.messages["name"]);
    failure("parameter-type", () => new nn.ParameterDict(3 as never));
    dict.clear();
    assert.equal(dict.length, 0);
  });
});
