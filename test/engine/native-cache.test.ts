// The cache of compiled code: who may put something into it, what is loaded from it, and what happens when a compiler, a disk or a
// process fails.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
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
import { Absent, build, cacheFolder, clearCache, type Toolchain } from "#src/engine/cache-node.js";
import { findCompiler } from "#src/engine/native/compiler-node.js";
import { foreign } from "#src/engine/native/koffi-node.js";
import { noNative } from "./native.js";

const found = findCompiler();
const skip = typeof found === "string" ? found : process.platform === "win32" ? "not for Windows" : undefined;
const compiler: Toolchain =
  typeof found === "string" ? { command: "", flags: [], identity: "" } : { ...found, flags: ["-shared", "-fPIC"] };
const root = process.getuid?.() === 0;

const base = mkdtempSync(path.join(tmpdir(), "kindling-cache-"));
const before = process.env["XDG_CACHE_HOME"];
process.env["XDG_CACHE_HOME"] = base;
after(() => {
  if (before === undefined) delete process.env["XDG_CACHE_HOME"];
  else process.env["XDG_CACHE_HOME"] = before;
  rmSync(base, { recursive: true, force: true });
});
beforeEach(() => {
  rmSync(path.join(base, "kindling"), { recursive: true, force: true });
});

const source = (n: number): string => `int number(void) { return ${n}; }\n`;
const made = (n: number): string => build(source(n), compiler, true).path()!;
const unfinished = (): string[] => readdirSync(cacheFolder()).filter((f) => f.startsWith("tmp-"));
const absent = (why: RegExp) => (e: unknown) => e instanceof Absent && why.test(e.message);

describe("compiled code", { skip }, () => {
  test("is kept in a folder for this user alone, and found again", () => {
    const file = made(1),
      { ino } = statSync(file);
    assert.equal(statSync(cacheFolder()).mode & 0o777, 0o700);
    assert.equal(statSync(path.dirname(file)).mode & 0o077, 0);
    assert.equal(statSync(file).mode & 0o077, 0);
    assert.equal(statSync(made(1)).ino, ino);
    assert.notEqual(made(2), file);
    assert.notEqual(build(source(1), { ...compiler, flags: [...compiler.flags, "-O1"] }, true).path(), file);
    assert.notEqual(build(source(1), { ...compiler, identity: "another" }, true).path(), file);
    assert.deepEqual(unfinished(), []);
    assert.equal(clearCache(), 4);
    assert.deepEqual(readdirSync(cacheFolder()), []);
  });

  test("that somebody changed is made anew", () => {
    const whole = readFileSync(made(1));
    const spoil: ((file: string) => void)[] = [
      (f) => truncateSync(f, 100),
      (f) => truncateSync(f, 0),
      (f) => chmodSync(f, 0o720),
      (f) => chmodSync(f, 0o702),
      (f) => chmodSync(path.dirname(f), 0o770),
      (f) => chmodSync(path.join(path.dirname(f), "sum"), 0o666),
      (f) => rmSync(f),
      (f) => rmSync(path.join(path.dirname(f), "sum")),
      (f) => {
        const bytes = Buffer.from(whole);
        bytes[bytes.length >> 1]! ^= 1;
        writeFileSync(f, bytes);
      },
      (f) => {
        renameSync(f, path.join(base, "elsewhere"));
        symlinkSync(path.join(base, "elsewhere"), f);
      },
      ...(root ? [(f: string) => chownSync(f, 1234, 1234), (f: string) => chownSync(path.dirname(f), 1234, 1234)] : []),
    ];
    for (const s of spoil) {
      s(made(1));
      const file = made(1);
      assert.ok(readFileSync(file).equals(whole), String(s));
      assert.equal(statSync(file).mode & 0o077, 0, String(s));
    }
  });

  test("is neither written to nor loaded from a folder that is not this user's alone", () => {
    made(1);
    chmodSync(cacheFolder(), 0o770);
    assert.throws(() => made(1), absent(/other users may write to/));
    assert.throws(() => clearCache(), absent(/other users may write to/));
    chmodSync(cacheFolder(), 0o700);
    if (root) {
      chownSync(cacheFolder(), 1234, 1234);
      assert.throws(() => made(1), absent(/belongs to another user/));
      chownSync(cacheFolder(), 0, 0);
    }
    chmodSync(base, 0o777);
    assert.throws(() => made(1), absent(/every user may rename/));
    chmodSync(base, 0o700);
    rmSync(path.join(base, "kindling"), { recursive: true });
    mkdirSync(path.join(base, "other"));
    symlinkSync(path.join(base, "other"), path.join(base, "link"));
    mkdirSync(path.join(base, "kindling"));
    symlinkSync(path.join(base, "other"), cacheFolder());
    assert.throws(() => made(1), absent(/is not a folder/));
  });

  test("does not come where the cache folder cannot be made or written", () => {
    writeFileSync(path.join(base, "kindling"), "");
    assert.throws(() => made(1), absent(/cannot be made/));
    rmSync(path.join(base, "kindling"));
    if (process.platform === "linux") {
      process.env["XDG_CACHE_HOME"] = "/proc/self";
      assert.throws(() => made(1), absent(/cannot be made/));
      process.env["XDG_CACHE_HOME"] = base;
    }
  });

  test("does not come from a compiler that fails, which is told in one line", () => {
    assert.throws(() => build("int f( {", compiler, true), absent(/^compiling failed: .*error.*$/));
    assert.deepEqual(unfinished(), []);
    assert.throws(() => build(source(1), { ...compiler, command: "/nowhere/cc" }, true), absent(/nowhere.cc.*ENOENT/));
    const full = path.join(base, "full-cc");
    writeFileSync(
      full,
      "#!/bin/sh\necho 'fatal error: error writing to /tmp/x.s: No space left on device' >&2\nexit 1\n",
    );
    chmodSync(full, 0o700);
    assert.throws(() => build(source(1), { ...compiler, command: full }, true), absent(/No space left on device/));
    writeFileSync(full, "#!/bin/sh\nexit 0\n"); // says that all went well, and wrote nothing
    assert.throws(() => build(source(1), { ...compiler, command: full }, true), absent(/compiling failed: ENOENT/));
    assert.deepEqual(unfinished(), []);
  });

  test("comes in the background while the program goes on, and fails there with a reason", async () => {
    const b = build(source(7), compiler, false);
    assert.equal(b.path(), null);
    const until = async <T>(f: () => T | null): Promise<T> => {
      for (;;) {
        const v = f();
        if (v !== null) return v;
        await new Promise((r) => setTimeout(r, 20));
      }
    };
    assert.ok(existsSync(await until(() => b.path())));
    const bad = build("int f( {", compiler, false);
    await assert.rejects(
      until(() => bad.path()),
      absent(/error/),
    );
    assert.deepEqual(unfinished(), []);
  });

  test("comes also where the process that wanted it ends, or is killed", async () => {
    const slow = path.join(base, "slow-cc");
    writeFileSync(slow, `#!/bin/sh\nsleep 1\nexec ${compiler.command} "$@"\n`);
    chmodSync(slow, 0o700);
    const own = { ...compiler, command: slow };
    const job = `import { build } from "#src/engine/cache-node.js"; build(${JSON.stringify(source(8))}, ${JSON.stringify(own)}, false);`;
    const child = spawn(
      process.execPath,
      [
        "--conditions=kindling-source",
        "--input-type=module",
        "-e",
        `${job} setInterval(() => {}, 1000); console.log("begun")`,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    await new Promise((r) => child.stdout.once("data", r));
    child.kill("SIGKILL");
    for (;;) {
      const b = readdirSync(cacheFolder());
      if (b.some((f) => !f.startsWith("tmp-"))) break;
      await new Promise((r) => setTimeout(r, 50));
    }
    assert.deepEqual(unfinished(), []);
    assert.ok(existsSync(build(source(8), own, true).path()!));
  });

  test("whose compiler is killed is never half there", () => {
    const killed = path.join(base, "killed-cc");
    // Writes half of the file, and is killed with the process that waits for it.
    writeFileSync(
      killed,
      `#!/bin/sh\nwhile [ "$1" != -o ]; do shift; done\nprintf half > "$2"\nkill -9 $PPID\nkill -9 $$\n`,
    );
    chmodSync(killed, 0o700);
    assert.throws(() => build(source(9), { ...compiler, command: killed }, true), absent(/compiling failed/));
    assert.deepEqual(readdirSync(cacheFolder()), []);
    assert.ok(existsSync(made(9)));
  });

  test("of several processes at once is one entry, and good for all", async () => {
    const job = `import { build } from "#src/engine/cache-node.js"; console.log(build(${JSON.stringify(source(10))}, ${JSON.stringify(compiler)}, true).path());`;
    const all = await Promise.all(
      Array.from(
        { length: 4 },
        () =>
          new Promise<string>((resolve) => {
            const child = spawn(process.execPath, ["--conditions=kindling-source", "--input-type=module", "-e", job], {
              stdio: ["ignore", "pipe", "inherit"],
            });
            let said = "";
            child.stdout.on("data", (d) => (said += String(d)));
            child.on("close", () => resolve(said.trim()));
          }),
      ),
    );
    assert.equal(new Set(all).size, 1);
    assert.ok(existsSync(all[0]!));
    assert.equal(readdirSync(cacheFolder()).length, 1);
  });

  test("that was not used for longest goes, and so does what was never finished", () => {
    made(1);
    for (let i = 0; i < 450; i++) {
      const at = path.join(cacheFolder(), `old${i}`);
      mkdirSync(at);
      writeFileSync(path.join(at, "code.so"), "x");
      utimesSync(at, 1000 + i, 1000 + i);
    }
    mkdirSync(path.join(cacheFolder(), "tmp-1-a"));
    utimesSync(path.join(cacheFolder(), "tmp-1-a"), 1000, 1000);
    mkdirSync(path.join(cacheFolder(), "tmp-2-b")); // somebody is at work there
    made(2);
    const left = readdirSync(cacheFolder());
    assert.equal(left.filter((f) => f.startsWith("old")).length, 399);
    assert.ok(left.includes("old449") && !left.includes("old0"));
    assert.deepEqual(unfinished(), ["tmp-2-b"]);
    assert.ok(existsSync(made(1)));
  });

  test("that is no shared object is told, not run", { skip: noNative() }, () => {
    const file = path.join(base, "text.so");
    writeFileSync(file, "not an object");
    assert.throws(() => foreign(file, { f: "int f()" }), absent(/does not load/));
  });

  test("kindling cache clear", () => {
    made(1);
    const cli = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
      spawnSync(process.execPath, [path.join(import.meta.dirname, "../../../dist/cli/main-node.js"), ...args], {
        encoding: "utf8",
      });
    assert.equal(cli("cache").stdout.trim(), cacheFolder());
    assert.match(cli("cache", "clear").stdout, /^1 entry deleted/);
    assert.equal(cli("cache", "empty").status, 2);
    assert.equal(clearCache(), 0);
  });
});

describe("without what it needs, a program runs on, and engines() says why", () => {
  const program = `import { engines, matmul, ones } from "kindling";
    const v = matmul(ones(200, 200), ones(200, 200)).sum().item();
    console.log(v, engines()[0].name, engines()[0].ready, engines()[0].detail);`;
  for (const [name, env, why] of [
    ["no compiler", { PATH: "/nowhere" }, /no C compiler was found/],
    ["a compiler that is none", { KINDLING_CC: "/bin/false" }, /\/bin\/false does not work/],
    ["a home that cannot be written", { XDG_CACHE_HOME: "/dev/null/cache" }, /cannot be made/],
  ] as const) {
    for (const engine of ["auto", "native"]) {
      test(`${name}, KINDLING_ENGINE=${engine}`, { skip: noNative() }, () => {
        const done = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
          encoding: "utf8",
          env: { ...process.env, ...env, KINDLING_ENGINE: engine },
        });
        assert.match(done.stdout, /^8000000 native false /);
        assert.match(done.stdout, why);
        if (engine === "native") assert.match(done.stderr, /the native engine was chosen, but is not available/);
        else assert.equal(done.stderr, "");
      });
    }
  }
});
