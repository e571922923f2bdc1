/** Menus with several choices: checkboxes in a panel. As in Slack, the bot hears of it once it closes. */

import { h } from "../element.js";
import { stage } from "./busy.js";
import { dropdown } from "./menu.js";
import { groupsOf } from "./options.js";
import { attributesOf, choose } from "./site.js";
import { spoken } from "./text.js";
import { standingList } from "./values.js";

const SEARCHED_FROM = 8;

export function many(element, site) {
  let told = standingList(element, site);
  const boxes = [];
  const attributes = { ...attributesOf(element, site), "aria-label": null, type: "button" };
  const trigger = h("button", { ...attributes, class: "many-button" });
  const panel = h("span", { class: "menu many-menu", role: "group", "aria-label": "Choices" });
  const holder = stage(trigger, panel);
  const show = () => {
    const chosen = boxes.filter((box) => box.checked);
    const names = chosen.map((box) => box.dataset.text).join(", ");
    trigger.textContent = names || spoken(element.placeholder) || "Choose";
    keepToMost(boxes, element.max_selected_items);
  };
  const closed = async () => {
    const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
    if (same(chosen, told)) return;
    if (await choose(holder, element, site, chosen)) told = chosen;
    for (const box of boxes) box.checked = told.includes(box.value);
    show();
  };
  dropdown(holder, trigger, panel, closed);
  const groups = groupsOf(element, site.context).map((each) => group(each, told, boxes, show));
  panel.append(...(boxes.length > SEARCHED_FROM ? [search(panel)] : []), ...groups.flat());
  show();
  return holder;
}

function group({ label, options }, chosen, boxes, show) {
  const rows = options.map(({ value, text }) => {
    const box = h("input", { type: "checkbox", value, dataset: { text }, on: { change: show } });
    box.checked = chosen.includes(value);
    boxes.push(box);
    return h("label", { class: "choice" }, box, h("span", { class: "choice-text" }, text));
  });
  const named = { class: "menu-group", role: "group", "aria-label": label };
  return label ? [h("span", named, h("b", {}, label), rows)] : rows;
}

function search(panel) {
  const narrow = ({ target }) => {
    const typed = target.value.toLowerCase();
    for (const row of panel.querySelectorAll(".choice")) {
      row.hidden = !row.textContent.toLowerCase().includes(typed);
    }
  };
  const named = { "aria-label": "Find", placeholder: "Find" };
  return h("input", { type: "search", class: "block-field", ...named, on: { input: narrow } });
}

function keepToMost(boxes, most = Infinity) {
  const full = boxes.filter((box) => box.checked).length >= most;
  for (const box of boxes) box.disabled = full && !box.checked;
}

function same(some, others) {
  return some.length === others.length && some.every((each) => others.includes(each));
}
