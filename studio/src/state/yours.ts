// The network of chapter 8 as data, and as the program that does the same in Node.

export const activations = ["ReLU", "Tanh", "Sigmoid", "GELU"] as const;
export type LayerSpec =
  | { readonly kind: "Linear"; readonly size: number }
  | { readonly kind: (typeof activations)[number] }
  | { readonly kind: "Dropout"; readonly p: number };

export interface YoursConfig {
  readonly layers: readonly LayerSpec[];
  readonly optimizer: "Adam" | "SGD";
  readonly lr: number;
  readonly seed: number;
  readonly classify: boolean;
}

/** `16 ReLU 16 ReLU drop0.1`: the layers as text, for the address. */
export const layersToText = (layers: readonly LayerSpec[]): string =>
  layers.map((l) => (l.kind === "Linear" ? String(l.size) : l.kind === "Dropout" ? `drop${l.p}` : l.kind)).join(" ");

export function layersFromText(text: string): LayerSpec[] | null {
  const layers: LayerSpec[] = [];
  for (const word of text.split(/[\s+]+/).filter((w) => w !== "")) {
    const size = /^\d{1,4}$/.test(word) ? Number(word) : NaN;
    const drop = /^drop(0(?:\.\d+)?)$/.exec(word);
    const kind = activations.find((a) => a === word);
    if (size >= 1 && size <= 1024) layers.push({ kind: "Linear", size });
    else if (drop !== null) layers.push({ kind: "Dropout", p: Number(drop[1]) });
    else if (kind !== undefined) layers.push({ kind });
    else return null;
  }
  return layers.length <= 12 ? layers : null;
}

/** The lines that make the layers, for `inputs` columns and `outputs` results. */
export function layerLines(layers: readonly LayerSpec[], inputs: number, outputs: number): string[] {
  let width = inputs;
  const lines = layers.map((l) => {
    if (l.kind === "Linear") {
      const line = `new nn.Linear(${width}, ${l.size})`;
      width = l.size;
      return line;
    }
    return l.kind === "Dropout" ? `new nn.Dropout(${l.p})` : `new nn.${l.kind}()`;
  });
  return [...lines, `new nn.Linear(${width}, ${outputs})`];
}

export function yoursProgram(c: YoursConfig, columns: readonly string[], outputs: number, steps: number): string {
  const inputs = columns.length - 1;
  return `// Learns the last column of data.csv from the others.
import { readFileSync } from "node:fs";
import { manualSeed, nn, noGrad, optim, randperm, save, tensor } from "kindling";

const rows = readFileSync("data.csv", "utf8").trim().split("\\n").slice(1).map((line) => line.split(",").map(Number));

manualSeed(${c.seed});
// Four of five training rows, the fifth to see whether it holds for others too.
const order = randperm(rows.length).tolist() as number[];
const cut = Math.floor(rows.length * 0.8);
const part = (from: number, to: number) => {
  const picked = order.slice(from, to).map((i) => rows[i]!);
  return {
    x: tensor(picked.map((r) => r.slice(0, ${inputs}))),
    y: ${c.classify ? `tensor(picked.map((r) => r[${inputs}]!), { dtype: "int64" })` : `tensor(picked.map((r) => [r[${inputs}]!]))`},
  };
};
const train = part(0, cut);
const test = part(cut, rows.length);

// Inputs of about the same size learn sooner.
const mean = train.x.mean(0);
const std = train.x.std(0).add(1e-6);
train.x = train.x.sub(mean).div(std);
test.x = test.x.sub(mean).div(std);

const model = new nn.Sequential(
${layerLines(c.layers, inputs, outputs)
  .map((l) => `  ${l},`)
  .join("\n")}
);
const criterion = new nn.${c.classify ? "CrossEntropyLoss" : "MSELoss"}();
const optimizer = new optim.${c.optimizer}(model.parameters(), { lr: ${c.lr} });

for (let step = 0; step < ${steps}; step++) {
  optimizer.zeroGrad();
  const loss = criterion(model(train.x), train.y);
  loss.backward();
  optimizer.step();
}

model.eval();
noGrad(() => {
  console.log(criterion(model(train.x), train.y).item());
  console.log(criterion(model(test.x), test.y).item());
});
save(model, "cnn.pt");
`;
}
