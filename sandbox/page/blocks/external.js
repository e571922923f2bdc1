/** Menus whose options the bot suggests while a person types. What was chosen is shown before the field. */

import { fill, h } from "../element.js";
import { stage } from "./busy.js";
import { suggesting } from "./suggesting.js";
import { freshId } from "./ids.js";
import { asOption } from "./options.js";
import { attributesOf, choose } from "./site.js";
import { spoken } from "./text.js";
import { standing } from "./values.js";

export function external(element, site) {
  const several = element.type.startsWith("multi_");
  const chips = h("span", { class: "chips" });
  const named = { id: freshId("list"), "aria-label": "Suggestions" };
  const list = h("span", { class: "menu", role: "listbox", ...named });
  const box = boxOf(element, site, list);
  const holder = stage(chips, box, list);
  let chosen = [standing(element, site) ?? []].flat();
  const show = (now) => {
    chosen = now;
    fill(chips, now.map((each) => chip(each, () => keep(now.filter((other) => other !== each)))));
    box.hidden = several && now.length >= (element.max_selected_items ?? Infinity);
  };
  const keep = async (now) => {
    const before = chosen;
    show(now);
    if (!(await choose(holder, element, site, several ? now : now[0] ?? null))) show(before);
  };
  const pick = (option) => keep(several ? [...without(chosen, option), option] : [option]);
  suggesting(box, list, element.min_query_length ?? 3, (typed) => offered(element, site, typed), pick);
  show(chosen);
  return holder;
}

function without(chosen, option) {
  return chosen.filter(({ value }) => value !== option.value);
}

async function offered(element, site, typed) {
  const found = (await site.context.suggest?.(element.action_id, typed)) ?? [];
  return found.flatMap((each) => each.options ?? [each]);
}

function boxOf(element, site, list) {
  return h("input", {
    ...attributesOf(element, site),
    type: "text",
    class: "block-field",
    role: "combobox",
    autocomplete: "off",
    placeholder: spoken(element.placeholder) || "Type to search",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  });
}

function chip(option, remove) {
  const { text } = asOption(option);
  const cross = h("button", { type: "button", "aria-label": `Remove ${text}`, on: { click: remove } }, "×");
  return h("span", { class: "chip" }, text, cross);
}
