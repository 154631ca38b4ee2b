/**
 * A table block; wide ones scroll within themselves.
 */
import { el } from "./dom.js";
import { textObject } from "./mrkdwn.js";
import { richText } from "./richtext.js";

/** The first row is the head, as Slack draws it. */
export function table(block) {
  const [head, ...rows] = (block.rows ?? []).filter(Array.isArray);
  const settings = block.column_settings ?? [];
  const line = (row, tag) =>
    el("tr", {}, row.map((cell, column) => {
      const align = ["center", "right"].includes(settings[column]?.align) ? `align-${settings[column].align}` : "";
      const wraps = settings[column]?.is_wrapped ? "wraps" : "";
      return el(tag, { class: `${align} ${wraps}`.trim() || null, scope: tag === "th" ? "col" : null }, words(cell));
    }));
  const drawn = el("table", {}, head && el("thead", {}, line(head, "th")), el("tbody", {}, rows.map((row) => line(row, "td"))));
  return el("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" }, drawn);
}

function words(cell) {
  if (cell?.type === "rich_text") return richText(cell);
  if (cell?.type === "raw_number") return String(cell.text ?? cell.value ?? "");
  return textObject({ type: "plain_text", text: String(cell?.text ?? ""), emoji: false });
}
