// The studio in a real browser, for its tests: builds it, serves it, opens pages. Where there is no browser, or the
// studio's packages cannot be had, the tests are skipped with that reason.

import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { noChromium, openChromium } from "../chromium.js";
import { patient } from "../patience.js";

export const root = path.resolve(import.meta.dirname, "../../..");

interface InputFile {
  name: string;
  mimeType: string;
  buffer: Uint8Array;
}
/** What the tests use of a page of playwright-core. */
export interface Page {
  goto(url: string): Promise<unknown>;
  click(selector: string): Promise<void>;
  fill(selector: string, text: string): Promise<void>;
  press(selector: string, key: string): Promise<void>;
  focus(selector: string): Promise<void>;
  selectOption(selector: string, value: string): Promise<unknown>;
  textContent(selector: string): Promise<string | null>;
  getAttribute(selector: string, name: string): Promise<string | null>;
  waitForSelector(selector: string, options?: { state?: "attached" }): Promise<unknown>;
  waitForFunction<A>(f: (arg: A) => unknown, arg: A): Promise<unknown>;
  evaluate<R>(f: () => R | Promise<R>): Promise<R>;
  evaluate<A, R>(f: (arg: A) => R | Promise<R>, arg: A): Promise<R>;
  addScriptTag(options: { content: string }): Promise<unknown>;
  addInitScript<A>(f: (arg: A) => void, arg: A): Promise<unknown>;
  emulateMedia(o: { colorScheme?: "light" | "dark"; reducedMotion?: "reduce" }): Promise<void>;
  setViewportSize(size: { width: number; height: number }): Promise<void>;
  setInputFiles(selector: string, files: string | InputFile | InputFile[]): Promise<void>;
  waitForEvent(event: "download"): Promise<{ path(): Promise<string>; suggestedFilename(): string }>;
  on(event: "pageerror", f: (e: Error) => void): void;
  url(): string;
  readonly mouse: { move(x: number, y: number): Promise<void>; down(): Promise<void>; up(): Promise<void> };
  setDefaultTimeout(ms: number): void;
  close(): Promise<void>;
}
interface Browser {
  newPage(options?: {
    viewport?: { width: number; height: number };
    colorScheme?: "light" | "dark";
    reducedMotion?: "reduce";
    serviceWorkers?: "block";
  }): Promise<Page>;
  close(): Promise<void>;
}

function build(): string | false {
  if (noChromium !== false) return noChromium;
  const done = spawnSync(process.execPath, [path.join(root, "scripts/studio.mjs"), "--build"], {
    cwd: root,
    encoding: "utf8",
  });
  if (done.status === 0) return false;
  if (done.stderr.includes("npm could not reach its registry"))
    return "npm cannot reach its registry to install the studio's packages";
  throw new Error(`the studio does not build:\n${done.stdout}${done.stderr}`);
}

/** Why there is no browser with the studio in it, or false. */
export const missing = build();

let served: { browser: Browser; server: ChildProcess; address: string } | null = null;

/** A module of the studio's own packages. */
export const studioPackage = async (file: string): Promise<Record<string, unknown>> =>
  (await import(pathToFileURL(path.join(root, "studio/node_modules", file)).href)) as Record<string, unknown>;

async function start(): Promise<NonNullable<typeof served>> {
  const { server, address } = await serve(path.join(root, "dist/cli/main-node.js"));
  const browser = (await openChromium()) as unknown as Browser;
  return { browser, server, address };
}

/** The studio, served by the program that `npx kindling` runs. */
export async function serve(program: string, ...args: string[]): Promise<{ server: ChildProcess; address: string }> {
  const server = spawn(process.execPath, [program, "studio", "--port", "0", ...args], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const address = await new Promise<string>((resolve, reject) => {
    let said = "";
    server.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const at = /http:\/\/localhost:\d+\//.exec(said);
      if (at !== null) resolve(at[0]);
    });
    server.once("exit", () => reject(new Error(`the server ended: ${said}`)));
  });
  return { server, address };
}

process.once("exit", () => served?.server.kill());
after(async () => {
  await served?.browser.close();
  served?.server.kill();
});

/** Where the studio is served for these tests. */
export const address = (): string => served!.address;

/**
 * One test in a page of its own, at an address such as `#/count?seed=3` or a whole one; errors of the page fail it.
 * `late`: milliseconds by which the trainer hears everything later, as on a slow device: what a reader does in the meantime must
 * not be lost.
 */
export function inStudio(
  name: string,
  hash: string,
  f: (page: Page) => Promise<void>,
  { late = 0, ...options }: Parameters<Browser["newPage"]>[0] & { late?: number } = {},
): void {
  test(name, { skip: missing }, async () => {
    served ??= await start();
    const page = patient(await served.browser.newPage({ viewport: { width: 1280, height: 900 }, ...options }));
    if (late > 0) await page.addInitScript(answerLate, late);
    const errors: string[] = [];
    page.on("pageerror", (e) => errors.push(e.stack ?? e.message));
    try {
      await page.goto(new URL(hash, served.address).href);
      await f(page);
      assert.deepEqual(errors, []);
    } finally {
      await page.close();
    }
  });
}

/** In the page: what it posts to a worker is under way for so many milliseconds, in the same order. */
function answerLate(ms: number): void {
  const Own = Worker;
  window.Worker = class extends Own {
    override postMessage(message: unknown): void {
      setTimeout(() => super.postMessage(message), ms);
    }
  };
}

/** The bytes of what a click downloads. */
export async function downloaded(page: Page, button: string): Promise<{ name: string; file: string }> {
  const [got] = await Promise.all([page.waitForEvent("download"), page.click(button)]);
  return { name: got.suggestedFilename(), file: await got.path() };
}

/** The exact number behind one that is shown. */
export const shown = async (page: Page, selector: string): Promise<number> =>
  Number(await page.getAttribute(selector, "value"));

/** Waits until the number behind what is shown fulfils a condition, given as the text of a function. */
export const until = (page: Page, selector: string, wanted: number): Promise<unknown> =>
  page.waitForFunction(([s, w]) => Number(document.querySelector(s)?.getAttribute("value") ?? NaN) === w, [
    selector,
    wanted,
  ] as const);

/** The program beside, as it stands there. */
export const programText = (page: Page): Promise<string> =>
  page.evaluate(() =>
    [...document.querySelectorAll(".code .line")]
      .map((l) =>
        [...l.childNodes]
          .filter((n) => !(n as Element).classList?.contains("note"))
          .map((n) => n.textContent)
          .join(""),
      )
      .join(""),
  );

/** The program beside, run by Node as it is: what it prints, its errors too, with lines and columns of the program beside. `status`: how it shall end; `files`: what lies beside it; `change`: what is done to it first. */
export async function runProgram(
  page: Page,
  status = 0,
  files: Record<string, string> = {},
  change = (source: string): string => source,
): Promise<string> {
  const source = change(await programText(page)),
    fileName = (await page.textContent(".code h2"))!;
  const { default: ts } = (await studioPackage("typescript/lib/typescript.js")) as {
    default: { transpileModule(text: string, o: object): { outputText: string } };
  };
  // Inside of this package, so that "kindling" is found.
  const folder = mkdtempSync(path.join(root, "build/studio-program-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
    writeFileSync(
      path.join(folder, "main.mjs"),
      ts.transpileModule(source, {
        compilerOptions: { target: "es2022", module: "esnext", inlineSourceMap: true },
        fileName,
      }).outputText,
    );
    const done = spawnSync(process.execPath, ["--enable-source-maps", "main.mjs"], { cwd: folder, encoding: "utf8" });
    assert.equal(done.status, status, done.stderr);
    return done.stdout + done.stderr;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What axe finds that is serious or worse: sentences. */
export async function axe(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window)))
    await page.addScriptTag({
      content: readFileSync(path.join(root, "studio/node_modules/axe-core/axe.min.js"), "utf8"),
    });
  return page.evaluate(async () => {
    interface Finding {
      id: string;
      impact: string;
      help: string;
      nodes: { target: string[]; failureSummary: string }[];
    }
    const { violations } = await (
      window as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } }
    ).axe.run();
    return violations
      .filter((v) => v.impact === "serious" || v.impact === "critical")
      .map(
        (v) =>
          `${v.id}: ${v.help}: ${v.nodes
            .slice(0, 3)
            .map((n) => `${n.target.join(" ")} ${n.failureSummary}`)
            .join("; ")}`,
      );
  });
}
