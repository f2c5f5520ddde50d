// The shapes of handwritten digits: each as lines in a unit square, x to the right and y down, with random variations
// between hands.

export type Point = readonly [x: number, y: number];

/** A separate random stream for each image, so that images do not depend on one another. */
export class Dice {
  static readonly name: string = "Dice";
  private state: number;
  constructor(seed: number, index: number) {
    this.state = (Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) | 0;
    for (let i = 0; i < 3; i++) this.next();
  }
  /** 32 bits. Source: mulberry32, T. Ettinger. */
  private next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  }
  between(low: number, high: number): number {
    return low + ((high - low) * this.next()) / 2 ** 32;
  }
  below(n: number): number {
    return Math.floor(this.between(0, n));
  }
  chance(p: number): boolean {
    return this.between(0, 1) < p;
  }
  /** Nearly normal: mean 0, standard deviation 1. */
  normal(): number {
    return this.between(-1, 1) + this.between(-1, 1) + this.between(-1, 1);
  }
}

/** Part of an ellipse; 0° is to the right, 90° down. */
function arc(cx: number, cy: number, rx: number, ry: number, from: number, to: number): Point[] {
  const n = Math.max(4, Math.ceil(Math.abs(to - from) / 15));
  return Array.from({ length: n + 1 }, (_, i): Point => {
    const a = ((from + ((to - from) * i) / n) * Math.PI) / 180;
    return [cx + rx * Math.cos(a), cy + ry * Math.sin(a)];
  });
}

/** A smooth line through three points: a parabola. */
function curve(a: Point, b: Point, c: Point): Point[] {
  return Array.from({ length: 9 }, (_, i): Point => {
    const t = i / 8,
      u = (1 - t) * (1 - 2 * t),
      v = 4 * t * (1 - t),
      w = t * (2 * t - 1);
    return [u * a[0] + v * b[0] + w * c[0], u * a[1] + v * b[1] + w * c[1]];
  });
}

const writers: readonly ((d: Dice) => Point[][])[] = [
  (d) => {
    // 0
    const start = d.between(-110, -50),
      more = d.between(-15, 25);
    return [arc(0.5, 0.5, d.between(0.24, 0.38), d.between(0.42, 0.5), start, start - 360 - more)];
  },
  (d) => {
    // 1
    const top = 0.5 + d.between(-0.04, 0.08),
      foot = 0.5 + d.between(-0.05, 0.05);
    const lines: Point[][] = [curve([top, 0], [(top + foot) / 2 + d.between(-0.02, 0.02), 0.5], [foot, 1])];
    if (d.chance(0.3))
      lines.push([
        [top - d.between(0.12, 0.28), d.between(0.14, 0.28)],
        [top, 0],
      ]);
    if (d.chance(0.15))
      lines.push([
        [foot - d.between(0.15, 0.25), 1],
        [foot + d.between(0.15, 0.25), 1],
      ]);
    return lines;
  },
  (d) => {
    // 2
    const w = d.between(0.24, 0.32),
      h = d.between(0.22, 0.3),
      end = d.between(20, 50);
    const head = arc(0.5, h, w, h, d.between(180, 215), 360 + end),
      neck = head[head.length - 1]!;
    const corner: Point = [d.between(0.12, 0.24), d.between(0.9, 0.98)],
      last: Point = [d.between(0.78, 0.92), d.between(0.88, 1)];
    const down = curve(
      neck,
      [(neck[0] + corner[0]) / 2 + d.between(-0.02, 0.06), (neck[1] + corner[1]) / 2 + d.between(0, 0.05)],
      corner,
    );
    if (d.chance(0.35)) {
      // with a loop in the corner
      const r = d.between(0.06, 0.1);
      return [
        [
          ...head,
          ...down,
          ...arc(corner[0] + r * 0.6, corner[1] - r * 0.7, r, r * 0.7, 150, 420),
          ...curve([corner[0] + r, corner[1] - r * 0.3], [0.6, 0.97], last),
        ],
      ];
    }
    return [
      [...head, ...down, ...curve(corner, [(corner[0] + last[0]) / 2, corner[1] + d.between(-0.06, 0.04)], last)],
    ];
  },
  (d) => {
    // 3
    const w = d.between(0.22, 0.3),
      split = d.between(0.44, 0.5),
      deep = d.between(0.12, 0.2);
    const upper = arc(0.45, split / 2, w, split / 2, d.between(190, 220), 360 + d.between(60, 90));
    const lower = arc(
      0.45,
      (1 + split) / 2,
      w * d.between(1, 1.25),
      (1 - split) / 2,
      d.between(265, 290),
      360 + d.between(130, 165),
    );
    return [[...upper, [0.45 - deep * d.between(-0.2, 0.6), split], ...lower]];
  },
  (d) => {
    // 4
    const bar = d.between(0.52, 0.66),
      stem = d.between(0.6, 0.74),
      foot = stem + d.between(-0.08, 0.03);
    if (d.chance(0.6)) {
      // open above
      const left = d.between(0.14, 0.26);
      return [
        [
          ...curve(
            [left + d.between(0, 0.08), d.between(0, 0.12)],
            [left - 0.02, bar / 2],
            [left + d.between(-0.04, 0.04), bar],
          ),
          [d.between(0.82, 0.95), bar + d.between(-0.06, 0.04)],
        ],
        curve([stem + d.between(0, 0.06), d.between(0, 0.12)], [stem, 0.5], [foot, 1]),
      ];
    }
    return [
      [
        [stem, 0],
        [d.between(0.08, 0.18), bar],
        [d.between(0.84, 0.95), bar + d.between(-0.03, 0.03)],
      ],
      [
        [stem, d.between(0, 0.3)],
        [foot, 1],
      ],
    ];
  },
  (d) => {
    // 5
    const left = d.between(0.22, 0.34),
      belly = d.between(0.38, 0.46),
      w = d.between(0.26, 0.34);
    const lower = arc(
      d.between(0.42, 0.5),
      (belly + 1) / 2 - 0.02,
      w,
      (1 - belly) / 2 + 0.03,
      d.between(228, 245),
      360 + d.between(125, 160),
    );
    const neck: Point = [left, belly];
    const top: Point = [left + d.between(0.02, 0.1), d.between(0, 0.06)];
    const flag: Point = [d.between(0.74, 0.9), d.between(0, 0.06)];
    return d.chance(0.7)
      ? [[flag, top, neck, ...lower]]
      : [
          [top, neck, ...lower],
          [top, flag],
        ];
  },
  (d) => {
    // 6
    const r = d.between(0.2, 0.28),
      h = d.between(0.19, 0.26),
      cx = 0.5,
      cy = 1 - h;
    const start: Point = [d.between(0.55, 0.75), 0];
    return [
      [
        ...curve(start, [cx - r * d.between(0.75, 1), cy * d.between(0.48, 0.58)], [cx - r, cy]),
        ...arc(cx, cy, r, h, 180, -180 - d.between(0, 25)),
      ],
    ];
  },
  (d) => {
    // 7
    const corner: Point = [d.between(0.78, 0.9), d.between(0.02, 0.1)],
      foot: Point = [d.between(0.3, 0.5), 1];
    const lines: Point[][] = [
      [
        ...curve([d.between(0.1, 0.2), d.between(0.03, 0.12)], [0.5, d.between(0.02, 0.1)], corner),
        ...curve(corner, [(corner[0] + foot[0]) / 2 + d.between(-0.06, 0.03), 0.5], foot),
      ],
    ];
    if (d.chance(0.2))
      lines.push([
        [d.between(0.36, 0.44), 0.5],
        [d.between(0.72, 0.82), 0.47],
      ]);
    if (d.chance(0.2))
      lines.push([
        [lines[0]![0]![0], lines[0]![0]![1]],
        [lines[0]![0]![0] - 0.01, d.between(0.15, 0.25)],
      ]);
    return lines;
  },
  (d) => {
    // 8
    const waist = d.between(0.43, 0.5),
      up = d.between(0.17, 0.25),
      low = d.between(0.21, 0.3),
      lean = d.between(-0.03, 0.06);
    // In one go: from the top right, around the upper half, across, around the lower half and back.
    const start = d.between(-70, -20);
    return [
      [
        ...arc(0.5 + lean, waist / 2, up, waist / 2, start, -270),
        ...arc(0.5, (1 + waist) / 2, low, (1 - waist) / 2, -90, 270),
        ...arc(0.5 + lean, waist / 2, up, waist / 2, 90, start - d.between(-10, 15)),
      ],
    ];
  },
  (d) => {
    // 9
    const r = d.between(0.2, 0.28),
      h = d.between(0.19, 0.26),
      end = d.between(0.46, 0.68);
    const loop = arc(0.48, h, r, h, d.between(-40, 0), -360),
      side: Point = [0.48 + r, h];
    if (d.chance(0.3))
      return [
        [...loop, ...curve(side, [0.48 + r * 0.95, 0.75], [end - 0.1, 0.97]), [end - 0.3, d.between(0.88, 0.95)]],
      ];
    return [[...loop, ...curve(side, [(side[0] + end) / 2 + d.between(0, 0.06), 0.6], [end, 1])]];
  },
];

/** The lines of a digit. */
export function strokesOf(digit: number, dice: Dice): Point[][] {
  const jitter = dice.between(0, 0.012);
  return writers[digit]!(dice).map((line) =>
    line.map(([x, y]): Point => [x + dice.between(-jitter, jitter), y + dice.between(-jitter, jitter)]),
  );
}
