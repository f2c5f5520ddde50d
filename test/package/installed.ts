// The package as `npm publish` would publish it, packed and installed into an empty project.

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "../../..");

/** npm's own entry point when npm runs the tests; otherwise whatever the shell finds. */
export function npm(args: string[], cwd: string): string {
  const self = process.env["npm_execpath"];
  return self !== undefined && self.endsWith("npm-cli.js")
    ? execFileSync(process.execPath, [self, ...args], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })
    : execFileSync("npm", args, {
        cwd,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
        shell: process.platform === "win32",
      });
}

export interface Installed {
  /** The project's folder, and the package as one file. */
  readonly app: string;
  readonly tarball: string;
  /** The paths of the files in the package. */
  readonly files: readonly string[];
  remove(): void;
}

/** What else `folder` holds of a package that was packed there. */
const inFolder = (folder: string, filename: string, files: readonly string[]): Installed => ({
  app: path.join(folder, "app"),
  tarball: path.join(folder, filename),
  files,
  remove: () => rmSync(folder, { recursive: true, force: true }),
});

/**
 * The package in a new project of the caller's own. Packing and installing take npm four seconds of work: the first test file of
 * a run leaves a copy of what they gave where the runner says, and the others copy that.
 */
export function install(): Installed {
  const folder = mkdtempSync(path.join(tmpdir(), "kindling-pack-")),
    shared = process.env["KINDLING_TEST_SHARED"];
  const kept = shared === undefined ? undefined : path.join(shared, "installed");
  if (kept !== undefined && existsSync(kept)) {
    cpSync(kept, folder, { recursive: true });
    const { filename, files } = JSON.parse(readFileSync(path.join(folder, "packed.json"), "utf8")) as Packed;
    return inFolder(folder, filename, files);
  }
  const { filename, files } = packInto(folder);
  if (kept !== undefined) {
    const copy = `${kept}.${process.pid}`;
    cpSync(folder, copy, { recursive: true });
    writeFileSync(path.join(copy, "packed.json"), JSON.stringify({ filename, files }));
    try {
      renameSync(copy, kept);
    } catch {
      rmSync(copy, { recursive: true }); // another file was faster
    }
  }
  return inFolder(folder, filename, files);
}

interface Packed {
  readonly filename: string;
  readonly files: readonly string[];
}

/** Packs the package into a folder, and installs it into a project `app` there. */
function packInto(folder: string): Packed {
  const [packed] = JSON.parse(npm(["pack", "--json", "--ignore-scripts", "--pack-destination", folder], root)) as [
    { filename: string; files: { path: string }[] },
  ];
  const app = path.join(folder, "app");
  mkdirSync(app);
  writeFileSync(path.join(app, "package.json"), JSON.stringify({ name: "app", private: true, type: "module" }));
  npm(["install", "--offline", "--no-audit", "--no-fund", path.join(folder, packed.filename)], app);
  return { filename: packed.filename, files: packed.files.map((f) => f.path) };
}

/** The compilers that the types are for: this project's, and the one before, which editors and many tools still use. */
export const compilers = ["typescript", "typescript5"].map((name) => {
  const at = path.dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  return {
    name: `TypeScript ${(createRequire(import.meta.url)(`${name}/package.json`) as { version: string }).version}`,
    tsc: path.join(at, "bin/tsc"),
  };
});

/** What the compiler says of an app's file, strictly: nothing if all is well. */
export function check(app: string, files: string[], options: Record<string, unknown>, tsc = compilers[0]!.tsc): string {
  writeFileSync(
    path.join(app, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        target: "es2022",
        strict: true,
        skipLibCheck: false,
        lib: ["es2023", "dom"],
        types: [],
        ...options,
      },
      files,
    }),
  );
  const done = spawnSync(process.execPath, [tsc, "-p", app, "--pretty", "false"], { encoding: "utf8" });
  return done.stdout + done.stderr;
}
