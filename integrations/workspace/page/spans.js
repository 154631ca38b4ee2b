/**
 * The live pieces of a text: mentions, links, dates. Used by mrkdwn and by rich text.
 */
import { el } from "./dom.js";
import { go } from "./route.js";
import { here, me, store } from "./store.js";
import { fullMoment, slackDate } from "./times.js";

/** The URL if it is one that may be followed, else null. */
export function safeUrl(url) {
  try {
    const parsed = new URL(String(url));
    return ["http:", "https:", "mailto:"].includes(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}

/** A link with a label (nodes or text); one that may not be followed is its label alone. */
export function link(url, label) {
  const href = safeUrl(url);
  if (href === null) return el("span", {}, label ?? String(url));
  const shown = label ?? String(url).replace(/^mailto:/, "");
  const place = permalink(href);
  if (place) {
    const follow = (event) => {
      event.preventDefault();
      go(place);
    };
    return el("a", { href, onclick: follow }, shown);
  }
  return el("a", { href, target: "_blank", rel: "noopener noreferrer", title: href }, shown);
}

/** The place in this workspace that a permalink leads to, or null. */
function permalink(href) {
  const url = new URL(href);
  const found = /\/archives\/([A-Z0-9]+)(?:\/p(\d{10})(\d{6}))?$/.exec(url.pathname);
  if (!found || !store.channels.has(found[1])) return null;
  const ts = found[2] ? `${found[2]}.${found[3]}` : "";
  const thread = url.searchParams.get("thread_ts") ?? "";
  return { channel: found[1], thread, tab: "messages", focus: ts };
}

/** `@somebody`; one's own is marked. */
export function mention(id, label) {
  const member = store.members.get(id);
  const mine = id === me()?.id;
  const title = member ? [member.real_name, member.title].filter(Boolean).join(", ") : "Not in this workspace";
  return el("span", { class: `mention${mine ? " mine" : ""}`, title }, `@${member?.name ?? label ?? id}`);
}

/** `@channel`, `@here`, `@everyone`. */
export function broadcast(range) {
  return el("span", { class: "mention mine" }, `@${range}`);
}

/** `#channel`, which opens it where one can see it. */
export function channelLink(id, label) {
  const channel = store.channels.get(id);
  if (!channel) return el("span", { class: "mention" }, label ? `#${label}` : "#a private channel");
  const open = () => go({ channel: id, thread: "", tab: "messages" });
  const current = id === here()?.id;
  return el("button", { class: "mention channel", type: "button", onclick: open, "aria-current": current }, `#${channel.name}`);
}

/** A moment in this member's zone; the fallback where it is none. */
export function date(seconds, format, fallback, url) {
  const shown = slackDate(seconds, format) ?? fallback ?? "";
  const time = el("time", { title: Number.isFinite(seconds) ? fullMoment(seconds * 1000) : fallback }, shown);
  return url ? link(url, time) : time;
}
