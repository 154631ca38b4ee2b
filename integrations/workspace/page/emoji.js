/**
 * Emoji, drawn by ourselves and so the same on every machine: `emoji.svg` has a symbol for each sign
 * below, under the first of its names. A name that is not here stays between its colons; a sign that
 * is not here is a character like any other.
 */
import { el } from "./dom.js";

export const EMOJI = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", clap: "👏", pray: "🙏", raised_hands: "🙌", wave: "👋",
  ok_hand: "👌", muscle: "💪", point_right: "👉", point_up: "☝️", point_down: "👇", hand: "✋", eyes: "👀", brain: "🧠",
  smile: "😄", grinning: "😀", slightly_smiling_face: "🙂", wink: "😉", joy: "😂", laughing: "😆", sweat_smile: "😅",
  thinking_face: "🤔", thinking: "🤔", sob: "😭", cry: "😢", confused: "😕", neutral_face: "😐", slightly_frowning_face: "🙁",
  persevere: "😣", sunglasses: "😎", heart_eyes: "😍", scream: "😱", face_with_rolling_eyes: "🙄",
  face_with_thermometer: "🤒", mask: "😷", sleeping: "😴", zzz: "💤", hugging_face: "🤗", white_check_mark: "✅",
  heavy_check_mark: "✔️", ballot_box_with_check: "☑️", x: "❌", heart: "❤️", green_heart: "💚", blue_heart: "💙",
  yellow_heart: "💛", purple_heart: "💜", fire: "🔥", rocket: "🚀", tada: "🎉", warning: "⚠️", rotating_light: "🚨",
  no_entry: "⛔", no_entry_sign: "🚫", stop_sign: "🛑", octagonal_sign: "🛑", construction: "🚧", bug: "🐛", wrench: "🔧",
  hammer: "🔨", gear: "⚙️", lock: "🔒", unlock: "🔓", key: "🔑", mag: "🔍", bulb: "💡", memo: "📝", pencil: "📝", pencil2: "✏️",
  book: "📖", books: "📚", green_book: "📗", blue_book: "📘", closed_book: "📕", orange_book: "📙", bookmark: "🔖",
  pushpin: "📌", round_pushpin: "📍", link: "🔗", page_facing_up: "📄", clipboard: "📋", file_folder: "📁",
  open_file_folder: "📂", file_cabinet: "🗄️", spiral_note_pad: "🗒️", calendar: "📅", date: "📅", spiral_calendar_pad: "🗓️",
  clock9: "🕘", alarm_clock: "⏰", stopwatch: "⏱️", hourglass: "⌛", hourglass_flowing_sand: "⏳", bell: "🔔", no_bell: "🔕",
  speech_balloon: "💬", thought_balloon: "💭", mega: "📣", inbox_tray: "📥", outbox_tray: "📤", package: "📦",
  chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", bar_chart: "📊", robot_face: "🤖", star: "⭐",
  sparkles: "✨", zap: "⚡", "100": "💯", "1234": "🔢", trophy: "🏆", coffee: "☕", pizza: "🍕", cake: "🍰", birthday: "🎂",
  palm_tree: "🌴", desert_island: "🏝️", beach_with_umbrella: "🏖️", beach_umbrella: "🏖️", airplane: "✈️", house: "🏠",
  house_with_garden: "🏡", office: "🏢", sunny: "☀️", cloud: "☁️", crescent_moon: "🌙", umbrella: "☔", snowflake: "❄️",
  seedling: "🌱", red_circle: "🔴", large_blue_circle: "🔵", large_green_circle: "🟢", large_yellow_circle: "🟡",
  large_orange_circle: "🟠", large_purple_circle: "🟣", white_circle: "⚪", black_circle: "⚫", large_red_square: "🟥",
  large_blue_square: "🟦", large_green_square: "🟩", large_yellow_square: "🟨", large_orange_square: "🟧",
  white_large_square: "⬜", black_large_square: "⬛", question: "❓", exclamation: "❗", heavy_plus_sign: "➕",
  heavy_minus_sign: "➖", arrow_right: "➡️", arrow_left: "⬅️", arrow_up: "⬆️", arrow_down: "⬇️", arrow_upper_right: "↗️",
  arrow_lower_right: "↘️", arrows_counterclockwise: "🔄", repeat: "🔁", recycle: "♻️", double_vertical_bar: "⏸️",
  arrow_forward: "▶️", fast_forward: "⏩", black_square_for_stop: "⏹️", checkered_flag: "🏁",
  triangular_flag_on_post: "🚩", information_source: "ℹ️", sos: "🆘", new: "🆕", sunrise_over_mountains: "🌄", dart: "🎯",
  scales: "⚖️", shield: "🛡️", ghost: "👻", boom: "💥", computer: "💻", email: "✉️", envelope: "✉️",
  telephone_receiver: "📞", floppy_disk: "💾", wastebasket: "🗑️", label: "🏷️", test_tube: "🧪", luggage: "🧳", anchor: "⚓",
};

/** What is offered first where one picks a reaction. */
export const QUICK = ["+1", "eyes", "white_check_mark", "tada", "heart", "joy", "thinking_face", "pray", "rocket", "-1"];

const SKIN = "[\\u{1f3fb}-\\u{1f3ff}]";
const SIGN = `(?:\\p{Extended_Pictographic}(?:\\ufe0f|${SKIN})|\\p{Emoji_Presentation}(?!\\ufe0e))`;
const SIGNS = `${SIGN}(?:\\u200d(?:${SIGN}|\\p{Extended_Pictographic}))*`;
const NAME = ":([a-z0-9_+-]+)(?:::skin-tone-[2-6])?:";
const BOTH = new RegExp(`${NAME}|${SIGNS}`, "gu");
const SIGNS_ALONE = new RegExp(SIGNS, "gu");

/** A sign without skin tones and without the mark that tells a font to draw it as a picture. */
const bare = (sign) => sign.replace(/[\ufe0f\u{1f3fb}-\u{1f3ff}]/gu, "");
const NAMES = new Map(Object.entries(EMOJI).reverse().map(([name, sign]) => [bare(sign), name]));

/** Every emoji once, under its first name. */
export const NAMED = [...new Set(NAMES.values())].reverse();

const nameOf = ([whole, name]) => (name === undefined ? NAMES.get(bare(whole)) : Object.hasOwn(EMOJI, name) && name);

/** The picture, with the character below it: so it is copied, searched and read aloud. */
function picture(name) {
  const sign = EMOJI[name];
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `emoji.svg#${NAMES.get(bare(sign))}`);
  svg.append(use);
  return el("span", { class: "emoji", role: "img", "aria-label": sign, title: `:${name}:` }, svg, el("span", { class: "emoji-sign" }, sign));
}

/** The picture of a short name, or the name between its colons. Skin tones are left aside. */
export function emoji(name) {
  const plain = String(name).split("::")[0];
  return Object.hasOwn(EMOJI, plain) ? picture(plain) : `:${name}:`;
}

/**
 * A text as strings and pictures.
 * @param {string} text
 * @param {{names?: boolean}} how whether a `:name:` counts as well as the character
 * @returns {Array<string|HTMLElement>}
 */
export function withEmoji(text, { names = true } = {}) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(names ? BOTH : SIGNS_ALONE)) {
    const name = nameOf(found);
    if (!name) continue;
    nodes.push(text.slice(from, found.index), picture(name));
    from = found.index + found[0].length;
  }
  nodes.push(text.slice(from));
  return nodes.filter((each) => each !== "");
}

/** A text for where only words can stand, as in a list of the browser's own: without the pictures, if words are left. */
export function inWords(text) {
  const words = text.replace(BOTH, (...found) => (nameOf(found) ? "" : found[0])).trim();
  return words || text.replace(BOTH, (...found) => (nameOf(found) || found[0]).replaceAll("_", " "));
}

/** A member's status in one glance: its emoji, or its words where that is not drawn. */
export function statusSign(member) {
  const name = member.status_emoji.replaceAll(":", "");
  const sign = name && emoji(name);
  return sign instanceof Node ? sign : member.status_text || sign;
}
