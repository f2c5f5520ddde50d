// How large a program with kindling is for a browser: the weekend program (test/browser/weekend.ts), bundled and minified
// with all that it needs of the package, by the plugin `kindling/lean`. `node scripts/bundle.mjs` says which folders take how
// much of it; `node scripts/bundle.mjs plain`, without the plugin.

import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { root } from "./files.mjs";

/** KB, gzipped, that the program may have. */
export const most = 90;

/** The bundle: its text, its size in KB as it is sent, and how many bytes come from each file; null where there is no bundler for this machine. */
export async function bundle(plain = false) {
  let rolldown;
  try {
    ({ rolldown } = await import("rolldown"));
  } catch (e) {
    if (/native binding/i.test(`${e?.message} ${e?.cause?.message}`)) return null;
    throw e;
  }
  const { lean } = await import("../dist/bundler/lean-node.js");
  const made = await rolldown({
    input: path.join(root, "build/test/browser/weekend.js"),
    cwd: root,
    platform: "browser",
    logLevel: "silent",
    plugins: plain ? [] : [lean()],
  });
  const {
    output: [{ code }],
  } = await made.generate({ format: "esm", minify: true });
  const {
    output: [{ modules }],
  } = await made.generate({ format: "esm", comments: false });
  await made.close();
  const inputs = Object.entries(modules).map(([id, { code: text }]) => [path.relative(root, id), text?.length ?? 0]);
  return { code, kilobytes: gzipSync(code, { level: 9 }).length / 1024, inputs };
}

/** A result for scripts/check.mjs. */
export async function bundleResult() {
  const name = `the weekend program for a browser has at most ${most} KB`;
  let made;
  try {
    made = await bundle();
  } catch (e) {
    return { name, passed: false, error: e.message }; // a marker that the plugin looks for, say
  }
  if (made === null)
    return { name, passed: true, skip: `there is no rolldown for ${process.platform} ${process.arch}` };
  const passed = made.kilobytes <= most,
    size = made.kilobytes.toFixed(1);
  return {
    name,
    passed,
    error: passed ? "" : `it has ${size} KB, gzipped: node scripts/bundle.mjs says of what`,
    said: `bundle: the weekend program, ${size} KB gzipped`,
  };
}

/** What each folder takes of the bundle's text, and its share of the whole as it is sent. */
function shares({ kilobytes, inputs }) {
  const folders = new Map();
  for (const [name, bytes] of inputs) {
    const parts = name.split("/"),
      folder = parts[0] === "dist" && parts.length > 2 ? parts.slice(1, -1).join("/") : parts.at(-1);
    folders.set(folder, (folders.get(folder) ?? 0) + bytes);
  }
  const total = [...folders.values()].reduce((a, b) => a + b);
  return [...folders]
    .sort((a, b) => b[1] - a[1])
    .map(
      ([folder, n]) => `${String(n).padStart(7)}  ${((kilobytes * n) / total).toFixed(1).padStart(5)} KB  ${folder}`,
    );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const made = await bundle(process.argv[2] === "plain");
  console.log(
    made === null
      ? "rolldown does not run here."
      : [
          `${made.kilobytes.toFixed(1)} KB gzipped. Characters before it is minified, and their share of that:`,
          ...shares(made),
        ].join("\n"),
  );
}
