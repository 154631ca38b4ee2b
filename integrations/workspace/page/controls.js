/**
 * The elements that a person fills in, as the browser's own controls.
 *
 * `control(element, state, changed)` answers `{node, read}`: `read()` is the state as Slack
 * sends it, `changed()` is called when a value has been chosen.
 */
import { el } from "./dom.js";
import { inWords } from "./emoji.js";
import { multiSelect } from "./multiselect.js";
import { textObject } from "./mrkdwn.js";
import { store } from "./store.js";
import { dayKey, hourMinute, momentIn } from "./times.js";

const TEXT = { plain_text_input: "text", email_text_input: "email", url_text_input: "url", number_input: "text" };
const PICKED = {
  datepicker: ["date", "selected_date", "initial_date"],
  timepicker: ["time", "selected_time", "initial_time"],
};
const SELECTED = {
  users_select: ["selected_user", "initial_user"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  channels_select: ["selected_channel", "initial_channel"],
};

/** Whether an element is one that is filled in. */
export function isField(element) {
  return /_input$|picker$|_select$|^multi_|^checkboxes$|^radio_buttons$/.test(element?.type ?? "");
}

/**
 * @param {Object} element
 * @param {Object|undefined} state what it holds, or undefined where it begins
 * @param {function()} changed
 * @returns {{node: HTMLElement, read: function(): Object}}
 */
export function control(element, state, changed) {
  const { type } = element;
  if (type in TEXT) return text(element, state?.value ?? element.initial_value ?? "");
  if (type === "rich_text_input") return richInput(element, state);
  if (type in PICKED) return picker(element, state, changed);
  if (type === "datetimepicker") return moment(element, state, changed);
  if (type === "radio_buttons" || type === "checkboxes") return choices(element, state, changed);
  if (type.startsWith("multi_")) return many(element, state, changed);
  if (type === "static_select" || type in SELECTED) return select(element, state, changed);
  const words = type === "file_input" ? "Files cannot be uploaded here." : "This field cannot be filled in here.";
  return { node: el("p", { class: "quiet" }, words), read: () => ({ type }) };
}

const hintOf = (element, fallback) => element.placeholder?.text ?? fallback;

function text(element, value) {
  const { type } = element;
  const most = Number(element.max_length) || (type === "plain_text_input" ? 3000 : null);
  const shared = { class: "field", value, placeholder: hintOf(element, null), "data-most": most };
  const node = element.multiline
    ? el("textarea", { ...shared, rows: 4 })
    : el("input", { ...shared, type: TEXT[type], inputmode: type === "number_input" ? "decimal" : null, autocomplete: "off" });
  return { node, read: () => ({ type, value: node.value === "" ? null : node.value }) };
}

function richInput(element, state) {
  const words = (state?.rich_text_value ?? element.initial_value)?.elements ?? [];
  const value = words.flatMap((part) => part.elements ?? []).map((span) => span.text ?? "").join("");
  const node = el("textarea", { class: "field", rows: 4, value, placeholder: hintOf(element, null) });
  const block = () => ({
    type: "rich_text",
    elements: [{ type: "rich_text_section", elements: [{ type: "text", text: node.value }] }],
  });
  return { node, read: () => ({ type: element.type, rich_text_value: node.value ? block() : null }) };
}

function picker(element, state, changed) {
  const [kind, key, initial] = PICKED[element.type];
  const value = state ? state[key] : element[initial];
  const node = el("input", { type: kind, class: "field short", value: value ?? "", onchange: changed });
  return { node, read: () => ({ type: element.type, [key]: node.value || null }) };
}

function moment(element, state, changed) {
  const seconds = state ? state.selected_date_time : element.initial_date_time;
  const value = seconds ? `${dayKey(seconds * 1000)}T${hourMinute(seconds * 1000)}` : "";
  const node = el("input", { type: "datetime-local", class: "field short", value, onchange: changed });
  const read = () => ({ type: element.type, selected_date_time: node.value ? momentIn(node.value) : null });
  return { node, read };
}

const asSent = ({ text, value, description }) => ({ text, value, ...(description ? { description } : {}) });

function choices(element, state, changed) {
  const one = element.type === "radio_buttons";
  const begun = one ? [state ? state.selected_option : element.initial_option] : null;
  const chosen = begun ?? (state ? state.selected_options : element.initial_options) ?? [];
  const values = new Set(chosen.filter(Boolean).map((each) => each.value));
  const name = `choice-${Math.random().toString(36).slice(2)}`;
  const rows = (element.options ?? []).map((option) => {
    const input = el("input", {
      type: one ? "radio" : "checkbox",
      name,
      value: option.value,
      checked: values.has(option.value),
      onchange: changed,
    });
    const description = option.description && el("span", { class: "quiet" }, textObject(option.description));
    return { option, input, row: el("label", { class: "choice" }, input, el("span", {}, textObject(option.text), description)) };
  });
  const read = () => {
    const picked = rows.filter(({ input }) => input.checked).map(({ option }) => asSent(option));
    return one ? { type: element.type, selected_option: picked[0] ?? null } : { type: element.type, selected_options: picked };
  };
  return { node: el("div", { class: "choices", role: one ? "radiogroup" : "group" }, rows.map(({ row }) => row)), read };
}

/** The options of any select, as `{group, value, label, option?}`. */
function offered(element) {
  const kind = element.type.replace(/^multi_/, "");
  if (kind === "users_select") {
    const people = [...store.members.values()].filter((each) => each.id !== "USLACKBOT");
    return people.map((each) => ({ value: each.id, label: `${each.name}${each.is_bot ? " (app)" : ""}` }));
  }
  if (kind === "conversations_select" || kind === "channels_select") {
    const wanted = kind === "channels_select" ? ["public"] : (element.filter?.include ?? ["public", "private", "im", "mpim"]);
    return [...store.channels.values()]
      .filter((each) => wanted.includes(each.kind) && !each.archived)
      .map((each) => ({ value: each.id, label: ["im", "mpim"].includes(each.kind) ? each.name : `#${each.name}` }));
  }
  const row = (group) => (option) => ({ group, value: option.value, label: option.text?.text ?? option.value, option });
  if (element.option_groups) return element.option_groups.flatMap((each) => (each.options ?? []).map(row(each.label?.text ?? "")));
  return (element.options ?? []).map(row(""));
}

function select(element, state, changed) {
  const rows = offered(element);
  const [key, initial] = SELECTED[element.type] ?? ["selected_option", "initial_option"];
  let now = state ? state[key] : element[initial];
  if (!now && element.default_to_current_conversation) now = store.place.channel;
  const value = key === "selected_option" ? now?.value : now;
  const node = el("select", { class: "field short", onchange: changed });
  node.append(el("option", { value: "" }, hintOf(element, "Choose…")));
  const groups = new Map();
  rows.forEach((row, number) => {
    const option = el("option", { value: String(number), selected: row.value === value }, inWords(row.label));
    if (!row.group) node.append(option);
    else {
      if (!groups.has(row.group)) node.append(groups.get(row.group) ?? groups.set(row.group, el("optgroup", { label: row.group })).get(row.group));
      groups.get(row.group).append(option);
    }
  });
  const read = () => {
    const row = node.value === "" ? null : rows[Number(node.value)];
    return { type: element.type, [key]: row ? (row.option ? asSent(row.option) : row.value) : null };
  };
  return { node, read };
}

const MANY = {
  multi_users_select: ["selected_users", "initial_users"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
  multi_channels_select: ["selected_channels", "initial_channels"],
};

function many(element, state, changed) {
  const rows = offered(element);
  const [key, initial] = MANY[element.type] ?? ["selected_options", "initial_options"];
  const begun = (state ? state[key] : element[initial]) ?? [];
  const chosen = begun.map((each) => (typeof each === "string" ? each : each.value));
  const most = Number(element.max_selected_items) || Infinity;
  const { node, picked } = multiSelect(rows, chosen, { placeholder: hintOf(element, "Choose…"), most, changed });
  const read = () => ({ type: element.type, [key]: picked().map((row) => (row.option ? asSent(row.option) : row.value)) });
  return { node, read };
}
