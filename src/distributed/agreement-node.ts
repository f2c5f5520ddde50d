import { createHash } from "node:crypto";
import { denseOf } from "../core/dispatch.js";
import { unheard } from "../core/recorder.js";
import { region, type Tensor } from "../core/tensor.js";
import { noMore } from "../diagnose/arguments.js";
import { fail } from "../diagnose/error.js";
import type { Module } from "../nn/module.js";
import { isModule } from "../nn/module-state.js";
import { showShape } from "../util/array.js";
import { current, enter, leave } from "./group-node.js";

// Whether all ranks have the same, by hashes.

/** What each rank's texts hash to, 16 bytes for each. */
function hashes(parts: readonly (string | Uint8Array)[]): {
  readonly of: (rank: number, part: number) => string;
  readonly size: number;
} {
  const { comm } = current("checkSameWeights"),
    own = new Uint8Array(16 * parts.length),
    all = new Uint8Array(own.length * comm.size);
  parts.forEach((p, i) => own.set(createHash("sha256").update(p).digest().subarray(0, 16), 16 * i));
  enter("allGather", "uint8", [own.length], 0, 0);
  comm.allGather(own, all, "BYTE", own.length);
  leave();
  return {
    size: comm.size,
    of: (rank, part) => {
      const at = rank * own.length + 16 * part;
      return Buffer.from(all.subarray(at, at + 16)).toString("hex");
    },
  };
}

/** @throws KindlingError `ddp-model` where ranks wrap other models. */
export function sameForm(module: Module): void {
  const form = [...module.stateDict()].map(([key, t]) => `${key} ${t.dtype} ${showShape(t.shape)}`).join("\n");
  const { of, size } = hashes([form]);
  const other = Array.from({ length: size }, (_, r) => r).find((r) => of(r, 0) !== of(0, 0));
  if (other !== undefined)
    fail(
      "ddp-model",
      `DDP expects same model across all ranks, but Rank ${other} has other parameters or buffers than Rank 0 (names, shapes or dtypes)`,
      "build the model from the same settings on every rank.",
    );
}

/** Bytes of tensors, equal where their values are to the bit. */
function bytesOf(t: Tensor): Uint8Array {
  const data = region(unheard(() => denseOf(t)));
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
}

/** @throws KindlingError `ddp-weights` naming the tensors that are not the same on all ranks. */
export function checkSame(named: readonly (readonly [string, Tensor])[]): void {
  const { of, size } = hashes(named.map(([, t]) => bytesOf(t)));
  const wrong = named.flatMap(([name], i) => {
    const ranks = Array.from({ length: size }, (_, r) => r).filter((r) => of(r, i) !== of(0, i));
    return ranks.length === 0 ? [] : [`${name} (on rank ${ranks.join(", ")})`];
  });
  if (wrong.length > 0)
    fail(
      "ddp-weights",
      `the weights are not the same on all ranks: ${wrong.join(", ")} ${wrong.length === 1 ? "is" : "are"} not what rank 0 has`,
      "something changed them on some ranks only: a step made outside of DistributedDataParallel, weights loaded on one rank, an engine or library of another version.",
    );
}

/**
 * Proves by hashes that all ranks hold the same weights and buffers, to the bit. Debug mode does it before each forward.
 *
 * @throws KindlingError `ddp-weights` naming what differs, on all ranks; `mpi-group`.
 */
export function checkSameWeights(model: Module | Iterable<readonly [string, Tensor]>): void {
  noMore("checkSameWeights", 1, arguments);
  checkSame(isModule(model) ? [...model.stateDict()] : [...(model as Iterable<readonly [string, Tensor]>)]);
}
