// Serves the built studio: a few static files, only to this machine.

import { createReadStream, existsSync, type Stats, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Live } from "./live-node.js";
import { encodingOf, packable, packed } from "./packed-node.js";

const site = fileURLToPath(new URL("../../studio/dist/", import.meta.url));

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".pt": "application/octet-stream",
  ".bin": "application/octet-stream",
};

/** Serves until the process is ended. The default port is 4321, or the next free one. `run`: a program to watch. */
export async function serveStudio(port?: number, run?: readonly string[]): Promise<void> {
  if (!existsSync(path.join(site, "index.html"))) {
    console.error("The studio is not built. In a clone of kindling, run: npm run studio");
    process.exitCode = 1;
    return;
  }
  if (run !== undefined && !existsSync(run[0]!)) {
    console.error(`No such file: ${run[0]}. --run takes a program of yours, for example --run train.js`);
    process.exitCode = 1;
    return;
  }
  let live: Live | null = null;
  const server = createServer((request, response) => {
    // Pages of other sites can make the browser send requests here under their own host name; these are refused.
    if (!/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(request.headers.host ?? ""))
      return answer(response, 403, "This server accepts requests from this machine only.");
    if (request.method !== "GET" && request.method !== "HEAD") return answer(response, 405, "Only GET and HEAD.");
    if (request.url === "/live" && live !== null) live.listen(response, request.method === "HEAD");
    else void sendFile(request, response);
  });
  try {
    const at = await listen(server, port ?? 4321, port === undefined ? 20 : 0);
    console.log(
      `The studio is at http://localhost:${at}/${run === undefined ? "" : "#/live"}   (press Ctrl+C to stop)`,
    );
    if (run !== undefined) live = new Live(run);
  } catch (e) {
    const { code } = e as NodeJS.ErrnoException;
    console.error(
      code === "EADDRINUSE"
        ? `Port ${port ?? 4321} is in use by another program. Choose one with --port N, or omit --port.`
        : `The studio could not be served: ${(e as Error).message}`,
    );
    process.exitCode = 1;
  }
}

function listen(server: Server, port: number, tries: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (e: NodeJS.ErrnoException) => {
      if (e.code === "EADDRINUSE" && tries > 0) resolve(listen(server, port + 1, tries - 1));
      else reject(e);
    });
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

async function sendFile(
  { url = "/", method, headers: asked }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let name: string;
  try {
    name = decodeURIComponent(new URL(url, "http://localhost").pathname);
  } catch {
    return answer(response, 400, "The URL is invalid.");
  }
  const file = path.join(site, name.endsWith("/") ? `${name}index.html` : name);
  const inside = file.startsWith(site) && !name.includes("\0");
  const found = inside ? statOf(file) : undefined;
  if (found === undefined) return answer(response, 404, "The studio has no such file. The page is at /");
  const type = types[path.extname(file)] ?? "application/octet-stream";
  const encoding = packable(type) ? encodingOf(asked["accept-encoding"]) : null;
  let bytes: Buffer | null;
  try {
    bytes = encoding === null ? null : await packed(file, `${found.mtimeMs} ${found.size}`, encoding);
  } catch {
    return answer(response, 500, "This file cannot be read.");
  }
  response.writeHead(200, {
    "content-type": type,
    "content-length": bytes === null ? found.size : bytes.length,
    ...(packable(type) ? { vary: "accept-encoding" } : {}),
    ...(encoding === null ? {} : { "content-encoding": encoding }),
    // Names of built files change with their content; the page's name does not.
    "cache-control": name.includes("/assets/") ? "max-age=31536000, immutable" : "no-cache",
    "x-content-type-options": "nosniff",
  });
  if (method === "HEAD") response.end();
  else if (bytes !== null) response.end(bytes);
  else
    createReadStream(file)
      .on("error", () => response.destroy())
      .pipe(response);
}

function statOf(file: string): Stats | undefined {
  try {
    const s = statSync(file);
    return s.isFile() ? s : undefined;
  } catch {
    return undefined;
  }
}

function answer(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${sentence}\n`);
}
