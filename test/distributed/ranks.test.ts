// Not against plans: it starts programs, and looks at how they end.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { mpirun, mpis } from "./mpirun.js";

/** A run without `mpirun`. */
const alone = (
  program: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): { code: number | null; text: string } => {
  const file = fileURLToPath(new URL(`./programs/${program}.js`, import.meta.url));
  const done = spawnSync(
    process.execPath,
    [...process.execArgv.filter((a) => a.startsWith("--conditions")), file, ...args],
    {
      encoding: "utf8",
      env: { ...process.env, ...env },
      timeout: 60_000,
    },
  );
  return { code: done.status, text: done.stdout + done.stderr };
};

describe("one rank", () => {
  it("needs no mpirun and no library", () => {
    const { code, text } = alone("collectives", [], { KINDLING_MPI: "/nowhere/libmpi.so" });
    assert.equal(code, 0, text);
    assert.match(text, /all is right for 1 ranks/);
  });
  it("ends like any program", () => {
    for (const [how, code] of [
      ["exit 0", 0],
      ["exit 3", 3],
      ["forgets", 0],
      ["throw", 1],
    ] as const)
      assert.equal(alone("leaves", [how]).code, code, how);
  });
  it("tasks of Slurm without MPI are refused", () => {
    const { code, text } = alone("leaves", ["forgets"], { SLURM_STEP_NUM_TASKS: "4", SLURM_PROCID: "1" });
    assert.equal(code, 1);
    assert.match(text, /srun started 4 tasks, but without MPI[\s\S]*srun --mpi=pmix/);
  });
});

for (const mpi of mpis) {
  describe(`ranks under ${mpi.name}`, { skip: mpi.skip }, () => {
    for (const n of [2, 4])
      it(`every collective, every dtype, ${n} ranks`, async () => {
        const { code, out, err } = await mpirun(mpi, n, "collectives");
        assert.equal(code, 0, out + err);
        assert.match(out, new RegExp(`all is right for ${n} ranks`));
      });
    it("every collective in the order of the ranks", async () => {
      const { code, out, err } = await mpirun(mpi, 3, "collectives", ["deterministic"]);
      assert.equal(code, 0, out + err);
    });
    it("a rank that dies takes the job down, with a sentence", async () => {
      for (const [how, says] of [
        ["kill", /signal 9|KILLED BY SIGNAL: 9|EXIT CODE: 9/],
        ["throw", /what a program does wrong[\s\S]*rank 1 of 2 ends with code 1 before destroyProcessGroup/],
        ["reject", /what a program does wrong[\s\S]*rank 1 of 2 ends with code 1/],
        [
          "exit 0",
          /rank 1 of 2 ends with code 0 before destroyProcessGroup\(\)[\s\S]*call destroyProcessGroup\(\) at the end/,
        ],
        ["exit 3", /rank 1 of 2 ends with code 3/],
      ] as const) {
        const { code, out, err } = await mpirun(mpi, 2, "leaves", [how]);
        assert.ok(code !== 0 && code !== null, `${how}: exit code ${code}\n${out}${err}`);
        assert.match(out + err, says, how);
      }
    });
    it("a rank that waits says for whom", async () => {
      const { code, out, err } = await mpirun(mpi, 3, "leaves", ["sleep", "0.3"]);
      assert.equal(code, 0, out + err);
      assert.match(
        err,
        /kindling: rank 0 has waited [\d.]+ s in allReduce of float32 \[2\] \(sum\) \(call 2, since \d\d:\d\d:\d\d UTC\) for rank 2, which computes since \d\d:\d\d:\d\d UTC, after barrier\(\) \(call 1\)/,
      );
    });
    it("a rank that waits too long ends the job", async () => {
      const { code, out, err } = await mpirun(mpi, 2, "leaves", ["stuck", "0.5", "1.5"]);
      assert.ok(code !== 0 && code !== null, out + err);
      assert.match(err, /rank 0 gives up after 1.5 s, which ends the job/);
    });
    it("calls that do not match are named in debug mode", async () => {
      const shapes = await mpirun(mpi, 3, "leaves", ["mismatch"]);
      assert.ok(shapes.code !== 0 && shapes.code !== null, shapes.err);
      assert.match(
        shapes.err,
        /Rank 0 calls allReduce of float32 \[2\] \(sum\); rank 2 calls allReduce of float32 \[3\] \(sum\) \(call 2\)/,
      );
      const order = await mpirun(mpi, 2, "leaves", ["order"]);
      assert.ok(order.code !== 0 && order.code !== null, order.err);
      assert.match(order.err, /Rank 0 calls allReduce of float32 \[2\] \(sum\); rank 1 calls barrier\(\)/);
    });
    it("a library of another MPI is refused", async () => {
      const { code, err } = await mpirun(mpi, 2, "leaves", ["forgets"], { KINDLING_MPI: "/nowhere/libmpi.so" });
      assert.ok(code !== 0 && code !== null);
      assert.match(err, /started 2 ranks, but MPI cannot be called: \/nowhere\/libmpi.so[\s\S]*KINDLING_MPI is/);
    });
  });
}
