// Loaded before a test file, this lets only some of its tests run: those whose full name ("suite › test") holds the words
// of KINDLING_TEST_NAME, whatever the case; and of what stands at the top of the file, every n-th alone, where
// KINDLING_TEST_PART is "i/n". Node's own --test-name-pattern has changed its meaning between versions, and knows no parts.

import { createRequire, syncBuiltinESMExports } from "node:module";

const words = process.env.KINDLING_TEST_NAME?.toLowerCase();
const [part, parts] = (process.env.KINDLING_TEST_PART ?? "1/1").split("/").map(Number);
const api = createRequire(import.meta.url)("node:test");

/** The names of the suites around what is being declared. */
let path = [];
let top = 0;

function select(declare, suite) {
  const chosen = (...args) => {
    if (path.length === 0 && top++ % parts !== part - 1) return Promise.resolve();
    const at = args.findLastIndex((a) => typeof a === "function");
    const here = [...path, typeof args[0] === "string" ? args[0] : (args[at]?.name ?? "")];
    if (!suite)
      return words === undefined || here.join(" › ").toLowerCase().includes(words)
        ? declare(...args)
        : Promise.resolve();
    const body = args[at];
    if (body !== undefined) {
      args[at] = function inside(...given) {
        const outer = path;
        path = here;
        try {
          return body.apply(this, given);
        } finally {
          path = outer;
        }
      };
    }
    return declare(...args);
  };
  for (const kind of ["skip", "todo", "only"])
    if (typeof declare[kind] === "function") chosen[kind] = select(declare[kind], suite);
  return chosen;
}

for (const name of ["test", "it"]) api[name] = select(api[name], false);
for (const name of ["describe", "suite"]) if (api[name] !== undefined) api[name] = select(api[name], true);
syncBuiltinESMExports();
