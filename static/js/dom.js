// Small pieces of page: elements, icons of the sprite, words in two languages.
import { also, t } from "./words.js";

const STATIC = document.body.dataset.static;
const TURNING = new Set(["arrow-left", "arrow-right", "chevron-left", "chevron-right", "arrow-back-up", "logout", "list", "history", "hand-stop"]);

const BUSY_AFTER = 300;

/** Do work that a button has set off: the button shows an hourglass while it lasts, and hears no second press. */
function busy(button, press) {
  if (button?.hasAttribute("aria-busy")) return undefined;
  const work = press();
  if (!work?.finally || !button) return work;
  const sign = button.querySelector(".icon > use");
  const before = sign?.getAttribute("href");
  const soon = setTimeout(() => {
    button.setAttribute("aria-busy", "true");
    sign?.setAttribute("href", `${STATIC}icons/sprite.svg#hourglass`);
  }, BUSY_AFTER);
  return work.finally(() => {
    clearTimeout(soon);
    button.removeAttribute("aria-busy");
    sign?.setAttribute("href", before);
  });
}

/** An element: h("button", {class: "slab", onclick: press}, "Start"). Text is text, never markup. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "onsubmit") element.addEventListener("submit", (event) => busy(event.submitter, () => value(event)));
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "muted" || name === "value" || name === "checked" || name === "playsInline") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** An icon of the sprite; decor unless it has a label. */
export function icon(name, size = 24, { tick = false, label = "" } = {}) {
  const svg = document.createElementNS(SVG, "svg");
  const kinds = ["icon", size === 24 ? "" : `icon-${size}`, tick ? "icon-tick" : "", TURNING.has(name) ? "icon-turns" : ""];
  svg.setAttribute("class", kinds.filter(Boolean).join(" "));
  svg.setAttribute("viewBox", "0 0 24 24");
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${STATIC}icons/sprite.svg#${name}`);
  svg.append(use);
  return svg;
}

/** The address of a file that we ship. */
export const asset = (path) => STATIC + path;

/** Words in the person's language, with English small under them where the person wants it. */
export function duo(text, values) {
  const said = t(text, values);
  const second = also(text, values);
  if (second && second === said) return h("span", { lang: "en", dir: "ltr" }, said);
  if (!second) return h("span", {}, said);
  return h("span", { class: "duo" }, h("span", {}, said), h("span", { class: "duo-also", lang: "en", dir: "ltr" }, second));
}

/** Replace all that an element holds. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** The corners of the camera's soft frame. */
export function frame() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 100 100");
  svg.setAttribute("aria-hidden", "true");
  for (const d of ["M3 18V11a8 8 0 0 1 8-8h7", "M82 3h7a8 8 0 0 1 8 8v7", "M97 82v7a8 8 0 0 1-8 8h-7", "M18 97h-7a8 8 0 0 1-8-8v-7"]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    path.setAttribute("vector-effect", "non-scaling-stroke");
    svg.append(path);
  }
  return h("div", { class: "viewfinder-frame" }, svg);
}

/** A press that takes a while shows an hourglass; a second press meanwhile does nothing. */
const patient = (press) => press && ((event) => busy(event.currentTarget, () => press(event)));

/** A slab, the one strong action of a screen. */
export const slab = (words, iconName, { size = "", onclick, ...more } = {}) =>
  h("button", { type: "button", class: `slab${size ? ` slab-${size}` : ""}`, onclick: patient(onclick), ...more },
    iconName && icon(iconName, { piece: 72, home: 48 }[size] ?? 28), words);

/** Any other button: card with an edge. size: tall (icon above), mid (with more words), low, small. */
export const plain = (words, iconName, { size = "", more, onclick, ...rest } = {}) =>
  h("button", { type: "button", class: `button${size ? ` button-${size}` : ""}`, onclick: patient(onclick), ...rest },
    iconName && icon(iconName, { tall: 40, mid: 36, low: 32, small: 28 }[size] ?? 24),
    h("span", {}, words, more && h("span", { class: "hint" }, more)));

/** A chip that says something. */
export const chip = (words, iconName = "", kind = "") =>
  h("span", { class: `chip${kind ? ` chip-${kind}` : ""}` }, iconName && icon(iconName), h("span", {}, words));

/** A disc with a sign: good, refused, same or look. Each differs in shape as well as in colour. */
export function disc(kind) {
  const [sign, look] = { good: ["check", "disc-good"], refused: ["hand-stop", "disc-refused"], same: ["equal", ""], look: ["alert-triangle", "disc-look"], kept: ["cloud-up", "disc-look"] }[kind];
  return h("span", { class: `disc ${look}` }, icon(sign, kind === "refused" ? 40 : 28, { tick: kind !== "refused" }));
}

/** A notice: what happened, what it means, what to do. */
export const notice = (kind, words, more, ...doing) =>
  h("div", { class: `notice notice-${kind}`, role: kind === "refused" ? "alert" : "status" },
    disc({ good: "good", refused: "refused", look: "look" }[kind] ?? "look"),
    h("div", {}, h("p", {}, h("b", {}, words)), more && h("p", {}, more)),
    doing.length > 0 && h("div", { class: "notice-do" }, ...doing));
