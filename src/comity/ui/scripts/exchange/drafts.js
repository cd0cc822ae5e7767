/* Drafts of the request writer, kept on the host and sealed to the authority's key: a keeper as its keeping.js wants. */
import { loadDraft, removeDraft, saveDraft } from "../sealing/desk.js";
import { get } from "../sealing/host.js";
import { senderOf } from "./requests.js";
import { element, find, say, show, withKey } from "./shell.js";

const NAMED = "request:";
const TRIES = 3;

export function keeperOf(authority) {
  const revisions = new Map();
  let last = Promise.resolve();
  /* One after the other: two savings at once would take each other for somebody else's. */
  const inTurn = (act) => (last = last.catch(() => {}).then(act));

  async function fetched(id) {
    const kept = await loadDraft(authority, NAMED + id);
    revisions.set(id, kept?.revision ?? 0);
    return kept?.content ?? null;
  }

  async function saved(draft, title, join) {
    let content = draft;
    for (let tries = 1; ; tries += 1) {
      try {
        revisions.set(draft.id, await saveDraft(authority, NAMED + draft.id, { title, draft: content }, revisions.get(draft.id) ?? 0));
        return content === draft ? null : content;
      } catch (error) {
        if (error?.status !== 409 || tries === TRIES) throw error;
        // A colleague has written meanwhile: both texts are kept.
        const theirs = await fetched(draft.id);
        if (theirs) content = join(content, theirs.draft);
      }
    }
  }

  return {
    name: "sealed",
    list: () =>
      inTurn(async () => {
        const { drafts: lines } = await get(`drafts?${new URLSearchParams({ authority })}`);
        const found = [];
        for (const { about, at } of lines.filter((one) => one.about.startsWith(NAMED))) {
          const id = about.slice(NAMED.length);
          // What is sealed to keys of before that were not handed on is named, and does not open.
          const content = await loadDraft(authority, about).catch(() => null);
          found.push({ id, title: content?.content.title ?? say("draft-closed"), at });
        }
        return found;
      }),
    get: (id) => inTurn(async () => (await fetched(id))?.draft ?? null),
    put: (draft, title, join) => inTurn(() => saved(structuredClone(draft), title, join)),
    remove: (id) => inTurn(() => removeDraft(authority, NAMED + id)),
  };
}

const handedIn = (detail) => document.dispatchEvent(new CustomEvent("comity-keeping", { detail }));

/* The writer may be ready before this, or after. */
function whenReady(act) {
  if (document.getElementById("writer")?.dataset.ready) act();
  else document.addEventListener("comity-writer-ready", act, { once: true });
}

export async function drafts() {
  await withKey(async (me) => {
    if (!me) return show(find("[data-no-key]"));
    const able = [...me.authorities.values()].filter((one) => one.secret);
    if (!able.length) return show(find("[data-no-key]"));
    const choice = find("[data-authority]");
    choice.replaceChildren(...able.map((one) => element("option", { value: one.id }, one.name)));
    show(find("[data-authorities]"), able.length > 1);
    const take = () =>
      whenReady(() => {
        const authority = Number(choice.value);
        handedIn({ ...keeperOf(authority), sender: senderOf(me, authority) });
        find("[data-kept-for]").textContent = say("drafts-sealed", { authority: choice.selectedOptions[0].textContent });
      });
    choice.addEventListener("change", take);
    take();
  });
}
