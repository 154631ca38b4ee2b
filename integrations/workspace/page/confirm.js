/**
 * A question before something is done, in a dialog of its own.
 */
import { el, freshId } from "./dom.js";
import { textObject } from "./mrkdwn.js";

/**
 * Ask, and answer whether it was confirmed; without a question that is true.
 * @param {Object|undefined} question Slack's confirm object
 * @returns {Promise<boolean>}
 */
export function confirmed(question) {
  if (!question) return Promise.resolve(true);
  return new Promise((resolve) => {
    const title = freshId("title");
    const dialog = el("dialog", { class: "dialog small", "aria-labelledby": title });
    const answer = (value) => () => dialog.close(value);
    dialog.append(
      el("h2", { id: title, class: "dialog-head" }, textObject(question.title)),
      el("div", { class: "dialog-body" }, textObject(question.text)),
      el(
        "div",
        { class: "dialog-foot" },
        el("button", { type: "button", class: "button", onclick: answer("no") }, textObject(question.deny)),
        el(
          "button",
          { type: "button", class: `button ${question.style === "danger" ? "danger solid" : "primary"}`, onclick: answer("yes") },
          textObject(question.confirm),
        ),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

const plain = (text) => ({ type: "plain_text", text, emoji: false });

/** Ask in our own words. */
export function sure({ title, text, yes, no = "Cancel", danger = false }) {
  return confirmed({ title: plain(title), text: plain(text), confirm: plain(yes), deny: plain(no), style: danger ? "danger" : "" });
}
