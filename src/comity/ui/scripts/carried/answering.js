/* The answer: receipts that this authority signs, and perhaps a message with files, sealed to who wrote. One file:
   a line of JSON, then the sealed bytes one after the other. */
import { utf8 } from "../sealing/bytes.js";
import { begin, sealFile } from "../sealing/files.js";
import { fingerprint, recipientsOf, sign } from "../sealing/keys.js";
import { compose, receipt } from "../sealing/message.js";
import { authorOf } from "./reading.js";

// At every megabyte a host cuts what stands in an answer.
const CUT = 1 << 20;

async function sealedFile(file, recipients, onProgress) {
  const [parts, pieces] = [[], []];
  const sent = await sealFile(
    file,
    await begin(recipients),
    async (_number, bytes, digest) => {
      parts.push(new Blob([bytes]));
      pieces.push(digest);
    },
    { most: CUT, onProgress },
  );
  const id = crypto.randomUUID();
  return {
    parts,
    told: { id, size: sent.size, digest: sent.digest, pieces },
    named: { id, name: file.name, type: file.type, plain_size: file.size, size: sent.size, digest: sent.digest },
  };
}

/* acts: what is said of the message that was read; words and files may be empty. */
export async function answer({ told, content, holder, acts, words, files, onProgress }) {
  const { secret, key } = holder;
  const to = authorOf(told, holder).now;
  const several = [];
  for (const file of files) several.push(await sealedFile(file, recipientsOf([to, key]), onProgress));
  const id = crypto.randomUUID();
  const isSaid = Boolean(words || several.length);
  const message = isSaid
    ? await compose({
        secret,
        from: key,
        to: [to],
        thread: content.thread,
        id,
        subject: content.subject,
        body: words,
        attachments: several.map((one) => one.named),
        head: content.head,
      })
    : { sealed: new Uint8Array(0), digest: "", keys: [] };
  const statement = {
    version: 1,
    kind: "comity-answer",
    thread: content.thread,
    about: content.message,
    message: id,
    digest: message.digest,
    size: message.sealed.length,
    keys: message.keys,
    files: several.map((one) => one.told),
    by: { owner: key.owner, key: fingerprint(key) },
    at: new Date().toISOString(),
  };
  const receipts = acts.map((act) => receipt({ secret, key, act, envelope: told.envelope }));
  const head = { version: 1, kind: "comity-answer", statement, signature: sign(secret, statement), receipts };
  return new Blob([utf8(JSON.stringify(head)), "\n", message.sealed, ...several.flatMap((one) => one.parts)]);
}
