// Saves to the path in its argument again and again until it is killed: what file.test.ts runs for its kill test. Each
// file has 200 times the same number, so that a mixture of two is noticed.
import { full, save } from "kindling";

const path = process.argv[2]!;
for (let i = 0; ; i++) save({ values: Array.from({ length: 200 }, () => full([50], i)), i }, path);
