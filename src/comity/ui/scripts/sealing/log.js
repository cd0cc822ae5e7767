/* The logs of keys, that of the host and those of other installations which it mirrors, as this browser has seen it: it only grows, and an authority's key changes only with a signature
   of the key before it. The host keeps the log; what is remembered here it cannot take back. */
import { canonical, fromBase64, utf8 } from "./bytes.js";
import { get } from "./host.js";
import { fingerprint, isSigned, isSignedBytes } from "./keys.js";
import { must } from "./refusal.js";
import { isConsistent, isIncluded, leafHash } from "./tree.js";

const KEPT = "comity-keys";
const NOTHING = { size: 0, root: "", key: "" };

export function remembered() {
  try {
    return { ...NOTHING, owners: {}, logs: {}, ...JSON.parse(localStorage.getItem(KEPT) ?? "{}") };
  } catch {
    return { ...NOTHING, owners: {}, logs: {} };
  }
}
const remember = (pins) => localStorage.setItem(KEPT, JSON.stringify(pins));
/* Whose key it is: an authority of another installation by that installation's name as well. */
export const ownerOf = (key) => (key.installation ? `${key.owner}@${key.installation}` : key.owner);
const asked = (at, since, entries) => get(`${at ? `logs/${at}` : "log"}?since=${since}&entries=${entries.join(",")}`);

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

/* A log as it is now (that of the host, or of the installation `at`), checked against what was seen before; with the leaves asked for, each proven to be in it. */
export async function look(indexes = [], at = "") {
  const known = remembered();
  const pins = at ? (known.logs[at] ?? NOTHING) : known;
  const told = await asked(at, pins.size, [...new Set(indexes)]);
  must(!pins.key || pins.key === told.key, "log-key");
  const now = checkpoint(told.checkpoint, told.key);
  const roots = [fromBase64(pins.root), fromBase64(now.root)];
  must(isConsistent(pins.size, now.size, roots, told.consistency.map(fromBase64)), "log-rewritten");
  const leaves = new Map();
  for (const { index, leaf, path } of told.entries) {
    must(isIncluded(index, now.size, leafHash(leaf), path.map(fromBase64), roots[1]), "log-missing");
    leaves.set(index, leaf);
  }
  const seen = { size: now.size, root: now.root, key: told.key };
  const kept = remembered();
  remember(at ? { ...kept, logs: { ...kept.logs, [at]: seen } } : { ...kept, ...seen });
  return { head: { size: now.size, root: now.root }, leaves };
}

/* Whether the log that somebody else saw is the same as ours: they say its size and root in what they sealed. */
export async function isSameLog(theirs, at = "") {
  if (!theirs?.size) return true;
  const told = await asked(at, theirs.size, []);
  const now = checkpoint(told.checkpoint, told.key);
  return isConsistent(theirs.size, now.size, [fromBase64(theirs.root), fromBase64(now.root)], told.consistency.map(fromBase64));
}

/* Keys as the host shows them, each proven to be in the log, told by its own signature and, after the first, by the
   one before. Gives for each owner the key of now and how well it is known: new, seen, compared, or doubted, with the
   code of the reason: what is doubted is not used until its numbers are compared. */
export async function checked(keys) {
  const heads = {};
  const leaves = new Map();
  for (const at of new Set(["", ...keys.map((one) => one.installation ?? "")])) {
    const here = keys.filter((one) => (one.installation ?? "") === at);
    const found = await look(here.map((one) => one.index), at);
    heads[at] = found.head;
    for (const one of here) leaves.set(one, found.leaves.get(one.index));
  }
  const owners = new Map();
  for (const key of [...keys].sort((a, b) => a.number - b.number)) {
    const leaf = leaves.get(key);
    isWhatTheLogHas(key, leaf);
    owners.set(ownerOf(key), [...(owners.get(ownerOf(key)) ?? []), { ...key, leaf }]);
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
  const { "": head, ...others } = heads;
  return { head, heads: others, owners: found };
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
  pins.owners[ownerOf(key)] = { key: publicParts(key), number: key.number, compared: true };
  remember(pins);
}
