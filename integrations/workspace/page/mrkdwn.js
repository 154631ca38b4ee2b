/**
 * Slack's mrkdwn as nodes: `*bold*`, `_italic_`, `~struck~`, code, quotes, `<…>` markup, emoji.
 */
import { el } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { broadcast, channelLink, date, link, mention } from "./spans.js";

const STYLES = { "*": "strong", _: "em", "~": "s" };
const WORD = /[\p{L}\p{N}]/u;

/** The characters that Slack escapes, as they are. */
export function unescaped(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/**
 * A text of mrkdwn as nodes.
 * @param {string} text
 * @returns {Array<Node|string>}
 */
export function mrkdwn(text) {
  const nodes = [];
  const pieces = String(text ?? "").split("```");
  const even = pieces.length % 2 === 0 ? pieces.length - 1 : pieces.length;
  for (let number = 0; number < even; number += 1) {
    if (number % 2 === 1) nodes.push(el("pre", { class: "code" }, verbatim(pieces[number].replace(/^\n|\n$/g, ""))));
    else nodes.push(...lines(trimmed(pieces[number], number > 0, number < even - 1)));
  }
  if (even < pieces.length) nodes.push(...lines(`\`\`\`${pieces[even]}`));
  return nodes;
}

function trimmed(text, after, before) {
  let found = text;
  if (after) found = found.replace(/^\n/, "");
  if (before) found = found.replace(/\n$/, "");
  return found;
}

function lines(text) {
  if (text === "") return [];
  const nodes = [];
  let quote = null;
  let first = true;
  for (const line of text.split("\n")) {
    const quoted = /^(?:&gt;|>) ?/.exec(line);
    if (quoted) {
      if (!quote) nodes.push((quote = el("blockquote", {})));
      else quote.append(el("br"));
      quote.append(...inline(line.slice(quoted[0].length)));
    } else {
      if (!first && !quote) nodes.push(el("br"));
      nodes.push(...inline(line));
      quote = null;
    }
    first = false;
  }
  return nodes;
}

/** One line of mrkdwn as nodes. */
function inline(text, depth = 0) {
  const nodes = [];
  const without = new Set();
  let plain = "";
  const flush = () => {
    if (plain) nodes.push(...withEmoji(unescaped(plain)));
    plain = "";
  };
  for (let at = 0; at < text.length; ) {
    const sign = text[at];
    if (sign === "<") {
      const end = text.indexOf(">", at);
      const inside = end > at + 1 ? text.slice(at + 1, end) : "";
      if (inside && !inside.includes("<")) {
        flush();
        nodes.push(markup(inside));
        at = end + 1;
        continue;
      }
    } else if (sign === "`") {
      const end = text.indexOf("`", at + 1);
      if (end > at + 1) {
        flush();
        nodes.push(el("code", {}, verbatim(text.slice(at + 1, end))));
        at = end + 1;
        continue;
      }
    } else if (sign in STYLES && depth < 6 && !without.has(sign) && opens(text, at)) {
      const end = closing(text, at, sign);
      if (end > 0) {
        flush();
        nodes.push(el(STYLES[sign], {}, inline(text.slice(at + 1, end), depth + 1)));
        at = end + 1;
        continue;
      }
      without.add(sign);
    }
    plain += sign;
    at += 1;
  }
  flush();
  return nodes;
}

function opens(text, at) {
  const before = text[at - 1] ?? " ";
  const after = text[at + 1] ?? " ";
  return !WORD.test(before) && before !== text[at] && !/\s/.test(after) && after !== text[at];
}

/** Where a style that opens at `from` closes, or -1; markup and code are stepped over. */
function closing(text, from, sign) {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === "<" || text[at] === "`") {
      const end = text.indexOf(text[at] === "<" ? ">" : "`", at + 1);
      if (end > 0) at = end;
    } else if (text[at] === sign && !/\s/.test(text[at - 1]) && !WORD.test(text[at + 1] ?? " ")) {
      return at;
    }
  }
  return -1;
}

/** What stands between `<` and `>`. */
function markup(inside) {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? null : unescaped(inside.slice(bar + 1));
  if (target.startsWith("@")) return mention(target.slice(1), label);
  if (target.startsWith("#")) return channelLink(target.slice(1), label);
  if (target.startsWith("!date^")) {
    const [, seconds, format, url] = target.split("^");
    return date(Number(seconds), unescaped(format ?? ""), label ?? "", url && unescaped(url));
  }
  if (target.startsWith("!subteam^")) return el("span", { class: "mention" }, label ?? "@group");
  if (target.startsWith("!")) return broadcast(target.slice(1));
  return link(unescaped(target), label === null ? undefined : withEmoji(label));
}

/** Code: nothing is styled, but Slack's own markup is shown as its words. */
function verbatim(text) {
  return unescaped(text.replace(/<([^<>|]+)(?:\|([^<>]*))?>/g, (_, target, label) => label ?? target));
}

/** A text object (`mrkdwn` or `plain_text`) as nodes. */
export function textObject(object) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text);
  const names = object.emoji !== false;
  return String(object.text ?? "").split("\n").flatMap((line, number) => [...(number ? [el("br")] : []), ...withEmoji(line, { names })]);
}
