/**
 * The modal on top of the stack: its fields, its errors, its closing.
 */
import { act } from "./api.js";
import { avatar } from "./avatar.js";
import { drawBlocks } from "./blocks.js";
import { perform, pending } from "./actions.js";
import { el, fill, icon } from "./dom.js";
import { textObject } from "./mrkdwn.js";
import { changed, on, store } from "./store.js";
import { toast } from "./toast.js";

const dialog = el("dialog", { class: "dialog modal", "aria-labelledby": "modal-title" });
let shown = null;
/** What has been typed, by view, so that an update does not lose it. */
const typed = new Map();

/** Keep the modal true. */
export function drawModals() {
  document.body.append(dialog);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave();
  });
  dialog.addEventListener("close", () => {
    if (shown) leave(); // a browser may close a dialog at a second Escape without asking
  });
  on("views", draw);
}

function draw() {
  const view = store.views.at(-1);
  if (view && shown && JSON.stringify(view) === JSON.stringify(shown.view)) return;
  if (shown) typed.set(shown.view.id, { ...typed.get(shown.view.id), ...readAll() });
  for (const id of typed.keys()) if (!store.views.some((each) => each.id === id)) typed.delete(id);
  if (!view) {
    shown = null;
    if (dialog.open) dialog.close();
    fill(dialog);
    return;
  }
  const focused = shown?.view.id === view.id ? document.activeElement?.closest?.("[data-block]")?.dataset.block : null;
  shown = { view, fields: [], trouble: null };
  fill(dialog, form(view));
  if (!dialog.open) dialog.showModal();
  const again = focused && dialog.querySelector(`[data-block="${CSS.escape(focused)}"] :is(input, textarea, select)`);
  if (again) again.focus();
  else {
    // What stands above the first field is to be read first.
    const first = dialog.querySelector(".dialog-body :is(input, textarea, select)") ?? dialog.querySelector(".dialog-foot .button");
    first?.focus({ preventScroll: true });
    dialog.querySelector(".dialog-body").scrollTop = 0;
  }
}

function form(view) {
  const kept = typed.get(view.id) ?? {};
  const tools = {
    state: (block, element) => kept[`${block.block_id} ${element.action_id} ${element.type}`] ?? view.state?.values?.[block.block_id]?.[element.action_id],
    act: (block, element, extra, node) =>
      pending(node, () => perform("action", { view_id: view.id, action: { ...extra, type: element.type, action_id: element.action_id, block_id: block.block_id } })),
    field: (block, element, made, spoken) => shown.fields.push({ block, element, made, ...spoken }),
  };
  const trouble = (shown.trouble = el("p", { class: "trouble", role: "alert", hidden: true }));
  const submit = view.submit && el("button", { type: "submit", class: "button primary solid", disabled: view.submit_disabled }, textObject(view.submit));
  const back = view.previous_view_id && el("button", { type: "button", class: "icon-button", "aria-label": "Back", onclick: leave }, icon("back"));
  const body = el("div", { class: "dialog-body blocks" }, trouble, drawBlocks(view.blocks, tools));
  const node = el(
    "form",
    { novalidate: true },
    el(
      "header",
      { class: "dialog-head" },
      back || avatar(store.app.user, "small"),
      el("h2", { id: "modal-title" }, textObject(view.title)),
      el("button", { type: "button", class: "icon-button", "aria-label": "Close", onclick: leave }, icon("close")),
    ),
    body,
    el("footer", { class: "dialog-foot" }, el("button", { type: "button", class: "button", onclick: leave }, view.close ? textObject(view.close) : "Close"), submit),
  );
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    if (submit) pending(submit, () => send(view));
  });
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) node.requestSubmit();
  });
  return node;
}

function readAll() {
  const found = {};
  for (const { block, element, made } of shown.fields) found[`${block.block_id} ${element.action_id} ${element.type}`] = made.read();
  return found;
}

async function send(view) {
  const values = {};
  for (const { block, element, made } of shown.fields) (values[block.block_id] ??= {})[element.action_id] = made.read();
  shown.trouble.hidden = true;
  let errors;
  try {
    ({ errors } = await act("submit", { as: store.me, view_id: view.id, values }));
  } catch (failure) {
    errors = { "": failure.message };
  }
  if (shown?.view.id === view.id) complain(errors ?? {});
  if (!Object.keys(errors ?? {}).length) typed.delete(view.id);
}

function complain(errors) {
  const { trouble } = shown;
  let first = null;
  for (const { block, target, error } of shown.fields) {
    if (!error) continue;
    const words = errors[block.block_id];
    error.textContent = words ?? "";
    error.hidden = !words;
    if (words) target.setAttribute("aria-invalid", "true");
    else target.removeAttribute("aria-invalid");
    if (words) first ??= target;
  }
  trouble.textContent = errors[""] ?? "";
  trouble.hidden = !errors[""];
  if (first) {
    (first.matches("input, textarea, select") ? first : first.querySelector("input"))?.focus();
    first.closest(".block").scrollIntoView({ block: "nearest" });
  }
}

async function leave() {
  const view = store.views.at(-1);
  if (!view) return;
  store.views = store.views.filter((each) => each.id !== view.id);
  changed("views");
  try {
    await act("close", { as: store.me, view_id: view.id });
  } catch (failure) {
    if (failure.code !== "not_found") toast(failure.message, "bad");
  }
}
