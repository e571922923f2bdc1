/** The <li>s of the message list: only what has changed is drawn anew, and nothing that stays is moved. */

import { fill, h } from "../element.js";
import { keepFocus } from "./focus.js";
import { lineOf } from "./message.js";

export function createRows(list, store) {
  const rows = new Map(); // key -> {node, mark}

  function update(entries) {
    const wanted = new Set(entries.map((each) => each.key));
    for (const [key, { node }] of rows) {
      if (wanted.has(key)) continue;
      node.remove();
      rows.delete(key);
    }
    entries.forEach((entry, index) => put(rowFor(entry), index));
  }

  function rowFor(entry) {
    const row = rows.get(entry.key) ?? { node: h("li", { dataset: { key: entry.key } }), mark: null };
    if (row.mark !== entry.mark) keepFocus(row.node, () => fill(row.node, lineOf(store, entry)));
    row.mark = entry.mark;
    rows.set(entry.key, row);
    return row.node;
  }

  function put(node, index) {
    if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null);
  }

  return { update };
}
