// What a newcomer reads when set-up cannot work: a sentence that says what to do, not a stack.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";

const root = path.resolve(import.meta.dirname, "../../..");

describe("set-up", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "kindling set-up "));
  after(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ["scripts", "package.json", "package-lock.json", "tsconfig.base.json"])
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true });

  const start = (args: string[], env: Record<string, string | undefined>) => {
    const done = spawnSync(process.execPath, [...args, "scripts/start.mjs"], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, ...env },
    });
    assert.equal(done.status, 1, done.stderr);
    assert.doesNotMatch(done.stderr, /^\s+at /m);
    return done.stderr;
  };

  test("an old Node", () => {
    const old = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.18.3'})";
    assert.match(
      start(["--import", old], {}),
      /needs Node 20\.19 or newer, and this is Node 20\.18\.3\. Get a newer one from https:\/\/nodejs\.org/,
    );
  });

  test("no npm", { skip: process.platform === "win32" ? "a shell stands between on Windows" : false }, () => {
    assert.match(start([], { PATH: folder, npm_execpath: undefined }), /npm was not found[^]*It comes with Node/);
  });

  test("no network", () => {
    const env = {
      npm_config_registry: "http://127.0.0.1:9/",
      npm_config_cache: path.join(folder, "cache"),
      npm_config_fetch_retries: "0",
    };
    assert.match(start([], env), /npm could not reach its registry\. Connect to the internet/);
  });
});
