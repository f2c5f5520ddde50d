// Random stacks of layers, as data: built alike in both languages.
import fc from "fast-check";
import { nn } from "kindling";

/** A layer: its name and the arguments of its constructor, all positional in Python. */
export type Spec = readonly [
  name: string,
  ...args: (number | boolean | string | readonly number[] | readonly Spec[])[],
];

export interface Stack {
  readonly features: number;
  readonly layers: readonly Spec[];
}

const between = fc.constantFrom<Spec>(
  ["ReLU", false],
  ["ReLU", true],
  ["Tanh"],
  ["Sigmoid"],
  ["Softmax", 1],
  ["LogSoftmax", 1],
  ["ELU", 0.5, false],
  ["GELU", "tanh"],
  ["GELU", "none"],
  ["LeakyReLU", 0.2, false],
  ["LogSigmoid"],
  ["SiLU", false],
  ["Softplus", 2.5, 10.5],
  ["Dropout", 0.3, false],
  ["Identity"],
  ["Flatten", 1, -1],
);

/** Stacks that take `[n, features]`. */
export const stacks: fc.Arbitrary<Stack> = fc
  .tuple(
    fc.integer({ min: 1, max: 5 }),
    fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.boolean(), between, fc.boolean()), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([features, parts]) => {
    const layers: Spec[] = [];
    let n = features;
    for (const [out, bias, next, nested] of parts) {
      const pair: Spec[] = [["Linear", n, out, bias], next];
      if (nested) layers.push(["Sequential", pair]);
      else layers.push(...pair);
      n = out;
    }
    return { features, layers };
  });

export function build(layers: readonly Spec[]): nn.Sequential {
  return new nn.Sequential(...layers.map(layer));
}

function layer([name, ...args]: Spec): nn.Module {
  const [a, b, c] = args as [number, number, boolean];
  switch (name) {
    case "Sequential":
      return build(args[0] as readonly Spec[]);
    case "Linear":
      return new nn.Linear(a, b, c);
    case "ReLU":
    case "SiLU":
      return new nn[name]({ inplace: args[0] as boolean });
    case "GELU":
      return new nn.GELU({ approximate: args[0] as "none" });
    case "ELU":
    case "LeakyReLU":
    case "Softplus":
    case "Softmax":
    case "LogSoftmax":
    case "Dropout":
    case "Flatten":
      return new nn[name](a, b as never);
    case "Tanh":
    case "Sigmoid":
    case "LogSigmoid":
    case "Identity":
      return new nn[name]();
    default:
      throw new Error(`no layer ${name}`);
  }
}

/** The same in Python: `build(layers)`. */
export const buildInPython = `
import torch.nn as nn
def layer(spec):
    name, *args = spec
    if name == "Sequential": return build(args[0])
    if name == "GELU": return nn.GELU(approximate=args[0])
    return getattr(nn, name)(*args)
def build(layers): return nn.Sequential(*map(layer, layers))
`;
