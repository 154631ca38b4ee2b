/**
 * The stream of what happens in the workspace, and what each happening changes here.
 */
import { look } from "./api.js";
import { changed, here, store, takeClock } from "./store.js";

const RECOUNT_MS = 60;

let stream = null;

/**
 * Listen as the member that the page is. `again` runs whenever the stream stands,
 * `seen(channel, ts)` when a message was shown in the open channel.
 */
export function listen({ again, seen }) {
  stream?.close();
  const mine = new EventSource(`local/events?${new URLSearchParams({ as: store.me })}`);
  stream = mine;
  mine.addEventListener("open", () => {
    if (mine !== stream) return;
    connected(true);
    again(); // what was said before the stream stood, at first or after a break, came to nobody
  });
  mine.addEventListener("error", () => {
    if (mine !== stream) return;
    connected(false);
    if (mine.readyState === EventSource.CLOSED) setTimeout(() => mine === stream && listen({ again, seen }), 3000);
  });
  for (const [name, handle] of Object.entries(ONCE)) {
    mine.addEventListener(name, (event) => {
      if (mine === stream) handle(JSON.parse(event.data), seen);
    });
  }
  for (const name of Object.keys(REPEATABLE)) {
    mine.addEventListener(name, (event) => {
      if (mine === stream) note(name, JSON.parse(event.data));
    });
  }
}

const recordings = new Set();

/**
 * Note what happens from now on. The function that is answered ends that and does
 * it once more: an answer asked for before something happened may arrive after it.
 */
export function recording() {
  const noted = [];
  recordings.add(noted);
  return () => {
    recordings.delete(noted);
    for (const [name, data] of noted) REPEATABLE[name](data);
  };
}

function note(name, data) {
  for (const noted of recordings) noted.push([name, data]);
  REPEATABLE[name](data);
}

function connected(on) {
  if (store.connected === on) return;
  store.connected = on;
  changed("connected");
}

const inMain = (message) => [undefined, message.ts].includes(message.thread_ts) || message.subtype === "thread_broadcast";

/** What can be done twice, in order, without harm. */
const REPEATABLE = {
  message({ channel, message }) {
    put(channel, message);
  },
  message_changed({ channel, message }) {
    put(channel, message, { onlyKnown: true });
  },
  message_deleted({ channel, ts }) {
    inLists(channel, (messages) => messages.filter((each) => each.ts !== ts));
  },
  reaction({ channel, ts, reactions }) {
    inLists(channel, (messages) => messages.map((each) => (each.ts === ts ? { ...each, reactions } : each)));
  },
  view_open({ view }) {
    store.views = [...store.views.filter((each) => each.id !== view.id), view];
    changed("views");
  },
  view_update({ view }) {
    store.views = store.views.map((each) => (each.id === view.id ? view : each));
    changed("views");
  },
  view_close({ view_id }) {
    store.views = store.views.filter((each) => each.id !== view_id);
    changed("views");
  },
  home({ view }) {
    store.home = view;
    changed("home");
  },
  channel(channel) {
    if (channel.gone) store.channels.delete(channel.id);
    else store.channels.set(channel.id, channel);
    changed("channels");
  },
  member(member) {
    store.members.set(member.id, { ...store.members.get(member.id), ...member });
    changed("members");
  },
  status({ user, status_text, status_emoji }) {
    const member = store.members.get(user);
    if (member) Object.assign(member, { status_text, status_emoji });
    changed("members", "messages");
  },
};

/** What is done once. */
const ONCE = {
  message({ channel, message }, seen) {
    const room = store.channels.get(channel);
    if (!room || !inMain(message) || message.ephemeral) return;
    if (message.user === store.me) Object.assign(room, { unread: 0, mentions: 0 });
    else if (looking(channel)) seen(channel, message.ts);
    else if (room.is_member) recount(seen);
    changed("channels");
  },
  clock: takeClock,
};

/** Whether the member has this channel before their eyes. */
function looking(channel) {
  const home = store.place.tab === "home" && channel === store.app.dm;
  return channel === here()?.id && !home && document.visibilityState === "visible";
}

let counting = 0;

/** Ask soon how much is unread: the workspace counts, so that nothing counts twice. */
function recount(seen) {
  if (counting) return;
  counting = setTimeout(async () => {
    counting = 0;
    const as = store.me;
    try {
      const { channels } = await look("state", { as });
      if (as !== store.me) return;
      store.channels = new Map(channels.map((each) => [each.id, each]));
      // Who opened a channel meanwhile has read it, whatever was counted before that.
      const room = here();
      if (room?.unread && looking(room.id)) seen(room.id, null);
      changed("channels");
    } catch {
      // The stream breaks too then, and says so.
    }
  }, RECOUNT_MS);
}

/** Put a message into the lists that show it. */
function put(channel, message, { onlyKnown = false } = {}) {
  if (channel !== store.place.channel) return;
  const { thread } = store.place;
  if (inMain(message)) store.lists.channel = placed(store.lists.channel, message, onlyKnown);
  if (thread && (message.thread_ts ?? message.ts) === thread) store.lists.thread = placed(store.lists.thread, message, onlyKnown);
  changed("messages");
}

function inLists(channel, change) {
  if (channel !== store.place.channel) return;
  for (const name of ["channel", "thread"]) if (store.lists[name]) store.lists[name] = change(store.lists[name]);
  changed("messages");
}

function placed(messages, message, onlyKnown) {
  if (!messages) return messages;
  const at = messages.findIndex((each) => each.ts === message.ts);
  if (at >= 0) return messages.map((each, number) => (number === at ? message : each));
  if (onlyKnown) return messages;
  const later = messages.findIndex((each) => each.ts > message.ts);
  const place = later < 0 ? messages.length : later;
  return [...messages.slice(0, place), message, ...messages.slice(place)];
}
