import type { Tensor } from "../../core/tensor.js";
import { exactly } from "../../diagnose/arguments.js";
import { channelShuffle } from "../functional/shuffle.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

/** Arguments of {@link ChannelShuffle}, by name. */
interface GroupsNamed {
  /** The number of groups that the channels are divided into. */
  groups: number;
}
/**
 * Interleaves the channels of `[N, C, …]`: the first of each group, the second of each, and so on (Zhang et al. 2018).
 *
 * @throws KindlingError `shuffle` if the groups do not divide the channels evenly.
 */
export class ChannelShuffle extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "ChannelShuffle");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.channelshuffle",
    attributes: { groups: "count" },
  };
  /** Number of groups; it divides the number of channels. */
  readonly groups: number;
  /**
   * Interleaves the channels of `[N, C, …]`: the first of each group, the second of each, and so on (Zhang et al.
   * 2018).
   *
   * @throws KindlingError `shuffle` if the groups do not divide the channels evenly.
   * @example
   * new nn.ChannelShuffle(2)(arange(4).reshape(1, 4, 1)).tolist(); // → 0,2,1,3
   */
  constructor(groups: number);
  /**
   * Interleaves the channels of `[N, C, …]`: the first of each group, the second of each, and so on (Zhang et al.
   * 2018). Takes all arguments by name.
   */
  constructor(options: GroupsNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super();
    [this.groups] = exactly<[number]>("ChannelShuffle", ["groups"], [first, ...more]);
  }
  /** Rearranges: `[N, C, …]` to the same shape, the channels of all groups in turn. */
  forward(x: Tensor): Tensor {
    return channelShuffle(x, this.groups);
  }
  override extraRepr(): string {
    return `groups=${this.groups}`;
  }
}
