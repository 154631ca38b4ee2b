/**
 * One message: author, words or blocks, marks, reactions, and what can be done with it.
 */
import { avatar } from "./avatar.js";
import { drawBlocks } from "./blocks.js";
import { sure } from "./confirm.js";
import { perform, pending } from "./actions.js";
import { el, icon } from "./dom.js";
import { statusSign } from "./emoji.js";
import { menu } from "./menu.js";
import { mrkdwn, unescaped } from "./mrkdwn.js";
import { go, hashOf } from "./route.js";
import { pickReaction, reactionRow } from "./reactions.js";
import { changed, nameOf, store } from "./store.js";
import { dots } from "./tasks.js";
import { fullMoment, hourMinute, msOf, when } from "./times.js";
import { toast } from "./toast.js";

/**
 * @param {Object} message as the workspace hands it out
 * @param {{follows: boolean, inThread: boolean, channel: string}} place whether it follows one of the same author
 */
export function drawMessage(message, { follows, inThread, channel }) {
  if (message.subtype === "tombstone") return tombstone(message, inThread);
  const author = store.members.get(message.user);
  const ms = msOf(message.ts);
  const time = el("time", { datetime: new Date(ms).toISOString(), title: fullMoment(ms) }, hourMinute(ms));
  const name = message.username || author?.name || "Somebody";
  const head = el(
    "div",
    { class: "message-head" },
    el("strong", { class: "author" }, name),
    author?.is_bot && el("span", { class: "tag" }, "app"),
    author?.status_emoji && el("span", { class: "author-status quiet", title: author.status_text }, statusSign(author)),
    time,
  );
  const editing = store.editing === message.ts && !message.ephemeral;
  const node = el(
    "article",
    {
      class: `message${follows ? " follows" : ""}${message.ephemeral ? " ephemeral" : ""}${editing ? " editing" : ""}`,
      dataset: { ts: message.ts },
      "aria-label": `${name}, ${hourMinute(ms)}`,
    },
    el("div", { class: "gutter" }, follows ? time.cloneNode(true) : avatar(message.user)),
    el(
      "div",
      { class: "message-main" },
      message.ephemeral && el("p", { class: "only-you" }, icon("eye"), "Only visible to you"),
      !follows && head,
      message.subtype === "thread_broadcast" && broadcastLine(message, inThread),
      editing ? editor(message, channel) : body(message, channel),
      !message.ephemeral && reactionRow(message),
      !inThread && replies(message),
      !inThread && message.thinking && thinking(message.thinking),
    ),
    !editing && hoverActions(message, inThread, channel),
  );
  return node;
}

function tombstone(message, inThread) {
  return el(
    "article",
    { class: "message tombstone", dataset: { ts: message.ts } },
    el("div", { class: "gutter" }),
    el("div", { class: "message-main" }, el("p", { class: "quiet" }, "This message was deleted."), !inThread && replies(message)),
  );
}

function body(message, channel) {
  const edited = message.edited && el("span", { class: "edited", title: fullMoment(msOf(message.edited.ts)) }, " (edited)");
  if (message.files?.length) return [el("div", { class: "words" }, mrkdwn(message.text), edited), el("ul", { class: "files" }, message.files.map(file))];
  if (message.blocks?.length) {
    const tools = {
      state: () => undefined,
      act: (block, element, extra, node) =>
        pending(node, () => perform("action", { channel, ts: message.ts, action: { type: element.type, action_id: element.action_id, block_id: block.block_id, ...extra } })),
    };
    return el("div", { class: "blocks" }, drawBlocks(message.blocks, tools), edited, growing(message));
  }
  return el("div", { class: "words" }, mrkdwn(message.text), edited, growing(message));
}

/** Below a message that is still being written. */
function growing(message) {
  return message.streaming_state === "in_progress" && el("p", { class: "growing", role: "status" }, el("span", { class: "hidden-words" }, "Still writing"), dots());
}

const UNITS = [["MB", 1024 * 1024], ["KB", 1024], ["bytes", 1]];

function file({ name, size, url_private_download: url }) {
  const [unit, bytes] = UNITS.find(([, each]) => size >= each) ?? UNITS.at(-1);
  // The same server may be open here under another of its names.
  const href = new URL(url).pathname;
  return el(
    "li",
    { class: "file" },
    icon("file"),
    el("span", { class: "file-words" }, el("strong", { class: "file-name" }, name), el("span", { class: "quiet" }, `${Math.round(size / bytes)} ${unit}`)),
    el("a", { class: "button", href, download: name, "aria-label": `Download ${name}` }, "Download"),
  );
}

function broadcastLine(message, inThread) {
  if (inThread) return el("p", { class: "broadcast quiet" }, "Also sent to the channel");
  const open = () => go({ thread: message.thread_ts });
  return el("p", { class: "broadcast quiet" }, "replied to ", el("button", { type: "button", class: "as-link", onclick: open }, "a thread"));
}

function replies(message) {
  const { reply_count: count } = message;
  if (!count) return null;
  const open = () => go({ thread: message.ts });
  return el(
    "button",
    { type: "button", class: "replies", dataset: { key: "replies" }, onclick: open, "aria-label": `${count} ${count === 1 ? "reply" : "replies"}, open the thread` },
    (message.reply_users ?? []).slice(0, 5).map((id) => avatar(id, "small")),
    el("span", { class: "replies-count" }, `${count} ${count === 1 ? "reply" : "replies"}`),
    message.latest_reply && el("span", { class: "quiet" }, `Last reply ${when(msOf(message.latest_reply))}`),
  );
}

/** "… is thinking", with dots that move. */
export function thinking(status) {
  const words = `${nameOf(store.app.user)} ${status}`.replace(/[.…\s]+$/, "");
  return el("p", { class: "thinking", role: "status" }, words, dots());
}

function hoverActions(message, inThread, channel) {
  if (message.ephemeral) return null;
  const mine = message.user === store.me;
  const react = el("button", { type: "button", class: "icon-button", "aria-label": "Add a reaction", title: "Add a reaction", dataset: { key: "react" } }, icon("smile"));
  react.addEventListener("click", () => pickReaction(react, message));
  const reply = el("button", { type: "button", class: "icon-button", "aria-label": "Reply in thread", title: "Reply in thread", dataset: { key: "reply" } }, icon("reply"));
  reply.addEventListener("click", () => go({ thread: message.thread_ts ?? message.ts }));
  const more = el("button", { type: "button", class: "icon-button", "aria-label": "More actions", title: "More actions", "aria-haspopup": "menu", dataset: { key: "more" } }, icon("more"));
  more.addEventListener("click", () => menu(more, moreItems(message, channel, mine, more, inThread), { label: "More actions" }));
  return el("div", { class: "hover-actions", role: "group", "aria-label": "Message actions" }, react, !inThread && reply, more);
}

function moreItems(message, channel, mine, button, inThread) {
  const shortcuts = store.shortcuts.filter((each) => each.type === "message");
  return [
    ...(shortcuts.length ? [{ heading: true, label: store.app.name }] : []),
    ...shortcuts.map((each) => ({
      label: each.name,
      run: () => pending(button, () => perform("shortcut", { callback_id: each.callback_id, channel, ts: message.ts })),
    })),
    { heading: true, label: "Message" },
    ...(inThread ? [] : [{ label: "Reply in thread", run: () => go({ thread: message.thread_ts ?? message.ts }) }]),
    { label: "Add a reaction…", run: () => pickReaction(button, message) },
    { label: "Copy link", run: () => copyLink(message, channel) },
    ...(mine ? [{ label: "Edit message", run: () => edit(message.ts) }, { label: "Delete message…", danger: true, run: () => remove(message, channel) }] : []),
  ];
}

async function copyLink(message, channel) {
  const link = new URL(hashOf({ channel, thread: message.thread_ts ?? "", tab: "messages" }), location.href);
  try {
    await navigator.clipboard.writeText(link.href);
    toast("The link is copied.");
  } catch {
    toast(link.href);
  }
}

/** Begin to edit a message, or with "" leave off. */
export function edit(ts) {
  store.editing = ts;
  changed("messages");
}

async function remove(message, channel) {
  const yes = await sure({ title: "Delete message", text: "Are you sure? This cannot be undone.", yes: "Delete", danger: true });
  if (yes) await perform("delete", { channel, ts: message.ts });
}

/** A message's text as one would type it again. */
function asTyped(text) {
  const typed = text.replace(/<([@#!])?([^<>|]+)(?:\|([^<>]*))?>/g, (_, sign, target, label) => {
    if (sign === "@") return `@${store.members.get(target)?.name ?? target}`;
    if (sign === "#") return `#${store.channels.get(target)?.name ?? label ?? target}`;
    return sign === "!" ? `@${target}` : target;
  });
  return unescaped(typed);
}

function editor(message, channel) {
  const field = el("textarea", { class: "field", rows: 3, value: asTyped(message.text), "aria-label": "Edit message" });
  const save = async () => {
    if (!field.value.trim()) return;
    const answer = await pending(saver, () => perform("edit", { channel, ts: message.ts, text: field.value }));
    if (answer) edit("");
  };
  const saver = el("button", { type: "button", class: "button primary", onclick: save }, "Save changes");
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      edit("");
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      save();
    }
  });
  queueMicrotask(() => {
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  });
  return el("div", { class: "edit-box" }, field, el("div", { class: "edit-foot" }, el("button", { type: "button", class: "button", onclick: () => edit("") }, "Cancel"), saver));
}
