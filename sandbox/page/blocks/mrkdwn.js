/**
 * Slack's mrkdwn as DOM: code blocks, quotes and lines; what a line holds is told in inline.js.
 * https://docs.slack.dev/messaging/formatting-message-text
 */

import { h } from "../element.js";
import { codeText, renderInline } from "./inline.js";

const FENCED = /```\n?([^]+?)\n?```/;
const QUOTED = /^(?:>|&gt;) ?/;
const QUOTED_TO_THE_END = /(?:^|\n)(?:>>>|&gt;&gt;&gt;) ?([^]*)/;

/** The text of a mrkdwn object. `verbatim` makes no links of bare addresses and #channels. */
export function renderMrkdwn(text, context, { verbatim = false } = {}) {
  return renderParts(text, context, verbatim ? "" : "all");
}

/** The `text` of a message without blocks: bare addresses become links, #channels do not. */
export function renderMessageText(text, context) {
  return renderParts(text, context, "links");
}

function renderParts(text, context, automatic) {
  const fragment = document.createDocumentFragment();
  fragment.append(...parts(String(text ?? "").split(FENCED), context, automatic));
  return fragment;
}

/** Odd pieces are code. What is quoted to the end takes all that follows, and code never begins a quote. */
function parts(pieces, context, automatic) {
  const shown = [];
  for (const [index, piece] of pieces.entries()) {
    if (index % 2) {
      shown.push(h("pre", {}, codeText(piece)));
      continue;
    }
    const [above, quoted] = trimmed(piece, index, pieces.length - 1).split(QUOTED_TO_THE_END);
    shown.push(...lines(above, context, automatic));
    if (quoted === undefined) continue;
    const rest = parts([quoted, ...pieces.slice(index + 1)], context, automatic);
    return [...shown, h("blockquote", {}, ...rest)];
  }
  return shown;
}

/** A code block is a line of its own: the breaks before and after it are not two. */
function trimmed(piece, index, last) {
  const start = index > 0 ? piece.replace(/^\n/, "") : piece;
  return index < last ? start.replace(/\n$/, "") : start;
}

function lines(text, context, automatic) {
  if (text === "") return [];
  return runs(text.split("\n")).flatMap(([isQuote, run]) => {
    const shown = broken(run.map((line) => renderInline(line.replace(/^ +/, ""), context, automatic)));
    return isQuote ? [h("blockquote", {}, ...shown)] : shown;
  });
}

/** Lines that are quoted, and those that are not, gathered: [[is quoted, [lines]]]. */
function runs(all) {
  const found = [];
  for (const line of all) {
    const isQuote = QUOTED.test(line);
    if (found.at(-1)?.[0] !== isQuote) found.push([isQuote, []]);
    found.at(-1)[1].push(isQuote ? line.replace(QUOTED, "") : line);
  }
  return found;
}

function broken(shown) {
  return shown.flatMap((line, index) => (index ? [h("br"), ...line] : line)).flat(Infinity);
}
