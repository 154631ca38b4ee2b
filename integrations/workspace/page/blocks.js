/**
 * Block Kit as nodes, for messages, modals and the App Home.
 *
 * `tools` is what the surface offers: `act(block, element, extra, node)` tells the app,
 * `state(block, element)` is what an element holds, `field(block, element, control, node)`
 * takes note of an input.
 */
import { control, isField } from "./controls.js";
import { confirmed } from "./confirm.js";
import { el, freshId, icon } from "./dom.js";
import { menu } from "./menu.js";
import { markdown } from "./markdown.js";
import { textObject } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { safeUrl } from "./spans.js";
import { table } from "./table.js";
import { plan, task } from "./tasks.js";

/** Blocks, each in an element of its own. */
export function drawBlocks(blocks, tools) {
  return (blocks ?? []).map((block) => {
    const draw = DRAWN[block?.type];
    const inside = draw ? draw(block, tools) : el("p", { class: "quiet" }, `A block of the kind “${block?.type}”`);
    return el("div", { class: `block block-${draw ? block.type : "unknown"}`, dataset: { block: block?.block_id ?? "" } }, inside);
  });
}

const DRAWN = {
  section,
  header: (block) => el("h3", {}, textObject(block.text)),
  divider: () => el("hr", {}),
  context: (block) => (block.elements ?? []).map((each) => (each.type === "image" ? picture(each) : el("span", {}, textObject(each)))),
  actions: (block, tools) => (block.elements ?? []).map((each) => element(block, each, tools)),
  context_actions: (block, tools) => (block.elements ?? []).map((each) => element(block, each, tools)),
  rich_text: (block) => richText(block),
  markdown: (block) => markdown(block.text),
  table: (block) => table(block),
  plan: (block) => plan(block),
  task_card: (block) => task(block),
  image: (block) =>
    el("figure", {}, block.title && el("figcaption", {}, textObject(block.title)), picture(block)),
  input,
};

function section(block, tools) {
  const fields = (block.fields ?? []).map((each) => el("div", {}, textObject(each)));
  const body = el(
    "div",
    { class: "section-body" },
    block.text && el("div", { class: "section-text" }, textObject(block.text)),
    fields.length > 0 && el("div", { class: "section-fields" }, fields),
  );
  return [body, block.accessory && el("div", { class: "accessory" }, element(block, block.accessory, tools))];
}

function picture(image) {
  const file = image.slack_file?.id;
  const url = file ? `files/${encodeURIComponent(file)}` : safeUrl(image.image_url);
  const alt = String(image.alt_text ?? "");
  if (!url) return el("span", { class: "quiet" }, alt);
  const node = el("img", { src: url, alt, title: alt, loading: "lazy", referrerpolicy: "no-referrer" });
  node.addEventListener("error", () => node.replaceWith(el("span", { class: "no-picture" }, alt || "A picture that cannot be shown")));
  return node;
}

function input(block, tools) {
  const given = block.element ?? {};
  const id = freshId("field");
  const made = control(given, tools.state(block, given), () => {
    if (block.dispatch_action) tools.act(block, given, made.read(), made.node);
  });
  const target = made.node.querySelector(".multi-search") ?? made.node;
  const grouped = ["radiogroup", "group"].includes(made.node.getAttribute("role"));
  target.id = id;
  const hint = block.hint && el("p", { class: "hint", id: `${id}-hint` }, textObject(block.hint));
  const error = el("p", { class: "error", id: `${id}-error`, role: "alert", hidden: true });
  target.setAttribute("aria-describedby", [hint && `${id}-hint`, `${id}-error`].filter(Boolean).join(" "));
  const words = [textObject(block.label), block.optional && el("span", { class: "optional" }, " (optional)")];
  const label = grouped ? el("div", { class: "label", id: `${id}-label` }, words) : el("label", { class: "label", for: id }, words);
  if (grouped) target.setAttribute("aria-labelledby", `${id}-label`);
  if (!block.optional && !grouped) target.setAttribute("aria-required", "true");
  const counter = counted(target);
  tools.field?.(block, given, made, { target, error });
  return [label, made.node, counter, hint, error];
}

/** How many characters are left, shown once few are. */
function counted(target) {
  const most = Number(target.dataset?.most);
  if (!most) return null;
  const node = el("p", { class: "counter", "aria-live": "polite", hidden: true });
  const count = () => {
    const left = most - target.value.length;
    node.hidden = left > Math.max(20, most / 10);
    node.classList.toggle("over", left < 0);
    node.textContent = left < 0 ? `${-left} too many` : `${left} left`;
  };
  target.addEventListener("input", count);
  count();
  return node;
}

/** An element that tells the app when it is used. */
function element(block, given, tools) {
  if (given.type === "image") return picture(given);
  if (given.type === "button" || given.type === "workflow_button") return button(block, given, tools);
  if (given.type === "overflow") return overflow(block, given, tools);
  if (given.type === "feedback_buttons") {
    return [given.positive_button, given.negative_button].filter(Boolean).map((each) =>
      actButton(block, given, tools, { value: each.value }, textObject(each.text)),
    );
  }
  if (given.type === "icon_button") return actButton(block, given, tools, {}, textObject(given.text));
  if (isField(given)) {
    const made = control(given, tools.state(block, given), () => tools.act(block, given, made.read(), made.node));
    const words = given.placeholder?.text ?? block.text?.text ?? given.action_id;
    (made.node.querySelector(".multi-search") ?? made.node).setAttribute("aria-label", words);
    if (made.node.matches("input, textarea")) made.node.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey) tools.act(block, given, made.read(), made.node);
    });
    tools.field?.(block, given, made, null);
    return made.node;
  }
  return el("span", { class: "quiet" }, `An element of the kind “${given.type}”`);
}

function button(block, given, tools) {
  const url = safeUrl(given.url);
  const kind = ["primary", "danger"].includes(given.style) ? given.style : "";
  const label = given.accessibility_label ?? null;
  if (url) {
    const tell = () => tools.act(block, given, {}, node);
    const node = el("a", { class: `button ${kind}`, href: url, target: "_blank", rel: "noopener noreferrer", onclick: tell, "aria-label": label }, textObject(given.text));
    return node;
  }
  return actButton(block, given, tools, {}, textObject(given.text), kind, label);
}

function actButton(block, given, tools, extra, words, kind = "", label = null) {
  const node = el("button", { type: "button", class: `button ${kind}`, "aria-label": label, dataset: { key: `act ${given.action_id} ${extra.value ?? ""}` } }, words);
  node.addEventListener("click", async () => {
    if (await confirmed(given.confirm)) tools.act(block, given, extra, node);
  });
  return node;
}

function overflow(block, given, tools) {
  const node = el("button", { type: "button", class: "button overflow", "aria-label": "More options", "aria-haspopup": "menu" }, icon("more"));
  node.addEventListener("click", () =>
    menu(node, (given.options ?? []).map((option) => ({
      label: textObject(option.text),
      run: async () => {
        const url = safeUrl(option.url);
        if (url) open(url, "_blank", "noopener,noreferrer");
        const { text, value } = option;
        if (await confirmed(given.confirm)) tools.act(block, given, { selected_option: { text, value } }, node);
      },
    }))),
  );
  return node;
}
