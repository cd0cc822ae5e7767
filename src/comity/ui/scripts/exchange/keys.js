/* One's own key, and the key of one's authority: made, handed on, changed, recovered. */
import { get, post } from "../sealing/host.js";
import { unlock } from "../sealing/desk.js";
import { digits, fingerprint, newSecret, publicOf, sign, suggestedPassphrase, withPasskey, withPassphrase, wrap } from "../sealing/keys.js";
import { checked, compared } from "../sealing/log.js";
import { keepOpen } from "../sealing/session.js";
import { passedOn, prepared, recovered } from "../sealing/shares.js";
import { must } from "../sealing/refusal.js";
import { button, busy, complain, directory, element, find, on, page, say, show, withKey } from "./shell.js";
import { knownAs } from "./writing.js";

const SHORTEST = 16;

export async function keys() {
  await withKey(async (me, told) => (me ? everything(me) : offerToMake(told)));
}

// ---------------------------------------------------------------- one's own

function offerToMake({ person, before }) {
  const form = find("[data-make]");
  const suggest = () => (find("[data-suggested]").textContent = suggestedPassphrase());
  find("[data-suggest]").addEventListener("click", suggest);
  suggest();
  show(form);
  on(form, async () => {
    const [passphrase, again] = [find("#new-passphrase").value, find("#new-again").value];
    must(passphrase.length >= SHORTEST, "weak");
    must(passphrase === again, "unlike");
    const secret = await newSecret();
    const number = (before?.number ?? 0) + 1;
    const content = { owner: `person:${person}`, number, before: before?.fingerprint ?? "", ...(await publicOf(secret)) };
    const sealed = await withPassphrase(secret, passphrase);
    await post("mine/key", { content, self: sign(secret, content), passphrase: sealed, passkeys: [] });
    await keepOpen(secret, person);
    show(form, false);
    await everything(await unlock());
    return say("made");
  });
}

function own(me) {
  show(find("[data-own]"));
  show(find("[data-open-key]"));
  find("[data-own-digits]").textContent = digits(me.key);
  const passkey = find("[data-add-passkey]");
  passkey.onclick = () =>
    busy(passkey, async () => {
      const made = await withPasskey(me.secret, document.title);
      await post("mine/ways", { passphrase: me.key.passphrase, passkeys: [...me.key.passkeys, made] });
      return say("kept");
    });
  const anew = find("[data-anew]");
  anew.onclick = () => {
    show(find("[data-own]"), false);
    offerToMake({ person: me.person, before: { number: me.key.number, fingerprint: me.key.fingerprint } });
  };
}

async function everything(me) {
  own(me);
  const known = await directory();
  for (const section of page.querySelectorAll("[data-authority]")) {
    await authority(section, me.authorities.get(Number(section.dataset.authority)), me).catch(complain);
  }
  const others = [...known.authorities.values()].filter((one) => one.key && !me.authorities.has(one.id));
  show(find("[data-others]"), others.length > 0);
  find("[data-directory]").replaceChildren(
    ...others.map((one) => element("li", {}, element("bdi", {}, one.name), knownAs(one))),
  );
}

const again = async () => everything(await unlock());

// ---------------------------------------------------------------- an authority's

/* Put the next key of an authority into the log, sealed to these members; signed by the key before, if it is held. */
async function nextKey(id, mine, members) {
  const secret = await newSecret();
  const latest = mine.keys.at(-1);
  const content = {
    owner: `organisation:${id}`,
    number: (latest?.number ?? 0) + 1,
    before: latest?.fingerprint ?? "",
    ...(await publicOf(secret)),
  };
  const wraps = {};
  for (const one of members) wraps[one.person] = await wrap(secret, one.key);
  const continuity = mine.secret ? sign(withoutKey(mine.secret), content) : "";
  await post(`authorities/${id}/key`, { content, self: sign(secret, content), continuity, wraps });
}

const withoutKey = ({ identity, identity_pq, signing }) => ({ identity, identity_pq, signing });

async function authority(section, mine, me) {
  const told = await get(`authorities/${mine.id}`);
  // Own keys of members are in the log as well: a key that the host made up is found out here.
  await checked(told.members.filter((one) => one.key).map((one) => one.key));
  const part = (name) => find(`[data-${name}]`, section);
  const holdsIt = Boolean(mine.secret);
  const nobodyHolds = !told.members.some((one) => one.holds);
  show(section);
  show(part("has"), Boolean(mine.key));
  show(part("none"), !mine.key);
  if (mine.key) part("digits").textContent = digits(mine.key);
  show(part("first"), !holdsIt && nobodyHolds);
  show(part("change"), holdsIt);
  part("first").onclick = () =>
    busy(part("first"), async () => {
      await nextKey(mine.id, mine, [{ person: me.person, key: me.key }]);
      await again();
      return say("authority-made");
    });
  part("change").onclick = () =>
    busy(part("change"), async () => {
      await nextKey(mine.id, mine, told.members.filter((one) => one.holds && one.key));
      await again();
      return say("authority-changed");
    });
  part("warning").replaceChildren(
    ...told.departed.map((one) => element("p", { role: "alert" }, say("departed", { name: one.name }))),
  );
  part("members").replaceChildren(...told.members.map((one) => member(one, mine, me)));
  recovery(section, told, mine, me);
}

function member(one, mine, me) {
  const state = one.holds ? "holds" : one.key ? "holds-not" : "keyless";
  const line = element("li", {}, element("bdi", {}, one.name), " ", element("span", { class: "quiet" }, say(state)));
  if (!mine.secret || one.person === me.person || !one.key) return line;
  if (one.holds) {
    const cut = button(say("cut-off", { name: one.name }), async () => {
      await post(`authorities/${mine.id}/cut-off`, { person: one.person });
      await again();
      return say("cut", { name: one.name });
    });
    line.append(element("p", {}, cut));
    return line;
  }
  line.append(element("p", { class: "sealed-digits", dir: "ltr" }, digits(one.key)), ...admission(one, mine));
  return line;
}

function admission(one, mine) {
  const tick = (id, sentence) => {
    const box = element("input", { type: "checkbox", id });
    return [box, element("p", {}, box, " ", element("label", { for: id }, sentence))];
  };
  const [past, pastLine] = tick(`past-${one.person}`, say("admit-past"));
  const [same, sameLine] = tick(`same-${one.person}`, say("admit-compared", { name: one.name }));
  const admit = button(say("admit", { name: one.name }), async () => {
    must(same.checked, "swapped");
    compared(one.key);
    const wraps = {};
    for (const secret of mine.secrets) {
      const isNow = fingerprint(secret.key) === mine.key.fingerprint;
      if (isNow || past.checked) wraps[secret.key.fingerprint] = await wrap(withoutKey(secret), one.key);
    }
    await post(`authorities/${mine.id}/admit`, { person: one.person, wraps });
    await again();
    return say("admitted", { name: one.name });
  });
  return [sameLine, pastLine, element("p", {}, admit)];
}

// ---------------------------------------------------------------- recovery

function recovery(section, told, mine, me) {
  const part = (name) => find(`[data-${name}]`, section);
  show(part("prepare"), Boolean(mine.secret));
  const keyed = told.members.filter((one) => one.key);
  part("prepared").textContent = told.recovery
    ? say("prepared", { threshold: told.recovery.threshold, officers: told.recovery.officers.length })
    : "";
  part("officers").replaceChildren(
    ...keyed.map((one) => {
      const box = element("input", { type: "checkbox", id: `officer-${mine.id}-${one.person}`, value: one.person });
      return element("p", {}, box, " ", element("label", { for: box.id }, say("officer", { name: one.name })));
    }),
  );
  part("prepare").onsubmit = (event) => {
    event.preventDefault();
    void busy(part("prepare").querySelector("button"), async () => {
      const chosen = new Set([...part("officers").querySelectorAll("input:checked")].map((box) => Number(box.value)));
      const officers = keyed.filter((one) => chosen.has(one.person)).map((one) => ({ person: one.person, ...one.key }));
      const threshold = Number(find("[name=threshold]", section).value);
      const ready = await prepared(mine.secrets.map(withoutKey), officers, threshold);
      const shares = Object.fromEntries(ready.shares.map((one) => [one.person, one.sealed]));
      await post(`authorities/${mine.id}/recovery`, { threshold, sealed: ready.sealed, shares });
      await again();
      return say("prepared", { threshold, officers: officers.length });
    });
  };
  const ask = part("recover");
  show(ask, !mine.secret && Boolean(told.recovery));
  ask.onclick = () =>
    busy(ask, async () => {
      await post(`authorities/${mine.id}/recover`, {});
      await again();
      return say("asked");
    });
  part("recoveries").replaceChildren(...told.recoveries.map((one) => underWay(one, mine, me)));
}

function underWay(one, mine, me) {
  if (one.person === me.person) {
    return button(say("take", one), async () => {
      const found = await get(`recoveries/${one.id}`);
      must(found.parts.length >= found.threshold, "parts");
      const wraps = {};
      for (const secret of await recovered(me.secret, found.sealed, found.parts)) {
        wraps[fingerprint(await publicOf(secret))] = await wrap(secret, me.key);
      }
      await post(`recoveries/${one.id}/done`, { wraps });
      await again();
      return say("recovered");
    });
  }
  const line = element("div", { class: "stack" });
  const begin = async () => {
    const { member: theirs, share } = await get(`recoveries/${one.id}`);
    if (!share) return;
    const same = element("input", { type: "checkbox", id: `help-${one.id}` });
    const label = element("label", { for: same.id }, say("admit-compared", one));
    const help = button(say("help", one), async () => {
      must(same.checked, "swapped");
      await checked([theirs]);
      await post(`recoveries/${one.id}/part`, { sealed: await passedOn(me.secret, share, theirs) });
      await again();
      return say("passed");
    });
    line.append(element("p", { class: "sealed-digits", dir: "ltr" }, digits(theirs)), element("p", {}, same, " ", label), help);
  };
  begin().catch(complain);
  return line;
}
