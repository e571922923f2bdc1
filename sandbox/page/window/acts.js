/** What a person does to blocks, told to the sandbox; and the surroundings in which blocks are drawn. */

import { ask } from "../ask.js";
import { go } from "../places.js";

export function messageContext(store, message) {
  const place = { channel: message.channel, ts: message.ts };
  return {
    ...shared(store),
    surface: "message",
    fields: [],
    errors: {},
    dirty: new Map(),
    act: (blockId, element, value) => press(store, place, blockId, element, value),
    change() {}, // elements of messages always dispatch
    suggest: (actionId, text) => suggest(store, place, actionId, text),
  };
}

/** What was typed before goes along with every press: the app reads the whole form. */
export function viewContext(store, view, typed) {
  const place = { view_id: view.id };
  return {
    ...shared(store),
    surface: view.type,
    fields: view.fields,
    errors: view.errors,
    dirty: typed.of(view.id),
    async act(blockId, element, value) {
      typed.drop(view.id, blockId, element.action_id); // the press itself carries it
      await typed.flush();
      await press(store, place, blockId, element, value);
    },
    change: (blockId, actionId, value) => typed.keep(view.id, blockId, actionId, value),
    suggest: (actionId, text) => suggest(store, place, actionId, text),
  };
}

function shared(store) {
  const { people, channels } = store.state;
  return { people, channels, openChannel: (id) => go(store, id) };
}

/** Throws Error with Slack's words when the app does not answer as it should. */
async function press(store, place, blockId, element, value) {
  const { user, hello } = store.state;
  const act = { user: user.id, ...place, block_id: blockId, action_id: element.action_id, value };
  const trouble = troubleIn(await ask("POST", "/slack/press", act), hello.app.name);
  if (trouble) throw new Error(trouble);
}

function troubleIn({ status, problem }, app) {
  if (problem === "operation_timeout") return `${app} did not respond: operation timed out.`;
  if (problem) return `${app} did not respond: operation timed out (${problem}).`;
  return status === 200 ? null : `${app} responded with an error (status code ${status}).`;
}

/** The options that the app offers for what was typed into an external select. */
async function suggest(store, place, actionId, typed) {
  const { user, hello } = store.state;
  const wanted = { user: user.id, ...place, action_id: actionId, typed };
  const answer = await ask("POST", "/slack/suggest", wanted);
  const trouble = troubleIn(answer, hello.app.name);
  if (trouble) throw new Error(trouble);
  const offered = JSON.parse(answer.body || "{}");
  return offered.options ?? (offered.option_groups ?? []).flatMap((group) => group.options);
}
