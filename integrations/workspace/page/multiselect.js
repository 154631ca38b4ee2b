/**
 * A select of several: chips of what is chosen, and a list that can be searched.
 */
import { el, fill, freshId, icon } from "./dom.js";
import { withEmoji } from "./emoji.js";

/**
 * @param {Array<{value: string, label: string, group?: string}>} rows
 * @param {string[]} chosen values
 * @param {{placeholder: string, most: number, changed: function()}} options
 * @returns {{node: HTMLElement, picked: function(): Array}}
 */
export function multiSelect(rows, chosen, { placeholder, most, changed }) {
  const values = new Set(chosen.filter((value) => rows.some((row) => row.value === value)));
  const listId = freshId("list");
  const search = el("input", {
    class: "multi-search",
    type: "text",
    autocomplete: "off",
    role: "combobox",
    "aria-controls": listId,
    "aria-expanded": "false",
    "aria-autocomplete": "list",
  });
  const chips = el("span", { class: "chips" });
  const list = el("ul", { class: "multi-list", id: listId, role: "listbox", "aria-multiselectable": "true", hidden: true });
  const box = el("div", { class: "field multi-box" }, chips, search);
  const node = el("div", { class: "multi" }, box, list);
  let active = 0;

  const found = () => rows.filter((row) => row.label.toLowerCase().includes(search.value.trim().toLowerCase()));

  function toggle(row) {
    if (!values.delete(row.value) && values.size < most) values.add(row.value);
    search.value = "";
    draw();
    changed();
  }

  function chip(row) {
    const remove = el("button", { type: "button", class: "chip-remove", "aria-label": `Remove ${row.label}` }, icon("close"));
    // The search keeps the focus: its blur would draw the chips anew between press and click.
    remove.addEventListener("pointerdown", (event) => event.preventDefault());
    remove.addEventListener("click", (event) => {
      event.stopPropagation();
      toggle(row);
      search.focus();
    });
    return el("span", { class: "chip" }, withEmoji(row.label), remove);
  }

  function draw() {
    fill(chips, rows.filter((row) => values.has(row.value)).map(chip));
    search.placeholder = values.size ? "" : placeholder;
    const shown = found();
    active = Math.max(0, Math.min(active, shown.length - 1));
    const lines = shown.map((row, number) => {
      const taken = values.has(row.value);
      const line = el(
        "li",
        {
          id: `${listId}-${number}`,
          role: "option",
          class: number === active ? "active" : "",
          "aria-selected": String(taken),
          onpointerdown: (event) => {
            event.preventDefault();
            active = number;
            toggle(row);
          },
        },
        el("span", { class: "tick" }, taken && icon("check")),
        withEmoji(row.label),
      );
      return line;
    });
    fill(list, lines.length ? lines : el("li", { class: "quiet" }, "Nothing is called that."));
    if (!list.hidden && shown.length) search.setAttribute("aria-activedescendant", `${listId}-${active}`);
    else search.removeAttribute("aria-activedescendant");
  }

  function show(on) {
    list.hidden = !on;
    search.setAttribute("aria-expanded", String(on));
    draw();
  }

  search.addEventListener("blur", () => show(false));
  search.addEventListener("input", () => {
    active = 0;
    show(true);
  });
  search.addEventListener("keydown", (event) => {
    const shown = found();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) show(true);
      active = (active + (event.key === "ArrowDown" ? 1 : shown.length - 1)) % Math.max(1, shown.length);
      draw();
      list.querySelector(".active")?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && !list.hidden && shown[active]) {
      event.preventDefault();
      toggle(shown[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      show(false);
    } else if (event.key === "Backspace" && !search.value && values.size) {
      values.delete([...values].at(-1));
      draw();
      changed();
    }
  });
  box.addEventListener("click", () => {
    search.focus();
    show(true);
  });
  draw();
  return { node, picked: () => rows.filter((row) => values.has(row.value)) };
}
