/* Keys: of a person, of an authority, and how an authority's is handed from one to the other without the host. */
import { Decrypter, Encrypter, generateHybridIdentity, generateX25519Identity, identityToRecipient, webauthn } from "age-encryption";
import { ed25519 } from "@noble/curves/ed25519.js";
import { base64, canonical, digest, fromBase64, longHash, text, utf8 } from "./bytes.js";
import { must, Refusal } from "./refusal.js";

/* What nobody but its holder may know: two secrets of age (one that withstands quantum computers), one to sign with. */
export async function newSecret() {
  return {
    identity: await generateX25519Identity(),
    identity_pq: await generateHybridIdentity(),
    signing: base64(ed25519.utils.randomSecretKey()),
  };
}

/* What everybody may know of a secret. */
export async function publicOf(secret) {
  return {
    recipient: await identityToRecipient(secret.identity),
    recipient_pq: secret.identity_pq ? await identityToRecipient(secret.identity_pq) : "",
    signing: base64(ed25519.getPublicKey(fromBase64(secret.signing))),
  };
}

const told = ({ recipient, recipient_pq, signing }) => utf8(canonical({ recipient, recipient_pq, signing }));

export const fingerprint = (key) => digest(told(key));
export const installationOf = ({ signing }) => digest(fromBase64(signing));

/* Eight groups of five digits: read over the telephone in any language. Each is five bytes of SHA-512, as Signal does. */
export function digits(key) {
  // An installation has a key to sign with, and no other.
  const hashed = longHash(key.recipient ? told(key) : utf8(canonical({ signing: key.signing })));
  return Array.from({ length: 8 }, (_, group) => {
    const number = hashed.subarray(group * 5, group * 5 + 5).reduce((sum, byte) => sum * 256 + byte, 0);
    return String(number % 100000).padStart(5, "0");
  }).join(" ");
}

/* The age keys to seal to: those that withstand quantum computers when everybody has one, else none of them; a
   message that could be opened by one weaker key would be as weak as it. */
export function recipientsOf(keys) {
  must(keys.length > 0, "nobody");
  return keys.every((key) => key.recipient_pq) ? keys.map((key) => key.recipient_pq) : keys.map((key) => key.recipient);
}

export async function sealTo(recipients, content) {
  const encrypter = new Encrypter();
  for (const one of recipients) encrypter.addRecipient(one);
  return encrypter.encrypt(typeof content === "string" ? utf8(content) : content);
}

/* Raises Refusal: no key fits, or the bytes were changed or cut; which of them, age tells. */
export async function openWith(secrets, sealed) {
  const decrypter = new Decrypter();
  for (const secret of secrets) {
    if (secret.identity_pq) decrypter.addIdentity(secret.identity_pq);
    decrypter.addIdentity(secret.identity);
  }
  try {
    return await decrypter.decrypt(sealed);
  } catch (error) {
    throw new Refusal(/no identity matched/.test(String(error)) ? "no-key" : "changed", String(error));
  }
}

// ---------------------------------------------------------------- a person's own key, kept sealed by the host

const WORK = 17;

async function underPassphrase(passphrase, content) {
  const encrypter = new Encrypter();
  encrypter.setScryptWorkFactor(WORK);
  encrypter.setPassphrase(passphrase);
  return base64(await encrypter.encrypt(content));
}

export const withPassphrase = (secret, passphrase) => underPassphrase(passphrase, canonical(secret));

/* A passkey that can derive keys (WebAuthn PRF); what is sealed under it opens only with a touch of it. */
export async function withPasskey(secret, name) {
  const identity = await webauthn.createCredential({ keyName: name });
  const encrypter = new Encrypter();
  encrypter.addRecipient(new webauthn.WebAuthnRecipient({ identity }));
  return { identity, sealed: base64(await encrypter.encrypt(canonical(secret))) };
}

async function opened(decrypter, sealed, code) {
  try {
    return JSON.parse(await decrypter.decrypt(fromBase64(sealed), "text"));
  } catch (error) {
    throw new Refusal(code, String(error));
  }
}

export function fromPassphrase(sealed, passphrase) {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  return opened(decrypter, sealed, "passphrase");
}

export function fromPasskey({ identity, sealed }) {
  const decrypter = new Decrypter();
  decrypter.addIdentity(new webauthn.WebAuthnIdentity({ identity }));
  return opened(decrypter, sealed, "passkey");
}

/* Twenty-five letters of 31 that nobody mistakes for another: 123 bits. */
export function suggestedPassphrase() {
  const letters = "abcdefghijkmnpqrstuvwxyz2345679";
  const drawn = [];
  while (drawn.length < 25) {
    const [byte] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < 248) drawn.push(letters[byte % 31]);
  }
  return drawn.join("").match(/.{5}/g).join("-");
}

// ---------------------------------------------------------------- an authority's key, sealed to each of its members

export const wrap = async (secret, member) => base64(await sealTo(recipientsOf([member]), canonical(secret)));

export async function unwrap(own, sealed, expected) {
  const secret = JSON.parse(text(await openWith([own], fromBase64(sealed))));
  must(fingerprint(await publicOf(secret)) === expected, "other-key");
  return secret;
}

// ---------------------------------------------------------------- signatures

export const sign = (secret, content) => base64(ed25519.sign(utf8(canonical(content)), fromBase64(secret.signing)));

export function isSigned(signing, content, signature) {
  try {
    return ed25519.verify(fromBase64(signature), utf8(canonical(content)), fromBase64(signing));
  } catch {
    return false;
  }
}

export function isSignedBytes(publicKey, bytes, signature) {
  try {
    return ed25519.verify(signature, bytes, publicKey);
  } catch {
    return false;
  }
}
