// The methods of models, optimizers, schedules, datasets and generators, called nearly right: with text, null or a bool where the
// package's types say number, bool or text, and with one argument too many. All of it must be refused by name.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as K from "kindling";
import { shownValue } from "#src/diagnose/argument-kinds.js";
import { declared } from "../declared.js";
import { root } from "./installed.js";

K.onDiagnosis(() => {});

const x = (): K.Tensor => K.ones(2, 3);
class Net extends K.nn.Module {
  l1 = new K.nn.Linear(3, 2);
  mean = this.registerBuffer("mean", K.zeros(2));
  forward(t: K.Tensor): K.Tensor {
    return this.l1(t);
  }
}
const weights = (): K.Tensor[] => [new K.nn.Parameter(x())];
const optimizer = (): K.optim.SGD => new K.optim.SGD(weights(), { lr: 0.1, momentum: 0.9 });
const set = (): K.data.TensorDataset<readonly [K.Tensor]> => new K.data.TensorDataset(x());

/** An object of a class, and arguments for those of its methods that need some. */
const objects: Readonly<Record<string, readonly [() => object, Readonly<Record<string, () => unknown[]>>?]>> = {
  Generator: [() => new K.Generator(), { manualSeed: () => [1], setState: () => [new K.Generator().getState()] }],
  "nn.Module": [
    () => new Net(),
    {
      registerBuffer: () => ["b", x()],
      registerParameter: () => ["p", new K.nn.Parameter(x())],
      registerModule: () => ["m", new Net()],
      addModule: () => ["m", new Net()],
      getSubmodule: () => ["l1"],
      getParameter: () => ["l1.weight"],
      getBuffer: () => ["mean"],
      to: () => ["float64"],
      type: () => ["float64"],
      apply: () => [() => undefined],
      loadStateDict: () => [new Net().stateDict()],
      registerForwardPreHook: () => [() => undefined],
      registerForwardHook: () => [() => undefined],
      registerFullBackwardHook: () => [() => undefined],
    },
  ],
  "nn.ModuleDict": [
    () => new K.nn.ModuleDict({ a: new Net() }),
    {
      get: () => ["a"],
      set: () => ["b", new Net()],
      has: () => ["a"],
      pop: () => ["a"],
      update: () => [{ c: new Net() }],
    },
  ],
  "nn.ParameterDict": [
    () => new K.nn.ParameterDict({ a: new K.nn.Parameter(x()) }),
    { get: () => ["a"], set: () => ["b", x()], has: () => ["a"], pop: () => ["a"], update: () => [{ c: x() }] },
  ],
  "nn.ModuleList": [
    () => new K.nn.ModuleList([new Net()]),
    { get: () => [0], append: () => [new Net()], extend: () => [[new Net()]], insert: () => [0, new Net()] },
  ],
  "nn.ParameterList": [
    () => new K.nn.ParameterList([x()]),
    { get: () => [0], append: () => [x()], extend: () => [[x()]], set: () => [0, x()] },
  ],
  "nn.Sequential": [() => new K.nn.Sequential(new Net()), { get: () => [0], append: () => [new Net()] }],
  "nn.BatchNorm1d": [() => new K.nn.BatchNorm1d(2)],
  "nn.Linear": [() => new K.nn.Linear(2, 2)],
  "optim.SGD": [
    optimizer,
    { addParamGroup: () => [{ params: weights() }], loadStateDict: () => [optimizer().stateDict()] },
  ],
  "optim.Adam": [
    () => new K.optim.Adam(weights()),
    { addParamGroup: () => [{ params: weights() }], loadStateDict: () => [new K.optim.Adam(weights()).stateDict()] },
  ],
  "optim.LBFGS": [
    () => new K.optim.LBFGS(weights()),
    {
      addParamGroup: () => [{ params: weights() }],
      step: () => [() => x().sum()],
      loadStateDict: () => [new K.optim.LBFGS(weights()).stateDict()],
    },
  ],
  "optim.lrScheduler.StepLR": [
    () => new K.optim.lrScheduler.StepLR(optimizer(), 2),
    { loadStateDict: () => [new K.optim.lrScheduler.StepLR(optimizer(), 2).stateDict()] },
  ],
  "optim.lrScheduler.CosineAnnealingWarmRestarts": [
    () => new K.optim.lrScheduler.CosineAnnealingWarmRestarts(optimizer(), 2),
    { loadStateDict: () => [new K.optim.lrScheduler.CosineAnnealingWarmRestarts(optimizer(), 2).stateDict()] },
  ],
  "optim.lrScheduler.ReduceLROnPlateau": [
    () => new K.optim.lrScheduler.ReduceLROnPlateau(optimizer()),
    { step: () => [1], loadStateDict: () => [new K.optim.lrScheduler.ReduceLROnPlateau(optimizer()).stateDict()] },
  ],
  "optim.swaUtils.AveragedModel": [
    () => new K.optim.swaUtils.AveragedModel(new Net()),
    { updateParameters: () => [new Net()] },
  ],
  "data.TensorDataset": [set, { get: () => [0], batch: () => [[0, 1]], take: () => [1] }],
  "data.Subset": [() => new K.data.Subset(set(), [0]), { get: () => [0], batch: () => [[0]] }],
  "data.ConcatDataset": [() => new K.data.ConcatDataset([set()]), { get: () => [0], batch: () => [[0]] }],
  "datasets.SyntheticDigits": [
    () => new K.datasets.SyntheticDigits(2),
    { get: () => [0], batch: () => [[0, 1]], take: () => [1] },
  ],
};
/** What JavaScript calls, what a class of one's own overrides, and what the types do not show. */
const others =
  /\.(toString|toJSON|forEach|entries|keys|values|extraRepr|summary|change|advance|undo|restart|avgFn|module|collate\w*|head|tail|clear)$/;

const types = declared(root);
const sites = [...types].flatMap(([name, args]) => {
  const dot = name.lastIndexOf("."),
    of = objects[name.slice(0, dot)];
  return of === undefined || others.test(name) || name.endsWith("()")
    ? []
    : [
        {
          name,
          method: name.slice(dot + 1),
          args,
          make: of[0],
          given: of[1]?.[name.slice(dot + 1)] ?? ((): unknown[] => []),
        },
      ];
});
type Site = (typeof sites)[number];
const simple = ["number", "boolean", "string"];
const plain = (text: string): string => text.replaceAll("_", "").toLowerCase();
/** What an error calls these instead. */
const alias: Readonly<Record<string, string>> = {
  on: "requiresGrad",
  i: "index",
  name: "key",
  mode: "training mode",
  path: "target",
  epoch: "epoch",
};

async function outcomeOf(s: Site, args: readonly unknown[]): Promise<{ threw: unknown } | { value: unknown }> {
  const o = s.make() as Record<string, (...a: readonly unknown[]) => unknown>;
  try {
    return { value: await o[s.method]!(...args) };
  } catch (threw) {
    return { threw };
  }
}
function fault(
  s: Site,
  args: readonly unknown[],
  result: { threw: unknown } | { value: unknown },
  name: string | null,
): string | null {
  const call = `${s.name}(${args.map(shownValue).join(", ")})`;
  if (!("threw" in result)) return `${call} is accepted`;
  if (!(result.threw instanceof K.KindlingError))
    return `${call} throws ${result.threw instanceof Error ? result.threw.stack?.slice(0, 300) : String(result.threw)}`;
  const text = plain(result.threw.message);
  return name === null || text.includes(plain(name)) || text.includes(plain(alias[name] ?? name))
    ? null
    : `${call} does not name ${name}: ${result.threw.message}`;
}

describe("methods", () => {
  test("are called as the table says", async () => {
    assert.ok(sites.length > 90, String(sites.length));
    for (const s of sites) {
      const result = await outcomeOf(s, s.given());
      if ("threw" in result) throw result.threw;
    }
  });

  test("refuse an argument of the wrong kind by name", async () => {
    const found: (string | null)[] = [];
    let tried = 0;
    for (const s of sites) {
      for (const a of s.args) {
        if (a.kinds.has("any") || !simple.some((k) => a.kinds.has(k))) continue;
        const wrong = [
          ...(a.kinds.has("string") ? [] : ["2", "false"]),
          ...(a.kinds.has("null") ? [] : [null]),
          ...(a.kinds.has("boolean") ? [] : [true]),
          ...(a.kinds.has("number") ? [] : [1]),
        ];
        for (const value of wrong) {
          if (a.name.startsWith("#") && value === null) continue; // a device or a dtype, which may be null in one of the forms
          const args = s.given(),
            last = args.at(-1);
          if (a.place >= 0) {
            while (args.length < a.place) args.push(undefined);
            args[a.place] = value;
          } else if (s.method === "to") args.splice(0, args.length, { [a.name]: value });
          else if (typeof last === "object" && last !== null && "params" in last)
            args[args.length - 1] = { ...last, [a.name]: value };
          else args.push({ [a.name]: value });
          tried++;
          found.push(
            fault(
              s,
              args,
              await outcomeOf(s, args),
              a.name.startsWith("#") || a.name === "state" || a.name === "param_groups" ? null : a.name,
            ),
          );
        }
      }
    }
    assert.ok(tried > 200, String(tried));
    assert.deepEqual(
      found.filter((f) => f !== null),
      [],
    );
  });

  test("refuse an option that does not exist, and one too many", async () => {
    const found: (string | null)[] = [];
    for (const s of sites) {
      const args = s.given();
      found.push(fault(s, [...args, { bogusThing: 1 }], await outcomeOf(s, [...args, { bogusThing: 1 }]), null));
      const many = [...s.given(), ...Array.from({ length: 8 }, () => undefined), 7];
      found.push(fault(s, many, await outcomeOf(s, many), null));
    }
    assert.deepEqual(
      found.filter((f) => f !== null),
      [],
    );
  });
});
