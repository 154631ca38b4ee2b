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

/** Whether this machine can draw emoji; where no font has any, their names are shown. */
export const drawn = (() => {
  const picture = (character) => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 24;
    const pen = canvas.getContext("2d");
    if (!pen) return character;
    pen.font = "18px sans-serif";
    pen.textBaseline = "top";
    pen.fillText(character, 2, 2);
    return canvas.toDataURL();
  };
  return picture("\u{1F44D}") !== picture("\u{10FFFD}") && picture("\u{1F44D}") !== picture("\u{1F440}");
})();

/** The character of a short name, or the name between its colons. Skin tones are left aside. */
export function emoji(name) {
  const plain = String(name).split("::")[0];
  return drawn && Object.hasOwn(EMOJI, plain) ? EMOJI[plain] : `:${name}:`;
}

/** A text with every `:name:` that is known as its character. */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (_, name) => emoji(name));
}
