// An accident or near miss on the tablet, without a line too: a picture of what happened, where, never who nor how they were hurt.
import { again, go, leaveChip, lineChip, paint, personChip, screen } from "../app.js";
import { say, withPerson } from "../acts.js";
import { asset, chip, duo, h, icon, plain, slab } from "../dom.js";
import { readCode } from "../codes.js";
import { signal } from "../feedback.js";
import * as mishaps from "../mishaps.js";
import * as pack from "../pack.js";
import { person } from "../who.js";
import { t } from "../words.js";
import { banner, ear, viewfinder } from "./parts.js";

const GRAVITIES = [["near_miss", "circle-check", "Near miss: nobody was hurt"], ["accident", "alert-triangle", "Accident: it is in the accident book"]];
const MINUTE = 60_000;
const WHEN = [[0, "Just now"], [60, "An hour ago"], [240, "Earlier today"]];
let draft = fresh();

function fresh() {
  return { gravity: "", what: "", machine: "", piece: "", page: "", place: 0, ago: 0 };
}

const bar = (back) => [leaveChip("arrow-left", "Back", back), personChip(), lineChip()];

/** Whom it may concern is nobody's business here; help comes first. */
function what() {
  const kind = (one) => h("button", { type: "button", class: "button picture-tile", "data-kind": one.slug, onclick: () => choose(one.slug) },
    h("img", { src: asset(one.picture), alt: "" }), h("span", {}, duo(one.name)));
  paint({
    title: t("Accident or near miss"),
    bar: bar(() => go("home")),
    middle: [h("div", { class: "said" }, h("h1", {}, duo("What happened?")), ear("What happened?")),
      h("p", { class: "said" }, h("b", {}, duo("If somebody is hurt, get help first."))),
      mishaps.kinds().length ? h("div", { class: "choices-pictures" }, mishaps.kinds().map(kind)) : h("p", { class: "said" }, duo("This tablet needs the network once before it can take this. Use the paper accident book."))],
  });
}

function choose(slug) {
  draft = { ...fresh(), what: slug };
  return withPerson(() => go("mishap_where"));
}

/** Near miss or accident; with the page of the paper book; where, at which machine, with which piece. */
function where() {
  if (!draft.what) return go("mishap", {}, { replace: true });
  const kind = mishaps.kinds().find((one) => one.slug === draft.what);
  const tell = slab(duo("Tell it"), "check", { size: "home", id: "tell", disabled: !isWhole(), onclick: send });
  const set = (name) => (event) => {
    draft[name] = name === "place" || name === "ago" ? Number(event.target.value) : event.target.value.trim();
    tell.disabled = !isWhole();
  };
  const choice = (name, id, words, options) => h("div", { class: "field" }, h("label", { for: id }, duo(words)), h("select", { id, class: "input", onchange: set(name) },
    options.map(([value, label]) => h("option", { value: String(value), selected: String(value) === String(draft[name]) }, label))));
  paint({
    title: t("Accident or near miss"),
    bar: bar(() => go("mishap")),
    middle: [banner(), h("div", { class: "said" }, kind && h("img", { src: asset(kind.picture), alt: "", width: 96, height: 96 }), h("h1", {}, duo(kind?.name ?? "Something else"))),
      h("div", { class: "columns-2" }, GRAVITIES.map(([slug, sign, words]) => plain(duo(words), sign, { size: "mid", "data-gravity": slug, "aria-pressed": String(draft.gravity === slug), onclick: () => { draft.gravity = slug; return again(); } }))),
      draft.gravity === "accident" && h("div", { class: "field" }, h("label", { for: "page" }, duo("Page in the accident book")),
        h("input", { id: "page", class: "input code", inputmode: "numeric", maxlength: "8", autocomplete: "off", value: draft.page, oninput: set("page") }), h("p", { class: "hint" }, duo("Write it in the paper book first. Here only the number of the page."))),
      h("div", { class: "columns-2" }, choice("ago", "ago", "When", WHEN.map(([minutes, words]) => [minutes, t(words)])),
        choice("place", "place", "Place", [[0, t("No place")], ...(pack.current()?.places ?? []).map((one) => [one.id, one.name])])),
      choice("machine", "machine", "Machine", [["", t("No machine")], ...mishaps.machines().map((one) => [one.code, one.name])]),
      h("p", { class: "said" }, duo("If a piece had to do with it, show its label.")), viewfinder({ low: true }),
      draft.piece && h("p", { class: "tags", id: "mishap-piece" }, chip(h("span", { class: "code" }, draft.piece), "tag", "good"), plain(duo("Not this piece"), "x", { size: "small", onclick: () => { draft.piece = ""; return again(); } }))],
    thumb: [tell],
    stays: true,
  });
  return undefined;
}

const isWhole = () => Boolean(draft.gravity) && (draft.gravity === "near_miss" || /\d/.test(draft.page));

async function send() {
  if (!person()) return withPerson(() => go("mishap_where"));
  const told = { ...draft, page: draft.gravity === "accident" ? draft.page : "", ago: draft.ago * MINUTE };
  const answer = await mishaps.tell(told);
  if (["refused", "invalid"].includes(answer.result)) {
    say("refused", answer.message || "This could not be done.");
    return again();
  }
  draft = fresh();
  say("good", "Thank you. A coordinator will look at it.", answer.result === "kept" ? "Kept on this tablet until the line is back." : "");
  return go("home");
}

screen("mishap", what);
screen("mishap_where", where, async (scanned) => {
  if (scanned.kind !== "piece" && scanned.kind !== "place") return false;
  if (scanned.kind === "piece") draft.piece = readCode(scanned.value) ?? scanned.value;
  else draft.place = pack.placeByCode(scanned.value)?.id ?? draft.place;
  signal("good");
  await again();
  return true;
});
