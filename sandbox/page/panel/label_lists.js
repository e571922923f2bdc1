/** Made-up lists of labels, larger than most tenants have. */

const COLORS = ["#13A10E", "#0078D4", "#FF8C00", "#D13438", "#881798", "#737373"];
const IN_A_GROUP = 10;

/** The same ids every time, so that 500 after 300 are 200 more and not 500 others. */
export function manyLabels(many) {
  return Array.from({ length: many }, (_, index) => {
    const group = Math.floor(index / IN_A_GROUP) * IN_A_GROUP;
    const color = COLORS[(group / IN_A_GROUP) % COLORS.length];
    const name = `${index === group ? "Department" : "Project"} ${String(index + 1).padStart(3, "0")}`;
    return { id: steadyId(index), name, color, parent: index === group ? null : steadyId(group) };
  });
}

function steadyId(index) {
  return `00000000-0000-4000-8000-${String(index + 1).padStart(12, "0")}`;
}
