/**
 * The commonest emoji by their short names.
 */

export const EMOJI = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌",
  eyes: "👀", tada: "🎉", heart: "❤️", fire: "🔥", rocket: "🚀", clap: "👏", pray: "🙏", raised_hands: "🙌", wave: "👋",
  ok_hand: "👌", muscle: "💪", point_right: "👉", point_up: "☝️", point_down: "👇", hand: "✋", brain: "🧠",
  smile: "😄", grinning: "😀", slightly_smiling_face: "🙂", wink: "😉", joy: "😂", laughing: "😆", sweat_smile: "😅",
  thinking_face: "🤔", sob: "😭", cry: "😢", confused: "😕", neutral_face: "😐", sunglasses: "😎", heart_eyes: "😍",
  scream: "😱", face_with_rolling_eyes: "🙄", face_with_thermometer: "🤒", sleeping: "😴", zzz: "💤", hugging_face: "🤗",
  warning: "⚠️", rotating_light: "🚨", no_entry: "⛔", construction: "🚧", bug: "🐛", wrench: "🔧", hammer: "🔨",
  gear: "⚙️", lock: "🔒", key: "🔑", mag: "🔍", bulb: "💡", memo: "📝", pencil: "📝", pencil2: "✏️", book: "📖",
  books: "📚", bookmark: "🔖", pushpin: "📌", link: "🔗", page_facing_up: "📄", clipboard: "📋", calendar: "📅",
  spiral_calendar_pad: "🗓️", date: "📅", clock9: "🕘", hourglass: "⌛", hourglass_flowing_sand: "⏳", alarm_clock: "⏰",
  stopwatch: "⏱️", bell: "🔔", no_bell: "🔕", speech_balloon: "💬", thought_balloon: "💭", mega: "📣", inbox_tray: "📥",
  package: "📦", chart_with_upwards_trend: "📈", bar_chart: "📊", robot_face: "🤖", star: "⭐", sparkles: "✨", zap: "⚡",
  "100": "💯", trophy: "🏆", coffee: "☕", pizza: "🍕", cake: "🍰", birthday: "🎂", palm_tree: "🌴", airplane: "✈️",
  house: "🏠", house_with_garden: "🏡", sunny: "☀️", cloud: "☁️", umbrella: "☔", snowflake: "❄️", seedling: "🌱",
  red_circle: "🔴", large_blue_circle: "🔵", large_green_circle: "🟢", large_yellow_circle: "🟡", white_circle: "⚪",
  black_circle: "⚫", question: "❓", exclamation: "❗", heavy_plus_sign: "➕", heavy_minus_sign: "➖", arrow_right: "➡️",
  arrow_left: "⬅️", arrow_up: "⬆️", arrow_down: "⬇️", arrows_counterclockwise: "🔄", repeat: "🔁", recycle: "♻️",
  double_vertical_bar: "⏸️", arrow_forward: "▶️", fast_forward: "⏩", checkered_flag: "🏁", triangular_flag_on_post: "🚩",
  information_source: "ℹ️", sos: "🆘", new: "🆕", dart: "🎯", scales: "⚖️", shield: "🛡️", ghost: "👻", boom: "💥",
};

/** What is offered first where one picks a reaction. */
export const QUICK = ["+1", "eyes", "white_check_mark", "tada", "heart", "joy", "thinking_face", "pray", "rocket", "-1"];

const SIGNS = /\p{Extended_Pictographic}\ufe0f?/gu;
const NAMES = new Map(Object.entries(EMOJI).reverse().map(([name, sign]) => [sign, name]));
const NOBODYS = "\u{10FFFD}"; // no font draws this one

const picture = (() => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 24;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return (sign) => {
    if (!pen) return sign;
    pen.clearRect(0, 0, 24, 24);
    pen.font = "18px sans-serif";
    pen.textBaseline = "top";
    pen.fillText(sign, 2, 2);
    return canvas.toDataURL();
  };
})();

const drawable = new Map();

/** Whether some font of this machine draws a sign. */
function draws(sign) {
  if (!drawable.has(sign)) drawable.set(sign, picture(sign) !== picture(NOBODYS));
  return drawable.get(sign);
}

/** Whether this machine has a font of emoji; where it has none, their names are shown. */
export const drawn = draws("\u{1F44D}") && picture("\u{1F44D}") !== picture("\u{1F440}");

/** The character of a short name, or the name between its colons. Skin tones are left aside. */
export function emoji(name) {
  const plain = String(name).split("::")[0];
  const known = Object.hasOwn(EMOJI, plain) && (drawn || draws(EMOJI[plain]));
  return known ? EMOJI[plain] : `:${name}:`;
}

/** A text in which each emoji that this machine cannot draw stands as its name. */
export function legible(text) {
  if (drawn) return text;
  return text.replace(SIGNS, (sign) => (draws(sign) || !NAMES.has(sign) ? sign : `:${NAMES.get(sign)}:`));
}

/** A text with every `:name:` that is known as its character. */
export function withEmoji(text) {
  return legible(text).replace(/:([a-z0-9_+-]+):/g, (_, name) => emoji(name));
}

/** A member's status in one glance: its emoji, or its words where that cannot be drawn. */
export function statusSign(member) {
  const name = member.status_emoji.replaceAll(":", "");
  const sign = name ? emoji(name) : "";
  return !sign || sign.startsWith(":") ? member.status_text || sign : sign;
}
