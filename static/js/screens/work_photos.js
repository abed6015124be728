// Photos of rooms before and after: the household is asked first, in its language; each photo is sealed when it is taken.
import { go, paint, screen } from "../app.js";
import { say, withPerson } from "../acts.js";
import { asset, duo, h, icon, plain, slab } from "../dom.js";
import { line } from "../line.js";
import { person } from "../who.js";
import * as work from "../work_days.js";
import { t } from "../words.js";
import { banner, ear } from "./parts.js";
import { shutter, shutterView } from "./piece.js";
import { dayBar, leading, ROOM_ICONS, tellAnswer } from "./work_days.js";

const ASKED = "May we take photos of your rooms, before and after, and show them to others?";
let part = "before";

/** The household says yes or no; nobody's face, no address. */
function ask(day) {
  const back = () => go("work_day", { code: day.day });
  const yes = async () => {
    tellAnswer(await work.agree(day), "They agree to photos before and after.");
    return go("work_photos", { code: day.day });
  };
  paint({
    title: t(ASKED),
    bar: dayBar(back, "Back"),
    middle: [banner(), h("figure", { class: "picture picture-grows" }, h("img", { src: asset("art/empty-photos.svg"), alt: "" })),
      h("div", { class: "said" }, h("h1", {}, duo(ASKED)), ear(ASKED)), h("p", { class: "said" }, duo("No people are in them, and no address. You may say no later, and they are deleted."))],
    thumb: [slab(duo("Yes"), "check", { size: "home", id: "agree", onclick: yes }), plain(duo("No photos"), "photo-off", { size: "low", id: "no-photos", onclick: back })],
    stays: true,
  });
}

function photos({ code }) {
  const day = work.dayOf(code);
  if (!day) return go("work_days", {}, { replace: true });
  if (!person() || !work.mayLead(day)) return leading(day, () => go("work_photos", { code }));
  if (!day.agrees) return ask(day);
  const back = () => go("work_day", { code });
  const brush = (word, sign) => h("button", { type: "button", class: "button brush", "aria-pressed": String(part === word), "data-part": word, onclick: () => { part = word; return photos({ code }); } }, icon(sign, 32), duo(work.nameOf("photo", word)));
  const room = (one) => plain(duo(one.room ? work.nameOf("room", one.kind) : "The whole place"), ROOM_ICONS[one.kind] ?? "home", { size: "tall", "data-room": one.room || "all", onclick: () => go("work_shot", { code, room: one.room }) });
  paint({
    title: day.makeover,
    bar: dayBar(back, "Back"),
    middle: [banner(), h("h1", {}, duo("Which room?")), h("div", { class: "brushes" }, brush("before", "photo"), brush("after", "star")),
      h("div", { class: "columns-2" }, [...day.rooms, { room: "", kind: "all" }].map(room))],
    thumb: [plain(duo("Back"), "arrow-left", { size: "low", onclick: back })],
  });
  return undefined;
}

function shot({ code, room = "" }) {
  const day = work.dayOf(code);
  if (!day?.agrees) return go("work_photos", { code }, { replace: true });
  if (!person() || !work.mayLead(day)) return withPerson(() => go("work_photos", { code }));
  const keep = async (blob) => {
    await work.addPhoto(day, room, part, blob);
    say("good", "Photo kept", line.state === "away" ? "Kept on this tablet until the line is back." : "");
    return go("work_photos", { code });
  };
  paint({
    title: t(work.nameOf("photo", part)),
    bar: dayBar(() => go("work_photos", { code }), "Back"),
    middle: [h("div", { class: "asked" }, h("h1", {}, duo(work.nameOf("photo", part)))), shutterView(), h("p", { class: "said" }, duo("Nobody's face, no letter, no house number."))],
    thumb: shutter(keep, () => go("work_photos", { code })),
  });
  return undefined;
}

screen("work_photos", photos);
screen("work_shot", shot);
