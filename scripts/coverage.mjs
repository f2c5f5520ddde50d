// Which of PyTorch's public names are here: docs/coverage.md, written by scripts/docs.mjs from the built package and
// from test/golden/names.json, the yardstick (test/golden/names.py says what counts as public).
//
// A name that the page has as present and the code has no longer is a problem, and the page is not rewritten without it
// unless somebody says so: coverage shrinks on purpose or not at all.

import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./files.mjs";
import { leftOut } from "./coverage-left-out.mjs";

/** Where each of PyTorch's modules is here: paths into the package. Several: a name may be in any of them. */
const places = {
  torch: ["", "nn.functional"],
  "torch.Tensor": ["Tensor"],
  "torch.nn": ["nn"],
  "torch.nn.functional": ["nn.functional"],
  "torch.nn.init": ["nn.init"],
  "torch.nn.utils": ["nn.utils", "nn.utils.rnn", "nn.utils.parametrizations"],
  "torch.optim": ["optim"],
  "torch.optim.lr_scheduler": ["optim.lrScheduler", "optim"],
  "torch.optim.swa_utils": ["optim.swaUtils", "optim"],
  "torch.linalg": ["linalg"],
  "torch.fft": ["fft"],
  "torch.special": ["special"],
  "torch.distributions": ["distributions"],
  "torch.utils.data": ["data"],
};

/** What is called otherwise here than by the camelCase of PyTorch's name. */
const renamed = {
  "torch.from_numpy": "fromTypedArray",
  "torch.Tensor.storage": null /* a field of ours */,
  "torch.Tensor.cuda": null /* says so */,
};

/** `scatter_add_` is `scatterAdd_` here, `atleast_1d` is `atleast1d`, `new_tensor` is `newTensor`. */
export const camel = (name) => name.replace(/_([a-z0-9])/g, (_, c) => c.toUpperCase());

/** For each module: names present, names left out with the reason, names that are not there yet. `kindling` is the package's namespace. */
export function coverage(kindling, names) {
  const tensor = kindling.zeros(1);
  return Object.entries(names).map(([module, list]) => {
    const homes = places[module].map((at) =>
      at === "Tensor"
        ? tensor
        : at
            .split(".")
            .filter(Boolean)
            .reduce((o, key) => o?.[key], kindling),
    );
    const rows = { module, present: [], out: [], missing: [] };
    for (const name of list.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))) {
      const full = `${module}.${name}`;
      const ours = full in renamed ? renamed[full] : camel(name);
      if (ours !== null && homes.some((home) => home !== undefined && ours in home)) rows.present.push(name);
      else {
        const reason = leftOut.find((r) => r.names.test(full))?.reason;
        if (reason === undefined) rows.missing.push(name);
        else rows.out.push([name, reason]);
      }
    }
    return rows;
  });
}

/** One line: `torch 412/430, torch.Tensor 500/520 …`, of the names that are not left out on purpose. */
export const summary = (rows) =>
  rows.map((r) => `${r.module} ${r.present.length}/${r.present.length + r.missing.length}`).join(", ");

const code = (names) => names.map((n) => `\`${n}\``).join(" ");

/** Names by their first letter, a line each, so that two changes seldom meet in one line. */
function byLetter(names) {
  const lines = new Map();
  for (const n of names) lines.set(n[0].toLowerCase(), [...(lines.get(n[0].toLowerCase()) ?? []), n]);
  return [...lines.values()].map(code).join("\n");
}

export function render(rows, version) {
  const parts = [
    "# Coverage",
    `PyTorch's public names, and which of them are here, under the same name in camelCase (\`scatter_add_\` is \`scatterAdd_\`).
The yardstick is PyTorch ${version}: names that are public and documented (\`test/golden/names.py\`). What \`torch\` and
\`torch.nn.functional\` both have counts for both where \`F\` has it.
(Written by \`node scripts/docs.mjs\` from the code. After a merge conflict: take either side, build, and run it again.)`,
    `| module | present | not yet | left out on purpose |\n| --- | ---: | ---: | ---: |\n${rows.map((r) => `| \`${r.module}\` | ${r.present.length} | ${r.missing.length} | ${r.out.length} |`).join("\n")}`,
  ];
  for (const r of rows) {
    parts.push(`## ${r.module}`);
    if (r.present.length > 0) parts.push(`### Present in ${r.module}\n\n${byLetter(r.present)}`);
    if (r.missing.length > 0) parts.push(`### Not yet in ${r.module}\n\n${byLetter(r.missing)}`);
    if (r.out.length > 0) {
      const reasons = new Map();
      for (const [name, reason] of r.out) reasons.set(reason, [...(reasons.get(reason) ?? []), name]);
      parts.push(
        `### Left out of ${r.module}\n\n${[...reasons].map(([reason, list]) => `- ${reason}: ${code(list)}`).join("\n")}`,
      );
    }
  }
  return `${parts.join("\n\n")}\n`;
}

/** The names that a page says are present: `torch.relu`. */
export function presentOn(page) {
  const out = new Set();
  for (const [, module, text] of page.matchAll(/^### Present in (\S+)\n\n([^#]*)/gm)) {
    for (const [, name] of text.matchAll(/`([^`]+)`/g)) out.add(`${module}.${name}`);
  }
  return out;
}

/** The names that the page has and the code has no longer. */
export function gone(page, rows) {
  const now = new Set(rows.flatMap((r) => r.present.map((n) => `${r.module}.${n}`)));
  return [...presentOn(page)].filter((n) => !now.has(n));
}

/** Coverage of the built package against the yardstick of the tests. */
export async function measured() {
  const kindling = await import(pathToFileURL(path.join(root, "dist/node.js")).href);
  const { torch, modules } = JSON.parse(readFileSync(path.join(root, "test/golden/names.json"), "utf8"));
  return { rows: coverage(kindling, modules), version: torch };
}
