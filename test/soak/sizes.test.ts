// A part of what `npm run soak` tries of hostile sizes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { trySizes } from "./try-sizes.js";

test("hostile sizes give what is right or an error of ours: at once, and without gigabytes", async () => {
  const { right, refused, wrong } = await trySizes(40, 7);
  assert.deepEqual(wrong, []);
  assert.ok(right + refused > 50);
});
