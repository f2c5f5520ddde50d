import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, beforeEach, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { KindlingError, load, loadWeights, LoadError, nn, ones, save, saveBytes, type Tensor } from "kindling";
import { readArchive } from "#src/serialize/archive.js";
import * as browser from "#src/serialize/pt/load.js";
import { save as browserSave } from "#src/serialize/pt/save.js";

const root = mkdtempSync(path.join(tmpdir(), "kindling-save-"));
after(() => rmSync(root, { recursive: true }));
let folder = root;
let made = 0;
beforeEach(() => {
  folder = path.join(root, String(made++));
  mkdirSync(folder);
});
const at = (name: string): string => path.join(folder, name);
const windows = process.platform === "win32" ? "permissions and links are different on Windows" : false;
const isRoot = process.getuid?.() === 0 ? "root may do everything" : false;
const failsWith = (run: () => unknown, code: string, message: RegExp): void => {
  assert.throws(
    run,
    (e) => (e instanceof KindlingError && e.code === code && message.test(e.message)) || assert.fail(String(e)),
  );
};

describe("save to a path", () => {
  test("and load from it, as a string and as a URL", () => {
    save({ a: ones(2) }, at("a.pt"));
    assert.deepEqual(load<{ a: Tensor }>(at("a.pt")).a.tolist(), [1, 1]);
    save(7, pathToFileURL(at("b.pt")));
    assert.equal(load(pathToFileURL(at("b.pt"))), 7);
    save(new nn.Linear(2, 1), at("c.pt"));
    assert.equal(loadWeights(at("c.pt")).size, 2);
    assert.deepEqual(readdirSync(folder).sort(), ["a.pt", "b.pt", "c.pt"], "nothing else stays");
  });

  test("the folder inside the archive is the file's name, as PyTorch has it", () => {
    save(1, at("my model.v2.pt"));
    assert.equal(readArchive(new Uint8Array(readFileSync(at("my model.v2.pt")))).prefix, "my model.v2");
    save(1, at("模型.pt"));
    assert.equal(readArchive(new Uint8Array(readFileSync(at("模型.pt")))).prefix, "archive");
  });

  test("what cannot be saved leaves the old file", () => {
    save(1, at("a.pt"));
    failsWith(
      () => {
        save([() => 1], at("a.pt"));
      },
      "save-value",
      /at 0/,
    );
    assert.equal(load(at("a.pt")), 1);
    assert.deepEqual(readdirSync(folder), ["a.pt"]);
  });

  test("a folder that does not exist, and one in the file's place", () => {
    failsWith(
      () => {
        save(1, at("no/a.pt"));
      },
      "save-file",
      /Parent directory .*no does not exist/,
    );
    mkdirSync(at("dir"));
    failsWith(
      () => {
        save(1, at("dir"));
      },
      "save-file",
      /cannot write/,
    );
    assert.deepEqual(readdirSync(folder), ["dir"]);
  });

  test("a failure while writing removes the temporary file", { skip: windows }, () => {
    // In a process of its own, since the limit is the process's: files of at most 8 blocks.
    save("old", at("a.pt"));
    const program = `process.on("SIGXFSZ", () => {}); const { save, zeros } = await import(${JSON.stringify(import.meta.resolve("kindling"))}); try { save(zeros(100000), ${JSON.stringify(at("a.pt"))}); } catch (e) { console.log(e.code); }`;
    const run = spawnSync(
      "sh",
      ["-c", 'ulimit -f 8; exec "$0" --input-type=module -e "$1"', process.execPath, program],
      { encoding: "utf8" },
    );
    assert.equal(run.stdout.trim(), "save-file", run.stderr);
    assert.equal(load(at("a.pt")), "old");
    assert.deepEqual(readdirSync(folder), ["a.pt"]);
  });

  test("permissions are kept", { skip: windows }, () => {
    save(1, at("a.pt"));
    assert.equal(statSync(at("a.pt")).mode & 0o777, 0o666 & ~process.umask());
    for (const mode of [0o600, 0o664, 0o777]) {
      chmodSync(at("a.pt"), mode);
      save(2, at("a.pt"));
      assert.equal(statSync(at("a.pt")).mode & 0o777, mode);
    }
  });

  test("a write-protected file stays", { skip: windows || isRoot }, () => {
    save(1, at("a.pt"));
    chmodSync(at("a.pt"), 0o444);
    failsWith(
      () => {
        save(2, at("a.pt"));
      },
      "save-file",
      /EACCES/,
    );
    assert.equal(load(at("a.pt")), 1);
  });

  test("a link stays one, and what it names is replaced", { skip: windows }, () => {
    mkdirSync(at("real"));
    save(1, at("real/a.pt"));
    symlinkSync("real/a.pt", at("link.pt"));
    symlinkSync("link.pt", at("twice.pt"));
    save(2, at("twice.pt"));
    assert.ok(lstatSync(at("twice.pt")).isSymbolicLink() && lstatSync(at("link.pt")).isSymbolicLink());
    assert.equal(load(at("real/a.pt")), 2);
    symlinkSync("real/new.pt", at("ahead.pt"));
    save(3, at("ahead.pt"));
    assert.equal(load(at("real/new.pt")), 3);
    assert.deepEqual(readdirSync(at("real")).sort(), ["a.pt", "new.pt"]);
    symlinkSync("circle.pt", at("circle.pt"));
    failsWith(
      () => {
        save(1, at("circle.pt"));
      },
      "save-file",
      /symbolic links|ELOOP/,
    );
  });

  test(
    "a device is written to, not replaced",
    { skip: existsSync("/dev/null") ? false : "there is no /dev/null here" },
    () => {
      save(1, "/dev/null");
      assert.ok(statSync("/dev/null").isCharacterDevice());
    },
  );

  test("temporaries of programs that are no more are removed at once, those of others and of other machines are not", () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    save(1, at("a.pt"));
    const half = spawnSync(
      process.execPath,
      [
        "-e",
        `
      const fs = require("node:fs"), rename = fs.renameSync;
      fs.renameSync = () => process.kill(process.pid, "SIGKILL");
      require("node:module").syncBuiltinESMExports();
      import("kindling").then(({ save }) => save(2, ${JSON.stringify(at("a.pt"))}));`,
      ],
      { cwd: fileURLToPath(new URL("../../../..", import.meta.url)) },
    );
    assert.equal(half.signal, "SIGKILL");
    const [left, ...more] = readdirSync(folder).filter((n) => n.endsWith(".kindling-tmp"));
    assert.deepEqual(more, []);
    const [, host] = /^\.a\.pt\.([0-9a-f]{8})-\d+\./.exec(left!)!;
    const mine = `.a.pt.${host}-${process.pid}.x.kindling-tmp`,
      theirs = `.a.pt.00000000-${pid}.x.kindling-tmp`,
      dead = `.a.pt.${host}-${pid}.x.kindling-tmp`;
    for (const name of [mine, theirs, dead]) writeFileSync(at(name), "half");
    save(3, at("a.pt"));
    assert.deepEqual(readdirSync(folder).sort(), [mine, theirs, "a.pt"].sort());
    assert.equal(load(at("a.pt")), 3);
  });

  test("names as long as the system has them, in any script", { skip: windows }, () => {
    for (const name of ["\u6a21".repeat(80), "x".repeat(250), "\u{1f40d}".repeat(60), "\u6a21\u578b.pt"]) {
      save(1, at(name));
      save(2, at(name));
      assert.equal(load(at(name)), 2);
    }
    assert.equal(readdirSync(folder).length, 4);
  });

  test("temporaries of killed programs are removed when nobody has written to them for ten minutes", () => {
    const temporaries = [".a.pt.x.kindling-tmp", ".a.pt.y.kindling-tmp", ".b.pt.x.kindling-tmp", ".a.pt.z.tmp"];
    for (const name of temporaries) writeFileSync(at(name), "half");
    const old = Date.now() / 1000 - 660;
    for (const name of temporaries.filter((n) => !n.includes(".y."))) utimesSync(at(name), old, old);
    save(1, at("a.pt"));
    assert.deepEqual(readdirSync(folder).sort(), [
      ".a.pt.y.kindling-tmp",
      ".a.pt.z.tmp",
      ".b.pt.x.kindling-tmp",
      "a.pt",
    ]);
  });
});

describe("load from a path", () => {
  test("that is missing, a folder, empty, cut short", () => {
    failsWith(() => load(at("no.pt")), "file-access", /No such file or directory: .*no\.pt[^]*current folder, /);
    failsWith(() => load(folder), "file-access", /Is a directory/);
    writeFileSync(at("empty.pt"), "");
    failsWith(() => load(at("empty.pt")), "file-truncated", /empty/);
    save(ones(100), at("cut.pt"));
    truncateSync(at("cut.pt"), 300);
    assert.throws(() => load(at("cut.pt")), LoadError);
  });

  test("that is a pipe", { skip: windows }, (t) => {
    writeFileSync(at("a.pt"), saveBytes(ones(100_000)));
    if (spawnSync("mkfifo", [at("pipe")]).status !== 0) return t.skip("no mkfifo here");
    const writer = spawn("cp", [at("a.pt"), at("pipe")]);
    assert.equal(load<Tensor>(at("pipe")).shape[0], 100_000);
    writer.kill();
  });
});

test("in a browser, paths are refused with what to do", () => {
  failsWith(() => browser.load("cnn.pt" as unknown as Uint8Array), "no-files", /arrayBuffer/);
  failsWith(() => browser.loadWeights(new URL("file:///cnn.pt") as unknown as Uint8Array), "no-files", /arrayBuffer/);
  failsWith(
    () => {
      browserSave(1, "cnn.pt");
    },
    "no-files",
    /saveBytes/,
  );
});

test("a program killed while saving leaves the old file or the new one, complete", { skip: windows }, async () => {
  const program = fileURLToPath(new URL("./saver.js", import.meta.url));
  let last = 0;
  for (let kill = 0; kill < 30; kill++) {
    const child = spawn(process.execPath, [program, at("a.pt")], { stdio: ["ignore", "ignore", "inherit"] });
    const before = existsSync(at("a.pt")) ? statSync(at("a.pt")).mtimeMs : 0;
    // Not before this one has begun to save; then at any moment of the next saves (each takes some milliseconds).
    while (!existsSync(at("a.pt")) || statSync(at("a.pt")).mtimeMs === before) {
      assert.equal(child.exitCode, null, "the saving program has failed");
      await sleep(1);
    }
    await sleep(kill / 3);
    child.kill("SIGKILL");
    await once(child, "exit");
    const { values, i } = load<{ values: Tensor[]; i: number }>(at("a.pt"));
    assert.equal(values.length, 200);
    for (const v of values)
      assert.ok(
        v
          .tolist()
          .toString()
          .split(",")
          .every((x) => Number(x) === i),
      );
    last = i;
  }
  assert.ok(last >= 0);
  const left = readdirSync(folder).filter((name) => name !== "a.pt");
  assert.ok(left.length <= 30);
  for (const name of left) {
    assert.match(name, /^\.a\.pt\..*\.kindling-tmp$/);
    utimesSync(at(name), 1, 1);
  }
  save(1, at("a.pt"));
  assert.deepEqual(readdirSync(folder), ["a.pt"]);
});
