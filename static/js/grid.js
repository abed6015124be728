// The assessment grid under the keyboard: arrows go from cell to cell, A, N and R open a cell with that decision.
const grid = document.querySelector("[data-grid]");
const decisions = { a: "achieved", n: "not_yet", r: "referred" };

const cells = () => [...grid.tBodies[0].rows].map((row) => [...row.querySelectorAll("td a")]);

function place(link) {
  const rows = cells();
  const down = rows.findIndex((row) => row.includes(link));
  return [rows, down, down < 0 ? -1 : rows[down].indexOf(link)];
}

/** One cell alone is in the order of the tab key: the one that had the focus last. */
function settle(link) {
  for (const one of grid.querySelectorAll("td a")) one.tabIndex = one === link ? 0 : -1;
}

function move(event) {
  const link = event.target.closest("td a");
  if (!link || event.ctrlKey || event.metaKey || event.altKey) return;
  const decision = decisions[event.key.toLowerCase()];
  if (decision) {
    location.assign(`${link.href}?decision=${decision}`);
    return;
  }
  const [rows, down, along] = place(link);
  const forward = document.documentElement.dir === "rtl" ? -1 : 1;
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -forward], ArrowRight: [0, forward] };
  let next;
  if (event.key === "Home") next = rows[down][0];
  else if (event.key === "End") next = rows[down].at(-1);
  else if (steps[event.key]) next = rows[down + steps[event.key][0]]?.[along + steps[event.key][1]];
  if (!next) return;
  event.preventDefault();
  settle(next);
  next.focus();
}

if (grid) {
  const asked = location.hash && document.getElementById(location.hash.slice(1));
  const first = asked && grid.contains(asked) ? asked : grid.querySelector("td a");
  if (first) settle(first);
  if (asked && asked === first) asked.focus();
  grid.addEventListener("keydown", move);
  grid.addEventListener("focusin", (event) => event.target.matches("td a") && settle(event.target));
}
