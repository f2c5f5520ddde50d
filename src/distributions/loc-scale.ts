import type { Tensor } from "../core/tensor.js";
import { broadcastAll, type Given, type Parameter, read } from "./arguments.js";
import { type Constraint, positive, real } from "./constraints.js";
import { Distribution, type DistributionOptions } from "./distribution.js";

/** The arguments of a distribution with a location and a scale, by name. */
export interface LocScaleOptions extends DistributionOptions {
  /** The location: the centre of the distribution. */
  loc: Parameter;
  /** The scale, above 0. */
  scale: Parameter;
}
/** `(loc, scale)`, or by name. */
export type LocScaleArguments = Given<[loc: Parameter, scale: Parameter], LocScaleOptions>;

/** The base of distributions with a location and a scale. */
export abstract class LocScale extends Distribution {
  /** The location: the centre. */
  readonly loc: Tensor;
  /** The scale: the width. */
  readonly scale: Tensor;
  constructor(what: string, args: readonly unknown[]) {
    super();
    const o = read<LocScaleOptions>(what, ["loc", "scale"], args);
    [this.loc, this.scale] = broadcastAll(o.loc, o.scale);
    this.begin(this.loc.shape, [], o.validateArgs);
  }
  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { loc: real, scale: positive };
  }
  override get support(): Constraint {
    return real;
  }
  override get hasRsample(): boolean {
    return true;
  }
  override get mode(): Tensor {
    return this.loc;
  }
}
