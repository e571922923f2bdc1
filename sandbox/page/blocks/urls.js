/** Which addresses may become links. Everything else stays text, whatever a bot calls it. */

import { h } from "../element.js";

const SCHEMES = new Set(["http:", "https:", "mailto:"]);

/** The address as the browser understands it, or null when it must not be a link. */
export function safeUrl(text) {
  const url = URL.parse?.(text) ?? parsed(text);
  return url && SCHEMES.has(url.protocol) ? url.href : null;
}

/** A link that opens a window of its own, which learns nothing of this page. */
export function link(url, attributes, ...children) {
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer", ...attributes }, ...children);
}

/** The same where the address may be unfit: then only what would have been read. */
export function linkOrText(address, attributes, ...children) {
  const url = safeUrl(address);
  return url ? link(url, attributes, ...children) : h("span", {}, ...children);
}

function parsed(text) {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
