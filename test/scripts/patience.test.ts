// The waits of the browser's tests: they end by what is computed, not by the clock.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { describe, test } from "node:test";
import { patient, patiently } from "../patience.js";

const never = new Promise<never>(() => {});
const busy = (seconds: number): ReturnType<typeof spawn> =>
  spawn(process.execPath, [
    "-e",
    `const used = () => { const { user, system } = process.cpuUsage(); return user + system; }; while (used() < ${seconds}e6);`,
  ]);

describe(
  "patiently",
  { skip: process.platform === "win32" ? "Windows does not tell what a process has used" : false },
  () => {
    test("gives the value, or the error", async () => {
      assert.equal(await patiently("a", Promise.resolve(3)), 3);
      await assert.rejects(patiently("a", Promise.reject(new Error("its own"))), /^Error: its own$/);
    });
    test("gives up where nothing is computed", async () => {
      await assert.rejects(
        patiently("the page", never, { idle: 4 }),
        /^Error: the page: nothing happened in 4 s in which nothing was computed either$/,
      );
    });
    test("waits on where a program that this one started computes, and no longer than it may work", async () => {
      const child = busy(60);
      try {
        const began = process.cpuUsage().user;
        await assert.rejects(
          patiently("the page", never, { idle: 600, work: 6 }),
          /^Error: the page: nothing happened in 6 s of CPU time$/,
        );
        assert.ok(process.cpuUsage().user - began < 3e6, "waiting itself costs little");
      } finally {
        child.kill();
      }
      const done = busy(6);
      assert.equal(
        await patiently(
          "the end",
          new Promise((resolve) => {
            done.once("exit", () => resolve("ended"));
          }),
          { idle: 4 },
        ),
        "ended",
      );
    });
    test("a page's calls are waited for so, and named", async () => {
      let limit = -1;
      const page = patient({
        setDefaultTimeout: (ms: number) => {
          limit = ms;
        },
        url: () => "here",
        text: async (s: string) => `${s}!`,
      });
      assert.equal(limit, 0);
      assert.equal(page.url(), "here");
      assert.equal(await page.text("a"), "a!");
    });
  },
);
