/**
 * The markdown block: headings, lists, quotes, code, and the inline styles of Markdown.
 */
import { el } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { link } from "./spans.js";

/** Markdown as nodes. */
export function markdown(source) {
  const lines = String(source ?? "").split("\n");
  const nodes = [];
  while (lines.length) {
    const line = lines.shift();
    const fence = /^\s*```/.test(line);
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    const item = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/.exec(line);
    if (fence) {
      const end = lines.findIndex((each) => /^\s*```/.test(each));
      const code = lines.splice(0, end < 0 ? lines.length : end);
      if (end >= 0) lines.shift();
      nodes.push(el("pre", { class: "code" }, code.join("\n")));
    } else if (heading) {
      nodes.push(el("h4", {}, inline(heading[2])));
    } else if (/^\s*(?:---|\*\*\*|___)\s*$/.test(line)) {
      nodes.push(el("hr", {}));
    } else if (item) {
      const tag = item[1] ? "ol" : "ul";
      const last = nodes.at(-1);
      const list = last?.localName === tag ? last : el(tag, { class: "rich-list indent-0", start: item[1] ?? null });
      if (list !== last) nodes.push(list);
      list.append(el("li", {}, inline(item[2])));
    } else if (/^\s*>/.test(line)) {
      nodes.push(el("blockquote", {}, inline(line.replace(/^\s*>\s?/, ""))));
    } else if (line.trim()) {
      nodes.push(el("p", {}, inline(line)));
    }
  }
  return nodes;
}

const INLINE = /`([^`]+)`|\*\*(.+?)\*\*|~~(.+?)~~|\*([^*\s][^*]*)\*|_([^_\s][^_]*)_(?!\w)|\[([^\]]+)\]\(([^()\s]+)\)|(https?:\/\/[^\s<>)]+)/;

function inline(text) {
  const nodes = [];
  let rest = text;
  for (let found = INLINE.exec(rest); found; found = INLINE.exec(rest)) {
    if (found.index) nodes.push(...withEmoji(rest.slice(0, found.index)));
    const [whole, code, bold, struck, italic, italic2, label, url, bare] = found;
    if (code) nodes.push(el("code", {}, code));
    else if (bold) nodes.push(el("strong", {}, inline(bold)));
    else if (struck) nodes.push(el("s", {}, inline(struck)));
    else if (italic ?? italic2) nodes.push(el("em", {}, inline(italic ?? italic2)));
    else nodes.push(link(url ?? bare, label));
    rest = rest.slice(found.index + whole.length);
  }
  if (rest) nodes.push(...withEmoji(rest));
  return nodes;
}
