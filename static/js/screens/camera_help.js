// No camera: what to do in pictures, a photo of the label read by the server, a typed code, a hand scanner.
import { go, paint, screen } from "../app.js";
import { say } from "../acts.js";
import * as camera from "../camera.js";
import { asset, duo, h, icon, plain } from "../dom.js";
import { resolve } from "../scans.js";
import { readQr } from "../codes.js";
import { t } from "../words.js";
import { banner } from "./parts.js";

const STEPS = {
  refused: [["camera-denied-2-lock", "Tap the sign before the address"], ["camera-denied-3-allow", "Let the page use the camera"], ["camera-denied-4-again", "Load the page again"]],
  insecure: [["lock", "Open the address that begins with https://"], ["qrcode", "A coordinator shows it as a code"], ["refresh", "Load the page again"]],
  missing: [["camera-off", "Is something over the camera?"], ["device-tablet", "Close other programs that use it"], ["refresh", "Load the page again"]],
};

/** A step drawn as the tablet shows it, else its sign. */
const picture = (sign) => (sign.startsWith("camera-denied") ? h("img", { class: "step-picture dims", src: asset(`art/${sign}.svg`), alt: "" }) : icon(sign, 64));

function help() {
  const file = h("input", { type: "file", accept: "image/*", capture: "environment", id: "label-photo", class: "unseen", onchange: () => file.files[0] && read(file.files[0]) });
  paint({
    title: t("No camera"),
    middle: [banner(), h("div", { class: "said" }, icon("camera-off", 72)), h("h1", {}, duo("The camera does not work here")),
      h("ol", { class: "steps", role: "list" }, (STEPS[camera.fault] ?? STEPS.missing).map(([sign, words], index) =>
        h("li", { class: "panel step" }, h("span", { class: "tally-number" }, String(index + 1)), picture(sign), h("p", {}, duo(words))))),
      h("p", {}, duo("Meanwhile everything works without it:"))],
    thumb: [
      h("label", { class: "slab slab-home", for: "label-photo" }, icon("photo", 48), duo("A photo of the label"), file),
      h("div", { class: "columns-2" }, plain(duo("Type a code"), "keyboard", { size: "low", id: "type-code", onclick: () => go("type") }),
        plain(duo("Try again"), "refresh", { size: "low", onclick: () => location.reload() })),
    ],
  });
}

/** The server reads the label from a photo. */
async function read(file) {
  const form = new FormData();
  form.set("photo", await camera.photoOf(file));
  try {
    const answer = await fetch("/api/v1/decode", { method: "POST", headers: { "X-Eco": "1" }, body: form, signal: AbortSignal.timeout(20_000) });
    const told = await answer.json();
    if (answer.ok) return resolve(readQr(told.text), "scan", told.text);
    say("look", told.error.message, told.error.remedy);
  } catch {
    say("look", "No connection", "Type the letters under the label.");
  }
  return help();
}

screen("camera_help", help);
