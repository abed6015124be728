// Going home: one tap at the scanner, or a fixed tablet at the door where each card comes and goes; what it was for, by picture.
import { again, changeLanguage, go, leaveChip, lineChip, paint, screen, shown } from "../app.js";
import { say } from "../acts.js";
import * as door from "../door.js";
import { duo, h, icon, notice, plain, slab } from "../dom.js";
import { tellLeave } from "../entrance.js";
import { signal } from "../feedback.js";
import { line, renew } from "../line.js";
import { kept } from "../store.js";
import { leave, meet, person } from "../who.js";
import { clock, speak, t } from "../words.js";
import { banner, ear, viewfinder } from "./parts.js";
import { face } from "./register.js";

const SHOWN = 8000;
const CHOOSING = 20_000;
const HELD = 5000; // a card that is still in the hand has not come and gone
const WORKS = [["bench", "hammer", "Bench"], ["makeover", "home-heart", "Makeover"], ["course_help", "school", "Course help"], ["repair_cafe", "tool", "Repair café"], ["other", "dots", "Something else"]];
let told;
let timer;
let rows = [];
let turn = Promise.resolve();

/** Pictures of what the day was for; what it likely was stands first. */
function works(likely, choose) {
  const first = WORKS.find(([work]) => work === likely) ?? WORKS[0];
  const button = ([work, sign, words], make, size) => make(duo(words), sign, { size, "data-work": work, onclick: () => choose(work) });
  return h("div", { class: "works" }, button(first, slab, "home"), h("div", { class: "columns-2" }, WORKS.filter((one) => one !== first).map((one) => button(one, plain, "mid"))));
}

/** Whoever is at the tablet goes home: one tap. */
export async function goHome() {
  const somebody = person();
  if (!somebody) return go("people");
  const answer = await door.note(somebody, "went");
  if (!door.isTaken(answer)) {
    say("refused", answer.message || "This could not be done.");
    return go("home");
  }
  signal("good");
  return go("gone", { somebody, likely: answer.work });
}

function gone({ somebody, likely }) {
  if (!somebody) return go("home", {}, { replace: true });
  clearTimeout(timer);
  timer = setTimeout(() => shown().name === "gone" && away(), CHOOSING);
  paint({
    title: t("What was today for?"),
    middle: [h("div", { class: "said" }, face(somebody.avatar), h("h1", {}, duo("Thank you. Get home safely."))), h("div", { class: "said" }, h("h2", {}, duo("What was today for?")), ear("What was today for?")),
      works(likely, (work) => away(somebody, work))],
    thumb: [plain(duo("I stay a while"), "arrow-back-up", { size: "low", id: "stay", onclick: () => stay(somebody) })],
  });
  return undefined;
}

/** They are gone: what they said is noted, and nobody is at the tablet any more. */
async function away(somebody, work) {
  clearTimeout(timer);
  if (work) await door.note(somebody, "worked", work);
  leave();
  tellLeave();
  say("good", "Goodbye.");
  return go("home");
}

async function stay(somebody) {
  clearTimeout(timer);
  await door.note(somebody, "came");
  return go("home");
}

function atDoor() {
  paint({
    title: t("Come and go"),
    bar: [leaveChip("arrow-left", "Scan", () => go("home")), lineChip()],
    middle: [viewfinder({ low: true, grows: true }), told?.() ?? [banner(), h("div", { class: "said" }, h("h1", {}, duo("Show your card")), ear("Show your card")), h("p", { class: "said quiet" }, duo("Once when you come, once when you go home."))],
      h("ol", { class: "verdicts", hidden: !rows.length, "aria-label": t("Came and went") }, rows.map((row) => h("li", { class: "verdict" }, icon(row.what === "came" ? "login" : "logout", 28), face(row.avatar, 44), h("span", { class: "verdict-words" }, h("b", {}, h("bdi", {}, row.alias))), h("span", { class: "verdict-time" }, clock(row.at)))))],
  });
}

/** Show one person's answer in their own language for a while; then the door speaks its own again. */
async function tell(somebody, kind, content, { choosing = false } = {}) {
  clearTimeout(timer);
  await speak(somebody.language || "en", { english: somebody.english ?? true });
  signal(kind);
  told = content;
  await again();
  timer = setTimeout(forgetTold, choosing ? CHOOSING : SHOWN);
}

async function forgetTold() {
  clearTimeout(timer);
  told = undefined;
  if (shown().name === "door") await changeLanguage(person()?.language ?? (await kept("language")) ?? "en", person()?.english ?? true);
}

/** One card after the other: two that are shown at once would answer into each other's words. */
function inTurn(token) {
  turn = turn.catch(() => undefined).then(() => comes(token));
  return turn;
}

async function comes(token) {
  let met = await meet(token);
  if (met.status === "unknown" && line.state !== "away" && (await renew())) met = await meet(token);
  if (met.status === "blank") return go("newcomer", { keys: met.keys, then: () => go("door") });
  if (met.status !== "known") {
    say("refused", met.status === "late" ? "This card has ended." : "This card is not known here.", "Ask a trainer or coordinator.");
    return again();
  }
  const somebody = met.person;
  if (rows[0]?.lookup === somebody.lookup && Date.now() - rows[0].at < HELD) return undefined;
  if (line.state !== "away") await door.refresh(1500);
  const what = door.isInside(somebody) ? "went" : "came";
  const answer = await door.note(somebody, what);
  if (!door.isTaken(answer)) return tell(somebody, "refused", () => notice("refused", duo(answer.message)));
  rows = [{ ...somebody, what, at: Date.now() }, ...rows.filter((row) => row.lookup !== somebody.lookup)].slice(0, 12);
  if (what === "came") return tell(somebody, "good", () => card(somebody, "Welcome. You are in."));
  return tell(somebody, "good", () => [card(somebody, "Thank you. Get home safely."), h("div", { class: "said" }, h("h2", {}, duo("What was today for?"))), works(answer.work, (work) => choose(somebody, work))], { choosing: true });
}

async function choose(somebody, work) {
  await door.note(somebody, "worked", work);
  signal("good");
  return forgetTold();
}

const card = (somebody, words) => h("div", { class: "notice notice-good here", role: "status", id: "here" }, face(somebody.avatar, 96), h("div", {}, h("h1", {}, duo(words)), h("p", {}, h("b", {}, h("bdi", {}, somebody.alias)))));

screen("gone", gone, async (scanned) => {
  if (scanned.kind === "card") await away();
  return false;
});
screen("door", atDoor, async (scanned) => {
  if (scanned.kind !== "card") return false;
  await inTurn(scanned.value);
  return true;
});
