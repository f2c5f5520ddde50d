/** Whether the debug variable includes a topic: `KINDLING_DEBUG=compile`, `KINDLING_DEBUG=compile,kernels`. */
export function debugging(what: string): boolean {
  const env = (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env;
  return (env?.["KINDLING_DEBUG"] ?? "").split(",").includes(what);
}
