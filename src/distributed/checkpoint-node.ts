import { checkKind, shownValue } from "../diagnose/argument-kinds.js";
import { noMore } from "../diagnose/arguments.js";
import { fail } from "../diagnose/error.js";
import { defaultGenerator } from "../random/generator.js";
import { LoadError, refuse } from "../serialize/load-error.js";
import { load } from "../serialize/pt/load.js";
import { saveBytes } from "../serialize/pt/save.js";
import { Checkpoint as LocalCheckpoint, type CheckpointOptions, type CheckpointParts } from "../train/checkpoint.js";
import { RandomStates, type SavedStates } from "../train/parts.js";
import { type Store, storeOf } from "../train/store.js";
import { allReduceFlag, broadcastBytes, gatherBytes } from "./collectives-node.js";
import { current } from "./group-node.js";

// A checkpoint of all ranks: rank 0 has the files, and all go on from them.

const encoded = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const decoded = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

/** The files of rank 0, as all ranks see them. */
class FilesOfRank0 implements Store {
  private readonly own: Store | null;
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    this.own = current("Checkpoint").comm.rank === 0 ? storeOf(folder) : null;
  }
  /** A file that rank 0 cannot read is one that nobody can. */
  read(name: string): Uint8Array {
    let bytes: Uint8Array | null = null,
      failed: unknown = null;
    if (this.own !== null)
      try {
        bytes = this.own.read(name);
      } catch (e) {
        if (!(e instanceof LoadError)) throw e;
        failed = e;
      }
    const why = decoded(broadcastBytes(this.own === null ? null : encoded((failed as Error | null)?.message ?? null)));
    if (failed !== null) throw failed;
    if (typeof why === "string") refuse("file-access", why);
    return broadcastBytes(bytes);
  }
  write(name: string, bytes: Uint8Array): void {
    this.own?.write(name, bytes);
  }
  list(): string[] {
    return decoded(broadcastBytes(this.own === null ? null : encoded(this.own.list()))) as string[];
  }
  remove(name: string): void {
    this.own?.remove(name);
  }
  shown(name: string): string {
    return this.own?.shown(name) ?? `${this.folder}/${name}`;
  }
}

type Parts = Parameters<RandomStates["save"]>[0];
/** The random states of all ranks, each as the bytes of a file. */
interface States extends SavedStates {
  readonly ranks?: readonly Uint8Array[];
}

/** Each rank goes on with its own random states. One that was not there before begins a stream of its own. */
class StatesOfRanks extends RandomStates {
  static override readonly name: string = "StatesOfRanks";
  override save(parts: Parts): States {
    const own = super.save(parts);
    return { ...own, ranks: gatherBytes(saveBytes(own)) };
  }
  override restore(s: States, parts: Parts): void {
    const { rank } = current("Checkpoint").comm;
    if (s.ranks === undefined) {
      super.restore(s, parts);
      return;
    }
    super.restore(super.read(load(s.ranks[rank % s.ranks.length]!)), parts);
    if (rank >= s.ranks.length) defaultGenerator.manualSeed(defaultGenerator.initialSeed() + BigInt(rank));
  }
  override read(from: unknown): States {
    const { ranks } = (from instanceof Map ? Object.fromEntries(from) : from) as { ranks?: readonly Uint8Array[] };
    return ranks === undefined ? super.read(from) : { ...super.read(from), ranks };
  }
}

/**
 * A `Checkpoint` of all ranks. Rank 0 has the folder and writes; all ranks go on from its files, each with its own random stream, to
 * the bit. Everything that it keeps must be the same on all ranks, as a `DistributedDataParallel` model and its optimizer are.
 *
 * Another number of ranks goes on as well, with the same weights: within an epoch at the sample where the others were, as near as
 * its batches allow.
 *
 * All ranks must make the same loops, with equally many batches. Options are those of `Checkpoint`: every, keep = 3, mode = "min",
 * quiet = false.
 *
 * @throws KindlingError `mpi-group` before `initProcessGroup()`.
 */
export class Checkpoint extends LocalCheckpoint {
  static override readonly name: string = "Checkpoint";

  /**
   * Keeps the training of all ranks in a folder of rank 0's machine.
   *
   * @example
   * initProcessGroup();
   * const model = new DistributedDataParallel(new nn.Linear(4, 1)), optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });
   * const checkpoint = new Checkpoint("runs/all", { model, optimizer }, { quiet: true });
   * checkpoint.resume();
   * for (const epoch of checkpoint.epochs(2)) {
   *   for (const x of checkpoint.batches([ones(2, 4), ones(2, 4)])) {
   *     optimizer.zeroGrad();
   *     model(x).sum().backward();
   *     optimizer.step();
   *   }
   * }
   * checkpoint.step; // → 4
   * destroyProcessGroup();
   */
  constructor(folder: string, parts: CheckpointParts, options: CheckpointOptions = {}) {
    noMore("Checkpoint", 3, arguments, true);
    checkKind("Checkpoint", "folder", folder);
    if (typeof folder !== "string")
      fail(
        "argument",
        `Checkpoint() takes the path of a folder, but got ${shownValue(folder)}`,
        'for example new Checkpoint("runs/one", { model, optimizer }).',
      );
    const { rank } = current("Checkpoint").comm;
    super(new Map(), parts, rank === 0 ? options : { ...options, quiet: true });
    this.store = new FilesOfRank0(folder);
    this.random = new StatesOfRanks();
  }

  /** Whether Ctrl-C reached any rank: all end together. */
  protected override interrupted(): boolean {
    return allReduceFlag(super.interrupted());
  }
  /** With more ranks, each has to do fewer batches for the same samples. */
  protected override batchesDone(batches: number, states: States): number {
    const before = states.ranks?.length ?? 1,
      { size } = current("Checkpoint").comm;
    return before === size ? batches : Math.floor((batches * before) / size);
  }
}
