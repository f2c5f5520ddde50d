import { shownValue } from "../diagnose/argument-kinds.js";
import { fail } from "../diagnose/error.js";
import { filesFor } from "../serialize/files.js";
import { refuse } from "../serialize/load-error.js";

/** Files by name, in one folder. */
export interface Store {
  read(name: string): Uint8Array;
  write(name: string, bytes: Uint8Array): void;
  list(): string[];
  remove(name: string): void;
  /** The name of a file in messages. */
  shown(name: string): string;
}

/** The files of a folder, or of a Map. */
export function storeOf(folder: string | Map<string, Uint8Array>): Store {
  if (folder instanceof Map) {
    return {
      read: (name) => folder.get(name) ?? refuse("file-access", `there is no ${name}`),
      write: (name, bytes) => void folder.set(name, bytes),
      list: () => [...folder.keys()],
      remove: (name) => void folder.delete(name),
      shown: (name) => name,
    };
  }
  if (typeof folder !== "string" || folder === "")
    fail(
      "argument",
      `Checkpoint() takes the path of a folder, but got ${shownValue(folder)}`,
      'for example new Checkpoint("runs/one", { model, optimizer }).',
    );
  const files = filesFor("Checkpoint");
  files.makeFolder(folder);
  return {
    read: (name) => files.read(files.join(folder, name)),
    write: (name, bytes) => files.write(files.join(folder, name), [bytes]),
    list: () => files.list(folder),
    remove: (name) => void files.remove(files.join(folder, name)),
    shown: (name) => files.join(folder, name),
  };
}
