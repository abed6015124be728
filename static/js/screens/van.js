// The van: the day's deliveries and rounds; loading and delivering is one scan a piece; arrived and left are one tap each.
import { again, go, paint, screen } from "../app.js";
import { say, withPerson } from "../acts.js";
import { chip, duo, h, icon, plain, slab } from "../dom.js";
import { signal } from "../feedback.js";
import * as pack from "../pack.js";
import * as van from "../van.js";
import { person } from "../who.js";
import { clock, counted, t } from "../words.js";
import { bar } from "./register.js";
import { banner, thumb, viewfinder } from "./parts.js";

const SIGNS = { planned: ["circle", "To load"], loaded: ["truck", "In the van"], delivered: ["circle-check", "Delivered"], undelivered: ["arrow-back-up", "Back to ready"] };
export const REASON_ICONS = { nobody_in: "home", refused: "hand-stop", does_not_fit: "ruler-2", damaged: "tool", asked_not_to: "x", cannot: "eye-off", other_language: "language", no_fire_label: "flame", infested: "bug", too_big: "package", taken_back: "arrow-back-up" };

/** Say what became of something of the van, on the screen that comes. */
export function tellAnswer(answer, done = "Done") {
  if (answer.result === "refused" || answer.result === "invalid") return say("refused", answer.message || "This could not be done.");
  if (answer.result === "stray") return say("look", "A coordinator looks at this one.", answer.message);
  if (answer.message) return say("look", answer.message);
  return say("good", done, answer.result === "kept" ? "Kept on this tablet until the line is back." : "");
}

const dayWords = (day) => (day === van.today() ? t("Today") : new Intl.DateTimeFormat(counted() === "en" ? "en-GB" : counted(), { weekday: "short", day: "numeric", month: "short", timeZone: "UTC", numberingSystem: "latn" }).format(Date.parse(day)));

function list() {
  const going = van.deliveries().filter((one) => one.day >= van.today() || van.isOpenStill(one));
  const fetching = van.rounds().filter((one) => one.day >= van.today() || one.stops.some((stop) => !stop.outcome));
  const delivery = (one) => h("li", {}, h("button", { type: "button", class: "line-link", "data-delivery": one.number, onclick: () => withPerson(() => go("delivery", { code: one.number })) },
    icon(one.kind === "makeover" ? "home-heart" : "building-community", 36),
    h("span", {}, h("b", {}, h("bdi", {}, one.to)), h("br"), dayWords(one.day), " · ", one.number),
    h("span", { class: "push quiet" }, t("%(done)s of %(all)s", { done: one.pieces.filter((piece) => piece.state === "delivered").length, all: one.pieces.length })), icon("chevron-right")));
  const round = (one) => h("li", {}, h("button", { type: "button", class: "line-link", "data-round": one.number, onclick: () => withPerson(() => go("round", { code: one.number })) },
    icon("route", 36), h("span", {}, h("b", {}, one.number), h("br"), dayWords(one.day)),
    h("span", { class: "push quiet" }, t("%(done)s of %(all)s", { done: one.stops.filter((stop) => stop.outcome).length, all: one.stops.length })), icon("chevron-right")));
  paint({
    title: t("The van"),
    middle: [banner(), h("h1", {}, duo("The van")),
      h("h2", {}, duo("Goes out")), going.length ? h("ul", { class: "lines", role: "list" }, going.map(delivery)) : h("p", {}, duo("No delivery is planned.")),
      h("h2", {}, duo("Comes in")), fetching.length ? h("ul", { class: "lines", role: "list" }, fetching.map(round)) : h("p", {}, duo("No round is planned."))],
    thumb: [plain(duo("Back"), "arrow-left", { size: "low", onclick: () => go("home") })],
  });
}

function tile(one, piece) {
  const [sign, words] = SIGNS[piece.state];
  const isOpen = ["planned", "loaded"].includes(piece.state);
  const reason = van.reasons("back").find(([slug]) => slug === piece.reason)?.[1];
  return h("li", { class: `verdict van-${piece.state}`, "data-piece": piece.code, "data-state": piece.state }, thumb(piece),
    h("span", { class: "verdict-words" }, h("b", {}, t(pack.whatOf(piece))), h("span", { class: "code" }, piece.code), piece.place && !one.arrived ? [" · ", h("bdi", {}, piece.place)] : ""),
    h("span", { class: "push row" }, icon(sign, 28), h("span", {}, t(reason ?? words)),
      isOpen && h("button", { type: "button", class: "button button-round", "aria-label": t("It comes back: %(code)s", { code: piece.code }), "data-back": piece.code, onclick: () => go("comes_back", { code: one.number, piece: piece.code }) }, icon("arrow-back-up", 28))));
}

function delivery({ code }) {
  const one = van.deliveryOf(code);
  if (!one) return go("van", {}, { replace: true });
  if (!person()) return withPerson(() => go("delivery", { code }));
  const count = (state) => one.pieces.filter((piece) => piece.state === state).length;
  const open = count("planned") + count("loaded");
  paint({
    title: one.to,
    bar: bar(() => go("van"), "The van"),
    middle: [h("h1", {}, h("bdi", {}, one.to)),
      h("p", { class: "tags" }, h("span", { class: "code" }, one.number), one.arrived ? chip(t("arrived %(time)s", { time: clock(one.arrived) }), "map-pin") : [chip(t("away from there by %(time)s", { time: clock(one.due) }), "clock"), chip(t("%(done)s of %(all)s in the van", { done: count("loaded"), all: one.pieces.length - count("undelivered") }), "truck")]),
      banner(), setLines(one), open > 0 && viewfinder({ low: true }),
      open > 0 && h("p", { class: "said" }, one.arrived ? duo("Scan each piece that stays there") : duo("Scan each piece into the van")),
      h("ul", { class: "verdicts", id: "van-pieces", role: "list" }, one.pieces.map((piece) => tile(one, piece)))],
    thumb: [one.left ? [h("p", { class: "said" }, icon("circle-check", 28), duo("Done")), undo(one, "not_left")] : !one.arrived
      ? slab(duo("Arrived"), "map-pin", { size: "home", id: "arrived", onclick: () => step(one, "arrived", "Arrived") })
      : [open === 0 && !one.signed && slab(duo("Sign"), "pencil", { size: "home", id: "to-sign", onclick: () => go("van_sign", { code }) }),
        plain(duo("We left"), "truck", { size: "low", id: "left", onclick: () => step(one, "left", "Left") }),
        !one.signed && count("delivered") === 0 && undo(one, "not_arrived")]],
    stays: true,
  });
  return undefined;
}

/** Of each set that something goes out of: what was not scanned yet, once one of it was, and what is not along at all. */
function setLines(one) {
  const done = one.arrived ? ["delivered"] : ["loaded", "delivered"];
  const stateOf = (code) => one.pieces.find((piece) => piece.code === code)?.state;
  return (one.sets ?? []).flatMap((set) => {
    const going = set.codes.filter((code) => stateOf(code) !== "undelivered");
    const waiting = going.filter((code) => !done.includes(stateOf(code)));
    const isBegun = waiting.length < going.length;
    return [isBegun && waiting.length > 0 && ["Of the set %(set)s not scanned yet: %(codes)s", waiting],
      going.length > 0 && set.staying.length > 0 && ["Of the set %(set)s not on this delivery: %(codes)s", set.staying]]
      .filter(Boolean)
      .map(([words, codes]) => h("p", { class: "foretold", "data-set": set.name }, icon("stack-2", 36), h("span", {}, duo(words, { set: set.name, codes: codes.join(", ") }))));
  });
}

/** What was tapped by mistake is taken back, while nothing has come of it. */
const undo = (one, kind) => plain(duo("Undo"), "arrow-back-up", { size: "low", id: "undo", onclick: () => step(one, kind, "Done") });

async function step(one, kind, words) {
  tellAnswer(await van.setDelivery(one, kind), words);
  return kind === "left" ? go("van") : again();
}

/** One scan a piece: into the van before it arrives, out of it there; after the last one they sign. */
async function scanned(one, label) {
  const piece = van.pieceWith(one, label);
  if (!piece) {
    say("refused", "This piece is not on this delivery.", "Leave it in the van, or ask the desk.");
    return again();
  }
  const kind = one.arrived ? "delivered" : "loaded";
  if (piece.state === kind || (piece.state === "delivered" && kind === "loaded")) {
    signal("look");
    return undefined;
  }
  const answer = await van.setPiece(one, piece, kind);
  if (answer.message || !van.isTaken(answer)) tellAnswer(answer);
  else signal("good");
  const now = van.deliveryOf(one.number);
  return now.arrived && !van.isOpenStill(now) && !now.signed ? go("van_sign", { code: one.number }) : again();
}

/** Why a piece comes back: it is ready again, and this is what the desk sees. */
function comesBack({ code, piece: own }) {
  const one = van.deliveryOf(code);
  const piece = one?.pieces.find((each) => each.code === own);
  if (!piece) return go("delivery", { code }, { replace: true });
  const press = async (slug) => {
    tellAnswer(await van.setPiece(one, piece, "back", slug), "Back to ready");
    const now = van.deliveryOf(code);
    return now.arrived && !van.isOpenStill(now) && !now.signed ? go("van_sign", { code }) : go("delivery", { code });
  };
  paint({
    title: t("Why does it come back?"),
    bar: bar(() => go("delivery", { code }), "Back"),
    middle: [h("p", { class: "tags" }, thumb(piece), h("b", {}, t(pack.whatOf(piece))), h("span", { class: "code" }, piece.code)), h("h1", {}, duo("Why does it come back?")),
      h("div", { class: "columns-2" }, van.reasons("back").map(([slug, words]) => plain(duo(words), REASON_ICONS[slug], { size: "tall", "data-reason": slug, onclick: () => press(slug) })))],
    thumb: [plain(duo("Back"), "arrow-left", { size: "low", onclick: () => go("delivery", { code }) })],
  });
  return undefined;
}

screen("van", list);
screen("delivery", delivery, async (seen) => {
  const one = seen.kind === "piece" && van.deliveryOf(location.hash.slice(1).split("/")[1]);
  if (!one) return false;
  await withPerson(() => scanned(van.deliveryOf(one.number), seen.value));
  return true;
});
screen("comes_back", comesBack);
