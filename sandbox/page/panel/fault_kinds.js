/** The faults that people order most, in words, and back again. */

export const WHERE = [
  { words: "Reading labels", where: "graph.*" },
  { words: "Signing in to Microsoft", where: "login.token" },
  { words: "Answers from Slack", where: "slack.*" },
];

export const OFTEN = [
  { words: "Once", times: 1 },
  { words: "Three times", times: 3 },
  { words: "Until cleared", times: 0 },
];

const LATER = { kind: "throttle", retry_after: 30 };
const NOTHING = { kind: "text", body: "", content_type: "application/json" };

export const WHAT = [
  { words: "Throttled", meaning: "429, ask again in 30 seconds", order: LATER },
  { words: "Unavailable", meaning: "503, for now", order: { kind: "status", status: 503 } },
  { words: "Slow", meaning: "the right answer, 4 seconds late", order: { kind: "slow", seconds: 4 } },
  { words: "Connection reset", meaning: "cut before any answer", order: { kind: "reset" } },
  { words: "Empty answer", meaning: "200, and nothing in it", order: NOTHING },
  { words: "No answer", meaning: "the connection stays open, nothing comes", order: { kind: "hang" } },
  { words: "HTML instead of JSON", meaning: "200, and a web page", order: { kind: "html", status: 200 } },
];

const KNOWN = new Set(["id", "where", "kind", "times", "after", "matched", "applied", "held"]);

export function whereInWords(where) {
  return WHERE.find((each) => each.where === where)?.words ?? where;
}

export function whatInWords(fault) {
  const same = ({ order }) => Object.entries(order).every(([name, value]) => fault[name] === value);
  return WHAT.find(same)?.words ?? `${fault.kind}${argumentsOf(fault)}`;
}

function argumentsOf(fault) {
  const others = Object.entries(fault).filter(([name]) => !KNOWN.has(name));
  return others.length ? ` ${JSON.stringify(Object.fromEntries(others))}` : "";
}
