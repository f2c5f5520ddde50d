import { MessageChannel, type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { fail } from "../../diagnose/error.js";
import { fileOfThread, newCounter, type NotStarted, notStarted, startThread, waitFor } from "../thread-node.js";

/** The data for the downloading thread. */
export interface DownloadStart {
  readonly urls: readonly string[];
  readonly target: string;
  readonly md5: string;
  readonly most: number;
  readonly done: SharedArrayBuffer;
  readonly port: MessagePort;
}

/**
 * Downloads a file to `target` from the first address whose file has this MD5, and waits until it is complete. An
 * earlier partial download is continued. At most `most` bytes are accepted.
 *
 * @throws KindlingError `data-download` with the answer of each address.
 */
export function download(urls: readonly string[], target: string, md5: string, most: number = 2 ** 26): void {
  const file = fileOfThread("./downloader-node.js", import.meta.url);
  const done = newCounter(),
    started = performance.now();
  const { port1, port2 } = new MessageChannel();
  const worker = startThread(
    file,
    { urls, target, md5, most, done: done.buffer, port: port2 } satisfies DownloadStart,
    { port: port2, counter: done.buffer },
    [port2],
  );
  try {
    waitFor(done, 0, Infinity, started);
    const answer = receiveMessageOnPort(port1) as { message: { problems: string[] | null } | NotStarted };
    if ("notStarted" in answer.message) notStarted(answer.message.notStarted);
    const { problems } = answer.message;
    if (problems !== null)
      fail(
        "data-download",
        `${target} could not be downloaded: ${problems.join("; ")}`,
        "check the connection and try again: the part that has arrived is kept. Or put the file there by hand.",
      );
  } finally {
    port1.close();
    void worker.terminate();
  }
}
