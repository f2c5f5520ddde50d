import { describe, test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { F, nn, ones, randn, tensor, Tensor, zeros } from "kindling";
import { flat, golden } from "./golden.js";
import { Block, Net, Small, Tied } from "./models.js";

describe("calling", () => {
  test("a module is a function with the class's methods and the types of its forward", () => {
    class Two extends nn.Module {
      forward(x: Tensor, n: number): [Tensor, string] {
        return [x.mul(n), "two"];
      }
    }
    const m = new Two();
    const [t, s]: [Tensor, string] = m(ones(2), 3);
    assert.deepEqual([flat(t), s], [[3, 3], "two"]);
    assert.equal(typeof m, "function");
    assert.ok(m instanceof Two && m instanceof nn.Module);
    assert.equal(m.constructor, Two);
    // The compiler checks the arguments of each class's own forward …
    // @ts-expect-error -- forward takes two arguments
    assert.throws(() => m(ones(2)), { code: "argument" });
    // @ts-expect-error -- and a number
    assert.throws(() => m(ones(2), "3"), { code: "argument" });
    // … and lets a module of any class be called.
    const run = (model: nn.Module, x: Tensor): Tensor => model(x);
    assert.deepEqual(run(new Small(), ones(4, 3)).shape, [4, 2]);
  });

  test("fields may be called name and length", () => {
    class Named extends nn.Module {
      override name = new nn.ReLU();
      override length: number;
      constructor() {
        super();
        this.length = 5;
      }
    }
    const m = new Named();
    assert.equal(m.length, 5);
    assert.deepEqual(
      m.namedChildren().map(([n]) => n),
      ["name"],
    );
    assert.equal((new nn.ReLU() as { name?: string }).name, undefined);
    assert.deepEqual(Object.keys(new nn.Module()), []);
  });

  test("subclasses of subclasses", () => {
    class More extends Small {
      l2 = new nn.Linear(2, 1);
      override forward(x: Tensor): Tensor {
        return this.l2(super.forward(x));
      }
    }
    const m = new More();
    assert.deepEqual(m(ones(4, 3)).shape, [4, 1]);
    assert.deepEqual(
      m.namedParameters().map(([n]) => n),
      ["l1.weight", "l1.bias", "l2.weight", "l2.bias"],
    );
  });
});

describe("members", () => {
  test("names are PyTorch's", () => {
    const net = new Net(),
      tied = new Tied();
    assert.deepEqual(
      net.namedParameters().map(([n]) => n),
      golden.names.parameters,
    );
    assert.deepEqual(
      net.namedBuffers().map(([n]) => n),
      golden.names.buffers,
    );
    assert.deepEqual(
      net.namedModules().map(([n]) => n),
      golden.names.modules,
    );
    assert.deepEqual(net.namedModules("m")[1]![0], "m.blocks");
    assert.deepEqual(
      net.namedParameters("m", false).map(([n]) => n),
      ["m.scale"],
    );
    assert.equal(net.parameters().length, golden.names.parameters.length);
    assert.deepEqual(net.parameters(false), [net.scale]);
    assert.deepEqual(net.buffers(), [net.mean, net.hidden]);
    assert.equal(net.modules()[0], net);
    assert.deepEqual(net.children(), [net.blocks, net.heads, net.out]);
    assert.deepEqual(
      tied.namedParameters().map(([n]) => n),
      golden.names.tiedParameters,
    );
    assert.deepEqual(
      tied.namedModules().map(([n]) => n),
      golden.names.tiedModules,
    );
    assert.deepEqual(
      tied.namedChildren().map(([n]) => n),
      golden.names.tiedChildren,
    );
  });

  test("found among all fields, wherever they were assigned", () => {
    class Mixed extends nn.Module {
      z = new nn.Parameter(zeros(1));
      plain = zeros(2);
      list = [new nn.Linear(1, 1)];
      #hidden = new nn.Linear(1, 1);
      get computed(): nn.Module {
        return this.#hidden;
      }
      constructor() {
        super();
        this.registerParameter("a", new nn.Parameter(zeros(1)));
        this.addModule("sub", new nn.Linear(1, 1, false));
        this.registerParameter("none", null);
        this.registerBuffer("empty", null);
      }
    }
    const m = new Mixed();
    assert.deepEqual(
      m.namedParameters().map(([n]) => n),
      ["z", "a", "sub.weight"],
    );
    assert.deepEqual(m.namedBuffers(), []);
    assert.deepEqual([...m.stateDict().keys()], ["z", "a", "sub.weight"]);
    Object.assign(m, { z: null, later: new nn.Parameter(zeros(1)) });
    assert.deepEqual(
      m.namedParameters().map(([n]) => n),
      ["a", "later", "sub.weight"],
    );
  });

  test("a class says what PyTorch calls its fields", () => {
    class Norm extends nn.Module {
      static override readonly version = 2;
      static override readonly python = { names: { runningMean: "running_mean", theScale: "scale" } };
      theScale = new nn.Parameter(ones(2));
      runningMean = this.registerBuffer("runningMean", zeros(2));
    }
    const m = new Norm();
    assert.deepEqual([...m.stateDict().keys()], ["scale", "running_mean"]);
    assert.deepEqual(m.stateDict()._metadata.get(""), { version: 2 });
    m.loadStateDict({ scale: zeros(2), running_mean: ones(2) });
    assert.deepEqual(flat(m.runningMean), [1, 1]);
    assert.equal(m.getBuffer("running_mean"), m.runningMean);
    assert.equal(m.getParameter("scale"), m.theScale);
  });

  test("by path", () => {
    const net = new Net();
    assert.equal(net.getSubmodule(""), net);
    assert.equal(net.getSubmodule("blocks.1.fc"), net.blocks[1]!.fc);
    assert.equal(net.getParameter("blocks.0.fc.bias"), net.blocks.get(0).fc.bias);
    assert.equal(net.getParameter("scale"), net.scale);
    assert.equal(net.getBuffer("mean"), net.mean);
  });

  test("every tree of modules keeps its names and order", () => {
    const name = fc
      .stringMatching(/^[a-z]{1,4}$|^\d{1,2}$/)
      .filter(
        (n) =>
          !(n in nn.Module.prototype) &&
          n !== "training" &&
          n !== "get" &&
          n !== "set" &&
          n !== "has" &&
          n !== "pop" &&
          n !== "keys" &&
          n !== "clear",
      );
    const tree = fc.letrec<{ node: [string, unknown][] }>((tie) => ({
      node: fc.uniqueArray(fc.tuple(name, fc.option(tie("node"), { maxDepth: 3 })), {
        selector: ([n]) => n,
        maxLength: 4,
      }),
    })).node;
    type Tree = [string, Tree | null][];
    const build = (t: Tree): nn.ModuleDict =>
      new nn.ModuleDict(new Map(t.map(([n, sub]) => [n, sub === null ? new nn.Linear(1, 1) : build(sub)])));
    const paths = (t: Tree, prefix = ""): string[] =>
      t.flatMap(([n, sub]) =>
        sub === null ? [`${prefix}${n}.weight`, `${prefix}${n}.bias`] : paths(sub, `${prefix}${n}.`),
      );
    fc.assert(
      fc.property(tree, (t) => {
        const m = build(t as Tree),
          want = paths(t as Tree);
        assert.deepEqual(
          m.namedParameters().map(([n]) => n),
          want,
        );
        assert.deepEqual([...m.stateDict().keys()], want);
        for (const [n, p] of m.namedParameters()) assert.equal(m.getParameter(n), p);
        const other = build(t as Tree);
        other.loadStateDict(m.stateDict());
        assert.deepEqual(other.parameters().map(flat), m.parameters().map(flat));
      }),
      { numRuns: 40 },
    );
  });
});

describe("modes and conversions", () => {
  test("train and eval reach all modules", () => {
    const net = new Net();
    assert.ok(net.training);
    assert.equal(net.eval(), net);
    assert.deepEqual(
      net.modules().map((m) => m.training),
      golden.names.modules.map(() => false),
    );
    net.heads.train();
    assert.deepEqual([net.training, net.heads.training, net.heads.get("a").training], [false, true, true]);
  });

  test("to() converts parameters, gradients and float buffers, and keeps the Parameter objects", () => {
    class Counted extends nn.Module {
      l = new nn.Linear(2, 1);
      count = this.registerBuffer("count", tensor([1], { dtype: "int64" }));
      mean = this.registerBuffer("mean", zeros(2));
      forward(x: Tensor): Tensor {
        return this.l(x);
      }
    }
    const m = new Counted(),
      weight = m.l.weight,
      before = flat(weight);
    m(ones(3, 2)).sum().backward();
    assert.equal(m.double(), m);
    assert.equal(m.l.weight, weight);
    assert.deepEqual(
      [weight.dtype, weight.grad!.dtype, m.mean.dtype, m.count.dtype],
      ["float64", "float64", "float64", "int64"],
    );
    assert.deepEqual(flat(weight), before);
    m.zeroGrad();
    m(ones(3, 2, { dtype: "float64" }))
      .sum()
      .backward();
    assert.deepEqual([weight.grad!.dtype, flat(weight.grad!)], ["float64", [3, 3]]);
    for (const [f, dtype] of [
      [() => m.half(), "float16"],
      [() => m.bfloat16(), "bfloat16"],
      [() => m.float(), "float32"],
      [() => m.to("float64"), "float64"],
      [() => m.to(zeros(1)), "float32"],
      [() => m.to({ dtype: "float64" }), "float64"],
      [() => m.to("cpu"), "float64"],
    ] as const) {
      f();
      assert.equal(weight.dtype, dtype);
    }
    const frozen = new nn.Linear(1, 1).requiresGrad_(false);
    frozen.type("int64");
    assert.equal(frozen.weight.dtype, "int64");
  });

  test("zeroGrad, requiresGrad_ and apply", () => {
    const m = new Small();
    m(ones(1, 3)).sum().backward();
    m.zeroGrad({ setToNone: false });
    assert.deepEqual(flat(m.l1.bias!.grad!), [0, 0]);
    m.zeroGrad();
    assert.equal(m.l1.bias!.grad, null);
    m.requiresGrad_(false);
    assert.deepEqual(
      m.parameters().map((p) => p.requiresGrad),
      [false, false],
    );
    assert.equal(m(ones(1, 3)).requiresGrad, false);
    const seen: nn.Module[] = [];
    assert.equal(
      m.apply((x) => {
        seen.push(x);
      }),
      m,
    );
    assert.deepEqual(seen, [m.l1, m]);
  });
});

describe("hooks", () => {
  test("run around forward in order, may change arguments and output, and can be removed", () => {
    const m = new Small(),
      said: string[] = [];
    const pre = m.registerForwardPreHook((module, args) => {
      said.push(`pre ${module === m} ${args.length}`);
    });
    const change = m.registerForwardPreHook((_, [x]) => (x as Tensor).mul(0));
    const after = m.registerForwardHook((_, [x], output) => {
      said.push(`after ${(x as Tensor).sum().item()}`);
      return (output as Tensor).mul(2);
    });
    const list = m.registerForwardHook((_m, _args, output) => {
      said.push("last");
      void output;
    });
    const y = m(ones(1, 3));
    assert.deepEqual(said, ["pre true 1", "after 0", "last"]);
    assert.deepEqual(
      flat(y),
      flat(m.l1.bias!).map((b) => Math.fround(2 * b)),
    );
    for (const h of [pre, change, after, list]) h.remove();
    assert.deepEqual(flat(m(ones(1, 3))), flat(m.l1(ones(1, 3))));
    assert.equal(said.length, 3);
  });

  test("the same function twice is two hooks; one removes itself while running", () => {
    const m = new nn.Identity();
    let n = 0;
    const count = (): void => {
      n++;
    };
    const first = m.registerForwardHook(count);
    m.registerForwardHook(count);
    const once = m.registerForwardPreHook(() => {
      once.remove();
      n += 10;
    });
    m.registerForwardPreHook((_, args) => [...args]);
    m(ones(1));
    m(ones(1));
    assert.equal(n, 14);
    first.remove();
    m(ones(1));
    assert.equal(n, 15);
  });
});

describe("containers", () => {
  test("Sequential", () => {
    const m = new nn.Sequential(new nn.Linear(3, 2), new nn.ReLU());
    assert.equal(m.length, 2);
    assert.equal(m[0], m.get(0));
    assert.equal(m.get(-1), m[1]);
    assert.deepEqual([...m], m.children());
    m.append(new nn.Linear(2, 1));
    assert.deepEqual(m(ones(5, 3)).shape, [5, 1]);
    assert.equal(m.get<nn.Linear>(2).inFeatures, 2);
    for (const named of [
      new nn.Sequential({ b: new nn.Linear(3, 2), a: new nn.ReLU() }),
      new nn.Sequential(
        new Map<string, nn.Module>([
          ["b", new nn.Linear(3, 2)],
          ["a", new nn.ReLU()],
        ]),
      ),
    ]) {
      assert.deepEqual(
        named.namedChildren().map(([n]) => n),
        ["b", "a"],
      );
      assert.deepEqual(named(ones(5, 3)).shape, [5, 2]);
      assert.ok(named.get(1) instanceof nn.ReLU);
    }
    const x = ones(2);
    assert.equal(new nn.Sequential()(x), x);
  });

  test("ModuleList", () => {
    const list = new nn.ModuleList([new Block(), new Block()]);
    const third = new Block();
    list.append(third).insert(0, new Block());
    assert.equal(list.length, 4);
    assert.equal(list[3], third);
    assert.equal(list.get(-1), third);
    assert.deepEqual(
      [...list].map((b) => b.fc.inFeatures),
      [4, 4, 4, 4],
    );
    assert.deepEqual(
      list.namedChildren().map(([n]) => n),
      ["0", "1", "2", "3"],
    );
    list.extend([new Block()]).insert(-1, third);
    assert.equal(list[4], third);
  });

  test("ModuleDict keeps the order of insertion, also of names that are numbers", () => {
    const d = new nn.ModuleDict<nn.Linear>({ b: new nn.Linear(1, 1) });
    d.set("10", new nn.Linear(1, 2)).set("2", new nn.Linear(1, 3));
    assert.deepEqual(d.keys(), ["b", "10", "2"]);
    assert.deepEqual(
      d.values().map((m) => m.outFeatures),
      [1, 2, 3],
    );
    assert.deepEqual([...d], ["b", "10", "2"]);
    assert.equal(d.length, 3);
    assert.ok(d.has("10") && !d.has("keys"));
    const ten = d.get("10");
    d.set("10", new nn.Linear(1, 5));
    assert.deepEqual(d.keys(), ["b", "10", "2"]);
    assert.notEqual(d.get("10"), ten);
    assert.equal(d.pop("b").outFeatures, 1);
    assert.deepEqual([...d.stateDict().keys()], ["10.weight", "10.bias", "2.weight", "2.bias"]);
    d.clear();
    d.update({ z: new nn.Linear(1, 1) });
    assert.deepEqual(
      d.entries().map(([n]) => n),
      ["z"],
    );
  });
});

describe("parameters", () => {
  test("share the tensor's storage and are leaves", () => {
    const t = randn(2, 3, { requiresGrad: true }),
      p = new nn.Parameter(t.mul(2).t());
    assert.deepEqual([p.shape, p.requiresGrad, p.isLeaf], [[3, 2], true, true]);
    assert.ok(p instanceof Tensor);
    const data = zeros(3),
      q = new nn.Parameter(data, false);
    data.fill_(2);
    assert.deepEqual([flat(q), q.requiresGrad], [[2, 2, 2], false]);
    F.relu(p).sum().backward();
    assert.deepEqual(p.grad!.shape, [3, 2]);
    assert.equal(t.grad, null);
  });
});

test("a tensor in the place of a parameter is refused where members are listed, with PyTorch's sentence", () => {
  class Own extends nn.Module {
    scale = new nn.Parameter(ones(2));
    kept = ones(2);
    forward(x: Tensor): Tensor {
      return x.mul(this.scale).add(this.kept);
    }
  }
  const refused =
    /cannot assign 'torch\.FloatTensor' as parameter '(weight|scale)' \(torch\.nn\.Parameter or None expected\)\n.*new nn\.Parameter/;
  const set = (m: nn.Module, name: string): void => {
    (m as unknown as Record<string, unknown>)[name] = ones(2);
  };
  for (const list of [
    (m: nn.Module) => m.parameters(),
    (m: nn.Module) => m.stateDict(),
    (m: nn.Module) => String(new nn.Sequential(m).stateDict()),
  ]) {
    const layer = new nn.Linear(2, 2),
      own = new Own();
    set(layer, "weight"); // before anybody looked
    assert.throws(() => list(layer), refused);
    assert.equal(own.parameters().length, 1);
    set(own, "scale");
    assert.throws(() => list(own), refused);
    own.scale = new nn.Parameter(ones(2));
    list(own);
    delete (own as { scale?: unknown }).scale;
    list(own);
    own.registerBuffer("scale", ones(2));
    list(own);
  }
  const normed = nn.utils.weightNorm(new nn.Linear(2, 2)),
    spectral = nn.utils.spectralNorm(new nn.Linear(2, 2));
  for (const m of [normed, spectral]) {
    m(ones(2));
    assert.equal(m.parameters().length, m === normed ? 3 : 2);
  }
});
