// Not against plans: it starts programs, and looks at what they leave.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { long, mpirun, mpis } from "./mpirun.js";

const weights = (out: string): string => /weights (\w+)/.exec(out)?.[1] ?? assert.fail(out);

for (const mpi of mpis) {
  describe(`a training under ${mpi.name}`, { skip: mpi.skip }, () => {
    it(`goes on to the bit after ${long ? 50 : 2} kills of a rank at any moment`, async (t) => {
      const folder = mkdtempSync(path.join(tmpdir(), "kindling-resumes-"));
      t.after(() => rmSync(folder, { recursive: true, force: true }));
      const whole = await mpirun(mpi, 2, "resumes", [path.join(folder, "whole")]);
      assert.equal(whole.code, 0, whole.out + whole.err);
      let kills = 0,
        slowest = 0,
        seed = 1;
      const random = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;
      for (let training = 0; kills < (long ? 50 : 2); training++) {
        const at = path.join(folder, `killed-${training}`);
        for (let tries = 0; ; tries++) {
          const killed = kills < (long ? 50 : 2) && tries < 4,
            ms = Math.round(20 + random() * 2 * 1000 * Math.min(2, whole.seconds / 2)),
            rank = random() < 0.5 ? 0 : 1;
          const run = await mpirun(mpi, 2, "resumes", killed ? [at, String(rank), String(ms)] : [at]);
          if (run.code === 0) {
            assert.equal(weights(run.out), weights(whole.out), `after ${tries} kills`);
            if (tries === 0) kills++; // it was over before
            break;
          }
          assert.ok(killed && run.code !== null, run.out + run.err);
          const at0 = Number(/killed at (\d+)/.exec(run.err)?.[1]);
          if (at0 > 0) slowest = Math.max(slowest, (run.ended - at0) / 1000);
          kills++;
        }
      }
      t.diagnostic(`after a kill the job ended within ${slowest.toFixed(1)} s`);
      assert.ok(slowest < (long ? 5 : 30), `the job ended ${slowest} s after a kill`);
    });
    it("goes on with another number of ranks", async (t) => {
      const folder = mkdtempSync(path.join(tmpdir(), "kindling-resumes-"));
      t.after(() => rmSync(folder, { recursive: true, force: true }));
      const { code, out, err } = await mpirun(mpi, 2, "resumes", [folder]);
      assert.equal(code, 0, out + err);
      const again = await mpirun(mpi, 3, "resumes", [folder]);
      assert.equal(again.code, 0, again.out + again.err);
      assert.equal(weights(again.out), weights(out));
    });
    it("SyncBatchNorm equals a batch norm over all samples", async () => {
      const { code, out, err } = await mpirun(mpi, 2, "sync-batch-norm");
      assert.equal(code, 0, out + err);
      assert.match(out, /all is right for 2 ranks/);
    });
  });
}
