// The address holds the state: `#/count?seed=3&lr=0.02`. Anything wrong in an address is reported and replaced by the
// default.

import { untrack } from "svelte";
import { say } from "./notices.svelte.js";

export const chapters = [
  { id: "count", title: "Count the ones" },
  { id: "step", title: "What just happened" },
  { id: "break", title: "Break it" },
  { id: "bend", title: "Layers that bend" },
  { id: "convolution", title: "What is a convolution" },
  { id: "mnist", title: "MNIST" },
  { id: "gpt", title: "A small GPT" },
  { id: "yours", title: "Yours" },
] as const;

export type ChapterId = (typeof chapters)[number]["id"] | "live" | "words";

interface Address {
  chapter: ChapterId;
  params: URLSearchParams;
}

function parse(hash: string): Address {
  const text = hash.replace(/^#\/?/, "");
  const [name = "", query = ""] = text.split("?", 2);
  if (name === "" || name === "live" || name === "words" || chapters.some((c) => c.id === name))
    return { chapter: (name || "count") as ChapterId, params: new URLSearchParams(query) };
  say(
    `The address asks for a chapter called “${name.slice(0, 40)}”, and there is none. This is the first one; the others are in the row above.`,
  );
  return { chapter: "count", params: new URLSearchParams() };
}

const first = parse(location.hash);
/**
 * Where the page is. `visits` counts, by chapter, changes that came from outside with settings (a link, an edited
 * address): the chapter then starts over; without settings it stays as it was left. `touring`: a tour was requested,
 * and has not begun.
 */
export const place = $state({
  chapter: first.chapter,
  visits: {} as Partial<Record<ChapterId, number>>,
  touring: first.params.has("tour"),
});
let params = first.params;
let written = location.hash;

window.addEventListener("hashchange", () => {
  if (location.hash === written) return;
  written = location.hash;
  const next = parse(location.hash);
  if (next.params.has("tour")) place.touring = true;
  next.params.delete("tour");
  if (next.params.size > 0 || next.chapter === "words") {
    params = next.params;
    place.visits[next.chapter] = (place.visits[next.chapter] ?? 0) + 1;
  } else if (next.chapter !== place.chapter) params = next.params;
  place.chapter = next.chapter;
});

let timer: ReturnType<typeof setTimeout> | undefined;

/** Puts a chapter's state into the address, without a new entry in the history; soon, not at once: browsers limit how often. */
export function remember(chapter: ChapterId, state: Record<string, string | number | undefined>): void {
  if (place.chapter !== chapter) return;
  const query = new URLSearchParams();
  for (const [k, v] of Object.entries(state)) if (v !== undefined && v !== "") query.set(k, String(v));
  params = query;
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (place.chapter !== chapter) return;
    const hash = `#/${chapter}${query.size > 0 ? `?${query}` : ""}`;
    if (hash === location.hash) return;
    written = hash;
    history.replaceState(null, "", hash);
  }, 250);
}

interface Bounds {
  fallback: number;
  min: number;
  max: number;
  whole?: boolean;
  what: string;
}

/** A number from the address, or the fallback with a sentence that says why. */
export function numberFrom(key: string, { fallback, min, max, whole = false, what }: Bounds): number {
  const text = params.get(key);
  if (text === null) return fallback;
  const v = text.trim() === "" ? NaN : Number(text);
  if (v >= min && v <= max && (!whole || Number.isInteger(v))) return v;
  say(
    `The address asks for ${what} “${text.slice(0, 40)}”; it must be a ${whole ? "whole " : ""}number from ${min} to ${max}. This is ${fallback} instead.`,
  );
  return fallback;
}

/** Calls back when a chapter comes into view again, and when another replaces it. Called while a component is made. */
export function whileShown(chapter: ChapterId, shown: () => void, left: () => void): void {
  let was = true;
  $effect(() => {
    const is = place.chapter === chapter;
    if (is === was) return;
    was = is;
    untrack(is ? shown : left);
  });
}

/** A text from the address. */
export function textFrom(key: string): string | null {
  return params.get(key);
}

/** Numbers packed by {@link pack}, or null with a sentence. */
export function numbersFrom(key: string, length: number, what: string): number[] | null {
  const text = params.get(key);
  if (text === null) return null;
  const values = unpack(text);
  if (values?.length === length && values.every(Number.isFinite)) return values;
  say(`The address holds ${what}, but damaged: ${length} numbers belong there. This starts without.`);
  return null;
}

/** float32 numbers as URL-safe base64: eleven weights are 59 letters. */
export function pack(values: ArrayLike<number>): string {
  const bytes = new Uint8Array(Float32Array.from(values as ArrayLike<number>).buffer);
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

function unpack(text: string): number[] | null {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    return bytes.length % 4 === 0 ? [...new Float32Array(bytes.buffer)] : null;
  } catch {
    return null;
  }
}
