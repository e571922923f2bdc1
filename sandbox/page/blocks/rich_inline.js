/** The pieces of a line of rich text, with their styles. */

import { h } from "../element.js";
import { EMOJI } from "./emoji.js";
import { channel, mention, moment, person } from "./mentions.js";
import { swatch, withSwatches } from "./swatch.js";
import { linkOrText } from "./urls.js";

const STYLES = {
  bold: "strong",
  italic: "em",
  strike: "s",
  underline: "u",
  code: "code",
  highlight: "mark",
  client_highlight: "mark",
};

const KINDS = {
  text: (each, context) => lines(each.text, context),
  link: (each) => linkOrText(each.url ?? "", {}, each.text || each.url),
  emoji: (each) => emoji(each),
  user: (each, context) => person(each.user_id, context),
  usergroup: (each) => mention(`@${each.usergroup_id}`),
  channel: (each, context) => channel(each.channel_id, context),
  broadcast: (each) => mention(`@${each.range}`),
  team: (each) => mention(`@${each.team_id}`),
  color: (each) => [each.value, swatch(each.value)],
  date: (each, context) => date(each, context),
  tag: (each) => h("span", { class: "tag" }, each.text ?? ""),
};

/** @returns {Array} nodes and strings */
export function richInline(each, context) {
  const kind = Object.hasOwn(KINDS, each?.type) ? KINDS[each.type] : null;
  const shown = kind ? kind(each, context) : `[${each?.type ?? "?"}]`;
  return Object.entries(STYLES)
    .filter(([style]) => each?.style?.[style] === true)
    .reduce((inside, [, tag]) => [h(tag, {}, ...inside)], [shown].flat());
}

/** In code nothing is styled. */
export function richPlain(elements, context) {
  return (elements ?? []).map((each) => each.text ?? each.url ?? richInline(each, context)).flat();
}

function lines(text, context) {
  return String(text ?? "")
    .split("\n")
    .flatMap((line, index) => [index > 0 && h("br"), ...withSwatches(line, context)]);
}

/** An emoji not in our table comes with its code points, or is named. */
function emoji(each) {
  const points = (each.unicode ?? "").split("-").map((point) => parseInt(point, 16));
  const isGiven = each.unicode && points.every((point) => point <= 0x10ffff);
  const character = isGiven ? String.fromCodePoint(...points) : EMOJI.get(each.name);
  return character ? h("span", { role: "img", "aria-label": each.name }, character) : `:${each.name}:`;
}

function date(each, context) {
  const how = { now: context.now, zone: each.timezone, rich: true };
  return moment(each.timestamp, each.format ?? "", each.fallback ?? "", each.url, how);
}
