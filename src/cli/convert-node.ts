// `kindling convert`: converts weights between formats, by file extension.

import path from "node:path";
import type { Tensor } from "../core/tensor.js";
import { library, onnxLibrary, read, Refused, UsageError } from "./command-node.js";

const endings = [".pt", ".pth", ".safetensors", ".npz", ".npy"];
/** An ONNX model contains weights, but weights alone are not a model. */
const readable = [...endings, ".onnx"];

/** Converts a file. */
export async function convert(args: readonly string[]): Promise<void> {
  const { given } = read(args, ["file to read", "file to write"]);
  const [from, to] = given as [string, string];
  const [a, b] = [from, to].map((f) => path.extname(f).toLowerCase()) as [string, string];
  for (const [file, ending, known] of [
    [from, a, readable],
    [to, b, endings],
  ] as const)
    if (!known.includes(ending)) throw new UsageError(`The extension of ${file} is not one of ${known.join(", ")}.`);
  const onnx = a === ".onnx" ? await onnxLibrary() : null;
  const { load, loadWeights, npy, npz, safetensors, save, nn, Tensor } = await library();
  const readers: Readonly<Record<string, () => ReadonlyMap<string, Tensor>>> = {
    ".safetensors": () => safetensors.load(from),
    ".onnx": () => onnx!.load(from).stateDict(),
    ".npz": () => npz.load(from),
    ".npy": () => new Map([["array", npy.load(from)]]),
    ".pt": () => {
      let one: unknown;
      try {
        return loadWeights(from);
      } catch (e) {
        try {
          one = load(from);
        } catch {
          throw e;
        }
        if (one instanceof Tensor) return new Map([["tensor", one]]);
        throw e;
      }
    },
  };
  const tensors = (readers[a === ".pth" ? ".pt" : a] ?? (() => new Map<string, Tensor>()))();
  if (b === ".safetensors") safetensors.save(tensors, to);
  else if (b === ".npz") npz.save(tensors, to);
  else if (b === ".npy") {
    const [only, ...more] = tensors.values();
    if (only === undefined || more.length > 0)
      throw new Refused(`${from} holds ${tensors.size} tensors, but a .npy file holds only one; write a .npz file.`);
    npy.save(only, to);
  } else save(new nn.StateDict(tensors), to);
  console.log(`${to}: ${tensors.size} ${tensors.size === 1 ? "tensor" : "tensors"}`);
}
