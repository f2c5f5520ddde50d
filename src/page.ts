// kindling for a page without a bundler: that of browser.ts, with all of the library in one file (dist/bundle/browser.js).
import * as F from "./nn/functional/index.js";
import { inflateRaw } from "./serialize/inflate.js";
import { followPythonNames } from "./python-modules.js";
import { knowFunctions } from "./serialize/pt/functions.js";
import { setInflate } from "./serialize/zip-read.js";

knowFunctions(F);
setInflate(inflateRaw);
followPythonNames();

export * from "./browser.js";
