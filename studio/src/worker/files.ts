// Files for the reader to take away.

import { loadWeights, noGrad, saveBytes, tensor } from "kindling";
import { Net } from "./weekend.js";
import { writeZip } from "../../../dist/serialize/zip-write.js";

export interface TextFile {
  readonly name: string;
  readonly text: string;
}
export interface BytesFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const text = (name: string, t: string): BytesFile => ({ name, bytes: new TextEncoder().encode(t) });

/** A folder in which `npm install` and `npm start` do the rest. */
export function project(folder: string, sources: readonly (TextFile | BytesFile)[]): Uint8Array {
  const files: BytesFile[] = [
    ...sources.map((f) => ("bytes" in f ? f : text(f.name, f.text))),
    text(
      "package.json",
      `${JSON.stringify(
        {
          name: folder,
          private: true,
          type: "module",
          scripts: { start: "tsc && node --enable-source-maps main.js" },
          dependencies: { kindling: "^0.1.0" },
          devDependencies: { typescript: "^5.9.0 || ^6.0.0 || ^7.0.0", "@types/node": ">=20" },
        },
        null,
        2,
      )}\n`,
    ),
    text(
      "tsconfig.json",
      `${JSON.stringify({ compilerOptions: { target: "es2022", module: "nodenext", strict: true, sourceMap: true, skipLibCheck: true, types: ["node"] }, include: ["*.ts"] }, null, 2)}\n`,
    ),
    text(
      "README.md",
      `# ${folder}

    npm install
    npm start

kindling is not on npm's registry yet: run \`npm pack\` in its folder and install the file that it makes,
\`npm install ../kindling/kindling-0.1.0.tgz\`, before the two lines above.
`,
    ),
  ];
  return new Uint8Array(
    concat(
      writeZip(
        files.map((f) => ({ name: `${folder}/${f.name}`, data: f.bytes })),
        1,
      ),
    ),
  );
}

function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((n, c) => n + c.length, 0));
  let at = 0;
  for (const c of chunks) {
    all.set(c, at);
    at += c.length;
  }
  return all;
}

/** The model of chapter 1 as the file that the post saves. */
function saveNet(weights: number[]): Uint8Array {
  const net = new Net();
  noGrad(() => {
    net.l1.weight.copy_(tensor([weights.slice(0, 10)]));
    net.l1.bias!.copy_(tensor(weights.slice(10)));
  });
  return saveBytes(net);
}

/** Ten weights and the bias of such a file, whole or a state dict. */
function openNet(bytes: Uint8Array): number[] {
  const found = loadWeights(bytes);
  const net = new Net();
  try {
    net.loadStateDict(found);
  } catch (e) {
    const holds = [...found]
      .slice(0, 6)
      .map(([name, t]) => `${name} [${t.shape.join(", ")}]`)
      .join(", ");
    throw new Error(
      `the file holds ${holds}${found.size > 6 ? ", …" : ""}, and this network is l1.weight [1, 10] and l1.bias [1]. The last chapter looks into any file.`,
      { cause: e },
    );
  }
  return [...(net.l1.weight.detach().flatten().tolist() as number[]), net.l1.bias!.item()];
}

export const files = { "files.project": project, "files.saveNet": saveNet, "files.openNet": openNet };
