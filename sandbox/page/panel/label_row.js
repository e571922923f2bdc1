/** One label as a line of the list. */

import { h } from "../element.js";
import { button } from "./pieces.js";

export function labelRow(label, unfolded, toggle) {
  const words = [
    swatch(label.color),
    h("span", { class: "label-name" }, label.name),
    label.isDefault && h("span", { class: "mark" }, "default"),
    !label.isEnabled && h("span", { class: "mark off" }, "disabled"),
    h("span", { class: "label-priority" }, h("span", { class: "unseen" }, "priority "), label.priority),
  ];
  const attributes = { class: "label-row", "aria-expanded": String(unfolded), key: `label/${label.id}` };
  return button(words, attributes, toggle);
}

function swatch(color) {
  const node = h("span", { class: color ? "colour" : "colour none", "aria-hidden": "true" });
  if (color) node.style.setProperty("background-color", color);
  return node;
}
