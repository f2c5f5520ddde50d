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

/** The base of all padding layers: the numbers of elements added on each side, the last dimension first. */
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

/** The base of the layers that pad with one value. */
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

/** Arguments of {@link ConstantPad1d}, by name. */
interface PaddingValueNamed {
  /** The number of elements added on each side: one number, or one for each side, the last dimension's first. */
  padding: Size;
  /** The value that fills the border. */
  value: number;
}
/**
 * Pads the last dimension with one value: a number for both sides, or `[left, right]`.
 */
export class ConstantPad1d extends ConstantPadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "ConstantPad1d");
  /**
   * Pads the last dimension with one value: a number for both sides, or `[left, right]`.
   *
   * @example
   * new nn.ConstantPad1d([2, 1], 9)(tensor([[1, 2]])); // → tensor([[9., 9., 1., 2., 9.]])
   */
  constructor(padding: Size, value: number);
  /**
   * Pads the last dimension with one value: a number for both sides, or `[left, right]`. Takes all arguments by name.
   */
  constructor(options: PaddingValueNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super(1, [first, ...more]);
  }
}
/**
 * Pads the last two dimensions with one value: a number for all sides, or `[left, right, top, bottom]`.
 */
export class ConstantPad2d extends ConstantPadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "ConstantPad2d");
  /**
   * Pads the last two dimensions with one value: a number for all sides, or `[left, right, top, bottom]`.
   *
   * @example
   * new nn.ConstantPad2d([1, 0, 0, 1], 9)(zeros(1, 1, 1)).tolist(); // → 9,0,9,9
   */
  constructor(padding: Size, value: number);
  /**
   * Pads the last two dimensions with one value: a number for all sides, or `[left, right, top, bottom]`. Takes all
   * arguments by name.
   */
  constructor(options: PaddingValueNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super(2, [first, ...more]);
  }
}
/**
 * Pads the last three dimensions with one value: `[left, right, top, bottom, front, back]`.
 */
export class ConstantPad3d extends ConstantPadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "ConstantPad3d");
  /**
   * Pads the last three dimensions with one value: `[left, right, top, bottom, front, back]`.
   *
   * @example
   * new nn.ConstantPad3d(1, 0)(zeros(1, 2, 3, 4, 5)).shape; // → 1,2,5,6,7
   */
  constructor(padding: Size, value: number);
  /**
   * Pads the last three dimensions with one value: `[left, right, top, bottom, front, back]`. Takes all arguments by
   * name.
   */
  constructor(options: PaddingValueNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super(3, [first, ...more]);
  }
}

/** Arguments of {@link ZeroPad1d}, by name. */
interface PaddingNamed {
  /** The number of elements added on each side: one number, or one for each side, the last dimension's first. */
  padding: Size;
}
/**
 * Pads the last dimension with zeros: a number for both sides, or `[left, right]`.
 */
export class ZeroPad1d extends ConstantPadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "ZeroPad1d");
  /**
   * Pads the last dimension with zeros: a number for both sides, or `[left, right]`.
   *
   * @example
   * new nn.ZeroPad1d([1, 2])(tensor([[1, 2]])); // → tensor([[0., 1., 2., 0., 0.]])
   */
  constructor(padding: Size);
  /**
   * Pads the last dimension with zeros: a number for both sides, or `[left, right]`. Takes all arguments by name.
   */
  constructor(options: PaddingNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super(1, [exactly<[Size]>("ZeroPad1d", ["padding"], [first, ...more])[0], 0]);
  }
  override extraRepr(): string {
    return tuple(this.padding);
  }
}
/**
 * Pads the last two dimensions with zeros: a number for all sides, or `[left, right, top, bottom]`.
 */
export class ZeroPad2d extends ConstantPadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "ZeroPad2d");
  /**
   * Pads the last two dimensions with zeros: a number for all sides, or `[left, right, top, bottom]`.
   *
   * @example
   * new nn.ZeroPad2d([1, 0, 0, 0])(tensor([[[1, 2], [3, 4]]])).tolist(); // → 0,1,2,0,3,4
   */
  constructor(padding: Size);
  /**
   * Pads the last two dimensions with zeros: a number for all sides, or `[left, right, top, bottom]`. Takes all
   * arguments by name.
   */
  constructor(options: PaddingNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super(2, [exactly<[Size]>("ZeroPad2d", ["padding"], [first, ...more])[0], 0]);
  }
  override extraRepr(): string {
    return tuple(this.padding);
  }
}

/**
 * Pads the last three dimensions with zeros: `[left, right, top, bottom, front, back]`.
 */
export class ZeroPad3d extends ConstantPadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "ZeroPad3d");
  /**
   * Pads the last three dimensions with zeros: `[left, right, top, bottom, front, back]`.
   *
   * @example
   * new nn.ZeroPad3d(1)(zeros(1, 2, 3, 4, 5)).shape; // → 1,2,5,6,7
   */
  constructor(padding: Size);
  /**
   * Pads the last three dimensions with zeros: `[left, right, top, bottom, front, back]`. Takes all arguments by name.
   */
  constructor(options: PaddingNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super(3, [exactly<[Size]>("ZeroPad3d", ["padding"], [first, ...more])[0], 0]);
  }
  override extraRepr(): string {
    return tuple(this.padding);
  }
}

/**
 * Pads `[N, C, L]` by mirroring fewer than L elements at the ends.
 */
export class ReflectionPad1d extends PadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "ReflectionPad1d");
  /**
   * Pads `[N, C, L]` by mirroring fewer than L elements at the ends.
   *
   * @example
   * new nn.ReflectionPad1d(2)(tensor([[1, 2, 3]])); // → tensor([[3., 2., 1., 2., 3., 2., 1.]])
   */
  constructor(padding: Size);
  /** Pads `[N, C, L]` by mirroring fewer than L elements at the ends. Takes all arguments by name. */
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
 * Pads `[N, C, H, W]` by mirroring at the edges: a number for all sides, or `[left, right, top, bottom]`.
 *
 * @throws KindlingError `pad-size` if there are too few elements to mirror.
 */
export class ReflectionPad2d extends PadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "ReflectionPad2d");
  /**
   * Pads `[N, C, H, W]` by mirroring at the edges: a number for all sides, or `[left, right, top, bottom]`.
   *
   * @throws KindlingError `pad-size` if there are too few elements to mirror.
   * @example
   * new nn.ReflectionPad2d([1, 1, 0, 0])(tensor([[[1, 2, 3]]])).tolist(); // → 2,1,2,3,2
   */
  constructor(padding: Size);
  /**
   * Pads `[N, C, H, W]` by mirroring at the edges: a number for all sides, or `[left, right, top, bottom]`. Takes all
   * arguments by name.
   */
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
 * Pads `[N, C, D, H, W]` by mirroring at the faces.
 */
export class ReflectionPad3d extends PadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "ReflectionPad3d");
  /**
   * Pads `[N, C, D, H, W]` by mirroring at the faces.
   *
   * @example
   * new nn.ReflectionPad3d(1)(zeros(1, 2, 3, 4, 5)).shape; // → 1,2,5,6,7
   */
  constructor(padding: Size);
  /** Pads `[N, C, D, H, W]` by mirroring at the faces. Takes all arguments by name. */
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
 * Pads `[N, C, L]` by repeating the end elements.
 */
export class ReplicationPad1d extends PadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "ReplicationPad1d");
  /**
   * Pads `[N, C, L]` by repeating the end elements.
   *
   * @example
   * new nn.ReplicationPad1d(2)(tensor([[1, 2, 3]])); // → tensor([[1., 1., 1., 2., 3., 3., 3.]])
   */
  constructor(padding: Size);
  /** Pads `[N, C, L]` by repeating the end elements. Takes all arguments by name. */
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
 * Pads `[N, C, H, W]` by repeating the edge elements: a number for all sides, or `[left, right, top, bottom]`.
 */
export class ReplicationPad2d extends PadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "ReplicationPad2d");
  /**
   * Pads `[N, C, H, W]` by repeating the edge elements: a number for all sides, or `[left, right, top, bottom]`.
   *
   * @example
   * new nn.ReplicationPad2d([1, 0, 0, 0])(tensor([[[1, 2], [3, 4]]])).tolist(); // → 1,1,2,3,3,4
   */
  constructor(padding: Size);
  /**
   * Pads `[N, C, H, W]` by repeating the edge elements: a number for all sides, or `[left, right, top, bottom]`. Takes
   * all arguments by name.
   */
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
 * Pads `[N, C, D, H, W]` by repeating the outer elements.
 */
export class ReplicationPad3d extends PadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "ReplicationPad3d");
  /**
   * Pads `[N, C, D, H, W]` by repeating the outer elements.
   *
   * @example
   * new nn.ReplicationPad3d(1)(zeros(1, 2, 3, 4, 5)).shape; // → 1,2,5,6,7
   */
  constructor(padding: Size);
  /** Pads `[N, C, D, H, W]` by repeating the outer elements. Takes all arguments by name. */
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
 * Pads `[N, C, L]` circularly: with the last elements before the first, and the first after the last.
 */
export class CircularPad1d extends PadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "CircularPad1d");
  /**
   * Pads `[N, C, L]` circularly: with the last elements before the first, and the first after the last.
   *
   * @example
   * new nn.CircularPad1d(1)(tensor([[[1, 2, 3]]])); // → tensor([[[3., 1., 2., 3., 1.]]])
   */
  constructor(padding: Size);
  /**
   * Pads `[N, C, L]` circularly: with the last elements before the first, and the first after the last. Takes all
   * arguments by name.
   */
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
 * Pads `[N, C, H, W]` circularly: beyond each edge with elements of the opposite one.
 */
export class CircularPad2d extends PadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "CircularPad2d");
  /**
   * Pads `[N, C, H, W]` circularly: beyond each edge with elements of the opposite one.
   *
   * @example
   * new nn.CircularPad2d([1, 0, 0, 0])(tensor([[[[1, 2], [3, 4]]]])).tolist(); // → 2,1,2,4,3,4
   */
  constructor(padding: Size);
  /**
   * Pads `[N, C, H, W]` circularly: beyond each edge with elements of the opposite one. Takes all arguments by name.
   */
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
 * Pads `[N, C, D, H, W]` circularly: beyond each face with elements of the opposite one.
 */
export class CircularPad3d extends PadNd {
  static override readonly name = /* @__PURE__ */ layer(this, "CircularPad3d");
  /**
   * Pads `[N, C, D, H, W]` circularly: beyond each face with elements of the opposite one.
   *
   * @example
   * new nn.CircularPad3d(1)(zeros(1, 2, 3, 4, 5)).shape; // → 1,2,5,6,7
   */
  constructor(padding: Size);
  /**
   * Pads `[N, C, D, H, W]` circularly: beyond each face with elements of the opposite one. Takes all arguments by name.
   */
  constructor(options: PaddingNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super(3, exactly<[Size]>("CircularPad3d", ["padding"], [first, ...more])[0]);
  }
  /** Pads: `[N, C, D, H, W]` (or without N) to `[N, C, D', H', W']`. */
  forward(x: Tensor): Tensor {
    return padAs(x, this.padding, "circular");
  }
}
