/**
 * Short notices at the foot of the page; read aloud, gone after a while or at a click.
 */
import { el, icon } from "./dom.js";

const STAYS_MS = 6000;

/** Show words; `kind` is "bad" or "good". */
export function toast(words, kind = "good") {
  const room = document.getElementById("toasts");
  const close = el("button", { type: "button", class: "icon-button", "aria-label": "Dismiss" }, icon("close"));
  const shown = el("div", { class: `toast ${kind}` }, el("span", {}, words), close);
  const gone = setTimeout(() => shown.remove(), STAYS_MS);
  close.addEventListener("click", () => {
    clearTimeout(gone);
    shown.remove();
  });
  room.append(shown);
  while (room.children.length > 4) room.firstChild.remove();
}
