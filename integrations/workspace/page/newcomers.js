/**
 * Adding somebody to the team, and making a channel.
 */
import { perform } from "./actions.js";
import { el, freshId } from "./dom.js";
import { go } from "./route.js";
import { store } from "./store.js";

/** Ask for a new member's name and zone. */
export function askPerson() {
  const name = el("input", { class: "field", maxlength: "80", required: true, autocomplete: "off", placeholder: "Frida" });
  const zones = [...new Set([...store.members.values()].map((each) => each.tz))].sort();
  const zone = el("select", { class: "field" }, zones.map((each) => el("option", { value: each, selected: each === store.members.get(store.me)?.tz }, each)));
  ask("Add somebody", "Add", [labelled("Name", name), labelled("Time zone", zone)], async () => {
    const made = await perform("person", { name: name.value, tz: zone.value });
    return Boolean(made);
  });
}

/** Ask for a new channel's name, and go there. */
export function askChannel() {
  const name = el("input", { class: "field", maxlength: "80", required: true, autocomplete: "off", placeholder: "team-news" });
  const hidden = el("input", { type: "checkbox" });
  const hint = el("p", { class: "hint" }, "Small letters, digits, dashes. You are in it alone: bring others, and the app, with /invite @name.");
  ask("New channel", "Create", [labelled("Name", name), el("div", { class: "choices lone" }, el("label", { class: "choice" }, hidden, el("span", {}, "Private"))), hint], async () => {
    const made = await perform("channel", { name: name.value, private: hidden.checked });
    if (made) go({ channel: made.channel, thread: "", tab: "messages" });
    return Boolean(made);
  });
}

const labelled = (words, field) => el("label", {}, el("span", { class: "label" }, words), field);

/** A small dialog that stays open until `work` has been done. */
function ask(heading, button, fields, work) {
  const title = freshId("title");
  const dialog = el("dialog", { class: "dialog small", "aria-labelledby": title });
  const form = el(
    "form",
    {},
    el("h2", { class: "dialog-head", id: title }, heading),
    el("div", { class: "dialog-body" }, fields),
    el(
      "div",
      { class: "dialog-foot" },
      el("button", { type: "button", class: "button", onclick: () => dialog.close() }, "Cancel"),
      el("button", { type: "submit", class: "button primary" }, button),
    ),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await work()) dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  dialog.append(form);
  document.body.append(dialog);
  dialog.showModal();
}
