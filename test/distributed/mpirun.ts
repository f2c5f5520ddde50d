import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

// Starts programs of test/distributed/programs/ as several ranks, under each MPI that this machine has.

export interface Mpi {
  readonly name: "openmpi" | "mpich";
  readonly mpirun: string;
  /** Why it cannot be tested here; undefined where it can. */
  readonly skip: string | undefined;
}

function find(name: "openmpi" | "mpich"): Mpi {
  // Debian has both side by side under these names; elsewhere there is one of them, and it says which.
  const own = spawnSync(`mpirun.${name}`, ["--version"], { encoding: "utf8" });
  if (own.status === 0) return { name, mpirun: `mpirun.${name}`, skip: withoutKoffi() };
  const general = spawnSync("mpirun", ["--version"], { encoding: "utf8" }),
    says = `${general.stdout}`;
  const fits = name === "openmpi" ? /Open MPI|OpenRTE/.test(says) : /HYDRA|MPICH/i.test(says);
  return {
    name,
    mpirun: "mpirun",
    skip: fits
      ? withoutKoffi()
      : `there is no ${name} here (apt-get install ${name === "openmpi" ? "openmpi-bin" : "mpich"})`,
  };
}
function withoutKoffi(): string | undefined {
  return existsSync(new URL("../../../node_modules/koffi", import.meta.url))
    ? undefined
    : "the package koffi is not here";
}

export const mpis: readonly Mpi[] = [find("openmpi"), find("mpich")];

export interface Run {
  /** The exit status of mpirun; null where it was ended from here, since it took too long. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly seconds: number;
  /** When it ended, by `Date.now()`. */
  readonly ended: number;
}

/** Open MPI refuses root and more ranks than cores unless it is told; all ranks are on this machine. */
const openMpiEnv = {
  OMPI_ALLOW_RUN_AS_ROOT: "1",
  OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1",
  OMPI_MCA_rmaps_base_oversubscribe: "1",
  OMPI_MCA_btl_vader_single_copy_mechanism: "none",
  OMPI_MCA_btl_base_warn_component_unused: "0",
};

/** Runs `programs/NAME.js` as `n` ranks. What takes longer than `limit` seconds is ended, with all its processes. */
export function mpirun(
  mpi: Mpi,
  n: number,
  program: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
  limit = 100,
): Promise<Run> {
  const file = program.includes("/") ? program : fileURLToPath(new URL(`./programs/${program}.js`, import.meta.url));
  const start = performance.now();
  // A session of its own: Open MPI leaves files there, which go with the folder.
  const folder = mkdtempSync(path.join(tmpdir(), "kindling-mpi-"));
  const child = spawn(
    mpi.mpirun,
    ["-n", String(n), process.execPath, ...process.execArgv.filter((a) => a.startsWith("--conditions")), file, ...args],
    {
      env: { ...process.env, ...openMpiEnv, TMPDIR: folder, KINDLING_ENGINE: "wasm", ...env },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let out = "",
    err = "";
  child.stdout.on("data", (d) => {
    out += String(d);
  });
  child.stderr.on("data", (d) => {
    err += String(d);
  });
  return new Promise((resolve, reject) => {
    let ended = false;
    const end = (signal: NodeJS.Signals): void => {
      try {
        process.kill(-child.pid!, signal);
      } catch {
        /* has ended */
      }
    };
    const timer = setTimeout(() => {
      ended = true;
      end("SIGTERM"); // mpirun ends its ranks, which may be in groups of their own
      setTimeout(() => end("SIGKILL"), 3000);
    }, limit * 1000);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      rmSync(folder, { recursive: true, force: true });
      resolve({ code: ended ? null : code, out, err, seconds: (performance.now() - start) / 1000, ended: Date.now() });
    });
  });
}

/** Whether everything is to be run, in all its length: `KINDLING_LONG=1 npm test -- distributed/`. */
export const long = process.env["KINDLING_LONG"] === "1";
