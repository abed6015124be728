// Help in place: for each screen two sentences, what it is and what to press.
import { h, icon } from "./dom.js";
import { t } from "./words.js";

const HELP = {
  home: ["Show the label to the camera. Looking changes nothing.", "A piece opens by itself. If the camera does not see it, press Type a code."],
  piece: ["One piece: where it is, and what comes next.", "Press the big button. A mistake can be taken back."],
  intake: ["A new piece comes in: a photo, what it is, how heavy.", "Answer each question with a picture. Not sure is a good answer too."],
  station: ["Each scan does the same thing here, until you leave.", "Choose what a scan does. Then show one label after the other."],
  many: ["Moves a whole pile at once.", "Show each label, then press once for all."],
  people: ["Tells the tablet who is working.", "Show your card, or press your picture. Forgotten? Ask at the counter."],
  door: ["Coming and going: your hours are counted from here.", "Show your card when you come and when you go. Nothing else is needed."],
  fire: ["Who is in the building. For a fire: go outside first.", "Call each name. Tap each person whom you see outside."],
  mishap: ["Somebody was hurt, or nearly. Help the person first.", "Press the picture that fits. It is kept, even without a connection."],
  registers: ["Who came to the class.", "Press once for each learner. It is kept, even without a connection."],
  criteria: ["What a learner has shown, one criterion at a time.", "Look at the work, add a photo, then decide."],
  van: ["The van's day: fetch and bring, stop by stop.", "Open the next stop and press what happened. It is kept, even without a connection."],
  work_days: ["A work day at a makeover: who is there and what is to do.", "Show your card when you come and when you go. It is kept, even without a connection."],
  camera_help: ["The camera shows no picture.", "Do what the page says, or go on by typing codes."],
};
const LIKE = {
  place: "piece", photo: "piece", more: "piece", end: "piece", override: "piece", release: "piece", fresh: "piece", unknown: "piece", gone: "piece", comes_back: "piece",
  taken: "intake", category: "intake", weigh: "intake", filling: "intake", ask: "intake",
  pin: "people", handover: "people", newcomer: "people",
  at_door: "door", came: "door",
  mishap_where: "mishap",
  register: "registers", learner: "registers", check_in: "registers",
  criterion: "criteria", criterion_photo: "criteria", induction: "criteria",
  round: "van", stop: "van", delivery: "van", van_sign: "van",
  work_day: "work_days", work_practice: "work_days", work_photos: "work_days", work_shot: "work_days",
  type: "camera_help",
};
/** The help of a screen in the bar, closed until it is pressed. */
export function helpChip(name) {
  const [what, press] = HELP[name] ?? HELP[LIKE[name]] ?? HELP.home;
  return h("details", { class: "page-help" },
    h("summary", {}, icon("help", 28), h("span", {}, t("Help"))),
    h("div", { class: "page-help-words" }, h("p", {}, t(what)), h("p", {}, h("b", {}, t(press))),
      h("p", { class: "quiet" }, icon("note", 20), h("span", {}, t("In the paper manual:"), " ", h("bdi", { lang: "en" }, "Tablets")))));
}
