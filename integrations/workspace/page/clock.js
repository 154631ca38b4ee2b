/**
 * The bar at the top: what time it is, what comes next, and the hand that turns the clock.
 */
import { act } from "./api.js";
import { pending } from "./actions.js";
import { el, fill, icon } from "./dom.js";
import { popover, closeMenu } from "./menu.js";
import { on, presentMs, store, takeClock } from "./store.js";
import { dayKey, hourMinute, momentIn, shortDay, until } from "./times.js";
import { toast } from "./toast.js";

const LITTLE_MS = 60_000;
const now = el("time", { class: "clock-now", id: "clock-now" });
const next = el("span", { class: "clock-next", id: "clock-next" });
const jump = el("button", { type: "button", class: "button primary clock-button", id: "clock-jump" });
const other = el("button", { type: "button", class: "button clock-button only-icon", "aria-label": "Turn the clock to another time", "aria-haspopup": "dialog" }, icon("down"));
const play = el("button", { type: "button", class: "button clock-button", id: "clock-play" });
const hand = el("div", { class: "clock-hand" }, el("span", { class: "joined" }, jump, other), play);

/** Fill the bar; `drawer` is the button that opens the sidebar on narrow screens. */
export function drawClock(bar, drawer) {
  fill(
    bar,
    drawer,
    el("div", { class: "clock", role: "group", "aria-label": "Clock" }, icon("clock"), now, next),
    hand,
  );
  jump.addEventListener("click", () => pending(jump, () => turn({ jump: "next" })));
  play.addEventListener("click", () => pending(play, playOrPause));
  other.addEventListener("click", openTimes);
  on("clock me", draw);
  on("clock", watchPlaying);
  setInterval(tick, 1000);
}

/** The moment at which the member pressed "Play the day", while it plays. */
let playedFrom = null;

/** Say so where "Play the day" found nothing left to play. */
function watchPlaying() {
  if (store.clock.playing || playedFrom === null) return;
  if (store.clock.base - playedFrom < LITTLE_MS) toast("This day is over. Press again to play the next one.");
  playedFrom = null;
}

async function playOrPause() {
  const begins = !store.clock?.playing;
  const from = presentMs();
  playedFrom = null;
  await turn({ play: begins });
  playedFrom = begins && store.clock.playing ? from : null;
}

async function turn(body) {
  try {
    const answer = await act("clock", body);
    if (answer.clock) takeClock(answer.clock);
  } catch (failure) {
    toast(failure.message, "bad");
  }
}

function tick() {
  if (!store.clock) return;
  const { zone } = store.clock;
  const ms = presentMs();
  const words = `${shortDay(ms, zone)} · ${hourMinute(ms, zone)}`;
  if (now.textContent !== words) {
    now.textContent = words;
    now.setAttribute("datetime", new Date(ms).toISOString());
    now.title = `${words}, ${zone}`;
    drawNext();
  }
}

function drawNext() {
  const { next: following, zone } = store.clock;
  if (!following) {
    fill(next, "Nothing planned");
    return;
  }
  const at = Date.parse(following.at);
  const day = dayKey(at, zone) === dayKey(presentMs(), zone) ? "" : `${shortDay(at, zone)} `;
  fill(next, el("strong", {}, following.label), ` at ${day}${hourMinute(at, zone)}`, el("span", { class: "until" }, ` · ${until(at - presentMs())}`));
}

function draw() {
  if (!store.clock) return;
  const { next: following, turnable, playing, zone } = store.clock;
  hand.hidden = !turnable;
  tick();
  drawNext();
  const at = following ? Date.parse(following.at) : 0;
  const sameDay = following && dayKey(at, zone) === dayKey(presentMs(), zone);
  const where = following ? `${sameDay ? "" : `${shortDay(at, zone).slice(0, 3)} `}${hourMinute(at, zone)}` : "next";
  fill(jump, icon("jump"), el("span", {}, "Jump to ", where));
  jump.disabled = !following || playing;
  jump.title = following ? `Turn the clock to ${following.label}` : "Nothing is planned yet";
  other.disabled = playing;
  fill(play, icon(playing ? "pause" : "play"), el("span", {}, playing ? "Pause" : "Play the day"));
  play.setAttribute("aria-pressed", String(Boolean(playing)));
}

function openTimes() {
  const { zone } = store.clock;
  const begin = presentMs() + 30 * 60_000;
  const field = el("input", { type: "datetime-local", class: "field", value: `${dayKey(begin, zone)}T${hourMinute(begin, zone)}`, min: `${dayKey(presentMs(), zone)}T00:00`, required: true });
  const form = el(
    "form",
    { class: "time-form" },
    el("label", {}, el("span", { class: "label" }, "Turn the clock forward to"), field),
    el("p", { class: "hint" }, `Read in ${zone}. What is due until then happens; the clock never goes back.`),
    el("button", { class: "button primary", type: "submit" }, "Turn the clock"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const seconds = momentIn(field.value, zone);
    if (!(seconds * 1000 > presentMs())) {
      toast("That moment has passed. The clock only goes forward.", "bad");
      return;
    }
    closeMenu({ refocus: true });
    pending(other, () => turn({ to: new Date(seconds * 1000).toISOString() }));
  });
  popover(other, form, { class: "padded" });
}
