// The household signs with a finger, or says why not: the strokes are sealed before anything is kept.
import { go, paint, screen } from "../app.js";
import { withPerson } from "../acts.js";
import { duo, h, plain, slab } from "../dom.js";
import * as van from "../van.js";
import { person } from "../who.js";
import { t } from "../words.js";
import { bar } from "./register.js";
import { banner } from "./parts.js";
import { REASON_ICONS, tellAnswer } from "./van.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDE = 1000;
const HIGH = 400;
const MOST = 11_500;
const STEP = 6;

/** A pad for a finger or a pen; `changed` hears the path after each stroke. */
function pad(changed) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDE} ${HIGH}`);
  svg.setAttribute("class", "van-signature van-pad");
  svg.setAttribute("id", "pad");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", t("Sign here with a finger"));
  const path = document.createElementNS(SVG, "path");
  svg.append(path);
  let strokes = "";
  let last;
  const at = (event) => {
    const box = svg.getBoundingClientRect();
    const held = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
    return [held(((event.clientX - box.left) / box.width) * WIDE, WIDE), held(((event.clientY - box.top) / box.height) * HIGH, HIGH)];
  };
  const put = (letter, point) => {
    if (strokes.length > MOST) return;
    strokes += `${letter}${point[0]} ${point[1]}`;
    path.setAttribute("d", strokes);
    last = point;
  };
  svg.addEventListener("pointerdown", (event) => {
    svg.setPointerCapture(event.pointerId);
    put("M", at(event));
  });
  svg.addEventListener("pointermove", (event) => {
    const point = at(event);
    if (svg.hasPointerCapture(event.pointerId) && last && Math.hypot(point[0] - last[0], point[1] - last[1]) >= STEP) put("L", point);
  });
  svg.addEventListener("pointerup", () => changed(strokes));
  return svg;
}

function sign({ code }) {
  const one = van.deliveryOf(code);
  if (!one) return go("van", {}, { replace: true });
  if (!person()) return withPerson(() => go("van_sign", { code }));
  let strokes = "";
  const done = async (drawn, reason = "") => {
    tellAnswer(await van.sign(one, drawn, reason), drawn ? "Signed" : "Kept");
    return go("delivery", { code });
  };
  const signed = slab(duo("They signed"), "check", { size: "home", id: "signed", disabled: true, onclick: () => done(strokes) });
  const came = one.pieces.filter((piece) => piece.state === "delivered").length;
  paint({
    title: t("Please sign"),
    bar: bar(() => go("delivery", { code }), "Back"),
    middle: [banner(), h("h1", {}, duo("Please sign")), h("p", {}, duo("Pieces that stay here: %(number)s", { number: came })),
      pad((path) => { strokes = path; signed.disabled = !path.includes("L"); }),
      h("h2", {}, duo("Or why nobody signs")),
      h("div", { class: "columns-2" }, van.reasons("not_signed").map(([slug, words]) => plain(duo(words), REASON_ICONS[slug], { size: "low", "data-not-signed": slug, onclick: () => done("", slug) })))],
    thumb: [h("div", { class: "columns-2" }, plain(duo("Once more"), "refresh", { size: "low", onclick: () => sign({ code }) }), signed)],
    stays: true,
  });
  return undefined;
}

screen("van_sign", sign);
