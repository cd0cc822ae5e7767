/* The interface of sealing, for pages: docs/explanation/sealed-exchange.md says what each does. */
export { base64, canonical, digest, fromBase64, hex, text, utf8 } from "./bytes.js";
export { Refusal } from "./refusal.js";
export { digits, fingerprint, fromPasskey, fromPassphrase, isSigned, newSecret, openWith, publicOf, recipientsOf, sealTo, sign, suggestedPassphrase, unwrap, withPasskey, withPassphrase, wrap } from "./keys.js";
export { LEAST, padded, paddedLength } from "./padding.js";
export { passedOn, prepared, recovered } from "./shares.js";
export { isConsistent, isIncluded, leafHash } from "./tree.js";
export { checkpoint, checked, compared, isSameLog, look, remembered } from "./log.js";
export { compose, isReceipt, read, receipt } from "./message.js";
export { begin, digestOf, digestOfPieces, fromState, openFile, PIECE, pieces, sealFile, stateOf } from "./files.js";
export { keepOpen, lock, stillOpen } from "./session.js";
export { close, loadDraft, open, removeDraft, saveDraft, seal, unlock } from "./desk.js";
export { emptyIndex, folded, indexed, joined, searched, wordsOf } from "./words.js";
export { look as lookFor, remember } from "./indexing.js";
