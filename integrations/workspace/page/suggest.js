/**
 * What a composer offers while one writes: commands, people, channels, emoji.
 */
import { avatar } from "./avatar.js";
import { el, fill, freshId, icon } from "./dom.js";
import { EMOJI, emoji } from "./emoji.js";
import { store } from "./store.js";

const AT_MOST = 8;

/** `update()` after input, `take(event)` says whether a key was for the list, `close()` hides it. */
export function suggestions(field, box) {
  const id = freshId("offers");
  const list = el("ul", { class: "offers", id, role: "listbox", "aria-label": "Suggestions", hidden: true });
  box.append(list);
  field.setAttribute("aria-controls", id);
  field.setAttribute("aria-autocomplete", "list");
  let found = [];
  let active = 0;

  function close() {
    list.hidden = true;
    found = [];
    field.removeAttribute("aria-activedescendant");
  }

  function update() {
    const before = field.value.slice(0, field.selectionStart);
    found = offered(before).slice(0, AT_MOST);
    active = 0;
    if (found.length) draw();
    else close();
  }

  function draw() {
    fill(
      list,
      found.map((each, number) =>
        el(
          "li",
          {
            id: `${id}-${number}`,
            role: "option",
            onpointermove: () => mark(number),
            onpointerdown: (event) => {
              event.preventDefault();
              choose(each);
            },
          },
          each.label(),
        ),
      ),
    );
    list.hidden = false;
    mark(active);
    list.scrollTop = 0;
  }

  function choose({ from, put }) {
    const at = field.selectionStart;
    field.setRangeText(put, from, at, "end");
    close();
    field.dispatchEvent(new Event("input"));
    close();
  }

  function take(event) {
    if (list.hidden) return false;
    const done = (work) => {
      event.preventDefault();
      event.stopPropagation();
      work();
      return true;
    };
    if (event.key === "ArrowDown") return done(() => move(1));
    if (event.key === "ArrowUp") return done(() => move(-1));
    if (event.key === "Escape") return done(close);
    const { put, from } = found[active];
    const whole = field.value.slice(from, field.selectionStart).trim() === put.trim();
    if ((event.key === "Enter" && !event.shiftKey && !whole) || event.key === "Tab") return done(() => choose(found[active]));
    return false;
  }

  function move(by) {
    mark((active + by + found.length) % found.length);
    list.children[active]?.scrollIntoView({ block: "nearest" });
  }

  function mark(number) {
    active = number;
    [...list.children].forEach((row, at) => {
      row.classList.toggle("active", at === active);
      row.setAttribute("aria-selected", String(at === active));
    });
    field.setAttribute("aria-activedescendant", `${id}-${active}`);
  }

  field.addEventListener("blur", close);
  return { update, take, close };
}

/** What fits to the words before the caret. */
function offered(before) {
  const command = /^\/([\w-]*)$/.exec(before);
  if (command) return commands(command[1].toLowerCase());
  const sign = /(^|[\s(])([@#])([\w.-]*)$/.exec(before);
  if (sign) {
    const from = before.length - sign[3].length - 1;
    return sign[2] === "@" ? people(sign[3].toLowerCase(), from) : channels(sign[3].toLowerCase(), from);
  }
  const name = /(^|\s):([a-z0-9_+-]{2,})$/.exec(before);
  return name ? emojis(name[2], before.length - name[2].length - 1) : [];
}

function commands(typed) {
  return store.commands
    .filter((each) => each.command.slice(1).startsWith(typed))
    .map((each) => ({
      from: 0,
      put: `${each.command} `,
      label: () => [el("span", { class: "offer-name" }, el("strong", {}, each.command), " ", el("span", { class: "quiet" }, each.usage_hint)), el("span", { class: "quiet offer-more" }, each.description)],
    }));
}

function people(typed, from) {
  const members = [...store.members.values()].filter((each) => each.id !== "USLACKBOT");
  const found = members
    .filter((each) => `${each.name} ${each.real_name}`.toLowerCase().split(/\s+/).some((word) => word.startsWith(typed)))
    .map((each) => ({
      from,
      put: `@${each.name} `,
      label: () => [avatar(each.id, "small"), el("span", { class: "offer-name" }, el("strong", {}, each.name)), el("span", { class: "quiet offer-more" }, each.is_bot ? "app" : each.title)],
    }));
  const wide = [["channel", "everybody in this channel"], ["here", "who is active in this channel"]]
    .filter(([word]) => typed && word.startsWith(typed))
    .map(([word, more]) => ({ from, put: `@${word} `, label: () => [el("strong", {}, `@${word}`), el("span", { class: "quiet offer-more" }, more)] }));
  return [...found, ...wide];
}

function channels(typed, from) {
  return [...store.channels.values()]
    .filter((each) => ["public", "private"].includes(each.kind) && each.name.startsWith(typed))
    .map((each) => ({ from, put: `#${each.name} `, label: () => [icon(each.kind === "private" ? "lock" : "hash"), el("strong", {}, each.name), el("span", { class: "quiet offer-more" }, each.topic)] }));
}

function emojis(typed, from) {
  return Object.keys(EMOJI)
    .filter((each) => each.includes(typed))
    .sort((one, other) => other.startsWith(typed) - one.startsWith(typed))
    .map((each) => ({ from, put: `:${each}: `, label: () => [el("span", {}, emoji(each)), el("strong", {}, `:${each}:`)] }));
}
