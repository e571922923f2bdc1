/**
 * What stands between angle brackets in mrkdwn: links, mentions, dates.
 * https://docs.slack.dev/messaging/formatting-message-text#advanced
 */

import { withEmoji } from "./emoji.js";
import { channel, mention, moment, person } from "./mentions.js";
import { link, safeUrl } from "./urls.js";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const BROADCASTS = new Set(["here", "channel", "everyone", "group"]);

/** Slack knows these three escapes and no other. */
export function unescaped(text) {
  return text.replace(/&(amp|lt|gt);/g, (entity) => ENTITIES[entity]);
}

/** @returns {Node|null} null when `inside` means nothing, so that it is shown as it was typed */
export function angled(inside, context) {
  const bar = inside.indexOf("|");
  const target = unescaped(bar < 0 ? inside : inside.slice(0, bar));
  const label = bar < 0 ? "" : withEmoji(unescaped(inside.slice(bar + 1)));
  if (target.startsWith("@")) return person(target.slice(1), context, label.replace(/^@/, ""));
  if (target.startsWith("#")) return channel(target.slice(1), context, label.replace(/^#/, ""));
  if (target.startsWith("!")) return special(target.slice(1), label, context);
  return hyperlink(target, label);
}

export function hyperlink(target, label) {
  const url = safeUrl(target);
  return url && link(url, {}, label || target.replace(/^mailto:/, ""));
}

function special(command, label, context) {
  const [word, ...rest] = command.split("^");
  if (word === "date") return date(rest, label, context);
  if (word === "subteam") return mention(label ? `@${label.replace(/^@/, "")}` : `@${rest[0]}`);
  if (BROADCASTS.has(word)) return mention(`@${word}`);
  return mention(label || `<${word}>`);
}

function date([seconds, format = "", address], fallback, context) {
  const at = /^-?\d+$/.test(seconds ?? "") ? Number(seconds) : NaN;
  return moment(at, format, fallback, address, { now: context.now });
}
