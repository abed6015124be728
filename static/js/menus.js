// Escape closes the menu or the help that is open, and the focus goes back to what opened it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = [...document.querySelectorAll("details.menu[open], details.page-help[open]")].pop();
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
