/* What is sealed of a file of a request: title, persons and notes; and the titles on the desk. */
import { loadDraft, saveDraft } from "../sealing/desk.js";
import { Refusal } from "../sealing/refusal.js";
import { element, find, moment, on, page, say, show, withKey } from "./shell.js";

const FIELDS = ["title", "other", "persons"];
const caseAbout = (key) => `case:${key}`;

/* Begin a file as its form at this address does, with what is sealed of it; the address of the file, or null when the
   host refused it. fields: as the form sends them; words: title, other and persons. */
export async function begin(address, fields, words) {
  const answer = await fetch(address, { method: "POST", body: fields, credentials: "same-origin" }).catch((error) => {
    throw new Refusal("no-connection", String(error));
  });
  if (!answer.ok || !answer.redirected) return null;
  const path = new URL(answer.url).pathname;
  const [key] = path.match(/[0-9a-f-]{36}/);
  // Without it the file is there all the same, and its title can be typed on its page.
  await saveDraft(Number(fields.get("organisation")), caseAbout(key), { ...words, notes: [] }).catch(() => {});
  return path;
}

export async function file() {
  const authority = Number(page.dataset.authority);
  const about = caseAbout(page.dataset.case);
  const form = find("[data-sealed]");
  const field = (name) => find(`[name=${name}]`, form);
  const heading = document.querySelector("[data-sealed-title]");
  let kept = { content: { notes: [] }, revision: 0 };

  function draw() {
    heading.textContent = kept.content.title ?? "";
    find("[data-notes]", form).replaceChildren(
      ...kept.content.notes.map((one) =>
        element("li", {}, element("p", { class: "pre-line", dir: "auto" }, one.text), element("span", { class: "quiet" }, element("bdi", {}, one.by), ` · ${moment(one.at)}`)),
      ),
    );
  }

  async function fetched() {
    kept = (await loadDraft(authority, about)) ?? { content: { notes: [] }, revision: 0 };
    draw();
  }

  await withKey(async (me) => {
    if (!me?.authorities.get(authority)?.secret) return show(find("[data-no-key]"));
    await fetched();
    for (const name of FIELDS) field(name).value = kept.content[name] ?? "";
    on(form, async () => {
      const words = Object.fromEntries(FIELDS.map((name) => [name, field(name).value.trim()]));
      const note = field("note").value.trim();
      const notes = note ? [...kept.content.notes, { at: new Date().toISOString(), by: find("[data-reader]").dataset.reader, text: note }] : kept.content.notes;
      try {
        kept = { content: { ...words, notes }, revision: await saveDraft(authority, about, { ...words, notes }, kept.revision) };
      } catch (error) {
        if (error?.status !== 409) throw error;
        // A colleague was first: their notes are shown, what was typed here stays, and is kept with the next click.
        await fetched();
        return say("case-changed");
      }
      field("note").value = "";
      draw();
      return say("kept");
    });
    show(form);
  });
}

export async function titles() {
  await withKey(async (me) => {
    for (const row of document.querySelectorAll("[data-case]")) {
      const authority = Number(row.dataset.authority);
      if (!me?.authorities.get(authority)?.secret) continue;
      // What is sealed to keys of before that were not handed on does not open.
      const kept = await loadDraft(authority, caseAbout(row.dataset.case)).catch(() => null);
      row.querySelector("[data-title]").textContent = kept?.content.title ?? "";
    }
  });
}
