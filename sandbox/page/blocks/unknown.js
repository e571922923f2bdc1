/** What this page cannot show is named instead of left out. */

import { h } from "../element.js";

export function cannotShow(what, type, why) {
  const said = `This page cannot show ${what} of type “${type ?? "none"}”${why ? `: ${why}` : "."}`;
  return h("div", { class: "block unknown" }, said);
}
