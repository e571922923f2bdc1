/** Every element of Block Kit. https://docs.slack.dev/reference/block-kit/block-elements */

import { button, feedback, plainButton } from "./button.js";
import { checkboxes, radios } from "./choices.js";
import { external } from "./external.js";
import { files } from "./files.js";
import { many } from "./many.js";
import { picture } from "./media.js";
import { overflow } from "./overflow.js";
import { date, moment, time } from "./pickers.js";
import { select } from "./select.js";
import { typed } from "./typed.js";
import { cannotShow } from "./unknown.js";

const KINDS = {
  button,
  channels_select: select,
  checkboxes,
  conversations_select: select,
  datepicker: date,
  datetimepicker: moment,
  email_text_input: typed,
  external_select: external,
  feedback_buttons: feedback,
  file_input: files,
  icon_button: plainButton,
  image: (element) => picture(element, "accessory-image"),
  multi_channels_select: many,
  multi_conversations_select: many,
  multi_external_select: external,
  multi_static_select: many,
  multi_users_select: many,
  number_input: typed,
  overflow,
  plain_text_input: typed,
  radio_buttons: radios,
  rich_text_input: typed,
  static_select: select,
  timepicker: time,
  url_text_input: typed,
  users_select: select,
  workflow_button: plainButton,
};

// Made of several controls: no single one that a <label> could name.
const GROUPS = new Set([
  "checkboxes",
  "multi_channels_select",
  "multi_conversations_select",
  "multi_static_select",
  "multi_users_select",
  "radio_buttons",
]);

export function isGroup(type) {
  return GROUPS.has(type);
}

/** `site`: see site.js. Without any other name an element goes by its placeholder. */
export function element(each, site) {
  const kind = Object.hasOwn(KINDS, each?.type) ? KINDS[each.type] : null;
  if (!kind) return cannotShow("an element", each?.type);
  const name = site.id || site.inGroup ? undefined : site.name || each.placeholder?.text || each.action_id;
  return kind(each, { ...site, name });
}
