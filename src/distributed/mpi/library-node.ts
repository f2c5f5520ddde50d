import { fail } from "../../diagnose/error.js";
import { Absent } from "../../engine/cache-node.js";
import { type Foreign, type Koffi, type KoffiLibrary, loadKoffi } from "../../engine/koffi-node.js";
import { type Family, familyOf, type Handles, mpich, openMpi, standardAbi } from "./handles.js";
import type { Launch } from "./launcher.js";

// Finds MPI's library and its functions.

/** The functions that are called, by what follows `MPI_`. `H` stands for a handle. */
const prototypes = {
  Init: "(void *argc, void *argv)",
  Initialized: "(void *flag)",
  Finalize: "()",
  Abort: "(H comm, int code)",
  Comm_rank: "(H comm, void *rank)",
  Comm_size: "(H comm, void *size)",
  Comm_set_errhandler: "(H comm, H handler)",
  Error_string: "(int code, void *text, void *length)",
  Get_processor_name: "(void *name, void *length)",
  Barrier: "(H comm)",
  Bcast: "(void *buffer, int count, H type, int root, H comm)",
  Reduce: "(void *send, void *receive, int count, H type, H op, int root, H comm)",
  Allreduce: "(void *send, void *receive, int count, H type, H op, H comm)",
  Allgather: "(void *send, int count, H type, void *receive, int each, H type2, H comm)",
  Reduce_scatter_block: "(void *send, void *receive, int count, H type, H op, H comm)",
} as const;
export type MpiFunction = keyof typeof prototypes;

export interface MpiLibrary {
  readonly file: string;
  /** The first line of what it says of itself. */
  readonly version: string;
  readonly family: Family;
  readonly handles: Handles;
  readonly call: Readonly<Record<MpiFunction, (...args: unknown[]) => number>>;
}

/** Where libraries are, those of a family first. The loader looks for names without a folder in its own. */
function candidates(family: Family | null): readonly string[] {
  const mac = process.platform === "darwin";
  const names: Readonly<Record<Family, readonly string[]>> = mac
    ? {
        openmpi: ["libmpi.40.dylib", "libmpi.dylib"],
        mpich: ["libmpi.12.dylib", "libmpich.dylib", "libpmpi.12.dylib"],
        abi: ["libmpi_abi.dylib"],
      }
    : {
        openmpi: ["libmpi.so.40", "libmpi.so.80", "libmpi.so"],
        mpich: ["libmpich.so.12", "libmpi.so.12", "libmpich.so", "libmpi.so"],
        abi: ["libmpi_abi.so.0", "libmpi_abi.so"],
      };
  const order: readonly Family[] = family === "mpich" ? ["mpich", "abi", "openmpi"] : ["openmpi", "mpich", "abi"];
  const all = [...new Set(order.flatMap((f) => names[f]))];
  const folders = mac ? ["/opt/homebrew/lib/", "/usr/local/lib/", "/opt/local/lib/"] : [];
  return [...all, ...folders.flatMap((folder) => all.map((name) => folder + name))];
}

/** A list of files for one that was named: a file, or a family. */
function named(name: string): readonly string[] {
  if (name === "openmpi" || name === "mpich" || name === "abi") return candidates(name);
  return [name === "intel" ? "libmpi.so.12" : name];
}

/**
 * The library for what started this process. `KINDLING_MPI` (`choice`) names a file, or `openmpi`, `mpich`, `intel`, `abi`.
 *
 * @throws KindlingError `mpi-missing`.
 */
export function findMpi(launch: Launch, choice: string | undefined): MpiLibrary {
  let koffi: Koffi;
  try {
    koffi = loadKoffi();
  } catch (e) {
    if (!(e instanceof Absent)) throw e;
    return missing(launch, e.message, "install it beside kindling: npm install koffi.");
  }
  const wanted = choice === undefined || choice === "" ? launch.family : null;
  const files = choice === undefined || choice === "" ? candidates(launch.family) : named(choice);
  const family = choice === "openmpi" || choice === "mpich" || choice === "abi" ? choice : wanted;
  const others: string[] = [];
  for (const file of files) {
    const found = open(koffi, file);
    if (typeof found === "string") {
      if (choice !== undefined && files.length === 1) others.push(found);
      continue;
    }
    if (family === null || found.family === family || found.family === "abi") return found;
    others.push(`${file} is ${found.version}, which does not understand it`);
  }
  return missing(
    launch,
    others.length > 0 ? others.join("; ") : "no library of MPI was found",
    choice === undefined || choice === ""
      ? "install the MPI that the launcher belongs to (apt-get install libopenmpi-dev, or libmpich-dev), or set KINDLING_MPI to the path of its libmpi.so."
      : `KINDLING_MPI is ${JSON.stringify(choice)}: it names the file of a library (/usr/lib/…/libmpi.so.40), or openmpi, mpich, intel, abi.`,
  );
}

function missing(launch: Launch, why: string, fix: string): never {
  return fail("mpi-missing", `${launch.by} started ${launch.size} ranks, but MPI cannot be called: ${why}`, fix);
}

/** Loads a library, with its functions for the handles of its family; a sentence where that is not possible. */
function open(koffi: Koffi, file: string): MpiLibrary | string {
  let library: KoffiLibrary, version: string;
  // UCX (beneath MPICH, and Open MPI on InfiniBand) patches brk and munmap in the C library, to hear of them. In a process with
  // V8's threads that crashed one start in fifty or so; without it UCX registers memory anew where it needs to.
  // It reads the variable while it is loaded.
  process.env["UCX_MEM_MMAP_HOOK_MODE"] ??= "none";
  try {
    // Parts of Open MPI are loaded later, and look for its symbols among the global ones.
    library = koffi.load(file, { global: true });
    const text = Buffer.alloc(8192),
      length = new Int32Array(1);
    library.func("int MPI_Get_library_version(void *text, void *length)")(text, length);
    version = text
      .toString("utf8", 0, length[0])
      .split(/[\n,\0]/)[0]!
      .replaceAll("\t", " ")
      .trim();
  } catch (e) {
    return `${file}: ${(e as Error).message.split("\n")[0]}`;
  }
  const family = familyOf(file, version);
  if (family === null) return `${file} is ${version}, which is not known`;
  const handles =
    family === "openmpi" ? openMpi((name) => library.symbol(name, "void *")) : family === "mpich" ? mpich : standardAbi;
  const call = Object.fromEntries(
    Object.entries(prototypes).map(([name, rest]): [string, Foreign] => [
      name,
      library.func(`int MPI_${name}${rest.replace(/\bH\b/g, handles.type)}`),
    ]),
  ) as Record<MpiFunction, (...args: unknown[]) => number>;
  return { file, version, family, handles, call };
}
