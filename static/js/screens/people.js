// Who are you? Show a card, or tap a picture and give the PIN; together or instead; leave.
import { go, paint, screen } from "../app.js";
import { takeUnfinished, waitsForCard } from "../acts.js";
import { asset, duo, fill, h, icon, plain } from "../dom.js";
import { givePin, inToday, tellLeave } from "../entrance.js";
import { signal } from "../feedback.js";
import { line } from "../line.js";
import { visit } from "../mine.js";
import * as register from "../register.js";
import { welcome } from "../scans.js";
import { everybody, join, leave, partners, person, signIn } from "../who.js";
import { t } from "../words.js";
import { banner, ear, heading, viewfinder } from "./parts.js";
import { backLine } from "./questions.js";

const face = (avatar, size = 96) => h("img", { class: `avatar avatar-${size}`, src: asset(`art/person-${avatar || "pear"}.svg`), width: size, height: size, alt: "" });

function people({ wanted } = {}) {
  const grid = h("ul", { class: "people", role: "list", id: "in-today" });
  const here = everybody();
  paint({
    title: t("Show your card"),
    middle: [banner(), viewfinder({ low: true, grows: true }), h("div", { class: "said" }, h("h1", {}, duo("Show your card")), ear("Show your card")),
      wanted && h("p", { class: "said" }, duo("Then it goes on.")),
      h("h2", {}, duo("Or tap your picture")), grid],
    thumb: [
      here.length > 0 && register.isOpen() && plain(duo("My classes"), "school", { size: "low", id: "my-classes", onclick: () => visit("/my/classes") }),
      h("div", { class: "columns-2" },
        plain(duo("I am not in the grid"), "user-plus", { size: "low", id: "by-number", onclick: () => go("pin", {}) }),
        here.length ? plain(duo("Leave"), "logout", { size: "low", id: "leave", onclick: goAway }) : plain(duo("Back"), "arrow-left", { size: "low", onclick: () => { takeUnfinished(); go("home"); } })),
      h("div", { class: line.state === "away" || here.length ? "stack" : "columns-2" },
        line.state !== "away" && plain(duo("Lost card or PIN"), "help", { size: "low", id: "lost", onclick: () => location.assign("/help") }),
        here.length === 0 && plain(duo("Come and go by card"), "login", { size: "low", id: "door", onclick: () => go("door") })),
      here.length > 0 && plain(duo("Stay as %(name)s", { name: here[0].alias }), "check", { size: "low", onclick: () => go("home") }),
    ],
  });
  return fillGrid(grid);
}

async function fillGrid(grid) {
  const all = line.state === "away" ? undefined : await inToday();
  const withPin = (all ?? []).filter((one) => one.has_pin);
  if (withPin.length) return fill(grid, withPin.map((one) => h("li", {}, h("button", { type: "button", class: "person", onclick: () => go("pin", { number: one.number, somebody: one }) }, face(one.avatar), h("span", {}, one.alias)))));
  return fill(grid, h("li", { class: "quiet" }, t(all ? "Nobody has shown a card here today." : "A PIN needs the network. A card works without it.")));
}

function goAway() {
  leave();
  tellLeave();
  return go("home");
}

/** Six digits on a pad; the person's number too, where no picture was tapped. */
function pin({ number: given, somebody, then }) {
  const known = given ?? person()?.number ?? "";
  const chosen = somebody ?? (known && person()?.number === known ? person() : undefined);
  const number = h("input", { id: "number", class: "input code", inputmode: "numeric", maxlength: "12", autocomplete: "off", value: known });
  const digits = h("input", { id: "pin", type: "password", inputmode: "numeric", autocomplete: "one-time-code", maxlength: "6", "aria-label": t("Six digits"), class: "input pin-field" });
  const fault = h("p", { class: "error", role: "alert", id: "pin-fault" });
  const send = async () => {
    try {
      const who = await givePin(number.value.trim(), digits.value);
      const beside = partners();
      signal("good");
      if (then) {
        signIn(who);
        for (const one of beside) if (one.number !== who.number) join(one);
        return then();
      }
      return welcome(who);
    } catch (problem) {
      digits.value = "";
      signal("refused");
      fill(fault, icon("hand-stop", 32), h("span", {}, problem.said ? `${problem.said.message} ${problem.said.remedy}` : t("A PIN needs the network. A card works without it.")));
      return undefined;
    }
  };
  const press = (digit) => {
    digits.value = (digits.value + digit).slice(0, 6);
    if (digits.value.length === 6 && number.value) return send();
    return undefined;
  };
  digits.addEventListener("input", () => digits.value.length === 6 && number.value && send());
  const key = (digit) => h("button", { type: "button", class: "button", "data-digit": digit, onclick: () => press(digit) }, digit);
  paint({
    title: t(known ? "Your PIN" : "Your number and PIN"),
    middle: [banner(), chosen && h("div", { class: "said" }, face(chosen.avatar), h("b", {}, chosen.alias)), h("div", { class: "said" }, h("h1", {}, duo(known ? "Your PIN" : "Your number and PIN"))),
      !known && h("div", { class: "field" }, h("label", { for: "number" }, duo("Your number, such as 48507")), number),
      !known && h("label", { class: "said label", for: "pin" }, duo("Six digits")),
      digits, fault,
      h("div", { class: "keypad" }, [..."123456789"].map(key), h("span", {}), key("0"),
        h("button", { type: "button", class: "button", "aria-label": t("Take the last digit away"), onclick: () => { digits.value = digits.value.slice(0, -1); } }, icon("arrow-back-up", 28)))],
    thumb: [backLine(() => go("people"))],
  });
  if (!waitsForCard() && !known) number.focus();
}

/** Another person's card while somebody is signed in: two pictures, together or instead. */
function handover({ somebody }) {
  const first = person();
  if (!first || !somebody) return go("people");
  const button = (id, faces, words, press) => h("button", { type: "button", class: "person", id, onclick: press }, h("span", { class: "pair pair-large" }, faces), h("span", {}, duo(words)));
  return paint({
    title: t("Together or instead?"),
    middle: [heading("Together or instead?"),
      h("div", { class: "columns-2 handover" },
        button("together", [face(first.avatar), face(somebody.avatar)], "Together", () => welcome(somebody, { together: true })),
        button("instead", [face(somebody.avatar)], "Instead", () => welcome(somebody))),
      h("p", { class: "said quiet" }, t("%(first)s is here. %(second)s showed a card.", { first: first.alias, second: somebody.alias }))],
    thumb: [backLine(() => go("home"))],
  });
}

screen("people", people);
screen("pin", pin);
screen("handover", handover);
