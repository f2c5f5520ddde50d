// Not against plans: it starts an example, which compiles its steps itself.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { mpirun, mpis } from "./mpirun.js";

const program = fileURLToPath(new URL("../../examples/mnist/main.js", import.meta.url));
const mpi = mpis.find((m) => m.skip === undefined);

describe("examples/mnist on two ranks", { skip: mpi === undefined ? "there is no MPI here" : undefined }, () => {
  it("trains, and rank 0 alone speaks and saves", async (t) => {
    const folder = mkdtempSync(path.join(tmpdir(), "kindling-ranks-"));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const files = ["--checkpoint", path.join(folder, "c.pt"), "--mistakes", path.join(folder, "m.png")];
    const { code, out, err } = await mpirun(
      mpi!,
      2,
      program,
      ["--model", "mlp", "--synthetic", "600", "--epochs", "1", ...files],
      { KINDLING_DATA: path.join(folder, "nothing") },
      200,
    );
    assert.equal(code, 0, out + err);
    assert.equal(out.match(/epoch 1: train loss/g)?.length, 1, out);
    assert.equal(err.match(/100% 10\/10/g)?.length, 1, err);
    assert.ok(existsSync(path.join(folder, "c.pt")));
  });
});
