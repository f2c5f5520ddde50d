// What goes wrong when an example is started is said in a sentence, without a stack trace, before anything else is done.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url)),
  built = join(root, "build/examples");
const folder = mkdtempSync(join(tmpdir(), "kindling-examples-"));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});
writeFileSync(join(folder, "short.txt"), "abc");
writeFileSync(join(folder, "junk.pt"), "this is no saved model");
mkdirSync(join(folder, "folder"));

interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}
function run(file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Result> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [file, ...args], {
      cwd: folder,
      env: { ...process.env, KINDLING_DATA: join(folder, "nothing"), ...env },
      timeout: 120_000,
    });
    let stdout = "",
      stderr = "";
    child.stdout.on("data", (d) => {
      stdout += String(d);
    });
    child.stderr.on("data", (d) => {
      stderr += String(d);
    });
    child.on("close", (status) => {
      resolve({ status, stdout, stderr });
    });
  });
}
/** No stack, no line of a source, no class of an error. */
const plain = (r: Result, what: string): void =>
  assert.doesNotMatch(r.stderr + r.stdout, /^ {4}at |file:\/\/|node:|Error:|\[ERR_/m, what);

const examples = readdirSync(built).filter((name) => existsSync(join(built, name, "main.js")));
describe("every example", () => {
  for (const name of examples) {
    const main = join(built, name, "main.js");
    test(`${name} --help`, async () => {
      for (const flag of ["--help", "-h"]) {
        const r = await run(main, [flag]);
        assert.deepEqual([r.status, r.stderr], [0, ""]);
        assert.match(r.stdout, /^usage: npm (run example:\w+|start) --/);
        for (const line of r.stdout.split("\n")) assert.ok(line.length <= 80, line);
      }
    });
    test(`${name}: what is not understood`, async () => {
      for (const args of [
        ["--nosuch"],
        ["--seed", "x"],
        ["--seed", "1.5"],
        ["--seed", "-1"],
        ["--seed"],
        ["--seed", ""],
        ["a", "b"],
      ]) {
        const r = await run(main, args);
        assert.equal(r.status, 2, `${args.join(" ")}: ${r.stderr}`);
        assert.match(r.stderr, /^[^\n]+\n\nusage: npm/, args.join(" "));
        plain(r, args.join(" "));
      }
    });
  }
  test("each has an npm script and a place in the README", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const readme = readFileSync(join(root, "README.md"), "utf8");
    // npm start runs the weekend program.
    const named = examples.filter((name) => name !== "weekend").sort();
    assert.ok(named.length >= 2, named.join());
    assert.deepEqual(
      Object.keys(scripts)
        .filter((s) => s.startsWith("example:"))
        .sort(),
      named.map((name) => `example:${name}`),
    );
    for (const name of named) {
      assert.equal(scripts[`example:${name}`], `node scripts/example.mjs ${name}`);
      assert.match(readme, new RegExp(`npm run example:${name}\\b`));
    }
  });
});

const some = ["--synthetic", "60", "--epochs", "1"];
const cases: readonly (readonly [name: string, args: readonly string[], says: RegExp])[] = [
  ["gpt", ["missing.txt"], /^Cannot read missing\.txt: there is no such file\./],
  ["gpt", ["folder"], /^Cannot read folder: this is a folder/],
  ["gpt", ["short.txt"], /^The text is too short: 3 characters/],
  ["gpt", ["--save", "no/such/gpt.pt"], /^--save no\/such\/gpt\.pt: there is no folder no\/such\./],
  ["gpt", ["--save", "folder"], /^--save folder: this is a folder/],
  ["lstm", ["missing.txt"], /^Cannot read missing\.txt: there is no such file\./],
  ["lstm", ["short.txt"], /^The text is too short: 3 characters/],
  ["vae", ["--data", "nowhere"], /^There is no folder nowhere\. --download fetches/],
  ["vae", ["--save", "no/such/vae.pt"], /^--save no\/such\/vae\.pt: there is no folder no\/such\./],
  ["mnist", ["--data", "nowhere"], /^There is no folder nowhere\. --download fetches/],
  ["mnist", ["--data", "folder"], /^The files of MNIST are not in folder\. --download fetches/],
  ["mnist", [...some, "--checkpoint", "no/such/a.pt"], /^--checkpoint no\/such\/a\.pt: there is no folder/],
  ["mnist", [...some, "--mistakes", "no/such/a.png"], /^--mistakes no\/such\/a\.png: there is no folder/],
  ["mnist", [...some, "--resume", "--checkpoint", "none.pt"], /No such file or directory: "none\.pt"\n {2}→ /],
  [
    "mnist",
    [...some, "--resume", "--checkpoint", "junk.pt"],
    /does not begin like a file that torch\.save or kindling's save wrote\.\n {2}→ /,
  ],
];
for (const [name, args, says] of cases) {
  test(`${name} ${args.join(" ")}`, async () => {
    const r = await run(join(built, name, "main.js"), args);
    assert.equal(r.status, 1, r.stderr);
    assert.match(r.stderr.trimStart(), says);
    plain(r, args.join(" "));
  });
}

test("mnist: numbers out of range, one by one", async () => {
  for (const args of [
    ["--epochs", "0"],
    ["--batch-size", "1.5"],
    ["--lr", "-1"],
    ["--lr", "Infinity"],
    ["--gamma", ""],
    ["--decay", "3"],
    ["--synthetic", "0"],
    ["--limit", "NaN"],
  ]) {
    const r = await run(join(built, "mnist/main.js"), args);
    assert.equal(r.status, 2, args.join(" "));
    assert.ok(r.stderr.startsWith(`${args[0]!} cannot be "${args[1]!}": a `), r.stderr);
  }
});

test("a download without a network", async () => {
  // A proxy that is not there, and names that no server knows.
  const r = await run(join(built, "mnist/main.js"), ["--download", "--data", "fetched"], {
    NODE_OPTIONS: `--import ${new URL("./no-network.js", import.meta.url).href}`,
  });
  assert.equal(r.status, 1, r.stderr);
  assert.match(r.stdout, /^fetching MNIST \(11 MB\) into fetched …/);
  assert.match(r.stderr, /could not be downloaded: [^]*\n {2}→ check the connection and try again/);
  plain({ ...r, stderr: r.stderr.replaceAll(/https?:\/\/\S+/g, "") }, "download");
});

test(
  "npm start's folder cannot be written to",
  { skip: process.getuid?.() === 0 ? "root may do everything" : false },
  async () => {
    chmodSync(folder, 0o555);
    try {
      const r = await run(join(built, "weekend/main.js"), []);
      assert.equal(r.status, 1);
      assert.match(r.stderr, /cannot write "cnn\.pt"/);
      plain(r, "read-only");
    } finally {
      chmodSync(folder, 0o755);
    }
  },
);

test("a name that is no example", async () => {
  for (const args of [[], ["nosuch"], ["../src"]]) {
    const r = await run(join(root, "scripts/example.mjs"), args);
    assert.equal(r.status, 1);
    assert.match(r.stderr, /usage: node scripts\/example\.mjs NAME/);
    plain(r, args.join(" "));
  }
});
