// Programs as a user's bundler would make them for a page: minified, with the tool's own defaults. A program says what it found in
// `globalThis.made`, since an application's entry has no exports.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { lean } from "#src/bundler/lean-node.js";

export const root = path.resolve(import.meta.dirname, "../../..");
const folder = mkdtempSync(path.join(root, "build/bundlers-"));
export const cleanUp = (): void => {
  rmSync(folder, { recursive: true, force: true });
};
let files = 0;

/** A file with this text, beside the others: they may import one another by the name that `import.meta` would give. */
export function write(source: string, ending = "js"): string {
  const file = path.join(folder, `p${files++}.${ending}`);
  writeFileSync(file, source);
  return file;
}

// The tools' own types want a newer configuration of TypeScript than ours.
// oxlint-disable-next-line typescript/no-explicit-any -- see above
type Any = any;
const from = async (tool: string): Promise<Any> => import(tool) as Promise<Any>;

/** Bundle and minify a file. `keep` adds the plugin kindling/lean where the tool takes it. */
type Bundler = (input: string, keep: boolean) => Promise<string>;

export const bundlers: Readonly<Record<string, { readonly bundle: Bundler; readonly plugin: boolean }>> = {
  esbuild: {
    plugin: false,
    async bundle(input) {
      const { outputFiles } = await (
        await from("esbuild")
      ).build({
        entryPoints: [input],
        bundle: true,
        minify: true,
        format: "esm",
        platform: "browser",
        write: false,
        logLevel: "silent",
      });
      return outputFiles[0].text as string;
    },
  },
  rolldown: {
    plugin: true,
    async bundle(input, keep) {
      const made = await (
        await from("rolldown")
      ).rolldown({ input, cwd: root, platform: "browser", logLevel: "silent", plugins: keep ? [lean()] : [] });
      try {
        return (await made.generate({ format: "esm", minify: true })).output[0].code as string;
      } finally {
        await made.close();
      }
    },
  },
  rollup: {
    plugin: true,
    async bundle(input, keep) {
      const [{ rollup }, { nodeResolve }, { default: terser }] = await Promise.all([
        from("rollup"),
        from("@rollup/plugin-node-resolve"),
        from("@rollup/plugin-terser"),
      ]);
      const made = await rollup({
        input,
        logLevel: "silent",
        plugins: [nodeResolve({ browser: true }), ...(keep ? [lean()] : [])],
      });
      try {
        return (await made.generate({ format: "es", plugins: [terser()] })).output[0].code as string;
      } finally {
        await made.close();
      }
    },
  },
  vite: {
    plugin: true,
    async bundle(input, keep) {
      const made = await (
        await from("vite")
      ).build({
        root: folder,
        configFile: false,
        logLevel: "silent",
        plugins: keep ? [lean()] : [],
        build: { write: false, modulePreload: false, rollupOptions: { input } },
      });
      return ([made].flat()[0].output as { type: string; isEntry: boolean; code: string }[]).find(
        (o) => o.type === "chunk" && o.isEntry,
      )!.code;
    },
  },
  webpack: {
    plugin: false,
    async bundle(input) {
      const { default: webpack } = await from("webpack"),
        name = `w${files++}.mjs`;
      await new Promise<void>((done, fail) => {
        webpack(
          {
            mode: "production",
            context: root,
            entry: input,
            target: ["web", "es2022"],
            experiments: { outputModule: true },
            performance: false,
            output: { path: folder, filename: name, publicPath: "", module: true },
          },
          (error: Error | null, stats: Any) => {
            if (error !== null || stats.hasErrors() === true) fail(error ?? new Error(String(stats)));
            else done();
          },
        );
      });
      return readFileSync(path.join(folder, name), "utf8");
    },
  },
};

/** Why a bundler cannot be tested here; false where it can. */
export async function missing(tool: string): Promise<string | false> {
  try {
    await from(tool);
    return false;
  } catch {
    return `${tool} does not run on ${process.platform} ${process.arch}`;
  }
}

/** Runs a program and gives what it left in `globalThis.made`. */
export async function run<T = unknown>(code: string): Promise<T> {
  const place = globalThis as { made?: unknown };
  delete place.made;
  const file = write(code, "mjs");
  if (!existsSync(file)) throw new Error("not written");
  await import(pathToFileURL(file).href);
  return place.made as T;
}
