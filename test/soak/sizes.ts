// A program that gives hostile sizes to every function and layer: each number of each kind of call that the goldens know is
// replaced in turn. It says on a line of its own what it tries and what came of it, so that whoever started it knows what
// ended it. `node sizes.js FROM EVERY OFFSET` runs from number FROM on, of every EVERY the one at OFFSET.
import { writeSync } from "node:fs";
import { pathToFileURL } from "node:url";
import * as kindling from "kindling";
import { F, KindlingError, manualSeed, nn, noGrad, onDiagnosis } from "kindling";
import { functionOf, inputsOf, readCalls } from "../calls.js";
import { build, type LayerCase, make, readCases } from "../nn/cases.js";

const hostile = [2 ** 31, 2 ** 40, 2 ** 53, 1e21];

interface Trial {
  readonly name: string;
  readonly run: () => unknown;
}
type Fn = (...args: unknown[]) => unknown;

/** The places of numbers in a call's arguments; tensors are given as objects, and are left alone. */
function* places(v: unknown, path: readonly (string | number)[] = []): Generator<readonly (string | number)[]> {
  if (typeof v === "number") {
    if (Number.isInteger(v)) yield path;
    return;
  }
  if (typeof v !== "object" || v === null) return;
  if (!Array.isArray(v) && ["t", "l", "v", "num", "d"].some((k) => k in v)) return;
  for (const [k, inner] of Object.entries(v)) yield* places(inner, [...path, Array.isArray(v) ? Number(k) : k]);
}

/** The arguments with another value at a place. */
function replaced(v: unknown, [key, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(v)) return v.map((x: unknown, i) => (i === key ? replaced(x, rest, value) : x));
  return { ...(v as object), [key]: replaced((v as Record<string, unknown>)[key], rest, value) };
}

const namedFunction = (name: string): Fn => {
  for (const at of [F, kindling, nn.utils, nn.utils.rnn, nn.init] as unknown as Record<string, Fn>[])
    if (at[name] !== undefined) return at[name];
  throw new Error(`kindling has no ${name}`);
};

/** All trials, in an order that does not change. */
export function trials(): Trial[] {
  const all: Trial[] = [],
    seen = new Set<string>();
  const add = (name: string, args: unknown, run: (args: unknown) => unknown): void => {
    for (const path of places(args)) {
      const id = `${name} ${path.join(".")}`;
      if (seen.has(id)) continue;
      seen.add(id);
      for (const value of hostile) all.push({ name: `${id} = ${value}`, run: () => run(replaced(args, path, value)) });
    }
  };
  for (const file of [
    "nn_functional",
    "nn_grid",
    "nn_rare",
    "nn_recurrent",
    "nn_samples",
    "nn_sequence",
    "nn_spatial",
    "nn_spatial_layers",
    "nn_transformer",
    "nn_utils",
  ]) {
    const { functions = [], layers = [] } = readCases(file);
    for (const c of functions) {
      add(c.n, { a: c.a, o: c.o }, (args) => {
        const { a, o } = args as Pick<typeof c, "a" | "o">;
        return namedFunction(c.n)(...a.map(make), ...(Object.keys(o).length === 0 ? [] : [make({ k: o })]));
      });
    }
    for (const c of layers) {
      add(`nn.${c.n}`, { c: c.c, ck: c.ck }, (args) => {
        const layer = build({ ...c, ...(args as Pick<LayerCase, "c" | "ck">) });
        return c.in === undefined ? layer : layer(...c.in.map(make));
      });
    }
  }
  for (const calls of readCalls("edges", "linalg", "fft").byName.values()) {
    for (const c of calls) {
      add(c.n, { a: c.a ?? [], k: c.k ?? {} }, (args) => {
        const { a, k } = args as { a: unknown[]; k: Record<string, unknown> },
          given = inputsOf(c);
        return functionOf(c, false)!(...(c.list ? [given] : given), ...a, ...(Object.keys(k).length === 0 ? [] : [k]));
      });
    }
  }
  // What the goldens ask with small numbers only, or not at all.
  const x = (...shape: number[]): kindling.Tensor => kindling.ones(shape),
    labels = kindling.tensor([0, 2], { dtype: "int64" });
  const more: Record<string, (n: number) => unknown> = {
    "interpolate scale": (n) => F.interpolate(x(1, 1, 4), { scaleFactor: n }),
    "interpolate linear scale": (n) => F.interpolate(x(1, 1, 4), { scaleFactor: n, mode: "linear" }),
    "interpolate half of 2^31": (n) => F.interpolate(x(1, 1, 4), { scaleFactor: Math.min(n, 5e8) }),
    "interpolate 2d": (n) => F.interpolate(x(1, 1, 4, 4), { size: [n, 1], mode: "bilinear" }),
    "interpolate area": (n) => F.interpolate(x(1, 1, 4), { size: n, mode: "area" }),
    "pad replicate": (n) => F.pad(x(1, 1, 4), [n, 0], "replicate"),
    "pad circular": (n) => F.pad(x(1, 1, 4), [n, 0], "circular"),
    "pad constant": (n) => F.pad(x(4), [0, n]),
    "adaptive average": (n) => F.adaptiveAvgPool1d(x(1, 1, 4), n),
    "adaptive maximum": (n) => F.adaptiveMaxPool2d(x(1, 1, 4, 4), [n, 1]),
    "adaptive softmax": (n) => new nn.AdaptiveLogSoftmaxWithLoss(4, n, [2]),
    unpool: (n) => F.maxUnpool1d(x(1, 1, 2), kindling.zeros(1, 1, 2).long(), 2, { outputSize: [n] }),
    "unpool kernel": (n) => F.maxUnpool1d(x(1, 1, 2), kindling.zeros(1, 1, 2).long(), n),
    "unpool layer": (n) => new nn.MaxUnpool2d(n)(x(1, 1, 2, 2), kindling.zeros(1, 1, 2, 2).long()),
    polygamma: (n) => kindling.polygamma(n, x(3)),
    mvlgamma: (n) => kindling.mvlgamma(x(3).mul(1e9), n),
    oneHot: (n) => F.oneHot(labels, n),
    "oneHot of a large label": (n) => F.oneHot(kindling.tensor([BigInt(n) % 2n ** 62n], { dtype: "int64" })),
    "oneHot of 2^62": () => F.oneHot(kindling.tensor([2n ** 62n])),
    repeatInterleave: (n) => kindling.repeatInterleave(x(3), n),
    "repeatInterleave of counts": (n) =>
      kindling.repeatInterleave(x(3), kindling.tensor([1n, BigInt(n) % 2n ** 62n, 2n ** 62n])),
    repeat: (n) => x(3).repeat(n),
    tile: (n) => x(3).tile([n]),
    bincount: (n) => kindling.bincount(labels, { minlength: n }),
    "bincount of a large number": (n) => kindling.bincount(kindling.tensor([BigInt(n) % 2n ** 62n])),
    arange: (n) => kindling.arange(n),
    linspace: (n) => kindling.linspace(0, 1, n),
    logspace: (n) => kindling.logspace(0, 1, n),
    eye: (n) => kindling.eye(n),
    full: (n) => kindling.full([n], 1),
    randperm: (n) => kindling.randperm(n),
    "triu indices": (n) => kindling.triuIndices(n, n),
    combinations: (n) => kindling.combinations(x(30), { r: n }),
    vander: (n) => kindling.vander(x(3), n),
    histc: (n) => kindling.histc(x(3), { bins: n }),
    fold: (n) => F.fold(x(1, 4, 1), { outputSize: [n, n], kernelSize: [2, 2] }),
    "unfold padding": (n) => F.unfold(x(1, 1, 4, 4), { kernelSize: 2, padding: n }),
    "conv padding": (n) => F.conv1d(x(1, 1, 4), x(1, 1, 2), null, { padding: n }),
    "conv dilation": (n) => F.conv1d(x(1, 1, 4), x(1, 1, 2), null, { dilation: n }),
    "conv transposed stride": (n) => F.convTranspose1d(x(1, 1, 4), x(1, 1, 2), null, { stride: n }),
    "pool window": (n) => F.avgPool1d(x(1, 1, 4), n),
    "pool padding": (n) => F.maxPool1d(x(1, 1, 4), 2, { padding: n }),
    "fft of n": (n) => kindling.fft.fft(x(4), { n }),
    "matrix power": (n) => kindling.linalg.matrixPower(kindling.eye(2), n),
    chebyshev: (n) => kindling.special.chebyshevPolynomialT(x(3), n),
    hermite: (n) => kindling.special.hermitePolynomialH(x(3), n),
    embedding: (n) => new nn.Embedding(n, 1),
    linear: (n) => new nn.Linear(n, n),
    "recurrent layers": (n) => new nn.LSTM(2, 2, { numLayers: n }),
    "pixel shuffle": (n) => F.pixelShuffle(x(1, 4, 2, 2), n),
    chunk: (n) => x(4).chunk(n),
    "tensor split": (n) => kindling.tensorSplit(x(4), n),
    split: (n) => x(4).split(n),
    expand: (n) => x(1).expand(n).sum(),
    "expand twice": (n) => kindling.add(x(1).expand(n), 1),
    "nested dims": (n) => x(...Array<number>(Math.min(n, 70)).fill(1)),
    unflatten: (n) => x(4).unflatten(0, [n, -1]),
    diag: (n) => kindling.diag(x(3), n),
    diagEmbed: (n) => kindling.diagEmbed(x(3), { offset: n }),
    multinomial: (n) => kindling.multinomial(x(3), n, true),
    window: (n) => kindling.hannWindow(n),
    stft: (n) => kindling.stft(x(8), n),
    "dropout of none": (n) => F.dropout(x(3), n),
    "cyclic list": (n) => kindling.roll(x(4), n),
    rot90: (n) => kindling.rot90(x(2, 2), n),
    "fractional pool": (n) => F.fractionalMaxPool2d(x(1, 1, 4, 4), 2, { outputSize: n }),
    "cosine window": (n) => kindling.kaiserWindow(n),
    block: (n) => kindling.cartesianProd(x(3), x(Math.min(n, 2 ** 10))),
    "data loader": (n) => [...new kindling.data.DataLoader([1], { batchSize: n })],
  };
  for (const [name, run] of Object.entries(more))
    for (const value of [...hostile, 1e9])
      if (value !== 1e9 || /interpolate|pad |adaptive (a|m)|unpool|gamma/.test(name))
        all.push({ name: `${name} = ${value}`, run: () => run(value) });
  return all;
}

const [from, every, offset] = process.argv.slice(2).map(Number) as [number, number, number];
if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  onDiagnosis(() => {});
  const list = trials();
  writeSync(1, `all ${list.length}\n`);
  for (let i = from; i < list.length; i++) {
    if (i % every !== offset) continue;
    const { name, run } = list[i]!;
    writeSync(1, `try ${i} ${name}\n`);
    manualSeed(0);
    let came = "right";
    try {
      noGrad(run);
    } catch (e) {
      came = e instanceof KindlingError ? "refused" : `raw ${String(e).slice(0, 120).replaceAll("\n", " ")}`;
    }
    writeSync(1, `got ${came}\n`);
  }
  writeSync(1, "end\n");
}
