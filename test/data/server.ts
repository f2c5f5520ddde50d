// A small web server for the tests of downloads, in a process of its own, since downloads block the one that asks.
import { spawn } from "node:child_process";
import { once } from "node:events";

const program = `
const { createServer } = require("node:http"), { readFileSync } = require("node:fs"), path = require("node:path");
const folder = process.argv[1], log = [];
createServer((q, a) => {
  if (q.url === "/log") { a.end(JSON.stringify(log)); return; }
  log.push(q.url + (q.headers.range === undefined ? "" : " " + q.headers.range));
  let body;
  try { body = readFileSync(path.join(folder, q.url)); } catch { a.writeHead(404); a.end(); return; }
  const from = /^bytes=([0-9]+)-$/.exec(q.headers.range ?? "");
  if (from === null) { a.end(body); return; }
  if (Number(from[1]) >= body.length) { a.writeHead(416); a.end(); return; }
  a.writeHead(206);
  a.end(body.subarray(Number(from[1])));
}).listen(0, "127.0.0.1", function () { console.log(this.address().port); });
process.stdin.on("end", () => process.exit(0)).resume();
`;

export interface Server {
  readonly url: string;
  log(): Promise<string[]>;
  close(): void;
}

/** Serves the files of a folder; ends with the process that started it. */
export async function serve(folder: string): Promise<Server> {
  const child = spawn(process.execPath, ["-e", program, folder], { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const url = `http://127.0.0.1:${String(line).trim()}/`;
  return {
    url,
    log: async () => (await (await fetch(`${url}log`)).json()) as string[],
    close: () => {
      child.stdin.end();
    },
  };
}
