/**
 * Being somebody else: the menu of members, each with how much waits for them, and one's status.
 */
import { look } from "./api.js";
import { avatar } from "./avatar.js";
import { perform } from "./actions.js";
import { el, fill, freshId } from "./dom.js";
import { EMOJI, emoji } from "./emoji.js";
import { menu } from "./menu.js";
import { askPerson } from "./newcomers.js";
import { me, presentMs, store } from "./store.js";
import { hourMinute } from "./times.js";

let load = async () => {};

/** Name the function that loads the page as a member. */
export function onSwitch(loader) {
  load = loader;
}

/** Become another member; where one is stays, if they can see it. */
export function become(id) {
  return load(id);
}

/** Open or close the menu at the button that says who one is. */
export function toggleMembers(button) {
  const humans = [...store.members.values()].filter((each) => !each.is_bot);
  const marks = new Map(humans.map((each) => [each.id, el("span", { class: "badge", hidden: true })]));
  const items = humans.map((each) => ({
    checked: each.id === store.me,
    label: [
      avatar(each.id),
      el(
        "span",
        { class: "member-words" },
        el("span", { class: "member-name" }, each.name, each.status_text && el("span", { class: "quiet" }, ` ${each.status_text}`)),
        el("span", { class: "quiet" }, each.title || each.real_name),
      ),
      marks.get(each.id),
      el("span", { class: "member-time", title: each.tz }, hourMinute(presentMs(), each.tz), el("span", { class: "member-zone" }, cityOf(each.tz))),
    ],
    run: () => become(each.id),
  }));
  const opened = menu(
    button,
    [{ heading: true, label: "Be somebody else" }, ...items, { heading: true, label: `As ${me().name}` }, { label: "Set your status…", run: () => askStatus() }, { heading: true, label: "The team" }, { label: "Add somebody…", run: () => askPerson() }],
    { label: "Members", class: "members" },
  );
  if (opened) for (const each of humans) if (each.id !== store.me) count(each.id, marks.get(each.id));
}

/** "Buenos Aires" of "America/Argentina/Buenos_Aires". */
const cityOf = (tz) => String(tz).split("/").at(-1).replaceAll("_", " ");

async function count(id, mark) {
  try {
    const { channels } = await look("state", { as: id });
    const waiting = channels.reduce((sum, each) => sum + each.mentions, 0);
    mark.textContent = String(waiting);
    mark.hidden = waiting === 0;
    mark.title = `${waiting} waiting`;
  } catch {
    mark.hidden = true;
  }
}

const STATUSES = ["calendar", "palm_tree", "face_with_thermometer", "house_with_garden", "airplane", "coffee", "no_bell", "zap"];

function askStatus() {
  const title = freshId("title");
  const chosen = me().status_emoji.replaceAll(":", "");
  const names = chosen && !STATUSES.includes(chosen) && Object.hasOwn(EMOJI, chosen) ? [chosen, ...STATUSES] : STATUSES;
  const words = el("input", { class: "field", value: me().status_text, maxlength: "100", placeholder: "What is up?" });
  const picks = el(
    "select",
    { class: "field", "aria-label": "Emoji" },
    el("option", { value: "" }, "No emoji"),
    names.map((name) => el("option", { value: name, selected: name === chosen }, name.replaceAll("_", " "))),
  );
  const sign = el("span", { class: "status-sign" });
  const draw = () => fill(sign, picks.value && emoji(picks.value));
  picks.addEventListener("change", draw);
  draw();
  const dialog = el("dialog", { class: "dialog small", "aria-labelledby": title });
  const form = el(
    "form",
    { method: "dialog" },
    el("h2", { class: "dialog-head", id: title }, "Your status"),
    el("div", { class: "dialog-body" }, el("label", {}, el("span", { class: "label" }, "Status"), words), el("label", {}, el("span", { class: "label" }, "Emoji"), el("span", { class: "status-pick" }, sign, picks))),
    el(
      "div",
      { class: "dialog-foot" },
      el("button", { type: "submit", class: "button", value: "clear" }, "Clear"),
      el("button", { type: "submit", class: "button primary", value: "save" }, "Save"),
    ),
  );
  dialog.append(form);
  words.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    dialog.close("save");
  });
  dialog.addEventListener("close", () => {
    const save = dialog.returnValue === "save";
    if (save) perform("status", { status_text: words.value.trim(), status_emoji: picks.value ? `:${picks.value}:` : "" });
    if (dialog.returnValue === "clear") perform("status", { status_text: "", status_emoji: "" });
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
}
