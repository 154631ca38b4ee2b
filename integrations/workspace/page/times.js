/**
 * Times and dates in a member's zone, as words.
 */
import { me, presentMs, store } from "./store.js";

const formats = new Map();
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = ["January", "February", "March", "April", "May", "June"].concat(
  ["July", "August", "September", "October", "November", "December"],
);

/** The zone in which this member reads times. */
export const zone = () => me()?.tz ?? store.clock?.zone ?? "UTC";

/** Milliseconds of a Slack ts. */
export const msOf = (ts) => Number.parseFloat(ts) * 1000;

/** Year, month (1 to 12), day, weekday (0 is Sunday), hour, minute, second in a zone. */
export function parts(ms, tz = zone()) {
  if (!formats.has(tz)) formats.set(tz, formatFor(tz));
  const found = {};
  for (const { type, value } of formats.get(tz).formatToParts(new Date(ms))) found[type] = Number(value);
  found.weekday = new Date(Date.UTC(found.year, found.month - 1, found.day)).getUTCDay();
  return found;
}

function formatFor(tz) {
  const fields = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" };
  try {
    return new Intl.DateTimeFormat("en-GB", { ...fields, hourCycle: "h23", timeZone: tz });
  } catch {
    return new Intl.DateTimeFormat("en-GB", { ...fields, hourCycle: "h23", timeZone: "UTC" });
  }
}

const two = (number) => String(number).padStart(2, "0");

/** "09:05" */
export function hourMinute(ms, tz = zone()) {
  const { hour, minute } = parts(ms, tz);
  return `${two(hour)}:${two(minute)}`;
}

/** "2026-11-23", which also tells days apart. */
export function dayKey(ms, tz = zone()) {
  const { year, month, day } = parts(ms, tz);
  return `${year}-${two(month)}-${two(day)}`;
}

/** "Mon 23 Nov" */
export function shortDay(ms, tz = zone()) {
  const { weekday, day, month } = parts(ms, tz);
  return `${WEEKDAYS[weekday].slice(0, 3)} ${day} ${MONTHS[month - 1].slice(0, 3)}`;
}

/** "Today", "Yesterday", "Tomorrow" or "Monday, 23 November", with the year where it is another. */
export function dayName(ms, tz = zone()) {
  const pretty = relative(ms, tz);
  if (pretty) return pretty[0].toUpperCase() + pretty.slice(1);
  const { weekday, day, month, year } = parts(ms, tz);
  const other = year === parts(presentMs(), tz).year ? "" : ` ${year}`;
  return `${WEEKDAYS[weekday]}, ${day} ${MONTHS[month - 1]}${other}`;
}

function relative(ms, tz = zone()) {
  const { year, month, day } = parts(ms, tz);
  const today = parts(presentMs(), tz);
  const days = (Date.UTC(year, month - 1, day) - Date.UTC(today.year, today.month - 1, today.day)) / 86_400_000;
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days] ?? "";
}

/** "today at 09:05" or "Mon 23 Nov at 09:05" */
export function when(ms) {
  return `${relative(ms) || shortDay(ms)} at ${hourMinute(ms)}`;
}

/** Everything about a moment, for a tooltip. */
export function fullMoment(ms) {
  const { weekday, day, month, year } = parts(ms);
  return `${WEEKDAYS[weekday]}, ${day} ${MONTHS[month - 1]} ${year} at ${hourMinute(ms)}`;
}

/** "2 h 5 min" until something, or "now". */
export function until(ms) {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return "now";
  if (minutes < 60) return `in ${minutes} min`;
  if (minutes < 48 * 60) return `in ${Math.floor(minutes / 60)} h${minutes % 60 ? ` ${minutes % 60} min` : ""}`;
  return `in ${Math.round(minutes / 1440)} days`;
}

/** Slack's date format with its tokens filled, in this member's zone. */
export function slackDate(seconds, format) {
  const ms = seconds * 1000;
  if (!Number.isFinite(ms) || Math.abs(ms) > 8e15) return null;
  const { weekday, day, month, year, hour, minute, second } = parts(ms);
  const short = `${MONTHS[month - 1].slice(0, 3)} ${day}, ${year}`;
  const plain = `${MONTHS[month - 1]} ${day}, ${year}`;
  const long = `${WEEKDAYS[weekday]}, ${plain}`;
  const near = relative(ms);
  const minutes = Math.round((presentMs() - ms) / 60_000);
  const tokens = {
    date_num: dayKey(ms),
    date_slash: `${two(month)}/${two(day)}/${year}`,
    date: plain,
    date_short: short,
    date_long: long,
    date_pretty: near || plain,
    date_short_pretty: near || short,
    date_long_pretty: near || long,
    day_divider_pretty: near || `${WEEKDAYS[weekday]}, ${MONTHS[month - 1]} ${day}`,
    time: `${two(hour)}:${two(minute)}`,
    time_secs: `${two(hour)}:${two(minute)}:${two(second)}`,
    ago: minutes < 0 ? until(-minutes * 60_000) : `${until(minutes * 60_000).replace(/^in /, "")} ago`.replace("now ago", "just now"),
  };
  return format.replace(/\{([a-z_]+)\}/g, (whole, name) => tokens[name] ?? whole);
}

/** Unix seconds of a wall time like "2026-11-23T09:00" in a zone. */
export function momentIn(wall, tz = zone()) {
  const wanted = Date.parse(`${wall}Z`);
  let guess = wanted;
  for (let turn = 0; turn < 2; turn += 1) {
    const { year, month, day, hour, minute } = parts(guess, tz);
    guess += wanted - Date.UTC(year, month - 1, day, hour, minute);
  }
  return Math.round(guess / 1000);
}
