// Writes the weights that come with chapter 5: the parameters of the example's checkpoint, one after the other as float32,
// so that the page needs nothing to read them.
//
//     npm run example:mnist -- --model small --epochs 6
//     node studio/weights.mjs mnist-small.pt

import { writeFileSync } from "node:fs";
import { load } from "kindling";

const { model } = load(process.argv[2] ?? "mnist-small.pt");
const values = [...model.values()].flatMap((t) => t.flatten().tolist());
writeFileSync(new URL("public/mnist.bin", import.meta.url), new Uint8Array(Float32Array.from(values).buffer));
console.log(`studio/public/mnist.bin: ${values.length} numbers of ${[...model.keys()].join(", ")}`);
