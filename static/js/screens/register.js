// The register of a class: drawn pictures and one word for a name; choose a mark once, then tap who it is for.
import { again, announce, go, leaveChip, paint, personChip, screen, lineChip } from "../app.js";
import { say, takeUnfinished, withPerson } from "../acts.js";
import { asset, chip, duo, h, icon, plain, slab } from "../dom.js";
import { line as net } from "../line.js";
import * as register from "../register.js";
import { person } from "../who.js";
import { clock, counted, t } from "../words.js";
import { banner } from "./parts.js";

export const MARKS = { present: ["check", "there"], late: ["clock", "late"], left_early: ["logout", "left early"], told_us: ["phone", "told us"], absent: ["x", "not there"] };
const told = new Set(); // classes whose register was signed here and has not changed since
let brush = "present";

export const face = (avatar, size = 96) => h("img", { class: `avatar avatar-${size}`, src: asset(`art/person-${avatar || "pear"}.svg`), width: size, height: size, alt: "" });

/** Say what became of something of the register, on the screen that comes. */
export function tellAnswer(answer, done = "Done") {
  if (answer.result === "refused" || answer.result === "invalid") return say("refused", answer.message || "This could not be done.");
  if (answer.result === "to_sign") return say("look", "Kept. It waits for your PIN.", "Sign it under Registers.");
  if (answer.result === "stray") return say("look", "A coordinator looks at this one.", answer.message);
  return say("good", done, answer.result === "kept" ? "Kept on this tablet until the line is back." : "");
}

const dayOf = (one) => new Intl.DateTimeFormat(counted() === "en" ? "en-GB" : counted(), { weekday: "short", day: "numeric", month: "short", timeZone: "Europe/London", numberingSystem: "latn" }).format(one.starts);
const isToday = (one) => dayOf(one) === dayOf({ starts: Date.now() });
export const times = (one) => h("bdi", { dir: "ltr" }, `${clock(one.starts)}–${clock(one.ends)}`);

/** The classes whose register may be taken. */
function registers() {
  const all = register.classes();
  const today = all.filter(isToday);
  const others = all.filter((one) => !isToday(one) && (one.starts > Date.now() || !one.signed));
  const line = (one) => {
    const lines = register.linesOf(one).filter((each) => each.state !== "no_show");
    const marked = lines.filter((each) => each.mark || each.waits).length;
    const lease = register.runOf(one).lease;
    return h("li", {}, h("button", { type: "button", class: "line-link", "data-class": one.token, onclick: () => withPerson(() => go("register", { code: one.token })) },
      icon(one.signed ? "clipboard-check" : "clipboard-list", 36),
      h("span", {}, h("b", {}, register.titleOf(one)), h("br"), !isToday(one) && [dayOf(one), " · "], times(one), " · ", h("bdi", {}, one.where)),
      h("span", { class: "push quiet" }, lease > Date.now() && icon("truck", 28, { label: t("along on this tablet") }), one.signed ? t("signed") : t("%(marked)s of %(all)s", { marked, all: lines.length })), icon("chevron-right")));
  };
  paint({
    title: t("Registers"),
    middle: [banner(), h("h1", {}, duo("Registers")), h("h2", {}, duo("Today")),
      today.length ? h("ul", { class: "lines", role: "list" }, today.map(line)) : h("p", {}, duo("No class today.")),
      others.length > 0 && [h("h2", {}, duo("Other days")), h("ul", { class: "lines", role: "list" }, others.map(line))]],
    thumb: [h("div", { class: "columns-2" }, plain(duo("Back"), "arrow-left", { size: "low", onclick: () => go("home") }),
      plain(duo("Check in by card"), "id-badge-2", { size: "low", id: "check-in", onclick: () => go("check_in") })),
    plain(duo("Sign, take along, put right"), "pencil", { size: "low", id: "desk-registers", onclick: () => location.assign("/registers") })],
  });
}

/** The bar inside a register: back to the list. */
export const bar = (back, words) => [leaveChip("arrow-left", words, back), personChip(), lineChip()];

/** True if the person may take registers; else they are told who may. */
export function mayTake(back) {
  if (register.may("take_register")) return true;
  paint({
    title: t("A trainer takes the register"),
    middle: [h("figure", { class: "picture picture-grows" }, h("img", { src: asset("art/empty-people.svg"), alt: "" })), h("h1", {}, duo("A trainer takes the register")), h("p", { class: "said" }, duo("Show a trainer's card, or check in with your own."))],
    thumb: [slab(duo("Check in by card"), "id-badge-2", { size: "home", onclick: () => go("check_in") }), plain(duo("Back"), "arrow-left", { size: "low", onclick: back })],
  });
  return false;
}

function show({ code }) {
  const one = register.classOf(code);
  if (!one) return go("registers", {}, { replace: true });
  if (!person()) return withPerson(() => go("register", { code }));
  takeUnfinished();
  if (!mayTake(() => go("registers"))) return undefined;
  const lines = register.linesOf(one);
  const here = lines.filter((line) => line.state !== "no_show");
  const gone = lines.filter((line) => line.state === "no_show");
  const open = here.filter((line) => !line.mark && !line.waits);
  const begun = register.isBegun(one);
  paint({
    title: register.titleOf(one),
    bar: bar(() => go("registers"), "Registers"),
    middle: [h("h1", {}, register.titleOf(one)), h("p", { class: "quiet" }, dayOf(one), " · ", times(one), " · ", h("bdi", {}, one.where)), banner(),
      !begun && h("p", { class: "said" }, duo("The register opens half an hour before the class.")),
      h("ul", { class: "register-grid", role: "list", id: "register" }, here.map((line) => tile(one, line, begun))),
      !here.length && h("p", {}, duo("Nobody is booked on this class.")),
      gone.length > 0 && h("ul", { class: "register-gone", role: "list" }, gone.map((line) => h("li", { class: "row" }, face(line.avatar, 44), h("s", {}, h("bdi", {}, line.alias)), h("span", {}, t("place given on")))))],
    thumb: [begun && brushes(),
      h("div", { class: "columns-2" },
        plain(duo("Undo the last"), "arrow-back-up", { size: "low", id: "undo", disabled: !register.lastMarks().length, onclick: takeBack }),
        plain(duo("Somebody came"), "user-plus", { size: "low", id: "came", onclick: () => go("came", { code }) })),
      begun && (open.length ? slab(duo(open.length === here.length ? "All are here" : "The others are here"), "users", { size: "home", id: "rest", onclick: () => markAll(one, open) })
        : told.has(code) ? slab(duo("Signed"), "check", { size: "home", id: "sign", disabled: true }) : slab(duo("Sign the register"), "pencil", { size: "home", id: "sign", disabled: !here.length, onclick: () => signClass(one) }))],
    stays: true,
  });
  return undefined;
}

function tile(one, line, begun) {
  const [sign, words] = line.mark ? MARKS[line.mark.mark] : line.waits ? ["cloud-up", "marked, waits"] : ["circle", "no mark yet"];
  const all = Math.floor((one.ends - one.starts) / 60_000);
  const minutes = line.mark?.minutes && line.mark.minutes !== all ? ` · ${t("%(minutes)s min", { minutes: `${line.mark.minutes}/${all}` })}` : "";
  return h("li", { class: `register-tile${line.mark ? ` register-${line.mark.mark}` : ""}` },
    h("button", { type: "button", class: "person", "data-learner": line.key, disabled: !begun, onclick: () => markOne(one, line) }, face(line.avatar), h("bdi", {}, line.alias), h("span", { class: "register-says" }, icon(sign, 24), h("span", {}, t(words), minutes))),
    h("button", { type: "button", class: "button button-round", "aria-label": t("More about %(name)s", { name: line.alias }), "data-more": line.key, onclick: () => go("learner", { code: one.token, key: line.key }) }, icon("dots", 28)));
}

const brushes = () => h("div", { class: "brushes", role: "group", "aria-label": t("What a tap says") }, Object.entries(MARKS).map(([word, [sign, words]]) =>
  h("button", { type: "button", class: `button brush register-${word}`, "aria-pressed": String(word === brush), "data-brush": word, onclick: () => { brush = word; again(); } }, icon(sign, 32), duo(words))));

async function markOne(one, line, word = brush, minutes = register.minutesNow(one, word)) {
  told.delete(one.token);
  const [answer] = await register.mark(one, [line], word, { minutes });
  if (!register.isTaken(answer)) tellAnswer(answer);
  announce(`${line.alias}: ${t(MARKS[word][1])}`);
  await again();
}

async function markAll(one, lines) {
  const answers = await register.mark(one, lines, "present");
  const refused = answers.find((answer) => !register.isTaken(answer));
  if (refused) tellAnswer(refused);
  await again();
}

async function takeBack() {
  told.clear();
  const answers = await register.undo();
  tellAnswer(answers.find((answer) => !register.isTaken(answer)) ?? answers[0] ?? { result: "stored" }, "Taken back");
  await again();
}

async function signClass(one) {
  const answer = await register.sign(one);
  if (answer.result === "stored" || answer.result === "repeated") one.signed = true;
  if (answer.result === "to_sign" && net.state !== "away") return location.assign("/registers/signatures");
  if (register.isTaken(answer)) told.add(one.token);
  tellAnswer(answer, "Signed");
  return again();
}

/** One learner of a class: each mark, the minutes, the place for somebody else, what they showed. */
function learner({ code, key }) {
  const one = register.classOf(code);
  const line = one && register.linesOf(one).find((each) => each.key === key);
  if (!line) return go("register", { code }, { replace: true });
  if (!mayTake(() => go("registers"))) return undefined;
  const all = Math.floor((one.ends - one.starts) / 60_000);
  const minutes = line.mark?.minutes ?? 0;
  const isThere = ["present", "late", "left_early"].includes(line.mark?.mark);
  const step = (by) => plain(`${by > 0 ? "+" : "−"}${Math.abs(by)}`, "", { disabled: minutes + by < 0 || minutes + by > all, "data-minutes": by, onclick: () => markOne(one, line, line.mark.mark, minutes + by) });
  const back = () => go("register", { code });
  paint({
    title: line.alias,
    bar: bar(back, "Back"),
    middle: [h("div", { class: "said" }, face(line.avatar), h("h1", {}, h("bdi", {}, line.alias))), banner(),
      h("div", { class: "brushes" }, Object.entries(MARKS).map(([word, [sign, words]]) => h("button", { type: "button", class: `button brush register-${word}`, "aria-pressed": String(line.mark?.mark === word), "data-mark": word, disabled: !register.isBegun(one), onclick: () => markOne(one, line, word) }, icon(sign, 32), duo(words)))),
      isThere && h("div", { class: "minutes" }, step(-15), step(-5), h("b", { id: "minutes" }, t("%(minutes)s min", { minutes })), step(5), step(15)),
      line.mark && chip(t("The newest mark counts; the older ones are kept."), "history")],
    thumb: [register.criteriaOf(one).length > 0 && plain(duo("What they showed"), "list-check", { size: "low", id: "criteria", onclick: () => go("criteria", { code, key }) }),
      register.inductions().length > 0 && plain(duo("Induction"), "shield-check", { size: "low", id: "induction", onclick: () => go("induction", { code, key }) }),
      register.takesLate(one) && register.isBegun(one) && !isThere && line.state === "booked" && plain(duo("Not here: give the place to somebody else"), "user-plus", { size: "low", id: "give-up", onclick: () => giveUp(one, line) }),
      plain(duo("Back"), "arrow-left", { size: "low", onclick: back })],
  });
  return undefined;
}

async function giveUp(one, line) {
  tellAnswer(await register.giveUpSeat(one, line), "The place is free.");
  return go("register", { code: one.token });
}

screen("registers", registers);
screen("register", show);
screen("learner", learner);
