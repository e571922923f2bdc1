/** Every label of a tenant at once: a prepared list, or one's own. */

import { h } from "../element.js";
import { ask } from "../ask.js";
import { labelsPath } from "./far_side.js";
import { manyLabels } from "./label_lists.js";
import { button, buttons, field, form, hint, more } from "./pieces.js";
import { count } from "./wording.js";

const PREPARED = [
  ["No labels at all", (path) => ask("PUT", path, [])],
  ["300 labels", (path) => ask("PUT", path, manyLabels(300))],
  ["500 labels", (path) => ask("PUT", path, manyLabels(500))],
  ["As in the beginning", (path) => ask("POST", `${path}/restore`)],
];

export function replaceLabels(desk, farSide) {
  const replace = (control, work) => desk.act(control, async () => {
    const { tenant } = farSide.state;
    const labels = await work(labelsPath(tenant));
    await farSide.refresh();
    return `${tenant.name} now has ${count(labels.length, "label")}.`;
  });
  const prepared = PREPARED.map(([name, work]) => button(name, {}, (control) => replace(control, work)));
  return more("Replace all labels",
    hint("At once, without asking. “As in the beginning” brings the first ones back."),
    buttons(prepared), ownList(farSide, replace));
}

/** Unfolding writes down the labels as they are; from then on the text belongs to whoever edits it. */
function ownList(farSide, replace) {
  const text = h("textarea", { id: "own-labels", rows: "10", spellcheck: "false" });
  const node = more("Write the list yourself",
    hint("In the order of priority. Only “name” is needed; “parent” is the id of the label above."),
    form("Replace all", field("Labels as JSON", text), (control) =>
      replace(control, (path) => ask("PUT", path, parsed(text.value)))));
  node.addEventListener("toggle", () => {
    if (node.open) text.value = written(farSide.state.labels);
  });
  return node;
}

/** Without the numbers of the priorities: the order in the text decides. */
function written(labels) {
  return JSON.stringify(labels.map(({ priority, ...label }) => label), null, 2);
}

function parsed(text) {
  try {
    const labels = JSON.parse(text);
    if (Array.isArray(labels)) return labels;
  } catch (wrong) {
    throw new Error(`this is not JSON: ${wrong.message}.`);
  }
  throw new Error("a list is needed: [ ... ].");
}
