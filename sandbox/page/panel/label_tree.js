/** Labels as a tree, out of the flat list that names each one's parent. */

/** @returns {Map<string|null, object[]>} the labels under each label, in the order of their priority */
export function byParent(labels) {
  const known = new Set(labels.map((label) => label.id));
  const groups = new Map();
  for (const label of labels) {
    const parent = known.has(label.parent) ? label.parent : null;
    if (!groups.has(parent)) groups.set(parent, []);
    groups.get(parent).push(label);
  }
  return groups;
}

/** Everything under a label, at any depth, without the label itself. */
export function below(groups, id) {
  return (groups.get(id) ?? []).flatMap((label) => [label, ...below(groups, label.id)]);
}

/** @returns {Map<string, string>} id -> "Confidential / Finance" */
export function paths(labels) {
  const groups = byParent(labels);
  const found = new Map();
  const walk = (parent, before) => (groups.get(parent) ?? []).forEach((label) => {
    const path = before ? `${before} / ${label.name}` : label.name;
    found.set(label.id, path);
    walk(label.id, path);
  });
  walk(null, "");
  return found;
}

/** Those whose name contains what was typed, with the labels above them. */
export function matching(labels, typed) {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return labels;
  const known = new Map(labels.map((label) => [label.id, label]));
  const kept = new Set();
  for (const label of labels) {
    if (!label.name.toLowerCase().includes(wanted)) continue;
    for (let each = label; each && !kept.has(each.id); each = known.get(each.parent)) kept.add(each.id);
  }
  return labels.filter((label) => kept.has(label.id));
}

/**
 * Where a label goes to change places with its neighbour on the same level.
 * @returns {number|null} the place among all labels without it; null when there is no such neighbour
 */
export function placeBeside(labels, label, step) {
  const level = [...byParent(labels).values()].find((each) => each.includes(label)) ?? [];
  const neighbour = level[level.indexOf(label) + step];
  if (!neighbour) return null;
  const others = labels.filter((each) => each !== label);
  return others.indexOf(neighbour) + (step > 0 ? 1 : 0);
}
