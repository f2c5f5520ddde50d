// The trainer of the other chapters, with what each needs of the library, loaded when it is asked for.

import type { bend } from "./bend.js";
import type { broken } from "./broken.js";
import type { conv } from "./conv.js";
import type { files } from "./files.js";
import type { gpt } from "./gpt.js";
import type { mnist } from "./mnist.js";
import type { Methods } from "./protocol.js";
import { serve } from "./serve.js";
import type { slow } from "./slow.js";
import type { yours } from "./yours.js";

/** Methods by the first part of their names. */
const chapters: Record<string, () => Promise<Partial<Methods>>> = {
  bend: async () => (await import("./bend.js")).bend,
  broken: async () => (await import("./broken.js")).broken,
  conv: async () => (await import("./conv.js")).conv,
  files: async () => (await import("./files.js")).files,
  gpt: async () => (await import("./gpt.js")).gpt,
  mnist: async () => (await import("./mnist.js")).mnist,
  slow: async () => (await import("./slow.js")).slow,
  yours: async () => (await import("./yours.js")).yours,
};
export type Later = typeof bend &
  typeof broken &
  typeof conv &
  typeof files &
  typeof gpt &
  typeof mnist &
  typeof slow &
  typeof yours;

serve((method) => chapters[method.split(".")[0]!]!());
