/**
 * Asking who one is, where the URL does not say and the workspace does not choose.
 */
import { look } from "./api.js";
import { el } from "./dom.js";

/** Ask until a member's name or id is given; the state as that member. */
export function askWho() {
  return new Promise((resolve) => {
    const name = el("input", { class: "field", placeholder: "A name of the team", "aria-describedby": "ask-error", autocomplete: "off" });
    const error = el("p", { class: "error", id: "ask-error", role: "alert", hidden: true });
    const dialog = el("dialog", { class: "dialog small", "aria-labelledby": "ask-title" });
    const form = el(
      "form",
      {},
      el("h2", { class: "dialog-head", id: "ask-title" }, "Who are you today?"),
      el("div", { class: "dialog-body" }, el("label", {}, el("span", { class: "label" }, "Name"), name), error),
      el("div", { class: "dialog-foot" }, el("button", { type: "submit", class: "button primary" }, "Go in")),
    );
    dialog.append(form);
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const state = await look("state", { as: name.value.trim() });
        dialog.close();
        dialog.remove();
        resolve(state);
      } catch (failure) {
        error.textContent = failure.message;
        error.hidden = false;
      }
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
