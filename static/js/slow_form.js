// A form whose answer takes a while: pressed once only, and after a second one sees that it is being worked on.
for (const form of document.querySelectorAll("form[data-slow]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    setTimeout(() => { const wait = form.querySelector(".wait"); if (wait) wait.hidden = false; }, 1000);
  });
}
addEventListener("pageshow", (event) => { // the page came back out of the browser's memory: it may be pressed again
  if (event.persisted) for (const form of document.querySelectorAll("form[data-slow]")) { delete form.dataset.sent; form.querySelector(".wait").hidden = true; }
});
