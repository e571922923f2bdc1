/** What each event of the live stream changes in what the page knows. No DOM, no network. */

import { forgetSight } from "./store.js";

const KEPT_EXCHANGES = 1000;

const HEARD = { hello, slack, exchanges, microsoft, faults, calendar };

export const EVENTS = Object.keys(HEARD);

export function hear(store, event, data) {
  HEARD[event](store.state, data);
  store.emit(event);
}

function hello(state, data) {
  state.hello = data;
  state.people = new Map(data.people.map((each) => [each.id, each]));
}

function slack(state, data) {
  if (data.fresh) forgetSight(state);
  state.user = data.user;
  state.channels = new Map(data.channels.map((each) => [each.id, each]));
  state.modals = data.modals;
  state.home = data.home;
  state.arrived = [];
  for (const each of data.messages) keepMessage(state, each, data.fresh);
  for (const { channel, ts } of data.gone ?? []) state.messages.get(channel)?.delete(ts);
  state.notices.push(...(data.notices ?? []).map((each) => placed(state, each)));
  state.refusals.push(...(data.refusals ?? []).map((each) => placed(state, each)));
}

function keepMessage(state, message, fresh) {
  if (!state.messages.has(message.channel)) state.messages.set(message.channel, new Map());
  const those = state.messages.get(message.channel);
  if (!fresh && !those.has(message.ts)) state.arrived.push(message);
  those.set(message.ts, message);
}

/** Slack's own words without a channel belong where the person is looking. */
function placed(state, words) {
  return { ...words, channel: words.channel ?? state.place };
}

function exchanges(state, data) {
  if (data.fresh) state.exchanges.clear();
  for (const line of data.lines) state.exchanges.set(line.n, line);
  for (const n of state.exchanges.keys()) {
    if (state.exchanges.size <= KEPT_EXCHANGES) return;
    state.exchanges.delete(n);
  }
}

function microsoft() {
  // Only a bell: whoever shows something of Microsoft fetches it.
}

function faults(state, data) {
  state.faults = data.faults;
}

function calendar(state, data) {
  state.calendar = data;
}
