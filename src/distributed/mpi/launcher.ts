import { fail } from "../../diagnose/error.js";
import type { Family } from "./handles.js";

/** Who started this process as one of several, by what launchers leave in the environment; null where it was started alone. */
export interface Launch {
  readonly by: string;
  /** The libraries that understand this launcher: the others would each run as a job of one rank. */
  readonly family: Family | null;
  readonly rank: number;
  readonly size: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws KindlingError `mpi-launcher` for tasks of Slurm that were started without MPI. */
export function launchOf(env: Environment): Launch | null {
  const number = (name: string): number | null => {
    const text = env[name];
    return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
  };
  const found = (by: string, family: Family | null, rank: string, size: string): Launch | null => {
    const r = number(rank),
      s = number(size);
    return r === null || s === null ? null : { by, family, rank: r, size: s };
  };
  const known =
    found("Open MPI's mpirun", "openmpi", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE") ??
    found("MPICH's mpiexec", "mpich", "PMI_RANK", "PMI_SIZE") ??
    found("a launcher with PMIx", null, "PMIX_RANK", "SLURM_STEP_NUM_TASKS") ??
    found("a launcher with PMIx", null, "PMIX_RANK", "SLURM_NTASKS");
  if (known !== null) return known;
  const tasks = number("SLURM_STEP_NUM_TASKS");
  if (tasks !== null && tasks > 1 && number("SLURM_PROCID") !== null)
    fail(
      "mpi-launcher",
      `srun started ${tasks} tasks, but without MPI: each of them would train alone`,
      `srun --mpi=pmix -n ${tasks} … (srun --mpi=list shows what this Slurm has; MPICH takes --mpi=pmi2).`,
    );
  return null;
}
