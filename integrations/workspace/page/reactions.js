/**
 * Reactions below a message, and the small palette to add one.
 */
import { perform } from "./actions.js";
import { el, icon } from "./dom.js";
import { NAMED, QUICK, emoji } from "./emoji.js";
import { closeMenu, popover } from "./menu.js";
import { nameOf, store } from "./store.js";

/** The row of reactions, or nothing. */
export function reactionRow(message) {
  const reactions = message.reactions ?? [];
  if (!reactions.length) return null;
  const chips = reactions.map((each) => {
    const mine = each.users.includes(store.me);
    const who = each.users.map((id) => (id === store.me ? "you" : nameOf(id))).join(", ");
    return el(
      "button",
      {
        type: "button",
        class: "reaction",
        dataset: { key: `reaction ${each.name}` },
        "aria-pressed": String(mine),
        "aria-label": `${each.name.replaceAll("_", " ")}, ${each.count}, from ${who}`,
        title: `${who} reacted with :${each.name}:`,
        onclick: () => react(message, each.name),
      },
      el("span", { class: "reaction-sign" }, emoji(each.name)),
      el("span", {}, String(each.count)),
    );
  });
  const add = el("button", { type: "button", class: "reaction add", "aria-label": "Add a reaction", dataset: { key: "reaction" } }, icon("smile"));
  add.addEventListener("click", () => pickReaction(add, message));
  return el("div", { class: "reactions" }, chips, add);
}

function react(message, name) {
  return perform("react", { channel: store.place.channel, ts: message.ts, name });
}

/** Let a member choose an emoji for a message. */
export function pickReaction(button, message) {
  const names = [...new Set([...QUICK, ...NAMED])];
  const grid = el("div", { class: "emoji-grid" });
  const search = el("input", { class: "field", type: "search", placeholder: "Find an emoji", "aria-label": "Find an emoji" });
  const draw = () => {
    const wanted = search.value.trim().toLowerCase().replaceAll(" ", "_");
    const found = names.filter((name) => name.includes(wanted));
    grid.replaceChildren(
      ...(found.length
        ? found.map((name) =>
            el("button", { type: "button", class: "emoji-pick", title: `:${name}:`, "aria-label": name.replaceAll("_", " "), onclick: () => choose(name) }, emoji(name)),
          )
        : [el("p", { class: "quiet" }, "None is called that.")]),
    );
  };
  const choose = (name) => {
    closeMenu({ refocus: true });
    react(message, name);
  };
  search.addEventListener("input", draw);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    grid.querySelector("button")?.click();
  });
  draw();
  popover(button, el("div", { class: "emoji-panel" }, search, grid), { class: "padded" });
}
