/* What is typed into a section is kept by itself: on this device at once, on the server after a pause.
   Every page works without this file, by its button. Nothing here decides which of two texts is the answer:
   the server keeps both, and a person settles them. */
(() => {
  "use strict";

  // Where a device keeps nothing, such as in a private window, each of these says so and breaks nothing.
  const attempt = (work, otherwise) => {
    try {
      return work();
    } catch {
      return otherwise;
    }
  };
  const prefix = (response, person) => `comity-draft:${response}:${person}:`;
  const drafts = {
    read: (key) => attempt(() => JSON.parse(localStorage.getItem(key)), null),
    write: (key, draft) => attempt(() => (localStorage.setItem(key, JSON.stringify(draft)), true), false),
    remove: (key) => attempt(() => localStorage.removeItem(key)),
    keys: (start) => attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(start)), []),
  };

  // The page of all sections says in which of them something waits on this device.
  const overview = document.querySelector("[data-drafts-of]");
  if (overview) {
    for (const key of drafts.keys(prefix(overview.dataset.draftsOf, overview.dataset.person))) {
      const section = drafts.read(key)?.section;
      const told = section && overview.querySelector(`[data-drafts-in="${CSS.escape(section)}"]`);
      if (told) told.hidden = false;
    }
  }

  const form = document.querySelector("[data-answering]");
  if (!form) return;

  const words = form.dataset;
  const pause = 1500;
  const again = 15000;
  const start = prefix(words.response, words.person);
  const told = form.querySelector("[data-told]");
  const field = (name) => form.elements.namedItem(name).value;
  const language = field("language");
  const hour = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });

  const questions = new Map();
  for (const element of form.querySelectorAll("[data-question]")) {
    const code = element.dataset.question;
    const seen = element.querySelector(`input[name="seen:${CSS.escape(code)}"]`);
    // Who may not change an answer has its fields closed.
    if (!seen || seen.closest("fieldset").disabled) continue;
    questions.set(code, { code, element, seen, key: start + code, sitting: field("sitting"), draft: null, timer: 0, isBusy: false, isHeld: true });
  }

  const controls = (one) =>
    [...one.element.querySelectorAll("input, select, textarea")].filter((each) => each.name.startsWith("q:"));
  const isTicked = (each) => each.type === "checkbox" || each.type === "radio";
  const fieldsOf = (one) =>
    controls(one)
      .filter((each) => !isTicked(each) || each.checked)
      .map((each) => [each.name, each.value]);
  const put = (one, fields) => {
    for (const each of controls(one)) {
      const values = fields.filter(([name]) => name === each.name).map(([, value]) => value);
      if (isTicked(each)) each.checked = values.includes(each.value);
      else if (each.type !== "hidden") each.value = values[0] ?? "";
    }
    one.element.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: "brought" }));
  };
  const isShown = (one, draft) => draft.language === language && JSON.stringify(fieldsOf(one)) === JSON.stringify(draft.fields);

  const say = (one, sentence, isTrouble = false) => {
    const place = one.element.querySelector("[data-kept]");
    place.textContent = sentence;
    told.textContent = sentence;
    for (const each of [place, told]) each.classList.toggle("answer-trouble", isTrouble);
  };
  const later = (one, wait) => {
    clearTimeout(one.timer);
    one.timer = setTimeout(() => send(one), wait);
  };
  const waits = (one, sentence) => {
    say(one, sentence ?? (one.isHeld ? words.keptHere : words.notKept), true);
    later(one, again);
  };

  const keepHere = (one) => {
    one.draft = { fields: fieldsOf(one), seen: one.seen.value, sitting: one.sitting, language, section: words.part, at: Date.now() };
    one.isHeld = drafts.write(one.key, one.draft);
  };
  const forget = (one, draft) => {
    // Another window may have kept something newer under the same name.
    if (drafts.read(one.key)?.at === draft.at) drafts.remove(one.key);
    if (one.draft === draft) one.draft = null;
  };

  const settled = (one, draft, answer) => {
    if (answer.outcome !== "beside") one.seen.value = answer.number;
    if (answer.outcome === "kept") {
      one.element.querySelector("[data-state]").textContent = answer.state;
      one.element.querySelector("[data-author]")?.remove();
      for (const each of one.element.querySelectorAll(".suggestions")) each.hidden = true;
    }
    const beside = one.element.querySelector("[data-beside-of]");
    if (answer.beside || answer.outcome === "beside") beside.innerHTML = answer.beside;
    const isLast = one.draft === draft;
    forget(one, draft);
    if (!isLast) {
      keepHere(one);
      return later(one, pause);
    }
    if (answer.outcome === "beside") say(one, words.others, true);
    else say(one, `${words.saved} ${hour.format(new Date())}`);
  };

  const send = async (one, isLeaving = false) => {
    const draft = one.draft;
    if (!draft || (one.isBusy && !isLeaving)) return;
    one.isBusy = true;
    clearTimeout(one.timer);
    const body = new URLSearchParams(draft.fields);
    body.set("csrfmiddlewaretoken", field("csrfmiddlewaretoken"));
    body.set("question", one.code);
    body.set(`seen:${one.code}`, draft.seen);
    body.set("sitting", draft.sitting);
    body.set("language", draft.language);
    try {
      const answer = await fetch(words.save, { method: "POST", body, redirect: "manual", keepalive: isLeaving });
      const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
      if (answer.type === "opaqueredirect") waits(one, words.signedOut);
      else if (answer.ok && isOurs) settled(one, draft, await answer.json());
      // Refused for a reason: it stays on this device, since what somebody typed is theirs.
      else if (isOurs) say(one, `${words.refused}: ${(await answer.json()).refused}`, true);
      else waits(one);
    } catch {
      waits(one);
    } finally {
      one.isBusy = false;
      if (one.draft && one.draft !== draft) later(one, pause);
    }
  };

  form.addEventListener("input", (event) => {
    const one = questions.get(event.target.closest("[data-question]")?.dataset.question);
    if (!one || event.detail === "brought" || !event.target.name?.startsWith("q:")) return;
    keepHere(one);
    say(one, words.saving);
    later(one, pause);
  });

  // Whoever leaves the page, or puts the telephone into the pocket, does not wait for the pause.
  const leave = () => questions.forEach((one) => send(one, true));
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
  window.addEventListener("pagehide", leave);
  window.addEventListener("online", () => questions.forEach((one) => send(one)));
  window.addEventListener("beforeunload", (event) => {
    if ([...questions.values()].some((one) => one.draft && !one.isHeld)) event.preventDefault();
  });
  // The button sends everything; what is kept here is looked at again when the page comes back.
  form.addEventListener("submit", () => {
    for (const one of questions.values()) {
      clearTimeout(one.timer);
      one.draft = null;
    }
  });

  // What waited on this device joins again. The server is told what was seen when it was written: where somebody
  // else has written since, it keeps both.
  for (const one of questions.values()) {
    const draft = drafts.read(one.key);
    if (!draft) continue;
    if (isShown(one, draft)) {
      drafts.remove(one.key);
      continue;
    }
    one.sitting = draft.sitting;
    one.draft = draft;
    if (draft.language === language) put(one, draft.fields);
    one.seen.value = draft.seen;
    say(one, words.brought);
    send(one);
  }
})();
