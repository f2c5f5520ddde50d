// Files to and from the PyTorch that is installed here.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import fc from "fast-check";
import {
  allclose,
  dtypes,
  F,
  load,
  loadWeights,
  manualSeed,
  nn,
  ones,
  optim,
  randn,
  save,
  tensor,
  type Tensor,
  zeros,
} from "kindling";
import { python, runPython } from "../../python.js";
import { build, buildInPython, stacks } from "./stacks.js";

const folder = mkdtempSync(join(tmpdir(), "kindling-torch-"));
after(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const noTorch = python?.torch === true ? false : "no Python with torch here";
const close = (a: Tensor, b: Tensor, what: string): void => {
  assert.ok(allclose(a, b, { rtol: 1e-4, atol: 1e-5 }), `${what}: ${String(a)} and ${String(b)}`);
};

const start = `
import json, sys, warnings
warnings.simplefilter("ignore")
import torch, torch.nn as nn, torch.nn.functional as F
folder = sys.argv[1] + "/"
def load(name): return torch.load(folder + name, weights_only=False)
def save(value, name): torch.save(value, folder + name)
`;

describe("with PyTorch", { skip: noTorch }, () => {
  test("random stacks of layers: ours run there, train there, and come back; theirs run here", () => {
    const all = fc.sample(stacks, { numRuns: 40, seed: 3 });
    manualSeed(1);
    for (const [i, { features, layers }] of all.entries()) {
      const model = build(layers).eval();
      const input = randn(3, features);
      save({ model, input, output: model(input).detach(), state: model.stateDict() }, at(`ours${i}.pt`));
    }
    writeFileSync(at("stacks.json"), JSON.stringify(all));
    runPython(
      `${start}${buildInPython}
for i, stack in enumerate(json.load(open(folder + "stacks.json"))):
    ours = load(f"ours{i}.pt")
    model, x = ours["model"], ours["input"]
    assert not model.training
    torch.testing.assert_close(model(x), ours["output"])
    twin = build(stack["layers"]).eval()
    assert str(twin) == str(model), f"{twin} {model}"
    twin.load_state_dict(ours["state"])
    torch.testing.assert_close(twin(x), ours["output"])
    for m, t in zip(model.modules(), twin.modules()):
        missing = set(t.__dict__) - set(m.__dict__)
        assert not missing, (type(m), missing)
        for key, value in t.__dict__.items():
            if not key.startswith("_"): assert m.__dict__[key] == value, (type(m), key)
    model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    for _ in range(2):
        optimizer.zero_grad()
        model(x).pow(2).mean().backward()
        optimizer.step()
    model.eval()
    save({"model": model, "output": model(x).detach(), "again": load(f"ours{i}.pt")["model"]}, f"trained{i}.pt")
    theirs = build(stack["layers"]).eval()
    save({"model": theirs, "input": x, "output": theirs(x).detach(), "state": theirs.state_dict()}, f"theirs{i}.pt")
    save(theirs, f"whole{i}.pt")
`,
      folder,
    );
    for (const [i, { layers }] of all.entries()) {
      const { input, output: ours } = load<{ input: Tensor; output: Tensor }>(at(`ours${i}.pt`));
      const trained = load<{ model: nn.Sequential; output: Tensor; again: nn.Sequential }>(at(`trained${i}.pt`));
      close(trained.model(input), trained.output, `trained ${i}`);
      close(trained.again(input), ours, `saved again ${i}`);
      const theirs = load<{ model: nn.Sequential; input: Tensor; output: Tensor; state: nn.StateDict }>(
        at(`theirs${i}.pt`),
      );
      close(theirs.model(theirs.input), theirs.output, `theirs ${i}`);
      assert.equal(String(theirs.model), String(build(layers)));
      const twin = build(layers).eval();
      twin.loadStateDict(theirs.state);
      close(twin(theirs.input), theirs.output, `state ${i}`);
      assert.deepEqual([...loadWeights(at(`whole${i}.pt`)).keys()], [...theirs.state.keys()]);
    }
  });

  test("a class of one's own, in both directions", () => {
    const classes = `
class Block(nn.Module):
    def __init__(self): raise RuntimeError("not called")
    def forward(self, x): return self.act(x) * self.scale
class Net(nn.Module):
    def forward(self, x):
        y = self.l1(x)
        for block in self.blocks: y = block(y)
        return self.heads["a"](y)
`;
    class Block extends nn.Module {
      scale = new nn.Parameter(ones(4));
      steps = this.registerBuffer("steps", tensor(0, { dtype: "int64" }));
      scratch = this.registerBuffer("scratch", zeros(1), false);
      act = F.leakyRelu;
      forward(x: Tensor): Tensor {
        return this.act(x).mul(this.scale);
      }
    }
    class Net extends nn.Module {
      l1 = new nn.Linear(3, 4);
      blocks = new nn.ModuleList([new Block(), new Block()]);
      heads = new nn.ModuleDict({ b: new nn.Linear(4, 2), a: new nn.Linear(4, 2) });
      tied = this.l1;
      sizes = Object.freeze([3, 4]);
      config = { rate: 0.5, names: ["a", "b"], none: null };
      loss = new nn.CrossEntropyLoss();
      helper = (): void => undefined;
      forward(x: Tensor): Tensor {
        let y = this.l1(x);
        for (const block of this.blocks) y = block(y);
        return this.heads.get("a")(y) as Tensor;
      }
    }
    manualSeed(3);
    const model = new Net().eval();
    model.blocks.get(1).scale.requiresGrad = false;
    const x = randn(5, 3);
    save(model, at("net.pt"));
    save({ x, y: model(x).detach(), target: tensor([0, 1, 1, 0, 1], { dtype: "int64" }) }, at("data.pt"));
    const names = JSON.parse(
      runPython(
        `${start}${classes}model, data = load("net.pt"), load("data.pt")
torch.testing.assert_close(model(data["x"]), data["y"])
assert model.tied is model.l1 and model.sizes == (3, 4) and model.config == {"rate": 0.5, "names": ["a", "b"], "none": None}
assert type(model.config["rate"]) is float and not hasattr(model, "helper") and not model.training
assert [p.requires_grad for p in model.parameters()] == [True, True, True, False, True, True, True, True]
assert isinstance(model.l1.weight, nn.Parameter) and model.blocks[0].act is F.leaky_relu
# everything that can be registered, moved and copied still can
for register in ["register_forward_hook", "register_forward_pre_hook", "register_full_backward_hook"]: getattr(model, register)(lambda *a: None).remove()
model.double().float().train()
import copy
copy.deepcopy(model)
names = list(model.state_dict())
optimizer = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=0.01)
for _ in range(3):
    optimizer.zero_grad()
    model.loss(model(data["x"]), data["target"]).backward()
    optimizer.step()
model.blocks[0].steps += 3
model.eval()
model.added = {"by": "Python"}
save(model, "back.pt")
save({"y": model(data["x"]).detach(), "optimizer": optimizer.state_dict()}, "result.pt")
print(json.dumps(names))
`,
        folder,
      ),
    ) as string[];
    assert.deepEqual(names, [...model.stateDict().keys()]);
    const back = load(at("back.pt"), { Net, Block }) as Net;
    const result = load<{ y: Tensor; optimizer: Parameters<optim.Adam["loadStateDict"]>[0] }>(at("result.pt"));
    close(back(x), result.y, "trained in Python");
    assert.equal(back.blocks.get(0).steps.item(), 3);
    assert.equal(back.tied, back.l1);
    assert.equal(back.blocks.get(1).scale.requiresGrad, false);
    assert.deepEqual({ ...(back as unknown as { added: object }).added }, { by: "Python" });
    assert.equal(typeof back.helper, "function");
    // The optimizer goes on as it would there.
    const params = back.parameters().filter((p) => p.requiresGrad);
    const adam = new optim.Adam(params, { lr: 1 });
    adam.loadStateDict(result.optimizer);
    const { target } = load<{ target: Tensor }>(at("data.pt"));
    back.train();
    (back.loss(back(x), target) as Tensor).backward();
    adam.step();
    save({ model: back, optimizer: adam.stateDict() }, at("forth.pt"));
    runPython(
      `${start}${classes}there, data, forth = load("back.pt"), load("data.pt"), load("forth.pt")
params = lambda m: [p for p in m.parameters() if p.requires_grad]
optimizer = torch.optim.Adam(params(there), lr=0.01)
optimizer.load_state_dict(load("result.pt")["optimizer"])
there.train()
optimizer.zero_grad()
there.loss(there(data["x"]), data["target"]).backward()
optimizer.step()
for p, q in zip(there.parameters(), forth["model"].parameters()): torch.testing.assert_close(p, q, rtol=1e-5, atol=1e-6)
other = torch.optim.Adam(params(forth["model"]), lr=1)
other.load_state_dict(forth["optimizer"])
assert other.param_groups[0]["lr"] == 0.01
for p, q in zip(params(there), params(forth["model"])):
    for key, value in optimizer.state[p].items(): torch.testing.assert_close(torch.as_tensor(value).float(), torch.as_tensor(other.state[q][key]).float(), rtol=1e-4, atol=1e-6)
`,
      folder,
    );
  });

  test("tensors of all dtypes, views and containers", () => {
    const values = [0, 1, 2, 100];
    const base = randn(12);
    const grid = base.view(3, 4);
    save(
      {
        dtypes: Object.fromEntries(dtypes.map((d) => [d, tensor(values, { dtype: d })])),
        grid,
        t: grid.t(),
        part: base.narrow(0, 4, 4),
        scalar: tensor(2.5),
        empty: zeros(2, 0),
        leaf: ones(2, { requiresGrad: true }),
        big: 2n ** 70n,
        tuple: Object.freeze([1, Object.freeze(["x"])]),
        set: new Set([1, "a"]),
        bytes: Uint8Array.of(0, 255),
        keys: new Map<unknown, unknown>([
          [1, "int"],
          ["1", "str"],
          [null, 0],
          [Object.freeze([1, 2]), "tuple"],
          [1.5, "float"],
        ]),
        floats: [0.1, Infinity, -0],
        text: "é 你 😀",
      },
      at("values.pt"),
    );
    runPython(
      `${start}
v = load("values.pt")
for name, t in v["dtypes"].items():
    assert str(t.dtype) == "torch." + name
    assert t.tolist() == torch.tensor([0, 1, 2, 100]).to(t.dtype).tolist(), name
assert v["t"].stride() == (1, 4) and v["part"].storage_offset() == 4
v["part"].fill_(7)
assert (v["grid"][1] == 7).all() and (v["t"][:, 1] == 7).all()
assert v["scalar"].shape == () and v["empty"].shape == (2, 0) and v["leaf"].requires_grad and v["leaf"].is_leaf
assert v["big"] == 2 ** 70 and v["tuple"] == (1, ("x",)) and v["set"] == {1, "a"} and v["bytes"] == b"\\0\\xff"
assert v["keys"] == {1: "int", "1": "str", None: 0, (1, 2): "tuple", 1.5: "float"} and v["floats"] == [0.1, float("inf"), 0.0] and v["text"] == "\\u00e9 \\u4f60 \\U0001f600"
save(v, "values2.pt")
`,
      folder,
    );
    const back = load<{
      dtypes: Record<string, Tensor>;
      grid: Tensor;
      part: Tensor;
      leaf: Tensor;
      big: bigint;
      tuple: unknown;
      keys: Map<unknown, unknown>;
    }>(at("values2.pt"));
    for (const d of dtypes) assert.deepEqual(back.dtypes[d]!.float().tolist(), d === "bool" ? [0, 1, 1, 1] : values);
    back.part.fill_(1);
    assert.deepEqual(back.grid.get(1).tolist(), [1, 1, 1, 1]);
    assert.equal(back.leaf.requiresGrad, true);
    assert.equal(back.big, 2n ** 70n);
    assert.deepEqual(back.tuple, [1, ["x"]]);
    assert.equal(back.keys.get(1), "int");
  });

  test("a state dict passes the strict reader, weights_only=True", () => {
    const model = new nn.Sequential(new nn.Linear(3, 2), new nn.ReLU());
    save(model.stateDict(), at("weights.pt"));
    const shapes = runPython(
      `${start}
sd = torch.load(folder + "weights.pt", weights_only=True)
nn.Sequential(nn.Linear(3, 2), nn.ReLU()).load_state_dict(sd, strict=True)
assert sd._metadata[""] == {"version": 1}
print({k: tuple(v.shape) for k, v in sd.items()})
`,
      folder,
    );
    assert.equal(shapes.trim(), "{'0.weight': (2, 3), '0.bias': (2,)}");
  });

  test("both programs of the weekend, one in each language", () => {
    class Net extends nn.Module {
      l1 = new nn.Linear(10, 1);
      forward(x: Tensor): Tensor {
        return F.relu(this.l1(x));
      }
    }
    const inPython = `${start}
class Net(torch.nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.l1 = nn.Linear(10, 1)
    def forward(self, x):
        return F.relu(self.l1(x))
`;
    const counted = tensor([1, 1, 1, 0, 1, 1, 1, 0, 0, 0]);
    const exact = new Net();
    exact.loadStateDict({ "l1.weight": ones(1, 10), "l1.bias": zeros(1) });
    save(exact, at("cnn.pt"));
    assert.equal(
      runPython(
        `${inPython}
model = load("cnn.pt")
model.eval()
print(model(torch.Tensor([1, 1, 1, 0, 1, 1, 1, 0, 0, 0])).item())
with torch.no_grad(): model.l1.bias += 1
save(model, "cnn.pt")
`,
        folder,
      ).trim(),
      "6.0",
    );
    const model = load(at("cnn.pt"), { Net });
    model.eval();
    assert.equal(model(counted).item(), 7);
  });
});
