/**
 * Making and keeping elements. Words from outside only ever become text nodes here.
 */

/**
 * An element. `props` are attributes; `class`, `on…` listeners, `dataset`, and the live
 * properties in LIVE are set as such. False and null are left out.
 * @param {string} tag
 * @param {Object<string, *>} [props]
 * @param {...(Node|string|null|undefined|false|Array)} children
 * @returns {HTMLElement}
 */
export function el(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(element.dataset, value);
    else if (LIVE.has(name)) element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  put(element, children);
  return element;
}

const LIVE = new Set(["value", "checked", "selected", "disabled", "hidden", "indeterminate"]);

/** Append nodes and strings, lists of them too. */
export function put(element, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    element.append(child);
  }
  return element;
}

/** Replace everything inside an element. */
export function fill(element, ...children) {
  element.replaceChildren();
  return put(element, ...children);
}

/**
 * Show a list so that what has not changed keeps its elements, with their focus and state. Where
 * an item with the focus is drawn anew, its element with the same `data-key` is given it back.
 * @param {HTMLElement} container
 * @param {Array<{key: string, version: string, make: function(): HTMLElement}>} items
 */
export function keyed(container, items) {
  const before = container.kept ?? new Map();
  const kept = new Map();
  const { activeElement } = document;
  let focused = null;
  let place = container.firstChild;
  for (const { key, version, make } of items) {
    const old = before.get(key);
    const same = old && old.version === version;
    const node = same ? old.node : make();
    kept.set(key, { version, node });
    if (old && !same) {
      if (old.node.contains(activeElement)) focused = [node, activeElement.dataset.key];
      if (place === old.node) place = old.node.nextSibling;
      old.node.remove();
    }
    if (node === place) place = place.nextSibling;
    else container.insertBefore(node, place);
  }
  for (const [key, { node }] of before) if (!kept.has(key)) node.remove();
  container.kept = kept;
  if (focused?.[1]) focused[0].querySelector(`[data-key="${CSS.escape(focused[1])}"]`)?.focus({ preventScroll: true });
}

let ids = 0;
/** An id for an element that another one names. */
export function freshId(prefix = "e") {
  ids += 1;
  return `${prefix}${ids}`;
}

const ICONS = {
  reply: "M10 8 5 12.5l5 4.5M5.5 12.5H14a5 5 0 0 1 5 5V19",
  smile: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM9 10v.01M15 10v.01M8.5 14.2a4.2 4.2 0 0 0 7 0",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  edit: "M4.5 19.5 5.6 15 15.8 4.8a1.7 1.7 0 0 1 2.4 0l1 1a1.7 1.7 0 0 1 0 2.4L9 18.4z",
  close: "m6 6 12 12M18 6 6 18",
  menu: "M4 7h16M4 12h16M4 17h16",
  hash: "M9 4 7 20M17 4l-2 16M4.5 9h16M3.5 15h16",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M6 11h12v9H6z",
  send: "M4 12 20 4.5 16 20l-4.5-6zM11.5 14 20 4.5",
  down: "m6 9.5 6 6 6-6",
  play: "M8 5.5v13l10.5-6.5z",
  pause: "M8.5 5.5v13M15.5 5.5v13",
  jump: "m5 6 7 6-7 6zM13 6l7 6-7 6z",
  clock: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3 2",
  back: "M14.5 5.5 8 12l6.5 6.5",
  bolt: "M13 3 5 14h6l-1 7 8-11h-6z",
  eye: "M2.5 12S6 5.8 12 5.8 21.5 12 21.5 12 18 18.2 12 18.2 2.5 12 2.5 12zM12 9.4a2.6 2.6 0 1 0 0 5.2 2.6 2.6 0 0 0 0-5.2z",
  file: "M6 3.5h8l4 4v13H6zM14 3.5v4h4M9 12.5h6M9 16h4",
  check: "m5 12.5 4.5 4.5L19 7.5",
  people: "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 19.5c.5-3.5 3-5 6-5s5.5 1.5 6 5M16 11a3 3 0 0 0 0-6M17.5 14.6c2 .5 3.2 2.2 3.5 4.9",
};

/** One of the drawn icons; purely decorative, so put a label beside it. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}
