/**
 * What the app does for an answer, step by step: shown while it works, folded away when it is done.
 */
import { el, icon } from "./dom.js";
import { richText } from "./richtext.js";
import { safeUrl } from "./spans.js";

const SAID = { pending: "to do", in_progress: "in progress", complete: "done", error: "failed" };
const SIGNS = { pending: "clock", in_progress: "clock", complete: "check", error: "close" };

/** A plan: its title, and below it each of its tasks. */
export function plan(block) {
  const tasks = block.tasks ?? [];
  const working = tasks.some((each) => each.status === "in_progress");
  return el(
    "details",
    { class: "plan", open: working },
    el("summary", {}, el("span", { class: "plan-title" }, block.title || "Steps"), working && dots()),
    el("ol", {}, tasks.map((each) => el("li", {}, task(each)))),
  );
}

/** One task, with what it found where it says so. */
export function task(block) {
  const status = SAID[block.status] ? block.status : "pending";
  const more = [block.details, block.output].filter(Boolean).map((each) => richText(each));
  const sources = (block.sources ?? []).filter((each) => safeUrl(each.url));
  const links = sources.map((each) => el("a", { href: safeUrl(each.url), target: "_blank", rel: "noopener noreferrer" }, each.text || each.url));
  const head = [
    el("span", { class: `task-sign task-${status}` }, icon(SIGNS[status])),
    el("span", { class: "task-title" }, block.title),
    el("span", { class: "hidden-words" }, `, ${SAID[status]}`),
    status === "in_progress" && dots(),
  ];
  if (!more.length && !links.length) return el("div", { class: "task" }, head);
  return el("details", { class: "task" }, el("summary", {}, head), el("div", { class: "task-more" }, more, links));
}

/** Dots that move: something goes on. */
export function dots() {
  return el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
}
