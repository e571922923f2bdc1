/** Pictures, files and videos. The page fetches nothing from elsewhere: other pictures are described. */

import { h } from "../element.js";
import { spoken } from "./text.js";
import { link, linkOrText, safeUrl } from "./urls.js";

export function image(block) {
  const title = block.title && h("figcaption", {}, spoken(block.title));
  return h("figure", { class: "block image" }, title, picture(block, "image-picture"));
}

/** An image wherever it stands. One that was uploaded to Slack has no address at all. */
export function picture(each, look) {
  const url = each.image_url && safeUrl(each.image_url);
  if (!url || new URL(url).origin !== location.origin) return described(each, url);
  const instead = ({ target }) => target.replaceWith(described(each, url));
  return h("img", { src: url, alt: each.alt_text ?? "", class: look, on: { error: instead } });
}

function described({ alt_text: words = "" }, url) {
  const mark = h("span", { "aria-hidden": "true" }, "🖼 ");
  const shown = url ? link(url, {}, words || "Picture") : words;
  return h("span", { class: "no-picture" }, mark, h("span", { class: "unseen" }, "Picture: "), shown);
}

export function file(block) {
  const mark = h("span", { "aria-hidden": "true" }, "📄 ");
  return h("div", { class: "block remote-file" }, mark, `File ${block.external_id ?? ""}`);
}

export function video(block) {
  const address = block.title_url ?? block.video_url ?? "";
  const small = [block.author_name, block.provider_name].filter(Boolean).join(" · ");
  const watch = safeUrl(block.video_url ?? "");
  return h(
    "div",
    { class: "block video" },
    linkOrText(address, { class: "video-title" }, spoken(block.title)),
    small && h("div", { class: "video-small" }, small),
    block.description && h("div", {}, spoken(block.description)),
    picture({ image_url: block.thumbnail_url, alt_text: block.alt_text }, "image-picture"),
    watch && link(watch, { class: "video-watch" }, "▶ Watch"),
  );
}
