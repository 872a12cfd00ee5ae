// Solves a task of altcha's: finds the number whose hash, with the salt, is the challenge.

const BATCH = 500;

export async function solve({ algorithm, challenge, salt, signature, maxNumber }) {
  const encoder = new TextEncoder();
  const joined = salt.endsWith("&") ? salt : `${salt}&`;
  for (let start = 0; start <= maxNumber; start += BATCH) {
    const numbers = Array.from({ length: BATCH }, (_, index) => start + index);
    const hashes = await Promise.all(
      numbers.map((number) => crypto.subtle.digest(algorithm, encoder.encode(joined + number))),
    );
    const number = numbers[hashes.findIndex((hash) => hex(hash) === challenge)];
    if (number !== undefined) return btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
  }
  return "";
}

function hex(buffer) {
  return [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
