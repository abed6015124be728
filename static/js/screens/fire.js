// Who is in the building, for a fire: big names to tick off outside; without a line as this tablet last knew it.
import { again, announce, go, leaveChip, lineChip, paint, screen, shown } from "../app.js";
import * as door from "../door.js";
import { asset, duo, h, icon, notice, plain } from "../dom.js";
import { clock, t } from "../words.js";
import { face } from "./register.js";

const seen = new Set(); // who was found outside: on this tablet only, until it is loaded anew

const keyOf = (one) => one.cards[0] ?? `${one.alias} ${one.since}`;

function tick(one, button, left) {
  const key = keyOf(one);
  if (!seen.delete(key)) seen.add(key);
  button.setAttribute("aria-pressed", String(seen.has(key)));
  left();
}

function fire() {
  const { at, people, heads } = door.fireList();
  const known = [...people].sort((a, b) => a.alias.localeCompare(b.alias));
  const count = h("p", { class: "fire-count", role: "status" });
  const left = () => {
    const missing = known.filter((one) => !seen.has(keyOf(one))).length;
    count.textContent = t("Still to find: %(number)s", { number: missing });
  };
  const entry = (one) => {
    const button = h("button", { type: "button", class: "person fire-one", "aria-pressed": String(seen.has(keyOf(one))), onclick: () => tick(one, button, left) },
      face(one.avatar), h("span", {}, h("b", {}, h("bdi", {}, one.alias)), h("br"), h("span", { class: "quiet" }, clock(one.since))), icon("check", 36, { tick: true }));
    return h("li", {}, button);
  };
  left();
  paint({
    title: t("Who is in the building"),
    bar: [leaveChip("arrow-left", "Scan", () => go("home")), lineChip()],
    middle: [h("h1", {}, duo("Who is in the building")),
      at > 0 ? h("p", { class: "fire-as-of", id: "as-of" }, icon("clock", 28), h("b", {}, duo("As of %(time)s", { time: clock(at) })))
        : notice("look", duo("This tablet has not heard today who is in."), duo("Below is whom it saw itself. Ask at the desk for the printed list.")),
      count,
      known.length ? h("ul", { class: "fire-list", role: "list", id: "inside" }, known.map(entry)) : h("figure", { class: "picture" }, h("img", { src: asset("art/empty-people.svg"), alt: "" }), h("figcaption", {}, duo("Nobody has shown a card here today."))),
      heads > 0 && h("p", { class: "fire-heads" }, icon("users", 36), h("b", {}, duo("Visitors without a name: %(number)s", { number: heads }))),
      h("p", { class: "said quiet" }, duo("Tap each person whom you see outside."))],
    thumb: [plain(duo("Look again"), "refresh", { size: "low", id: "look-again", onclick: look })],
  });
}

/** Ask anew who is in; what was ticked stays. */
async function look() {
  await door.refresh();
  announce(t("As of %(time)s", { time: clock(door.fireList().at || Date.now()) }));
  return again();
}

screen("fire", () => {
  fire();
  const { at } = door.fireList();
  if (Date.now() - at > 60_000) door.refresh().then(() => shown().name === "fire" && door.fireList().at !== at && again());
});
