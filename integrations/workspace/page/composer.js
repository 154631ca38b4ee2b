/**
 * Where one writes: Enter sends, Shift+Enter makes a new line, `/` `@` `#` and `:` suggest.
 */
import { perform, pending } from "./actions.js";
import { el, fill, icon } from "./dom.js";
import { menu } from "./menu.js";
import { store } from "./store.js";
import { suggestions } from "./suggest.js";

const drafts = new Map();

/**
 * A composer. `where()` answers `{channel, thread_ts?, label}`; `sent()` runs after something was
 * sent, `up()` on the arrow up in an empty composer.
 */
export function composer({ where, sent, up }) {
  const field = el("textarea", { class: "composer-field", rows: 1, autocomplete: "off" });
  const send = el("button", { type: "button", class: "button primary only-icon send", "aria-label": "Send", title: "Send (Enter)" }, icon("send"));
  const bolt = el("button", { type: "button", class: "icon-button", "aria-label": "Commands and shortcuts", title: "Commands and shortcuts", "aria-haspopup": "menu" }, icon("bolt"));
  const hint = el("span", { class: "composer-hint" });
  const box = el("div", { class: "composer" }, field, el("div", { class: "composer-foot" }, bolt, hint, send));
  const offers = suggestions(field, box);
  const key = () => `${store.me} ${where().channel} ${where().thread_ts ?? ""}`;

  function fit() {
    field.style.setProperty("height", "auto");
    field.style.setProperty("height", `${Math.min(field.scrollHeight, 240)}px`);
    send.disabled = !field.value.trim();
  }

  /** Write the beginning of a message, and leave the rest to the member. */
  function write(text) {
    field.value = text;
    field.focus();
    field.dispatchEvent(new Event("input"));
  }

  async function submit() {
    const text = field.value;
    if (!text.trim()) return;
    const { channel, thread_ts } = where();
    const as = store.me;
    const isCommand = /^\/[a-z0-9_-]+(\s|$)/i.test(text);
    const draft = key();
    offers.close();
    const answer = await pending(send, async () => {
      field.readOnly = true;
      const done = await perform(isCommand ? "command" : "say", { as, channel, text, thread_ts });
      field.readOnly = false;
      return done;
    });
    if (!answer) return field.focus();
    drafts.delete(draft);
    if (key() === draft) {
      field.value = "";
      fit();
    }
    sent?.();
    if (!document.querySelector("dialog[open]")) field.focus();
  }

  field.addEventListener("input", () => {
    drafts.set(key(), field.value);
    fit();
    offers.update();
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || offers.take(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      submit();
    } else if (event.key === "ArrowUp" && !field.value) {
      if (up?.()) event.preventDefault();
    }
  });
  send.addEventListener("click", submit);
  bolt.addEventListener("click", () => menu(bolt, boltItems(write, where), { label: "Commands and shortcuts", class: "commands" }));

  return {
    box,
    field,
    write,
    /** Show the draft of the place that is open now. */
    arrive() {
      field.value = drafts.get(key()) ?? "";
      field.setAttribute("aria-label", where().label);
      field.placeholder = where().label;
      fill(hint, where().thread_ts ? null : [el("kbd", {}, "/"), " commands  "], el("kbd", {}, "@"), " people  ", el("kbd", {}, "Shift ↵"), " new line");
      offers.close();
      fit();
    },
  };
}

function boltItems(write, where) {
  const shortcuts = store.shortcuts.filter((each) => each.type === "global");
  const items = shortcuts.map((each) => ({ label: each.name, run: () => perform("shortcut", { callback_id: each.callback_id }) }));
  const commands = where().thread_ts ? [] : store.commands.filter((each) => !each.own);
  const found = [
    ...(items.length ? [{ heading: true, label: "Shortcuts" }, ...items] : []),
    ...(commands.length ? [{ heading: true, label: store.app.name }] : []),
    ...commands.map((each) => ({
      label: el("span", { class: "command-line" }, el("strong", {}, each.command), el("span", { class: "quiet" }, each.description)),
      run: () => write(`${each.command} `),
    })),
  ];
  return found.length ? found : [{ heading: true, label: "There are no commands in threads." }];
}
