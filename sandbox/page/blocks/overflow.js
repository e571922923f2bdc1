/** The three dots: a short menu of things to do. */

import { h } from "../element.js";
import { stage } from "./busy.js";
import { dropdown } from "./menu.js";
import { placeOf, tell } from "./site.js";
import { spoken } from "./text.js";
import { link, safeUrl } from "./urls.js";

export function overflow(element, site) {
  const trigger = h(
    "button",
    {
      type: "button",
      class: "block-button overflow-button",
      "aria-label": "More actions",
      "aria-haspopup": "true",
      dataset: placeOf(element, site),
    },
    "⋯",
  );
  const panel = h("span", { class: "menu" });
  const holder = stage(trigger, panel);
  const { close } = dropdown(holder, trigger, panel);
  const pick = (option) => {
    close();
    trigger.focus();
    tell(holder, element, site, option.value);
  };
  panel.append(...element.options.map((option) => entry(option, () => pick(option))));
  return holder;
}

function entry(option, pick) {
  const url = option.url && safeUrl(option.url);
  const attributes = { class: "menu-entry", on: { click: pick } };
  const words = [
    spoken(option.text),
    option.description && h("span", { class: "menu-description" }, spoken(option.description)),
  ];
  return url ? link(url, attributes, words) : h("button", { type: "button", ...attributes }, words);
}
