/** A section: text, up to ten fields in two columns, and an element beside them. */

import { h } from "../element.js";
import { element } from "./elements.js";
import { renderText } from "./text.js";

export function section(block, context) {
  const fields = (block.fields ?? []).map((each) => h("div", {}, ...renderText(each, context)));
  const text = h("div", { class: "section-text" }, ...renderText(block.text, context));
  return h(
    "div",
    { class: "block section" },
    h(
      "div",
      { class: "section-words" },
      block.text && text,
      fields.length > 0 && h("div", { class: "fields" }, fields),
    ),
    block.accessory && accessory(block, context, text.textContent.trim()),
  );
}

/** A menu or picker beside a text goes by that text. */
function accessory(block, context, name) {
  const site = { blockId: block.block_id, context, name, dispatches: true };
  return h("div", { class: "accessory" }, element(block.accessory, site));
}
