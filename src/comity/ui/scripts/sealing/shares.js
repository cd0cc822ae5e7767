/* A key that is lost is found again by some of the officers together, and by fewer of them never (Shamir). */
import { combine, split } from "shamir-secret-sharing";
import { base64, canonical, fromBase64, text, utf8 } from "./bytes.js";
import { newSecret, openWith, publicOf, recipientsOf, sealTo, wrap } from "./keys.js";
import { Refusal } from "./refusal.js";

/* The secrets, sealed to a key that is made for this and forgotten; its parts, each sealed to one officer. */
export async function prepared(secrets, officers, threshold) {
  const rescue = await newSecret();
  const key = await publicOf(rescue);
  const parts = await split(utf8(canonical(rescue)), officers.length, threshold);
  return {
    threshold,
    sealed: base64(await sealTo(recipientsOf([key]), canonical(secrets))),
    shares: await Promise.all(
      officers.map(async (officer, place) => ({
        person: officer.person,
        sealed: await wrap({ part: base64(parts[place]) }, officer),
      })),
    ),
  };
}

/* An officer hands a part on: it is opened with the officer's key and sealed to whoever is to have the key again. */
export async function passedOn(own, sealed, member) {
  return wrap(JSON.parse(text(await openWith([own], fromBase64(sealed)))), member);
}

/* The secrets again; raises Refusal when the parts are too few, or are not of one key. */
export async function recovered(own, sealed, parts) {
  try {
    const found = await Promise.all(
      parts.map(async (part) => fromBase64(JSON.parse(text(await openWith([own], fromBase64(part)))).part)),
    );
    const rescue = JSON.parse(text(await combine(found)));
    return JSON.parse(text(await openWith([rescue], fromBase64(sealed))));
  } catch (error) {
    throw new Refusal("parts", String(error));
  }
}
