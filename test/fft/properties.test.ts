import { describe, test } from "node:test";
import assert from "node:assert/strict";
import {
  abs,
  compile,
  complex,
  fft,
  gradcheck,
  gradgradcheck,
  manualSeed,
  randn,
  real,
  type Tensor,
  tensor,
  viewAsComplex,
  viewAsReal,
} from "kindling";

const near = (a: Tensor, b: Tensor, within: number): void => {
  assert.deepEqual([a.shape, a.dtype], [b.shape, b.dtype]);
  const d = abs(a.sub(b)).max().item();
  assert.ok(d <= within, `they differ by ${d}`);
};
const noise = (n: number): Tensor => complex(randn(n, { dtype: "float64" }), randn(n, { dtype: "float64" }));

describe("of any length", () => {
  for (const n of [1, 2, 16, 49, 97, 101, 128, 360, 961, 1009, 1024, 2 * 1009, 4096, 10007]) {
    test(String(n), () => {
      manualSeed(n);
      const x = noise(n),
        X = fft.fft(x);
      near(fft.ifft(X), x, 1e-12 * Math.sqrt(n));
      near(abs(X).square().sum().div(n), abs(x).square().sum(), 1e-10 * n); // Parseval
      // One frequency by the definition.
      const k = Math.floor(n / 3),
        at = (f: (v: number) => number): Tensor =>
          tensor(
            Array.from({ length: n }, (_, j) => f((2 * Math.PI * ((j * k) % n)) / n)),
            { dtype: "float64" },
          );
      near(X.select(0, k), x.mul(complex(at(Math.cos), at(Math.sin).neg())).sum(), 1e-11 * n);
      const r = real(x).clone();
      near(fft.irfft(fft.rfft(r), n), r, 1e-12 * Math.sqrt(n));
    });
  }
});

describe("gradients of both orders agree with finite differences", () => {
  const functions: Record<string, (x: Tensor) => Tensor> = {
    fft: (x) => fft.fft(viewAsComplex(x)),
    ifft: (x) => fft.ifft(viewAsComplex(x), 4),
    rfft: (x) => fft.rfft(x, 5, 0),
    irfft: (x) => fft.irfft(viewAsComplex(x)),
    irfftOdd: (x) => fft.irfft(viewAsComplex(x), 5),
    hfft: (x) => fft.hfft(viewAsComplex(x)),
    fft2: (x) => fft.fft2(x),
    rfft2: (x) => fft.rfft2(x),
    power: (x) => abs(fft.fft(viewAsComplex(x))).square(),
  };
  for (const [name, f] of Object.entries(functions)) {
    test(name, () => {
      manualSeed(2);
      const parts = (x: Tensor): Tensor => {
        const y = f(x);
        return y.isComplex() ? viewAsReal(y) : y;
      };
      const x = randn(3, 2, { dtype: "float64" }).requiresGrad_();
      gradcheck(parts, [x]);
      gradgradcheck(parts, [x]);
    });
  }
});

test("a filter in a compiled step", () => {
  manualSeed(3);
  const w = randn(5).requiresGrad_();
  const step = (x: Tensor): Tensor => {
    w.grad = null;
    const loss = fft.irfft(fft.rfft(x).mul(w), 8).square().sum();
    loss.backward();
    return loss.detach();
  };
  const compiled = compile(step);
  for (let i = 0; i < 4; i++) {
    const x = randn(3, 8),
      loss = step(x),
      g = w.grad!.clone();
    near(compiled(x), loss, 1e-4);
    near(w.grad!, g, 1e-4);
  }
});
