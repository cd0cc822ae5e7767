/* Tries the script of sealing without a browser: node browser.mjs FILE-OF-THE-SCRIPT FOLDER; one line of JSON. */
import { createCipheriv, createDecipheriv } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const [script, folder] = process.argv.slice(2);
const s = await import(script);
const told = {};

const key = async (owner, secret) => {
  const said = { owner, ...(await s.publicOf(secret)) };
  return { ...said, fingerprint: s.fingerprint(said) };
};
const code = (promise) => promise.then(() => "taken", (error) => error.code ?? String(error));

const [a, b] = [await s.newSecret(), await s.newSecret()];
const [A, B] = [await key("organisation:1", a), await key("organisation:2", b)];
told.key = { public: A, fingerprint: s.fingerprint(A), digits: s.digits(A), secret: a };
told.canonical = s.canonical({ b: [1, "é\u2028\"", null, true], a: { "\ud83d\ude00": 1, "\uff5e": 2 } });

// ---- messages
const write = (over = {}) => s.compose({ secret: a, from: A, to: [B], thread: "t", id: "m", subject: "S", body: "Words", ...over });
const message = await write();
const known = new Map([A, B].map((one) => [one.fingerprint, one]));
const place = { id: "m", thread: "t", sender: "organisation:1", digest: message.digest, at: "2026-11-22T06:00:00Z" };
const read = (sealed, envelope = {}, over = {}) =>
  s.read({ sealed, envelope: { ...place, digest: s.digest(sealed), ...envelope }, secrets: [{ ...b, key: B }], known, ...over });
const bent = message.sealed.slice();
bent[bent.length - 20] ^= 1;
const inHead = message.sealed.slice();
inHead[60] ^= 1;
const forged = await write({ secret: b });
const stranger = await s.newSecret();
const S = await key("organisation:3", stranger);
told.messages = {
  good: (await read(message.sealed)).text,
  own: (await read(message.sealed, {}, { secrets: [{ ...a, key: A }] })).text,
  changed: await code(read(bent)),
  head: await code(read(inHead)),
  cut: await code(read(message.sealed.slice(0, -7))),
  otherDigest: await code(read(message.sealed, { digest: "0".repeat(64) })),
  replayed: await code(read(message.sealed, { id: "other" })),
  otherThread: await code(read(message.sealed, { thread: "other" })),
  otherSender: await code(read(message.sealed, { sender: "organisation:2" })),
  forged: await code(read(forged.sealed)),
  unknownAuthor: await code(read(message.sealed, {}, { known: new Map([[B.fingerprint, B]]) })),
  ended: await code(read(message.sealed, {}, { known: new Map(known).set(B.fingerprint, { ...B, ended_at: "2026-11-22T05:00:00Z" }) })),
  authorEnded: await code(read(message.sealed, {}, { known: new Map(known).set(A.fingerprint, { ...A, ended_at: "2026-11-22T05:00:00Z" }) })),
  noKey: await code(read(message.sealed, {}, { secrets: [{ ...stranger, key: S }] })),
  passedOn: await code(
    // Somebody who opened it seals the very same words and signature to another.
    s.sealTo([S.recipient], await (async () => s.text(await openedBytes(message.sealed)))()).then((sealed) =>
      read(sealed, {}, { secrets: [{ ...stranger, key: S }] }),
    ),
  ),
};
async function openedBytes(sealed) {
  return s.openWith([b], sealed);
}

// ---- how long sealed words are
const drawn = Array.from({ length: 2000 }, (_, n) => 4096 + n * 733);
const lengths = drawn.map(s.paddedLength);
const sizeOf = async (words) => (await write({ body: "w".repeat(words) })).sealed.length;
const older = { ...B, recipient_pq: "" };
const olderKnown = new Map([A, { ...older, fingerprint: s.fingerprint(older) }].map((one) => [s.fingerprint(one), one]));
const forOlder = await write({ to: [older], body: "Words, كلمات, 词" });
writeFileSync(`${folder}/message.age`, forOlder.sealed);
writeFileSync(`${folder}/identity-b`, `${b.identity}\n`);
told.padding = {
  short: new Set(await Promise.all([0, 1, 500, 3000].map(sizeOf))).size,
  long: (await sizeOf(101000)) - (await sizeOf(100000)),
  far: (await sizeOf(110000)) > (await sizeOf(101000)),
  atMost: Math.max(...lengths.map((one, n) => one / drawn[n])) < 1.0625,
  atLeast: lengths.every((one, n) => one >= drawn[n]),
  few: new Set(lengths).size,
  read: (await read(forOlder.sealed, {}, { secrets: [{ ...b, key: older }], known: olderKnown })).text,
  // As it was sealed before there were spaces behind it.
  before: (await read(await s.sealTo([B.recipient], s.text(await openedBytes(message.sealed)).trimEnd()))).text,
};

// ---- receipts
const receipt = s.receipt({ secret: b, key: B, act: "acknowledged", envelope: place });
told.receipt = receipt;
told.receipts = {
  good: s.isReceipt(receipt, B),
  changed: s.isReceipt({ ...receipt, statement: { ...receipt.statement, act: "executed" } }, B),
  otherKey: s.isReceipt(receipt, A),
};

// ---- a person's key, an authority's, and its recovery
const under = await s.withPassphrase(a, "copper lanterns at noon");
told.passphrase = {
  right: (await s.fromPassphrase(under, "copper lanterns at noon")).signing === a.signing,
  wrong: await code(s.fromPassphrase(under, "copper lanterns at nine")),
};
const wrapped = await s.wrap(a, B);
told.wrap = {
  right: (await s.unwrap(b, wrapped, A.fingerprint)).signing === a.signing,
  swapped: await code(s.unwrap(b, await s.wrap(stranger, B), A.fingerprint)),
  stranger: await code(s.unwrap(stranger, wrapped, A.fingerprint)),
};
const officers = await Promise.all([1, 2, 3, 4, 5].map(async (person) => ({ person, secret: await s.newSecret() })));
const keyed = await Promise.all(officers.map(async (one) => ({ person: one.person, ...(await s.publicOf(one.secret)) })));
const ready = await s.prepared([a, stranger], keyed, 3);
const asking = await s.newSecret();
const parts = [];
for (const n of [4, 0, 2]) parts.push(await s.passedOn(officers[n].secret, ready.shares[n].sealed, await s.publicOf(asking)));
told.recovery = {
  three: (await s.recovered(asking, ready.sealed, parts)).map((one) => one.signing).join() === [a.signing, stranger.signing].join(),
  two: await code(s.recovered(asking, ready.sealed, parts.slice(1))),
  twice: await code(s.recovered(asking, ready.sealed, [parts[0], parts[0], parts[1]])),
  shares: new Set(ready.shares.map((one) => one.sealed)).size,
};

// ---- files, read by others; and broken off
const plain = (size) => Uint8Array.from({ length: size }, (_, n) => (n * 31 + (n >> 8)) & 255);
const python = readFileSync(`${folder}/recipient`, "utf8").trim();
told.files = [];
for (const size of [0, 1, 65536, 65537, 786000, 1048576, 1048376, 2097299]) {
  const file = new Blob([plain(size)]);
  const begun = await s.begin([A.recipient, python]);
  const kept = [];
  const sealed = await s.sealFile(file, begun, async (n, bytes, digest) => kept.push({ bytes: bytes.slice(), digest }));
  writeFileSync(`${folder}/${size}.age`, Buffer.concat(kept.map((one) => one.bytes)));
  writeFileSync(`${folder}/${size}.plain`, plain(size));
  const again = s.fromState(s.stateOf(begun));
  const sent = kept.slice(0, -1).map((one) => one.digest);
  const rest = [];
  const resumed = await s.sealFile(file, again, async (n) => rest.push(n), { sent });
  const other = await code(s.sealFile(new Blob([plain(size).map((one) => one ^ 1)]), again, async () => {}, { sent: kept.map((one) => one.digest) }));
  const open = async (change = (bytes) => bytes, digests = kept.map((one) => one.digest), expected = sealed) => {
    const out = [];
    await s.openFile([a], { expected, digests, fetchPiece: async (n) => change(kept[n].bytes, n), write: async (one) => out.push(one.slice()) });
    return Buffer.concat(out).equals(Buffer.from(plain(size)));
  };
  const last = kept.length - 1;
  told.files.push({
    size,
    same: await open(),
    resumed: resumed.digest === sealed.digest && rest.join() === String(last),
    other: size ? other : "other-file",
    bent: await code(open((bytes, n) => (n === last ? bytes.map((one, place) => (place === bytes.length - 1 ? one ^ 1 : one)) : bytes))),
    cut: await code(open((bytes, n) => (n === last ? bytes.slice(0, -1) : bytes))),
    short: last ? await code(open(undefined, kept.slice(0, -1).map((one) => one.digest))) : "attachment-changed",
  });
}

// ---- with the cipher of the browser itself, which this Node has under another name only
{
  const file = new Blob([plain(5000000)]);
  const begun = await s.begin([A.recipient, python]);
  const bytesOf = async () => {
    const kept = [];
    const sealed = await s.sealFile(file, begun, async (n, bytes) => kept.push(bytes.slice()));
    return { kept, sealed, bytes: Buffer.concat(kept) };
  };
  const byScript = await bytesOf();
  const subtle = crypto.subtle;
  let [calls, bend] = [0, 0];
  const native = {
    importKey: async (format, bytes, name, ...more) => (name === "ChaCha20-Poly1305" ? { bytes: bytes.slice() } : subtle.importKey(format, bytes, name, ...more)),
    encrypt: async ({ name, iv }, key, bytes) => {
      calls += 1;
      const cipher = createCipheriv(name.toLowerCase(), key.bytes, iv, { authTagLength: 16 });
      const sealed = Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
      sealed[0] ^= bend;
      return new Uint8Array(sealed).buffer;
    },
    decrypt: async ({ name, iv }, key, bytes) => {
      calls += 1;
      const cipher = createDecipheriv(name.toLowerCase(), key.bytes, iv, { authTagLength: 16 });
      cipher.setAuthTag(bytes.subarray(-16));
      return new Uint8Array(Buffer.concat([cipher.update(bytes.subarray(0, -16)), cipher.final()])).buffer;
    },
  };
  const both = new Proxy(subtle, { get: (held, name) => native[name] ?? held[name].bind(held) });
  Object.defineProperty(crypto, "subtle", { value: both, configurable: true });
  const sealed = await bytesOf();
  const opened = async (change = (bytes) => bytes) => {
    const out = [];
    const digests = await Promise.all(sealed.kept.map((one, n) => s.digestOf(change(one, n))));
    const expected = { ...sealed.sealed, digest: await s.digestOfPieces(digests) };
    await s.openFile([a], { expected, digests, fetchPiece: async (n) => change(sealed.kept[n], n), write: async (one) => out.push(one.slice()) });
    return Buffer.concat(out).equals(Buffer.from(plain(5000000)));
  };
  told.native = {
    same: sealed.bytes.equals(byScript.bytes),
    opened: await opened(),
    bent: await code(opened((bytes, n) => (n === 3 ? bytes.map((one, place) => (place === 9 ? one ^ 1 : one)) : bytes))),
    calls,
  };
  // One that gives other bytes is not used.
  [calls, bend] = [0, 1];
  told.native.wrong = (await bytesOf()).bytes.equals(byScript.bytes) && calls < 10;
  Object.defineProperty(crypto, "subtle", { value: subtle, configurable: true });
}

const one = await code(
  (async () => {
    // The host cuts the end away and counts anew: the age format itself tells, since the last chunk is marked.
    const file = new Blob([plain(200000)]);
    const kept = [];
    await s.sealFile(file, await s.begin([A.recipient]), async (n, bytes) => kept.push(bytes.slice()));
    const cut = kept[0].slice(0, -(200000 % 65536) - 16);
    const digest = await s.digestOf(cut);
    const expected = { digest: await s.digestOfPieces([digest]), size: cut.length };
    await s.openFile([a], { expected, digests: [digest], fetchPiece: async () => cut, write: async () => {} });
  })(),
);
told.cutAtChunk = one;

// ---- what Python sealed to a key that was made here opens here
const fixed = JSON.parse(readFileSync(`${folder}/fixed.json`, "utf8"));
told.fromPython = s.text(await s.openWith([{ identity: fixed.identity }], s.fromBase64(fixed.sealed)));

// ---- proofs of the log, made by Python
const proofs = JSON.parse(readFileSync(`${folder}/proofs.json`, "utf8"));
const bytes = (text) => s.fromBase64(text);
told.proofs = {
  included: proofs.inclusion.every((p) => s.isIncluded(p.index, p.size, s.leafHash(p.leaf), p.path.map(bytes), bytes(p.root))),
  notIncluded: proofs.inclusion.some((p) => s.isIncluded(p.index, p.size, s.leafHash({ n: -1 }), p.path.map(bytes), bytes(p.root))),
  consistent: proofs.consistency.every((p) => s.isConsistent(p.first, p.second, p.roots.map(bytes), p.path.map(bytes))),
  rewritten: proofs.consistency.filter((p) => p.first).some((p) => s.isConsistent(p.first, p.second, [bytes(proofs.other), bytes(p.roots[1])], p.path.map(bytes))),
  checkpoint: s.checkpoint(proofs.note, proofs.key).size,
  forged: await code((async () => s.checkpoint(proofs.note.replace(/\n\d+\n/, "\n999\n"), proofs.key))()),
};

// ---- search: words in six languages, and what two members add at the same time
const texts = {
  en: "The suspect’s accounts at Horizon Bank, résumé of 4471", es: "La investigación penal", fr: "Œuvre de l’enquêteur, procès-verbal",
  ru: "Ёлкин перевёл деньги на счёт", ar: "حوّلت الشَّرِكَةُ الأموال إلى المصرف في ٢٠٢٦", zh: "请求提供银行记录和账户资料",
};
const book = s.emptyIndex();
for (const [id, words] of Object.entries(texts)) s.indexed(book, id, { at: "2026", subject: id }, s.wordsOf(words));
const looked = (words, where = book) => s.searched(where, words).map((one) => one.id).join();
told.search = Object.fromEntries(
  ["ACCOUNT horizon", "resume", "4471", "investigacion", "enquêteur", "елкин", "счет", "شركة", "الشركة", "اموال", "2026", "银行", "账户资料", "银", "料", "constructor", "bank 银行", "__proto__", ""].map((words) => [words, looked(words)]),
);

const store = new Map();
const kept = new Map();
let conflicts = 0;
globalThis.sessionStorage = { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value), removeItem: (name) => kept.delete(name) };
const answering = (value) => {
  const asked = {};
  queueMicrotask(() => { asked.result = value; asked.onsuccess?.(); });
  return asked;
};
let browserKey;
const objects = { get: () => answering(browserKey), put: (value) => ((browserKey = value), answering(null)) };
globalThis.indexedDB = { open: () => answering({ transaction: () => ({ objectStore: () => objects }) }) };
globalThis.document = { querySelector: () => null, documentElement: { lang: "ar" } };
const keyOf = (key, number) => ({ ...key, fingerprint: s.fingerprint(key), number });
const ours = keyOf(A, 1);
const passphrase = "copper lanterns at noon";
const person = { person: 1, key: { ...B, passphrase: await s.withPassphrase(b, passphrase), passkeys: [] }, authorities: [{ id: 7, name: "x", keys: [{ ...ours, wrap: await s.wrap(a, B) }] }] };
const sentOut = [];
const languages = new Set();
globalThis.fetch = async (address, { method = "GET", body = "", headers = {} } = {}) => {
  languages.add(headers["Accept-Language"]);
  sentOut.push(address + body);
  const asked = new URL(address, "http://host.example");
  const about = asked.searchParams.get("about");
  const answer = (value, status = 200) => ({ ok: status < 300, status, json: async () => value });
  if (asked.pathname.endsWith("/mine")) return answer(person);
  // As slow as a host: what two members do falls between each other.
  await new Promise((resolve) => setTimeout(resolve, 3));
  if (method === "GET") return about === null ? answer({ drafts: [...store.keys()].map((one) => ({ about: one })) }) : answer({ draft: store.get(about) ?? null });
  const draft = JSON.parse(body);
  if ((store.get(draft.about)?.revision ?? 0) !== draft.revision) return conflicts++, answer({ message: "changed" }, 409);
  store.set(draft.about, { ...draft, revision: draft.revision + 1, at: "2026" });
  return answer({ revision: draft.revision + 1 });
};
const desk = await s.unlock({ passphrase });
const mine = desk.authorities.get(7);
const said = (id, text, key = ours.fingerprint) => ({ id, key, thread: "t", at: `2026-01-0${id}`, from: "7", subject: `Subject ${id}`, text });
await Promise.all([s.remember(mine, [said("1", "vermilion ledger")]), s.remember(mine, [said("2", "vermilion harbour")])]);
await s.remember(mine, [said("1", "vermilion ledger"), said("3", "of before", "another key")]);
const hits = async (words) => {
  let last = [];
  const whole = await s.lookFor(7, words, (messages) => (last = messages));
  return `${last.map((one) => one.id).join()} ${whole.count}`;
};
const [seen, single, none] = [await hits("vermilion"), await hits("ledger subject"), await hits("before")];
const revisions = store.get([...store.keys()].find((about) => about.endsWith("000001"))).revision;
// Long texts fill a part, and another is begun; what stands in the first is still found.
await s.remember(mine, [said("4", Array.from({ length: 9000 }, (_, n) => `w${n}`).join(" "))]);
await s.remember(mine, [said("5", "harbour")]);
told.index = {
  seen, single, none, revisions, conflicts: conflicts > 0, harbour: await hits("harbour"),
  names: [...store.keys()].map((about) => about.replace(ours.fingerprint.slice(0, 16), "KEY")).sort(),
  clear: sentOut.filter((request) => /vermilion|ledger|Subject/.test(request) && !request.includes("/mine")).length,
};
told.languages = [...languages];

console.log(JSON.stringify(told));
