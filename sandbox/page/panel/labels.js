/** The labels of the chosen tenant: a tree of light rows, of which one at a time unfolds to be changed. */

import { h, fill } from "../element.js";
import { addLabel } from "./label_add.js";
import { labelEditor } from "./label_editor.js";
import { replaceLabels } from "./label_replace.js";
import { labelRow } from "./label_row.js";
import { byParent, matching } from "./label_tree.js";
import { card, field, hint, landing } from "./pieces.js";
import { keepingFocus, whenNew } from "./redraw.js";
import { count } from "./wording.js";

export function labelsSection(desk, farSide) {
  const search = h("input", { id: "behind-search", type: "search", autocomplete: "off" });
  const parts = { search, many: hint(), list: landing("labels") };
  const view = { open: null, about: null, editor: null };
  const draw = () => keepingFocus(parts.list, () => drawList(desk, farSide, parts, view, draw));
  const drawNew = whenNew(draw);
  farSide.on(({ tenant, labels }) => drawNew([tenant?.id, labels]));
  search.addEventListener("input", draw);
  return card("behind-labels", "Labels",
    hint("Open a label to change it. The bot reads labels at its next scan."),
    field("Find a label", search), parts.many, parts.list,
    addLabel(desk, farSide), replaceLabels(desk, farSide));
}

function drawList(desk, farSide, { search, many, list }, view, draw) {
  const { labels } = farSide.state;
  const shown = matching(labels, search.value);
  const open = (id) => {
    view.open = id;
    draw();
    if (id) view.editor?.scrollIntoView({ block: "nearest" });
  };
  const editor = (label) => editorOnce(view, label, labels, () => labelEditor(desk, farSide, label));
  fill(many, howMany(shown.length, labels.length));
  fill(list, level(byParent(shown), null, { open, editor, chosen: view.open }));
}

function howMany(shown, all) {
  if (all === 0) return "This tenant has no labels.";
  return shown === all ? count(all, "label") : `${shown} of ${count(all, "label")}`;
}

/** What is being typed outlives a drawing, unless the label itself or its surroundings are others now. */
function editorOnce(view, label, labels, make) {
  const about = JSON.stringify([label, labels.map(({ id, name, parent }) => [id, name, parent])]);
  if (view.about !== about) Object.assign(view, { about, editor: make() });
  return view.editor;
}

function level(groups, parent, doing) {
  const labels = groups.get(parent) ?? [];
  return labels.length > 0 && h("ul", {}, labels.map((label) => {
    const unfolded = label.id === doing.chosen;
    const row = labelRow(label, unfolded, () => doing.open(unfolded ? null : label.id));
    return h("li", {}, row, unfolded && doing.editor(label), level(groups, label.id, doing));
  }));
}
