import assert from "node:assert/strict";
import { test } from "node:test";
import { compile, nn, noGrad, onDiagnosis, ones, type Tensor, tensor } from "kindling";
import { failure, sentence } from "./golden.js";

// registerFullBackwardHook as in PyTorch 1.13.

const show = (list: readonly (Tensor | null)[]): unknown => list.map((t) => (t === null ? null : t.tolist()));
function linear(): nn.Linear {
  const l = new nn.Linear(2, 3);
  noGrad(() =>
    l.weight.copy_(
      tensor([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
    ),
  );
  return l;
}
class Two extends nn.Module {
  forward(a: Tensor, b: Tensor): Tensor[] {
    return [a.mul(b), a.add(b)];
  }
}

test("sees the gradients of inputs and outputs, in order of registration", () => {
  const l = linear(),
    seen: unknown[] = [];
  const first = l.registerFullBackwardHook((m, gradInput, gradOutput) => {
    seen.push([m === l, show(gradInput), show(gradOutput)]);
  });
  l.registerFullBackwardHook(() => {
    seen.push("second");
  });
  const x = ones(1, 2, { requiresGrad: true }),
    y = l(x);
  assert.equal(y.gradFn?.name, "BackwardHookFunctionBackward");
  y.sum().backward();
  assert.deepEqual(seen, [[true, [[[9, 12]]], [[[1, 1, 1]]]], "second"]);
  first.remove();
  l(x).sum().backward();
  assert.deepEqual(seen.slice(2), ["second"]);
});

test("without inputs that want a gradient it hears of the outputs alone", () => {
  const l = linear(),
    seen: unknown[] = [];
  l.registerFullBackwardHook((_, gradInput, gradOutput) => {
    seen.push([show(gradInput), show(gradOutput)]);
  });
  l(ones(1, 2)).sum().backward();
  noGrad(() => l(ones(1, 2)));
  l.requiresGrad_(false);
  assert.equal(l(ones(1, 2)).requiresGrad, false);
  assert.deepEqual(seen, [[[null], [[[1, 1, 1]]]]]);
});

test("what it gives is the gradient of the inputs", () => {
  for (const how of ["eager", "compiled"]) {
    const l = linear(),
      x = ones(1, 2, { requiresGrad: true });
    l.registerFullBackwardHook((_, [g]) => [g!.mul(2)]);
    const step = (): void => {
      l(x).sum().backward();
    };
    const run = how === "eager" ? step : compile(step);
    for (let i = 0; i < 4; i++) {
      x.grad = null;
      l.zeroGrad();
      run();
      assert.deepEqual(
        [x.grad!.tolist(), l.weight.grad!.tolist()],
        [
          [[18, 24]],
          [
            [1, 1],
            [1, 1],
            [1, 1],
          ],
        ],
        how,
      );
    }
  }
});

test("several inputs and outputs, those that are not reached being null", () => {
  const t = new Two(),
    seen: unknown[] = [],
    a = ones(2, { requiresGrad: true });
  t.registerFullBackwardHook((_, gradInput, gradOutput) => {
    seen.push([show(gradInput), show(gradOutput)]);
  });
  const [p] = t(a, ones(2).mul(3));
  p!.sum().backward();
  const [u, v] = t(a, a);
  u!.sum().add(v!.sum()).backward();
  assert.deepEqual(seen, [
    [
      [
        [3, 3],
        [1, 1],
      ],
      [[1, 1], null],
    ],
    [
      [
        [2, 2],
        [2, 2],
      ],
      [
        [1, 1],
        [1, 1],
      ],
    ],
  ]);
});

test("what cannot be", () => {
  const a = ones(2, { requiresGrad: true }),
    bad = new Two(),
    none = linear();
  bad.registerFullBackwardHook(() => [null]);
  assert.equal(
    sentence(failure("hook-shape", () => bad(a, a)[0]!.sum().backward())),
    "Backward hook returned an invalid number of grad_input, got 1, but expected 2",
  );
  none.registerFullBackwardHook((_, gradInput, [g]) => (gradInput[0] === null ? [g!] : undefined));
  assert.equal(
    sentence(failure("hook-shape", () => none(ones(1, 2)).sum().backward())),
    "Backward hook for Modules where no input requires gradient should always return None or None for all gradients.",
  );
  class Dict extends nn.Module {
    forward(x: Tensor): { y: Tensor } {
      return { y: x.mul(2) };
    }
  }
  const d = new Dict(),
    said: string[] = [];
  d.registerFullBackwardHook(() => {
    said.push("called");
  });
  const before = onDiagnosis((m) => said.push(m.code));
  try {
    d(a).y.sum().backward();
  } finally {
    onDiagnosis(before);
  }
  assert.deepEqual(said, ["backward-hook"]);
  assert.equal(sentence(failure("argument", () => d.registerFullBackwardHook(3 as never))).length > 0, true);
});

test("copies keep their hooks", () => {
  const l = linear();
  let calls = 0;
  l.registerFullBackwardHook(() => {
    calls++;
  });
  nn.copyModule(l)(ones(1, 2)).sum().backward();
  assert.equal(calls, 1);
});
