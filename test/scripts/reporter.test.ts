// The tests of the tests: what npm test counts, and when it fails.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";

const reporter = pathToFileURL(path.resolve(import.meta.dirname, "../../../scripts/reporter.mjs")).href;

/** Runs a test file with this body, or a part of it; gives what was printed and whether all was well. */
function report(
  body: string,
  options: { work?: number; idle?: number; name?: string } = {},
  part?: string,
): { text: string; ok: boolean; last: string } {
  const folder = mkdtempSync(path.join(tmpdir(), "kindling-reporter-"));
  try {
    const file = path.join(folder, "a.test.mjs");
    writeFileSync(
      file,
      `import assert from "node:assert/strict";\nimport { describe, test } from "node:test";\n${body}`,
    );
    const program = `import { Report, runFiles } from ${JSON.stringify(reporter)};
const report = new Report();
await runFiles(report, [${JSON.stringify({ title: "test/a", file, part })}], ${JSON.stringify(options)});
process.exitCode = report.total(${JSON.stringify(options.name)}) ? 0 : 1;`;
    const done = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
      encoding: "utf8",
      env: { ...process.env, NODE_TEST_CONTEXT: undefined },
    });
    assert.equal(done.stderr, "");
    return { text: done.stdout, ok: done.status === 0, last: done.stdout.trimEnd().split("\n").at(-1) ?? "" };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file's own function: waits until the end of the test before has been written down, since what follows lets nothing be written. */
const noted = `import { existsSync, readFileSync } from "node:fs";
const notes = process.env.KINDLING_TEST_EVENTS;
const noted = async (name) => { while (!existsSync(notes) || !readFileSync(notes, "utf8").includes('"name":"' + name + '"')) await new Promise((r) => setTimeout(r, 20)); };
`;

const made = path.join(mkdtempSync(path.join(tmpdir(), "kindling-reporter-")), "made.test.mjs");

/** Whether a process still runs; one that nobody has asked how it ended does not. */
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync("/proc/self/stat") || !readFileSync(`/proc/${pid}/stat`, "latin1").includes(") Z ");
  } catch {
    return false;
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
    const { last, ok, text } = report(
      "describe('s', () => { test('one', () => assert.equal(1, 2)); test('two', () => {}); });",
    );
    assert.equal(last, "1 passed, 1 failed, 0 skipped");
    assert.match(text, /s › one\n[^]*1 !== 2[^]*a\.test\.mjs:3/);
    assert.ok(!ok);
  });

  test("places in compiled files are said as those of their sources, and others as they are", async () => {
    const { inSources } = (await import(new URL("positions.mjs", reporter).href)) as {
      inSources(text: string): string;
    };
    const file = path.resolve(import.meta.dirname, "../../../test/scripts/reporter.test.ts");
    const stack = new Error("thrown here").stack!;
    const line = Number(/reporter\.test\.ts:(\d+):\d+/.exec(inSources(stack))?.[1]);
    assert.match(readFileSync(file, "utf8").split("\n")[line - 1]!, /new Error\("thrown here"\)/, inSources(stack));
    const other = "at f (/no/such/file.js:3:4) and http://localhost/a.js:1:2, node:fs:5:6";
    assert.equal(inSources(other), other);
  });

  test("a test with a failed part is one failure", () => {
    assert.equal(
      report("test('whole', async (t) => { await t.test('part', () => { throw new Error('no'); }); });").last,
      "0 passed, 1 failed, 0 skipped",
    );
  });

  test("lists skips with their reason", () => {
    const { last, text, ok } = report(
      "test('one', { skip: 'no PyTorch here' }, () => {}); test('two', (t) => t.skip('not today')); test('three', () => {});",
    );
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
    [
      "ends with an exit code after its tests passed",
      "test('one', () => {}); process.on('exit', () => { process.exitCode = 3; });",
      /exit code 3/,
    ],
    ["kills itself", "test('one', () => { process.kill(process.pid, 'SIGKILL'); });", /SIGKILL/],
  ] as const) {
    test(`a file that ${what} is a failure`, () => {
      const { text, last, ok } = report(body);
      assert.match(text, sentence);
      assert.match(last, /, 1 failed, 0 skipped$/);
      assert.ok(!ok);
    });
  }

  for (const [what, body, options, sentence] of [
    ["computes for ever", "for (;;);", { work: 3, idle: 600 }, /was stopped: no test ended in \d s of CPU time/],
    [
      "waits for ever",
      "await new Promise(() => { setInterval(() => {}, 100); });",
      { work: 600, idle: 4 },
      /was stopped: for 4 s, no test ended and nothing was computed; it was at “two”/,
    ],
    [
      "waits for a program that never ends",
      "spawnSync(process.execPath, ['-e', 'console.error(process.pid); setInterval(() => {}, 1000)'], { stdio: 'inherit' });",
      { work: 600, idle: 4 },
      /was stopped: for 4 s/,
    ],
  ] as const) {
    test(
      `a file that ${what} is stopped and is a failure; what it had passed counts`,
      { skip: process.platform === "win32" ? "Windows does not tell what a process has used" : false },
      () => {
        const { text, ok, last } = report(
          `${noted}import { spawnSync } from "node:child_process"; test('one', () => {}); test('two', async () => { await noted('one'); ${body} });`,
          options,
        );
        assert.match(text, sentence);
        assert.equal(last, "1 passed, 1 failed, 0 skipped");
        assert.ok(!ok);
        const child = /^\s*(\d+)$/m.exec(text)?.[1];
        if (what.includes("program")) assert.ok(!alive(Number(child)), "what the file started is ended with it");
      },
    );
  }

  test("a file may work and wait longer than the limits, as long as tests end or something is computed", () => {
    const busy =
      "const used = () => { const { user, system } = process.cpuUsage(); return user + system; }, until = used() + 2e6; while (used() < until);";
    const { last, text } = report(
      `${noted}import { spawnSync } from "node:child_process";
      test('works 0', () => {});
      for (const n of [1, 2, 3]) test('works ' + n, async () => { await noted('works ' + (n - 1)); ${busy} });
      test('waits for a program that works', async () => { await noted('works 3'); spawnSync(process.execPath, ["-e", ${JSON.stringify(busy)}]); });
      test('waits', async () => { await new Promise((r) => setTimeout(r, 3000)); });`,
      { work: 5, idle: 6 },
    );
    assert.equal(last, "6 passed, 0 failed, 0 skipped", text);
  });

  test("tests are chosen by their full names, whatever the case", () => {
    const body =
      "describe('sin', () => { test('values', () => {}); test('Gradient', () => {}); describe('of rows', () => { test('values', () => {}); }); }); test('sine', () => {}); test('other', () => { throw new Error('not asked'); });";
    const names = (name: string): string => report(body, { name }).last;
    assert.equal(names("sin"), "4 passed, 0 failed, 0 skipped");
    assert.equal(names("sin › gradient"), "1 passed, 0 failed, 0 skipped");
    assert.equal(names("rows"), "1 passed, 0 failed, 0 skipped");
    assert.equal(names("oth"), "0 passed, 1 failed, 0 skipped");
    assert.match(report(body, { name: "sin › " }).text, /^3 tests with "sin › " in their names ran\.$/m);
    const none = report(body, { name: "cos" });
    assert.match(none.text, /No test ran: none of these files has a test with "cos" in its name\./);
    assert.ok(!none.ok);
  });

  test("results may come from elsewhere, a file may be made when its turn comes, and what fails there is a failure", () => {
    const program = `import { Report, runFiles } from ${JSON.stringify(reporter)};
      const report = new Report(), no = async () => { throw new Error("no such thing"); };
      await runFiles(report, [
        { title: "checks", results: async () => [{ name: "one", passed: true }] }, { title: "lost", results: no }, { title: "unmade", file: no },
        { title: "made", file: async () => ${JSON.stringify(made)} }]);
      process.exitCode = report.total() ? 0 : 1;`;
    writeFileSync(made, `import { test } from "node:test"; test("two", () => {});`);
    const { status, stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
      encoding: "utf8",
      env: { ...process.env, NODE_TEST_CONTEXT: undefined },
    });
    rmSync(path.dirname(made), { recursive: true });
    assert.equal(status, 1);
    for (const line of [
      /^✓ checks \(1\)$/m,
      /^✗ lost .*\n.*\n\s+Error: no such thing$/m,
      /^✗ unmade /m,
      /^✓ made \(1\)$/m,
    ])
      assert.match(stdout, line);
    assert.match(stdout, /^2 passed, 2 failed, 0 skipped$/m);
  });

  test("the parts of a file run each of its tests once", () => {
    const body =
      "for (const n of [1, 2, 3, 4, 5]) describe('s' + n, () => { test('a', () => console.log('ran', n)); test('b', () => { throw new Error('seen ' + n); }); }); test('alone', () => { throw new Error('seen 6'); });";
    const seen = ["1/3", "2/3", "3/3"].map((part) =>
      [...report(body, {}, part).text.matchAll(/^\s*Error: seen (\d)$/gm)].map((m) => m[1]),
    );
    assert.deepEqual(
      seen.map((s) => s.length),
      [2, 2, 2],
    );
    assert.deepEqual(seen.flat().sort(), ["1", "2", "3", "4", "5", "6"]);
  });
});
