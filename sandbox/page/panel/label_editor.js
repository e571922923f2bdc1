/** Everything that can be done to one label. */

import { h } from "../element.js";
import { ask } from "../ask.js";
import { copyLine, copyLines } from "./copy.js";
import { labelsPath } from "./far_side.js";
import { colorField } from "./label_color.js";
import { labelPlace } from "./label_place.js";
import { below, byParent } from "./label_tree.js";
import { button, field, onOff } from "./pieces.js";
import { sure } from "./sure.js";
import { count } from "./wording.js";

export function labelEditor(desk, farSide, label) {
  const path = `${labelsPath(farSide.state.tenant)}/${label.id}`;
  const work = (control, verb, where, body, done) => desk.act(control, async () => {
    await ask(verb, path + where, body);
    await farSide.refresh();
    return done;
  });
  const change = (control, changes, done) => work(control, "PATCH", "", changes, done);
  const move = (control, wish, done) => work(control, "POST", "/move", wish, done);
  const remove = (control, done) => work(control, "DELETE", "", undefined, done);
  return h("div", { class: "label-editor" },
    nameField(label, change), colorField(label, change), enabled(label, change),
    labelPlace(farSide.state.labels, label, move),
    copyLines(copyLine(desk, "Label ID", label.id, `editor/${label.id}`)),
    deletion(farSide.state.labels, label, remove));
}

function nameField(label, change) {
  const key = "label-name";
  const input = h("input", { id: key, value: label.name, required: true, dataset: { key } });
  const save = h("button", { type: "submit", dataset: { key: "label-rename" } }, "Rename");
  const submit = (event) => {
    event.preventDefault();
    const name = input.value;
    change(save, { name }, `Renamed to “${name}”. The bot reads labels at its next scan.`);
  };
  return h("form", { on: { submit } }, field("Name", input, save));
}

function enabled(label, change) {
  return onOff("Enabled", { checked: label.isEnabled, key: "label-on" }, (box) => {
    const now = box.checked ? "enabled: people can choose it" : "disabled: people can no longer choose it";
    change(box, { isEnabled: box.checked }, `“${label.name}” is ${now}.`);
  }).node;
}

function deletion(labels, label, remove) {
  const many = below(byParent(labels), label.id).length;
  return button("Delete label", { class: "danger", key: "label-delete" }, async (control) => {
    const text = many ? `The ${count(many, "label")} under it will be deleted, too.` : "Nothing is under it.";
    if (!await sure({ title: `Delete “${label.name}”?`, text, yes: "Delete" })) return;
    remove(control, `“${label.name}” deleted${many ? `, and ${count(many, "label")} under it` : ""}.`);
  });
}
