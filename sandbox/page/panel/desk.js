/** What every part of the panel acts with: a control that is busy meanwhile, and one line for the outcome. */

import { h, fill } from "../element.js";

export function createDesk() {
  const node = h("p", { role: "status", class: "outcome" });
  return {
    node,
    say: (sentence) => tell(node, sentence, false),
    act: (control, work) => act(node, control, work),
  };
}

function tell(node, sentence, failed) {
  node.classList.toggle("failed", failed);
  fill(node, failed ? `That did not work: ${sentence}` : sentence);
}

/**
 * @param {HTMLElement} control what was used; it stays focusable, so that the keyboard keeps its place
 * @param {() => Promise<string>} work answers the sentence that tells what was done
 * @returns {Promise<boolean>} whether it was done
 */
async function act(node, control, work) {
  if (control.getAttribute("aria-busy") === "true") return false;
  busy(control, true);
  try {
    tell(node, await work(), false);
    return true;
  } catch (trouble) {
    tell(node, trouble.message, true);
    return false;
  } finally {
    busy(control, false);
  }
}

function busy(control, is) {
  for (const name of ["aria-busy", "aria-disabled"]) {
    if (is) control.setAttribute(name, "true");
    else control.removeAttribute(name);
  }
}
