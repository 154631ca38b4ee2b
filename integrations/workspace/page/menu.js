/**
 * A menu that drops from a button: arrow keys move, Escape closes, focus returns.
 */
import { el, freshId } from "./dom.js";

let open = null;

/** Close the menu that is open, if one is. */
export function closeMenu({ refocus = false } = {}) {
  if (!open) return;
  const { panel, button } = open;
  open = null;
  panel.remove();
  button.setAttribute("aria-expanded", "false");
  if (refocus) button.focus();
}

/**
 * Open a menu at a button, or close it where it is open.
 * @param {HTMLElement} button
 * @param {Array<{label: (string|Node|Array), run?: function(), danger?: boolean, checked?: boolean, heading?: boolean}>} items
 * @param {{label?: string, class?: string}} [options]
 */
export function menu(button, items, options = {}) {
  const entries = items.map((item) => {
    if (item.heading) return el("div", { class: "menu-heading", role: "presentation" }, item.label);
    return el(
      "button",
      {
        type: "button",
        class: `menu-item${item.danger ? " danger" : ""}`,
        role: item.checked === undefined ? "menuitem" : "menuitemradio",
        "aria-checked": item.checked === undefined ? null : String(item.checked),
        tabindex: "-1",
        onclick: () => {
          closeMenu({ refocus: true });
          item.run();
        },
      },
      item.label,
    );
  });
  return popover(button, el("div", { role: "menu", "aria-label": options.label ?? "Menu" }, entries), options);
}

/** Open any panel at a button, or close it where it is open. */
export function popover(button, content, options = {}) {
  const again = open?.button === button;
  closeMenu();
  if (again) return null;
  const panel = el("div", { class: `popover ${options.class ?? ""}`, id: freshId("popover") }, content);
  panel.addEventListener("keydown", (event) => moveIn(panel, event));
  (button.closest("dialog") ?? document.body).append(panel);
  place(panel, button);
  button.setAttribute("aria-expanded", "true");
  open = { panel, button };
  const focusable = panel.querySelector("[aria-checked=true]") ?? panel.querySelector("input, button, a");
  focusable?.focus({ preventScroll: true });
  return panel;
}

function place(panel, button) {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const below = at.bottom + 4 + height <= innerHeight || at.top < height;
  const top = below ? Math.min(at.bottom + 4, Math.max(8, innerHeight - height - 8)) : at.top - height - 4;
  const left = Math.max(8, Math.min(at.left, innerWidth - width - 8));
  panel.style.setProperty("top", `${Math.max(8, top)}px`);
  panel.style.setProperty("left", `${left}px`);
}

function moveIn(panel, event) {
  const items = [...panel.querySelectorAll(".menu-item")];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    closeMenu({ refocus: true });
  } else if (to !== undefined && items.length && document.activeElement.tagName !== "INPUT") {
    event.preventDefault();
    items[(to + items.length) % items.length].focus();
  } else if (event.key === "Tab" && items.length) {
    closeMenu({ refocus: true });
  }
}

/** Close the open menu when something else is pressed. Call once. */
export function watchMenus() {
  document.addEventListener("pointerdown", (event) => {
    if (open && !open.panel.contains(event.target) && !open.button.contains(event.target)) closeMenu();
  });
  addEventListener("resize", () => closeMenu());
}
