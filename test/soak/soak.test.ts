// The short form of `npm run soak`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { soak } from "./soak.js";

test("nothing hangs, nothing is swallowed, nothing grows without bound", async () => {
  const rows = await soak(true, 1);
  assert.deepEqual(
    rows.flatMap((r) => r.wrong),
    [],
  );
  for (const { what, tried } of rows) assert.ok(tried > 0, what);
});
