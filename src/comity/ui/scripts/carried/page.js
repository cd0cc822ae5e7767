/* Elements of the page that stands alone. */
export function element(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
}

export const heading = (level, text) => element(`h${level}`, {}, text);
export const paragraph = (text, kind = "") => element("p", kind ? { class: kind } : {}, text);

/* `about` is said to who does not see what stands beside it. */
export function button(label, act, about = "") {
  const made = element("button", { type: "button", class: "button button-quiet button-small" }, label);
  if (about) made.append(element("span", { class: "visually-hidden" }, `: ${about}`));
  made.addEventListener("click", act);
  return made;
}

const labelled = ({ name, label, help = "" }, input) => {
  input.id = `carried-${name}`;
  const told = help ? [element("p", { class: "quiet", id: `help-${name}` }, help)] : [];
  if (help) input.setAttribute("aria-describedby", `help-${name}`);
  return element("div", { class: "field" }, element("label", { for: input.id }, label), ...told, input);
};

export const field = ({ name, type = "text", isLong = false, ...rest }) =>
  labelled({ name, ...rest }, isLong ? element("textarea", { name, rows: "8", dir: "auto" }) : element("input", { name, type, autocomplete: "off", dir: type === "password" ? "ltr" : "auto" }));

export const fileField = ({ name, isSeveral = false, ...rest }) => labelled({ name, ...rest }, element("input", { name, type: "file", ...(isSeveral ? { multiple: "" } : {}) }));

export const choice = ({ name, options, ...rest }) => labelled({ name, ...rest }, element("select", { name }, ...options.map(([value, label]) => element("option", { value }, label))));

/* What was typed and chosen is there again when the page was drawn anew; gives what puts it back. */
export function keepTyped() {
  const kept = new Map();
  for (const one of document.querySelectorAll("#main input, #main textarea, #main select")) kept.set(one.id || one.name, one);
  const suggested = document.getElementById("suggested")?.textContent;
  return () => {
    if (suggested) document.getElementById("suggested").textContent = suggested;
    for (const one of document.querySelectorAll("#main input, #main textarea, #main select")) {
      const before = kept.get(one.id || one.name);
      if (!before) continue;
      if (one.type === "file") one.files = before.files;
      else if (one.type === "checkbox") one.checked = before.checked;
      else one.value = before.value;
    }
    for (const one of document.querySelectorAll("#main details")) one.open ||= [...one.querySelectorAll("input")].some((input) => (input.type === "file" ? input.files.length : input.type === "checkbox" ? input.checked : input.value));
  };
}

export function save(blob, name) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
