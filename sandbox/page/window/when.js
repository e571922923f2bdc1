/** Times as the browser's owner reads them, in their zone and language. `ts` is in seconds since 1970. */

const TIME = { hour: "numeric", minute: "2-digit" };
const DAY = { weekday: "long", day: "numeric", month: "long", year: "numeric" };

export function timeOf(ts) {
  return moment(ts).toLocaleTimeString(undefined, TIME);
}

export function inFull(ts) {
  return moment(ts).toLocaleString(undefined, { ...DAY, ...TIME, second: "2-digit" });
}

export function machineTime(ts) {
  return moment(ts).toISOString();
}

/** Quick, since it is asked for every message. */
export function sameDay(ts, other) {
  return moment(ts).toDateString() === moment(other).toDateString();
}

/** A heading such as Today. */
export function dayName(ts, now = Date.now() / 1000) {
  if (sameDay(ts, now)) return "Today";
  if (sameDay(ts, now - 86_400)) return "Yesterday";
  return moment(ts).toLocaleDateString(undefined, DAY);
}

function moment(ts) {
  return new Date(Number(ts) * 1000);
}
