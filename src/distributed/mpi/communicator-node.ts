import { fail } from "../../diagnose/error.js";
import type { TypedArray } from "../../shape/dtype.js";
import type { Communicator } from "../communicator.js";
import type { Launch } from "./launcher.js";
import type { MpiFunction, MpiLibrary } from "./library-node.js";

/**
 * Joins the job that `launch` tells of.
 *
 * @throws KindlingError `mpi-missing` where the library does not see the other ranks, `mpi-call`.
 */
export function joinWorld(library: MpiLibrary, launch: Launch): Communicator {
  const { call, handles } = library,
    { world, types, ops } = handles;
  const check = (name: MpiFunction, code: number): void => {
    if (code !== 0) failed(library, name, code);
  };
  const number = (name: "Comm_rank" | "Comm_size"): number => {
    const out = new Int32Array(1);
    check(name, call[name](world, out));
    return out[0]!;
  };
  const flag = new Int32Array(1);
  check("Initialized", call.Initialized(flag));
  if (flag[0] === 0) check("Init", call.Init(null, null));
  check("Comm_set_errhandler", call.Comm_set_errhandler(world, handles.errorsReturn));
  const rank = number("Comm_rank"),
    size = number("Comm_size");
  if (size !== launch.size)
    fail(
      "mpi-missing",
      `${launch.by} started ${launch.size} ranks, but ${library.version} (${library.file}) sees ${size}`,
      "the library belongs to another MPI than the launcher: set KINDLING_MPI to the launcher's library, or use the other's mpirun.",
    );
  const from = (send: TypedArray, receive: TypedArray): unknown => (send === receive ? handles.inPlace : send);
  return {
    rank,
    size,
    library: library.version,
    allReduce: (send, receive, type, count, op) =>
      check("Allreduce", call.Allreduce(from(send, receive), receive, count, types[type], ops[op], world)),
    reduce: (send, receive, type, count, op, root) =>
      check(
        "Reduce",
        call.Reduce(rank === root ? from(send, receive) : send, receive, count, types[type], ops[op], root, world),
      ),
    broadcast: (data, type, count, root) => check("Bcast", call.Bcast(data, count, types[type], root, world)),
    allGather: (send, receive, type, count) =>
      check("Allgather", call.Allgather(send, count, types[type], receive, count, types[type], world)),
    reduceScatter: (send, receive, type, count, op) =>
      check("Reduce_scatter_block", call.Reduce_scatter_block(send, receive, count, types[type], ops[op], world)),
    barrier: () => check("Barrier", call.Barrier(world)),
    finalize: () => check("Finalize", call.Finalize()),
    abort: (code) => void call.Abort(world, code),
  };
}

function failed({ call, version }: MpiLibrary, name: MpiFunction, code: number): never {
  const text = Buffer.alloc(1024),
    length = new Int32Array(1);
  const known = call.Error_string(code, text, length) === 0;
  return fail(
    "mpi-call",
    `MPI_${name} failed: ${known ? text.toString("utf8", 0, length[0]) : `code ${code}`} (${version})`,
    "do all ranks call the same, with the same shape and dtype? KINDLING_MPI_DEBUG=1 compares each call between the ranks.",
  );
}
