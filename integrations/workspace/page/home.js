/**
 * The app's Home tab.
 */
import { drawBlocks } from "./blocks.js";
import { perform, pending } from "./actions.js";
import { avatar } from "./avatar.js";
import { el, fill } from "./dom.js";
import { store } from "./store.js";

/** Show the Home that the app has published, or a kind word. */
export function drawHome(room) {
  const view = store.home;
  if (!view?.blocks?.length) {
    fill(room, el("div", { class: "empty" }, avatar(store.app.user, "big"), el("h2", {}, "Nothing here yet"), el("p", {}, `${store.app.name} has published no Home for you so far. Try the Messages tab.`)));
    return;
  }
  const tools = {
    state: (block, element) => view.state?.values?.[block.block_id]?.[element.action_id],
    act: (block, element, extra, node) =>
      pending(node, () => perform("action", { view_id: view.id, action: { type: element.type, action_id: element.action_id, block_id: block.block_id, ...extra } })),
  };
  fill(room, el("div", { class: "blocks home-blocks" }, drawBlocks(view.blocks, tools)));
}
