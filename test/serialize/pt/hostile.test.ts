import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { F, load, loadWeights, LoadError, nn, ones, saveBytes, type Tensor } from "kindling";
import { readArchive, writeArchive } from "#src/serialize/archive.js";
import { concatBytes } from "#src/serialize/bytes.js";
import { pickle } from "#src/serialize/pickle-write.js";
import { Instance, PyDict, PySet, Reduce } from "#src/serialize/py.js";
import type { PyValue } from "#src/serialize/py.js";
import { golden, refuses } from "../helpers.js";
import {
  call,
  dict,
  eight,
  fileOf,
  floats,
  linearNode,
  moduleNode,
  pythonGlobal,
  ordered,
  parameterNode,
  tensorNode,
  tuple,
} from "./files.js";

class Scale extends nn.Module {
  weight = new nn.Parameter(ones(2));
  act = (x: Tensor): Tensor => F.relu(x);
  forward(x: Tensor): Tensor {
    return this.act(x).mul(this.weight);
  }
}
class Net extends nn.Module {
  l1 = new nn.Linear(3, 2);
  scale = new Scale();
  forward(x: Tensor): Tensor {
    return this.scale(this.l1(x));
  }
}
const classes = { Net, Scale };
const read = (root: PyValue): unknown => load(fileOf(root, eight), classes);
const net = (parts: Parameters<typeof moduleNode>[1]): Instance => moduleNode("__main__.Net", parts);
/** A dict with any string for a key, `__proto__` too. */
const keyed = (key: string, value: PyValue): Record<string, PyValue> => Object.fromEntries([[key, value]]);

describe("modules that cannot be right", () => {
  test("libraries' layers with attributes of the wrong kind", () => {
    const linear = (attributes: Record<string, PyValue>): PyValue => linearNode({ attributes });
    refuses(
      () => read(linear({ in_features: tensorNode() })),
      "file-damaged",
      /Linear in the file cannot be right: its attribute in_features is not of the right kind/,
    );
    refuses(() => read(linear({ in_features: -1 })), "file-damaged", /in_features/);
    refuses(() => read(linear({ out_features: "1" })), "file-damaged", /out_features/);
    refuses(
      () => read(moduleNode("torch.nn.modules.linear.Linear")),
      "file-damaged",
      /attribute in_features is missing/,
    );
    const attributes = { in_features: 2, out_features: 1 };
    refuses(
      () => read(moduleNode("torch.nn.modules.linear.Linear", { attributes })),
      "file-damaged",
      /its weight is missing/,
    );
    refuses(
      () =>
        read(moduleNode("torch.nn.modules.linear.Linear", { attributes, parameters: { weight: null, bias: null } })),
      "file-damaged",
      /its weight is missing/,
    );
    refuses(
      () => read(moduleNode("torch.nn.modules.loss.MSELoss", { attributes: { reduction: "max" } })),
      "file-damaged",
      /reduction/,
    );
    refuses(
      () => read(moduleNode("torch.nn.modules.dropout.Dropout", { attributes: { p: [1], inplace: false } })),
      "file-damaged",
      /its attribute p /,
    );
    refuses(
      () => read(moduleNode("torch.nn.modules.activation.ReLU", { attributes: { inplace: 0 } })),
      "file-damaged",
      /inplace/,
    );
    refuses(() => read(linear({ inFeatures: 3 })), "file-damaged", /two members called "inFeatures"/);
  });

  test("members of the wrong kind", () => {
    refuses(() => read(net({ parameters: { l1: tensorNode() } })), "file-damaged", /its parameter "l1" is/);
    refuses(() => read(net({ parameters: { l1: linearNode() } })), "file-damaged", /its parameter "l1"/);
    refuses(() => read(net({ buffers: { b: 1 } })), "file-damaged", /its buffer "b" is an int/);
    refuses(() => read(net({ modules: { l1: parameterNode() } })), "file-damaged", /its child "l1"/);
    refuses(() => read(net({ modules: { l1: "x" } })), "file-damaged", /its child "l1" is a string/);
    refuses(() => read(net({ attributes: { x: linearNode() } })), "file-damaged", /only a member can be/);
    refuses(() => read(net({ attributes: { x: parameterNode() } })), "file-damaged", /only a member can be/);
    refuses(
      () => read(net({ parameters: { x: parameterNode() }, buffers: { x: tensorNode() } })),
      "file-damaged",
      /two members called "x"/,
    );
    refuses(
      () => read(net({ parameters: { x: null }, attributes: { x: 1 } })),
      "file-damaged",
      /two members called "x"/,
    );
    for (const name of ["", "a.b"])
      refuses(() => read(net({ modules: keyed(name, null) })), "file-damaged", /a member called/);
  });

  test("parts of the wrong kind", () => {
    const state = (change: (d: PyDict) => void): PyValue => {
      const node = net({});
      change(node.state as PyDict);
      return node;
    };
    const set = (key: PyValue, value: PyValue): PyValue =>
      state((d) => {
        d.entries.set(key, value);
      });
    for (const key of ["_parameters", "_buffers", "_modules"]) {
      refuses(() => read(set(key, [1])), "file-damaged", new RegExp(`its ${key} are a list, not a dict`));
      refuses(() => read(set(key, new PyDict([[1, null]]))), "file-damaged", /a name that is no string/);
      refuses(
        () =>
          read(
            state((d) => {
              d.entries.delete(key);
            }),
          ),
        "file-damaged",
        new RegExp(`its ${key} are missing`),
      );
    }
    refuses(() => read(set("training", 1)), "file-damaged", /training/);
    refuses(() => read(set("_is_full_backward_hook", 1)), "file-damaged", /_is_full_backward_hook/);
    refuses(() => read(set("_non_persistent_buffers_set", [])), "file-damaged", /_non_persistent_buffers_set/);
    refuses(() => read(set(5, 1)), "file-damaged", /a name that is no string/);
    refuses(() => read(set("_forward_hooks", [])), "file-damaged", /its _forward_hooks are a list/);
    refuses(
      () => read(set("_forward_hooks", ordered([[0, 1]]))),
      "file-unsafe",
      /has hooks \(_forward_hooks\), which are code/,
    );
    refuses(() => read(new Instance(pythonGlobal("__main__.Net"))), "file-damaged", /its state is missing/);
    refuses(
      () => read(new Instance(pythonGlobal("__main__.Net"), tuple(), [1])),
      "file-damaged",
      /its state is a list/,
    );
    refuses(
      () => read(new Instance(pythonGlobal("__main__.Net"), tuple(), tuple(null, dict({ x: 1 })))),
      "file-damaged",
      /its state is a tuple/,
    );
    refuses(
      () => read(new Instance(pythonGlobal("__main__.Net"), tuple(), ordered())),
      "file-damaged",
      /its state is an OrderedDict/,
    );
    const shared = net({});
    refuses(
      () => read([shared, new Instance(pythonGlobal("__main__.Net"), tuple(), shared.state!)]),
      "file-damaged",
      /shares its state/,
    );
    refuses(
      () => read(new Instance(pythonGlobal("__main__.Net"), tuple(1), shared.state!)),
      "file-damaged",
      /made in a way/,
    );
    refuses(() => read(call("__main__.Net")), "file-unsafe", /calls/);
    const filled = net({});
    filled.items = new Map([["a", 1]]);
    refuses(() => read(filled), "file-unsafe", /a key is set on/);
  });

  test("names that would hide behaviour, or reach a prototype", () => {
    const names = [
      "__proto__",
      "constructor",
      "forward",
      "toString",
      "parameters",
      "apply",
      "stateDict",
      "hasOwnProperty",
      "__defineGetter__",
      "training",
    ];
    for (const name of names) {
      const places: Parameters<typeof moduleNode>[1][] = [
        { attributes: keyed(name, dict({ polluted: 1 })) },
        { parameters: keyed(name, parameterNode()) },
        { buffers: keyed(name, tensorNode()) },
        { modules: keyed(name, linearNode()) },
      ];
      for (const parts of places) {
        if (name === "training" && parts!.attributes !== undefined) continue; // its own place
        refuses(() => read(net(parts)), "file-unsafe", /would hide what the class has/);
      }
      const layer = moduleNode("torch.nn.modules.container.Sequential", { modules: keyed(name, linearNode()) });
      refuses(() => read(layer), "file-unsafe", /would hide/);
    }
    refuses(
      () => read(moduleNode("__main__.Scale", { attributes: { act: 1 } })),
      "file-damaged",
      /its attribute "act" would take the place of a function/,
    );
    refuses(
      () => read(moduleNode("__main__.Scale", { attributes: { act: [pythonGlobal("torch.nn.functional.relu")] } })),
      "file-damaged",
      /take the place of a function/,
    );
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    assert.equal((nn.Module.prototype as { polluted?: unknown }).polluted, undefined);
    // Names that only functions have are free.
    const odd = read(net({ attributes: { name: "x", length: 3, prototype: 1, caller: 2, arguments: 3 } })) as Record<
      string,
      unknown
    >;
    assert.deepEqual(
      [odd["name"], odd["length"], odd["prototype"], odd["caller"], odd["arguments"]],
      ["x", 3, 1, 2, 3],
    );
  });

  test("modules that contain themselves", () => {
    const self = net({});
    ((self.state as PyDict).get("_modules") as PyDict).entries.set("self", self);
    refuses(() => read(self), "file-unsafe", /contains itself/);
    refuses(() => loadWeights(fileOf(self)), "file-unsafe", /without end/);
    const list = net({});
    (list.state as PyDict).entries.set("things", [list]);
    assert.doesNotThrow(() => read(list), "a list with the module in it is no child");
  });

  test("ever more paths to the same modules", () => {
    let node = linearNode();
    for (let i = 0; i < 60; i++)
      node = moduleNode("torch.nn.modules.container.Sequential", { modules: { 0: node, 1: node } });
    refuses(() => read(node), "file-unsafe", /ever more paths/);
    refuses(() => loadWeights(fileOf(node, eight)), "file-unsafe", /without end/);
  });

  test("what a file unfolds to stays in proportion to it, or it is refused, however the paths are made", () => {
    const tower = (leaf: Instance, levels: number, width: number, name: string): Instance => {
      let node = leaf;
      for (let i = 0; i < levels; i++)
        node = moduleNode("__main__.Net", {
          modules: Object.fromEntries(Array.from({ length: width }, (_, j) => [`${name}${j}`, node])),
        });
      return node;
    };
    const buffers = (n: number, name: string): Instance =>
      moduleNode("__main__.Net", {
        buffers: Object.fromEntries(Array.from({ length: n }, (_, j) => [`${name}${j}`, null])),
      });
    const long = "x".repeat(2000);
    const shapes: [string, Instance][] = [
      ["few paths", tower(linearNode(), 5, 2, "m")],
      ["a leaf of many members", tower(buffers(500, "b"), 16, 2, "m")],
      ["a wide layer again and again", tower(buffers(300, "b"), 2, 300, "m")],
      ["long names", tower(buffers(20, long), 6, 4, "m")],
      ["long names on the way", tower(linearNode(), 10, 2, long)],
      ["deep and wide", tower(buffers(4000, "b"), 150, 1, "m")],
      [
        "long texts",
        tower(
          moduleNode("torch.nn.modules.flatten.Unflatten", {
            attributes: { dim: 1, unflattened_size: tuple(...Array.from({ length: 900 }, () => 1)) },
          }),
          14,
          2,
          "m",
        ),
      ],
    ];
    for (const [what, node] of shapes) {
      const bytes = fileOf(node, eight),
        from = performance.now();
      for (const use of [
        () => {
          const m = load<nn.Module>(bytes, { Net });
          return String(m).length + [...m.stateDict().keys()].join("").length;
        },
        () => [...loadWeights(bytes).keys()].join("").length,
      ]) {
        let size: number;
        try {
          size = use();
        } catch (e) {
          assert.ok(e instanceof LoadError && e.code === "file-unsafe", `${what}: ${String(e)}`);
          assert.notEqual(what, "few paths");
          continue;
        }
        assert.ok(size <= 2 * (2 ** 22 + 16 * bytes.length), `${what}: ${size} from ${bytes.length} bytes`);
      }
      assert.ok(performance.now() - from < 10_000, what);
    }
  });

  test("a list of parameters with None among them is printed as PyTorch does", () => {
    const list = load<nn.Module>(
      fileOf(
        moduleNode("torch.nn.modules.container.ParameterList", {
          parameters: { 0: null, 1: parameterNode() },
          attributes: { _size: 2 },
        }),
        eight,
      ),
    );
    assert.match(
      String(list),
      /\(0\): Object of type: NoneType\n {4}\(1\): Parameter containing: \[torch\.float32 of size/,
    );
  });

  test("tuples of shared tuples, as keys, values and elements of sets, are saved and loaded once each", () => {
    let shared: readonly unknown[] = Object.freeze([1]);
    for (let i = 0; i < 60; i++) shared = Object.freeze([shared, shared]);
    const back = load<Map<readonly unknown[], unknown>>(
      saveBytes(
        new Map<unknown, unknown>([
          [shared, shared],
          [1, new Set([shared])],
        ]),
      ),
    );
    const [[key, value]] = [...back] as [[readonly unknown[], unknown]];
    assert.equal(key, value);
    assert.equal(key[0], key[1]);
  });

  test("modules in a chain that is deeper than it looks: its links are listed last first", () => {
    const chain: Instance[] = [linearNode()];
    for (let i = 0; i < 1500; i++)
      chain.push(moduleNode("torch.nn.modules.container.Sequential", { modules: { 0: chain.at(-1)! } }));
    refuses(() => read(chain), "file-unsafe", /nested more than 1000 levels/);
    const lists: PyValue[][] = [[]];
    for (let i = 0; i < 5000; i++) lists.push([lists.at(-1)!]);
    assert.doesNotThrow(() => read(lists));
    // In the state of a module, members are read before attributes, whatever their order in the file.
    const state = new PyDict([
      ["lists", lists],
      ["_parameters", ordered()],
      ["_buffers", ordered()],
      ["_modules", ordered([["m", moduleNode("__main__.Net", { attributes: { deep: lists.at(-1)! } })]])],
    ]);
    refuses(
      () => read(new Instance(pythonGlobal("__main__.Net"), tuple(), state)),
      "file-unsafe",
      /nested more than 1000 levels/,
    );
  });

  test("many small objects of a class that makes large ones", () => {
    class Large extends nn.Module {
      w = new nn.Parameter(ones(2 ** 24));
    }
    const many = Array.from({ length: 50 }, () => moduleNode("__main__.Large"));
    refuses(() => load(fileOf(many), { Large }), "file-unsafe", /ever more objects of a Large/);
    assert.doesNotThrow(() => load(fileOf(many.slice(0, 2)), { Large }));
  });

  test("a file that is refused has changed nothing", () => {
    const model = new Net();
    const before = model.l1.weight.tolist();
    assert.throws(() => model.loadStateDict(loadWeights(fileOf(net({ modules: { l1: 1 } })))), LoadError);
    assert.deepEqual(model.l1.weight.tolist(), before);
  });
});

/** Every way to load the bytes: a value or a LoadError, nothing else. */
function tryAll(bytes: Uint8Array, change: () => string): number {
  let loaded = 0;
  for (const run of [() => load(bytes, classes), () => loadWeights(bytes)]) {
    try {
      const value = run();
      loaded++;
      if (value instanceof nn.Module) {
        // What was loaded can be walked, printed and saved.
        String(value);
        value.stateDict();
        saveBytes(value);
      }
    } catch (e) {
      assert.ok(e instanceof LoadError, `${change()}: ${e instanceof Error ? e.stack : String(e)}`);
    }
  }
  return loaded;
}

describe("broken files", () => {
  const whole = ["model", "torch2_model", "legacy_model", "shared", "optimizer"];
  for (const name of whole) {
    test(`${name}.pt, cut at any byte and with any byte changed`, () => {
      const bytes = golden(name);
      for (let n = 0; n < bytes.length; n++)
        assert.equal(
          tryAll(bytes.subarray(0, n), () => `cut at ${n}`),
          0,
          `cut at ${n}`,
        );
      const changed = bytes.slice();
      for (let i = 0; i < bytes.length; i++) {
        changed[i] = bytes[i]! ^ (1 << (i % 8));
        tryAll(changed, () => `byte ${i} -> ${changed[i]}`);
        changed[i] = bytes[i]!;
      }
    });
  }

  for (const name of ["model", "torch2_model", "state_dict", "shared", "optimizer"]) {
    test(`the pickle of ${name}.pt with any byte changed, under a good CRC`, () => {
      const { pickle: bytes, records } = readArchive(golden(name));
      const changed = bytes.slice();
      let loaded = 0;
      for (let i = 0; i < bytes.length; i++) {
        for (const value of new Set([bytes[i]! ^ 1, bytes[i]! ^ 0x80, 0, 255, bytes[i]! + 1])) {
          changed[i] = value;
          loaded += tryAll(
            concatBytes(writeArchive({ pickle: changed, records })),
            () => `byte ${i} ${bytes[i]} -> ${value}`,
          );
        }
        changed[i] = bytes[i]!;
      }
      assert.ok(loaded > 0, "some changes do no harm");
    });
  }

  test("a model with any node of its tree in the place of any other", () => {
    // The unpickler checks bytes; this reaches what only the mapping can refuse.
    const build = (): PyValue =>
      net({
        parameters: { w: parameterNode() },
        buffers: { b: tensorNode() },
        modules: { l1: linearNode(), none: null },
        attributes: { config: dict({ a: [1, tuple(2)] }), size: call("torch.Size", tuple(1)) },
        transient: ["b"],
      });
    const slots = (root: PyValue): [get: PyValue, set: (v: PyValue) => void][] => {
      const found: [PyValue, (v: PyValue) => void][] = [];
      const seen = new Set<PyValue>();
      const visit = (v: PyValue): void => {
        if (v === null || typeof v !== "object" || seen.has(v)) return;
        seen.add(v);
        const slot = (inner: PyValue, set: (x: PyValue) => void): void => {
          found.push([inner, set]);
          visit(inner);
        };
        if (Array.isArray(v))
          v.forEach((x, i) => {
            slot(x, (y) => {
              v[i] = y;
            });
          });
        if (v instanceof PyDict)
          for (const [k, x] of v.entries)
            slot(x, (y) => {
              v.entries.set(k, y);
            });
        if (v instanceof Instance && v.state !== undefined)
          slot(v.state, (y) => {
            v.state = y;
          });
        if (v instanceof Reduce)
          (v.args.items as PyValue[]).forEach((x, i) => {
            slot(x, (y) => {
              (v.args.items as PyValue[])[i] = y;
            });
          });
      };
      visit(root);
      return found;
    };
    const count = slots(build()).length;
    assert.ok(count > 60);
    const others: (() => PyValue)[] = [
      () => null,
      () => -1,
      () => 2 ** 52,
      () => "x",
      () => [],
      () => tuple(),
      () => new PyDict(),
      () => new PySet(),
      () => floats(),
      () => tensorNode(),
      () => parameterNode(),
      () => linearNode(),
      () => pythonGlobal("torch.float32"),
      () => pythonGlobal("torch.nn.functional.relu"),
    ];
    let loaded = 0;
    for (let i = 0; i < count; i++) {
      for (const other of others) {
        const root = build();
        slots(root)[i]![1](other());
        loaded += tryAll(
          concatBytes(writeArchive({ pickle: pickle(root), records: eight })),
          () => `slot ${i}: ${String(other)}`,
        );
      }
    }
    assert.ok(loaded > count);
  });
});
