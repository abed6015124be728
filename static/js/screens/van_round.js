// A collection round: its stops in order; arrived, left and nobody in are one tap each; labels stuck at the door are scanned there.
import { again, go, paint, screen } from "../app.js";
import { say, withPerson } from "../acts.js";
import { chip, duo, h, icon, plain, slab } from "../dom.js";
import { signal } from "../feedback.js";
import * as pack from "../pack.js";
import * as van from "../van.js";
import { person } from "../who.js";
import { clock, t } from "../words.js";
import { bar } from "./register.js";
import { banner, viewfinder } from "./parts.js";
import { REASON_ICONS, tellAnswer } from "./van.js";

const OUTCOMES = { collected: ["circle-check", "Collected"], nobody_in: ["home", "Nobody in"], not_taken: ["x", "Not taken at the door"] };
const what = (stop) => h("span", {}, stop.items.map(([slug, many], index) => [index ? ", " : "", `${many} × `, t(pack.category(slug)?.name ?? slug)]));

function round({ code }) {
  const one = van.roundOf(code);
  if (!one) return go("van", {}, { replace: true });
  if (!person()) return withPerson(() => go("round", { code }));
  const line = (stop, index) => h("li", {}, h("button", { type: "button", class: "line-link", "data-stop": stop.offer, onclick: () => go("stop", { code: stop.stop }) },
    h("b", { class: "track-number" }, String(index + 1)), h("span", {}, h("b", {}, `${stop.offer} · ${stop.outcode}`), h("br"), what(stop)),
    h("span", { class: "push row quiet" }, stop.outcome && [icon(OUTCOMES[stop.outcome][0], 28), t(OUTCOMES[stop.outcome][1])], !stop.outcome && stop.arrived > 0 && [icon("map-pin", 28), clock(stop.arrived)]), icon("chevron-right")));
  paint({
    title: one.number,
    bar: bar(() => go("van"), "The van"),
    middle: [banner(), h("h1", {}, duo("Collection round")), h("p", { class: "quiet" }, one.number), h("p", {}, duo("The addresses are on the paper sheet.")),
      h("ol", { class: "lines", role: "list" }, one.stops.map(line))],
    thumb: [plain(duo("Back"), "arrow-left", { size: "low", onclick: () => go("van") })],
  });
  return undefined;
}

const back = (code) => go("round", { code: van.roundWith(code)?.number });

function stop({ code }) {
  const one = van.stopOf(code);
  if (!one) return go("van", {}, { replace: true });
  if (!person()) return withPerson(() => go("stop", { code }));
  const press = (kind, words, stays = false) => async () => {
    tellAnswer(await van.setStop(van.stopOf(code), kind), words);
    return stays ? again() : back(code);
  };
  paint({
    title: one.offer,
    bar: bar(() => back(code), "Round"),
    middle: [h("h1", {}, `${one.offer} · ${one.outcode}`), h("p", { class: "tags" }, what(one), one.arrived > 0 && chip(t("arrived %(time)s", { time: clock(one.arrived) }), "map-pin"), one.codes.length > 0 && chip(t("Labels: %(number)s", { number: one.codes.length }), "tag"), one.outcome && chip(t(OUTCOMES[one.outcome][1]), OUTCOMES[one.outcome][0])),
      banner(), one.arrived > 0 && !one.outcome && [viewfinder({ low: true }), h("p", { class: "said" }, duo("Stick a label on each piece and scan it"))],
      one.codes.length > 0 && h("ul", { class: "verdicts", role: "list", id: "stop-labels" }, one.codes.map((label) => h("li", { class: "verdict" }, icon("tag", 36), h("span", { class: "verdict-words" }, h("span", { class: "code" }, label)),
        h("span", { class: "push" }, pack.isBlank(label) ? plain(duo("Take it in"), "plus", { "data-intake": label, onclick: () => go("intake", { code: label }) }) : chip(t("taken in"), "circle-check")))))],
    thumb: one.outcome ? [plain(duo("Back"), "arrow-left", { size: "low", onclick: () => back(code) })] : [
      one.arrived ? slab(duo("Collected"), "circle-check", { size: "home", id: "collected", onclick: press("collected", "Collected") })
        : slab(duo("Arrived"), "map-pin", { size: "home", id: "stop-arrived", onclick: press("stop_arrived", "Arrived", true) }),
      h("div", { class: "columns-2" }, plain(duo("Nobody in"), "home", { size: "low", id: "nobody-in", onclick: press("nobody_in", "Nobody in") }),
        plain(duo("Not taken"), "x", { size: "low", id: "not-taken", onclick: () => go("at_door", { code }) })),
      one.arrived > 0 && one.codes.length === 0 && plain(duo("Undo"), "arrow-back-up", { size: "low", id: "undo", onclick: press("stop_not_arrived", "Done", true) })],
    stays: true,
  });
  return undefined;
}

/** Why something is not taken at the donor's door: each reason is counted. */
function atDoor({ code }) {
  const one = van.stopOf(code);
  if (!one) return go("van", {}, { replace: true });
  const press = async (slug) => {
    tellAnswer(await van.setStop(one, "not_taken", slug), "Kept");
    return back(code);
  };
  paint({
    title: t("Why is it not taken?"),
    bar: bar(() => go("stop", { code }), "Back"),
    middle: [h("h1", {}, duo("Why is it not taken?")), h("div", { class: "columns-2" }, van.reasons("at_door").map(([slug, words]) => plain(duo(words), REASON_ICONS[slug] ?? "x", { size: "tall", "data-reason": slug, onclick: () => press(slug) })))],
    thumb: [plain(duo("Back"), "arrow-left", { size: "low", onclick: () => go("stop", { code }) })],
  });
  return undefined;
}

screen("round", round);
screen("stop", stop, async (seen) => {
  const one = seen.kind === "piece" && van.stopOf(location.hash.slice(1).split("/")[1]);
  if (!one || one.outcome || !one.arrived) return false;
  if (one.codes.includes(seen.value)) {
    signal("look");
    return true;
  }
  if (!pack.isBlank(seen.value)) {
    say("look", "This label is on a piece already.", "Use a new label.");
    await again();
    return true;
  }
  await van.addLabel(one, seen.value);
  signal("good");
  await again();
  return true;
});
screen("at_door", atDoor);
