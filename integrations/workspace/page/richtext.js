/**
 * A rich_text block as nodes.
 */
import { el } from "./dom.js";
import { EMOJI, emoji, withEmoji } from "./emoji.js";
import { broadcast, channelLink, date, link, mention } from "./spans.js";

/** The parts of a rich_text block, lists joined as Slack joins them. */
export function richText(block) {
  return (block.elements ?? []).map((part) => {
    if (part.type === "rich_text_list") return list(part);
    if (part.type === "rich_text_preformatted") return el("pre", { class: "code" }, spans(part.elements));
    if (part.type === "rich_text_quote") return el("blockquote", {}, spans(part.elements));
    return el("div", { class: "rich" }, spans(part.elements));
  });
}

function list(part) {
  const ordered = part.style === "ordered";
  const indent = Math.min(Math.max(Number(part.indent) || 0, 0), 8);
  const items = (part.elements ?? []).map((item) => el("li", {}, spans(item.elements)));
  const start = ordered ? (Number(part.offset) || 0) + 1 : null;
  return el(ordered ? "ol" : "ul", { class: `rich-list indent-${indent}`, start }, items);
}

function spans(elements) {
  return (elements ?? []).flatMap((span) => styled(span, one(span)));
}

function one(span) {
  switch (span.type) {
    case "text":
      return withBreaks(String(span.text ?? ""), (line) => (span.style?.code ? [line] : withEmoji(line, { names: false })));
    case "link":
      return [link(span.url, span.text)];
    case "user":
      return [mention(span.user_id)];
    case "usergroup":
      return [el("span", { class: "mention" }, "@group")];
    case "channel":
      return [channelLink(span.channel_id)];
    case "broadcast":
      return [broadcast(span.range)];
    case "emoji":
      return span.unicode && !Object.hasOwn(EMOJI, span.name) ? withEmoji(fromCodes(span.unicode)) : [emoji(span.name)];
    case "date":
      return [date(Number(span.timestamp), String(span.format ?? "{date_pretty} {time}"), span.fallback, span.url)];
    case "color":
      return [el("code", {}, String(span.value ?? ""))];
    default:
      return [String(span.text ?? "")];
  }
}

function withBreaks(text, draw) {
  return text.split("\n").flatMap((line, number) => [...(number ? [el("br")] : []), ...draw(line)]);
}

function fromCodes(codes) {
  const points = String(codes).split("-").map((code) => Number.parseInt(code, 16));
  return points.every((point) => point >= 0 && point <= 0x10ffff) ? String.fromCodePoint(...points) : "";
}

function styled(span, nodes) {
  const { style } = span;
  if (!style || typeof style !== "object") return nodes;
  let found = nodes;
  for (const [name, tag] of [["code", "code"], ["bold", "strong"], ["italic", "em"], ["strike", "s"], ["underline", "u"]]) {
    if (style[name]) found = [el(tag, {}, found)];
  }
  return found;
}
