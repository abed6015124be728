// Move many: choose where to, scan a pile, see each verdict beforehand, say yes once.
import { announce, go, paint, screen } from "../app.js";
import { isDone, makeEvent, remember, say } from "../acts.js";
import { duo, fill, h, icon, plain, slab } from "../dom.js";
import { signal } from "../feedback.js";
import { act } from "../line.js";
import * as pack from "../pack.js";
import { predict } from "../predict.js";
import { lookUp } from "../scans.js";
import { t } from "../words.js";
import { STAGE_ICONS, STEP_ICONS, stageClass, verdict, viewfinder } from "./parts.js";

let pile = [];
let target;
let isDoing = false;

function many() {
  if (!pack.current()) return go("home");
  if (!target) return chooseTarget();
  paint({
    title: t("Move many"),
    middle: [h("div", { class: "asked" }, h("span", { class: `tile tile-large ${stageClass(target.stage)}` }, icon(target.icon, 36)), h("div", {}, h("h1", {}, target.isName ? target.title : duo(target.title))),
        plain(duo("Change"), "pencil", { onclick: () => { target = undefined; many(); } })),
      viewfinder({ low: true }), h("p", { class: "said said-first" }, duo("Show the label to the camera")), h("ol", { class: "verdicts", id: "pile", "aria-label": t("Scanned") })],
    thumb: [h("div", { class: "tally", id: "tally" })],
    stays: true,
  });
  return paintPile();
}

function chooseTarget() {
  const { steps, track, ends } = pack.current().stages;
  const stages = [...track.filter((stage) => !["received", "in_work", "released", "ready"].includes(stage)), "quarantine"];
  const all = [
    ...stages.map((stage) => ({ kind: "moved", data: { to: stage }, title: pack.stageName(stage), icon: STAGE_ICONS[stage], stage })),
    ...steps.map((step) => ({ kind: "moved", data: { to: "in_work", step }, title: pack.stepName(step), icon: STEP_ICONS[step], stage: "in_work" })),
    ...pack.current().places.map((place) => ({ kind: "placed", data: { place: place.id }, title: place.name, icon: "map-pin", stage: "stored", isName: true })),
    ...ends.filter((stage) => stage !== "waste_pops").map((stage) => ({ kind: "moved", data: { to: stage }, title: pack.stageName(stage), icon: STAGE_ICONS[stage], stage })),
  ];
  paint({
    title: t("Where does the pile go?"),
    middle: [h("h1", {}, duo("Where does the pile go?")), h("div", { class: "columns-2" }, all.map((one) =>
      h("button", { type: "button", class: "button button-mid", "data-target": one.data.step ?? one.data.to ?? one.data.place, onclick: () => { target = one; many(); } },
        h("span", { class: `tile tile-large ${stageClass(one.stage)}` }, icon(one.icon, 36)), one.isName ? h("bdi", {}, one.title) : duo(one.title))))],
    thumb: [plain(duo("Back"), "arrow-left", { size: "low", onclick: stop })],
  });
}

function stop() {
  pile = [];
  target = undefined;
  return go("home");
}

const guessed = (piece) => predict({ ...target, code: piece.code, at: Date.now() }, piece);
const KINDS = { kept: "good", already: "same", refused: "refused" };

function row({ piece, answer }) {
  const told = answer ?? guessed(piece);
  const kind = answer ? { stored: "good", repeated: "good", kept: "kept", already: "same", refused: "refused" }[answer.result] ?? "look" : KINDS[told.result];
  const more = kind === "refused" ? t(told.words?.message ?? "", told.words?.params) : kind === "same" ? t("already here") : t(pack.stageName(piece.stage));
  const drop = h("button", { type: "button", class: "button button-round", "aria-label": t("Take it off the pile"), onclick: () => { pile = pile.filter((one) => one.piece.code !== piece.code); paintPile(); } }, icon("x", 24));
  return verdict(kind, piece, more, !answer && drop);
}

function paintPile() {
  const list = document.getElementById("pile");
  if (!list) return;
  list.hidden = pile.length === 0;
  fill(list, pile.map(row));
  const open = pile.filter((one) => !one.answer && guessed(one.piece).result === "kept").length;
  fill(document.getElementById("tally"), plain(duo("Back"), "arrow-left", { size: "low", onclick: stop }),
    slab(h("span", {}, duo("Move %(number)s", { number: open })), "check", { size: "home", id: "move-all", disabled: open === 0 || isDoing, onclick: moveAll }));
}

async function moveAll() {
  isDoing = true;
  const going = pile.filter((one) => !one.answer && guessed(one.piece).result === "kept");
  const events = await Promise.all(going.map((one) => makeEvent(target.kind, one.piece.code, target.data, "many")));
  const answers = await act(events);
  answers.forEach((answer, index) => {
    going[index].answer = answer;
    going[index].piece = answer.piece ?? going[index].piece;
    remember(events[index], answer);
  });
  isDoing = false;
  const done = answers.filter(isDone).length;
  if (done === pile.length) {
    pile = [];
    target = undefined;
    say("good", "%(number)s moved", "", { number: done });
    return go("home");
  }
  signal("look");
  announce(t("%(number)s moved", { number: done }));
  return paintPile();
}

screen("many", many, async (scanned) => {
  if (scanned.kind !== "piece" || !target) return false;
  if (pile.some((one) => one.piece.code === scanned.value)) {
    signal("look");
    return true;
  }
  const piece = await lookUp(scanned.value);
  if (!piece || piece.stage === "blank") {
    signal("refused");
    announce(t("No piece wears this label."));
    return true;
  }
  pile.unshift({ piece });
  signal(guessed(piece).result === "refused" ? "refused" : "good");
  paintPile();
  return true;
});
