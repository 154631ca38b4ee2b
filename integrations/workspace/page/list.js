/**
 * A list of messages with day dividers, grouped by author, that stays at its end while one reads there.
 */
import { el, keyed } from "./dom.js";
import { drawMessage } from "./message.js";
import { store } from "./store.js";
import { dayKey, dayName, msOf, zone } from "./times.js";

const TOGETHER_S = 300;

/**
 * The entries of a list.
 * @param {Object[]} messages oldest first
 * @param {{inThread: boolean, channel: string, readUpTo?: string}} place
 */
export function entries(messages, { inThread, channel, readUpTo = "" }) {
  const found = [];
  let before = null;
  let marked = false;
  messages.forEach((message, number) => {
    const day = dayKey(msOf(message.ts));
    if (!inThread && (!before || dayKey(msOf(before.ts)) !== day)) {
      const name = dayName(msOf(message.ts));
      found.push({ key: `day ${day}`, version: name, make: () => el("div", { class: "day", role: "separator" }, el("span", {}, name)) });
      before = null;
    }
    if (!marked && readUpTo && message.ts > readUpTo && message.user !== store.me && number > 0) {
      marked = true;
      before = null;
      found.push({ key: "new", version: "", make: () => el("div", { class: "new-line", role: "separator" }, el("span", {}, "New")) });
    }
    const follows = Boolean(before) && continues(before, message);
    const place = { follows, inThread, channel };
    found.push({ key: message.ts, version: version(message, follows), make: () => drawMessage(message, place) });
    if (inThread && number === 0 && messages.length > 1) {
      const words = `${messages.length - 1} ${messages.length === 2 ? "reply" : "replies"}`;
      found.push({ key: "replies", version: words, make: () => el("div", { class: "thread-count" }, el("span", {}, words)) });
      before = null;
    } else before = message;
  });
  return found;
}

function continues(before, message) {
  return (
    before.user === message.user &&
    Boolean(before.ephemeral) === Boolean(message.ephemeral) &&
    before.subtype !== "tombstone" &&
    message.subtype !== "thread_broadcast" &&
    Number(message.ts) - Number(before.ts) < TOGETHER_S
  );
}

/** Everything that a drawn message depends on. */
function version(message, follows) {
  const author = store.members.get(message.user);
  const looks = [follows, store.me, zone(), author?.name, author?.status_emoji, author?.status_text, store.editing === message.ts];
  return JSON.stringify([looks, message, message.latest_reply ? dayKey(store.clock?.base ?? 0) : ""]);
}

/**
 * A pane that scrolls; `show(items)` keeps it at its end if it was there, `toEnd()` goes there.
 */
export function scroller(label) {
  const list = el("div", { class: "message-list" });
  const pane = el("div", { class: "scroller", tabindex: "0", role: "log", "aria-label": label }, list);
  const atEnd = () => pane.scrollHeight - pane.scrollTop - pane.clientHeight < 60;
  const toEnd = () => pane.scrollTo({ top: pane.scrollHeight });
  const size = () => `${pane.clientWidth} ${pane.clientHeight} ${pane.scrollHeight}`;
  let stuck = true;
  let drawn = "";
  pane.addEventListener("scroll", () => {
    if (size() === drawn) stuck = atEnd(); // a pane that grew or shrank has moved by itself
  });
  const resized = new ResizeObserver(() => {
    if (stuck) toEnd();
    drawn = size();
  });
  resized.observe(pane);
  resized.observe(list);
  return {
    pane,
    list,
    show(items) {
      keyed(list, items);
      if (stuck) toEnd();
      drawn = size();
    },
    toEnd() {
      stuck = true;
      toEnd();
    },
    /** Bring a message into view and make it glow for a moment. */
    focus(ts) {
      const found = list.querySelector(`[data-ts="${CSS.escape(ts)}"]`);
      if (!found) return false;
      stuck = false;
      found.scrollIntoView({ block: "center" });
      found.classList.add("found");
      setTimeout(() => found.classList.remove("found"), 2500);
      return true;
    },
  };
}
