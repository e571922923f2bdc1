/** What is sent for what a person wrote: a command to the app, or a message to the people here. */

const ESCAPED = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** @returns [path, body]. Throws Error with Slack's words for a command that nobody offers. */
export function asSent(state, place, wrote) {
  const { user, hello: { app } } = state;
  const text = wrote.trim();
  const [, word, rest] = /^(\S+)\s*([\s\S]*)$/.exec(text);
  const body = { user: user.id, channel: place };
  if (word === app.command) return ["/slack/command", { ...body, text: inSlacksForm(state, rest) }];
  if (/^\/[a-z]/i.test(word)) throw new Error(`${word} is not a valid command. Try ${app.command}.`);
  return ["/slack/say", { ...body, text: inSlacksForm(state, text) }];
}

/** People and channels travel as ids, and three characters escaped, as from Slack's own windows. */
function inSlacksForm(state, text) {
  const plain = text.replace(/[&<>]/g, (each) => ESCAPED[each]);
  const people = [...state.people.values()].flatMap((each) => [
    [`@${each.real_name}`, `<@${each.id}|${each.name}>`],
    [`@${each.name}`, `<@${each.id}|${each.name}>`],
  ]);
  const channels = [...state.channels.values()].filter((each) => each.name);
  const named = [...people, ...channels.map((each) => [`#${each.name}`, `<#${each.id}|${each.name}>`])];
  return named.sort(([one], [other]) => other.length - one.length).reduce(replaceWord, plain);
}

function replaceWord(text, [name, form]) {
  const pattern = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return text.replace(new RegExp(`(^|[\\s(])${pattern}(?![\\w-])`, "gi"), (_all, before) => before + form);
}
