// `kindling new`: a project that is ready to train, in TypeScript, with a test.

import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { version } from "../version.js";
import { read, Refused, UsageError } from "./command-node.js";

/** Creates the project. */
export function makeProject(args: readonly string[]): void {
  const { given } = read(args, ["name"]);
  const folder = given[0]!,
    name = path.basename(path.resolve(folder)).toLowerCase();
  if (!/^[a-z0-9][a-z0-9._-]{0,200}$/.test(name))
    throw new UsageError(`A project cannot be called "${name}": use letters, digits, ".", "-" and "_".`);
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new Refused(`The folder ${folder} is not empty; choose another name.`);
  for (const [file, text] of Object.entries(files(name))) {
    const at = path.join(folder, file);
    mkdirSync(path.dirname(at), { recursive: true });
    writeFileSync(at, text);
  }
  console.log(`${folder} is ready:\n\n  cd ${folder}\n  npm install\n  npm start`);
}

/** Used in the texts below, which are not imports of this file. */
const library = JSON.stringify("kindling");

const files = (name: string): Readonly<Record<string, string>> => ({
  "package.json": `${JSON.stringify(
    {
      name,
      version: "0.0.0",
      private: true,
      type: "module",
      scripts: {
        build: "tsc",
        start: "tsc && node dist/train.js",
        test: "tsc && node --test dist/",
      },
      dependencies: { kindling: `^${version}` },
      devDependencies: { "@types/node": "^20.19.0", typescript: "^5.9.0" },
    },
    null,
    2,
  )}\n`,
  "tsconfig.json": `${JSON.stringify(
    {
      compilerOptions: {
        strict: true,
        target: "es2022",
        module: "nodenext",
        types: ["node"],
        rootDir: "src",
        outDir: "dist",
        skipLibCheck: true,
      },
      include: ["src"],
    },
    null,
    2,
  )}\n`,
  ".gitignore": "node_modules/\ndist/\nruns/\n",
  "src/net.ts": `import { F, nn, random, tensor, type Tensor } from ${library};

/** Guesses how many ones there are in a list of ten bits. */
export class Net extends nn.Module {
  l1 = new nn.Linear(10, 16);
  l2 = new nn.Linear(16, 1);
  forward(x: Tensor): Tensor {
    return this.l2(F.relu(this.l1(x)));
  }
}

/** Lists of ten bits, and the number of ones in each. */
export function lists(count: number): [inputs: Tensor, answers: Tensor] {
  const bits = Array.from({ length: count }, () => Array.from({ length: 10 }, () => random.randint(0, 1)));
  return [tensor(bits), tensor(bits.map((b) => [b.reduce((a, v) => a + v, 0)]))];
}
`,
  "src/train.ts": `import { Checkpoint, F, manualSeed, optim, plot, random, save, summary } from ${library};
import { lists, Net } from "./net.js";

manualSeed(0);
random.seed(0);
const model = new Net(),
  optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
const losses: number[] = [];
console.log(summary(model, { inputSize: [32, 10] }));

// Resumes after Ctrl-C or a crash. Remove the folder runs/ to start again.
const checkpoint = new Checkpoint("runs/first", { model, optimizer, losses }, { every: 200 });
checkpoint.resume();
for (const _ of checkpoint.epochs(1000)) {
  const [x, y] = lists(32);
  const loss = F.mseLoss(model(x), y);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  losses.push(loss.item());
}

console.log(String(plot(losses, { title: "loss", logY: true })));
save(model, "runs/net.pt");
const [x, y] = lists(5);
console.log("right:", y.flatten().tolist(), "found:", model(x).flatten().round().tolist());
`,
  "src/net.test.ts": `import assert from "node:assert/strict";
import { test } from "node:test";
import { zeros } from ${library};
import { lists, Net } from "./net.js";

test("the network returns a number for each list", () => {
  assert.deepEqual([...new Net()(zeros(3, 10)).shape], [3, 1]);
});

test("lists come with their number of ones", () => {
  const [x, y] = lists(4);
  assert.deepEqual(x.sum(1, { keepdim: true }).tolist(), y.tolist());
});
`,
  "README.md": `# ${name}

- \`npm install\`, once
- \`npm start\` trains; Ctrl-C stops it, and the next start goes on
- \`npm test\`
- \`npx kindling inspect runs/net.pt\` shows the learned weights
`,
});
