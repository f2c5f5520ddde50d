// The thread that downloads a file while the program waits for it.
import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import type { ThreadData } from "../thread-node.js";
import type { DownloadStart } from "./download-node.js";

const { urls, target, md5, most, done, port } = (workerData as ThreadData<DownloadStart>).data;
const partialFile = `${target}.part`;

/** The checksum of the downloaded part. */
const sum = (): string => createHash("md5").update(readFileSync(partialFile)).digest("hex");

async function fetchFrom(url: string): Promise<void> {
  const have = existsSync(partialFile) ? statSync(partialFile).size : 0;
  const response = await fetch(url, have > 0 ? { headers: { Range: `bytes=${have}-` } } : {});
  if (response.status === 416) return; // nothing is missing
  if (!response.ok || response.body === null) throw new Error(`${response.status} ${response.statusText}`);
  if (url.startsWith("https:") && !response.url.startsWith("https:"))
    throw new Error(`it leads to ${response.url}, which is not encrypted`);
  const size = Number(response.headers.get("content-length") ?? NaN);
  writeSync(2, `Downloading ${url}${Number.isNaN(size) ? "" : ` (${(size / 1e6).toFixed(1)} MB)`}\n`);
  let left = most - (response.status === 206 ? have : 0);
  const check = (more: number): void => {
    if ((left -= more) < 0)
      throw new RangeError(`it has more than ${most} bytes, and the file that is wanted is smaller`);
  };
  if (size > left) check(size);
  // A server without support for ranges sends the whole file.
  const file = openSync(partialFile, response.status === 206 ? "a" : "w");
  try {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      check(chunk.length);
      writeSync(file, chunk);
    }
  } finally {
    closeSync(file);
  }
}

async function run(): Promise<string[] | null> {
  const problems: string[] = [];
  for (const url of urls) {
    const resumed = existsSync(partialFile);
    // The earlier partial download may be of another file; then start again from the beginning.
    for (const again of resumed ? [false, true] : [false]) {
      if (again) rmSync(partialFile, { force: true });
      try {
        await fetchFrom(url);
        if (sum() === md5) {
          renameSync(partialFile, target);
          return null;
        }
        problems.push(`${url}: the file there is another one (its MD5 is not ${md5})`);
        rmSync(partialFile, { force: true });
      } catch (error) {
        if (error instanceof RangeError) rmSync(partialFile, { force: true }); // a file that is too large is a different one
        const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
        problems.push(`${url}: ${error instanceof Error ? error.message : String(error)}${cause}`);
        break;
      }
    }
  }
  return problems;
}

void run()
  .catch((error: unknown) => [String(error)])
  .then((problems) => {
    port.postMessage({ problems });
    const flag = new Int32Array(done);
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
  });
