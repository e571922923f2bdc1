/** The colour of a label: chosen, or none at all. */

import { h } from "../element.js";
import { button, field } from "./pieces.js";

const GREY = "#737373";

export function colorField(label, change) {
  const none = button("No colour", { disabled: !label.color, key: "label-no-color" }, (control) =>
    change(control, { color: "" }, `“${label.name}” has no colour.`));
  return field("Colour", picker(label, change), h("code", {}, label.color || "none"), none);
}

function picker(label, change) {
  // An input of this type always shows some colour; the word beside it says when the label has none.
  const value = label.color || GREY;
  const input = h("input", { id: "label-color", type: "color", value, dataset: { key: "label-color" } });
  input.addEventListener("change", () => {
    const color = input.value.toUpperCase();
    change(input, { color }, `“${label.name}” is now ${color}.`);
  });
  return input;
}
