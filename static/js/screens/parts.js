// Parts that several screens share: the camera's frame, a banner, the stage track, a piece's picture and name.
import { asset, chip, disc, duo, frame, h, icon, notice, plain } from "../dom.js";
import { go } from "../app.js";
import * as camera from "../camera.js";
import * as pack from "../pack.js";
import { takeBanner } from "../acts.js";
import { canSay, sayAloud } from "../voice.js";
import { ago, clipOf, counted, kilograms, saidIn, t } from "../words.js";

export const STAGE_ICONS = {
  draft: "stage-draft", received: "stage-received", checked: "stage-checked", stored: "stage-stored", in_work: "hammer", quality_check: "stage-quality-check",
  ready: "stage-ready", released: "stage-released", quarantine: "hand-stop", dismantled: "end-dismantled", recycled: "recycle", waste: "trash",
  waste_pops: "end-waste-pops", lost: "end-lost", returned: "end-returned",
};
export const STEP_ICONS = { repair: "step-repair", strip: "step-strip", make: "step-make", finish: "brush", upholster: "step-upholster" };

/** The class that sets a stage's own colours. */
export function stageClass(stage) {
  const number = pack.current()?.stages.track.indexOf(stage) ?? -1;
  if (number >= 0) return `stage-${number + 1}`;
  return { quarantine: "stage-quarantine", draft: "stage-draft" }[stage] ?? "stage-end";
}

/** The camera in its soft frame; every code that it sees is heard by the desk. `on` lies over a corner. */
export function viewfinder({ low = false, grows = false, on, deaf = false } = {}) {
  const place = h("div", { class: `viewfinder${low ? " viewfinder-low" : ""}${grows ? " viewfinder-grows" : ""}`, id: "viewfinder" }, !deaf && frame(), on && h("div", { class: "viewfinder-on" }, on));
  const tell = deaf ? undefined : (text, how) => document.dispatchEvent(new CustomEvent("eco-code", { detail: { text, how } }));
  if (deaf) camera.deaf();
  camera.show(place, tell).then((works) => {
    if (!works && place.isConnected) place.append(noCamera());
  });
  return place;
}

function noCamera() {
  const words = { refused: "The camera is switched off for this page.", insecure: "The camera needs the https:// address." }[camera.fault] ?? "This tablet shows no camera.";
  return h("div", { class: "viewfinder-says" }, icon("camera-off", 72), h("p", {}, h("b", {}, duo(words))),
    plain(duo("What to do"), "help", { id: "camera-help", onclick: () => go("camera_help") }));
}

/** What was said last, as a notice; nothing where nothing was said. */
export function banner(...doing) {
  const said = takeBanner();
  if (!said) return undefined;
  const people = said.answer?.people ?? [];
  const who = people.length ? t("%(people)s can help today.", { people: listed(people) }) : "";
  return notice(said.kind, duo(said.words, said.values), [said.more && duo(said.more, said.values), said.more && who && " ", who], ...doing);
}

/** Say it on top of the screen that is shown, which stays as it is. */
export function sayHere() {
  document.querySelector(".said-here")?.remove();
  const told = banner();
  if (!told) return;
  told.classList.add("said-here");
  document.getElementById("main").prepend(told);
}

/** Names in a row, as the language puts them. */
export const listed = (names) => new Intl.ListFormat(counted(), { type: "disjunction" }).format(names);

/** The address of a photo of a piece; drawn pictures of its category stand in. */
export function photoAddress(piece, size = "large") {
  if (piece.photo && piece.preview) return piece.preview;
  if (piece.photo) return `/api/v1/photos/${piece.photo}${size === "small" ? "?size=small" : ""}`;
  return piece.category ? asset(`art/${piece.category}-before.svg`) : asset("art/mark.svg");
}

const notYet = new Set();

/** An image that falls back to the drawing of the category while its bytes have not come. */
export function pieceImage(piece, attributes = {}, size = "large") {
  const isLate = notYet.has(piece.photo) && !piece.preview;
  const image = h("img", { src: photoAddress(isLate ? { ...piece, photo: "" } : piece, size), alt: "", ...attributes });
  image.addEventListener("error", () => {
    notYet.add(piece.photo);
    setTimeout(() => notYet.delete(piece.photo), 30_000);
    image.src = photoAddress({ category: piece.category });
  }, { once: true });
  return image;
}

/** A small square picture of a piece. */
export const thumb = (piece, size = 64) => pieceImage(piece, { class: `thumb dims${size === 64 ? "" : ` thumb-${size}`}`, width: size, height: size }, "small");

const LIVES = ["", "", "second life", "third life", "fourth life"];

/** The chips under a piece's name: life, place, age in its stage, weight. */
export function tags(piece) {
  const place = pack.place(piece.place);
  return h("p", { class: "tags" }, h("span", { class: "code" }, piece.code),
    piece.life > 1 && chip(LIVES[piece.life] ? t(LIVES[piece.life]) : t("life %(number)s", { number: piece.life }), "refresh"),
    place && chip(h("bdi", {}, place.name), "map-pin"),
    piece.since > 0 && chip(ago(piece.since), "clock"),
    piece.sealed && chip(t("sealed"), "bug", "refused"),
    piece.kept_for && chip(t("kept for %(makeover)s", { makeover: piece.kept_for }), "home-heart", "look"),
    piece.set > 1 && chip(t("One of a set of %(number)s", { number: piece.set }), "stack-2", "look"),
    piece.practice && chip(t("practice"), "school", "look"));
}

/** The dovetail track: each stage a board that locks into the next. */
export function track(piece) {
  const line = pack.current()?.stages.track ?? [];
  const at = line.indexOf(piece.stage);
  if (at < 0) {
    return h("p", { class: `aside ${stageClass(piece.stage)}` }, icon(STAGE_ICONS[piece.stage] ?? "tag", 48), duo(pack.stageName(piece.stage)));
  }
  const boards = line.map((stage, index) => {
    const words = t(pack.stageName(stage));
    if (index === at) {
      const word = piece.stage === "in_work" && piece.step ? pack.stepName(piece.step) : pack.stageName(stage);
      return h("li", { class: `track-board track-now ${stageClass(stage)}`, "aria-current": "step" },
        h("span", { class: "track-mark" }, icon(STAGE_ICONS[stage], 36), h("span", { class: "track-number" }, String(index + 1))),
        h("span", { class: "track-word" }, duo(word)));
    }
    return h("li", { class: `track-board${index < at ? " track-done" : ""}` }, icon(STAGE_ICONS[stage], 32),
      h("span", { class: "track-number" }, String(index + 1), index < at && icon("check", 20, { tick: true })),
      h("span", { class: "unseen" }, words, index < at ? `, ${t("done")}` : ""));
  });
  return h("ol", { class: "track", role: "list", "aria-label": t("Stages") }, boards);
}

/** Progress: `done` of `all` answered. */
export const dots = (done, all) =>
  h("div", { class: "dots", role: "img", "aria-label": t("Question %(now)s of %(all)s", { now: done + 1, all }) },
    Array.from({ length: all }, (_, n) => h("span", { class: `dot${n < done ? " dot-done" : n === done ? " dot-now" : ""}` })));

/** A button that says texts aloud: by the site's own speakers, else by the tablet's voice; none where neither can. */
export function ear(...texts) {
  const told = texts.filter(Boolean).map((text) => {
    const clip = clipOf(text);
    return { clip: clip && `/clips/${clip}`, words: t(text), language: saidIn(text) };
  });
  if (!canSay(told)) return undefined;
  return h("button", { type: "button", class: "button button-round", "aria-label": t("Say it aloud"), "data-ear": true, onclick: () => sayAloud(told) }, icon("volume", 28));
}

/** A heading with its ear. */
export const heading = (text) => {
  const aloud = ear(text);
  return aloud ? h("div", { class: "said-head" }, h("h1", {}, duo(text)), aloud) : h("h1", {}, duo(text));
};

/** The mark of words that no person has checked. */
export const notChecked = () => h("p", { class: "not-checked" }, icon("alert-triangle", 20), h("span", {}, duo("No person has checked these words yet. The English counts.")));

/** One row of a running list. */
export const verdict = (kind, piece, more, right) =>
  h("li", { class: "verdict" }, disc(kind), piece.stage && piece.stage !== "blank" ? thumb(piece) : icon("tag", 48),
    h("span", { class: "verdict-words" }, h("b", {}, t(pack.whatOf(piece))), h("span", { class: "code" }, piece.code), more && ` · ${more}`), right);

export { disc, kilograms };
