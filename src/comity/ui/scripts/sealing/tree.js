/* The log of keys is a Merkle tree (RFC 9162, section 2.1): what this browser saw once must be in it for ever. */
import { concat, hash, utf8, canonical } from "./bytes.js";

export const leafHash = (leaf) => hash(concat(Uint8Array.of(0), utf8(canonical(leaf))));
const nodeHash = (left, right) => hash(concat(Uint8Array.of(1), left, right));
const same = (a, b) => a.length === b.length && a.every((byte, place) => byte === b[place]);
// Sizes stay far below 2^31, so that the operators for bits may be used.
const half = (number) => number >>> 1;

/* Whether a leaf stands at its place in the tree of this size and root. */
export function isIncluded(index, size, hashed, path, root) {
  if (index < 0 || index >= size) return false;
  let [place, last, found] = [index, size - 1, hashed];
  for (const one of path) {
    if (last === 0) return false;
    if (place & 1 || place === last) {
      found = nodeHash(one, found);
      while (!(place & 1) && place) [place, last] = [half(place), half(last)];
    } else found = nodeHash(found, one);
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && same(found, root);
}

/* Whether the tree of the first size is the beginning of that of the second. */
export function isConsistent(first, second, roots, path) {
  if (first === 0) return path.length === 0;
  if (first > second) return false;
  if (first === second) return path.length === 0 && same(roots[0], roots[1]);
  if (!path.length) return false;
  const hashes = (first & (first - 1)) === 0 ? [roots[0], ...path] : [...path];
  let [place, last] = [first - 1, second - 1];
  while (place & 1) [place, last] = [half(place), half(last)];
  let [before, after] = [hashes[0], hashes[0]];
  for (const one of hashes.slice(1)) {
    if (last === 0) return false;
    if (place & 1 || place === last) {
      before = nodeHash(one, before);
      after = nodeHash(one, after);
      while (!(place & 1) && place) [place, last] = [half(place), half(last)];
    } else after = nodeHash(after, one);
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && same(before, roots[0]) && same(after, roots[1]);
}
