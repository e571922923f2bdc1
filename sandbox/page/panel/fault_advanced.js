/** Any fault that the sandbox knows: docs/sandbox.md lists the kinds and their arguments. */

import { h } from "../element.js";
import { field, form, hint } from "./pieces.js";

const KINDS = [
  "status", "throttle", "slow", "hang", "drip", "reset", "reset_after", "truncate", "html", "json", "text",
  "redirect", "gzip_bomb", "hold",
];
const PLACES = [
  "graph.labels", "graph.labels.beta", "login.discovery", "login.authorize", "login.token", "login.keys",
  "login.adminconsent", "slack.response_url", "slack.chat.postMessage", "slack.chat.update",
  "slack.views.open", "slack.*", "login.*", "graph.*",
];

export function advancedFault(order) {
  const parts = controls();
  const send = (control) =>
    order(control, () => fault(parts), `Ordered for ${parts.where.value}: ${parts.kind.value}.`);
  const fields = [
    h("datalist", { id: "fault-places" }, PLACES.map((value) => h("option", { value }))),
    field("Where", parts.where), field("Kind", parts.kind), field("Times (0: until cleared)", parts.times),
    field("Let through first", parts.after), field("Arguments as JSON", parts.more),
  ];
  return h("details", { class: "card fold" }, h("summary", {}, "Advanced"),
    hint("Any operation (a * at the end matches a beginning) and any kind of fault."),
    form("Order this fault", fields, send));
}

function controls() {
  const number = (id, value) => h("input", { id, type: "number", min: "0", value, required: true });
  return {
    where: h("input", { id: "fault-where", list: "fault-places", required: true, autocomplete: "off" }),
    kind: h("select", { id: "fault-kind" }, KINDS.map((kind) => h("option", {}, kind))),
    times: number("fault-times", "1"),
    after: number("fault-after", "0"),
    more: h("textarea", { id: "fault-more", rows: "3", spellcheck: "false", value: '{"status": 500}' }),
  };
}

/** Throws SyntaxError for arguments that are not JSON. */
function fault({ where, kind, times, after, more }) {
  return {
    ...JSON.parse(more.value.trim() || "{}"),
    where: where.value, kind: kind.value, times: Number(times.value), after: Number(after.value),
  };
}
