/** What each person has sent, and what they have begun to write where. Forgotten when the page is closed. */

const KEPT = 100;

export function createMemory() {
  const sent = new Map(); // person -> texts, oldest first
  const drafts = new Map(); // person and place -> text

  return {
    sentBy: (person) => sent.get(person) ?? [],
    remember(person, text) {
      const before = (sent.get(person) ?? []).filter((each) => each !== text);
      sent.set(person, [...before.slice(-KEPT), text]);
    },
    draft: (person, place) => drafts.get(`${person} ${place}`) ?? "",
    keepDraft: (person, place, text) => drafts.set(`${person} ${place}`, text),
  };
}
