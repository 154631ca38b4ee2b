/**
 * What the page knows, and who wants to hear of changes. Everything else draws from here.
 */

export const store = {
  /** The member that the page is, by id. */
  me: "",
  app: { id: "", name: "", user: "", dm: "" },
  team: { name: "" },
  /** @type {Map<string, Object>} */
  members: new Map(),
  /** @type {Map<string, Object>} */
  channels: new Map(),
  commands: [],
  shortcuts: [],
  /** Open modals, the lowest first. */
  views: [],
  /** The App Home, or null. */
  home: null,
  prompts: {},
  clock: null,
  /** Where one is: channel id, thread ts or "", and "home" or "messages" in the app's DM. */
  place: { channel: "", thread: "", tab: "messages" },
  /** Messages by list: "channel" and "thread". Null while they load. */
  lists: { channel: null, thread: null },
  /** The ts up to which the open channel had been read when it was opened. */
  readUpTo: "",
  /** The ts of the message that is being edited, or "". */
  editing: "",
  connected: true,
};

const listeners = new Map();

/** Call `listener` after each change of one of `topics`. */
export function on(topics, listener) {
  for (const topic of topics.split(" ")) {
    if (!listeners.has(topic)) listeners.set(topic, new Set());
    listeners.get(topic).add(listener);
  }
}

const waiting = new Set();

/** Say that something has changed; each listener runs once, soon, however much changes before. */
export function changed(...topics) {
  if (waiting.size === 0) queueMicrotask(tell);
  for (const topic of topics) waiting.add(topic);
}

function tell() {
  const due = new Set();
  for (const topic of waiting) for (const listener of listeners.get(topic) ?? []) due.add(listener);
  waiting.clear();
  for (const listener of due) listener();
}

/** The last of `messages` that the member themself wrote and can change. */
export const lastOfMine = (messages) => messages?.filter((each) => each.user === store.me && !each.ephemeral).at(-1);

/** The member whom the page is. */
export const me = () => store.members.get(store.me);
/** The open channel. */
export const here = () => store.channels.get(store.place.channel);
/** The name of a member, kindly also of one unknown. */
export const nameOf = (id) => store.members.get(id)?.name ?? "Somebody";

/** Modals that were open before this page was: as in Slack, a page that is loaded begins without them. */
let stale = new Set();

/** Take over the answer of GET /local/state; `fresh` where the page begins, not where it goes on. */
export function takeState(state, { fresh }) {
  const open = state.views ?? [];
  if (fresh) stale = new Set(open.map((each) => each.id));
  store.me = state.me;
  store.app = state.app;
  store.team = state.team;
  store.members = new Map(state.members.map((each) => [each.id, each]));
  store.channels = new Map(state.channels.map((each) => [each.id, each]));
  store.commands = state.commands;
  store.shortcuts = state.shortcuts;
  store.views = open.filter((each) => !stale.has(each.id));
  store.home = state.home ?? null;
  store.prompts = state.prompts ?? {};
  takeClock(state.clock);
  changed("me", "members", "channels", "views", "home", "prompts");
}

/** Take over what the clock shows. */
export function takeClock(face) {
  const before = store.clock;
  const at = performance.now();
  const now = Date.parse(face.now);
  let runs = before?.runs ?? true;
  if (before && at - before.at > 4000 && now >= before.base) runs = now - before.base > (at - before.at) / 2;
  store.clock = { ...face, base: now, at, runs };
  changed("clock");
}

/** The workspace's present, in milliseconds. */
export function presentMs() {
  const { clock } = store;
  if (!clock) return Date.now();
  return clock.base + (clock.runs ? performance.now() - clock.at : 0);
}
