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

/** The sidebar of one namespace's pages. Types of arguments are reached from the functions that use them. */
function reference(folder, title) {
  const at = path.join(pages, "api", folder);
  const items = Object.fromEntries(Object.values(groups).map((g) => [g, []]));
  for (const name of readdirSync(at).filter((f) => f.endsWith(".md"))) {
    const page = heading(path.join(at, name));
    if (page.kind in groups)
      items[groups[page.kind]].push({
        text: page.name,
        link: path.posix.join("/api", folder, name.replace(/\.md$/, "")),
      });
  }
  for (const list of Object.values(items)) list.sort((a, b) => a.text.localeCompare(b.text));
  return {
    text: title,
    collapsed: true,
    items: Object.entries(items).flatMap(([text, list]) =>
      list.length === 0 ? [] : [{ text, collapsed: true, items: list }],
    ),
  };
}

function referenceSidebar() {
  if (!existsSync(path.join(pages, "api"))) return [];
  const namespaces = (folder) =>
    readdirSync(path.join(pages, "api", folder), { withFileTypes: true })
      .filter((e) => e.isDirectory())
      .flatMap((e) => [path.posix.join(folder, e.name), ...namespaces(path.posix.join(folder, e.name))]);
  return [
    { text: "All names", link: "/api/" },
    reference("", "kindling"),
    ...namespaces("").map((n) => reference(n, n.replaceAll("/", "."))),
  ];
}

const sidebar = [
  {
    text: "Learn",
    items: [
      { text: "Start", link: "/start" },
      { text: "The weekend as a course", link: "/course" },
      { text: "Coming from PyTorch", link: "/from-pytorch" },
      { text: "Coming from Keras", link: "/from-keras" },
      { text: "Coming from TensorFlow.js", link: "/from-tfjs" },
    ],
  },
  {
    text: "Guides",
    items: [
      { text: "Data", link: "/data" },
      { text: "JavaScript and Python", link: "/javascript" },
      { text: "Files of PyTorch", link: "/pytorch-files" },
      { text: "compile()", link: "/compile" },
      { text: "Engines", link: "/engines" },
      { text: "Browsers and bundlers", link: "/browsers" },
      { text: "When training goes wrong", link: "/diagnosis" },
      ...["onnx:ONNX", "distributed:Several machines"].flatMap((page) => {
        const [name, text] = page.split(":");
        return existsSync(path.join(pages, `${name}.md`)) ? [{ text, link: `/${name}` }] : [];
      }),
    ],
  },
  {
    text: "Reference",
    items: [
      { text: "API", link: "/api/" },
      { text: "Error codes", link: "/errors" },
      { text: "Coverage of PyTorch", link: "/coverage" },
      { text: "Benchmarks", link: "/benchmarks" },
    ],
  },
  {
    text: "Inside",
    items: [
      { text: "Architecture", link: "/architecture" },
      { text: "Dependencies", link: "/dependencies" },
    ],
  },
];

export default defineConfig({
  title: "kindling",
  description: "PyTorch's way of working, in TypeScript, for Node and the browser",
  srcDir: "pages",
  outDir: "../build/site",
  cacheDir: "../build/site-cache",
  cleanUrls: true,
  lastUpdated: false,
  // Links out of docs/ (README.md, CONTRIBUTING.md, examples/) lead to files of the repository.
  ignoreDeadLinks: [/^\.?\/?\.\.\//],
  markdown: { theme: { light: "github-light", dark: "github-dark" } },
  themeConfig: {
    search: {
      provider: "local",
      options: { miniSearch: { searchOptions: { boostDocument: (id) => (id.startsWith("/api/") ? 0.6 : 2) } } },
    },
    nav: [
      { text: "Start", link: "/start" },
      { text: "Course", link: "/course" },
      { text: "API", link: "/api/" },
    ],
    sidebar: { "/api/": referenceSidebar(), "/": sidebar },
    outline: { level: [2, 3] },
    externalLinkIcon: true,
  },
});
