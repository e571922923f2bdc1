/** What each person has read. What was said before the page was opened counts as read. */

export function createReading(opened) {
  const marks = new Map();

  function markOf(state, channel) {
    return marks.get(`${state.user.id} ${channel}`) ?? opened;
  }

  function unreadIn(state, channel) {
    const mark = markOf(state, channel);
    const those = [...(state.messages.get(channel)?.values() ?? [])];
    return those.filter((each) => Number(each.ts) > mark && each.user !== state.user.id).length;
  }

  /** Everything where the person is has been seen; elsewhere the new messages are counted. */
  return function count(state) {
    if (!state.user) return;
    const here = [...(state.messages.get(state.place)?.keys() ?? [])].map(Number);
    if (here.length) marks.set(`${state.user.id} ${state.place}`, Math.max(opened, ...here));
    state.unread = new Map([...state.messages.keys()].map((channel) => [channel, unreadIn(state, channel)]));
  };
}
