// Where drafts are kept. A keeper has a name and four verbs, each of which returns a promise:
//
//   list()            [{ id, title, at }]
//   get(id)           the draft, or null
//   put(draft, title, join)   gives the draft joined with what a colleague has kept meanwhile, if any has
//   remove(id)
//
// The writer knows no other store: the browser's own is below, and sealed keeping on a server is one more keeper. A
// script hands it in: document.dispatchEvent(new CustomEvent("comity-keeping", { detail: keeper })).

const STORE = "drafts";

const asked = (request) =>
  new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });

const opened = () => {
  const request = indexedDB.open("comity-requests", 1);
  request.addEventListener("upgradeneeded", () => request.result.createObjectStore(STORE, { keyPath: "id" }));
  return asked(request);
};

export const browserKeeper = async () => {
  const database = await opened();
  const within = (mode, act) => asked(act(database.transaction(STORE, mode).objectStore(STORE)));
  return {
    name: "browser",
    list: async () => (await within("readonly", (store) => store.getAll())).map(({ id, title, at }) => ({ id, title, at })),
    get: async (id) => (await within("readonly", (store) => store.get(id)))?.draft ?? null,
    put: (draft, title) =>
      within("readwrite", (store) => store.put({ id: draft.id, title, at: new Date().toISOString(), draft: structuredClone(draft) })),
    remove: (id) => within("readwrite", (store) => store.delete(id)),
  };
};

// Where a browser keeps nothing for a page: the draft lives until the page is closed, and the writer says so.
export const passingKeeper = () => {
  const kept = new Map();
  return {
    name: "passing",
    list: async () => [...kept.values()].map(({ id, title, at }) => ({ id, title, at })),
    get: async (id) => kept.get(id)?.draft ?? null,
    put: async (draft, title) => kept.set(draft.id, { id: draft.id, title, at: new Date().toISOString(), draft: structuredClone(draft) }),
    remove: async (id) => kept.delete(id),
  };
};

export const keeper = () => browserKeeper().catch(passingKeeper);

export const save = (name, content, type) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};

// A name that every file system takes, and that says the day: no word of the request.
export const fileName = (draft, ending) => `request-${new Date().toISOString().slice(0, 10)}-${draft.id.slice(-6)}.${ending}`;
