// Sentences to the reader: what was wrong with an input and what happened instead. They stay until dismissed.

export const notices = $state<{ id: number; text: string }[]>([]);
let last = 0;

export function say(text: string): void {
  if (notices.some((n) => n.text === text)) return;
  notices.push({ id: ++last, text });
  if (notices.length > 8) notices.shift();
}

export function dismiss(id: number): void {
  const at = notices.findIndex((n) => n.id === id);
  if (at >= 0) notices.splice(at, 1);
}
