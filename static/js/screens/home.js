// Home is the scanner: camera, type a code, new piece, station mode, move many; the last thing with its undo.
import { again, go, paint, screen } from "../app.js";
import { lastDone, say, undoLast, waitsForCard, withPerson } from "../acts.js";
import { readCode, tidy, typingFault } from "../codes.js";
import { asset, disc, duo, fill, h, icon, plain, slab } from "../dom.js";
import * as mine from "../mine.js";
import * as pack from "../pack.js";
import * as register from "../register.js";
import { dropHeld, heldCard, meaning, resolve } from "../scans.js";
import * as van from "../van.js";
import * as workDays from "../work_days.js";
import { person } from "../who.js";
import { clock, t } from "../words.js";
import { goHome } from "./door.js";
import { banner, ear, thumb, viewfinder } from "./parts.js";

function home() {
  paint({
    title: t("Show the label to the camera"),
    middle: [banner(), heldNotice(), waits(), viewfinder(), h("div", { class: "said" }, h("h1", {}, duo(wanted())), ear(wanted()))],
    thumb: [
      h("div", { class: "columns-2" },
        plain(duo("Type a code"), "keyboard", { size: "type", id: "type-code", onclick: () => go("type") }),
        slab(duo("New piece"), "plus", { size: "home", id: "new-piece", onclick: () => go("fresh") })),
      h("div", { class: "columns-2" },
        plain(duo("Station mode"), "repeat", { size: "mid", more: t("scan, scan, scan"), id: "station", onclick: () => withPerson(() => go("station")) }),
        plain(duo("Move many"), "stack-2", { size: "mid", more: t("a pile, one yes"), id: "many", onclick: () => withPerson(() => go("many")) })),
      college(),
      last(),
    ],
  });
}

/** The doors of the van and the college, each for whom it is for, and the way home: one tap from here. */
function college() {
  const assesses = register.may("assess") || register.may("see_accreditation");
  const doors = [
    van.isWanted() && ["The van", "truck", "van", () => withPerson(() => go("van"))],
    workDays.isWanted() && ["Work day", "home-heart", "work-days", () => go("work_days")],
    register.classes().length > 0 && ["Registers", "clipboard-list", "registers", () => go("registers")],
    register.isOpen() && person() && ["My classes", "school", "my-classes", () => mine.visit("/my/classes")],
    assesses && ["Assessment", "list-check", "assessment", () => mine.visit("/assessment")],
    person() && ["I am going home", "logout", "going-home", goHome],
    mine.waiting().witness && ["I am a witness", "eye", "witness", () => mine.visit("/witness")],
    ["Accident or near miss", "alert-triangle", "mishap", () => go("mishap")],
    ["Who is in the building", "flame", "fire", () => go("fire")],
  ].filter(Boolean);
  return h("div", { class: "columns-2 home-doors" }, doors.map(([words, sign, id, onclick]) => plain(duo(words), sign, { size: "low", id, onclick })));
}

/** What waits for the person: a place that is kept for them, a question after a course. One tap leads there. */
function waits() {
  const { offers, steps } = mine.waiting();
  const line = (id, sign, words, address) => h("a", { class: "line-link", id, href: address }, icon(sign, 36), h("b", {}, duo(words)), icon("chevron-right", 28));
  if (!offers && !steps) return undefined;
  return h("div", { class: "home-waits" },
    offers > 0 && line("offer-waits", "calendar-event", "A place is kept for you: say yes or no", "/my/classes"),
    steps > 0 && line("step-waits", "route", "What came next after your course?", "/mine/next"));
}

const wanted = () => (heldCard() ? "Now show the piece" : waitsForCard() ? "Show your card" : "Show the label to the camera");

function heldNotice() {
  const held = heldCard();
  const words = held && meaning(held.scanned)?.[2];
  if (!words) return undefined;
  return h("div", { class: "notice notice-look", role: "status" }, disc("look"), h("p", {}, h("b", {}, duo(words))),
    h("div", { class: "notice-do" }, plain(duo("Stop"), "x", { onclick: () => { dropHeld(); again(); } })));
}

/** The last thing that was done here, and the one tap that takes it back. */
export function last() {
  const done = lastDone();
  if (!done?.piece) return undefined;
  const { piece } = done;
  const place = pack.place(piece.place);
  return h("div", { class: "last", id: "last" }, thumb(piece, 76),
    h("div", { class: "last-words" },
      h("b", {}, icon("circle-check"), h("span", {}, t(pack.whatOf(piece))), icon("arrow-right"), h("span", {}, t(pack.stageName(piece.stage)))),
      h("span", { class: "code" }, piece.code), place ? [" · ", h("bdi", {}, place.name)] : "", ` · ${clock(done.at)}`),
    plain(duo("Undo"), "arrow-back-up", { size: "small", id: "undo", onclick: () => undoLast().then(again) }));
}

/** A code is typed; a wrong letter is seen before anything is asked. */
function typeCode() {
  const fault = h("p", { class: "error", id: "code-fault", role: "alert" });
  const field = h("input", { id: "code", class: "input code", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: "12", inputmode: "text", "aria-describedby": "code-fault" });
  const open = slab(duo("Open it"), "search", { id: "open-code", size: "home", disabled: true, type: "submit", form: "code-form" });
  field.addEventListener("input", () => {
    const wrong = typingFault(field.value);
    const words = { letter: "A code has no such letter.", check: "The letters do not fit together. Look again at each one." }[wrong];
    fill(fault, words && icon("alert-triangle", 32), words && h("span", {}, duo(words)));
    open.disabled = readCode(field.value) === null;
  });
  const send = (event) => {
    event.preventDefault();
    const code = readCode(field.value);
    if (code) resolve({ kind: "piece", value: code }, "typed", tidy(field.value));
  };
  paint({
    title: t("Type the code under the label"),
    middle: [h("h1", {}, duo("Type the code under the label")), h("figure", { class: "picture picture-label" }, h("img", { src: asset("art/label-code.svg"), alt: "" })),
      h("form", { class: "form", id: "code-form", onsubmit: send }, h("div", { class: "field" }, h("label", { for: "code" }, t("Seven letters and numbers")), field, fault))],
    thumb: [open, plain(duo("Back"), "arrow-left", { size: "low", onclick: () => go("home") })],
  });
  field.focus();
}

/** A new piece begins with a blank label: show one. */
function freshPiece() {
  paint({
    title: t("Stick a new label on it"),
    middle: [banner(), viewfinder(), h("div", { class: "said" }, h("h1", {}, duo("Stick a new label on it and show it")))],
    thumb: [h("div", { class: "columns-2" }, plain(duo("Back"), "arrow-left", { size: "low", onclick: () => go("home") }),
      plain(duo("Type a code"), "keyboard", { size: "low", onclick: () => go("type") }))],
  });
}

/** A code that we do not know: not one of ours, or a label that this tablet has not heard of yet. */
function unknown({ code }) {
  paint({
    title: t("This tablet does not know %(code)s", { code }),
    middle: [h("figure", { class: "picture picture-grows" }, h("img", { src: asset("art/empty-search.svg"), alt: "" })), h("h1", {}, duo("This label is not known here")),
      h("p", { class: "tags" }, h("span", { class: "code" }, code)),
      h("p", {}, duo("The letters are right, so it may be a new label from another place.")), banner()],
    thumb: [slab(duo("It is a new piece"), "plus", { size: "home", onclick: () => go("intake", { code }) }),
      plain(duo("Not one of ours"), "x", { size: "low", onclick: () => { say("look", "Not one of ours.", "Leave it to a coordinator."); go("home"); } })],
  });
}

screen("home", home);
screen("type", typeCode);
screen("fresh", freshPiece);
screen("unknown", unknown);
