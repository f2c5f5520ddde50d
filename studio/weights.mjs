// Writes the weights that come with the page: the parameters of a checkpoint, one after the other, so that the page needs
// nothing to read them. MNIST's are float32; the GPT's are bfloat16, the upper half of each float32.
//
//     npm run example:mnist -- --model small --epochs 6
//     node studio/weights.mjs mnist mnist-small.pt
//
// For the GPT: download the program of its chapter as a project, set `steps` to 3000, run it, and
//
//     node studio/weights.mjs gpt gpt.pt

import { writeFileSync } from "node:fs";
import { load } from "../dist/bundle/node.js";

const [which, from] = process.argv.slice(2);
if (!["mnist", "gpt"].includes(which) || from === undefined) {
  console.error("usage: node studio/weights.mjs mnist|gpt FILE.pt");
  process.exit(2);
}
const found = load(from);
const state = which === "mnist" ? found.model : found;
const values = Float32Array.from([...state.values()].flatMap((t) => t.flatten().tolist()));
const to = `studio/public/${which}.bin`;
writeFileSync(
  new URL(`public/${which}.bin`, import.meta.url),
  new Uint8Array(which === "mnist" ? values.buffer : halves(values).buffer),
);
console.log(`${to}: ${values.length} numbers of ${[...state.keys()].join(", ")}`);

/** Rounds to bfloat16, halves to even. */
function halves(list) {
  const bits = new Uint32Array(list.buffer);
  return Uint16Array.from(bits, (b) => (b + 0x7fff + ((b >>> 16) & 1)) >>> 16);
}
