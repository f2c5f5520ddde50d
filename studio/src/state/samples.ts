// Tables to begin with.

export interface Sample {
  readonly id: string;
  readonly name: string;
  readonly text: () => string;
}

/** Always the same numbers: a small generator is enough for examples. */
function numbers(seed: number): () => number {
  let s = seed;
  return () => {
    s = (s * 1_103_515_245 + 12_345) % 2 ** 31;
    return s / 2 ** 31;
  };
}

export const samples: readonly Sample[] = [
  {
    id: "rings",
    name: "two rings",
    text: () => {
      const r = numbers(7);
      return `x,y,ring\n${Array.from({ length: 240 }, (_, i) => {
        const angle = r() * 2 * Math.PI,
          far = (i % 2 === 0 ? 0.9 : 2.1) + (r() - 0.5) * 0.7;
        return `${(far * Math.cos(angle)).toFixed(3)},${(far * Math.sin(angle)).toFixed(3)},${i % 2 === 0 ? "inner" : "outer"}`;
      }).join("\n")}`;
    },
  },
  {
    id: "wave",
    name: "a noisy wave",
    text: () => {
      const r = numbers(3);
      return `x,y\n${Array.from({ length: 160 }, () => {
        const x = r() * 8 - 4;
        return `${x.toFixed(3)},${(Math.sin(x * 1.3) * 1.5 + (r() - 0.5) * 0.5).toFixed(3)}`;
      }).join("\n")}`;
    },
  },
  {
    id: "ones",
    name: "count the ones",
    text: () => {
      const r = numbers(1);
      return Array.from({ length: 100 }, () => {
        const p = r();
        const bits = Array.from({ length: 10 }, () => Number(r() < p));
        return [...bits, bits.reduce((a, b) => a + b)].join(",");
      }).join("\n");
    },
  },
];
