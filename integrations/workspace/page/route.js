/**
 * Where one is: the URL's hash carries member, channel, thread and tab.
 */
import { changed, store } from "./store.js";

let arrive = async () => {};

/** Name the function that loads a place; it gets (place, before). */
export function onArrival(listener) {
  arrive = listener;
}

/** What the hash says; a permalink that was opened from outside names the message in `focus`. */
export function fromHash() {
  const asked = new URLSearchParams(location.hash.slice(1));
  return {
    as: asked.get("as") ?? "",
    channel: asked.get("channel") ?? "",
    thread: asked.get("thread") ?? "",
    tab: asked.get("tab") === "home" ? "home" : "messages",
    focus: asked.get("focus") ?? "",
  };
}

/** The hash of a place. */
export function hashOf({ channel, thread, tab }, as = store.me) {
  const asked = new URLSearchParams({ as, channel });
  if (thread) asked.set("thread", thread);
  if (tab === "home") asked.set("tab", tab);
  return `#${asked}`;
}

/**
 * Go somewhere within the workspace: what is not named stays as it is.
 * `focus` is the ts of a message to look at.
 */
export function go(to, { replace = false } = {}) {
  const { focus = "", ...named } = to;
  const before = store.place;
  store.place = { ...before, ...named };
  store.focus = focus;
  const hash = hashOf(store.place);
  if (location.hash !== hash) history[replace ? "replaceState" : "pushState"](null, "", hash);
  document.body.classList.remove("drawer-open");
  changed("place");
  return arrive(store.place, before);
}
