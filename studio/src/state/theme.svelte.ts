// Light or dark: the system's choice unless the reader chose. Canvases ask here for the colours of style.css.

export type Theme = "auto" | "light" | "dark";
const key = "kindling-theme";

function stored(): Theme {
  try {
    const t = localStorage.getItem(key);
    return t === "light" || t === "dark" ? t : "auto";
  } catch {
    return "auto"; // storage may be forbidden
  }
}

/** `version` changes with the colours: what paints reads it. */
export const theme = $state({ chosen: stored(), version: 0 });

export function choose(t: Theme): void {
  theme.chosen = t;
  if (t === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = t;
  try {
    if (t === "auto") localStorage.removeItem(key);
    else localStorage.setItem(key, t);
  } catch {
    /* not kept then */
  }
  refresh();
}

const names = [
  "bg",
  "panel",
  "raised",
  "ink",
  "soft",
  "faint",
  "line",
  "control",
  "pos",
  "neg",
  "pos-fill",
  "neg-fill",
  "accent",
  "dot",
  "dot-off",
  "lit-line",
] as const;
export type Colours = Record<(typeof names)[number], string>;
let cached: Colours | null = null;

function refresh(): void {
  cached = null;
  theme.version++;
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", refresh);

export function colours(): Colours {
  if (cached !== null) return cached;
  const style = getComputedStyle(document.documentElement);
  return (cached = Object.fromEntries(names.map((n) => [n, style.getPropertyValue(`--${n}`).trim()])) as Colours);
}

export const calm = matchMedia("(prefers-reduced-motion: reduce)");
