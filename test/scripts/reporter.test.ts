// The tests of the tests: what npm test counts, and when it fails.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";

const reporter = pathToFileURL(path.resolve(import.meta.dirname, "../../../scripts/reporter.mjs")).href;

/** Runs a test file with this body; gives what was printed and whether all was well. */
function report(body: string, seconds = 60): { text: string; ok: boolean; last: string } {
  const folder = mkdtempSync(path.join(tmpdir(), "kindling-reporter-"));
  try {
    const file = path.join(folder, "a.test.mjs");
    writeFileSync(file, `import assert from "node:assert/strict";\nimport { describe, test } from "node:test";\n${body}`);
    const program = `import { Report, runFiles } from ${JSON.stringify(reporter)};
const report = new Report();
await runFiles(report, [{ title: "test/a", file: ${JSON.stringify(file)} }], { seconds: ${seconds} });
process.exitCode = report.total() ? 0 : 1;`;
    const done = spawnSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8", env: { ...process.env, NODE_TEST_CONTEXT: undefined } });
    assert.equal(done.stderr, "");
    return { text: done.stdout, ok: done.status === 0, last: done.stdout.trimEnd().split("\n").at(-1) ?? "" };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("the report of a test run", () => {
  test("counts tests, not suites", () => {
    const { last, ok, text } = report("describe('s', () => { test('one', () => {}); test('two', () => {}); });");
    assert.equal(last, "2 passed, 0 failed, 0 skipped");
    assert.match(text, /^✓ test\/a \(2\)$/m);
    assert.ok(ok);
  });

  test("shows a failure in full, with its place", () => {
    const { last, ok, text } = report("describe('s', () => { test('one', () => assert.equal(1, 2)); test('two', () => {}); });");
    assert.equal(last, "1 passed, 1 failed, 0 skipped");
    assert.match(text, /s › one\n[^]*1 !== 2[^]*a\.test\.mjs:3/);
    assert.ok(!ok);
  });

  test("a test with a failed part is one failure", () => {
    assert.equal(report("test('whole', async (t) => { await t.test('part', () => { throw new Error('no'); }); });").last, "0 passed, 1 failed, 0 skipped");
  });

  test("lists skips with their reason", () => {
    const { last, text, ok } = report("test('one', { skip: 'no PyTorch here' }, () => {}); test('two', (t) => t.skip('not today')); test('three', () => {});");
    assert.equal(last, "1 passed, 0 failed, 2 skipped");
    assert.match(text, /- no PyTorch here: test\/a: one\n- not today: test\/a: two/);
    assert.ok(ok);
  });

  test("a run in which everything is skipped is a failure", () => {
    assert.ok(!report("test('one', { skip: 'no PyTorch here' }, () => {});").ok);
  });

  for (const [what, body, sentence] of [
    ["holds no test", "console.log('nothing here');", /holds no test/],
    ["throws while it is loaded", "throw new Error('early');", /early/],
    ["ends with an exit code after its tests passed", "test('one', () => {}); process.on('exit', () => { process.exitCode = 3; });", /exit code 3/],
    ["kills itself", "test('one', () => { process.kill(process.pid, 'SIGKILL'); });", /SIGKILL/],
  ] as const) {
    test(`a file that ${what} is a failure`, () => {
      const { text, last, ok } = report(body);
      assert.match(text, sentence);
      assert.match(last, /, 1 failed, 0 skipped$/);
      assert.ok(!ok);
    });
  }

  test("a file that does not end is stopped and is a failure", () => {
    const { text, ok } = report("test('one', () => { for (;;); });", 1);
    assert.match(text, /did not end within 1 s/);
    assert.ok(!ok);
  });
});
