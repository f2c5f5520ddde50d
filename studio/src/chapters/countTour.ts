// The tour of chapter 1, loaded when it is asked for.

import type { Stop } from "../ui/Tour.svelte";

/** `trained`: sees to it that there is a past to look back at. */
export const countTour = (trained: () => Promise<void>): Stop[] => [
  {
    at: ".net",
    text: "This is the whole network: ten bits, ten weights drawn at random, a bias. Flip a bit and watch the answer. For now it is nonsense.",
  },
  {
    at: ".dots",
    text: "A hundred lists whose answer is known. Each dot is what the network says; the stairs are the truth. It is far off.",
  },
  {
    at: ".main",
    text: "Press Train, and look at the weights and the dots. Each step moves every weight a little in the direction that makes the mistakes smaller.",
  },
  {
    at: ".curve",
    text: "The loss averages all mistakes into one number. Drag the slider back through time, and everything goes back to that moment. “Go on from here” starts another future from there.",
    before: trained,
  },
  {
    at: ".code, .lines",
    text: "This program does the same in Node, with the same numbers. Copy it, or download it as a project.",
  },
];
