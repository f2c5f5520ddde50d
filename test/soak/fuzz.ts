// Files with something wrong in them, made from good ones by a seed: each is read, or refused with an error of ours, at
// once. `node fuzz.js FROM COUNT SEED` says what it tries and what came of it, for supervise.ts; what it names is tried
// again by FROM = its number and COUNT = 1 more than that.
import { writeSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { datasets, KindlingError, load, loadWeights, nn, ones, safetensors, saveBytes } from "kindling";
import { readArchive, writeArchive } from "#src/serialize/archive.js";
import { concatBytes } from "#src/serialize/bytes.js";

/** mulberry32 */
function numbersFrom(seed: number): (below: number) => number {
  let s = seed | 0;
  return (below) => {
    s = (s + 0x6d2b79f5) | 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const extreme = [0, 1, 0x7f, 0x80, 0xff];
/** Some bytes changed, cut, doubled or put elsewhere. */
export function mutated(good: Uint8Array, below: (n: number) => number): Uint8Array {
  let bytes: Uint8Array = good.slice();
  for (let times = 1 + below(4); times > 0 && bytes.length > 0; times--) {
    const at = below(bytes.length),
      length = Math.min(1 + below(16), bytes.length - at);
    switch (below(6)) {
      case 0:
        bytes[at]! ^= 1 << below(8);
        break;
      case 1:
        bytes.fill(extreme[below(5)]!, at, at + length);
        break;
      case 2:
        bytes = bytes.slice(0, at);
        break;
      case 3:
        bytes = concatBytes([bytes.subarray(0, at + length), bytes.subarray(at)]);
        break; // a part twice
      case 4:
        bytes = concatBytes([bytes.subarray(0, at), bytes.subarray(at + length)]);
        break;
      default:
        bytes.copyWithin(below(bytes.length), at, at + length);
    }
  }
  return bytes;
}

class Net extends nn.Module {
  l1 = new nn.Linear(3, 2);
  bn = new nn.BatchNorm1d(2);
}
const model = new Net(),
  file = saveBytes(model),
  state = saveBytes({ weights: model.stateDict(), epoch: 3, lists: [[1], new Map([[1, "a"]])] });
const inside = (zip: Uint8Array, below: (n: number) => number): Uint8Array => {
  const { pickle, records } = readArchive(zip);
  return concatBytes(writeArchive({ pickle: mutated(pickle, below), records }));
};
const idx = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8);

export const formats: Record<
  string,
  { readonly make: (below: (n: number) => number) => Uint8Array; readonly use: (bytes: Uint8Array) => unknown }
> = {
  ".pt, the archive": { make: (b) => mutated(file, b), use: (bytes) => [load(bytes, { Net }), loadWeights(bytes)] },
  ".pt, a model's pickle": {
    make: (b) => inside(file, b),
    use: (bytes) => {
      const m = load<Net>(bytes, { Net });
      return [String(m), m.stateDict?.()];
    },
  },
  ".pt, a state's pickle": { make: (b) => inside(state, b), use: (bytes) => load(bytes) },
  ".pt, weights alone": { make: (b) => inside(file, b), use: (bytes) => loadWeights(bytes) },
  safetensors: {
    make: (b) => mutated(safetensors.save({ a: ones(2, 3), b: ones(4) }, { metadata: { format: "pt" } }), b),
    use: (bytes) => safetensors.load(bytes),
  },
  IDX: { make: (b) => mutated(idx, b), use: (bytes) => datasets.readIdx(bytes) },
  gzip: { make: (b) => mutated(gzipSync(idx), b), use: (bytes) => datasets.gunzip(bytes) },
};

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [from, count, seed] = process.argv.slice(2).map(Number) as [number, number, number],
    names = Object.keys(formats);
  for (let i = from; i < count; i++) {
    const name = names[i % names.length]!,
      { make, use } = formats[name]!;
    writeSync(1, `try ${i} ${name}, seed ${seed}, number ${i}\n`);
    let came = "right";
    // Half of an answer is none: what is read is printed or listed as well.
    try {
      await use(make(numbersFrom(seed * 1_000_003 + i)));
    } catch (e) {
      came = e instanceof KindlingError ? "refused" : `raw ${String(e).slice(0, 120).replaceAll("\n", " ")}`;
    }
    writeSync(1, `got ${came}\n`);
  }
  writeSync(1, "end\n");
}
