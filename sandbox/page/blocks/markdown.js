/**
 * A markdown block: standard Markdown, as much of it as Slack shows.
 * https://docs.slack.dev/reference/block-kit/blocks/markdown-block
 */

import { h } from "../element.js";
import { markdownLine } from "./markdown_inline.js";
import { scrolling } from "./table.js";

const FENCE = /^\s*(```|~~~)/;
const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const RULE = /^\s*([-*_])(?:\s*\1){2,}\s*$/;
const QUOTE = /^\s*>\s?/;
const ITEM = /^(\s*)(?:([-*+])|(\d{1,9})[.)])\s+(.*)$/;
const DIVIDED = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

export function markdown(block) {
  return h("div", { class: "block markdown" }, ...blocksOf(String(block.text ?? "").split("\n")));
}

/** Each reader takes the lines it knows off the front and returns what they show; the last takes any line. */
function blocksOf(lines) {
  const rest = [...lines];
  const shown = [];
  while (rest.length) {
    if (rest[0].trim() === "") rest.shift();
    else shown.push(blockOf(rest));
  }
  return shown;
}

function blockOf(rest) {
  const outer = fence(rest) ?? heading(rest) ?? rule(rest) ?? quote(rest);
  return outer ?? table(rest) ?? list(rest) ?? words(rest);
}

function take(lines, belongs) {
  const end = lines.findIndex((line, index) => !belongs(line, index));
  return lines.splice(0, end < 0 ? lines.length : end);
}

function fence(lines) {
  const mark = FENCE.exec(lines[0])?.[1];
  if (!mark) return null;
  lines.shift();
  const code = take(lines, (line) => !line.trim().startsWith(mark));
  lines.shift();
  return h("pre", {}, code.join("\n"));
}

function heading(lines) {
  const found = HEADING.exec(lines[0]);
  if (!found) return null;
  lines.shift();
  const level = found[1].length;
  return h(`h${Math.min(6, level + 2)}`, { class: `header header-${level}` }, markdownLine(found[2]));
}

function rule(lines) {
  return RULE.test(lines[0]) && lines.shift() !== undefined ? h("hr") : null;
}

function quote(lines) {
  const quoted = take(lines, (line) => QUOTE.test(line)).map((line) => line.replace(QUOTE, ""));
  return quoted.length ? h("blockquote", {}, ...blocksOf(quoted)) : null;
}

function table(lines) {
  if (!lines[0].includes("|") || !DIVIDED.test(lines[1] ?? "")) return null;
  const [head, , ...rows] = take(lines, (line) => line.includes("|")).map(cells);
  const row = (tag, each) => h("tr", {}, each.map((cell) => h(tag, {}, markdownLine(cell))));
  const body = rows.map((each) => row("td", each));
  return scrolling(h("table", {}, h("thead", {}, row("th", head)), h("tbody", {}, body)));
}

function cells(line) {
  const inner = line.trim().replace(/^\||\|$/g, "");
  return inner.split("|").map((cell) => cell.trim());
}

function list(lines) {
  if (!ITEM.test(lines[0])) return null;
  const ordered = ITEM.exec(lines[0])[3];
  return listOf(take(lines, (line, index) => index === 0 || continues(line, ordered)), ordered);
}

/** Another item of the same kind, or anything set in below an item. */
function continues(line, ordered) {
  const item = ITEM.exec(line);
  return /^\s+\S/.test(line) || (item !== null && Boolean(item[3]) === Boolean(ordered));
}

/** Lines set in deeper than the first belong to the item above them. */
function listOf(lines, ordered) {
  const margin = ITEM.exec(lines[0])[1].length;
  const items = [];
  for (const line of lines) {
    const found = ITEM.exec(line);
    if (found && found[1].length <= margin) items.push([found[4]]);
    else items.at(-1).push(line);
  }
  const shown = items.map(([first, ...inside]) => h("li", {}, task(first), ...blocksOf(inside)));
  return ordered ? h("ol", { start: Number(ordered) === 1 ? null : ordered }, shown) : h("ul", {}, shown);
}

function task(text) {
  const found = /^\[([ xX])\]\s+(.*)$/.exec(text);
  return found ? [found[1] === " " ? "☐ " : "☑ ", markdownLine(found[2])] : markdownLine(text);
}

function words(lines) {
  const text = take(lines, (line, index) => index === 0 || (line.trim() !== "" && !begins(line)));
  return h("p", {}, text.flatMap((line, index) => [index > 0 && h("br"), ...markdownLine(line.trim())]));
}

function begins(line) {
  return [FENCE, HEADING, RULE, QUOTE, ITEM].some((each) => each.test(line));
}
