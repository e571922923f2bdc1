/** Choosing files. Their names and sizes reach the bot; what is in them stays with the person. */

import { fill, h } from "../element.js";
import { stage } from "./busy.js";
import { attributesOf, choose } from "./site.js";
import { standingList } from "./values.js";

export function files(element, site) {
  const most = element.max_files ?? 10;
  const said = h("span", { class: "files-chosen", role: "status" });
  const show = (chosen) => fill(said, chosen.map(({ name }) => h("span", { class: "chip" }, name)));
  const change = () => {
    const chosen = [...field.files].map(({ name, size, type }) => ({ name, size, mimetype: type }));
    if (chosen.length > most) return fill(said, `Choose ${most} file${most === 1 ? "" : "s"} at most.`);
    show(chosen);
    return choose(holder, element, site, chosen);
  };
  const field = h("input", {
    ...attributesOf(element, site),
    type: "file",
    class: "block-files",
    multiple: most > 1,
    accept: accepted(element.filetypes),
    on: { change },
  });
  const holder = stage(field, said);
  show(standingList(element, site));
  return holder;
}

function accepted(filetypes) {
  return Array.isArray(filetypes) && filetypes.length ? filetypes.map((each) => `.${each}`).join(",") : null;
}
