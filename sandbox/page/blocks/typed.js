/** Everything that is typed: plain text, e-mail, address, number, rich text. */

import { h } from "../element.js";
import { openStage } from "./busy.js";
import { attributesOf, tell } from "./site.js";
import { spoken } from "./text.js";
import { standing } from "./values.js";

const TYPES = { email_text_input: "email", url_text_input: "url", number_input: "number" };
const PAUSE = 300;

export function typed(element, site) {
  const rich = element.type === "rich_text_input";
  const before = standing(element, site);
  const count = counter(element);
  const sent = (value) => (rich && value !== "" ? asRichText(value) : value || null);
  const changed = () => {
    count?.say(field.value.length);
    site.context.change?.(site.blockId, element.action_id, sent(field.value));
  };
  const field = fieldOf(element, site, rich ? textOf(before) : String(before ?? ""), changed);
  const holder = openStage(field, count?.node);
  count?.say(field.value.length);
  const act = newest(holder, () => tell(holder, element, site, sent(field.value)));
  if (site.dispatches) dispatch(field, element, act);
  return holder;
}

/** A person goes on typing while the bot is told: what has changed by then is told after it. */
function newest(holder, act) {
  let isDue = false;
  return async function again() {
    isDue = Boolean(holder.dataset.busy);
    if (isDue) return;
    await act();
    if (isDue) await again();
  };
}

function fieldOf(element, site, value, changed) {
  const shared = {
    ...attributesOf(element, site),
    class: "block-field",
    placeholder: element.placeholder ? spoken(element.placeholder) : null,
    minlength: element.min_length || null,
    maxlength: element.max_length ?? (element.type === "number_input" ? null : 3000),
    required: site.required === true,
    value,
    on: { input: changed },
  };
  if (element.multiline || element.type === "rich_text_input") return h("textarea", { rows: 4, ...shared });
  const type = TYPES[element.type] ?? "text";
  return h("input", { type, autocomplete: "off", ...numeric(element), ...shared });
}

function numeric(element) {
  if (element.type !== "number_input") return {};
  return { step: element.is_decimal_allowed ? "any" : 1, min: element.min_value, max: element.max_value };
}

/** Slack says how much room is left once little of it is. */
function counter(element) {
  const most = element.max_length;
  if (!most) return null;
  const node = h("span", { class: "count", "aria-live": "polite" });
  const say = (length) => {
    const left = most - length;
    node.textContent = left <= Math.max(10, most / 10) ? `${left} characters left` : "";
  };
  return { node, say };
}

/** https://docs.slack.dev/reference/block-kit/composition-objects/dispatch-action-configuration-object */
function dispatch(field, element, act) {
  const when = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  if (when.includes("on_enter_pressed")) field.addEventListener("keydown", (event) => entered(event, act));
  if (when.includes("on_character_entered")) field.addEventListener("input", afterPause(act));
}

function entered(event, act) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  act();
}

function afterPause(act) {
  let waiting = 0;
  return () => {
    clearTimeout(waiting);
    waiting = setTimeout(act, PAUSE);
  };
}

/** A person types plain text here; the bot gets it in the shape that Slack's editor would make of it. */
function asRichText(text) {
  const section = { type: "rich_text_section", elements: [{ type: "text", text }] };
  return { type: "rich_text", elements: [section] };
}

function textOf(value) {
  if (typeof value === "string") return value;
  return (value?.elements ?? []).map((each) => each.text ?? textOf(each)).join("");
}
