/** Which exchanges are shown. */

import { h } from "../element.js";
import { field, options } from "./pieces.js";
import { FILTERS, isProblem } from "./traffic_words.js";

/** @returns {{node: Node, wants: function(object): boolean}} `wants` says whether a line is to be shown */
export function trafficFilters(changed) {
  const who = h("select", { id: "traffic-who" }, options(FILTERS));
  const text = h("input", { id: "traffic-text", type: "search", autocomplete: "off", spellcheck: "false" });
  const problems = h("input", { type: "checkbox" });
  for (const each of [who, text, problems]) each.addEventListener("input", changed);
  const node = h("div", { class: "filters" },
    field("Who", who), field("Containing", text), h("label", { class: "tick" }, problems, "Problems only"));
  const wants = (line) => concerns(line, who.value) && contains(line, text.value.trim().toLowerCase())
    && (!problems.checked || isProblem(line));
  return { node, wants };
}

function concerns(line, who) {
  return !who || line.from === who || line.to === who;
}

function contains({ method, path, operation, status, note }, wanted) {
  return [method, path, operation, status, note].join(" ").toLowerCase().includes(wanted);
}
