/** Slack shows a small square of the colour beside a hexadecimal code in a message. */

import { h } from "../element.js";

const CODE = /(?<![\w#&])#[0-9a-f]{6}(?![\w])/gi;

/** The text in pieces, each code followed by its square. */
export function withSwatches(text, context) {
  if (context.surface !== "message" || !text.includes("#")) return [text];
  const pieces = [];
  let end = 0;
  for (const found of text.matchAll(CODE)) {
    const next = found.index + found[0].length;
    pieces.push(text.slice(end, next), swatch(found[0]));
    end = next;
  }
  return [...pieces, text.slice(end)];
}

export function swatch(colour) {
  const square = h("span", { class: "swatch", "aria-hidden": "true" });
  square.style.setProperty("background-color", colour);
  return square;
}
