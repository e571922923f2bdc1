/** A value to be typed elsewhere, with a button that copies it. */

import { h } from "../element.js";
import { button } from "./pieces.js";

export function copyLine(desk, name, value, key) {
  const attributes = { class: "small", "aria-label": `Copy ${name}`, key: `copy/${key}` };
  const copy = button("Copy", attributes, (control) => desk.act(control, async () => {
    await navigator.clipboard.writeText(value);
    return `${name} copied.`;
  }));
  return h("div", { class: "copy-line" },
    h("dt", {}, name),
    h("dd", { class: "value" }, h("code", {}, value)),
    h("dd", { class: "copy" }, copy));
}

export function copyLines(...lines) {
  return h("dl", { class: "copy-lines" }, lines);
}
