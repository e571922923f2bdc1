/** Radio buttons and checkboxes. Each is named by its text and described by its description. */

import { h } from "../element.js";
import { stage } from "./busy.js";
import { freshId } from "./ids.js";
import { attributesOf, choose } from "./site.js";
import { renderText } from "./text.js";
import { standing, standingList } from "./values.js";

export function radios(element, site) {
  const chosen = standing(element, site);
  return group("radio", element, site, chosen === null ? [] : [chosen], ([only]) => only);
}

export function checkboxes(element, site) {
  return group("checkbox", element, site, standingList(element, site), (chosen) => chosen);
}

/** `valueOf` makes of the chosen values what is sent. */
function group(type, element, site, first, valueOf) {
  let before = first;
  const boxes = [];
  const change = async () => {
    const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
    if (await choose(holder, element, site, valueOf(chosen))) before = chosen;
    else check(boxes, before);
  };
  const name = freshId("choice");
  const rows = element.options.map((option, index) => {
    const attributes = { ...attributesOf(element, site), type, name, on: { change } };
    if (index > 0) attributes.autofocus = false;
    return row(option, attributes, site.context, boxes);
  });
  check(boxes, before);
  const role = site.inGroup ? null : type === "radio" ? "radiogroup" : "group";
  const holder = stage(h("span", { class: "choices", role, "aria-label": site.name }, rows));
  return holder;
}

function row(option, attributes, context, boxes) {
  const [text, description] = [freshId("text"), freshId("description")];
  const naming = { "aria-label": null, "aria-labelledby": text };
  const described = option.description && { "aria-describedby": description };
  const box = h("input", { ...attributes, ...naming, ...described, id: null, value: option.value });
  boxes.push(box);
  return h(
    "label",
    { class: "choice" },
    box,
    h("span", { id: text, class: "choice-text" }, ...renderText(option.text, context)),
    option.description &&
      h("span", { id: description, class: "choice-description" }, ...renderText(option.description, context)),
  );
}

function check(boxes, values) {
  for (const box of boxes) box.checked = values.includes(box.value);
}
