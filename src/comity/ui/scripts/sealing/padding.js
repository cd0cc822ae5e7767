/* How long sealed words are says little of them: spaces stand behind them, up to one of few lengths.

   Behind the end of JSON spaces mean nothing, so whoever opens it with another program of age sees the same, and what
   was sealed without them is read as before. */
import { utf8 } from "./bytes.js";

/* What is shorter is made as long as this: most messages are as long as each other. */
export const LEAST = 4096;
const SPACE = 32;

/* The rule called Padmé (Nikitin and others, 2019): a length keeps as many of its leading bits as the length of its
   length has, so that there are few lengths, and at most twelve in a hundred are added. */
export function paddedLength(length) {
  const least = Math.max(length, LEAST);
  const bits = Math.floor(Math.log2(least));
  const step = 2 ** (bits - Math.floor(Math.log2(bits)) - 1);
  return Math.ceil(least / step) * step;
}

/* JSON as bytes, with spaces behind it. */
export function padded(json) {
  const bytes = utf8(json);
  const whole = new Uint8Array(paddedLength(bytes.length)).fill(SPACE);
  whole.set(bytes);
  return whole;
}
