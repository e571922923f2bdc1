/** Coloured initials instead of portraits. */

import { h } from "../element.js";

const HUES = 8;

export function avatar(id, name) {
  return h("span", { class: "avatar", "aria-hidden": "true", dataset: { hue: hueOf(id) } }, initials(name));
}

function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return words.slice(0, 2).map((word) => [...word][0].toUpperCase()).join("");
}

/** The same person has the same colour everywhere. */
function hueOf(id) {
  return [...id].reduce((sum, letter) => (sum * 44 + letter.codePointAt(0)) % 9973, 7) % HUES;
}
