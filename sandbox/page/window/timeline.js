/**
 * What is read in one place, oldest first: messages, Slackbot's words to this person, and what Slack refused.
 *
 * An entry: {key, kind: "message"|"deleted"|"notice"|"refusal", ts, by, name, alone, value, root, replies,
 * isFirst, startsDay, mark}; `alone`: only this person sees it; `root`: {ts, words} of the thread that a reply
 * which the channel shows as well belongs to; `isFirst`: a new author begins; `mark` changes when it has to be
 * drawn anew.
 */

import { HOME } from "../places.js";
import { sameDay } from "./when.js";

const SAME_BREATH = 300; // seconds in which messages of one author stand together

export function timeline(state, place) {
  const those = state.messages.get(place) ?? new Map();
  const isReply = (each) => each.thread_ts && each.thread_ts !== each.ts && those.has(each.thread_ts);
  const roots = [...those.values()].filter((each) => !isReply(each) || each.broadcast);
  const replies = groupBy([...those.values()].filter(isReply), (each) => each.thread_ts);
  const entries = [
    ...roots.map((each) => messageEntry(each, repliesTo(replies.get(each.ts)), rootOf(each, those))),
    ...noticesIn(state, place),
    ...refusalsIn(state, place),
  ];
  return arranged(sorted(entries));
}

function repliesTo(messages = []) {
  return sorted(messages.map((each) => messageEntry(each, [])));
}

function rootOf({ broadcast, thread_ts: ts }, those) {
  const root = broadcast ? those.get(ts) : null;
  return root ? { ts, words: (root.lines[0] ?? "").replaceAll(/[*_~`]/g, "") } : null;
}

function messageEntry(message, replies, root = null) {
  return {
    key: `message ${message.ts}`,
    kind: message.is_tombstone ? "deleted" : "message",
    ts: message.ts,
    by: message.user,
    name: message.name,
    alone: message.ephemeral,
    value: message,
    root,
    replies,
    mark: [message.n, root?.words, ...replies.map((each) => `${each.ts} ${each.mark}`)].join(),
  };
}

/** Words that belong to a modal are shown in it, as long as it is open. */
function noticesIn(state, place) {
  const isHomes = (each) => place === HOME && each.view === state.home?.id;
  const those = state.notices.filter((each) => (each.view ? isHomes(each) : isAt(each, place)));
  return those.map((each) => ({
    key: `notice ${each.n}`, kind: "notice", ts: each.ts, by: "Slackbot", name: "Slackbot", alone: true,
    value: each, replies: [], mark: "",
  }));
}

function refusalsIn(state, place) {
  const isMine = (each) => !each.user || each.user === state.user.id;
  const those = state.refusals.filter((each) => isAt(each, place) && isMine(each));
  return those.map((each) => ({
    key: `refusal ${each.n}`, kind: "refusal", ts: each.ts, by: "Slack", name: "Slack", alone: false,
    value: each, replies: [], mark: "",
  }));
}

/** What belongs nowhere is seen everywhere. */
function isAt(words, place) {
  return words.channel === place || words.channel === null;
}

function arranged(entries) {
  return entries.map((entry, index) => {
    const before = entries[index - 1];
    const startsDay = !before || !sameDay(before.ts, entry.ts);
    const isFirst = startsDay || !areTogether(before, entry);
    return { ...entry, startsDay, isFirst, mark: `${entry.mark} ${startsDay} ${isFirst}` };
  });
}

function areTogether(before, entry) {
  const isClose = Number(entry.ts) - Number(before.ts) < SAME_BREATH;
  const isPlain = before.kind === "message" && entry.kind === "message" && before.replies.length === 0;
  return isClose && isPlain && !entry.root && before.by === entry.by && before.alone === entry.alone;
}

function sorted(entries) {
  return entries.sort((one, other) => Number(one.ts) - Number(other.ts));
}

function groupBy(items, keyOf) {
  const groups = new Map();
  for (const each of items) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
  return groups;
}
