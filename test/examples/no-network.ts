// Loaded before a program: no name is known, as on a machine without a network. Threads get it too, by NODE_OPTIONS.
import dns from "node:dns";

const unknown = (name: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: "ENOTFOUND" });
dns.lookup = ((name: string, _options: unknown, done: (e: Error) => void) => {
  done(unknown(name));
}) as unknown as typeof dns.lookup;
