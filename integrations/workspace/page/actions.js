/**
 * What a member does: each action asks the workspace and shows a failure as a toast.
 */
import { act } from "./api.js";
import { store } from "./store.js";
import { toast } from "./toast.js";

/**
 * POST as the member that the page is. Answers null after a failure that has been shown.
 * @param {string} name
 * @param {Object} [body]
 */
export async function perform(name, body = {}) {
  try {
    return await act(name, { as: store.me, ...body });
  } catch (failure) {
    toast(failure.message, "bad");
    return null;
  }
}

/** Do something while a button shows that it is at work; a second click meanwhile does nothing. */
export async function pending(button, work) {
  if (button.getAttribute("aria-busy") === "true") return null;
  button.setAttribute("aria-busy", "true");
  try {
    return await work();
  } finally {
    button.removeAttribute("aria-busy");
  }
}
