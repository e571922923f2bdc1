/** What a menu offers: the bot's own options, or the people and channels of the workspace. */

import { spoken } from "./text.js";

/** @returns {Array<{label: string|null, options: Array<{value: string, text: string}>}>} */
export function groupsOf(element, context) {
  if (element.type.includes("users")) return ungrouped(people(context));
  if (element.type.includes("channels")) return ungrouped(channels(context, isPublic));
  if (element.type.includes("conversations")) return ungrouped(conversations(element, context));
  const groups = element.option_groups ?? [{ label: null, options: element.options ?? [] }];
  return groups.map(({ label, options }) => {
    return { label: label && spoken(label), options: options.map(asOption) };
  });
}

function ungrouped(options) {
  return [{ label: null, options }];
}

export function asOption(option) {
  const described = option.description ? ` – ${spoken(option.description)}` : "";
  return { value: option.value, text: spoken(option.text) + described };
}

function people(context) {
  return [...(context.people?.values() ?? [])]
    .filter(({ role }) => role !== "deactivated")
    .map(({ id, name, real_name: realName }) => ({ value: id, text: realName || name }));
}

function channels(context, isOffered) {
  return [...(context.channels?.values() ?? [])]
    .filter((each) => !each.is_archived && isOffered(each))
    .map(({ id, name, kind }) => ({ value: id, text: kind === "im" ? `@${name}` : `#${name}` }));
}

function isPublic({ kind }) {
  return kind === "public";
}

function conversations(element, context) {
  const { include, exclude_external_shared_channels: noShared } = element.filter ?? {};
  return channels(
    context,
    ({ kind, is_shared: isShared }) => (!include || include.includes(kind)) && !(noShared && isShared),
  );
}
