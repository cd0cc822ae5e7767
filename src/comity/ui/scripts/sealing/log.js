/* The log of keys, as this browser has seen it: it only grows, and an authority's key changes only with a signature
   of the key before it. The host keeps the log; what is remembered here it cannot take back. */
import { canonical, fromBase64, utf8 } from "./bytes.js";
import { get } from "./host.js";
import { fingerprint, isSigned, isSignedBytes } from "./keys.js";
import { must } from "./refusal.js";
import { isConsistent, isIncluded, leafHash } from "./tree.js";

const KEPT = "comity-keys";

export function remembered() {
  try {
    return { size: 0, root: "", key: "", owners: {}, ...JSON.parse(localStorage.getItem(KEPT) ?? "{}") };
  } catch {
    return { size: 0, root: "", key: "", owners: {} };
  }
}
const remember = (pins) => localStorage.setItem(KEPT, JSON.stringify(pins));

/* A signed checkpoint (C2SP): three lines, an empty one, and a line with the name of the log and its signature. */
export function checkpoint(note, vkey) {
  const [body, signatures] = [note.slice(0, note.indexOf("\n\n") + 1), note.slice(note.indexOf("\n\n") + 2)];
  const [origin, size, root] = body.split("\n");
  const name = vkey.slice(0, vkey.indexOf("+"));
  const publicKey = fromBase64(vkey.split("+").slice(2).join("+")).subarray(1);
  const line = signatures.split("\n").find((one) => one.startsWith(`— ${name} `)) ?? "";
  const signed = fromBase64(line.split(" ").at(-1) ?? "").subarray(4);
  must(origin === name && isSignedBytes(publicKey, utf8(body), signed), "log-signature");
  return { size: Number(size), root };
}

/* The log as it is now, checked against what was seen before; with the leaves asked for, each proven to be in it. */
export async function look(indexes = []) {
  const pins = remembered();
  const told = await get(`log?since=${pins.size}&entries=${[...new Set(indexes)].join(",")}`);
  must(!pins.key || pins.key === told.key, "log-key");
  const now = checkpoint(told.checkpoint, told.key);
  const roots = [fromBase64(pins.root), fromBase64(now.root)];
  must(isConsistent(pins.size, now.size, roots, told.consistency.map(fromBase64)), "log-rewritten");
  const leaves = new Map();
  for (const { index, leaf, path } of told.entries) {
    must(isIncluded(index, now.size, leafHash(leaf), path.map(fromBase64), roots[1]), "log-missing");
    leaves.set(index, leaf);
  }
  remember({ ...remembered(), size: now.size, root: now.root, key: told.key });
  return { head: { size: now.size, root: now.root }, leaves };
}

/* Whether the log that somebody else saw is the same as ours: they say its size and root in what they sealed. */
export async function isSameLog(theirs) {
  if (!theirs?.size) return true;
  const told = await get(`log?since=${theirs.size}&entries=`);
  const now = checkpoint(told.checkpoint, told.key);
  return isConsistent(theirs.size, now.size, [fromBase64(theirs.root), fromBase64(now.root)], told.consistency.map(fromBase64));
}

/* Keys as the host shows them, each proven to be in the log, told by its own signature and, after the first, by the
   one before. Gives for each owner the key of now and how well it is known: new, seen, compared, or doubted, with the
   code of the reason: what is doubted is not used until its numbers are compared. */
export async function checked(keys) {
  const { head, leaves } = await look(keys.map((one) => one.index));
  const owners = new Map();
  for (const key of [...keys].sort((a, b) => a.number - b.number)) {
    isWhatTheLogHas(key, leaves.get(key.index));
    owners.set(key.owner, [...(owners.get(key.owner) ?? []), { ...key, leaf: leaves.get(key.index) }]);
  }
  const pins = remembered();
  const found = new Map();
  for (const [owner, several] of owners) {
    const one = followed(pins.owners[owner], several);
    found.set(owner, one);
    if (one.knowledge !== "doubted") {
      pins.owners[owner] = { key: publicParts(one.key), number: one.key.number, compared: one.knowledge === "compared" };
    }
  }
  remember(pins);
  return { head, owners: found };
}

const publicParts = ({ recipient, recipient_pq, signing }) => ({ recipient, recipient_pq, signing });

function isWhatTheLogHas(key, leaf) {
  const said = { ...publicParts(key), owner: key.owner, number: key.number };
  const { owner, number } = leaf?.content ?? {};
  must(leaf && canonical(said) === canonical({ ...publicParts(leaf.content), owner, number }), "log-other-key", key.owner);
  must(isSigned(key.signing, leaf.content, leaf.self), "log-other-key", key.owner);
  must(key.fingerprint === fingerprint(key), "log-other-key", key.owner);
}

/* From the key that was known to that of now, step by step. After a step that the key before did not sign nothing is
   known of the new one: a person has made a new key, or the host has made one up. */
function followed(pin, several) {
  const key = several.at(-1);
  if (!pin) return { key, knowledge: "new" };
  let known = pin.key;
  for (const next of several.filter((one) => one.number > pin.number)) {
    const { content, continuity } = next.leaf;
    const isContinued = content.before === fingerprint(known) && isSigned(known.signing, content, continuity);
    if (!isContinued) return { key, knowledge: "doubted", reason: "not-continued" };
    known = publicParts(next);
  }
  if (fingerprint(known) !== key.fingerprint) return { key, knowledge: "doubted", reason: "swapped" };
  return { key, knowledge: pin.compared ? "compared" : "seen" };
}

/* A person has read the digits to somebody at the other authority, and they were the same. */
export function compared(key) {
  const pins = remembered();
  pins.owners[key.owner] = { key: publicParts(key), number: key.number, compared: true };
  remember(pins);
}
