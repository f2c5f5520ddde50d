import { randomBytes } from "node:crypto";
import { hostname, networkInterfaces } from "node:os";
import type { Worker } from "node:worker_threads";
import { fileOfThread, startThread } from "../data/thread-node.js";
import { KindlingError } from "../diagnose/error.js";
import type { Communicator } from "./communicator.js";
import { State } from "./state.js";
import type { WatcherData, WatcherNews } from "./watcher-node.js";

/** How many bytes each rank tells the others about itself. */
const CARD = 256;

/** Watches the calls of a rank, with a thread that answers the others. */
export class Watch {
  readonly state = new State();
  private readonly worker: Worker | null;
  private readonly labels: string[] = [];

  constructor(comm: Communicator, patience: number, timeout: number) {
    const hosts = gather(comm, Buffer.from(hostname().slice(0, CARD)));
    const local = hosts.every((h) => h.equals(hosts[0]!));
    this.worker =
      comm.size === 1 ? null : start({ buffer: this.state.buffer, rank: comm.rank, local, patience, timeout });
    const port = this.worker === null ? 0 : this.state.port(10_000);
    const secret = Buffer.from(randomBytes(16).toString("hex"));
    comm.broadcast(secret, "BYTE", secret.length, 0);
    const card = JSON.stringify({ hosts: local ? ["127.0.0.1"] : addresses(), port });
    const peers = gather(comm, Buffer.from(card)).map(
      (c) => JSON.parse(c.toString("utf8").replace(/\0+$/, "")) as never,
    );
    this.tell({ peers, secret: secret.toString("latin1") });
  }

  /** A number for what people call a tensor. */
  label(text: string): number {
    const known = this.labels.indexOf(text);
    if (known >= 0) return known + 1;
    this.labels.push(text);
    this.tell({ labels: this.labels });
    return this.labels.length;
  }

  private tell(news: WatcherNews): void {
    this.worker?.postMessage(news);
  }
  end(): void {
    void this.worker?.terminate();
  }
}

/** What each rank says of itself. */
function gather(comm: Communicator, own: Buffer): Buffer[] {
  const mine = new Uint8Array(CARD),
    all = new Uint8Array(CARD * comm.size);
  mine.set(own.subarray(0, CARD));
  comm.allGather(mine, all, "BYTE", CARD);
  return Array.from({ length: comm.size }, (_, r) => Buffer.from(all.subarray(r * CARD, (r + 1) * CARD)));
}

/** Where other machines may reach this one: at most as many addresses as fit a card. */
function addresses(): string[] {
  const found = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((a) => !a.internal && a.family === "IPv4")
    .map((a) => a.address);
  return found.slice(0, 8);
}

/** The thread; null where this machine starts none, or a bundler has put the library elsewhere. Then nobody tells what a rank does. */
function start(data: WatcherData): Worker | null {
  try {
    const worker = startThread(fileOfThread("./watcher-node.js", import.meta.url), data, null, []);
    worker.on("error", () => undefined);
    worker.unref();
    return worker;
  } catch (e) {
    if (e instanceof KindlingError && e.code === "thread") return null;
    throw e;
  }
}
