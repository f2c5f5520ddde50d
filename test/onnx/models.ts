// Models for the tests: ONNX's own conformance models, which Debian packages, and small ones that are written here.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Tensor } from "kindling";
import { readTensor } from "#src/onnx/format/model.js";
import { tensorOf } from "#src/onnx/format/tensors.js";
import { type Graph, type Node, type Port, writeModel } from "#src/onnx/format/write.js";

const folder = "/usr/share/libonnx-testdata/data";
/** Why the conformance models are not here; undefined where they are. */
export const noConformance = existsSync(folder)
  ? undefined
  : "ONNX's conformance models are not installed (on Debian: apt-get install libonnx-testdata)";

export interface Case {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Files of inputs and outputs, for each set of data. */
  readonly sets: readonly { readonly inputs: readonly Uint8Array[]; readonly outputs: readonly Uint8Array[] }[];
}

/** All conformance models that have data. */
export function* conformance(): Iterable<Case> {
  for (const family of readdirSync(folder).sort())
    for (const name of readdirSync(path.join(folder, family)).sort()) {
      const at = path.join(folder, family, name);
      if (!existsSync(path.join(at, "model.onnx"))) continue;
      const sets = readdirSync(at)
        .filter((s) => s.startsWith("test_data"))
        .map((s) => ({ inputs: files(path.join(at, s), "input"), outputs: files(path.join(at, s), "output") }));
      yield { name: `${family}/${name}`, bytes: readFileSync(path.join(at, "model.onnx")), sets };
    }
}

function files(at: string, what: string): Uint8Array[] {
  const out: Uint8Array[] = [];
  for (let i = 0; existsSync(path.join(at, `${what}_${i}.pb`)); i++)
    out.push(readFileSync(path.join(at, `${what}_${i}.pb`)));
  return out;
}

/** The tensor of a file. bfloat16 stands in these files as uint16. */
export function tensorIn(file: Uint8Array, type: number): Tensor {
  const t = readTensor(new Uint8Array(file.buffer, file.byteOffset, file.byteLength));
  if (type === 16 && t.type === 4) t.type = 16;
  return tensorOf(t, () => {
    throw new Error("no external data");
  });
}

/** A small model. */
export function modelOf(
  nodes: readonly Node[],
  inputs: readonly Port[],
  outputs: readonly string[],
  initializers: Readonly<Record<string, Tensor>> = {},
  opset = 17,
): Uint8Array {
  const graph: Graph = {
    name: "test",
    nodes,
    inputs,
    outputs: outputs.map((name) => ({ name, dtype: "float32", shape: [] })),
    initializers: new Map(Object.entries(initializers)),
  };
  return writeModel(graph, opset, "test", "1");
}
