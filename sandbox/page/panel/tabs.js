/** A tablist as the ARIA practices describe it: one tab stop, arrow keys, Home and End. */

import { h } from "../element.js";

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** `parts` = [{name, node, shown?}]; `shown` is called with true or false when a part comes or goes. */
export function tabs(label, parts, changed) {
  const buttons = parts.map((part) => tabButton(part.name));
  const panes = parts.map(tabPane);
  const choose = (index) => {
    parts.forEach((part, each) => {
      show(buttons[each], panes[each], each === index);
      part.shown?.(each === index);
    });
    changed();
  };
  buttons.forEach((button, index) => button.addEventListener("click", () => choose(index)));
  const list = h("div", { role: "tablist", "aria-label": label, class: "tablist" }, buttons);
  list.addEventListener("keydown", (event) => walk(event, buttons));
  choose(0);
  return [list, panes];
}

function tabButton(name) {
  const id = `behind-tab-${name.toLowerCase()}`;
  return h("button", { type: "button", role: "tab", id, "aria-controls": `${id}-pane` }, name);
}

function tabPane(part) {
  const id = `behind-tab-${part.name.toLowerCase()}`;
  return h("div", { role: "tabpanel", id: `${id}-pane`, "aria-labelledby": id, class: "pane" }, part.node);
}

function show(button, pane, chosen) {
  button.setAttribute("aria-selected", String(chosen));
  button.tabIndex = chosen ? 0 : -1;
  pane.hidden = !chosen;
}

function walk(event, buttons) {
  const to = target(event.key, buttons.indexOf(document.activeElement), buttons.length);
  if (to === null) return;
  event.preventDefault();
  buttons[to].focus();
  buttons[to].click();
}

function target(key, from, many) {
  if (key === "Home") return 0;
  if (key === "End") return many - 1;
  return key in STEPS ? (from + STEPS[key] + many) % many : null;
}
