import { writeSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { type Answer, State } from "./state.js";

// The thread that watches a rank. While the rank's own thread is blocked in MPI, this one tells other ranks what it is doing, and
// asks them when a call takes too long.

/** What it is started with. */
export interface WatcherData {
  readonly buffer: SharedArrayBuffer;
  readonly rank: number;
  /** Whether all ranks may be on this machine: nobody else is answered then. */
  readonly local: boolean;
  /** Seconds after which a rank says for whom it waits, and after which it gives up. */
  readonly patience: number;
  readonly timeout: number;
}
/** What it is told later. */
export interface WatcherNews {
  /** How to reach each rank, and what only the ranks of this job know. */
  readonly peers?: readonly { readonly hosts: readonly string[]; readonly port: number }[];
  readonly secret?: string;
  readonly labels?: readonly string[];
}

const { data } = workerData as { readonly data: WatcherData };
const state = new State(data.buffer);
let peers: NonNullable<WatcherNews["peers"]> = [],
  secret = "",
  labels: readonly string[] = [];

parentPort!.on("message", (news: WatcherNews) => {
  peers = news.peers ?? peers;
  secret = news.secret ?? secret;
  labels = news.labels ?? labels;
});

const server = createServer((socket) => {
  socket.on("error", () => socket.destroy());
  socket.setTimeout(2000, () => socket.destroy());
  let asked = "";
  socket.on("data", (part) => {
    asked += part.toString("latin1");
    if (asked.length > 200) socket.destroy();
    if (!asked.endsWith("\n")) return;
    if (secret === "" || asked.trim() !== secret) socket.destroy();
    else socket.end(`${JSON.stringify({ rank: data.rank, ...state.look(labels) } satisfies Answer)}\n`);
  });
});
server.on("error", () => state.answersAt(0));
server.listen(0, data.local ? "127.0.0.1" : "0.0.0.0", () => {
  const at = server.address();
  state.answersAt(typeof at === "object" && at !== null ? at.port : 0);
});

/** Asks a rank what it is doing; null where it does not answer. */
function ask(hosts: readonly string[], port: number): Promise<Answer | null> {
  const [host, ...others] = hosts;
  if (host === undefined) return Promise.resolve(null);
  return new Promise<Answer | null>((resolve) => {
    let said = "";
    const socket: Socket = connect({ host, port });
    const done = (): void => {
      socket.destroy();
      try {
        resolve(JSON.parse(said) as Answer);
      } catch {
        resolve(null);
      }
    };
    socket.setTimeout(1000, done);
    socket.on("connect", () => socket.write(`${secret}\n`));
    socket.on("data", (part) => {
      said += part.toString("utf8");
    });
    socket.on("error", done);
    socket.on("close", done);
  }).then((answer) => answer ?? ask(others, port));
}

const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 19);
const say = (line: string): void => void writeSync(2, `kindling: ${line}\n`);

/** The call that was told about, and how long it had taken. */
let told = { number: -1, seconds: 0 };

async function look(): Promise<void> {
  const mine = state.look(labels),
    seconds = (Date.now() - mine.since) / 1000;
  if (!mine.inside) return;
  const late = seconds >= data.timeout,
    due = told.number === mine.number ? 2 * told.seconds : data.patience;
  if (!late && seconds < due) return;
  told = { number: mine.number, seconds };
  const answers = await Promise.all(peers.map((p, rank) => (rank === data.rank ? null : ask(p.hosts, p.port))));
  const now = state.look(labels);
  if (!now.inside || now.number !== mine.number) return;
  // One rank speaks for all that wait for the same.
  const waits = (a: Answer | null): boolean =>
    a !== null && a.inside && a.number === mine.number && a.text === mine.text;
  if (!late && answers.some((a, rank) => rank < data.rank && waits(a))) return;
  // Who is further than this has done its part.
  const whom = answers.flatMap((a, rank) =>
    rank === data.rank || waits(a) || (a?.number ?? 0) > mine.number ? [] : [`rank ${rank}, which ${doing(a)}`],
  );
  say(
    `rank ${data.rank} has waited ${seconds.toFixed(seconds < 10 ? 1 : 0)} s in ${mine.text} (call ${mine.number}, since ${clock(mine.since)} UTC)` +
      (whom.length === 0 ? ", which all ranks have begun" : ` for ${whom.join("; for ")}`),
  );
  if (late) {
    say(
      `rank ${data.rank} gives up after ${data.timeout} s, which ends the job. initProcessGroup({ timeout: seconds }) sets another limit.`,
    );
    process.kill(process.pid, "SIGKILL");
  }
}

function doing(a: Answer | null): string {
  if (a === null) return "does not answer";
  if (a.inside) return `is in ${a.text} (call ${a.number}, since ${clock(a.since)} UTC)`;
  return a.number === 0
    ? "has made no call yet"
    : `computes since ${clock(a.since)} UTC, after ${a.text} (call ${a.number})`;
}

let looking = false;
setInterval(
  () => {
    if (looking) return;
    looking = true;
    void look().finally(() => {
      looking = false;
    });
  },
  Math.min(1000, 250 * data.patience, 250 * data.timeout),
);
