/**
 * Short notices at the foot of the page; read aloud, gone after a while or at a click.
 */
import { el, icon } from "./dom.js";

const STAYS_MS = { good: 5000, bad: 9000 };

/** Show words; `kind` is "bad" or "good". */
export function toast(words, kind = "good") {
  const room = document.getElementById("toasts");
  const close = el("button", { type: "button", class: "icon-button", "aria-label": "Dismiss" }, icon("close"));
  const shown = el("div", { class: `toast ${kind}` }, el("span", {}, words), close);
  const gone = setTimeout(() => shown.remove(), STAYS_MS[kind]);
  close.addEventListener("click", () => {
    clearTimeout(gone);
    shown.remove();
  });
  room.append(shown);
  while (room.children.length > 4) room.firstChild.remove();
  raise(room);
}

/** Bring the room of the toasts above whatever is open, a modal too. */
function raise(room) {
  if (!room.showPopover) return;
  if (room.matches(":popover-open")) room.hidePopover();
  room.showPopover();
}
