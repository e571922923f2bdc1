/** Buttons, and buttons that open an address. */

import { h } from "../element.js";
import { stage } from "./busy.js";
import { askFirst } from "./confirm.js";
import { attributesOf, tell } from "./site.js";
import { spoken } from "./text.js";
import { link, safeUrl } from "./urls.js";

export function button(element, site) {
  const url = element.url && safeUrl(element.url);
  return url ? linkButton(element, site, url) : pressButton(element, site);
}

function pressButton(element, site) {
  const press = () => tell(holder, element, site, element.value);
  const attributes = { type: "button", ...lookOf(element, site), on: { click: press } };
  const holder = stage(h("button", attributes, spoken(element.text)));
  return holder;
}

/** Slack opens the address itself and tells the bot of the press as well. */
function linkButton(element, site, url) {
  const press = (event) => {
    if (!element.confirm) return tell(holder, element, site, element.value);
    event.preventDefault();
    return openAfterQuestion(holder, element, site, url);
  };
  const attributes = { ...lookOf(element, site), on: { click: press } };
  const holder = stage(link(url, attributes, spoken(element.text)));
  return holder;
}

async function openAfterQuestion(holder, element, site, url) {
  if (!(await askFirst(element.confirm, site.context))) return;
  link(url, {}).click();
  await tell(holder, { ...element, confirm: undefined }, site, element.value);
}

function lookOf(element, site) {
  const style = ["primary", "danger"].includes(element.style) ? element.style : "";
  const named = { ...site, name: element.accessibility_label };
  return { ...attributesOf(element, named), class: `block-button ${style}` };
}

/** What it does in Slack (run a workflow perhaps) has no equal here: the bot only hears of the press. */
export function plainButton(element, site) {
  const words = { type: "plain_text", text: element.text?.text ?? element.icon ?? element.type };
  return pressButton({ ...element, text: words }, site);
}

export function feedback(element, site) {
  const named = [element.positive_button, element.negative_button].filter(Boolean);
  return stage(...named.map((each) => pressButton({ ...element, ...each, type: element.type }, site)));
}
