/** Drawing something anew must not take the keyboard's focus, or the caret, from where a person is typing. */

const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";
// Whatever says where an element stands, from the widest to the nearest. What was typed is no name.
const NAMES = ["data-key", "data-block", "data-action", "type", "value", "aria-label"];
const TYPED = "textarea, input:not([type=radio], [type=checkbox])";

/** Runs `redraw`, which replaces what `node` holds; whoever had the focus in it has it again. */
export function keepFocus(node, redraw) {
  const before = document.activeElement;
  if (!before || before === node || !node.contains(before)) return redraw();
  const place = placeOf(node, before);
  const caret = caretOf(before);
  redraw();
  if (node.contains(document.activeElement) && document.activeElement !== node) return undefined;
  const after = found(node, place);
  after?.focus({ preventScroll: true });
  if (after && caret) putCaret(after, caret);
  return undefined;
}

function placeOf(node, element) {
  const isName = (name) => element.hasAttribute(name) && !(name === "value" && element.matches(TYPED));
  const names = NAMES.filter(isName).map((name) => [name, element.getAttribute(name)]);
  return { tag: element.localName, names, index: alike(node, element.localName, names).indexOf(element) };
}

/** The one with the same names; where the app has renamed them, nothing is better than a wrong guess. */
function found(node, { tag, names, index }) {
  const those = alike(node, tag, names);
  return those[index] ?? those[0];
}

function alike(node, tag, names) {
  const isNamed = (each) => names.every(([name, value]) => each.getAttribute(name) === value);
  return [...node.querySelectorAll(FOCUSABLE)].filter((each) => each.localName === tag && isNamed(each));
}

function caretOf(element) {
  if (!("selectionStart" in element) || element.selectionStart === null) return null;
  return [element.selectionStart, element.selectionEnd, element.selectionDirection];
}

function putCaret(element, caret) {
  if ("setSelectionRange" in element && element.selectionStart !== null) element.setSelectionRange(...caret);
}
