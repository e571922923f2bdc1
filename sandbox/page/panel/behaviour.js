/** How the chosen tenant behaves. */

import { h } from "../element.js";
import { ask } from "../ask.js";
import { tenantPath } from "./far_side.js";
import { field, hint, onOff } from "./pieces.js";

const NUMBERS = [
  { name: "consent_propagation", words: "Seconds until an approval is effective", least: 0 },
  { name: "page_size", words: "Labels in one answer", least: 1 },
];

export function behaviour(desk, farSide) {
  const change = (control, changes, done) => desk.act(control, async () => {
    await ask("PATCH", tenantPath(farSide.state.tenant), changes);
    await farSide.refresh();
    return done;
  });
  return h("details", { class: "card fold" },
    h("summary", {}, "How this tenant behaves"),
    hint("Microsoft takes its time, answers in pages, and a tenant can be deleted."),
    NUMBERS.map((number) => numberField(farSide, number, change)),
    deleted(farSide, change));
}

function numberField(farSide, { name, words, least }, change) {
  const input = h("input", { id: `behind-${name}`, type: "number", min: least, step: "1", required: true });
  farSide.on(({ tenant }) => {
    if (document.activeElement !== input) input.value = tenant?.[name] ?? "";
  });
  input.addEventListener("change", () => {
    if (input.reportValidity()) change(input, { [name]: Number(input.value) }, `${words}: ${input.value}.`);
  });
  return field(words, input);
}

function deleted(farSide, change) {
  const { box, node } = onOff("The tenant is deleted", {}, () => {
    const { name } = farSide.state.tenant;
    change(box, { deleted: box.checked }, `${name} ${box.checked ? "is gone" : "exists again"}.`);
  });
  farSide.on(({ tenant }) => {
    box.checked = Boolean(tenant?.deleted);
  });
  return node;
}
