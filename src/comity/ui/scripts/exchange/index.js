/* The pages of the sealed exchange: each is named by its frame. */
import { file, titles } from "./cases.js";
import { check } from "./check.js";
import { drafts } from "./drafts.js";
import { keys } from "./keys.js";
import { register } from "./registering.js";
import { search } from "./searching.js";
import { complain, page } from "./shell.js";
import { thread } from "./thread.js";
import { fresh } from "./writing.js";

const pages = { case: file, check, desk: titles, drafts, keys, new: fresh, register, search, thread };

pages[page?.dataset.exchange]?.().catch(complain);

export { pages };
