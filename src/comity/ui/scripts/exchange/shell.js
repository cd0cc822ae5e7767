/* What every page of the exchange needs: sentences in the reader's language, elements, the open key, the known keys. */
import { checked, ownerOf } from "../sealing/log.js";
import { close, unlock } from "../sealing/desk.js";
import { get } from "../sealing/host.js";
import { Refusal } from "../sealing/refusal.js";

export const page = document.querySelector("[data-exchange]");
export const find = (selector, root = page) => root.querySelector(selector);
export const show = (element, isShown = true) => element && (element.hidden = !isShown);

const sentences = Object.fromEntries(
  [...(page?.querySelectorAll("[data-sentences] li") ?? [])].map((one) => [one.dataset.name, one.textContent]),
);

/* A sentence with what it speaks of, each apart from the direction of the words around it. */
export function say(name, values = {}) {
  const sentence = sentences[name] ?? sentences.unknown;
  return sentence.replace(/%\((\w+)\)s/g, (_whole, key) => `\u2068${values[key] ?? ""}\u2069`);
}

export function why(error) {
  if (!(error instanceof Refusal)) console.warn(error);
  if (error?.code === "host" && error.sentence) return error.sentence;
  return sentences[error?.code] ?? sentences.unknown;
}

export function tell(sentence) {
  find("[data-wrong]").textContent = "";
  find("[data-told]").textContent = sentence;
}

export function complain(error) {
  find("[data-told]").textContent = "";
  find("[data-wrong]").textContent = typeof error === "string" ? error : why(error);
}

export function element(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value);
  }
  made.append(...content);
  return made;
}

export const button = (label, act) => {
  const made = element("button", { type: "button", class: "button button-quiet button-small" }, label);
  made.addEventListener("click", () => busy(made, act));
  return made;
};

/* Where something stands that another installation has not taken, and why if that is known. */
export const onItsWay = ({ to, state, fault }) => say(fault ? "way" : "way-open", { who: to, what: state, why: fault });

export const moment = (at) => new Date(at).toISOString().slice(0, 16).replace("T", " ") + " UTC";

/* Do something that takes a while: the button waits, and what goes wrong is said. */
export async function busy(what, act) {
  if (what.disabled) return;
  what.disabled = true;
  tell(say("working"));
  // Let the words be seen before the browser is busy with deriving keys.
  await new Promise((resolve) => setTimeout(resolve, 30));
  try {
    const sentence = await act();
    tell(sentence ?? "");
  } catch (error) {
    complain(error);
  } finally {
    what.disabled = false;
  }
}

export const on = (form, act) =>
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    void busy(form.querySelector("button[type=submit]"), act);
  });

// ---------------------------------------------------------------- the reader's key

/* Go on with the reader's key, at once when it is open in this tab, else when it has been opened. */
export async function withKey(begin) {
  const form = find("[data-unlock]");
  const passkey = find("[data-passkey]");
  let told;
  const opened = async (how) => {
    const me = await unlock(how);
    if (!me) return false;
    show(form, false);
    find("#passphrase").value = "";
    show(find("[data-open-key]"));
    await begin(me);
    return true;
  };
  find("[data-lock]").addEventListener("click", () => (close(), location.reload()));
  try {
    told = await get("mine");
    if (!told.key) return void (await begin(null, told));
    if (await opened({})) return;
  } catch (error) {
    complain(error);
    if (!told?.key) return;
  }
  show(form);
  show(passkey, told.key.passkeys.length > 0);
  on(form, async () => void (await opened({ passphrase: find("#passphrase").value })));
  passkey.addEventListener("click", () => busy(passkey, async () => void (await opened({ passkey: told.key.passkeys[0] }))));
}

// ---------------------------------------------------------------- keys of others

/* Every authority with its keys, checked against the log; `known` finds a key by its fingerprint. */
export async function directory() {
  const { authorities, at } = await get("directory");
  const { head, heads, owners } = await checked(authorities.flatMap((one) => one.keys));
  const known = new Map(authorities.flatMap((one) => one.keys).map((key) => [key.fingerprint, key]));
  const found = new Map();
  for (const one of authorities) {
    const now = owners.get(ownerOf(one.keys[0]));
    const key = one.keys.find((each) => !each.ended_at);
    if (now && key && key.fingerprint !== now.key.fingerprint) throw new Refusal("swapped");
    found.set(one.id, { ...one, key, knowledge: now?.knowledge, reason: now?.reason });
  }
  return { at, head, heads, known, authorities: found };
}
