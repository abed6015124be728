// The piece: its picture, what it is, where it is, what to do next.
import { go, paint, screen } from "../app.js";
import { isDone, lastDone, makeEvent, perform, sayAnswer, sealPhoto, undoLast, withPerson } from "../acts.js";
import * as camera from "../camera.js";
import { duo, h, icon, plain, slab } from "../dom.js";
import { act } from "../line.js";
import * as pack from "../pack.js";
import { lookUp } from "../scans.js";
import { t } from "../words.js";
import { banner, ear, listed, pieceImage, STAGE_ICONS, STEP_ICONS, tags, track, viewfinder } from "./parts.js";

let step = localStorage.getItem("eco-step") || "repair";

async function show({ code, piece: given }) {
  const piece = given ?? (await lookUp(code));
  if (!piece) return go("unknown", { code }, { replace: true });
  if (piece.stage === "blank") return go("intake", { code }, { replace: true });
  const what = pack.whatOf(piece);
  const photos = piece.photos?.length ?? 0;
  const isHere = piece.site === pack.current()?.site.id;
  paint({
    title: t(what),
    bar: undefined,
    middle: [
      banner(helpButton(piece)),
      h("figure", { class: "picture picture-grows" }, pieceImage(piece, { alt: t(what) }),
        photos > 1 && h("span", { class: "chip chip-card picture-on" }, icon("photo"), h("span", {}, String(photos), h("span", { class: "unseen" }, ` ${t("photos")}`)))),
      h("div", { class: "name-line" }, h("div", { class: "stack-tight" }, h("h1", {}, duo(what)), tags(piece)), ear(`${t(what)}. ${t(pack.stageName(piece.stage))}`)),
      track(piece),
      isHere ? gapLine(piece) : elsewhereLine(piece),
    ],
    thumb: [
      isHere && piece.main === "in_work" && !piece.blocked?.[`in_work.${step}`] && stepChoice(piece),
      mainSlab(piece, isHere),
      h("div", { class: "columns-3" },
        plain(duo("Place"), "map-pin", { size: "tall", id: "place", onclick: () => withPerson(() => go("place", { code: piece.code, piece })) }),
        plain(duo("Photo"), "camera", { size: "tall", id: "photo", onclick: () => withPerson(() => go("photo", { code: piece.code, piece })) }),
        plain(duo("More"), "dots", { size: "tall", id: "more", onclick: () => go("more", { code: piece.code, piece }) })),
      undoLine(piece),
    ],
  });
}

/** After a refusal: the button that leads to what is missing. */
function helpButton(piece) {
  const wants = Object.values(piece.blocked ?? {})[0]?.wants;
  return wants && pack.question(wants) ? plain(duo("Look now"), "eye", { onclick: () => answerGap(piece, wants) }) : undefined;
}

/** What the next step still lacks, said beforehand. */
function gapLine(piece) {
  const gap = gapOf(piece, piece.main);
  if (!gap) return undefined;
  const people = pack.current()?.checkers[gap.permit] ?? [];
  return h("p", { class: "foretold" }, icon(gap.permit ? "hand-stop" : "info-circle", 36),
    h("span", {}, duo(gap.message), " ", people.length > 0 && t("%(people)s can help today.", { people: listed(people) })));
}

const elsewhereLine = () => h("p", { class: "foretold" }, icon("building-warehouse", 36), duo("It is booked at another site."));
const gapOf = (piece, to) => piece.blocked?.[to === "in_work" ? `in_work.${step}` : to];

/** The work step that the slab starts: one is chosen already, another is one tap. */
function stepChoice(piece) {
  const steps = pack.current().stages.steps;
  return h("div", { class: "step-row", role: "group", "aria-label": t("Which work?") },
    steps.map((one) => h("button", { type: "button", class: `button button-step${one === step ? " button-chosen" : ""}`, "aria-pressed": String(one === step), onclick: () => chooseStep(one, piece) },
      icon(STEP_ICONS[one], 28), h("span", {}, t(pack.stepName(one))))));
}

function chooseStep(one, piece) {
  step = one;
  localStorage.setItem("eco-step", one);
  return show({ code: piece.code, piece });
}

/** The one moss slab: the next step, or what the next step lacks. */
function mainSlab(piece, isHere) {
  if (!isHere) return slab(duo("Receive here"), "truck", { size: "piece", id: "next", onclick: () => withPerson(() => move(piece, "transferred", {}, "Received here")) });
  if (!piece.main) return undefined;
  const to = piece.main;
  const gap = gapOf(piece, to);
  if (piece.stage === "released" || piece.stage === "returned") {
    return slab(duo("Take it in again"), "stage-received", { size: "piece", id: "next", onclick: () => withPerson(() => go("intake", { code: piece.code })) });
  }
  if (piece.stage === "draft") return slab(duo("Finish taking it in"), "stage-received", { size: "piece", id: "next", onclick: () => withPerson(() => answerGap(piece, piece.missing?.[0]?.wants)) });
  if (to === "released") return slab(duo(pack.moveWords(to)), STAGE_ICONS[to], { size: "piece", id: "next", onclick: () => withPerson(() => go("release", { code: piece.code, piece })) });
  if (gap && pack.question(gap.wants)) return slab(duo(QUESTION_WORDS[gap.wants] ?? "Answer the question"), QUESTION_ICONS[gap.wants] ?? "question-mark", { size: "piece", id: "next", onclick: () => withPerson(() => answerGap(piece, gap.wants)) });
  return slab(duo(pack.moveWords(to)), to === "in_work" ? STEP_ICONS[step] : STAGE_ICONS[to], { size: "piece", id: "next", onclick: () => withPerson(() => moveTo(piece, to, to === "in_work" ? step : "")) });
}

const QUESTION_WORDS = { quality_check: "Check the quality", old_paint: "Look for old paint", lead_test: "Test for lead", fire_label: "Look for the fire label", infestation: "Look for woodworm", minor_repair: "Decide: small repair?", kept_apart: "Decide: kept apart?" };
const QUESTION_ICONS = { quality_check: "stage-quality-check", old_paint: "check-paint", lead_test: "check-paint", fire_label: "check-fire-label", infestation: "check-pests", minor_repair: "check-repair", kept_apart: "check-waste" };

/** Lead to whatever a gate wants: a question, a photo, a weight, a category. */
export function answerGap(piece, wants) {
  const code = piece.code;
  if (pack.question(wants)) return go("ask", { code, piece, slug: wants });
  if (wants === "after_photo" || wants === "before_photo") return go("photo", { code, piece, as: wants.split("_")[0] });
  if (wants === "weight") return go("weigh", { code, piece });
  if (wants === "category") return go("category", { code, piece });
  if (wants === "filling") return go("filling", { code, piece });
  return go("release", { code, piece });
}

/** Move a piece to a stage; done: back to the scanner, with the last thing and its undo in sight. */
export const moveTo = (piece, to, chosen = "") => move(piece, "moved", to === "in_work" ? { to, step: chosen } : { to }, pack.stageName(to));

async function move(piece, kind, data, words) {
  const answer = await perform(kind, piece.code, data);
  sayAnswer(answer, words);
  return isDone(answer) ? go("home") : show({ code: piece.code, piece: answer.piece ?? piece });
}

/** The last thing, if it was this piece's: one tap takes it back. */
function undoLine(piece) {
  const done = lastDone();
  if (!done || done.piece?.code !== piece.code) return undefined;
  return plain(duo("Undo"), "arrow-back-up", { size: "low", id: "undo", onclick: async () => {
    const answer = await undoLast();
    return show({ code: piece.code, piece: answer?.piece });
  } });
}

/** Choose a place by its picture; a place's wall card does the same. */
function places({ code, piece }) {
  const kinds = { quarantine: "hand-stop", shelf: "stage-stored", bay: "building-warehouse", bench: "hammer", venue: "map-pin" };
  const put = async (place) => {
    const answer = await perform("placed", code, { place: place.id });
    sayAnswer(answer, place.name);
    return isDone(answer) ? go("home") : go("piece", { code, piece: answer.piece ?? piece });
  };
  paint({
    title: t("Where does it stand now?"),
    middle: [h("h1", {}, duo("Where does it stand now?")),
      h("div", { class: "columns-3" }, (pack.current()?.places ?? []).map((place) =>
        plain(h("bdi", {}, place.name), kinds[place.kind] ?? "map-pin", { size: "tall", "data-place": place.code, "aria-current": place.id === piece.place, onclick: () => put(place) })))],
    thumb: [plain(duo("Back"), "arrow-left", { size: "low", onclick: () => go("piece", { code, piece }) })],
  });
}

/** Take a photo of the piece: before, after, or another one. */
function takePhoto({ code, piece, as = ["ready", "quality_check", "in_work"].includes(piece.stage) ? "after" : "other" }) {
  const keep = async (blob) => {
    const photo = await sealPhoto(blob, code, as);
    const event = await makeEvent("photographed", code, { as, photo: photo.id }, "scan");
    const [answer] = await act([event], [photo]);
    sayAnswer(answer, "Photo kept");
    return go("piece", { code, piece: answer.piece ? { ...answer.piece, preview: URL.createObjectURL(blob) } : piece });
  };
  paint({
    title: t("Take a photo"),
    middle: [h("div", { class: "asked" }, h("h1", {}, duo(as === "after" ? "A photo of the finished piece" : "Take a photo"))), shutterView()],
    thumb: shutter(keep, () => go("piece", { code, piece })),
  });
}

/** The camera's picture for photos, without looking for codes. */
export const shutterView = () => viewfinder({ deaf: true });

/** The shutter, and a file where there is no camera. */
export function shutter(keep, back) {
  const file = h("input", { type: "file", accept: "image/*", capture: "environment", id: "photo-file", onchange: async () => file.files[0] && keep(await camera.photoOf(file.files[0])) });
  const press = async () => {
    const blob = await camera.photo();
    if (blob) return keep(blob);
    return file.click();
  };
  return [slab(duo("Take the photo"), "camera", { size: "home", id: "shutter", onclick: press }),
    h("div", { class: "columns-2" }, plain(duo("Back"), "arrow-left", { size: "low", id: "back", onclick: back }),
      h("label", { class: "button button-low" }, icon("photo", 32), h("span", {}, duo("From the tablet")), h("span", { class: "unseen" }, file)))];
}

screen("piece", show);
screen("place", places);
screen("photo", takePhoto);
