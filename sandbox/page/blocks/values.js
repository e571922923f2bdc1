/** What stands in a field: typed and not yet sent, else held by Slack, else its first value. */

// Element type -> [field of its state in Slack's payloads, field of the element with the first value].
const HOLDERS = {
  plain_text_input: ["value", "initial_value"],
  email_text_input: ["value", "initial_value"],
  url_text_input: ["value", "initial_value"],
  number_input: ["value", "initial_value"],
  rich_text_input: ["rich_text_value", "initial_value"],
  radio_buttons: ["selected_option", "initial_option"],
  checkboxes: ["selected_options", "initial_options"],
  static_select: ["selected_option", "initial_option"],
  external_select: ["selected_option", "initial_option"],
  multi_static_select: ["selected_options", "initial_options"],
  multi_external_select: ["selected_options", "initial_options"],
  users_select: ["selected_user", "initial_user"],
  multi_users_select: ["selected_users", "initial_users"],
  channels_select: ["selected_channel", "initial_channel"],
  multi_channels_select: ["selected_channels", "initial_channels"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
  file_input: ["files", ""],
};

/**
 * In the form in which a person's choice is sent: a text, an option's value, an id, a moment in seconds, or a
 * list of these; of external selects the whole option, as only it tells what was chosen. null when empty.
 */
export function standing(element, { blockId, context }) {
  const key = `${blockId}/${element.action_id}`;
  if (context.dirty?.has(key)) return context.dirty.get(key);
  const [place, initial] = HOLDERS[element.type] ?? [];
  const isIt = (each) => each.block_id === blockId && each.action_id === element.action_id;
  const field = context.fields?.find(isIt);
  const held = field?.held ? field.held[place] : element[initial];
  return element.type.endsWith("external_select") ? held ?? null : bare(held ?? null);
}

/** The same as a list, for elements that hold several. */
export function standingList(element, site) {
  return standing(element, site) ?? [];
}

function bare(held) {
  if (Array.isArray(held)) return held.map(bare);
  return held?.value !== undefined && held.text ? held.value : held;
}
