import type { Tensor } from "../../core/tensor.js";
import { exactly } from "../../diagnose/arguments.js";
import { each, type Size, tuple } from "../sizes.js";
import { fail } from "../../diagnose/error.js";
import { formatNumber } from "../../util/pyformat.js";
import { pad, padAs } from "../functional/pad.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

/** Both sides of each of `nd` dimensions, the last dimension first. */
const sides = (padding: Size, nd: number, name: string): number[] =>
  (Array.isArray(padding) && padding.length !== 2 * nd ? null : each(padding, 2 * nd)) ??
  fail(
    "pad-size",
    `${name}: the padding must be a whole number or ${2 * nd} of them`,
    "before and after, for the last dimension first: [left, right, top, bottom].",
  );

/** What the layers of every kind have in common: how many elements are added on each side, the last dimension first. */
export abstract class PadNd extends Module {
  static override readonly name: string = "PadNd";
  static override readonly python: PythonForm = { module: "torch.nn.modules.padding", attributes: { padding: "ints" } };
  /** Elements added on each side, those of the last dimension first: `[left, right, top, bottom, front, back]`. */
  readonly padding: readonly number[];
  constructor(nd: number, padding: Size) {
    super();
    this.padding = sides(padding, nd, new.target.name);
  }
  override extraRepr(): string {
    return tuple(this.padding);
  }
}

/** What the layers that add one value have in common. */
export abstract class ConstantPadNd extends PadNd {
  static override readonly name: string = "ConstantPadNd";
  static override readonly python: PythonForm = { attributes: { value: "float" } };
  /** What is added. */
  readonly value: number;
  constructor(nd: number, args: readonly unknown[]) {
    const [padding, value] = exactly<[Size, number]>(`ConstantPad${nd}d`, ["padding", "value"], args);
    super(nd, padding);
    this.value = value;
  }
  /** Pads: `[N, C, …]` (or without N) to the padded sizes. */
  forward(x: Tensor): Tensor {
    return pad(x, this.padding, "constant", this.value);
  }
  override extraRepr(): string {
    return `padding=${tuple(this.padding)}, value=${formatNumber(this.value)}`;
  }
}

/** What {@link ConstantPad1d} takes by name. */
interface PaddingValueNamed {
  /** How many elements are added on each side: a number, or one for each side, the last dimension's first. */
  padding: Size;
  /** What the border is filled with. */
  value: number;
}
/**
 * Elements of one value before and after the last dimension: a number for both sides, or `[left, right]`.
 */
export class ConstantPad1d extends ConstantPadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "ConstantPad1d");
  /**
   * Elements of one value before and after the last dimension: a number for both sides, or `[left, right]`.
   *
   * @example
   * new nn.ConstantPad1d([2, 1], 9)(tensor([[1, 2]])); // → tensor([[9., 9., 1., 2., 9.]])
   */
  constructor(padding: Size, value: number);
  /** Elements of one value before and after the last dimension: a number for both sides, or `[left, right]`. All arguments by name. */
  constructor(options: PaddingValueNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super(1, [first, ...more]);
  }
}
/**
 * Elements of one value around the last two dimensions: a number for all sides, or `[left, right, top, bottom]`.
 */
export class ConstantPad2d extends ConstantPadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "ConstantPad2d");
  /**
   * Elements of one value around the last two dimensions: a number for all sides, or `[left, right, top, bottom]`.
   *
   * @example
   * new nn.ConstantPad2d([1, 0, 0, 1], 9)(zeros(1, 1, 1)).tolist(); // → 9,0,9,9
   */
  constructor(padding: Size, value: number);
  /** Elements of one value around the last two dimensions: a number for all sides, or `[left, right, top, bottom]`. All arguments by name. */
  constructor(options: PaddingValueNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super(2, [first, ...more]);
  }
}
/**
 * Elements of one value around the last three dimensions: `[left, right, top, bottom, front, back]`.
 */
export class ConstantPad3d extends ConstantPadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "ConstantPad3d");
  /**
   * Elements of one value around the last three dimensions: `[left, right, top, bottom, front, back]`.
   *
   * @example
   * new nn.ConstantPad3d(1, 0)(zeros(1, 2, 3, 4, 5)).shape; // → 1,2,5,6,7
   */
  constructor(padding: Size, value: number);
  /** Elements of one value around the last three dimensions: `[left, right, top, bottom, front, back]`. All arguments by name. */
  constructor(options: PaddingValueNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super(3, [first, ...more]);
  }
}

/** What {@link ZeroPad1d} takes by name. */
interface PaddingNamed {
  /** How many elements are added on each side: a number, or one for each side, the last dimension's first. */
  padding: Size;
}
/**
 * Zeros before and after the last dimension: a number for both sides, or `[left, right]`.
 */
export class ZeroPad1d extends ConstantPadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "ZeroPad1d");
  /**
   * Zeros before and after the last dimension: a number for both sides, or `[left, right]`.
   *
   * @example
   * new nn.ZeroPad1d([1, 2])(tensor([[1, 2]])); // → tensor([[0., 1., 2., 0., 0.]])
   */
  constructor(padding: Size);
  /** Zeros before and after the last dimension: a number for both sides, or `[left, right]`. All arguments by name. */
  constructor(options: PaddingNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super(1, [exactly<[Size]>("ZeroPad1d", ["padding"], [first, ...more])[0], 0]);
  }
  override extraRepr(): string {
    return tuple(this.padding);
  }
}
/**
 * Zeros around the last two dimensions: a number for all sides, or `[left, right, top, bottom]`.
 */
export class ZeroPad2d extends ConstantPadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "ZeroPad2d");
  /**
   * Zeros around the last two dimensions: a number for all sides, or `[left, right, top, bottom]`.
   *
   * @example
   * new nn.ZeroPad2d([1, 0, 0, 0])(tensor([[[1, 2], [3, 4]]])).tolist(); // → 0,1,2,0,3,4
   */
  constructor(padding: Size);
  /** Zeros around the last two dimensions: a number for all sides, or `[left, right, top, bottom]`. All arguments by name. */
  constructor(options: PaddingNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super(2, [exactly<[Size]>("ZeroPad2d", ["padding"], [first, ...more])[0], 0]);
  }
  override extraRepr(): string {
    return tuple(this.padding);
  }
}

/**
 * Zeros around the last three dimensions: `[left, right, top, bottom, front, back]`.
 */
export class ZeroPad3d extends ConstantPadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "ZeroPad3d");
  /**
   * Zeros around the last three dimensions: `[left, right, top, bottom, front, back]`.
   *
   * @example
   * new nn.ZeroPad3d(1)(zeros(1, 2, 3, 4, 5)).shape; // → 1,2,5,6,7
   */
  constructor(padding: Size);
  /** Zeros around the last three dimensions: `[left, right, top, bottom, front, back]`. All arguments by name. */
  constructor(options: PaddingNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super(3, [exactly<[Size]>("ZeroPad3d", ["padding"], [first, ...more])[0], 0]);
  }
  override extraRepr(): string {
    return tuple(this.padding);
  }
}

/**
 * The elements of `[N, C, L]` mirrored at the ends; fewer than L of them.
 */
export class ReflectionPad1d extends PadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "ReflectionPad1d");
  /**
   * The elements of `[N, C, L]` mirrored at the ends; fewer than L of them.
   *
   * @example
   * new nn.ReflectionPad1d(2)(tensor([[1, 2, 3]])); // → tensor([[3., 2., 1., 2., 3., 2., 1.]])
   */
  constructor(padding: Size);
  /** The elements of `[N, C, L]` mirrored at the ends; fewer than L of them. All arguments by name. */
  constructor(options: PaddingNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super(1, exactly<[Size]>("ReflectionPad1d", ["padding"], [first, ...more])[0]);
  }
  /** Pads: `[N, C, L]` (or without N) to `[N, C, L']`. */
  forward(x: Tensor): Tensor {
    return padAs(x, this.padding, "reflect");
  }
}
/**
 * The elements of `[N, C, H, W]` mirrored at the edges: a number for all sides, or `[left, right, top, bottom]`.
 *
 * @throws KindlingError `pad-size` if there are too few elements to mirror.
 */
export class ReflectionPad2d extends PadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "ReflectionPad2d");
  /**
   * The elements of `[N, C, H, W]` mirrored at the edges: a number for all sides, or `[left, right, top, bottom]`.
   *
   * @throws KindlingError `pad-size` if there are too few elements to mirror.
   * @example
   * new nn.ReflectionPad2d([1, 1, 0, 0])(tensor([[[1, 2, 3]]])).tolist(); // → 2,1,2,3,2
   */
  constructor(padding: Size);
  /** The elements of `[N, C, H, W]` mirrored at the edges: a number for all sides, or `[left, right, top, bottom]`. All arguments by name. */
  constructor(options: PaddingNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super(2, exactly<[Size]>("ReflectionPad2d", ["padding"], [first, ...more])[0]);
  }
  /** Pads: `[N, C, H, W]` (or without N) to `[N, C, H', W']`. */
  forward(x: Tensor): Tensor {
    return padAs(x, this.padding, "reflect");
  }
}
/**
 * The elements of `[N, C, D, H, W]` mirrored at the faces.
 */
export class ReflectionPad3d extends PadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "ReflectionPad3d");
  /**
   * The elements of `[N, C, D, H, W]` mirrored at the faces.
   *
   * @example
   * new nn.ReflectionPad3d(1)(zeros(1, 2, 3, 4, 5)).shape; // → 1,2,5,6,7
   */
  constructor(padding: Size);
  /** The elements of `[N, C, D, H, W]` mirrored at the faces. All arguments by name. */
  constructor(options: PaddingNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super(3, exactly<[Size]>("ReflectionPad3d", ["padding"], [first, ...more])[0]);
  }
  /** Pads: `[N, C, D, H, W]` (or without N) to `[N, C, D', H', W']`. */
  forward(x: Tensor): Tensor {
    return padAs(x, this.padding, "reflect");
  }
}

/**
 * The end elements of `[N, C, L]` repeated.
 */
export class ReplicationPad1d extends PadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "ReplicationPad1d");
  /**
   * The end elements of `[N, C, L]` repeated.
   *
   * @example
   * new nn.ReplicationPad1d(2)(tensor([[1, 2, 3]])); // → tensor([[1., 1., 1., 2., 3., 3., 3.]])
   */
  constructor(padding: Size);
  /** The end elements of `[N, C, L]` repeated. All arguments by name. */
  constructor(options: PaddingNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super(1, exactly<[Size]>("ReplicationPad1d", ["padding"], [first, ...more])[0]);
  }
  /** Pads: `[N, C, L]` (or without N) to `[N, C, L']`. */
  forward(x: Tensor): Tensor {
    return padAs(x, this.padding, "replicate");
  }
}
/**
 * The edge elements of `[N, C, H, W]` repeated: a number for all sides, or `[left, right, top, bottom]`.
 */
export class ReplicationPad2d extends PadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "ReplicationPad2d");
  /**
   * The edge elements of `[N, C, H, W]` repeated: a number for all sides, or `[left, right, top, bottom]`.
   *
   * @example
   * new nn.ReplicationPad2d([1, 0, 0, 0])(tensor([[[1, 2], [3, 4]]])).tolist(); // → 1,1,2,3,3,4
   */
  constructor(padding: Size);
  /** The edge elements of `[N, C, H, W]` repeated: a number for all sides, or `[left, right, top, bottom]`. All arguments by name. */
  constructor(options: PaddingNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super(2, exactly<[Size]>("ReplicationPad2d", ["padding"], [first, ...more])[0]);
  }
  /** Pads: `[N, C, H, W]` (or without N) to `[N, C, H', W']`. */
  forward(x: Tensor): Tensor {
    return padAs(x, this.padding, "replicate");
  }
}
/**
 * The outer elements of `[N, C, D, H, W]` repeated.
 */
export class ReplicationPad3d extends PadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "ReplicationPad3d");
  /**
   * The outer elements of `[N, C, D, H, W]` repeated.
   *
   * @example
   * new nn.ReplicationPad3d(1)(zeros(1, 2, 3, 4, 5)).shape; // → 1,2,5,6,7
   */
  constructor(padding: Size);
  /** The outer elements of `[N, C, D, H, W]` repeated. All arguments by name. */
  constructor(options: PaddingNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super(3, exactly<[Size]>("ReplicationPad3d", ["padding"], [first, ...more])[0]);
  }
  /** Pads: `[N, C, D, H, W]` (or without N) to `[N, C, D', H', W']`. */
  forward(x: Tensor): Tensor {
    return padAs(x, this.padding, "replicate");
  }
}

/**
 * The elements of `[N, C, L]` as on a ring: before the first element the last ones, and after the last the first.
 */
export class CircularPad1d extends PadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "CircularPad1d");
  /**
   * The elements of `[N, C, L]` as on a ring: before the first element the last ones, and after the last the first.
   *
   * @example
   * new nn.CircularPad1d(1)(tensor([[[1, 2, 3]]])); // → tensor([[[3., 1., 2., 3., 1.]]])
   */
  constructor(padding: Size);
  /** The elements of `[N, C, L]` as on a ring: before the first element the last ones, and after the last the first. All arguments by name. */
  constructor(options: PaddingNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super(1, exactly<[Size]>("CircularPad1d", ["padding"], [first, ...more])[0]);
  }
  /** Pads: `[N, C, L]` (or without N) to `[N, C, L']`. */
  forward(x: Tensor): Tensor {
    return padAs(x, this.padding, "circular");
  }
}

/**
 * The elements of `[N, C, H, W]` as on a ring: beyond each edge those of the opposite one.
 */
export class CircularPad2d extends PadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "CircularPad2d");
  /**
   * The elements of `[N, C, H, W]` as on a ring: beyond each edge those of the opposite one.
   *
   * @example
   * new nn.CircularPad2d([1, 0, 0, 0])(tensor([[[[1, 2], [3, 4]]]])).tolist(); // → 2,1,2,4,3,4
   */
  constructor(padding: Size);
  /** The elements of `[N, C, H, W]` as on a ring: beyond each edge those of the opposite one. All arguments by name. */
  constructor(options: PaddingNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super(2, exactly<[Size]>("CircularPad2d", ["padding"], [first, ...more])[0]);
  }
  /** Pads: `[N, C, H, W]` (or without N) to `[N, C, H', W']`. */
  forward(x: Tensor): Tensor {
    return padAs(x, this.padding, "circular");
  }
}

/**
 * The elements of `[N, C, D, H, W]` as on a ring: beyond each face those of the opposite one.
 */
export class CircularPad3d extends PadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "CircularPad3d");
  /**
   * The elements of `[N, C, D, H, W]` as on a ring: beyond each face those of the opposite one.
   *
   * @example
   * new nn.CircularPad3d(1)(zeros(1, 2, 3, 4, 5)).shape; // → 1,2,5,6,7
   */
  constructor(padding: Size);
  /** The elements of `[N, C, D, H, W]` as on a ring: beyond each face those of the opposite one. All arguments by name. */
  constructor(options: PaddingNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super(3, exactly<[Size]>("CircularPad3d", ["padding"], [first, ...more])[0]);
  }
  /** Pads: `[N, C, D, H, W]` (or without N) to `[N, C, D', H', W']`. */
  forward(x: Tensor): Tensor {
    return padAs(x, this.padding, "circular");
  }
}
