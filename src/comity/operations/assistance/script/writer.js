// The request writer: one program for the page of the platform and for the off-line file. What is written never leaves
// the browser but as a file that the writer saves, or through a keeper that seals it first.

import { conflicts, isCleared, join, newId, put, written } from "./draft.js";
import { elementsOf, missing, stepsOf } from "./checking.js";
import { nameOf, say } from "./arranging.js";
import { button, h } from "./marking.js";
import { element } from "./asking.js";
import { items, persons, provisions } from "./listing.js";
import { parties, start, what } from "./starting.js";
import { check, missed, read } from "./closing.js";
import { askWhenDue } from "./meeting.js";
import { keeper } from "./keeping.js";
import { isRightToLeft } from "./word.js";

const SAVED_AFTER = 400;
const NAME = "comity-writer-name";
const INNER = { persons, offences: provisions, asked: items };

const remembered = (act) => {
  try {
    return act(localStorage) ?? "";
  } catch {
    return "";
  }
};

class Writer {
  constructor(root, data, kept) {
    Object.assign(this, { root, data, keeper: kept, sender: null, draft: null, step: "start", sitting: newId(), isPrompted: false, waiting: null, keepings: 0 });
    this.language = root.dataset.language;
    this.interfaces = root.dataset.api ?? "";
    this.path = root.dataset.path ?? "";
    const { paperProgram, paperKit, paperWorker } = root.dataset;
    this.paper = paperWorker ? { program: paperProgram, kit: paperKit, worker: paperWorker } : null;
    this.name = remembered((store) => store.getItem(NAME)) || (root.dataset.name ?? "");
    const given = new URLSearchParams(location.search);
    this.asked = { requesting: given.get("requesting"), requested: given.get("requested"), measure: given.get("measure"),
      offences: given.getAll("offence").join(" "), years: given.get("years"), on: given.get("on"), law: given.get("law"), treaty: given.get("treaty") };
    this.status = h("p", { class: "quiet", role: "status", "aria-live": "polite" });
    this.main = h("div", { class: "stack" });
    this.way = h("nav");
    root.replaceChildren(this.way, this.main, this.status);
    window.addEventListener("hashchange", () => this.show());
    window.addEventListener("pagehide", () => this.keep());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.lookAgain());
    document.addEventListener("comity-keeping", (event) => this.keepWith(event.detail));
    this.show();
  }

  say(key, values) { return say(this.data, this.language, key, values); }
  who() { return { by: this.name.trim(), sitting: this.sitting }; }
  newSitting() { this.sitting = newId(); }

  rename(name) {
    this.name = name;
    remembered((store) => store.setItem(NAME, name));
    this.newSitting();
  }

  isNamed() {
    if (this.name.trim()) return true;
    this.tell(this.say("name_first"), document.getElementById("your-name"));
    return false;
  }

  use(draft) {
    // What was kept before requests could be sent says nothing of it.
    if (draft) draft.sent ??= [];
    this.draft = draft;
    return true;
  }

  put(key, value) { if (put(this.draft, key, value, this.who())) this.changed(); }

  changed() {
    this.root.dataset.kept = "no";
    this.hasSpoken = false;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.keep(), SAVED_AFTER);
  }

  async keep() {
    clearTimeout(this.waiting);
    this.waiting = null;
    if (!this.draft) return;
    const turn = ++this.keepings;
    await this.keeper.put(this.draft, nameOf(this.data, this.draft, this.language), join).then(
      (told) => {
        if (this.waiting === null && turn === this.keepings) this.root.dataset.kept = "yes";
        // What was said since of something else, such as a file that cannot be read, stays to be read.
        if (this.keeper.name !== "passing" && !this.hasSpoken) this.status.textContent = this.say(this.keeper.name === "sealed" ? "saved_sealed" : "saved");
        this.joinKept(told);
      },
      () => this.tell(this.say("not_saved")),
    );
  }

  // What a colleague has kept meanwhile, joined to what was typed since.
  joinKept(told) {
    if (!this.draft || told?.format !== this.draft.format || told.id !== this.draft.id) return;
    const wasCleared = isCleared(this.draft);
    // The same thing goes on: what is being sent holds on to it.
    Object.assign(this.draft, join(this.draft, told));
    const { clearance } = this.draft;
    const isNew = !wasCleared && isCleared(this.draft);
    this.tell(isNew ? this.say("state_cleared", { name: clearance.by, day: clearance.at.slice(0, 10) }) : this.say("joined", { number: String(conflicts(this.draft).length) }));
    if (!this.main.contains(document.activeElement)) this.redraw();
  }

  // A colleague may have cleared it meanwhile, or have written on: whoever comes back to the page, or to its last steps,
  // sees it without having to open the request again. What was fetched must be joined: the next keeping goes on from it.
  async lookAgain() {
    const id = this.draft?.id;
    if (!id || this.keeper.name !== "sealed") return;
    const told = await this.keeper.get(id).catch(() => null);
    if (!told || this.draft?.id !== id || written(join(this.draft, told)) === written(join(this.draft, this.draft))) return;
    this.joinKept(told);
    this.arrived();
  }

  // From now on with another keeper; what the browser kept in clear until then can go along.
  keepWith(other) {
    if (other.name !== this.keeper.name) this.former = this.keeper;
    this.keeper = other;
    this.sender = other.sender ?? null;
    if (this.draft) this.keep();
    this.redraw();
  }

  async moveFormer() {
    for (const { id } of await this.former.list()) {
      const draft = await this.former.get(id);
      const here = await this.keeper.get(id);
      await this.keeper.put(here ? join(here, draft) : draft, nameOf(this.data, draft, this.language), join);
      await this.former.remove(id);
    }
    this.former = null;
    this.redraw("step-heading");
  }

  tell(words, focus = null) {
    this.hasSpoken = true;
    this.status.textContent = words;
    focus?.focus();
  }

  steps() {
    if (!this.draft) return ["start"];
    return ["start", "what", ...stepsOf(this.data, this.draft), ...(stepsOf(this.data, this.draft).length ? ["check", "read"] : [])];
  }

  go(step, id = "") {
    this.wanted = id;
    if (location.hash === `#${step}`) this.show();
    else location.hash = `#${step}`;
  }

  show() {
    const asked = location.hash.slice(1);
    const before = this.step;
    this.step = this.steps().includes(asked) ? asked : "start";
    this.isPrompted = false;
    this.draw();
    if (this.wanted) this.focus(this.wanted);
    else if (before !== this.step) this.focus("step-heading");
    this.wanted = "";
    askWhenDue(this);
    if (before !== this.step && ["check", "read"].includes(this.step)) this.lookAgain();
  }

  // What was asked of the portal has come: the page shows it, unless somebody is just writing on it.
  arrived() {
    const at = document.activeElement;
    if (at.matches("#writer :is(input, textarea, select)")) this.drawWay(this.steps());
    else this.redraw(this.main.contains(at) ? at.id : "");
  }

  focus(id) {
    const found = document.getElementById(id) ?? document.getElementById("step-heading");
    found.focus({ preventScroll: true });
    found.scrollIntoView({ block: "center" });
  }

  redraw(id = "") {
    this.draw();
    if (id) this.focus(id);
  }

  next() {
    const steps = this.steps();
    const several = this.draft && missing(this.data, this.draft, this.step);
    if (several?.length && !this.isPrompted) {
      this.isPrompted = true;
      this.redraw("prompt");
      return;
    }
    this.go(steps[steps.indexOf(this.step) + 1]);
  }

  content() {
    const pages = { start, what, parties, check, read };
    if (pages[this.step]) return pages[this.step](this);
    const elements = elementsOf(this.data, this.draft).filter((one) => one.step === this.step);
    return elements.map((one) => element(this, one, ["persons", "provisions", "items"].includes(one.kind) ? INNER[this.step](this) : null));
  }

  prompt() {
    const several = missing(this.data, this.draft, this.step);
    return h("div", { class: "error-summary", role: "alert", id: "prompt", tabindex: "-1" }, h("h2", {}, this.say("missing_here")), missed(this, several),
      h("p", { class: "row" }, button(this.say("go_on"), () => this.next(), "button-quiet button-small")));
  }

  drawWay(steps) {
    const lacks = this.draft ? missing(this.data, this.draft) : [];
    this.way.className = "request-way no-print";
    this.way.setAttribute("aria-label", this.say("steps"));
    this.way.replaceChildren(h("ol", {}, steps.map((one) => {
      const number = lacks.filter((each) => each.step === one).length;
      return h("li", {}, h("a", { href: `#${one}`, "aria-current": one === this.step ? "step" : null }, this.say(`step_${one}`),
        number > 0 && h("span", { class: "badge badge-brass" }, h("span", { "aria-hidden": "true" }, String(number)), h("span", { class: "visually-hidden" }, this.say("missing_number", { number: String(number) })))));
    })));
  }

  draw() {
    const steps = this.steps();
    const at = steps.indexOf(this.step);
    this.root.dir = isRightToLeft(this.language) ? "rtl" : "ltr";
    this.drawWay(steps);
    this.main.replaceChildren(...[
      h("h2", { id: "step-heading", tabindex: "-1", class: "no-print" }, this.say(`step_${this.step}`)),
      this.isPrompted && this.prompt(),
      ...[this.content()].flat(9),
      h("div", { class: "row request-ways no-print" },
        at > 0 && button(this.say("back"), () => this.go(steps[at - 1]), "button-quiet"),
        this.step !== "start" && at < steps.length - 1 && button(this.say("next"), () => this.next())),
    ].filter(Boolean));
  }
}

const begin = async (root) => {
  const inline = document.getElementById("writer-data");
  const data = inline ? JSON.parse(inline.textContent) : await (await fetch(root.dataset.facts)).json();
  const writer = new Writer(root, data, await keeper());
  const languages = document.getElementById("writer-language");
  languages?.addEventListener("change", () => {
    writer.language = languages.value;
    document.documentElement.lang = languages.value;
    document.documentElement.dir = isRightToLeft(languages.value) ? "rtl" : "ltr";
    writer.redraw();
  });
  root.dataset.ready = "yes";
  document.dispatchEvent(new CustomEvent("comity-writer-ready"));
};

if (typeof document !== "undefined") {
  const root = document.getElementById("writer");
  if (root) begin(root);
}
