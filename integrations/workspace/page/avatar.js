/**
 * A member's square with initials in their colour.
 */
import { el } from "./dom.js";
import { store } from "./store.js";

/** @param {string} id @param {"small"|"middle"|"big"} [size] */
export function avatar(id, size = "middle") {
  const member = store.members.get(id);
  const name = member?.real_name || member?.name || "?";
  const words = name.split(/[\s_.-]+/).filter(Boolean);
  const initials = (words.length > 1 ? words[0][0] + words.at(-1)[0] : name.slice(0, 2)).toUpperCase();
  const node = el("span", { class: `avatar ${size}${member?.is_bot ? " bot" : ""}`, "aria-hidden": "true" }, initials);
  if (/^[0-9a-f]{6}$/i.test(member?.color ?? "")) node.style.setProperty("--member", `#${member.color}`);
  return node;
}

/** Whether somebody is about, as a dot. */
export function presence(member) {
  const words = member.away ? "away" : "active";
  return el("span", { class: `presence ${words}`, role: "img", "aria-label": words, title: words });
}
