// Every link between the project's pages leads somewhere: to a file, and to a heading in it.
import { test } from "node:test";
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../../..");
const folders = ["", "docs", "site"];

/** The anchors of a page: of its headings, as GitHub and VitePress write them, and those that are written out. */
function anchors(page: string): Set<string> {
  const found = new Set<string>();
  for (const [, text] of withoutCode(page).matchAll(/^#{1,6} (.*)$/gm))
    found.add(
      text!
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
        .trim()
        .replaceAll(/\s/g, "-"),
    );
  for (const [, id] of page.matchAll(/<a id="([^"]+)"/g)) found.add(id!);
  return found;
}
const withoutCode = (page: string): string => page.replaceAll(/^```[\s\S]*?^```/gm, "");

/** The links of a page that lead nowhere. */
function dead(folder: string, page: string, read: (file: string) => string | null): string[] {
  const links = [
    ...withoutCode(page)
      .replaceAll(/`[^`]*`/g, "")
      .matchAll(/\]\(([^)\s]+)\)|href="([^"]+)"/g),
  ];
  return links
    .map(([, a, b]) => a ?? b!)
    .filter((link) => {
      if (/^[a-z]+:/.test(link) || link.startsWith("/")) return false;
      const [file, anchor] = link.split("#", 2);
      const text = file === "" ? page : read(join(folder, file!));
      return (
        text === null ||
        (anchor !== undefined && file !== undefined && /(\.md|^)$/.test(file) && !anchors(text).has(anchor))
      );
    });
}

test("links between pages lead somewhere", () => {
  const read = (file: string): string | null => {
    if (!existsSync(file)) return null;
    return file.endsWith(".md") ? readFileSync(file, "utf8") : "";
  };
  let pages = 0;
  for (const folder of folders)
    for (const name of readdirSync(join(root, folder)).filter((f) => f.endsWith(".md"))) {
      const file = join(root, folder, name);
      pages++;
      assert.deepEqual(dead(dirname(file), readFileSync(file, "utf8"), read), [], name);
    }
  assert.ok(pages >= 10, `${pages} pages`);
});

test("a missing file, a missing heading and a link in code are told apart", () => {
  const pages: Record<string, string> = { "b.md": '# One heading, here!\n<a id="own"></a>' };
  const page =
    "[x](b.md) [x](c.md) [x](b.md#one-heading-here) [x](b.md#other) [x](b.md#own) `[x](d.md)`\n```\n[x](e.md)\n```";
  assert.deepEqual(
    dead("", page, (file) => pages[file] ?? null),
    ["c.md", "b.md#other"],
  );
});
