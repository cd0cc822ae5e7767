/* For pages that keep something of their own sealed, such as drafts: unlock once, then seal and open by authority. */
import { canonical, digest, base64, fromBase64, text } from "./bytes.js";
import { get, post } from "./host.js";
import { fromPasskey, fromPassphrase, fingerprint, openWith, recipientsOf, sealTo, unwrap } from "./keys.js";
import { padded } from "./padding.js";
import { keepOpen, lock, stillOpen } from "./session.js";
import { must } from "./refusal.js";

let mine = null;

/* Who is signed in, with the authorities for which they hold keys; opened with the passphrase, the passkey, or as left
   open in this tab. Gives null when a passphrase is needed and none was given. */
export async function unlock({ passphrase = "", passkey = null } = {}) {
  const told = await get("mine");
  must(told.key, "no-own-key");
  let secret = await stillOpen(told.person);
  if (!secret && passkey) secret = await fromPasskey(passkey);
  if (!secret && passphrase) secret = await fromPassphrase(told.key.passphrase, passphrase);
  if (!secret) return null;
  await keepOpen(secret, told.person);
  mine = { person: told.person, key: told.key, secret, authorities: new Map() };
  for (const authority of told.authorities) mine.authorities.set(authority.id, await opened(authority, secret));
  return mine;
}

async function opened(authority, secret) {
  const secrets = [];
  for (const key of authority.keys) {
    // A secret that does not open is one that is not ours: the others still serve.
    const found = key.wrap ? await unwrap(secret, key.wrap, key.fingerprint).catch(() => null) : null;
    if (found) secrets.push({ ...found, key });
  }
  const key = authority.keys.find((one) => !one.ended_at) ?? null;
  const current = key && secrets.find((one) => fingerprint(one.key) === key.fingerprint);
  return { ...authority, secrets, key, secret: current ?? null };
}

export function close() {
  mine = null;
  lock();
}

function authorityOf(id) {
  const found = mine?.authorities.get(id);
  must(found?.secret, "locked");
  return found;
}

/* Seal plain data for one's own authority: every member who holds its key can open it. Gives bytes. */
export async function seal(authority, content) {
  return sealTo(recipientsOf([authorityOf(authority).key]), padded(canonical(content)));
}

export async function open(authority, sealed) {
  return JSON.parse(text(await openWith(authorityOf(authority).secrets, sealed)));
}

/* Keep a draft: `about` names it among the authority's own, such as "request:3f2a…"; the host reads that name.
   revision: as it was loaded, 0 for a new one. Gives the new revision; Refusal `host` with status 409 when somebody
   else has changed it meanwhile. */
export async function saveDraft(authority, about, content, revision = 0) {
  const sealed = await seal(authority, content);
  return (await post("drafts", { authority, about, revision, sealed: base64(sealed), digest: digest(sealed) })).revision;
}

export async function loadDraft(authority, about) {
  const kept = (await get(`drafts?${new URLSearchParams({ authority, about })}`)).draft;
  if (!kept) return null;
  const sealed = fromBase64(kept.sealed);
  must(digest(sealed) === kept.digest, "changed");
  return { content: await open(authority, sealed), revision: kept.revision, at: kept.at };
}

export const removeDraft = (authority, about) => post("drafts/remove", { authority, about });
