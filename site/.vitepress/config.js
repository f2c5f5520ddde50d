// The documentation's site: the pages of docs/ and the API reference by TypeDoc, which scripts/site.mjs puts into pages/, and a
// search that works offline.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { defineConfig } from "vitepress";

const pages = path.resolve(import.meta.dirname, "../pages");

/** What a page of the reference is about, from its first line: "# Function: relu()". */
function heading(file) {
  const [, kind, name] = /^# (?:Abstract )?([A-Z][a-z]+(?: [a-z]+)?): (.*)$/m.exec(readFileSync(file, "utf8")) ?? [];
  return { kind, name: name?.replaceAll("\\", "").replace(/\(\)$|<.*$/g, "") };
}

const groups = { Class: "Classes", Function: "Functions", Variable: "Constants" };

/** The names of one namespace. Types of arguments are reached from the functions that use them. */
function reference(folder) {
  const at = path.join(pages, "api", folder);
  const items = Object.fromEntries(Object.values(groups).map((g) => [g, []]));
  for (const name of readdirSync(at).filter((f) => f.endsWith(".md"))) {
    const page = heading(path.join(at, name));
    const link = path.posix.join("/api", folder, name.replace(/\.md$/, ""));
    if (page.kind in groups) items[groups[page.kind]].push({ text: page.name, link });
  }
  for (const list of Object.values(items)) list.sort((a, b) => a.text.localeCompare(b.text));
  return Object.entries(items).flatMap(([text, list]) => (list.length === 0 ? [] : [{ text, items: list }]));
}

/**
 * A sidebar for each namespace. Pages of the package itself list the namespaces alone: every page contains its sidebar, and there are
 * hundreds of both pages and names. The page "All names" has them.
 */
function referenceSidebars() {
  if (!existsSync(path.join(pages, "api"))) return {};
  const below = (folder) =>
    readdirSync(path.join(pages, "api", folder), { withFileTypes: true })
      .filter((e) => e.isDirectory())
      .flatMap((e) => [path.posix.join(folder, e.name), ...below(path.posix.join(folder, e.name))]);
  const namespaces = below("");
  const all = {
    text: "Reference",
    items: [
      { text: "All names", link: "/api/" },
      ...namespaces.map((n) => ({ text: n.replaceAll("/", "."), link: `/api/${n}` })),
    ],
  };
  const own = namespaces.map((n) => [
    `/api/${n}/`,
    [
      { text: n.replaceAll("/", "."), items: reference(n) },
      { ...all, collapsed: true },
    ],
  ]);
  return { ...Object.fromEntries(own), "/api/": [all] };
}

/** A link to a page, if there is one. */
const page = (text, name) => (existsSync(path.join(pages, `${name}.md`)) ? [{ text, link: `/${name}` }] : []);

const sidebar = [
  {
    text: "Learn",
    items: [
      ...page("Start", "start"),
      ...page("The weekend as a course", "course"),
      ...page("Coming from PyTorch", "from-pytorch"),
      ...page("Coming from Keras", "from-keras"),
      ...page("Coming from TensorFlow.js", "from-tfjs"),
    ],
  },
  {
    text: "Guides",
    items: [
      ...page("Data", "data"),
      ...page("JavaScript and Python", "javascript"),
      ...page("Files of PyTorch", "pytorch-files"),
      ...page("ONNX", "onnx"),
      ...page("compile()", "compile"),
      ...page("Engines", "engines"),
      ...page("Several machines", "distributed"),
      ...page("Browsers and bundlers", "browsers"),
      ...page("When training goes wrong", "diagnosis"),
    ],
  },
  {
    text: "Reference",
    items: [
      { text: "API", link: "/api/" },
      ...page("Error codes", "errors"),
      ...page("Coverage of PyTorch", "coverage"),
      ...page("Benchmarks", "benchmarks"),
      ...page("Scaling", "scaling"),
    ],
  },
  { text: "Inside", items: [...page("Architecture", "architecture"), ...page("Dependencies", "dependencies")] },
];

export default defineConfig({
  title: "kindling",
  description: "PyTorch's way of working, in TypeScript, for Node and the browser",
  srcDir: "pages",
  outDir: "../build/site",
  cacheDir: "../build/site-cache",
  cleanUrls: true,
  // Otherwise every page contains the list of all pages.
  metaChunk: true,
  // Links out of docs/ (README.md, CONTRIBUTING.md, examples/) lead to files of the repository.
  ignoreDeadLinks: [/^\.?\/?\.\.\//],
  markdown: { theme: { light: "github-light", dark: "github-dark" } },
  themeConfig: {
    search: {
      provider: "local",
      options: {
        miniSearch: { searchOptions: { boostDocument: (id) => (id.startsWith("/api/") ? 0.6 : 2) } },
        // Types of arguments would be half of the index.
        _render: (text, env, markdown) => (/^# (Interface|Type Alias): /m.test(text) ? "" : markdown.render(text, env)),
      },
    },
    nav: [
      { text: "Start", link: "/start" },
      { text: "Course", link: "/course" },
      { text: "API", link: "/api/" },
    ],
    sidebar: { ...referenceSidebars(), "/": sidebar },
    outline: { level: [2, 3] },
  },
});
