/**
 * The page begins here: it draws its parts, becomes a member, and goes where the URL says.
 */
import { act, look } from "./api.js";
import { arriveInChannel, drawChannel, focusComposer } from "./channel.js";
import { drawClock } from "./clock.js";
import { el, icon } from "./dom.js";
import { drawModals } from "./modal.js";
import { listen, recording } from "./live.js";
import { onSwitch } from "./members.js";
import { watchMenus } from "./menu.js";
import { fromHash, go, onArrival } from "./route.js";
import { drawSidebar } from "./sidebar.js";
import { changed, here, on, store, takeClock, takeState } from "./store.js";
import { arriveInThread, drawThread } from "./thread.js";
import { toast } from "./toast.js";

const CLOCK_MS = 15_000;
const LAST = "workspace.member";

async function begin() {
  const drawer = el("button", { type: "button", class: "icon-button drawer-button", "aria-label": "Channels and people", onclick: toggleDrawer }, icon("menu"));
  drawClock(document.getElementById("top"), drawer);
  drawSidebar(document.getElementById("sidebar"));
  drawChannel(document.getElementById("main"));
  drawThread(document.getElementById("thread"));
  drawModals();
  watchMenus();
  onArrival(arrive);
  onSwitch(become);
  on("connected", drawBanner);
  document.getElementById("frame").addEventListener("click", ({ target }) => {
    if (target.id === "frame") document.body.classList.remove("drawer-open");
  });
  document.getElementById("skip").addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("main").focus();
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") document.body.classList.remove("drawer-open");
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && read());
  addEventListener("hashchange", followHash);
  addEventListener("popstate", followHash);
  setInterval(readClock, CLOCK_MS);
  await become(fromHash().as || sessionStorage.getItem(LAST) || "");
}

function toggleDrawer() {
  if (document.body.classList.toggle("drawer-open")) document.getElementById("member-switch").focus();
}

/** Load everything as a member; without an id, as the first of the team. */
async function become(id) {
  try {
    takeState(await stateOf(id), { fresh: true });
  } catch (failure) {
    store.connected = false;
    drawBanner();
    toast(failure.message, "bad");
    setTimeout(() => become(id), 3000);
    return;
  }
  document.body.classList.add("ready");
  sessionStorage.setItem(LAST, store.me);
  if (!store.connected) {
    store.connected = true;
    drawBanner();
  }
  const asked = fromHash();
  const channel = [asked.channel, store.place.channel].find((each) => store.channels.has(each)) ?? firstChannel();
  const thread = channel === asked.channel ? asked.thread : "";
  listen({ again, seen });
  store.place = { channel: "", thread: "", tab: "messages" };
  const focus = channel === asked.channel ? asked.focus : "";
  await go({ channel, thread, tab: asked.tab, focus }, { replace: true });
}

/** The state of a member; where none is named, or one who is not there, of whom the workspace puts first. */
async function stateOf(id) {
  if (!id) return look("state", {});
  try {
    return await look("state", { as: id });
  } catch (failure) {
    if (failure.code !== "user_not_found") throw failure;
    return look("state", {});
  }
}

function firstChannel() {
  const rooms = [...store.channels.values()].filter((each) => each.is_member && !each.archived && each.kind === "public");
  const withApp = rooms.find((each) => each.members.includes(store.app.user));
  return (withApp ?? rooms[0] ?? [...store.channels.values()][0])?.id ?? "";
}

/** Load what a place shows. */
async function arrive(place, before) {
  const moved = place.channel !== before.channel || (place.tab !== before.tab && place.tab === "messages");
  const threaded = place.thread !== before.thread || place.channel !== before.channel;
  if (moved) {
    store.lists.channel = null;
    store.editing = "";
    const room = here();
    store.readUpTo = room?.unread ? room.last_read : "";
  }
  if (threaded) store.lists.thread = null;
  changed("messages");
  if (place.channel === store.app.dm && place.tab === "home" && (moved || before.tab !== "home")) {
    act("home", { as: store.me }).catch(() => {});
  }
  await load(place, { main: moved || Boolean(store.focus), thread: threaded && Boolean(place.thread) });
  if (store.place !== place) return;
  requestAnimationFrame(() => {
    if (moved || store.focus) arriveInChannel();
    if (threaded && place.thread) arriveInThread();
    else if (moved || threaded) focusComposer();
  });
  read();
}

async function load(place, { main, thread }) {
  const as = store.me;
  const get = async (name, query) => {
    const replay = recording();
    try {
      const { messages } = await look("messages", { as, channel: place.channel, ...query });
      const current = store.place.channel === place.channel && (name === "channel" || store.place.thread === place.thread);
      if (current && store.me === as) store.lists[name] = messages;
    } catch (failure) {
      if (name === "thread" && store.place === place) go({ thread: "" }, { replace: true });
      toast(failure.message, "bad");
    } finally {
      replay();
    }
  };
  await Promise.all([main && get("channel", {}), thread && get("thread", { thread_ts: place.thread })]);
  changed("messages");
}

/** Mark the open channel as read, as far as it is shown. */
function read() {
  const room = here();
  const onHome = store.place.tab === "home" && room?.id === store.app.dm;
  if (room?.is_member && room.unread && !onHome && document.visibilityState === "visible") seen(room.id, null);
}

function seen(channel, ts) {
  act("read", { as: store.me, channel, ts }).catch(() => {});
}

/** The stream stands: what happened before is loaded anew. */
async function again() {
  const replay = recording();
  try {
    takeState(await look("state", { as: store.me }), { fresh: false });
    replay();
    await load(store.place, { main: true, thread: Boolean(store.place.thread) });
  } catch (failure) {
    replay();
    toast(failure.message, "bad");
  }
}

async function readClock() {
  if (!store.me || !store.connected || document.visibilityState !== "visible") return;
  try {
    const state = await look("state", { as: store.me });
    takeClock(state.clock);
    store.prompts = state.prompts;
    changed("prompts");
  } catch {
    // The banner already says that nothing answers.
  }
}

function followHash() {
  const asked = fromHash();
  if (asked.as && asked.as !== store.me) {
    become(asked.as);
    return;
  }
  if (!asked.focus && ["channel", "thread", "tab"].every((name) => asked[name] === store.place[name])) return;
  const { channel, thread, tab, focus } = asked;
  if (store.channels.has(channel)) go({ channel, thread, tab, focus }, { replace: true });
}

function drawBanner() {
  const banner = document.getElementById("banner");
  banner.hidden = store.connected;
  banner.textContent = store.connected ? "" : "The workspace does not answer. Trying again…";
}

begin();
