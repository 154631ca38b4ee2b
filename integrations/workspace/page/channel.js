/**
 * The middle: the open channel's head, its messages or the app's Home, and a composer.
 */
import { avatar, presence } from "./avatar.js";
import { composer } from "./composer.js";
import { perform, pending } from "./actions.js";
import { el, fill, icon } from "./dom.js";
import { drawHome } from "./home.js";
import { entries, scroller } from "./list.js";
import { edit } from "./message.js";
import { mrkdwn } from "./mrkdwn.js";
import { go } from "./route.js";
import { here, lastOfMine, me, nameOf, on, presentMs, store } from "./store.js";
import { hourMinute } from "./times.js";

const head = el("header", { class: "pane-head" });
const tabs = el("div", { class: "tabs", role: "tablist", "aria-label": "App" });
const home = el("div", { class: "home", hidden: true });
const scroll = scroller("Messages");
const empty = el("div", { class: "empty", hidden: true });
const prompts = el("div", { class: "prompts", hidden: true });
const notice = el("div", { class: "notice", hidden: true });
const writing = composer({ where: placeToWrite, sent: () => scroll.toEnd(), up: editLast });

const signs = { private: "lock", mpim: "people" };

/** Fill the main pane and keep it true. */
export function drawChannel(main) {
  fill(main, head, tabs, home, scroll.pane, prompts, notice, writing.box);
  scroll.pane.prepend(empty);
  on("place channels members me", drawHead);
  on("place messages channels members me clock", drawMessages);
  on("place home me", drawHomeTab);
  on("prompts messages place", drawPrompts);
}

/** A place has been loaded: show its draft and go to its end. */
export function arriveInChannel() {
  writing.arrive();
  if (!(store.focus && scroll.focus(store.focus))) scroll.toEnd();
}

/** Put the caret where one writes. */
export function focusComposer() {
  if (matchMedia("(hover: hover)").matches && !document.querySelector("dialog[open]")) writing.field.focus({ preventScroll: true });
}

function placeToWrite() {
  const channel = here();
  const name = channel && (["im", "mpim"].includes(channel.kind) ? titleOf(channel) : `#${channel.name}`);
  return { channel: channel?.id ?? "", label: `Message ${name ?? ""}` };
}

function titleOf(channel) {
  if (channel.kind !== "mpim") return channel.kind === "im" ? nameOf(channel.with) : channel.name;
  return channel.members.filter((id) => id !== store.me).map(nameOf).join(", ");
}

function editLast() {
  const last = lastOfMine(store.lists.channel);
  if (last) edit(last.ts);
  return Boolean(last);
}

const onHome = () => store.place.tab === "home" && store.place.channel === store.app.dm;

function drawHead() {
  const channel = here();
  if (!channel) {
    fill(head, el("h1", {}, store.team.name));
    return;
  }
  const other = channel.kind === "im" ? store.members.get(channel.with) : null;
  const sign = other ? el("span", { class: "with-presence" }, avatar(other.id, "small"), !other.is_bot && presence(other)) : icon(signs[channel.kind] ?? "hash");
  const about = other
    ? [other.is_bot ? "Your team's assistant" : other.title, !other.is_bot && `${hourMinute(presentMs(), other.tz)} local time`, other.status_text].filter(Boolean).join(" · ")
    : channel.topic || channel.purpose;
  const humans = channel.members.filter((id) => !store.members.get(id)?.is_bot).length;
  fill(
    head,
    el("div", { class: "pane-title" }, el("h1", {}, sign, titleOf(channel), other?.is_bot && el("span", { class: "tag" }, "app")), about && el("p", { class: "topic" }, mrkdwn(about))),
    !other && el("span", { class: "count", title: channel.members.map(nameOf).join(", ") }, icon("people"), String(humans)),
  );
  document.title = `${channel.kind === "im" ? titleOf(channel) : `#${titleOf(channel)}`} · ${me()?.name ?? ""} · ${store.team.name}`;
  drawTabs(channel);
}

function drawTabs(channel) {
  tabs.hidden = channel.id !== store.app.dm;
  if (tabs.hidden) return;
  const tab = (name, words) => {
    const selected = (store.place.tab === "home") === (name === "home");
    return el(
      "button",
      { type: "button", role: "tab", id: `tab-${name}`, "aria-selected": String(selected), tabindex: selected ? "0" : "-1", onclick: () => go({ tab: name, thread: "" }), onkeydown: (event) => arrow(event, name) },
      words,
    );
  };
  const focused = tabs.contains(document.activeElement);
  fill(tabs, tab("home", "Home"), tab("messages", "Messages"));
  if (focused) tabs.querySelector("[aria-selected=true]").focus();
}

function arrow(event, name) {
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  event.preventDefault();
  go({ tab: name === "home" ? "messages" : "home", thread: "" });
}

function drawHomeTab() {
  home.hidden = !onHome();
  if (!home.hidden) drawHome(home);
}

function drawMessages() {
  const channel = here();
  const shown = channel && !onHome();
  scroll.pane.hidden = !shown;
  const { channel: messages } = store.lists;
  const talks = shown && channel.is_member && !channel.archived;
  writing.box.hidden = !talks;
  notice.hidden = !shown || talks;
  if (!shown) return;
  if (!notice.hidden) drawNotice(channel);
  scroll.pane.setAttribute("aria-busy", String(!messages));
  scroll.show(entries(messages ?? [], { inThread: false, channel: channel.id, readUpTo: store.readUpTo }));
  empty.hidden = !messages || messages.length > 0;
  if (!empty.hidden) drawEmpty(channel);
}

function drawEmpty(channel) {
  const direct = ["im", "mpim"].includes(channel.kind);
  const title = direct ? `This is between you and ${titleOf(channel)}` : `This is the beginning of #${channel.name}`;
  const sign = channel.kind === "im" ? avatar(channel.with, "big") : el("span", { class: "empty-sign" }, icon(signs[channel.kind] ?? "hash"));
  fill(empty, sign, el("h2", {}, title), el("p", {}, channel.purpose && `${channel.purpose.replace(/\.$/, "")}. `, hintFor(channel)), examples(channel));
}

function hintFor(channel) {
  if (channel.id === store.app.dm) return "Say hello, ask a question, or type / to see what it can do.";
  if (channel.kind === "im") return "Say hello. Only the two of you will see it.";
  if (channel.members.includes(store.app.user)) return `Mention @${store.app.name}, or type / to see what the app can do here.`;
  return `Say something; everybody here will see it. ${store.app.name} is not in this channel: invite it.`;
}

/** What one could begin with where the app listens: a press writes it, the rest is typed. */
function examples(channel) {
  const direct = channel.id === store.app.dm;
  if (!channel.is_member || channel.archived || (!direct && channel.kind === "im")) return null;
  const question = direct ? "What did we decide about " : `@${store.app.name} what did we decide about `;
  const [words, shown] = direct || channel.members.includes(store.app.user) ? [question, `${question}…`] : [`/invite @${store.app.name}`, `/invite @${store.app.name}`];
  const begin = el("button", { type: "button", class: "button prompt", onclick: () => writing.write(words) }, shown);
  return el("p", { class: "examples" }, "Try: ", begin);
}

function drawNotice(channel) {
  if (channel.archived) {
    fill(notice, el("p", {}, "This channel is archived. Nobody can write here any more."));
    return;
  }
  const join = el("button", { type: "button", class: "button primary" }, "Join channel");
  join.addEventListener("click", () => pending(join, () => perform("join", { channel: channel.id })));
  fill(notice, el("p", {}, "You are looking into ", el("strong", {}, `#${channel.name}`), " from outside."), join);
}

function drawPrompts() {
  const { channel } = store.place;
  const offered = onHome() ? [] : (store.prompts[channel] ?? []);
  prompts.hidden = offered.length === 0;
  fill(prompts, offered.map((each) => {
    const node = el("button", { type: "button", class: "button prompt" }, each.title);
    node.addEventListener("click", () => pending(node, () => say(channel, each.message)));
    return node;
  }));
}

/** Say it, and open its thread beside a channel, where the answer comes. */
async function say(channel, text) {
  const said = await perform("say", { channel, text });
  if (said?.ts && store.place.channel === channel && here()?.kind !== "im") go({ thread: said.ts });
}
