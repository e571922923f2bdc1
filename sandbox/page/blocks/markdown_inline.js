/** One line of standard Markdown: code, links, bold, italic, struck through. */

import { h } from "../element.js";
import { withEmoji } from "./emoji.js";
import { linkOrText } from "./urls.js";

const LINK = /!?\[([^\]\n]*)\]\(([^()\s]*(?:\([^()\s]*\))?[^()\s]*)(?:\s+"[^"]*")?\)/u;
const STRONG = /(?<![\p{L}\p{N}])__(?=\S)(.+?)(?<=\S)__(?![\p{L}\p{N}])/u;
const EMPHASIS = /(?<![\p{L}\p{N}])_(?=[^\s_])(.+?)(?<=[^\s_])_(?![\p{L}\p{N}])/u;
// The first that matches counts; what stands inside a match is read again, except in code.
const FORMS = [
  [/`([^`]+)`/u, ([, code]) => h("code", {}, code)],
  [/\\([!-/:-@[-`{-~])/u, ([, character]) => character],
  [LINK, ([, text, url]) => linkOrText(url, {}, ...markdownLine(text || url))],
  [/<((?:https?:\/\/|mailto:)[^<>\s]+)>/u, ([, url]) => linkOrText(url, {}, url)],
  [/\*\*(?=\S)(.+?)(?<=\S)\*\*/u, ([, text]) => h("strong", {}, ...markdownLine(text))],
  [STRONG, ([, text]) => h("strong", {}, ...markdownLine(text))],
  [/~~(?=\S)(.+?)(?<=\S)~~/u, ([, text]) => h("s", {}, ...markdownLine(text))],
  [/\*(?=[^\s*])(.+?)(?<=[^\s*])\*/u, ([, text]) => h("em", {}, ...markdownLine(text))],
  [EMPHASIS, ([, text]) => h("em", {}, ...markdownLine(text))],
  [/https?:\/\/[^\s<>|")\]]+[^\s<>|")\].,;:!?]/u, ([url]) => linkOrText(url, {}, url)],
];

/** @returns {Array} nodes and strings */
export function markdownLine(line) {
  const shown = [];
  let rest = line;
  while (rest) {
    const [found, make] = earliest(rest);
    if (!found) return [...shown, withEmoji(rest)];
    shown.push(withEmoji(rest.slice(0, found.index)), make(found));
    rest = rest.slice(found.index + found[0].length);
  }
  return shown;
}

function earliest(text) {
  let best = [null, null];
  for (const [pattern, make] of FORMS) {
    const found = pattern.exec(text);
    if (found && (!best[0] || found.index < best[0].index)) best = [found, make];
  }
  return best;
}
