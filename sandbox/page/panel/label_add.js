/** A new label. */

import { h, fill } from "../element.js";
import { ask } from "../ask.js";
import { labelsPath } from "./far_side.js";
import { paths } from "./label_tree.js";
import { field, form, more, options } from "./pieces.js";
import { whenNew } from "./redraw.js";

export function addLabel(desk, farSide) {
  const name = h("input", { id: "new-label", required: true, autocomplete: "off" });
  const under = h("select", { id: "new-label-under" });
  const draw = whenNew((choices) => drawChoices(under, choices));
  farSide.on(({ labels }) => draw([...paths(labels)]));
  return more("Add a label",
    form("Add label", [field("Name", name), field("Under", under)], (control) =>
      desk.act(control, () => create(farSide, name, under))));
}

function drawChoices(select, choices) {
  const before = select.value;
  fill(select, options([["", "No other label"], ...choices]));
  select.value = choices.some(([id]) => id === before) ? before : "";
}

async function create(farSide, name, under) {
  const wish = { name: name.value, parent: under.value || null };
  const label = await ask("POST", labelsPath(farSide.state.tenant), wish);
  await farSide.refresh();
  name.value = "";
  return `Added “${label.name}”. The bot reads labels at its next scan.`;
}
