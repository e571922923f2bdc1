/** Times and numbers in words. */

export function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString("en-GB");
}

export function moment(seconds) {
  return new Date(seconds * 1000).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
}

/** count(2, "label") is "2 labels". */
export function count(many, what) {
  return `${many} ${what}${many === 1 ? "" : "s"}`;
}

const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60]];

/** 93600 is "1 day 2 hours"; what is less than a minute is left out. */
export function span(seconds) {
  let rest = Math.round(seconds / 60) * 60;
  const parts = UNITS.map(([name, long]) => {
    const many = Math.floor(rest / long);
    rest -= many * long;
    return many ? count(many, name) : "";
  });
  return parts.filter(Boolean).join(" ");
}
