// Pictures in a terminal.
import { cdist, type Tensor } from "kindling";
import { columnsOf } from "./command-line.js";

/** Two rows of a picture, `y` and the one below it, as one line: each character is two pixels, one above the other. Pixels are 0 to 255. */
export function halfBlocks(pixels: ArrayLike<number>, width: number, y: number, color: boolean): string {
  let out = "";
  for (let x = 0; x < width; x++) {
    const upper = pixels[y * width + x]!,
      lower = pixels[(y + 1) * width + x]!;
    if (color) out += `\x1b[38;2;${upper};${upper};${upper}m\x1b[48;2;${lower};${lower};${lower}m▀`;
    else out += upper > 100 ? (lower > 100 ? "█" : "▀") : lower > 100 ? "▄" : " ";
  }
  return color ? `${out}\x1b[0m` : out;
}

/**
 * Prints grey pictures side by side, as many as fit into a line of the terminal.
 *
 * @param pictures `[n, 1, height, width]`, from 0 (black) to 1 (white); an even height.
 */
export function printPictures(title: string, pictures: Tensor): void {
  const [n, , height, width] = pictures.shape as [number, number, number, number];
  const color = process.stdout.isTTY,
    fit = Math.max(1, Math.floor((columnsOf(120) + 2) / (width + 2)));
  // Without colors, a pixel is there or not; lines thinner than a pixel are grey, and must not have gaps.
  const grey = pictures
    .detach()
    .mul(color ? 1 : 1.5)
    .clamp(0, 1)
    .mul(255)
    .round()
    .flatten(1)
    .tolist() as number[][];
  console.log(`\n${title}`);
  for (let y = 0; y < height; y += 2)
    console.log(
      grey
        .slice(0, Math.min(n, fit))
        .map((p) => halfBlocks(p, width, y, color))
        .join("  "),
    );
}

/**
 * How far pictures are from the nearest of those that were trained with, on average: what is no digit is far from all,
 * and a mere copy at 0. A text; looks at 2000 at most.
 */
export function distanceToNearest(pictures: Tensor, known: Tensor): string {
  const some = known.narrow(0, 0, Math.min(2000, known.shape[0]!)).flatten(1);
  return cdist(pictures.flatten(1), some).amin(1).mean().item().toFixed(2);
}
