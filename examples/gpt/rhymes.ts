// A text to learn from, made by rules: chains of who did what to whom, as in the old rhyme of the house that Jack
// built, and questions about them. A model that has learned the rules answers the questions correctly.
import { Random } from "kindling";

/** Who did what to whom: each does one thing, always. */
const deeds: readonly (readonly [who: string, did: string, whom: string])[] = [
  ["storm", "woke", "miller"],
  ["miller", "called", "dog"],
  ["dog", "chased", "fox"],
  ["fox", "followed", "hen"],
  ["hen", "hid", "egg"],
  ["egg", "tempted", "crow"],
  ["crow", "mocked", "cat"],
  ["cat", "watched", "mouse"],
  ["mouse", "nibbled", "rope"],
  ["rope", "held", "boat"],
  ["boat", "carried", "bell"],
  ["bell", "startled", "owl"],
  ["owl", "warned", "storm"],
];
const places = [
  "by the mill on the hill",
  "where the river runs still",
  "when the evening was chill",
  "as old stories will",
];

/**
 * About as many characters as asked for, the same for the same seed.
 *
 * Here is the crow that mocked the cat
 * that watched the mouse
 * by the mill on the hill.
 * Who mocked the cat? The crow.
 */
export function makeText(length: number, seed: number): string {
  const random = new Random(seed);
  let text = "";
  while (text.length < length) {
    const first = random.randint(0, deeds.length - 1),
      links = random.randint(1, 4);
    for (let i = 0; i < links; i++) {
      const [who, did, whom] = deeds[(first + i) % deeds.length]!;
      text += `${i === 0 ? `Here is the ${who} ` : ""}that ${did} the ${whom}\n`;
    }
    text += `${random.choice(places)}.\n`;
    const [who, did, whom] = deeds[(first + random.randint(0, links - 1)) % deeds.length]!;
    text += `Who ${did} the ${whom}? The ${who}.\n\n`;
  }
  return text;
}
