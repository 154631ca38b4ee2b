/**
 * The right side: one thread, and a composer that replies to it.
 */
import { composer } from "./composer.js";
import { el, fill, icon } from "./dom.js";
import { entries, scroller } from "./list.js";
import { edit, thinking } from "./message.js";
import { go } from "./route.js";
import { here, lastOfMine, nameOf, on, store } from "./store.js";

const scroll = scroller("Replies");
const status = el("div", { class: "thread-status" });
const where = el("p", { class: "topic" });
const close = el("button", { type: "button", class: "icon-button", "aria-label": "Close thread", title: "Close (Escape)", onclick: () => go({ thread: "" }) }, icon("close"));
const writing = composer({
  where: () => ({ channel: store.place.channel, thread_ts: store.place.thread, label: "Reply…" }),
  sent: () => scroll.toEnd(),
  up: () => {
    const last = lastOfMine(store.lists.thread);
    if (last) edit(last.ts);
    return Boolean(last);
  },
});
let pane;

/** Fill the thread pane and keep it true. */
export function drawThread(aside) {
  pane = aside;
  fill(aside, el("header", { class: "pane-head" }, el("div", { class: "pane-title" }, el("h1", {}, "Thread"), where), close), scroll.pane, status, writing.box);
  aside.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !event.target.closest("dialog")) go({ thread: "" });
  });
  on("place messages channels members me clock", draw);
}

/** A thread has been loaded. */
export function arriveInThread() {
  writing.arrive();
  if (!(store.focus && scroll.focus(store.focus))) scroll.toEnd();
  if (matchMedia("(hover: hover)").matches && !document.querySelector("dialog[open]")) writing.field.focus({ preventScroll: true });
}

function draw() {
  const channel = here();
  const open = Boolean(store.place.thread && channel);
  pane.hidden = !open;
  document.body.classList.toggle("thread-open", open);
  if (!open) return;
  where.textContent = channel.kind === "im" ? nameOf(channel.with) : `#${channel.name}`;
  const messages = store.lists.thread;
  scroll.show(entries(messages ?? [], { inThread: true, channel: channel.id }));
  writing.box.hidden = !channel.is_member || channel.archived;
  const doing = messages?.[0]?.thinking;
  fill(status, doing && thinking(doing));
}
