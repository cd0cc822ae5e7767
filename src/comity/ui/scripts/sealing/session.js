/* A person's key, once opened, stays open in this tab for half an hour: sealed in the tab's own store under a key of
   the browser that no script can read out. Locking, closing the tab or signing out forgets it. */
import { canonical, concat, base64, fromBase64, text, utf8 } from "./bytes.js";

const NAME = "comity-open";
const MINUTES = 30;

function database() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("comity-sealing", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("keys");
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function browserKey({ isMade }) {
  const base = await database();
  const store = (mode) => base.transaction("keys", mode).objectStore("keys");
  const done = (asked) =>
    new Promise((resolve, reject) => {
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  const found = await done(store("readonly").get(NAME));
  if (found || !isMade) return found;
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await done(store("readwrite").put(fresh, NAME));
  return fresh;
}

export async function keepOpen(secret, who) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const content = utf8(canonical({ secret, who, until: Date.now() + MINUTES * 60_000 }));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await browserKey({ isMade: true }), content);
  sessionStorage.setItem(NAME, base64(concat(iv, new Uint8Array(sealed))));
}

/* The key of whoever is signed in; null when it is not open here. */
export async function stillOpen(who) {
  const kept = sessionStorage.getItem(NAME);
  const key = kept && (await browserKey({ isMade: false }));
  if (!key) return null;
  try {
    const bytes = fromBase64(kept);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes.subarray(0, 12) }, key, bytes.subarray(12));
    const held = JSON.parse(text(new Uint8Array(plain)));
    if (held.who === who && held.until > Date.now()) return held.secret;
  } catch {
    // Another browser's, or damaged: as good as none.
  }
  lock();
  return null;
}

export const lock = () => sessionStorage.removeItem(NAME);
