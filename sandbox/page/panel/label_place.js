/** Where a label stands: before or after its neighbours, and under which other one. */

import { h } from "../element.js";
import { below, byParent, paths, placeBeside } from "./label_tree.js";
import { button, buttons, field, options } from "./pieces.js";

export function labelPlace(labels, label, move) {
  const step = (by, word) => {
    const position = placeBeside(labels, label, by);
    const attributes = { disabled: position === null, key: `label-${word}` };
    const act = (control) => move(control, { position }, `“${label.name}” moved ${word}.`);
    return button(`Move ${word}`, attributes, act);
  };
  return [buttons(step(-1, "up"), step(1, "down")), parentField(labels, label, move)];
}

/** Never under itself, nor under anything that is under it. */
function parentField(labels, label, move) {
  const inside = new Set([label, ...below(byParent(labels), label.id)].map((each) => each.id));
  const others = [...paths(labels)].filter(([id]) => !inside.has(id));
  const select = h("select", { id: "label-parent", dataset: { key: "label-parent" } },
    options([["", "No other label"], ...others]));
  select.value = label.parent ?? "";
  select.addEventListener("change", () => {
    const where = select.value ? `under “${select.selectedOptions[0].textContent}”` : "on the top level";
    move(select, { parent: select.value || null }, `“${label.name}” is now ${where}.`);
  });
  return field("Under", select);
}
