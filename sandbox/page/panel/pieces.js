/** The small pieces of which the panel is made. `key` lets the focus find a piece again after a drawing. */

import { h } from "../element.js";

/** `act` is called with the button itself. */
export function button(words, { key, ...attributes }, act) {
  const node = h("button", { type: "button", dataset: keyed(key), ...attributes }, words);
  node.addEventListener("click", () => act(node));
  return node;
}

/** `act` is called with the submit button: it is what is busy meanwhile. */
export function form(words, fields, act, { key, beside } = {}) {
  const send = h("button", { type: "submit", dataset: keyed(key) }, words);
  const submit = (event) => {
    event.preventDefault();
    act(send);
  };
  return h("form", { class: "entries", on: { submit } }, fields, buttons(beside, send));
}

export function buttons(...those) {
  return h("div", { class: "buttons" }, those);
}

/** A label above its control, which may have others beside it. */
export function field(words, control, ...beside) {
  const line = beside.length ? h("div", { class: "beside" }, control, beside) : control;
  return h("div", { class: "entry" }, h("label", { for: control.id }, words), line);
}

/** `choices` = [[value, words]] */
export function options(choices) {
  return choices.map(([value, words]) => h("option", { value }, words));
}

/** On or off, at once: `act` is called with the box. */
export function onOff(words, { key, ...attributes }, act) {
  const box = h("input", { type: "checkbox", role: "switch", dataset: keyed(key), ...attributes });
  box.addEventListener("change", () => act(box));
  return { box, node: h("label", { class: "switch" }, box, words) };
}

export function lead(...words) {
  return h("p", { class: "lead" }, words);
}

export function hint(...words) {
  return h("p", { class: "note" }, words);
}

export function under(...words) {
  return h("span", { class: "under" }, words);
}

export function card(id, title, ...children) {
  return h("section", { class: "card", "aria-labelledby": id }, h("h3", { id }, title), children);
}

export function more(words, ...children) {
  return h("details", { class: "fold" }, h("summary", {}, words), children);
}

export function heads(...words) {
  return h("tr", {}, words.map((each) => h("th", { scope: "col" }, each)));
}

/** What has the focus when the thing inside that had it is gone. */
export function landing(className) {
  return h("div", { class: className, tabindex: "-1" });
}

function keyed(key) {
  return key ? { key } : undefined;
}
