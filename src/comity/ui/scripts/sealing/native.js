/* The cipher of the browser itself, where it offers one (Chromium since 154): for pages that have no workers and may run
   no compiled code. It is several times as fast as the script. */
import { CHUNK, nonceOf, openedRun, scripted, SEALED_RUN, sealedRun, TAG } from "./stream.js";

const NAME = "ChaCha20-Poly1305";

const keyOf = (bytes) => crypto.subtle.importKey("raw-secret", bytes, NAME, false, ["encrypt", "decrypt"]);
const terms = (number, isLast) => ({ name: NAME, iv: nonceOf(number, isLast), tagLength: 8 * TAG });

/* The chunks of a run, each cut at `size` and worked on beside the others, one behind the other in `room`. */
async function together(work, { key, first, isLast, bytes }, size, room) {
  const count = Math.max(1, Math.ceil(bytes.length / size));
  const made = await keyOf(key);
  const done = await Promise.all(
    Array.from({ length: count }, (_one, n) =>
      crypto.subtle[work](terms(first + n, isLast && n === count - 1), made, bytes.subarray(n * size, (n + 1) * size)),
    ),
  );
  const whole = new Uint8Array(room, 0, done.reduce((sum, one) => sum + one.byteLength, 0));
  let place = 0;
  for (const one of done) {
    whole.set(new Uint8Array(one), place);
    place += one.byteLength;
  }
  return whole;
}

const cipher = {
  seal: (run, room = new ArrayBuffer(SEALED_RUN)) => together("encrypt", run, CHUNK, room),
  open: (run, room = new ArrayBuffer(SEALED_RUN)) => together("decrypt", run, CHUNK + TAG, room),
};

/* Raises where it is not offered, or does not give what the script gives. */
export async function native() {
  const [key, bytes] = [crypto.getRandomValues(new Uint8Array(32)), new Uint8Array(CHUNK + 9)];
  // A whole chunk and a part of one; no more is random than a browser gives at once.
  crypto.getRandomValues(bytes.subarray(9));
  const run = { key, first: 1, isLast: true };
  const [ours, theirs] = [sealedRun(scripted, { ...run, bytes }), await cipher.seal({ ...run, bytes })];
  const [plain, opened] = [openedRun(scripted, { ...run, bytes: theirs }), await cipher.open({ ...run, bytes: ours })];
  const isSame = (one, other) => one.length === other.length && one.every((byte, place) => byte === other[place]);
  if (![isSame(ours, theirs), isSame(bytes, plain), isSame(bytes, opened)].every(Boolean)) throw new Error("the browser and the script differ");
  theirs[7] ^= 1;
  const isRefused = await cipher.open({ ...run, bytes: theirs }).then(() => false, () => true);
  if (!isRefused) throw new Error("the browser opens what was changed");
  return cipher;
}
