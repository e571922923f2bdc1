/** Ids that tie labels, hints and errors to their fields: the same block may stand on the page twice. */

export function freshId(word) {
  return `${word}-${Math.random().toString(36).slice(2, 12)}`;
}
