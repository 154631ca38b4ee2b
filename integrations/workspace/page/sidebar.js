/**
 * The left side: who one is, channels, people, and the app.
 */
import { avatar, presence } from "./avatar.js";
import { perform } from "./actions.js";
import { el, fill, icon } from "./dom.js";
import { statusSign } from "./emoji.js";
import { toggleMembers } from "./members.js";
import { askChannel } from "./newcomers.js";
import { go } from "./route.js";
import { here, me, on, store } from "./store.js";

const person = el("button", { type: "button", class: "who", id: "member-switch", "aria-haspopup": "menu", "aria-expanded": "false" });
const lists = el("div", { class: "lists" });

/** Fill the sidebar and keep it true. */
export function drawSidebar(nav) {
  fill(nav, person, lists);
  person.addEventListener("click", () => toggleMembers(person));
  on("me members", drawPerson);
  on("me members channels place", drawLists);
}

function drawPerson() {
  const member = me();
  if (!member) return;
  fill(
    person,
    avatar(member.id),
    el(
      "span",
      { class: "who-words" },
      el("span", { class: "who-team" }, store.team.name),
      el("span", { class: "who-name" }, "You are ", el("strong", {}, member.name), statusOf(member)),
    ),
    icon("down"),
  );
}

function statusOf(member) {
  const sign = statusSign(member);
  return sign && el("span", { class: "side-note", title: member.status_text }, sign);
}

function drawLists() {
  if (!me()) return;
  // A row that is replaced between press and release gets no click.
  if (lists.querySelector("button:active")) return addEventListener("pointerup", () => setTimeout(drawLists), { once: true });
  const all = [...store.channels.values()];
  const rooms = all.filter((each) => each.kind === "public" || each.kind === "private").sort((a, b) => a.name.localeCompare(b.name));
  const focused = document.activeElement?.dataset?.key;
  fill(
    lists,
    group("Channels", [...rooms.map(room), newChannel()]),
    group("Direct messages", [...people(), ...all.filter((each) => each.kind === "mpim").map(room)]),
    group("Apps", [app()]),
    el("p", { class: "side-hint" }, "Everything here stays on this machine. Open a second window to be two people at once."),
  );
  if (focused) lists.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function group(title, rows) {
  return el("section", { class: "side-group" }, el("h2", {}, title), el("ul", {}, rows.map((each) => el("li", {}, each))));
}

function row({ key, current, unread = 0, mentions = 0, muted = false, run, label }, ...inside) {
  const said = unread ? `${label}, ${unread} unread` : label;
  return el(
    "button",
    {
      type: "button",
      class: `side-row${unread ? " unread" : ""}${muted ? " muted" : ""}`,
      "aria-current": current ? "page" : null,
      "aria-label": said,
      dataset: { key },
      onclick: run,
    },
    inside,
    mentions > 0 && el("span", { class: "badge", "aria-hidden": "true" }, String(mentions)),
  );
}

function room(channel) {
  const sign = { private: "lock", mpim: "people" }[channel.kind] ?? "hash";
  const names = channel.members.filter((id) => id !== store.me).map((id) => store.members.get(id)?.name ?? id);
  const label = channel.kind === "mpim" ? names.join(", ") : channel.name;
  return row(
    {
      key: channel.id,
      label,
      current: channel.id === here()?.id,
      unread: channel.unread,
      mentions: channel.mentions,
      muted: !channel.is_member || channel.archived,
      run: () => go({ channel: channel.id, thread: "", tab: "messages" }),
    },
    icon(sign),
    el("span", { class: "side-name" }, label),
    channel.archived && el("span", { class: "side-note" }, "archived"),
  );
}

function newChannel() {
  return row({ key: "new-channel", label: "New channel", muted: true, run: () => askChannel() }, el("span", { "aria-hidden": "true" }, "+"), el("span", { class: "side-name" }, "New channel"));
}

function people() {
  const direct = new Map();
  for (const each of store.channels.values()) if (each.kind === "im") direct.set(each.with, each);
  return [...store.members.values()]
    .filter((each) => !each.is_bot && each.id !== store.me)
    .map((each) => {
      const channel = direct.get(each.id);
      const run = async () => {
        const id = channel?.id ?? (await perform("dm", { with: each.id }))?.channel;
        if (id) go({ channel: id, thread: "", tab: "messages" });
      };
      return row(
        { key: each.id, label: each.name, current: channel && channel.id === here()?.id, unread: channel?.unread, mentions: channel?.unread, run },
        el("span", { class: "with-presence" }, avatar(each.id, "small"), presence(each)),
        el("span", { class: "side-name" }, each.name),
        statusOf(each),
      );
    });
}

function app() {
  const channel = store.channels.get(store.app.dm);
  const run = () => go({ channel: store.app.dm, thread: "", tab: channel?.unread || store.place.channel === store.app.dm ? "messages" : store.home ? "home" : "messages" });
  return row(
    { key: "app", label: store.app.name, current: here()?.id === store.app.dm, unread: channel?.unread, mentions: channel?.unread, run },
    avatar(store.app.user, "small"),
    el("span", { class: "side-name" }, store.app.name),
  );
}

