// Finds the number whose SHA-256, with the salt before it, is the challenge. The browser's own hashes are not there
// without TLS, and one at a time they are slower than these.

const WORDS = 64;
const BLOCK = 64;
const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
const primes = [];
for (let number = 2; primes.length < WORDS; number += 1) {
  if (primes.every((prime) => number % prime)) primes.push(number);
}
const START = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const ROUND = primes.map((prime) => fraction(Math.cbrt(prime)));
const turned = (word, by) => (word >>> by) | (word << (32 - by));
const schedule = new Int32Array(WORDS);

/** One block of the message, from `offset` in `view`, into `state` (FIPS 180-4, 6.2.2). */
function compress(state, view, offset) {
  for (let t = 0; t < WORDS; t += 1) {
    if (t < 16) {
      schedule[t] = view.getInt32(offset + t * 4);
      continue;
    }
    const [early, late] = [schedule[t - 15], schedule[t - 2]];
    const small = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
    const large = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
    schedule[t] = (schedule[t - 16] + small + schedule[t - 7] + large) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let t = 0; t < WORDS; t += 1) {
    const mixed = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const first = (h + mixed + ((e & f) ^ (~e & g)) + ROUND[t] + schedule[t]) | 0;
    const second = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, place) => (state[place] = (state[place] + word) | 0));
}

/** The SHA-256 of an ASCII text, in hex. */
function sha256(text) {
  const bytes = new Uint8Array(Math.ceil((text.length + 9) / BLOCK) * BLOCK);
  for (let place = 0; place < text.length; place += 1) bytes[place] = text.charCodeAt(place);
  bytes[text.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setUint32(bytes.length - 4, text.length * 8);
  const state = Int32Array.from(START);
  for (let offset = 0; offset < bytes.length; offset += BLOCK) compress(state, view, offset);
  return [...state].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

onmessage = ({ data: { algorithm, challenge, salt, signature, maxNumber } }) => {
  const last = algorithm === "SHA-256" ? maxNumber : -1;
  let number = 0;
  while (number <= last && sha256(`${salt}${number}`) !== challenge) number += 1;
  postMessage(number <= last ? btoa(JSON.stringify({ algorithm, challenge, number, salt, signature })) : "");
};
