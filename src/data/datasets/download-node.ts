import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import { fail } from "../../diagnose/error.js";

/** What the thread that downloads is given. */
export interface DownloadStart { readonly urls: readonly string[]; readonly target: string; readonly md5: string; readonly done: SharedArrayBuffer }

/**
 * Fetches a file from the first of the addresses that gives the one with this MD5, and puts it at `target`. Waits until
 * it is there. What arrived of an earlier try is not fetched again.
 *
 * @throws KindlingError `data-download` with what each address answered.
 */
export function download(urls: readonly string[], target: string, md5: string): void {
  const done = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  const start: DownloadStart & { port: unknown } = { urls, target, md5, done: done.buffer as SharedArrayBuffer, port: port2 };
  const worker = new Worker(new URL("./downloader-node.js", import.meta.url), { workerData: start, transferList: [port2], execArgv: [] });
  Atomics.wait(done, 0, 0);
  const answer = receiveMessageOnPort(port1) as { message: { problems: string[] | null } } | undefined;
  port1.close();
  void worker.terminate();
  const problems = answer?.message.problems;
  if (problems !== null) fail("data-download", `${target} could not be downloaded: ${(problems ?? ["the thread that fetches it ended"]).join("; ")}`, "check the connection and try again: what has arrived is kept. Or put the file there by hand.");
}
