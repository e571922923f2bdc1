/** Menus with one choice: the browser's own <select>. */

import { h } from "../element.js";
import { stage } from "./busy.js";
import { groupsOf } from "./options.js";
import { attributesOf, choose } from "./site.js";
import { spoken } from "./text.js";
import { standing } from "./values.js";

export function select(element, site) {
  let before = standing(element, site) ?? "";
  const groups = withStanding(groupsOf(element, site.context), before);
  const change = async () => {
    const chosen = menu.value;
    if (await choose(holder, element, site, chosen || null)) before = chosen;
    else menu.value = before;
  };
  const menu = h(
    "select",
    { ...attributesOf(element, site), class: "block-select", on: { change } },
    nothing(element, site),
    groups.map(group),
  );
  menu.value = before;
  const holder = stage(menu);
  return holder;
}

/** What is chosen already may be something the menu would not offer, a channel that was archived perhaps. */
function withStanding(groups, value) {
  const offered = groups.some(({ options }) => options.some((each) => each.value === value));
  if (offered || value === "") return groups;
  return [{ label: null, options: [{ value, text: value }] }, ...groups];
}

/** The placeholder. Only an optional field can be emptied again. */
function nothing(element, site) {
  const words = spoken(element.placeholder) || "Choose an option";
  return h("option", { value: "", disabled: site.required === true, hidden: site.required === true }, words);
}

function group({ label, options }) {
  const shown = options.map(({ value, text }) => h("option", { value }, text));
  return label ? h("optgroup", { label }, shown) : shown;
}
