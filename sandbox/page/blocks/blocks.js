/** Every block of Block Kit as DOM. https://docs.slack.dev/reference/block-kit/blocks */

import { h } from "../element.js";
import { alertBlock, contextBlock, divider, header } from "./plain_blocks.js";
import { element } from "./elements.js";
import { input } from "./input.js";
import { markdown } from "./markdown.js";
import { file, image, video } from "./media.js";
import { richText } from "./rich_text.js";
import { section } from "./section.js";
import { table } from "./table.js";
import { cannotShow } from "./unknown.js";

const KINDS = {
  actions,
  alert: alertBlock,
  context: contextBlock,
  context_actions: actions,
  divider,
  file,
  header,
  image,
  input,
  markdown,
  rich_text: richText,
  section,
  table,
  video,
};

/**
 * @param {object[]} blocks as the bot sent them
 * @param {object} context surface, people, channels, fields, errors, dirty, act, change, suggest,
 *   openChannel, `now`: in milliseconds where another moment than the browser's counts as now
 */
export function renderBlocks(blocks, context) {
  const fragment = document.createDocumentFragment();
  fragment.append(...(blocks ?? []).map((block) => shown(block, context)));
  return fragment;
}

/** A block that is not what it should be must never take the page with it. */
function shown(block, context) {
  const kind = Object.hasOwn(KINDS, block?.type) ? KINDS[block.type] : null;
  try {
    return kind ? kind(block, context) : cannotShow("a block", block?.type);
  } catch (error) {
    return cannotShow("a block", block.type, error.message);
  }
}

function actions(block, context) {
  const site = { blockId: block.block_id, context, dispatches: true };
  return h("div", { class: "block actions" }, ...(block.elements ?? []).map((each) => element(each, site)));
}
