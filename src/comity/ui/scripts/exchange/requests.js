/* What the request writer sends: a finished request becomes a sealed message, and its receipts are told. */
import { get, post } from "../sealing/host.js";
import { isReceipt } from "../sealing/message.js";
import { must } from "../sealing/refusal.js";
import { begin } from "./cases.js";
import { clearOf, sealedOf } from "./requested.js";
import { directory, find, onItsWay, page, say, why } from "./shell.js";
import { deliver } from "./writing.js";

/* What the page says of the authorities to which something can be sealed, and of files that are kept. */
const reachable = () => [...find("[data-reachable]").children].map((one) => ({ id: Number(one.dataset.id), place: one.dataset.place, name: one.textContent }));

export function senderOf(me, authority) {
  // Once begun the conversation is the same, also when the request is sent a second time.
  const begun = new Map();

  async function place(to) {
    if (!begun.has(to)) begun.set(to, (await post("threads", { from: authority, to: [to] })).id);
    return begun.get(to);
  }

  return {
    why,
    conversation: (thread) => find("[data-conversations]").dataset.conversations + `${thread}/`,

    /* The authorities of a State to which something can be sealed, each with how well its key is known. */
    recipients: async (code) => {
      const { authorities } = await directory();
      return reachable()
        .filter((one) => one.place === code && one.id !== authority && authorities.get(one.id)?.key)
        .map((one) => ({ ...one, known: say(authorities.get(one.id).reason ?? `knowledge-${authorities.get(one.id).knowledge}`) }));
    },

    /* Send: `before(thread)` keeps where it goes before it is handed in, so that it never goes twice. */
    send: async ({ to, subject, body, files, about, id, thread, before, onProgress }) => {
      must(to, "choose");
      if (thread) begun.set(to, thread);
      return deliver(me, { from: authority, to: [to], subject, body, files, about, id, before, onProgress, place: () => place(to) });
    },

    /* What the other side has signed of a message, and where it stands while another installation has not taken it; null
       when it is not here. */
    state: async (thread, id) => {
      const told = await get(`threads/${thread}`).catch((error) => {
        if (error.status === 404) return null;
        throw error;
      });
      const envelope = told?.envelopes.find((one) => one.id === id);
      if (!envelope) return null;
      const { known } = await directory();
      const isGood = (one) => {
        const key = known.get(one.statement.by.key);
        return key && key.owner === one.statement.by.owner && one.statement.digest === envelope.digest && isReceipt(one, key);
      };
      const signed = envelope.receipts.filter(isGood).map((one) => ({ act: one.act, label: one.label, at: one.statement.at }));
      return { signed, way: (envelope.ways ?? []).map(onItsWay).join(" ") };
    },

    /* Begin the file of what was sent, as its form would; the address of the file, or null.
       fields: what the request does not say itself; leaves: its draft's; name: what it is called. */
    openCase: async (fields, leaves, name) => {
      const token = page.querySelector("input[name=csrfmiddlewaretoken]").value;
      const words = sealedOf(leaves, name, true);
      const asked = (clear) => {
        const told = Object.entries({ ...fields, ...clear }).flatMap(([key, several]) => [several].flat().map((one) => [key, one]));
        const sent = new URLSearchParams([["csrfmiddlewaretoken", token], ["organisation", authority], ...told]);
        return begin(find("[data-cases]").dataset.cases, sent, words).catch(() => null);
      };
      const clear = clearOf(leaves);
      // A treaty or an offence that the desk does not know must not keep the file from being begun.
      return (await asked(clear)) ?? asked({ type: clear.type });
    },
  };
}
