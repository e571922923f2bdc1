/**
 * Dates as Slack words them, in the zone of whoever looks.
 * https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 * https://docs.slack.dev/reference/block-kit/block-elements/date-element
 */

const DAY = 86_400_000;
const MONTHS = [
  "January", "February", "March", "April", "May", "June",
  "July", "August", "September", "October", "November", "December",
];
const NEAR = new Map([[-1, "yesterday"], [0, "today"], [1, "tomorrow"]]);
const UNITS = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3_600], ["minute", 60]];

/**
 * @param {number} seconds since 1970
 * @param {object} [how] `now` in milliseconds; `zone` other than the browser's; `rich`: in a rich_text block,
 *   where {date} leaves out the year
 * @returns {{say, full}|null} `say(format)` replaces tokens such as {date_short_pretty}; `full` is what a
 *   pointer resting on the date tells; null when the moment is none, so that the fallback is shown
 */
export function dated(seconds, { now = Date.now(), zone, rich = false } = {}) {
  const at = new Date(seconds * 1000);
  if (Number.isNaN(at.getTime())) return null;
  const formatter = formatterOf(zone);
  const parts = partsOf(formatter, at);
  const words = wording(parts, partsOf(formatter, new Date(now)), rich);
  words.ago = ago(seconds - now / 1000);
  const full = `${words.date_long} at ${words.time_secs} ${parts.timeZoneName}`;
  return { say: (format) => said(format, words), full };
}

/** A word that begins the whole begins with a capital. */
function said(format, words) {
  return format.replace(/\{([a-z_]+)\}/g, (token, name, offset) => {
    const word = words[name] ?? token;
    return offset === 0 ? word[0].toUpperCase() + word.slice(1) : word;
  });
}

/** Slack asks its settings; here the browser's language decides between 6:39 PM and 18:39. */
function formatterOf(zone) {
  const { hour12 } = new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions();
  return new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    timeZoneName: "short",
    weekday: "long",
    year: "numeric",
    month: "2-digit",
    day: "numeric",
    hour: hour12 ? "numeric" : "2-digit",
    hourCycle: hour12 ? "h12" : "h23",
    minute: "2-digit",
    second: "2-digit",
  });
}

function partsOf(formatter, at) {
  const parts = Object.fromEntries(formatter.formatToParts(at).map(({ type, value }) => [type, value]));
  const days = Date.UTC(parts.year, parts.month - 1, parts.day) / DAY;
  return { ...parts, days, named: MONTHS[parts.month - 1] };
}

function wording(at, today, rich) {
  const near = NEAR.get(at.days - today.days);
  const named = `${at.named} ${ordinal(Number(at.day))}`;
  const long = `${at.weekday}, ${named}`;
  const [month, day] = [at.month.padStart(2, "0"), at.day.padStart(2, "0")];
  const half = at.dayPeriod ? ` ${at.dayPeriod}` : "";
  const words = {
    date_num: `${at.year}-${month}-${day}`,
    date_slash: `${day}/${month}/${at.year}`,
    date: rich ? `${at.named} ${at.day}` : `${named}, ${at.year}`,
    date_short: `${at.named.slice(0, 3)} ${at.day}, ${at.year}`,
    date_long: `${long}, ${at.year}`,
    date_long_full: `${at.named} ${at.day}, ${at.year}`,
    time: `${at.hour}:${at.minute}${half}`,
    time_secs: `${at.hour}:${at.minute}:${at.second}${half}`,
  };
  return {
    ...words,
    date_pretty: near ?? words.date,
    date_short_pretty: near ?? words.date_short,
    date_long_pretty: near ?? words.date_long,
    day_divider_pretty: near ?? (at.year === today.year ? long : words.date_long),
  };
}

function ordinal(day) {
  const teens = day > 10 && day < 14;
  return `${day}${(!teens && ["th", "st", "nd", "rd"][day % 10]) || "th"}`;
}

function ago(away) {
  const distance = Math.abs(away);
  const [unit, size] = UNITS.find(([, size]) => distance >= size) ?? ["second", 1];
  const count = Math.floor(distance / size);
  const span = `${count} ${unit}${count === 1 ? "" : "s"}`;
  return away > 0 ? `in ${span}` : `${span} ago`;
}
