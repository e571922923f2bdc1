/** What stands for a person, a channel, everybody, or a moment, wherever it is named. */

import { h } from "../element.js";
import { dated } from "./dates.js";
import { linkOrText } from "./urls.js";

export function person(id, context, label) {
  const known = context.people?.get(id);
  return mention(`@${known?.real_name || known?.name || label || id}`);
}

/** Pressing it goes there. A channel that the person may not see has no name, in Slack too. */
export function channel(id, context, label) {
  const known = context.channels?.get(id);
  if (!known) return mention(label ? `#${label}` : "#unknown-channel");
  if (!context.openChannel) return mention(`#${known.name}`);
  const attributes = { type: "button", class: "mention mention-channel" };
  return h("button", { ...attributes, on: { click: () => context.openChannel(id) } }, `#${known.name}`);
}

export function mention(words) {
  return h("span", { class: "mention" }, words);
}

/** `how`: see dates.js. An address makes a link of it. */
export function moment(seconds, format, fallback, address, how) {
  const date = Number.isFinite(seconds) && format ? dated(seconds, how) : null;
  if (!date) return h("span", {}, fallback);
  const datetime = new Date(seconds * 1000).toISOString();
  const time = h("time", { datetime, title: date.full }, date.say(format));
  return address ? linkOrText(address, {}, time) : time;
}
