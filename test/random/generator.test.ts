import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { normal, uniform } from "#src/random/distributions.js";
import {
  defaultGenerator,
  Generator,
  getRngState,
  initialSeed,
  manualSeed,
  seed,
  setRngState,
} from "#src/random/generator.js";
import { golden } from "./golden.js";

function rand(g: Generator, n = 3): number[] {
  const out = new Float32Array(n);
  uniform(g, out);
  return [...out];
}

function randn(g: Generator, n: number): number[] {
  const out = new Float32Array(n);
  normal(g, out);
  return [...out];
}

const fromBase64 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "base64"));
const code =
  (c: string, sentence: string) =>
  (e: unknown): boolean =>
    (e as { code: string }).code === c && (e as Error).message.startsWith(sentence);

describe("Generator", () => {
  test("starts at PyTorch's default seed", () => {
    assert.equal(new Generator().initialSeed(), BigInt(golden.defaultSeed));
    assert.deepEqual(rand(new Generator()), rand(new Generator().manualSeed(67280421310721)));
  });

  test("a seed counts modulo 2^64, and the stream depends on its low 32 bits", () => {
    assert.equal(new Generator().manualSeed(-1).initialSeed(), 2n ** 64n - 1n);
    assert.equal(new Generator().manualSeed(-(2n ** 63n)).initialSeed(), 2n ** 63n);
    assert.deepEqual(rand(new Generator().manualSeed(2 ** 32 + 5)), rand(new Generator().manualSeed(5)));
    assert.deepEqual(rand(new Generator().manualSeed(7)), rand(new Generator().manualSeed(7n)));
  });

  test("what is not a seed is refused", () => {
    const g = new Generator().manualSeed(1);
    for (const bad of [NaN, 1.5, Infinity, "0", null, undefined, true]) {
      assert.throws(() => g.manualSeed(bad as number), code("random-seed", "manual_seed expected a long, but got"));
    }
    for (const bad of [2n ** 64n, -(2n ** 63n) - 1n, 2 ** 64])
      assert.throws(() => g.manualSeed(bad), code("random-seed", "Overflow when unpacking long"));
    assert.throws(() => g.manualSeed(2 ** 60), /1152921504606846976n/);
    assert.equal(g.initialSeed(), 1n);
  });

  test("reads and writes PyTorch's state, with the waiting sample", () => {
    const { state, next } = golden.saved;
    const bytes = fromBase64(state);
    const g = new Generator().setState(bytes);
    assert.deepEqual(g.getState(), bytes);
    assert.equal(g.initialSeed(), 77n);
    assert.deepEqual(
      randn(g, 4).map(String),
      next.map((x) => String(Math.fround(x))),
    );
    const h = new Generator().manualSeed(77);
    randn(h, 3);
    assert.deepEqual(h.getState(), bytes);
  });

  test("reads the legacy state", () => {
    const { state, legacyNormal, legacyNext } = golden.saved;
    const bytes = fromBase64(state).slice(0, 5048);
    const view = new DataView(bytes.buffer);
    view.setFloat64(5016, legacyNormal[0], true);
    view.setFloat64(5024, 0, true);
    view.setFloat64(5032, legacyNormal[1], true);
    assert.deepEqual(
      randn(new Generator().setState(bytes), 4).map(String),
      legacyNext.map((x) => String(Math.fround(x))),
    );
  });

  test("a float sample in a state survives", () => {
    const bytes = new Generator().getState();
    new DataView(bytes.buffer).setFloat32(5048, 1.5, true);
    bytes[5052] = 1;
    assert.deepEqual(new Generator().setState(bytes).clone().getState(), bytes);
  });

  test("a state goes on where it was taken, at every place in a block", () => {
    const g = new Generator().manualSeed(3);
    for (const n of [0, 1, 622, 1, 1, 700]) {
      rand(g, n);
      const copy = new Generator().setState(g.getState());
      assert.deepEqual(copy.getState(), g.getState());
      assert.deepEqual(rand(copy, 1300), rand(g.clone(), 1300));
    }
  });

  test("a clone is independent", () => {
    const g = new Generator().manualSeed(3);
    randn(g, 1);
    const c = g.clone();
    assert.deepEqual(randn(c, 3), randn(g, 3));
    rand(c);
    assert.notDeepEqual(c.getState(), g.getState());
  });

  test("what is not a state is refused, and changes nothing", () => {
    const g = new Generator().manualSeed(3);
    const before = g.getState();
    assert.throws(
      () => g.setState(new Uint8Array(10)),
      code(
        "random-state",
        "Expected either a CPUGeneratorImplStateLegacy of size 5048 or a CPUGeneratorImplState of size 5056 but found the input RNG state size to be 10",
      ),
    );
    assert.throws(() => g.setState(new Uint8Array(5056)), code("random-state", "Invalid mt19937 state"));
    assert.throws(
      () => g.setState([] as unknown as Uint8Array),
      code("random-state", "RNG state must be a torch.ByteTensor"),
    );
    for (const [left, next] of [
      [0, 1],
      [-1, 1],
      [625, 0],
      [2, 624],
      [600, 600],
      [1, -1],
      [1, 625],
    ] as const) {
      const bytes = g.getState();
      new DataView(bytes.buffer).setInt32(8, left, true);
      new DataView(bytes.buffer).setInt32(16, next, true);
      assert.throws(() => g.setState(bytes), code("random-state", "Invalid mt19937 state"), `${left}, ${next}`);
    }
    assert.deepEqual(g.getState(), before);
  });

  test("a state may be a part of a larger buffer", () => {
    const bytes = new Uint8Array(6000);
    const g = new Generator().manualSeed(12);
    bytes.set(g.getState(), 13);
    assert.deepEqual(rand(new Generator().setState(bytes.subarray(13, 13 + 5056))), rand(g));
  });

  test("the default generator", () => {
    const before = getRngState();
    assert.equal(manualSeed(5), defaultGenerator);
    assert.equal(initialSeed(), 5n);
    const state = getRngState();
    const first = rand(defaultGenerator);
    setRngState(state);
    assert.deepEqual(rand(defaultGenerator), first);
    const chosen = seed();
    assert.equal(initialSeed(), chosen);
    const again = rand(defaultGenerator);
    assert.deepEqual(rand(new Generator().manualSeed(chosen)), again);
    setRngState(before);
  });

  test("seed() clears the waiting sample", () => {
    const g = new Generator();
    randn(g, 1);
    g.seed();
    assert.equal(g.nextNormal, null);
  });
});
