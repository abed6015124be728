/** A page that renews itself: every few seconds it is fetched again, and only parts that changed are put in.
 *  A part is an element with `data-live`, and it stays itself: focus, scrolling and what is being read stay put. */
const list = document.querySelector("[data-live-list]");
const every = Number(list?.dataset.liveEvery || 0) * 1000;

function renewPart(old, fresh) {
  if (old.className !== fresh.className) old.className = fresh.className;
  if (old.isEqualNode(fresh) || old.querySelector(":focus")) return;
  old.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
}

async function renew() {
  if (document.hidden) return;
  const answer = await fetch(location.href, { headers: { "X-Eco": "1" }, redirect: "error" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const fresh of page.querySelectorAll("[data-live]")) {
    const old = document.querySelector(`[data-live="${CSS.escape(fresh.dataset.live)}"]`);
    if (old) renewPart(old, fresh);
  }
  renewRows(page.querySelector("[data-live-list]"));
}

/** Rows that are gone go, unless one of them is being used; new ones come in their place. */
function renewRows(fresh) {
  if (!fresh) return;
  const wanted = [...fresh.children].map((row) => row.id);
  for (const row of [...list.children]) if (!wanted.includes(row.id) && !row.contains(document.activeElement)) row.remove();
  wanted.forEach((id, place) => {
    if (!document.getElementById(id)) list.insertBefore(document.adoptNode(fresh.querySelector(`#${CSS.escape(id)}`)), list.children[place] ?? null);
  });
}

async function again() {
  try {
    await renew();
    list.removeAttribute("aria-busy");
  } catch {
    list.setAttribute("aria-busy", "true"); // the server is away: what is shown is old
  }
  setTimeout(again, every);
}

if (every) {
  setTimeout(again, every);
  document.addEventListener("visibilitychange", () => renew().catch(() => {}));
}
