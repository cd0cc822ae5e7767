/* A request that came sealed is registered: what the host will read of its file is proposed in the form, and what it
   will not read goes into the file sealed. The request is the file that the writer sends along
   (docs/explanation/request-writer.md); a message that somebody typed has a subject. */
import { concat, text } from "../sealing/bytes.js";
import { get } from "../sealing/host.js";
import { begin } from "./cases.js";
import { contextOf, isUnsaid, openAttachment, opened, sign } from "./reading.js";
import { clearOf, numberOf, sealedOf } from "./requested.js";
import { busy, complain, page, say, tell, withKey } from "./shell.js";

const LARGEST = 4_000_000;
// As the host takes a number of a file (casework/rules.py), and with a figure: so that no name is taken for one.
const NUMBER = /^(?=.*\p{N})[\p{L}\p{N}_][\p{L}\p{N}_./:#()\-–]{0,39}$/u;

/* What stands in the writer's file among those of a message, by its key; nothing when none came with it. */
async function request({ attachments }, envelope, secrets) {
  const file = attachments.find((one) => one.name.endsWith(".json") && one.plain_size <= LARGEST);
  if (!file) return {};
  const parts = [];
  // What is handed over is good until the next comes.
  await openAttachment(file, envelope, secrets, (bytes) => void parts.push(bytes.slice()));
  const told = parsed(concat(...parts));
  return told?.format === "comity-request" ? (told.leaves ?? {}) : {};
}

function parsed(bytes) {
  try {
    return JSON.parse(text(bytes));
  } catch {
    return null;
  }
}

/* Put into the form what it offers for the request; what was typed or chosen meanwhile stays. */
function propose(form, leaves, { isOurs, touched }) {
  const choose = (name, value) => {
    const field = form.elements[name];
    if (!touched.has(name) && [...field.options].some((one) => one.value === value)) field.value = value;
  };
  const { type, instrument, crime_types: crimes } = clearOf(leaves);
  choose("type", type);
  choose("instrument", instrument);
  if (!touched.has("crime_types")) for (const box of form.querySelectorAll("[name=crime_types]")) box.checked ||= crimes.includes(box.value);
  const [number, name] = [numberOf(leaves), isOurs ? "reference" : "their_reference"];
  if (!touched.has(name) && NUMBER.test(number)) form.elements[name].value = number;
}

/* What there is to propose and to seal; nothing when the reader has no key or the message is gone. */
async function taken(me) {
  const told = me && (await get(`threads/${page.dataset.thread}`));
  const envelope = told?.envelopes.find((one) => one.id === page.dataset.envelope);
  if (!envelope) return null;
  const context = await contextOf(me, told);
  const content = await opened(envelope, context);
  if (isUnsaid(envelope, context)) await sign("opened", envelope, context);
  const isOurs = envelope.sender === `organisation:${context.mine?.id}`;
  const leaves = await request(content, envelope, context.mine?.secrets ?? []);
  return { leaves, isOurs, words: sealedOf(leaves, content.subject, isOurs) };
}

export async function register() {
  const form = document.querySelector("[data-register]");
  const touched = new Set();
  form.addEventListener("input", ({ target }) => touched.add(target.name));
  await withKey(async (me) => {
    // A message that is refused says why, and its file can be typed all the same.
    const told = await taken(me).catch(complain);
    if (!told) return;
    // What was sent and refused stands there as it was sent.
    if ("proposed" in page.dataset) propose(form, told.leaves, { isOurs: told.isOurs, touched });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void busy(form.querySelector("button[type=submit]"), async () => {
        const address = await begin(location.href, new URLSearchParams(new FormData(form)), told.words);
        if (address) return location.assign(address);
        // Refused: the page that the host answers with says why.
        return form.submit();
      });
    });
    tell(say(told.leaves.type ? "request-taken" : "subject-taken"));
  });
}
