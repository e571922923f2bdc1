/** What one line of the log says. */

import { h, fill } from "../element.js";
import { isProblem, party, statusWords, took } from "./traffic_words.js";
import { clock } from "./wording.js";

const GUID = /([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

export function writeLine(node, line) {
  node.classList.toggle("amiss", isProblem(line));
  fill(node,
    h("span", { class: "line-head" },
      h("span", { class: "line-time" }, clock(line.at)), " ", parties(line), " ",
      h("span", { class: "line-status" }, statusWords(line.status)), " ",
      h("span", { class: "line-ms" }, took(line.ms))),
    h("span", { class: "line-what" }, h("b", {}, line.method), " ", short(line.path), kind(line)),
    line.note && h("span", { class: "line-note" }, line.note));
}

/** Ids say little and push the rest out of sight; the exchange itself has them in full. */
function short(path) {
  return path.replace(GUID, "$1…");
}

/** Slack sends everything to one address: commands, presses of buttons, events. */
function kind({ to, operation }) {
  return to === "bot" && h("span", { class: "line-kind" }, ` (${operation.split(".").at(-1)})`);
}

function parties(line) {
  return h("span", {}, party(line.from),
    h("span", { "aria-hidden": "true" }, " → "), h("span", { class: "unseen" }, " to "), party(line.to));
}
