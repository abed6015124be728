// Giving a piece out: first what the gates still want, one thing a page, then where it goes and to whom.
import { go, paint, screen } from "../app.js";
import { isDone, perform, sayAnswer } from "../acts.js";
import { chip, duo, h, icon, plain, slab } from "../dom.js";
import * as pack from "../pack.js";
import { t } from "../words.js";
import { about } from "./ask.js";
import { banner, pieceImage } from "./parts.js";
import { backLine } from "./questions.js";

const ICONS = { makeover: "home-heart", organisation: "building-community", household: "home", sale: "shopping-cart", event: "calendar-event", own_use: "building-warehouse" };

function release({ code, piece }) {
  const gap = (piece.missing ?? []).find((one) => one.wants !== "destination");
  return gap ? gapPage(code, piece, gap) : destinationPage(code, piece);
}

/** Go on with the next gap, or with the destination. */
const next = (piece) => go("release", { code: piece.code, piece });

function gapPage(code, piece, gap) {
  if (pack.question(gap.wants)) return go("ask", { code, piece, slug: gap.wants, next }, { replace: true });
  if (gap.wants === "after_photo") return go("photo", { code, piece, as: "after" });
  if (gap.wants === "filling") return go("filling", { code, piece, next });
  return paint({
    title: t(gap.message),
    middle: [about(piece), banner(), h("h1", {}, duo(gap.message)), h("p", {}, duo(gap.remedy))],
    thumb: [backLine(() => go("piece", { code, piece }))],
  });
}

/** A piece that is kept: its makeover is one press away, and nobody else is offered. */
function keptPage(code, piece, own) {
  const give = () => send(code, piece, { destination: "makeover", makeover_id: own.id });
  paint({
    title: t("Where does it go?"),
    middle: [about(piece), banner(), h("h1", {}, duo("Kept for the makeover %(makeover)s: nobody else can have it.", { makeover: piece.kept_for })),
      h("p", {}, duo("For somebody else, take it off that list first."))],
    thumb: [slab(duo("Give it to %(makeover)s", { makeover: piece.kept_for }), ICONS.makeover, { size: "home", "data-destination": "kept", onclick: give }), backLine(() => go("piece", { code, piece }))],
  });
}

function destinationPage(code, piece) {
  const own = piece.kept_for && pack.current().makeovers.find((one) => one.code === piece.kept_for);
  if (own) return keptPage(code, piece, own);
  const choose = (destination) => (destination === "organisation" || destination === "makeover" ? listPage(code, piece, destination) : destination === "household" ? householdPage(code, piece) : send(code, piece, { destination }));
  paint({
    title: t("Where does it go?"),
    middle: [banner(), h("figure", { class: "picture picture-grows" }, pieceImage(piece, { alt: t(pack.whatOf(piece)) })),
      h("h1", {}, duo("Where does it go?")), h("p", { class: "tags" }, h("span", {}, t(pack.whatOf(piece))), h("span", { class: "code" }, piece.code), piece.set > 1 && chip(t("One of a set of %(number)s", { number: piece.set }), "stack-2", "look")),
      h("div", { class: "columns-2" }, pack.current().stages.destinations.map((one) =>
        plain(duo(pack.current().stages.destination_names?.[one] ?? DESTINATIONS[one]), ICONS[one], { size: "tall", "data-destination": one, onclick: () => choose(one) })))],
    thumb: [backLine(() => go("piece", { code, piece }))],
  });
}

const DESTINATIONS = { makeover: "A makeover", organisation: "An organisation", household: "A household", sale: "A sale", event: "An event", own_use: "Own use" };

function listPage(code, piece, destination) {
  const all = destination === "organisation" ? pack.current().organisations : pack.current().makeovers;
  const field = destination === "organisation" ? "organisation_id" : "makeover_id";
  const list = h("ul", { class: "lines panel panel-flush", role: "list" });
  const show = (text) => list.replaceChildren(...all.filter((one) => `${one.name} ${one.code ?? ""}`.toLowerCase().includes(text.toLowerCase())).slice(0, 40).map((one) =>
    h("li", {}, h("button", { type: "button", class: "button button-low button-wide button-plain", "data-recipient": one.id, onclick: () => send(code, piece, { destination, [field]: one.id }) }, icon(one.kind === "community" && destination === "makeover" ? "building-community" : ICONS[destination], 28), h("span", {}, one.name, one.code && h("span", { class: "hint code" }, ` ${one.code}`))))));
  const search = h("input", { id: "find", class: "input", autocomplete: "off", oninput: () => show(search.value) });
  show("");
  paint({
    title: t("Who receives it?"),
    middle: [about(piece), h("h1", {}, duo("Who receives it?")),
      all.length > 8 && h("div", { class: "field" }, h("label", { for: "find" }, t("Find")), search),
      all.length ? list : h("p", {}, duo("Nobody is on the list yet. A coordinator adds them."))],
    thumb: [backLine(() => destinationPage(code, piece))],
  });
}

function householdPage(code, piece) {
  const field = h("input", { id: "household", class: "input code", maxlength: "40", autocomplete: "off", required: true, spellcheck: "false" });
  const submit = (event) => {
    event.preventDefault();
    return send(code, piece, { destination: "household", household: field.value });
  };
  paint({
    title: t("Which household?"),
    middle: [about(piece), banner(), h("h1", {}, duo("Which household?")), h("form", { class: "form", onsubmit: submit },
      h("div", { class: "field" }, h("label", { for: "household" }, duo("Its reference, such as CV-2041: no name, no address")), field),
      slab(duo("Give it out"), "stage-released", { type: "submit", size: "home" }))],
    thumb: [backLine(() => destinationPage(code, piece))],
  });
}

async function send(code, piece, data) {
  const answer = await perform("released", code, { terms: data.destination === "sale" ? "sale" : "gift", ...data });
  sayAnswer(answer, "Given out");
  if (isDone(answer)) return go("home");
  return data.destination === "household" && !answer.wants ? householdPage(code, piece) : go("piece", { code, piece: answer.piece ?? piece });
}

screen("release", release);
