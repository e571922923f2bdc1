/** Files that came with a message: their name, their size, and the way to have them. */

import { h } from "../element.js";

const UNITS = ["bytes", "KB", "MB", "GB"];

export function fileList(files) {
  return h("ul", { class: "files", "aria-label": "Files" }, files.map((each) => h("li", {}, file(each))));
}

function file({ name, title, size, url_private: address }) {
  const kind = name.includes(".") ? name.split(".").at(-1) : "file";
  return h(
    "div",
    { class: "file" },
    h("span", { class: "file-kind", "aria-hidden": "true" }, kind.slice(0, 4)),
    h(
      "span",
      { class: "file-words" },
      h("span", { class: "file-name" }, title || name),
      h("span", { class: "file-size" }, title && title !== name ? `${name}, ${sizeOf(size)}` : sizeOf(size)),
    ),
    /^https?:/.test(address) && h("a", { href: address, download: name, class: "file-get" }, "Download",
      h("span", { class: "unseen" }, ` ${name}`)),
  );
}

function sizeOf(bytes) {
  const step = bytes < 1024 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(1024)));
  const count = bytes / 1024 ** step;
  return `${step && count < 10 ? count.toFixed(1) : Math.round(count)} ${UNITS[step]}`;
}
