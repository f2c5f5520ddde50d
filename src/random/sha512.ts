// SHA-512 (FIPS 180-4), for seeding Python's `random` from a string. Browsers have it only as a promise. Written for
// brevity: it runs once per seed.

const MASK = (1n << 64n) - 1n;
const primes: bigint[] = [];
for (let n = 2n; primes.length < 80; n++) if (primes.every((p) => n % p !== 0n)) primes.push(n);

/** The first 64 bits after the point of the `degree`-th root of `p`, found by bisection. */
function rootFraction(p: bigint, degree: bigint): bigint {
  const target = p << (64n * degree);
  let low = 0n;
  let high = 1n << 70n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** degree <= target) low = middle;
    else high = middle;
  }
  return low & MASK;
}

const rotate = (x: bigint, n: bigint): bigint => ((x >> n) | (x << (64n - n))) & MASK;

/** The 64-byte digest of a message. */
export function sha512(message: Uint8Array): Uint8Array {
  const constants = primes.map((p) => rootFraction(p, 3n));
  let hash = primes.slice(0, 8).map((p) => rootFraction(p, 2n));

  // The message, a 1 bit, zeros, and the length in bits as 128 bits, in whole blocks of 128 bytes.
  const padded = new Uint8Array(Math.ceil((message.length + 17) / 128) * 128);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n);

  for (let block = 0; block < padded.length; block += 128) {
    const w: bigint[] = [];
    for (let i = 0; i < 16; i++) w.push(view.getBigUint64(block + 8 * i));
    for (let i = 16; i < 80; i++) {
      const x = w[i - 15]!,
        y = w[i - 2]!;
      const s0 = rotate(x, 1n) ^ rotate(x, 8n) ^ (x >> 7n);
      const s1 = rotate(y, 19n) ^ rotate(y, 61n) ^ (y >> 6n);
      w.push((w[i - 16]! + s0 + w[i - 7]! + s1) & MASK);
    }
    let [a, b, c, d, e, f, g, h] = hash as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
    for (let i = 0; i < 80; i++) {
      const t1 =
        h + (rotate(e, 14n) ^ rotate(e, 18n) ^ rotate(e, 41n)) + ((e & f) ^ (~e & MASK & g)) + constants[i]! + w[i]!;
      const t2 = (rotate(a, 28n) ^ rotate(a, 34n) ^ rotate(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) & MASK, c, b, a, (t1 + t2) & MASK];
    }
    const mixed = [a, b, c, d, e, f, g, h];
    hash = hash.map((x, i) => (x + mixed[i]!) & MASK);
  }

  const digest = new DataView(new ArrayBuffer(64));
  hash.forEach((x, i) => digest.setBigUint64(8 * i, x));
  return new Uint8Array(digest.buffer);
}
