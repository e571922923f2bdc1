/** Arrow-up brings back what one has sent, in an empty field; arrow-down leads back. */

export function recall(text, sent) {
  let at = null; // index in what was sent; null when the person writes something new

  function show(index) {
    const those = sent();
    at = index < those.length ? index : null;
    text.value = at === null ? "" : those[at];
    text.setSelectionRange(text.value.length, text.value.length);
  }

  /** Whether the key meant this. */
  function takes(event) {
    const those = sent();
    const isUp = event.key === "ArrowUp" && (text.value === "" || at !== null) && those.length > 0;
    const isDown = event.key === "ArrowDown" && at !== null;
    if (!isUp && !isDown) return false;
    event.preventDefault();
    show(isUp ? Math.max(0, (at ?? those.length) - 1) : at + 1);
    return true;
  }

  return { takes, leave: () => (at = null) };
}
