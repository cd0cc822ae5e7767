// Elements of the page, and fields that are bound to a leaf of the draft.

import { valueOf } from "./draft.js";
import { isRightToLeft } from "./word.js";

export const h = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.flat(9).filter((one) => one !== null && one !== undefined && one !== false && one !== ""));
  return made;
};

export const spoken = (language) => (language ? { lang: language, dir: isRightToLeft(language) ? "rtl" : "ltr" } : {});

export const button = (label, act, look = "") => h("button", { type: "button", class: `button ${look}`.trim(), on: { click: act } }, label);
export const quiet = (label, act) => button(label, act, "button-quiet button-small");

export const notice = (tone, ...content) =>
  h("div", { class: `notice${tone ? ` notice-${tone}` : ""}`, role: "note" }, h("div", {}, ...content));

const framed = (id, label, help, control) =>
  h("div", { class: "field" }, h("label", { for: id }, label), help && h("p", { class: "field-help", id: `${id}-help` }, help), control);

const described = (id, help) => (help ? { "aria-describedby": `${id}-help` } : {});

export const line = (app, key, label, { help = "", list = null, language = "", type = "text", redraw = false } = {}) =>
  framed(key, label, help, h("input", {
    id: key, type, value: valueOf(app.draft, key), autocomplete: "off", list, dir: language ? spoken(language).dir : "auto", lang: language || null,
    ...described(key, help), on: { input: (event) => app.put(key, event.target.value), change: () => redraw && app.redraw(key) },
  }));

export const area = (app, key, label, { help = "", language = "", rows = 4 } = {}) => {
  const control = h("textarea", { id: key, rows, ...spoken(language), ...described(key, help), on: { input: (event) => app.put(key, event.target.value) } });
  control.value = valueOf(app.draft, key);
  return framed(key, label, help, control);
};

export const choose = (app, key, label, options, { help = "", redraw = false, empty = "—" } = {}) => {
  const chosen = valueOf(app.draft, key);
  const made = options.map(([value, text]) => h("option", { value, selected: value === chosen }, text));
  const change = (event) => {
    app.put(key, event.target.value);
    if (redraw) app.redraw(key);
  };
  return framed(key, label, help, h("select", { id: key, ...described(key, help), on: { change } }, empty && h("option", { value: "" }, empty), ...made));
};

// A control that belongs to no leaf, such as the name of who writes.
export const loose = (id, label, control, help = "") => {
  control.id = id;
  if (help) control.setAttribute("aria-describedby", `${id}-help`);
  return framed(id, label, help, control);
};

export const file = (id, label, act, help = "") => {
  const take = ({ target }) => {
    const [chosen] = target.files;
    // Emptied, so that the same file can be chosen again once it has changed.
    target.value = "";
    if (chosen) act(chosen);
  };
  return loose(id, label, h("input", { type: "file", accept: ".json,application/json", on: { change: take } }), help);
};
