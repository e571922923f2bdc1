/**
 * Which part of a long list is on the page. It follows the end until the person scrolls up, and grows and
 * moves in steps, so that a thousand messages are never drawn at once.
 */

const STEP = 60;
const MOST = 3 * STEP;

/** @returns an object whose {first, end} are the bounds in a list of `length`; `end` is exclusive. */
export function createSpan() {
  let first = 0;
  let end = Infinity;

  return {
    follow(length) {
      end = Infinity;
      first = Math.max(0, length - STEP);
    },
    earlier(length) {
      first = Math.max(0, first - STEP);
      if (Math.min(end, length) - first > MOST) end = first + MOST;
    },
    later(length) {
      end = end + STEP >= length ? Infinity : end + STEP;
      first = Math.max(first, Math.min(end, length) - MOST);
    },
    of(length) {
      return { first: Math.min(first, length), end: Math.min(end, length) };
    },
    get follows() {
      return end === Infinity;
    },
  };
}
