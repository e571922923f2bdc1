/** The lines of the log: newest at the bottom, followed unless somebody has scrolled up. */

import { h } from "../element.js";
import { openExchange } from "./exchange.js";
import { hint } from "./pieces.js";
import { writeLine } from "./traffic_line.js";

const MOST = 300;
// Pixels from the end within which somebody still counts as being there.
const NEAR = 40;

/** @returns {{node: Node, show: function(object[])}} `show` takes all lines that are wanted, oldest first */
export function trafficList(desk) {
  const rows = new Map();
  const list = h("ol", { class: "lines", "aria-label": "Exchanges" });
  const none = hint("Nothing yet.");
  const box = { class: "lines-box", tabindex: "0", role: "region", "aria-label": "Log" };
  const node = h("div", box, none, list);
  const show = (lines) => {
    const following = node.scrollHeight - node.scrollTop - node.clientHeight < NEAR;
    const shown = lines.slice(-MOST);
    none.hidden = shown.length > 0;
    leave(rows, new Set(shown.map((line) => line.n)));
    place(list, shown.map((line) => rowOf(rows, line, desk)));
    if (following) node.scrollTop = node.scrollHeight;
  };
  return { node, show };
}

function leave(rows, kept) {
  for (const [n, row] of rows) {
    if (kept.has(n)) continue;
    row.node.remove();
    rows.delete(n);
  }
}

/** Rows that stay are left alone: the one that has the focus must not lose it to the next request. */
function place(list, rows) {
  let next = list.firstElementChild;
  for (const row of rows) {
    if (row.node === next) next = next.nextElementSibling;
    else list.insertBefore(row.node, next);
  }
}

function rowOf(rows, line, desk) {
  const row = rows.get(line.n) ?? blank(line.n, desk);
  rows.set(line.n, row);
  const words = JSON.stringify(line);
  if (row.words !== words) {
    row.words = words;
    writeLine(row.button, line);
  }
  return row;
}

function blank(n, desk) {
  const button = h("button", { type: "button", class: "exchange", "aria-haspopup": "dialog" });
  button.addEventListener("click", () => desk.act(button, () => openExchange(n)));
  return { button, node: h("li", {}, button), words: "" };
}
