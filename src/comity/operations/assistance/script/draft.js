// A draft is a set of leaves, each a value with its author, moment and what stood there before. Whatever two people
// do to it apart can be joined leaf by leaf, and nothing that was written is lost. See docs/explanation/request-writer.md.

export const FORMAT = "comity-request";
export const VERSION = 1;
const KEY = /^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+){0,3}$/;
const LONGEST = 400_000;
const MOST_LEAVES = 5_000;

export const now = () => new Date().toISOString();

// Sorts by the moment at which it was made, so that lists keep their order wherever they are joined.
export const newId = () => {
  const chance = crypto.getRandomValues(new Uint8Array(6));
  return Date.now().toString(36) + [...chance].map((one) => (one % 36).toString(36)).join("");
};

export const newDraft = () => ({
  format: FORMAT,
  version: VERSION,
  id: newId(),
  made_at: now(),
  leaves: {},
  notes: [],
  editions: [],
  clearance: null,
  sent: [],
});

// The same text for equal values: a keeper may put the members of a value into another order, and nobody has changed it.
const spelled = (value) => JSON.stringify(value, (_key, one) =>
  (one && typeof one === "object" && !Array.isArray(one) ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1))) : one));
const same = (a, b) => spelled(a) === spelled(b);
const isIn = (entry, several) => several.some((one) => same(one.v, entry.v) && one.at === entry.at && one.by === entry.by);
const entryOf = ({ v, by, at }) => ({ v, by, at });
const united = (...lists) => lists.flat().reduce((all, one) => (isIn(one, all) ? all : [...all, one]), []);

export const valueOf = (draft, key) => draft.leaves[key]?.v ?? "";

// One sitting of one author is one change: what was typed letter by letter is not kept letter by letter.
export const put = (draft, key, value, { by, sitting }) => {
  const old = draft.leaves[key];
  if (old && same(old.v, value)) return false;
  if (!old && (value === "" || value === false)) return false;
  const continues = old && old.by === by && old.sitting === sitting;
  const was = old ? (continues ? old.was : united(old.was, [entryOf(old)])) : [];
  draft.leaves[key] = { v: value, by, at: now(), sitting, was, beside: old ? old.beside : [] };
  return true;
};

// What stands beside is settled: it is no longer shown, and kept among what was.
export const settle = (draft, key, value, who) => {
  const old = draft.leaves[key];
  const was = united(old.was, old.beside, [entryOf(old)]);
  draft.leaves[key] = { v: value, by: who.by, at: now(), sitting: who.sitting, was, beside: [] };
};

export const conflicts = (draft) => Object.keys(draft.leaves).filter((key) => draft.leaves[key].beside.length);

const joined = (mine, theirs) => {
  if (!mine || !theirs) return structuredClone(mine ?? theirs);
  const was = united(mine.was, theirs.was);
  const beside = united(mine.beside, theirs.beside).filter((one) => !isIn(one, was));
  const rest = (winner) => ({ ...structuredClone(winner), was, beside: beside.filter((one) => !same(one.v, winner.v)) });
  if (same(mine.v, theirs.v)) return rest(mine.at <= theirs.at ? mine : theirs);
  // One sitting of one author goes on from itself: what was kept of it earlier is no second text.
  if (mine.sitting && mine.sitting === theirs.sitting && mine.by === theirs.by) return rest(mine.at >= theirs.at ? mine : theirs);
  if (isIn(theirs, mine.was)) return rest(mine);
  if (isIn(mine, theirs.was)) return rest(theirs);
  // Moments of two clocks decide only which of the two stands first: both are kept and shown. Between equal moments
  // the text decides, so that both authors, each joining the other's file, get the same.
  const order = [mine, theirs].sort((a, b) => b.at.localeCompare(a.at) || (spelled(a.v) < spelled(b.v) ? -1 : 1));
  const [first, second] = order;
  return { ...structuredClone(first), was, beside: united(beside, [entryOf(second)]).filter((one) => !same(one.v, first.v)) };
};

const byId = (mine, theirs, better) => {
  const all = new Map(mine.map((one) => [one.id, one]));
  for (const one of theirs) all.set(one.id, all.has(one.id) ? better(all.get(one.id), one) : one);
  return structuredClone([...all.values()].sort((a, b) => a.at.localeCompare(b.at) || a.id.localeCompare(b.id)));
};

export const isSame = (mine, theirs) => mine.id === theirs.id;

export const join = (mine, theirs) => {
  const keys = new Set([...Object.keys(mine.leaves), ...Object.keys(theirs.leaves)]);
  const leaves = {};
  for (const key of [...keys].sort()) leaves[key] = joined(mine.leaves[key], theirs.leaves[key]);
  const clearances = [mine.clearance, theirs.clearance].filter(Boolean).sort((a, b) => b.at.localeCompare(a.at));
  return {
    ...mine,
    leaves,
    notes: byId(mine.notes, theirs.notes, (a, b) => (a.settled_at ? a : b)),
    editions: byId(mine.editions, theirs.editions, (a) => a),
    clearance: clearances[0] ?? null,
    sent: byId(mine.sent ?? [], theirs.sent ?? [], (a, b) => (a.address ? a : b)),
  };
};

const fold = (name) => name.normalize("NFKC").trim().toLowerCase().replace(/\s+/g, " ");

export const authors = (draft) => {
  const names = new Map();
  const entries = Object.values(draft.leaves).flatMap((one) => [one, ...one.was, ...one.beside]);
  for (const one of entries) if (one.by) names.set(fold(one.by), one.by);
  return [...names.values()];
};

// Which words were cleared is told by a sum of them. It finds changes; it is no seal against a forger. On which day the
// portal was asked changes nothing of the request.
export const digest = (draft) => {
  const told = Object.keys(draft.leaves).sort().map((key) => [key, draft.leaves[key].v]).filter(([key, v]) => v !== "" && v !== false && key !== "needs");
  const text = spelled(told);
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let place = 0; place < text.length; place += 1) {
    const code = text.charCodeAt(place);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  const half = (one) => (one >>> 0).toString(16).padStart(8, "0");
  return half(a ^ (b >>> 15)) + half(b ^ (a >>> 13));
};

export const mayClear = (draft, name) => Boolean(fold(name)) && !authors(draft).map(fold).includes(fold(name));

export const clear = (draft, name) => {
  if (!mayClear(draft, name)) return false;
  draft.clearance = { by: name.trim(), at: now(), digest: digest(draft) };
  return true;
};

export const isCleared = (draft) =>
  Boolean(draft.clearance) && draft.clearance.digest === digest(draft) && mayClear(draft, draft.clearance.by);

export const keepEdition = (draft, name, by) => {
  const values = Object.fromEntries(Object.entries(draft.leaves).map(([key, leaf]) => [key, leaf.v]));
  draft.editions.push({ id: newId(), at: now(), by, name, values });
};

export const restoreEdition = (draft, id, who) => {
  const { values } = draft.editions.find((one) => one.id === id);
  const fresh = { by: who.by, sitting: newId() };
  for (const key of new Set([...Object.keys(draft.leaves), ...Object.keys(values)]))
    put(draft, key, values[key] ?? (typeof valueOf(draft, key) === "boolean" ? false : ""), fresh);
};

export const changedSince = (draft, edition) => {
  const keys = new Set([...Object.keys(draft.leaves), ...Object.keys(edition.values)]);
  return [...keys].filter((key) => !same(valueOf(draft, key), edition.values[key] ?? "") && (valueOf(draft, key) || edition.values[key]));
};

export const addNote = (draft, on, text, by) => draft.notes.push({ id: newId(), on, text, by, at: now(), settled_at: "" });

// The things of a list, in order: those whose leaf says that they are there.
export const listed = (draft, kind) =>
  Object.keys(draft.leaves)
    .filter((key) => key.startsWith(`${kind}.`) && key.split(".").length === 2 && draft.leaves[key].v)
    .map((key) => key.split(".")[1])
    .sort();

const plain = (one) => ["string", "boolean", "number"].includes(typeof one) || one === null
  || (Array.isArray(one) && one.length < 200 && one.every(plain))
  || (typeof one === "object" && Object.values(one).every((each) => typeof each === "string"));
const entry = (one) => ({ v: one.v, by: String(one.by ?? ""), at: String(one.at ?? "") });
const isEntry = (one) => one && typeof one === "object" && plain(one.v ?? null) && typeof (one.by ?? "") === "string";

// What a file says is taken piece by piece into a draft of our own making; the reason why it cannot be, by its code.
export const parse = (text) => {
  if (text.length > LONGEST * 50) return { fault: "file_large" };
  let told;
  try {
    told = JSON.parse(text);
  } catch {
    return { fault: "file_unreadable" };
  }
  if (told?.format !== FORMAT || typeof told.id !== "string" || !told.id) return { fault: "file_other" };
  if (told.version !== VERSION) return { fault: "file_version" };
  const keys = Object.keys(told.leaves ?? {});
  const isSound = keys.length <= MOST_LEAVES && keys.every((key) => {
    const leaf = told.leaves[key];
    return KEY.test(key) && isEntry(leaf) && JSON.stringify(leaf.v ?? "").length <= LONGEST
      && [leaf.was ?? [], leaf.beside ?? []].every((list) => Array.isArray(list) && list.every(isEntry));
  });
  const lists = [told.notes ?? [], told.editions ?? [], told.sent ?? []];
  if (!isSound || !lists.every((list) => Array.isArray(list) && list.every((one) => typeof one?.id === "string"))) return { fault: "file_broken" };
  const draft = { ...newDraft(), id: told.id.slice(0, 64), made_at: String(told.made_at ?? "") };
  for (const key of keys) {
    const { was = [], beside = [], sitting = "" } = told.leaves[key];
    draft.leaves[key] = { ...entry(told.leaves[key]), sitting: String(sitting), was: was.map(entry), beside: beside.map(entry) };
  }
  draft.notes = lists[0].map(({ id, on, text: said, by, at, settled_at }) => ({ id, on: String(on), text: String(said), by: String(by), at: String(at), settled_at: String(settled_at ?? "") }));
  draft.editions = lists[1].filter((one) => typeof one.values === "object").map(({ id, at, by, name, values }) => ({ id, at: String(at), by: String(by), name: String(name), values }));
  draft.sent = lists[2].map(({ id, at, to, name, thread, digest: sum, address }) => ({ id, at: String(at), to: Number(to), name: String(name), thread: String(thread), digest: String(sum), address: String(address ?? "") }));
  if (told.clearance) draft.clearance = { by: String(told.clearance.by), at: String(told.clearance.at), digest: String(told.clearance.digest) };
  return { draft };
};

export const written = (draft) => JSON.stringify(draft, null, 1);
