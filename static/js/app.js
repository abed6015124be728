// The frame of the desk: which screen is shown, the bar above it, what a scanned code sets off.
import { asset, chip, duo, fill, h, icon } from "./dom.js";
import { readQr } from "./codes.js";
import { helpChip } from "./help.js";
import { hurry, line } from "./line.js";
import { person, everybody } from "./who.js";
import { speak, spoken, t } from "./words.js";
import { keep } from "./store.js";
import { setSilent, isSilent } from "./feedback.js";

const parts = { bar: document.getElementById("bar"), middle: document.getElementById("main"), thumb: document.getElementById("thumb") };
const screens = new Map();
let now = { name: "home", params: {} };
let hears = () => false;
const LANGUAGES = { en: "English", ar: "العربية", fa: "فارسی", ckb: "کوردی", ti: "ትግርኛ", uk: "Українська", pl: "Polski", ro: "Română", fr: "Français", ur: "اردو", ps: "پښتو", am: "አማርኛ" };

/** Make a screen known: render({…params}) paints it, heard(scanned) may take a code for itself. */
export const screen = (name, render, heard = () => false) => screens.set(name, { render, heard });

/** The name of the screen that is shown. */
export const shown = () => now;

/** Show a screen; the address follows, so that a reload comes back to it. */
export function go(name, params = {}, { replace = false } = {}) {
  const address = name === "home" ? "#" : `#${name}${params.code ? `/${params.code}` : ""}`;
  history[replace || name === now.name ? "replaceState" : "pushState"]({ name, params: { code: params.code } }, "", address);
  return show(name, params);
}

async function show(name, params) {
  now = { name, params };
  const { render, heard } = screens.get(name) ?? screens.get("home");
  hears = heard;
  delete document.body.dataset.signal;
  await render(params);
}

/** Paint the shown screen again (another person, another language). */
export const again = () => show(now.name, now.params);

/** Open what the address names. */
export function openAddress() {
  const [name, code] = location.hash.slice(1).split("/");
  return show(screens.has(name) ? name : "home", code ? { code } : {});
}
window.addEventListener("popstate", openAddress);

/** Put a screen's parts on the page. `title` is the heading's text; the first heading takes the focus. */
export function paint({ title, middle, thumb = [], bar, stays = false }) {
  document.title = `${title} · EcoWorks`;
  fill(parts.bar, bar ?? standardBar());
  parts.bar.insertBefore(helpChip(now.name), parts.bar.lastElementChild);
  parts.bar.className = bar ? "bar bar-station" : "bar";
  fill(parts.middle, middle);
  fill(parts.thumb, thumb);
  parts.thumb.classList.toggle("thumb-zone-stays", stays);
  parts.thumb.hidden = thumb.length === 0;
  parts.thumb.setAttribute("aria-label", t("What to do"));
  document.querySelector(".skip").textContent = t("Skip to the page");
  scrollTo(0, 0);
}

/** Say something to a screen reader at once. */
export const announce = (text) => { document.getElementById("said").textContent = text; };

/** The bar: back to the scanner or the site's name; who; language; line. */
export function standardBar(back) {
  return [back ?? backChip(), personChip(), languageMenu(), lineChip()];
}

function backChip() {
  if (now.name === "home") return h("span", { class: "bar-start" }, h("img", { src: asset("art/mark.svg"), width: 44, height: 44, alt: "" }), h("span", {}, document.body.dataset.site));
  return leaveChip("scan", "Scan", () => go("home"));
}

/** The chip at the start of the bar that leads back. */
export const leaveChip = (iconName, words, press) =>
  h("span", { class: "bar-start" }, h("button", { type: "button", class: "chip chip-back", onclick: press }, icon(iconName, 28), h("span", {}, t(words))));

/** Who is at the tablet; a tap changes it. */
export function personChip() {
  const all = everybody();
  const faces = all.map((one) => h("img", { class: "avatar", src: asset(`art/person-${one.avatar || "pear"}.svg`), width: 44, height: 44, alt: "" }));
  return h("button", { type: "button", class: "chip chip-person", id: "who", onclick: () => go("people") },
    all.length ? h("span", { class: "pair" }, faces) : icon("user", 28),
    h("span", { class: all.length ? "bar-name" : "", dir: "auto" }, all.length ? all.map((one) => one.alias).join(", ") : t("Who are you?")),
    icon("chevron-down", 20), h("span", { class: "unseen" }, t("Change person")));
}

function languageMenu() {
  const offered = (document.body.dataset.languages || "en ar").split(" ");
  return h("details", { class: "menu" },
    h("summary", { class: "chip chip-language" }, icon("language"), h("span", { lang: spoken() }, LANGUAGES[spoken()] ?? spoken()), h("span", { class: "unseen" }, t("Change language"))),
    h("div", { class: "menu-list" },
      offered.map((code) => h("button", { type: "button", lang: code, "aria-current": code === spoken(), onclick: () => changeLanguage(code) }, LANGUAGES[code] ?? code)),
      h("button", { type: "button", onclick: () => { setSilent(!isSilent()); again(); } }, icon("volume"), h("span", {}, t(isSilent() ? "Sound is off" : "Sound is on"))),
      document.body.dataset.storage && h("p", { class: "menu-note" }, icon("alert-triangle", 20), h("span", {}, t("The browser may clear what waits here: add this page to the home screen.")))));
}

/** Speak another language; it stays with the tablet until the next person comes. */
export async function changeLanguage(code, english = true) {
  const since = performance.now();
  await speak(code, { english });
  document.dispatchEvent(new CustomEvent("eco-words", { detail: since }));
  if (!person()) await keep("language", code);
  await again();
}

const SAYS = { saved: ["cloud-check", "Saved"], waiting: ["cloud-up", "waiting"], away: ["cloud-off", "No connection"], unpaired: ["device-tablet-off", "Not paired"] };

/** The chip that always says how the line stands; a tap tries at once what waits. */
export function lineChip() {
  const [sign, words] = SAYS[line.state];
  const number = line.number > 0 && h("bdi", { "data-number": true }, String(line.number));
  const state = line.state === "unpaired" ? "away" : line.state;
  return h("button", { type: "button", class: "chip line-state", id: "line", "data-state": state, onclick: hurry },
    h("span", { role: "status", "data-when": state }, icon(sign), h("span", {}, line.state === "waiting" ? [number, " "] : "", t(words), line.state === "away" && number ? [" · ", number] : "")),
    state !== "saved" && h("span", { class: "unseen" }, t("Try again")));
}

/** Show the line's new state where the chip is. */
export function paintLine() {
  const old = document.getElementById("line");
  const isHeld = old && old === document.activeElement;
  old?.replaceWith(lineChip());
  if (isHeld) document.getElementById("line").focus();
}

/** A code was scanned or typed: the screen may take it, else `otherwise` does. */
export async function hear(text, how, otherwise) {
  const scanned = readQr(text);
  if (scanned && (await hears(scanned, how))) return;
  await otherwise(scanned, how, text);
}

export { chip, duo };
