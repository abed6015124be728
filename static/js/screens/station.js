// Station mode: what a scan does is chosen once; then scan, scan, scan. Moves only, the camera stays open.
import { announce, go, lineChip, paint, screen } from "../app.js";
import { isDone, makeEvent, remember, takeUnfinished, undoLast } from "../acts.js";
import * as camera from "../camera.js";
import { asset, disc, duo, fill, h, icon, plain } from "../dom.js";
import { tellPartner } from "../entrance.js";
import { signal } from "../feedback.js";
import { act } from "../line.js";
import * as pack from "../pack.js";
import { showCard } from "../scans.js";
import { everybody, join, meet } from "../who.js";
import { clock, t } from "../words.js";
import { listed, STAGE_ICONS, stageClass, STEP_ICONS, thumb, verdict, viewfinder } from "./parts.js";

const MOST_SHOWN = 30;
let mode;
let rows = [];

/** Choose what every scan does. */
function choose() {
  const { steps, track } = pack.current().stages;
  const work = steps.map((step) => ({ kind: "moved", data: { to: "in_work", step }, title: pack.stepName(step), icon: STEP_ICONS[step], stage: "in_work" }));
  const stages = track.filter((stage) => ["checked", "stored", "quality_check"].includes(stage)).map((stage) => ({ kind: "moved", data: { to: stage }, title: pack.stageName(stage), icon: STAGE_ICONS[stage], stage }));
  const quarantine = { kind: "moved", data: { to: "quarantine" }, title: pack.stageName("quarantine"), icon: "hand-stop", stage: "quarantine" };
  const benches = pack.current().places.map((place) => place.kind === "bench" && place.step
    ? { kind: "moved", data: { to: "in_work", step: place.step, place: place.id }, title: place.name, icon: STEP_ICONS[place.step], stage: "in_work", isName: true }
    : { kind: "placed", data: { place: place.id }, title: place.name, icon: "map-pin", stage: "stored", isName: true });
  const button = (one) => h("button", { type: "button", class: "button button-mid", "data-station": one.data.step ?? one.data.to ?? one.data.place, onclick: () => start(one) },
    h("span", { class: `tile tile-large ${stageClass(one.stage)}` }, icon(one.icon, 36)), one.isName ? h("bdi", {}, one.title) : duo(one.title));
  paint({
    title: t("What does every scan do?"),
    middle: [h("h1", {}, duo("What does every scan do?")), h("div", { class: "columns-2" }, [...work, ...stages, quarantine].map(button)),
      benches.length > 0 && h("h2", {}, duo("Benches and places")), h("div", { class: "columns-2" }, benches.map(button))],
    thumb: [plain(duo("Back"), "arrow-left", { size: "low", onclick: () => go("home") })],
  });
}

function start(chosen) {
  mode = chosen;
  rows = [];
  camera.forgetSeen();
  return go("station");
}

function station() {
  if (!mode || !pack.current()) return pack.current() ? choose() : go("home");
  takeUnfinished();
  paint({
    title: mode.isName ? mode.title : t(mode.title),
    bar: bar(),
    middle: [viewfinder({ low: true, on: lineChip() }), h("p", { class: "said said-first" }, duo("Show the label to the camera")), h("ol", { class: "verdicts", id: "verdicts", "aria-label": t("Scanned") })],
    thumb: [h("div", { class: "tally", id: "tally" })],
    stays: true,
  });
  return paintRows();
}

function bar() {
  const does = mode.kind === "placed" ? t("every scan: put here") : t("every scan: %(what)s", { what: mode.data.step ? `${t(pack.stageName("in_work"))}, ${t(pack.stepName(mode.data.step))}` : t(pack.stageName(mode.data.to)) });
  const faces = everybody().map((one) => h("img", { class: "avatar", src: asset(`art/person-${one.avatar || "pear"}.svg`), width: 44, height: 44, alt: "" }));
  return [
    h("div", { class: "bar-start" }, h("span", { class: `tile ${stageClass(mode.stage)}` }, icon(mode.icon, 40)), h("div", {}, h("h1", {}, mode.isName ? mode.title : duo(mode.title)), h("span", {}, does))),
    h("button", { type: "button", class: "chip chip-person", id: "who", onclick: () => go("people") }, h("span", { class: "pair" }, faces), h("span", { class: "bar-name", dir: "auto" }, everybody().map((one) => one.alias).join(", ") || t("Who are you?"))),
    h("button", { type: "button", class: "button button-round", id: "leave", "aria-label": t("Leave station mode"), onclick: leave }, icon("x", 28)),
  ];
}

function leave() {
  mode = undefined;
  return go("home");
}

function paintRows() {
  const list = document.getElementById("verdicts");
  if (!list) return;
  list.hidden = rows.length === 0;
  const refusal = rows.find((row) => row.kind === "refused" && !row.isSettled);
  const rest = rows.filter((row) => row !== refusal).slice(0, MOST_SHOWN);
  fill(list, refusal && refusedRow(refusal), rest.map((row) => verdict(row.kind, row.piece, row.more, h("span", { class: "verdict-time" }, clock(row.at)))));
  const moved = rows.filter((row) => row.kind === "good" || row.kind === "kept").length;
  const look = rows.filter((row) => ["refused", "look"].includes(row.kind) && !row.isSettled).length;
  fill(document.getElementById("tally"),
    h("p", {}, h("span", { class: "tally-number" }, String(moved)), " ", h("span", { class: "tally-words" }, t("moved"))),
    look > 0 && h("p", { class: "tally-look" }, h("b", {}, String(look)), " ", h("span", { class: "tally-words" }, t("to look at"))),
    plain(duo("Undo the last"), "arrow-back-up", { size: "undo", id: "undo", disabled: moved === 0, onclick: undo }));
}

/** The refusal on top: what is missing, where to carry the piece, who can help. */
function refusedRow(row) {
  const { answer, piece } = row;
  const quarantine = pack.current().places.find((place) => place.kind === "quarantine");
  const people = answer.people ?? [];
  const carry = answer.permit && quarantine ? t("Put it on %(place)s.", { place: quarantine.name }) : t(answer.words?.remedy ?? "", answer.words?.params);
  const question = pack.question(answer.wants);
  return h("li", { class: "verdict verdict-refused" }, disc("refused"),
    h("div", { role: "alert" }, h("h2", {}, duo(answer.words?.message || "This could not be done.", answer.words?.params)), h("span", {}, t(pack.whatOf(piece)), " ", h("b", { class: "code" }, piece.code), ` · ${clock(row.at)}`)),
    piece.stage ? thumb(piece, 92) : h("span", {}),
    h("div", { class: "verdict-do" }, h("p", {}, h("b", {}, carry), people.length > 0 && h("span", {}, " ", t("%(people)s can help today.", { people: listed(people) }))),
      question ? plain(duo(answer.wants.startsWith("fire_label") ? "It is there" : "Look now"), answer.wants.startsWith("fire_label") ? "check" : "eye", { size: "small", onclick: () => { settle(row); go("ask", { code: piece.code, piece, slug: answer.wants, next: () => go("station") }); } })
        : plain(duo("Seen"), "check", { size: "small", onclick: () => { settle(row); paintRows(); } })));
}

const settle = (row) => { row.isSettled = true; };

async function undo() {
  const answer = await undoLast();
  if (answer && isDone(answer)) {
    const row = rows.find((one) => ["good", "kept"].includes(one.kind));
    if (row) Object.assign(row, { kind: "same", more: t("taken back") });
  }
  paintRows();
}

const KINDS = { stored: "good", repeated: "good", kept: "kept", already: "same", refused: "refused", stray: "look", invalid: "look" };
const TONES = { good: "good", kept: "good", same: "look", refused: "refused", look: "look" };

async function scanPiece(code, how) {
  const event = await makeEvent(mode.kind, code, mode.data, how === "typed" ? "typed" : "station");
  const known = pack.pieceOf(code) ?? { code };
  const [answer] = await act([event]);
  const kind = KINDS[answer.result] ?? "look";
  const more = answer.result === "already" ? t("already here") : answer.result === "kept" ? t("kept on this tablet") : ["look", "refused"].includes(kind) ? t(answer.words?.message ?? "look at it", answer.words?.params) : "";
  rows.unshift({ kind, piece: answer.piece?.stage && answer.piece.stage !== "blank" ? answer.piece : known, at: event.at, more, answer });
  remember(event, answer);
  signal(TONES[kind]);
  announce(`${code} ${kind === "good" ? t("moved") : more || t(answer.words?.message ?? "")}`);
  if (document.getElementById("verdicts")) paintRows();
}

/** In station mode another's card means together. */
async function addPerson(token) {
  const met = await meet(token);
  if (met.status !== "known" || !everybody().length) return showCard(token);
  join(met.person);
  tellPartner(token);
  signal("good");
  return undefined;
}

screen("station", station, async (scanned, how) => {
  if (!mode) return false;
  if (scanned.kind === "piece") {
    if (!everybody().length) return false;
    await scanPiece(scanned.value, how);
    return true;
  }
  if (scanned.kind === "card") {
    await addPerson(scanned.value);
    return true;
  }
  if (scanned.kind === "step" && scanned.value === "UNDO") {
    await undo();
    return true;
  }
  return false;
});
