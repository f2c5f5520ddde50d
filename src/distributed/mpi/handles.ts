// What the implementations of MPI call their types, operations and communicators. The standard names them for compilers
// only (until MPI 5, whose binary interface is the third table), so whoever calls a library without a compiler needs these.

/** The families of libraries that share one table. Intel MPI, MVAPICH and Cray MPI are of MPICH's. */
export type Family = "openmpi" | "mpich" | "abi";

export const mpiTypes = [
  "BYTE",
  "FLOAT",
  "DOUBLE",
  "INT8_T",
  "INT16_T",
  "INT32_T",
  "INT64_T",
  "UINT8_T",
  "C_FLOAT_COMPLEX",
  "C_DOUBLE_COMPLEX",
] as const;
export type MpiType = (typeof mpiTypes)[number];

export const mpiOps = ["SUM", "PROD", "MIN", "MAX", "BAND", "BOR", "BXOR"] as const;
export type MpiOp = (typeof mpiOps)[number];

/** What a call takes: an address, or a number. */
export type Handle = unknown;

export interface Handles {
  /** How prototypes write a handle's type. */
  readonly type: "void *" | "int";
  readonly world: Handle;
  readonly errorsReturn: Handle;
  /** MPI_IN_PLACE: an address that stands for the buffer of the result. */
  readonly inPlace: bigint;
  readonly types: Readonly<Record<MpiType, Handle>>;
  readonly ops: Readonly<Record<MpiOp, Handle>>;
}

/** Open MPI's handles are addresses of variables of the library. */
export function openMpi(address: (symbol: string) => unknown): Handles {
  const all = <N extends string>(names: readonly N[], symbol: (name: N) => string): Record<N, Handle> =>
    Object.fromEntries(names.map((name) => [name, address(symbol(name))])) as Record<N, Handle>;
  return {
    type: "void *",
    world: address("ompi_mpi_comm_world"),
    errorsReturn: address("ompi_mpi_errors_return"),
    inPlace: 1n,
    types: all(mpiTypes, (name) => `ompi_mpi_${name.toLowerCase()}`),
    ops: all(mpiOps, (name) => `ompi_mpi_op_${name.toLowerCase()}`),
  };
}

/** MPICH's handles are numbers: kind, size and number of the object. */
export const mpich: Handles = {
  type: "int",
  world: 0x44000000,
  errorsReturn: 0x54000001,
  inPlace: -1n,
  types: {
    BYTE: 0x4c00010d,
    FLOAT: 0x4c00040a,
    DOUBLE: 0x4c00080b,
    INT8_T: 0x4c000137,
    INT16_T: 0x4c000238,
    INT32_T: 0x4c000439,
    INT64_T: 0x4c00083a,
    UINT8_T: 0x4c00013b,
    C_FLOAT_COMPLEX: 0x4c000840,
    C_DOUBLE_COMPLEX: 0x4c001041,
  },
  ops: {
    SUM: 0x58000003,
    PROD: 0x58000004,
    MIN: 0x58000002,
    MAX: 0x58000001,
    BAND: 0x58000006,
    BOR: 0x58000008,
    BXOR: 0x5800000a,
  },
};

/** The standard binary interface of MPI 5: small numbers in the place of addresses. */
export const standardAbi: Handles = {
  type: "void *",
  world: 0x101n,
  errorsReturn: 0x142n,
  inPlace: 1n,
  types: {
    BYTE: 0x247n,
    FLOAT: 0x210n,
    DOUBLE: 0x214n,
    INT8_T: 0x240n,
    INT16_T: 0x248n,
    INT32_T: 0x250n,
    INT64_T: 0x258n,
    UINT8_T: 0x241n,
    C_FLOAT_COMPLEX: 0x212n,
    C_DOUBLE_COMPLEX: 0x216n,
  },
  ops: { SUM: 0x21n, PROD: 0x24n, MIN: 0x22n, MAX: 0x23n, BAND: 0x28n, BOR: 0x29n, BXOR: 0x2an },
};

/** Which table a library needs, by its file and what MPI_Get_library_version says; null for one that is not known. */
export function familyOf(file: string, version: string): Family | null {
  if (/mpi_abi/.test(file)) return "abi";
  if (/^Open MPI/i.test(version)) return "openmpi";
  return /MPICH|Intel\(R\) MPI|MVAPICH/i.test(version) ? "mpich" : null;
}
