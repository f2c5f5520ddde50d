// ONNX's own conformance models: what kindling computes for each against the outputs that come with it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { allclose, type Tensor } from "kindling";
import { load } from "kindling/onnx";
import { readModel, type GraphProto, type ModelProto } from "#src/onnx/format/model.js";
import { type Case, conformance, noConformance, tensorIn } from "./models.js";

/** What is not in scope, and why. */
function outOfScope(m: ModelProto, c: Case): string | null {
  const opset = m.opsets.get("") ?? 0;
  const ports = [...m.graph.inputs, ...m.graph.outputs];
  const ops = [...opsOf(m.graph)];
  if (opset < 7 || opset > 17) return "operators before version 7";
  if (ports.some((p) => p.kind !== "tensor") || ops.some((o) => /Sequence/.test(o) && o !== "ReverseSequence"))
    return "sequences and optionals";
  if (ports.some((p) => p.type === 8)) return "texts";
  if (ops.some((o) => o === "Loop" || o === "Scan")) return "loops";
  return c.sets.every((s) => s.outputs.length === 0) ? "no data" : null;
}
function* opsOf(g: GraphProto): Iterable<string> {
  for (const n of g.nodes) {
    yield n.op;
    for (const a of n.attributes.values()) if (a.g !== null) yield* opsOf(a.g);
  }
}

/** Those that do not give the outputs of the files, and why. Everything else must. */
const expected: readonly [RegExp, string][] = [
  [/^node\/test_bernoulli/, "random numbers"],
  [/^node\/test_training_dropout(_default)?(_mask)?$/, "random numbers"],
  [/^node\/test_tfidfvectorizer/, "counts of n-grams, for texts"],
  [/^simple\/test_gradient_of_/, "a preview of training within ONNX"],
  [/^node\/test_castlike_(BFLOAT16_to_FLOAT|FLOAT_to_BFLOAT16)/, "their inputs have other shapes than the models say"],
  [/^node\/test_cast_FLOAT_to_BFLOAT16$/, "cut off in the file, rounded here"],
  [
    /^node\/test_resize_downsample_scales_(linear|cubic)_align_corners$/,
    "sizes are whole numbers here, as in onnxruntime, and fractions in these files",
  ],
];

function run(c: Case, m: ModelProto): void {
  const model = load<Tensor | Tensor[]>(c.bytes),
    wanted = model.inputNames();
  for (const s of c.sets) {
    const inputs = s.inputs
      .slice(0, wanted.length)
      .map((f, i) => tensorIn(f, m.graph.inputs.find((p) => p.name === wanted[i])!.type));
    const got = [model(...inputs)].flat();
    assert.equal(got.length, s.outputs.length);
    s.outputs.forEach((f, i) => {
      const want = tensorIn(f, m.graph.outputs[i]!.type);
      assert.equal(got[i]!.dtype, want.dtype, `the dtype of output ${i}`);
      assert.deepEqual(got[i]!.shape, want.shape, `the shape of output ${i}`);
      assert.ok(
        allclose(got[i]!.double(), want.double(), { rtol: 1e-3, atol: 1e-5, equalNan: true }),
        `the values of output ${i}`,
      );
    });
  }
}

test("conformance models give their outputs", { skip: noConformance }, (t) => {
  let total = 0,
    passed = 0;
  const wrong: string[] = [],
    outside = new Map<string, number>();
  for (const c of conformance()) {
    total++;
    const m = readModel(c.bytes),
      why = outOfScope(m, c);
    if (why !== null) {
      outside.set(why, (outside.get(why) ?? 0) + 1);
      continue;
    }
    const known = expected.find(([name]) => name.test(c.name));
    try {
      run(c, m);
      passed++;
    } catch (e) {
      if (known === undefined) wrong.push(`${c.name}: ${(e as Error).message.split("\n")[0]!}`);
    }
  }
  const inScope = total - [...outside.values()].reduce((a, b) => a + b, 0);
  const left = [...outside].map(([why, n]) => `${n} ${why}`).join(", ");
  const line = `${passed} of ${inScope} conformance models pass (${((100 * passed) / inScope).toFixed(1)} %); not in scope: ${left}`;
  t.diagnostic(line);
  assert.deepEqual(wrong, []);
  assert.ok(passed >= 0.85 * inScope);
});
