/* The key of an authority that has no installation. Its file is an ordinary identity file of age, sealed under a
   passphrase, which the `age` command takes as well; what else is needed follows from the identity in it. */
import { armor, Decrypter, Encrypter, generateHybridIdentity, generateX25519Identity } from "age-encryption";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { base64, text, utf8 } from "../sealing/bytes.js";
import { digits, fingerprint, isSigned, publicOf, sign } from "../sealing/keys.js";
import { must, Refusal } from "../sealing/refusal.js";

const WORK = 17;
const PLAIN = /^AGE-SECRET-KEY-1[0-9A-Z]+$/;
const HYBRID = /^AGE-SECRET-KEY-PQ-1[0-9A-Z]+$/;
const SAID = /^# comity (\w+): (.*)$/;

/* The key to sign with follows from the identity, so that who has that has all. */
const signingOf = (identity) => base64(hkdf(sha256, utf8(identity), undefined, utf8("comity: to sign, of an authority without an installation"), 32));

/* `said` is what the file says beside the identities: name, owner and number of the key, which senders were compared. */
async function holderOf(identity, identity_pq, said = {}) {
  const secret = { identity, ...(identity_pq ? { identity_pq } : {}), signing: signingOf(identity) };
  const key = await publicOf(secret);
  const owner = said.owner ?? `correspondent:${fingerprint(key).slice(0, 24)}`;
  const number = Number(said.number ?? 1);
  return { secret, key: { owner, ...key }, name: said.name ?? "", number, senders: JSON.parse(said.senders ?? "{}") };
}

/* Make a key, or take an identity that there is; `before` is the holder whose key it follows. */
export async function newHolder({ name, isHybrid = false, identity = "", before = null }) {
  must(!identity || PLAIN.test(identity), "no-identity");
  const said = before ? { owner: before.key.owner, number: before.number + 1, senders: JSON.stringify(before.senders) } : {};
  return holderOf(identity || (await generateX25519Identity()), isHybrid ? await generateHybridIdentity() : "", { ...said, name });
}

/* What the other side is given: who this is, with the public key; a key that follows another is signed by that one. */
export function cardOf(holder, before = null) {
  const { owner, recipient, recipient_pq, signing } = holder.key;
  const content = { owner, number: holder.number, before: before ? fingerprint(before.key) : "", recipient, recipient_pq, signing };
  const continuity = before ? sign(before.secret, content) : "";
  const statement = { version: 1, kind: "comity-card", name: holder.name, content, self: sign(holder.secret, content), continuity };
  return { statement, signature: sign(holder.secret, statement) };
}

const identityFile = ({ secret, key, name, number, senders }) =>
  [
    `# comity name: ${name.replace(/\s+/g, " ")}`,
    `# comity owner: ${key.owner}`,
    `# comity number: ${number}`,
    `# comity senders: ${JSON.stringify(senders)}`,
    `# public key: ${key.recipient}`,
    ...(secret.identity_pq ? [`# ${digits(key)}`, secret.identity_pq] : [`# ${digits(key)}`]),
    secret.identity,
    "",
  ].join("\n");

export async function keyFile(holder, passphrase) {
  const encrypter = new Encrypter();
  encrypter.setScryptWorkFactor(WORK);
  encrypter.setPassphrase(passphrase);
  return encrypter.encrypt(identityFile(holder));
}

async function plainOf(bytes, passphrase) {
  const beginning = new TextDecoder().decode(bytes.subarray(0, 40)).trimStart();
  const isArmored = beginning.startsWith("-----BEGIN AGE");
  if (!isArmored && !beginning.startsWith("age-encryption.org/")) return text(bytes);
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  try {
    return await decrypter.decrypt(isArmored ? armor.decode(text(bytes)) : bytes, "text");
  } catch (error) {
    throw new Refusal("passphrase", String(error));
  }
}

/* The holder of a key file: sealed under a passphrase, or plain as `age-keygen` makes it. */
export async function holderFrom(bytes, passphrase = "") {
  const lines = (await plainOf(bytes, passphrase)).split(/\r?\n/).map((line) => line.trim());
  const said = Object.fromEntries(lines.map((line) => SAID.exec(line)).filter(Boolean).map(([, name, value]) => [name, value]));
  const identity = lines.find((line) => PLAIN.test(line));
  must(identity, "no-identity");
  return holderOf(identity, lines.find((line) => HYBRID.test(line)) ?? "", said);
}

/* The keys of a sender from the one with this fingerprint to that of now: each is signed by itself and the one before. */
export function followed(leaves, first) {
  const place = leaves.findIndex((one) => fingerprint(one.content) === first);
  must(place >= 0, "other-sender");
  const keys = [leaves[place].content];
  for (const { content, self, continuity } of leaves.slice(place + 1)) {
    const before = keys.at(-1);
    const isNext = content.owner === before.owner && content.before === fingerprint(before);
    must(isNext && isSigned(before.signing, content, continuity) && isSigned(content.signing, content, self), "not-continued");
    keys.push(content);
  }
  return keys;
}
