/**
 * One line of mrkdwn: first cut into tokens, then woven into bold, italic and struck-through words.
 * A token keeps its `source`, because whether a mark opens or closes depends on the characters beside it.
 */

import { h } from "../element.js";
import { angled, hyperlink, unescaped } from "./angles.js";
import { EMOJI } from "./emoji.js";
import { channel } from "./mentions.js";
import { withSwatches } from "./swatch.js";

const MARKS = { "*": "strong", "_": "em", "~": "s" };
const WORD = /[\p{L}\p{N}]/u;
const PLAIN = /[\p{L}\p{N}]+|[^]/uy;
const ANGLED = /<([^<>\n]+)>/y;
const CODE = /`([^`]+)`(?![\p{L}\p{N}`])/uy;
const NAMED = /:([a-z0-9_+'-]+):/y;
const ADDRESS = /(?:https?:\/\/|mailto:)(?:(?!&[lg]t;)[^\s<>|"])+/iy;
const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/y;
const DOMAIN = /(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|edu|gov|app|de|uk)(?:\/(?:(?!&[lg]t;)[^\s<>|"])*)?/iy;
const CHANNEL = /#([\p{L}\p{N}_-]+)/uy;

/** `automatic`: "links" makes links of bare addresses, "all" of #channels as well, "" of nothing. */
export function renderInline(line, context, automatic) {
  return woven(tokensOf(line, context, automatic), context, "");
}

function tokensOf(line, context, automatic) {
  const tokens = [];
  let at = 0;
  while (at < line.length) {
    const token = next(line, at, context, automatic);
    append(tokens, token);
    at += token.source.length;
  }
  return tokens;
}

/** Characters that mean nothing are gathered into one token. */
function append(tokens, token) {
  const last = tokens.at(-1);
  if (token.text && last?.text) last.source += token.source;
  else tokens.push(token);
}

function next(line, at, context, automatic) {
  const character = line[at];
  if (character === "<") return bracket(line, at, context);
  if (character === "`") return code(line, at);
  if (character === ":") return emoji(line, at);
  if (character in MARKS) return { source: character, mark: character };
  return (automatic && found(line, at, context, automatic)) || plain(line, at);
}

function plain(line, at) {
  return { source: match(PLAIN, line, at)[0], text: true };
}

function match(pattern, line, at) {
  pattern.lastIndex = at;
  return pattern.exec(line);
}

function bracket(line, at, context) {
  const hit = match(ANGLED, line, at);
  const node = hit && angled(hit[1], context);
  return node ? { source: hit[0], node } : plain(line, at);
}

function code(line, at) {
  const hit = isWord(line[at - 1]) ? null : match(CODE, line, at);
  return hit ? { source: hit[0], node: h("code", {}, codeText(hit[1])) } : plain(line, at);
}

/** Inside code nothing is formatted, but Slack still reads links there. */
export function codeText(text) {
  return text.split(/(<(?:https?:\/\/|mailto:)[^<>\n]+>)/).map((part) => {
    const inside = part.startsWith("<") && part.endsWith(">") ? part.slice(1, -1).split("|") : null;
    return (inside && hyperlink(unescaped(inside[0]), unescaped(inside[1] ?? ""))) || unescaped(part);
  });
}

function emoji(line, at) {
  const hit = match(NAMED, line, at);
  const character = hit && EMOJI.get(hit[1]);
  if (!character) return plain(line, at);
  return { source: hit[0], node: h("span", { role: "img", "aria-label": hit[1] }, character) };
}

/** What Slack makes a link of by itself, unless the text is `verbatim`. */
function found(line, at, context, automatic) {
  if (isWord(line[at - 1])) return null;
  if (automatic === "all" && line[at] === "#") return channelNamed(line, at, context);
  for (const [pattern, prefix] of [[ADDRESS, ""], [EMAIL, "mailto:"], [DOMAIN, "http://"]]) {
    const hit = match(pattern, line, at);
    const source = hit?.[0].replace(/[.,;:!?)'*_~]+$/, "");
    const node = source && hyperlink(prefix + unescaped(source), unescaped(source));
    if (node) return { source, node };
  }
  return null;
}

function channelNamed(line, at, context) {
  const hit = match(CHANNEL, line, at);
  const known = hit && [...(context.channels?.values() ?? [])].find(({ name }) => name === hit[1]);
  return known ? { source: hit[0], node: channel(known.id, context) } : null;
}

/** `inside` are the marks already open: none opens twice, so this goes three levels deep at most. */
function woven(tokens, context, inside) {
  const nodes = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    const end = token.mark && !inside.includes(token.mark) ? closing(tokens, at) : -1;
    if (end < 0) {
      nodes.push(token.node ?? withSwatches(unescaped(token.source), context));
      continue;
    }
    const content = woven(tokens.slice(at + 1, end), context, inside + token.mark);
    nodes.push(h(MARKS[token.mark], {}, content));
    at = end;
  }
  return nodes;
}

/** Where the mark at `at` closes; -1 when it opens nothing: snake_case and 2*3*4 stay what they are. */
function closing(tokens, at) {
  const mark = tokens[at].mark;
  const [before, after] = [tokens[at - 1]?.source.at(-1), tokens[at + 1]?.source[0]];
  if (isWord(before) || before === mark || !after || /\s/.test(after) || after === mark) return -1;
  for (let end = at + 2; end < tokens.length; end += 1) {
    if (tokens[end].mark === mark && closes(tokens, end, mark)) return end;
  }
  return -1;
}

function closes(tokens, end, mark) {
  const [before, after] = [tokens[end - 1].source.at(-1), lead(tokens[end + 1])];
  return !/\s/.test(before) && before !== mark && after !== mark && !isWord(after);
}

function lead(token) {
  return token && String.fromCodePoint(token.source.codePointAt(0));
}

function isWord(character) {
  return character !== undefined && WORD.test(character);
}
