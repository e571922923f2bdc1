/** The emoji that bots use most, by Slack's names. A name that is not here stays as it was typed. */

export const EMOJI = new Map(
  Object.entries({
    "+1": "👍", "-1": "👎", thumbsup: "👍", thumbsdown: "👎", ok_hand: "👌", wave: "👋", clap: "👏", pray: "🙏",
    raised_hands: "🙌", point_right: "👉", point_left: "👈", point_up: "☝️", point_down: "👇", muscle: "💪",
    eyes: "👀", smile: "😄", smiley: "😃", grinning: "😀", slightly_smiling_face: "🙂", wink: "😉",
    blush: "😊", joy: "😂", thinking_face: "🤔", cry: "😢", sob: "😭", scream: "😱", sweat_smile: "😅",
    sunglasses: "😎", robot_face: "🤖", ghost: "👻", skull: "💀", see_no_evil: "🙈", bust_in_silhouette: "👤",
    busts_in_silhouette: "👥", heart: "❤️", white_check_mark: "✅", heavy_check_mark: "✔️",
    ballot_box_with_check: "☑️", x: "❌", heavy_multiplication_x: "✖️", negative_squared_cross_mark: "❎",
    warning: "⚠️", no_entry: "⛔", no_entry_sign: "🚫", octagonal_sign: "🛑", rotating_light: "🚨",
    exclamation: "❗", grey_exclamation: "❕", bangbang: "‼️", question: "❓", grey_question: "❔",
    information_source: "ℹ️", heavy_plus_sign: "➕", heavy_minus_sign: "➖", hourglass: "⌛",
    hourglass_flowing_sand: "⏳", stopwatch: "⏱️", alarm_clock: "⏰", watch: "⌚", calendar: "📆",
    date: "📅", spiral_calendar_pad: "🗓️", lock: "🔒", unlock: "🔓", closed_lock_with_key: "🔐", key: "🔑",
    old_key: "🗝️", shield: "🛡️", label: "🏷️", bookmark: "🔖", tag: "🏷️", link: "🔗", paperclip: "📎",
    pushpin: "📌", round_pushpin: "📍", memo: "📝", pencil: "📝", pencil2: "✏️", clipboard: "📋",
    page_facing_up: "📄", bookmark_tabs: "📑", books: "📚", book: "📖", newspaper: "📰", scroll: "📜",
    file_folder: "📁", open_file_folder: "📂", card_index_dividers: "🗂️", file_cabinet: "🗄️",
    wastebasket: "🗑️", mailbox: "📫", email: "✉️", envelope: "✉️", incoming_envelope: "📨",
    outbox_tray: "📤", inbox_tray: "📥", package: "📦", bell: "🔔", no_bell: "🔕", loudspeaker: "📢",
    mega: "📣", speech_balloon: "💬", thought_balloon: "💭", bulb: "💡", mag: "🔍", mag_right: "🔎",
    gear: "⚙️", wrench: "🔧", hammer: "🔨", hammer_and_wrench: "🛠️", electric_plug: "🔌", computer: "💻",
    desktop_computer: "🖥️", floppy_disk: "💾", globe_with_meridians: "🌐", earth_africa: "🌍",
    chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", bar_chart: "📊", rocket: "🚀",
    tada: "🎉", boom: "💥", fire: "🔥", sparkles: "✨", star: "⭐", star2: "🌟", zap: "⚡", bug: "🐛",
    construction: "🚧", recycle: "♻️", arrows_counterclockwise: "🔄", repeat: "🔁", new: "🆕", "100": "💯",
    checkered_flag: "🏁", triangular_flag_on_post: "🚩", trophy: "🏆", ticket: "🎫", moneybag: "💰",
    coffee: "☕", house: "🏠", office: "🏢", sunny: "☀️", cloud: "☁️", snowflake: "❄️", umbrella: "☔",
    red_circle: "🔴", large_orange_circle: "🟠", large_yellow_circle: "🟡", large_green_circle: "🟢",
    large_blue_circle: "🔵", large_purple_circle: "🟣", large_brown_circle: "🟤", black_circle: "⚫",
    white_circle: "⚪", large_red_square: "🟥", large_orange_square: "🟧", large_yellow_square: "🟨",
    large_green_square: "🟩", large_blue_square: "🟦", large_purple_square: "🟪", large_brown_square: "🟫",
    black_large_square: "⬛", white_large_square: "⬜", small_red_triangle: "🔺",
    small_red_triangle_down: "🔻", small_blue_diamond: "🔹", small_orange_diamond: "🔸",
    large_blue_diamond: "🔷", large_orange_diamond: "🔶", arrow_right: "➡️", arrow_left: "⬅️",
    arrow_up: "⬆️", arrow_down: "⬇️", arrow_forward: "▶️", black_square_for_stop: "⏹️",
    double_vertical_bar: "⏸️", one: "1️⃣", two: "2️⃣", three: "3️⃣", four: "4️⃣", five: "5️⃣",
  }),
);

const NAMED = /:([a-z0-9_+'-]+):/g;

/** Every known :name: in a text as its character. */
export function withEmoji(text) {
  return text.replace(NAMED, (typed, name) => EMOJI.get(name) ?? typed);
}
