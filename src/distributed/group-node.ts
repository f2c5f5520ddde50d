import { writeSync } from "node:fs";
import { inspect } from "node:util";
import { checkOptions, noMore } from "../diagnose/arguments.js";
import { checkKindOf, shownValue } from "../diagnose/argument-kinds.js";
import { fail } from "../diagnose/error.js";
import { trials } from "../compile/trials.js";
import { setEngine } from "../engine/choice.js";
import { chosen, listEngines } from "../engine/engine.js";
import type { DType, TypedArray } from "../shape/dtype.js";
import { setProgressOutput } from "../train/output.js";
import { alone, type Communicator } from "./communicator.js";
import { joinWorld } from "./mpi/communicator-node.js";
import { launchOf } from "./mpi/launcher.js";
import { findMpi } from "./mpi/library-node.js";
import { type CallName, textOf } from "./state.js";
import { Watch } from "./watch-node.js";

/** Options of {@link initProcessGroup}. */
export interface ProcessGroupOptions {
  /** How the ranks talk. `"mpi"` is the only one. */
  backend?: "mpi";
  /** Seconds that a rank waits for others in one call before it ends the job. Default 1800. */
  timeout?: number;
  /** Seconds after which a waiting rank says for whom it waits. Default 30, or what `KINDLING_MPI_PATIENCE` holds. */
  patience?: number;
  /**
   * Compares each call between the ranks before it is made, and names what differs; checks after each step of an optimizer
   * that all ranks hold the same weights. Slow. Default: whether `KINDLING_MPI_DEBUG` is 1.
   */
  debug?: boolean;
  /**
   * Sums in the order of the ranks, whatever algorithm the library would choose: the same bits with every library and network.
   * Takes more memory and time. Default false.
   */
  deterministic?: boolean;
}
const optionNames: ReadonlySet<string> = new Set(["backend", "timeout", "patience", "debug", "deterministic"]);

/** The job that this process takes part in. */
export interface Group {
  readonly comm: Communicator;
  readonly watch: Watch | null;
  readonly debug: boolean;
  readonly deterministic: boolean;
}

let group: Group | null = null;
/** MPI is started once in a process's life, and ended once. */
let ended = false;
let hooked = false;
/** What the program threw and nobody caught. Node shows it after the exit hooks, one of which does not return. */
let thrown: { readonly error: unknown } | null = null;

/**
 * Joins the job that `mpirun` (or `srun`, …) started; without one, a job of one rank, for which nothing needs to be installed.
 * Call it once, before anything else of this module.
 *
 * MPI's library is found by itself: Open MPI, MPICH or Intel MPI, whichever started this process. `KINDLING_MPI` names another.
 * From here on a rank that ends without {@link destroyProcessGroup} takes all others down with it.
 *
 * Options, by name: timeout = 1800, patience = 30, debug = false, deterministic = false.
 *
 * @throws KindlingError `mpi-missing` where there is no library for what started this process; `mpi-launcher`; `mpi-group` if called twice.
 * @example
 * initProcessGroup();
 * [getRank(), getWorldSize()].join(); // → 0,1
 * destroyProcessGroup();
 */
export function initProcessGroup(options: ProcessGroupOptions = {}): void {
  noMore("initProcessGroup", 1, arguments);
  checkOptions(options, optionNames, "initProcessGroup");
  const { backend = "mpi", timeout = 1800, patience = seconds("KINDLING_MPI_PATIENCE") ?? 30 } = options;
  if (backend !== "mpi")
    fail(
      "mpi-group",
      `unknown c10d backend type ${shownValue(backend)}`,
      "ranks talk through MPI here: leave it out, and start the program with mpirun.",
    );
  for (const [name, value] of [
    ["timeout", timeout],
    ["patience", patience],
  ] as const)
    if (!(typeof value === "number" && value > 0))
      fail("argument", `initProcessGroup() takes seconds as ${name}, but got ${shownValue(value)}`, "for example 60.");
  const { debug = process.env["KINDLING_MPI_DEBUG"] === "1", deterministic = false } = options;
  checkKindOf("initProcessGroup", "debug", "b", debug);
  checkKindOf("initProcessGroup", "deterministic", "b", deterministic);
  if (group !== null)
    fail(
      "mpi-group",
      "trying to initialize the default process group twice!",
      "call initProcessGroup() once, at the start.",
    );
  const launch = launchOf(process.env);
  if (launch === null) {
    group = { comm: alone, watch: null, debug, deterministic };
    return;
  }
  if (ended)
    fail(
      "mpi-group",
      "MPI cannot be started again once it has ended",
      "call destroyProcessGroup() at the very end of the program.",
    );
  const comm = joinWorld(findMpi(launch, process.env["KINDLING_MPI"]), launch);
  if (!hooked) {
    process.on("exit", leaving);
    process.on("uncaughtExceptionMonitor", (e) => {
      thrown = { error: e };
    });
  }
  hooked = true;
  // The bits of a plan are not those of the function that it was made of, and those of one engine not those of another. So all
  // ranks must choose the same, which they would not by measuring.
  trials.allowed = comm.size === 1;
  agreeOnEngine(comm);
  if (comm.rank > 0) setProgressOutput({ write: () => undefined });
  group = { comm, watch: comm.size === 1 ? null : new Watch(comm, patience, timeout), debug, deterministic };
}

/** Where each rank would change to another engine when that is ready, all use one from the start. */
function agreeOnEngine(comm: Communicator): void {
  const native = listEngines().find((e) => e.name === "native");
  if (chosen.engine === "auto") native?.prepareNow?.();
  const free = new Int32Array([chosen.engine !== "auto" || native?.state?.().ready === true ? 1 : 0]);
  comm.allReduce(free, free, "INT32_T", 1, "MIN");
  if (chosen.engine === "auto") setEngine(free[0] === 1 ? "native" : "wasm");
}

function seconds(name: string): number | undefined {
  const value = Number(process.env[name]);
  return value > 0 ? value : undefined;
}

/** A rank that ends before the job does: the others would wait for it forever, or be told that all is well. */
function leaving(code: number): void {
  if (group === null) return;
  const { comm } = group;
  if (comm.size > 1) {
    writeSync(
      2,
      `${thrown === null ? "" : `${inspect(thrown.error)}\n`}kindling: rank ${comm.rank} of ${comm.size} ends with code ${code} before destroyProcessGroup(), which ends all ranks.${
        code === 0 ? "\n  → call destroyProcessGroup() at the end of the program, on every rank." : ""
      }\n`,
    );
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200); // MPICH's mpiexec drops what it has not passed on when a rank aborts
    comm.abort(code === 0 ? 1 : code);
  } else comm.finalize();
}

/**
 * Leaves the job, when all ranks have come this far. Call it at the end of the program, on every rank.
 *
 * @throws KindlingError `mpi-group` without a group.
 */
export function destroyProcessGroup(): void {
  noMore("destroyProcessGroup", 0, arguments);
  const { comm, watch } = current("destroyProcessGroup");
  enter("destroyProcessGroup", null, [], 0, 0);
  comm.barrier();
  comm.finalize();
  watch?.end();
  if (comm !== alone) ended = true;
  if (comm.rank > 0) setProgressOutput(null);
  trials.allowed = true;
  group = null;
}

/** Whether {@link initProcessGroup} was called, and {@link destroyProcessGroup} not yet. */
export const isInitialized = (): boolean => group !== null;

/**
 * The group; what is asked for without one is asked too early.
 *
 * @throws KindlingError `mpi-group`.
 */
export function current(_by: string): Group {
  return (
    group ??
    fail(
      "mpi-group",
      "Default process group has not been initialized, please make sure to call init_process_group.",
      "call initProcessGroup() at the start of the program.",
    )
  );
}
/** The group, if there is one. */
export const currentOrNull = (): Group | null => group;

/** The number of this process among those of the job, from 0 on. */
export function getRank(): number {
  noMore("getRank", 0, arguments);
  return current("getRank").comm.rank;
}
/** How many processes the job has. */
export function getWorldSize(): number {
  noMore("getWorldSize", 0, arguments);
  return current("getWorldSize").comm.size;
}
/** What computes the collectives, such as `Open MPI v4.1.4`. */
export function getBackend(): string {
  noMore("getBackend", 0, arguments);
  return current("getBackend").comm.library;
}

/** A call begins: whoever watches is told, and in debug mode all ranks compare what they are about to call. */
export function enter(
  name: CallName,
  dtype: DType | null,
  shape: readonly number[],
  detail: number,
  label: number,
): void {
  const { watch, comm, debug } = group!;
  if (watch === null) return;
  watch.state.enter(name, dtype, shape, detail, label);
  if (debug) compare(comm, watch.state.signature);
}
/** It is done. */
export function leave(): void {
  group?.watch?.state.leave();
}

/** @throws KindlingError `mpi-mismatch` naming each rank's call, on all ranks. */
function compare(comm: Communicator, mine: Int32Array): void {
  const n = mine.length,
    all = new Int32Array(n * comm.size);
  comm.allGather(mine as TypedArray, all, "INT32_T", n);
  const of = (r: number): Int32Array => all.subarray(r * n, (r + 1) * n);
  const differ = Array.from({ length: comm.size }, (_, r) => r).filter((r) => !of(r).every((x, i) => x === of(0)[i]));
  if (differ.length === 0) return;
  fail(
    "mpi-mismatch",
    `Detected mismatch between collectives on ranks. Rank 0 calls ${textOf(of(0))}; ${differ
      .map((r) => `rank ${r} calls ${textOf(of(r))}`)
      .join("; ")} (call ${mine[0]})`,
    "every rank must make the same calls in the same order, with the same shapes and dtypes: look for an if that depends on the rank or on the data around a call or a step of the model.",
  );
}
