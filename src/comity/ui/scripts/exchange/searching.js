/* Looking for words in what one's authority has opened: in the browser, over an index that the host cannot read. */
import { look } from "../sealing/indexing.js";
import { must } from "../sealing/refusal.js";
import { directory, element, find, moment, on, page, say, show, withKey } from "./shell.js";

export async function search() {
  await withKey(async (me) => {
    must(me, "no-own-key");
    const able = [...me.authorities.values()].filter((one) => one.secret);
    must(able.length, "locked");
    const form = find("[data-search]");
    const choice = find("[data-authority]");
    choice.replaceChildren(...able.map((one) => element("option", { value: one.id }, one.name)));
    show(find("[data-authorities]"), able.length > 1);
    const { authorities } = await directory();
    const list = find("[data-found]");
    const line = ({ thread, at, from, subject }) => {
      const address = `${page.dataset.base}${thread}/`;
      const who = authorities.get(Number(from))?.name ?? "";
      return element("li", {}, element("a", { href: address, dir: "auto" }, subject || say("no-subject")), element("p", { class: "quiet" }, element("bdi", {}, who), ` · ${moment(at)}`));
    };
    on(form, async () => {
      const words = find("#sealed-words").value.trim();
      list.replaceChildren();
      if (!words) return "";
      const told = await look(Number(choice.value), words, (messages) => list.replaceChildren(...messages.map(line)));
      const said = told.count ? say("found", { count: told.count }) : say("found-nothing");
      return told.closed ? `${said} ${say("found-closed")}` : said;
    });
    // Not before it is listened to: nothing may be pressed that nobody hears.
    show(form);
  });
}
