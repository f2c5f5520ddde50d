import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  allclose,
  F,
  KindlingError,
  load,
  loadWeights,
  manualSeed,
  nn,
  ones,
  rand,
  saveBytes,
  tensor,
  type Tensor,
  zeros,
} from "kindling";
import { readContainer } from "#src/serialize/container.js";
import { Instance, PyDict } from "#src/serialize/py.js";
import type { PyValue } from "#src/serialize/py.js";
import { itemSize } from "#src/serialize/pt/dtypes.js";
import { layers, pythonOf } from "#src/nn/python-form.js";
import { layerNamed } from "#src/serialize/pt/layers.js";
import { torchNames } from "../../goldens.js";
import { everything, golden, refuses, show } from "../helpers.js";
import { eight, fileOf, linearNode, moduleNode, pythonGlobal, ordered, parameterNode, tensorNode } from "./files.js";

const again = <M extends nn.Module>(model: M, classes = {}): M => load<M>(saveBytes(model), classes);

class Net extends nn.Module {
  l1 = new nn.Linear(3, 2);
  act = F.relu;
  forward(x: Tensor): Tensor {
    return this.act(this.l1(x));
  }
}

/** The module's `__dict__` in the file. */
function dictOf(model: nn.Module): PyDict {
  const { root } = readContainer(saveBytes(model), everything, itemSize);
  assert.ok(root instanceof Instance && root.state instanceof PyDict);
  return root.state;
}

describe("whole models", () => {
  test("come back with their class, and compute the same", () => {
    manualSeed(0);
    const model = new Net().eval();
    model.l1.bias!.requiresGrad = false;
    const back = load(saveBytes(model), { Net });
    assert.ok(back instanceof Net);
    assert.equal(String(back), String(model));
    assert.equal(back.training, false);
    assert.equal(back.l1.training, false);
    assert.equal(back.l1.bias!.requiresGrad, false);
    const x = rand(4, 3);
    assert.deepEqual(back(x).tolist(), model(x).tolist());
    back(x).sum().backward();
    assert.ok(back.l1.weight.grad !== null);
  });

  test("loading takes nothing from the random numbers", () => {
    const bytes = saveBytes(new Net());
    manualSeed(5);
    const expected = rand(3).tolist();
    manualSeed(5);
    load(bytes, { Net });
    assert.deepEqual(rand(3).tolist(), expected);
  });

  test("parameters that are shared stay so, in the file and after", () => {
    class Tied extends nn.Module {
      a = new nn.Linear(2, 2);
      b = new nn.Linear(2, 2);
      constructor() {
        super();
        Object.assign(this.b, { weight: this.a.weight });
      }
    }
    const back = again(new Tied(), { Tied });
    assert.equal(back.a.weight, back.b.weight);
    assert.equal(back.parameters().length, 3);
  });

  test("a module in two places is one module", () => {
    const layer = new nn.Linear(2, 2);
    const back = again(new nn.Sequential(layer, new nn.Tanh(), layer));
    assert.equal(back[0], back[2]);
  });

  test("buffers, null members, and data among the fields", () => {
    class Many extends nn.Module {
      mean = this.registerBuffer("mean", tensor([1, 2]));
      scratch = this.registerBuffer("scratch", tensor([3]), false);
      none = this.registerParameter("none", null);
      noLayer = this.registerModule("noLayer", null as nn.Module | null);
      config = { lr: 0.1, list: [1, 2] };
      plain = zeros(2);
      missing = undefined;
      later: Tensor | null = null;
      helper = (): number => 1;
    }
    const dict = dictOf(new Many());
    assert.deepEqual([...(dict.get("_parameters") as PyDict).entries.keys()], ["none"]);
    assert.equal(show(dict.get("_non_persistent_buffers_set")!), 'set{"scratch"}');
    const back = again(new Many(), { Many });
    assert.deepEqual(
      back.namedBuffers().map(([n, b]) => [n, b.tolist()]),
      [
        ["mean", [1, 2]],
        ["scratch", [3]],
      ],
    );
    assert.deepEqual([...back.stateDict().keys()], ["mean"]);
    assert.deepEqual({ ...back.config }, { lr: 0.1, list: [1, 2] });
    assert.deepEqual(back.plain.tolist(), [0, 0]);
    assert.equal(back.helper(), 1, "the class's own function");
    assert.equal(back.later, null);
    assert.deepEqual(
      [...(dictOf(back).get("_modules") as PyDict).entries],
      [["noLayer", null]],
      "written again as it was",
    );
    assert.deepEqual([...(dictOf(back).get("_parameters") as PyDict).entries], [["none", null]]);
  });

  test("the file wins over what the constructor makes", () => {
    class Grown extends nn.Module {
      a: nn.Module = new nn.Linear(2, 2);
      extra = new nn.Linear(9, 9);
      note = "class";
      fresh = 1;
    }
    class Small extends nn.Module {
      b = new nn.Tanh();
      a = new nn.ReLU();
      note = "file";
    }
    const back = load(saveBytes(new Small(), { classes: { Grown: Small } }), { Grown });
    assert.deepEqual(
      back.namedChildren().map(([name, m]) => [name, m.constructor.name]),
      [
        ["b", "Tanh"],
        ["a", "ReLU"],
      ],
    );
    assert.equal(back.note, "file");
    assert.equal(back.fresh, 1);
  });

  test("a class whose constructor needs arguments is made without it", () => {
    let runs = 0;
    class Sized extends nn.Module {
      l: nn.Linear;
      constructor(size: number) {
        super();
        runs++;
        this.l = new nn.Linear(size, 1);
      }
      forward(x: Tensor): Tensor {
        return this.l(x);
      }
    }
    const model = new Sized(3);
    const back = load(saveBytes(model), { Sized });
    assert.equal(runs, 1);
    assert.deepEqual(back(ones(1, 3)).tolist(), model(ones(1, 3)).tolist());
  });

  test("a constructor that fails is named", () => {
    class Fussy extends nn.Module {
      constructor(...sizes: number[]) {
        super();
        if (sizes.length === 0) throw new TypeError("which size?");
      }
    }
    assert.throws(
      () => load(saveBytes(new Fussy(1)), { Fussy }),
      (e) => e instanceof KindlingError && e.code === "load-classes" && e.message.includes("which size?"),
    );
  });

  test("private fields and functions of the class work", () => {
    class Counting extends nn.Module {
      #calls = 0;
      l = new nn.Linear(1, 1);
      forward(x: Tensor): Tensor {
        this.#calls++;
        return this.l(x).mul(this.#calls);
      }
    }
    assert.doesNotThrow(() => again(new Counting(), { Counting })(ones(1, 1)));
  });

  test("children keep their order, also under names that look like numbers", () => {
    const names = (m: nn.Module): string[] => m.namedChildren().map(([name]) => name);
    const model = new nn.ModuleDict(
      new Map<string, nn.Module>([
        ["b", new nn.Tanh()],
        ["10", new nn.Tanh()],
        ["9", new nn.ReLU()],
      ]),
    );
    assert.deepEqual(names(again(model)), ["b", "10", "9"]);
    const list = new nn.Sequential(...Array.from({ length: 12 }, () => new nn.Tanh()));
    assert.deepEqual(names(again(list)), names(list));
    const back = again(list).append(new nn.ReLU());
    assert.equal(names(back).at(-1), "12");
  });

  test("functions of F are kept as PyTorch keeps them; others stay behind with the rest unharmed", () => {
    assert.equal(show(dictOf(new Net()).get("act")!), "<torch.nn.functional.relu>");
    class Own extends nn.Module {
      f = (x: Tensor): Tensor => x;
      soft = F.logSoftmax;
      l = new nn.Linear(1, 1);
      tail = 5;
    }
    const dict = dictOf(new Own());
    assert.equal(dict.get("f"), undefined);
    assert.equal(show(dict.get("soft")!), "<torch.nn.functional.log_softmax>");
    assert.equal(dict.get("tail"), 5);
    // Without a function of its own, the class gets the one that the file names.
    const node = moduleNode("__main__.Bare", { attributes: { act: pythonGlobal("torch.nn.functional.leaky_relu") } });
    class Bare extends nn.Module {
      declare act: typeof F.leakyRelu;
    }
    assert.equal(load(fileOf(node), { Bare }).act, F.leakyRelu);
    refuses(
      () =>
        load(
          fileOf(
            moduleNode("__main__.Bare", { attributes: { act: pythonGlobal("torch.nn.functional.no_such_function") } }),
          ),
          { Bare },
        ),
      "file-class",
      /no_such_function/,
    );
  });
});

describe("names of classes", () => {
  class Block extends nn.Module {}
  const file = (name: string): Uint8Array => fileOf(moduleNode(name));

  test("are found by the last part or the whole", () => {
    for (const name of ["__main__.Block", "mynets.parts.Block"])
      assert.ok(load(file(name), { Block }) instanceof Block);
    assert.ok(load(file("mynets.Block"), { "mynets.Block": Block }) instanceof Block);
    assert.ok(load(file("mynets.Old"), { Old: Block }) instanceof Block);
    refuses(() => load(file("other.Block"), { "mynets.Block": Block }), "file-class", /Block/);
  });

  test("unknown ones are refused with both ways out", () => {
    refuses(
      () => load(golden("model")),
      "file-class",
      /Can't get attribute 'Net' on <module '__main__'>[^]*load\(path, \{ Net \}\)[^]*loadWeights\(path\)/,
    );
    refuses(
      () => load(file("torch.nn.modules.conv.Conv9d")),
      "file-class",
      /no layer "Conv9d" yet[^]*load\(path, \{ Conv9d \}\)/,
    );
    refuses(() => load(file("torch.optim.sgd.SGD")), "file-unsafe", /state_dict\(\)/);
    for (const name of ["constructor", "__proto__", "toString"])
      refuses(() => load(file(`__main__.${name}`), {}), "file-unsafe", /Unsupported global/);
  });

  test("a layer that is missing can be given", () => {
    class Conv9d extends nn.Module {}
    assert.ok(load(file("torch.nn.modules.conv.Conv9d"), { Conv9d }) instanceof Conv9d);
    class Linear extends nn.Module {}
    assert.ok(load(fileOf(linearNode(), eight), { Linear }) instanceof nn.Linear, "but a layer stays PyTorch's");
    assert.ok(load(fileOf(moduleNode("__main__.Linear")), { Linear }) instanceof Linear);
    assert.ok(
      load(file("torch.nn.modules.linear.Linear"), { "torch.nn.modules.linear.Linear": Linear }) instanceof Linear,
    );
  });

  test("are written as __main__'s, or as told", () => {
    const name = (m: nn.Module, classes = {}): string => {
      const { root } = readContainer(saveBytes(m, { classes }), everything, itemSize);
      return String((root as Instance).cls);
    };
    assert.equal(name(new Block()), "__main__.Block");
    assert.equal(name(new Block(), { "a.b.Other": Block }), "a.b.Other");
    assert.equal(name(new Block(), { Renamed: Block }), "__main__.Renamed");
    class Placed extends nn.Module {
      static override readonly python = { module: "mynets", names: { firstLayer: "first_layer" } };
      firstLayer = new nn.Linear(1, 1);
    }
    assert.equal(name(new Placed()), "mynets.Placed");
    assert.deepEqual([...(dictOf(new Placed()).get("_modules") as PyDict).entries.keys()], ["first_layer"]);
    assert.ok(load(saveBytes(new Placed()), { Placed }).firstLayer instanceof nn.Linear);
    class MyLinear extends nn.Linear {}
    assert.equal(name(new MyLinear(1, 1)), "__main__.MyLinear", "a subclass of a layer is the user's");
    const back = load(saveBytes(new MyLinear(2, 1)), { MyLinear });
    assert.equal(back.inFeatures, 2, "it has the constructor of Linear, which needs arguments, and is made without it");
  });

  test("that Python could not find are refused", () => {
    const nameless = (() => class extends nn.Module {})();
    assert.throws(() => saveBytes(new nameless()), { code: "save-class" });
    assert.throws(
      () => saveBytes(new nn.Sequential(new Block(), new (class Block extends nn.Module {})())),
      /two classes of the model are called Block/,
    );
    assert.throws(() => saveBytes(new (class $ extends nn.Module {})()), { code: "save-class" });
    class Taken extends nn.Module {
      _modules = 1;
    }
    assert.throws(() => saveBytes(new Taken()), /a name that PyTorch uses itself/);
    class Dated extends nn.Module {
      inner = new Inner();
    }
    class Inner extends nn.Module {
      when = { at: new Date(0) };
    }
    assert.throws(() => saveBytes({ model: new Dated() }), /the value at model\.inner\.when\.at cannot be saved/);
  });
});

describe("PyTorch's layers", () => {
  /** These came with PyTorch 2. */
  const newer = new Set(["RMSNorm", "ZeroPad1d", "ZeroPad3d", "CircularPad1d", "CircularPad2d", "CircularPad3d"]);
  const undocumented = new Set(["NonDynamicallyQuantizableLinear"]);
  const inTorch = torchNames("torch.nn");
  const isPytorchs = (name: string): boolean => inTorch.has(name) || newer.has(name) || undocumented.has(name);

  test("every layer of nn says its name, and where it is in PyTorch if it is there", () => {
    const classes = Object.values(nn).filter(
      (v): v is typeof nn.Module => typeof v === "function" && v.prototype instanceof nn.Module,
    );
    assert.ok(classes.length >= 27);
    for (const cls of classes) {
      if (cls === (nn.RNNBase as unknown) || cls === (nn.RNNCellBase as unknown)) continue; // what layers have in common is no layer
      assert.ok(layers.has(cls), `${cls.name} does not call layer(this, …)`);
      const { module } = pythonOf(cls);
      if (isPytorchs(cls.name))
        assert.match(
          module ?? "",
          /^torch\.nn\.modules\./,
          `PyTorch has ${cls.name}, so its static python names the module where it is`,
        );
      else assert.equal(module, undefined, `PyTorch has no ${cls.name}, so its static python names no module`);
      assert.equal(layerNamed(`${module ?? "kindling.nn"}.${cls.name}`)?.cls, cls);
    }
  });

  const names = new Map<string, Set<string>>([
    ["", new Set()],
    ["torch2_", new Set()],
  ]);
  /** These are in files of PyTorch 1.13 alone. */
  const rare = new Set(["FractionalMaxPool2d", "FractionalMaxPool3d", "AdaptiveLogSoftmaxWithLoss"]);
  for (const [version, part] of [
    ["", "layers"],
    ["", "spatial"],
    ["", "rare"],
    ["torch2_", "layers"],
    ["torch2_", "spatial"],
  ] as const) {
    const file = version + part;
    test(`are loaded (${file}.pt), and written with the same attributes`, () => {
      const loaded = load<Record<string, nn.Module>>(golden(`modules/${file}`));
      const { root } = readContainer(golden(`modules/${file}`), everything, itemSize);
      for (const [name, module] of Object.entries(loaded)) {
        names.get(version)!.add(name);
        assert.equal(module.constructor, (nn as unknown as Record<string, unknown>)[name]);
        const theirs = ((root as PyDict).get(name) as Instance).state as PyDict;
        const ours = dictOf(module);
        for (const [key, value] of theirs.entries as Map<string, PyValue>) {
          assert.ok(ours.entries.has(key), `${name}.${key}`);
          if (key.startsWith("_")) continue;
          // Softplus took ints before PyTorch 2; some functions of torch.nn.functional are made elsewhere
          const plain = (v: PyValue): string =>
            show(v)
              .replace(/^number/, "float")
              .replace("torch._C._nn.", "torch.nn.functional.");
          assert.equal(plain(ours.get(key)!), plain(value), `${name}.${key}`);
        }
        for (const group of ["_parameters", "_buffers", "_modules"]) {
          assert.deepEqual(
            [...(ours.get(group) as PyDict).entries.keys()],
            [...(theirs.get(group) as PyDict).entries.keys()],
            `${name}.${group}`,
          );
        }
      }
    });
  }
  test("every layer of PyTorch's is among them", () => {
    for (const [version, there] of names) {
      const missing = [...layers]
        .map((cls) => cls.name)
        .filter(isPytorchs)
        .filter((name) => !there.has(name) && !(version === "" ? newer : rare).has(name));
      assert.deepEqual(missing, [], "test/golden/pt.py has every layer");
    }
  });

  test("older files lack some attributes", () => {
    assert.equal(load<nn.GELU>(fileOf(moduleNode("torch.nn.modules.activation.GELU"))).approximate, "none");
    const attributes = { reduction: "mean", ignore_index: -100 };
    assert.equal(
      load<nn.CrossEntropyLoss>(
        fileOf(moduleNode("torch.nn.modules.loss.CrossEntropyLoss", { attributes, buffers: { weight: null } })),
      ).labelSmoothing,
      0,
    );
  });
});

describe("models written by PyTorch", () => {
  class Mixed extends nn.Module {
    declare body: nn.Sequential;
    declare heads: nn.ModuleDict;
    declare again: nn.Linear;
    declare act: (x: Tensor) => Tensor;
    declare mean: Tensor;
    declare scale: nn.Parameter;
    declare sizes: readonly number[];
    declare config: unknown;
    forward(x: Tensor): Tensor {
      const y = this.act(this.again(this.body(x) as Tensor));
      return (this.heads.get("a")(y) as Tensor)
        .add(this.heads.get("b")(y) as Tensor)
        .sub(this.mean)
        .mul(this.scale);
    }
  }
  for (const file of ["forward", "torch2_forward"]) {
    test(`${file}.pt computes what PyTorch computed`, () => {
      const { model, input, output, keys } = load<{ model: Mixed; input: Tensor; output: Tensor; keys: string[] }>(
        golden(`modules/${file}`),
        { Mixed },
      );
      assert.ok(allclose(model(input), output, { rtol: 1e-6, atol: 1e-6 }));
      assert.deepEqual([...model.stateDict().keys()], keys);
      assert.equal(model.again, model.body[3]);
      assert.equal(model.training, false);
      assert.equal(model.scale.requiresGrad, false);
      assert.deepEqual(
        model.namedBuffers().map(([name]) => name),
        ["mean", "scratch"],
      );
      assert.deepEqual(
        model.namedChildren().map(([name]) => name),
        ["body", "heads", "again", "10", "9"],
      );
      assert.deepEqual(model.sizes, [4, 6, 2]);
      assert.deepEqual(JSON.parse(JSON.stringify(model.config)), { name: "mixed", lr: 0.1, deep: [1, [2.5, null]] });
      // and once more through our own file
      const back = load(saveBytes(model), { Mixed });
      assert.deepEqual(back(input).tolist(), model(input).tolist());
      assert.deepEqual([...back.stateDict().keys()], keys);
    });
  }

  for (const file of ["model", "torch2_model", "legacy_model", "torch2_legacy_model"]) {
    test(`${file}.pt`, () => {
      class Scale extends nn.Module {
        weight = new nn.Parameter(ones(2));
        steps = this.registerBuffer("steps", tensor(0, { dtype: "int64" }));
        forward(x: Tensor): Tensor {
          return x.mul(this.weight);
        }
      }
      class Net extends nn.Module {
        l1 = new nn.Linear(3, 2);
        scale = new Scale();
        forward(x: Tensor): Tensor {
          return this.scale(F.relu(this.l1(x)));
        }
      }
      const model = load<Net | Scale>(golden(file), { Net, Scale });
      const scale = model instanceof Net ? model.scale : model;
      assert.equal(scale.steps.item(), 7);
      model(ones(1, model instanceof Net ? 3 : 2))
        .sum()
        .backward();
      assert.ok(model.parameters().every((p) => p.grad !== null));
    });
  }
});

describe("the weights alone", () => {
  test("of a model whose classes are not known", () => {
    for (const file of ["model", "torch2_model"]) {
      const sd = loadWeights(golden(file));
      const expected = load<nn.StateDict>(golden("state_dict"));
      assert.deepEqual([...sd.keys()], [...expected.keys()]);
      const { _metadata: metadata } = sd;
      assert.deepEqual([...metadata.keys()], ["", "l1", "scale"]);
      assert.ok([...sd.values()].every((t) => !(t instanceof nn.Parameter) && !t.requiresGrad));
    }
    assert.deepEqual([...loadWeights(golden("legacy_model")).keys()], ["weight", "steps"]);
    assert.deepEqual([...loadWeights(saveBytes(new Net())).keys()], ["l1.weight", "l1.bias"]);
    class Buffers extends nn.Module {
      a = this.registerBuffer("a", ones(1));
      b = this.registerBuffer("b", ones(1), false);
      c = this.registerBuffer("c", null);
    }
    assert.deepEqual([...loadWeights(saveBytes(new Buffers())).keys()], ["a"]);
    // Attributes may be of any class; they are not looked at.
    const odd = moduleNode("a.Odd", {
      parameters: { w: parameterNode(tensorNode()) },
      attributes: { thing: moduleNode("b.Thing", { state: new PyDict([["x", 1]]) }) },
    });
    assert.deepEqual([...loadWeights(fileOf(odd, eight)).keys()], ["w"]);
  });

  test("of a state dict", () => {
    assert.equal(loadWeights(golden("state_dict")).size, 4);
    assert.equal(loadWeights(saveBytes({ a: ones(1) })).size, 1);
  });

  test("of something else", () => {
    refuses(
      () => loadWeights(saveBytes({ epoch: 1, model: new Net().stateDict() })),
      "file-format",
      /"epoch", "model"/,
    );
    refuses(() => loadWeights(saveBytes([1])), "file-format", /holds a list, not a model/);
    refuses(
      () => loadWeights(fileOf(moduleNode("a.B", { modules: { c: 1 } }))),
      "file-damaged",
      /"c" in the file is an int/,
    );
    refuses(
      () => loadWeights(fileOf(moduleNode("a.B", { parameters: { c: ordered() } }))),
      "file-damaged",
      /"c" in the file is an OrderedDict/,
    );
  });
});
