// Not against plans: the programs that it starts compile what they compute.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { long, mpirun, mpis } from "./mpirun.js";

const some = mpis.find((m) => m.skip === undefined);
for (const mpi of mpis) {
  describe(`data-parallel training under ${mpi.name}`, { skip: mpi.skip }, () => {
    for (const n of long || mpi === some ? [2, 4] : [2])
      it(`equals one process, ${n} ranks`, async () => {
        const { code, out, err } = await mpirun(mpi, n, "data-parallel", [long ? "100" : "10"], {}, long ? 600 : 250);
        assert.equal(code, 0, out + err);
        assert.match(out, new RegExp(`all is right for ${n} ranks`));
      });
    it("in the order of the ranks", { skip: long ? undefined : "KINDLING_LONG=1 runs it" }, async () => {
      const { code, out, err } = await mpirun(mpi, 3, "data-parallel", ["20", "deterministic"], {}, 600);
      assert.equal(code, 0, out + err);
    });
  });
}
