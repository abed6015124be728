// The ears of plain pages on a tablet: each says its texts by the site's own speakers, else by the browser's voice.
import { canSay, sayAloud } from "./voice.js";

const language = document.documentElement.lang;
const ears = [...document.querySelectorAll("[data-ear]")];

async function clips() {
  try {
    const answer = await fetch(`/words/${encodeURIComponent(language)}/state.json`);
    return answer.ok ? (await answer.json()).clips : {};
  } catch {
    return {};
  }
}

async function begin() {
  const recorded = await clips();
  const show = () => {
    for (const one of ears) one.hidden = !canSay(textsOf(one, recorded));
  };
  for (const one of ears) one.addEventListener("click", () => sayAloud(textsOf(one, recorded)));
  show();
  globalThis.speechSynthesis?.addEventListener?.("voiceschanged", show);
}

/** What an ear says: its English names the recording; what stands on the page is read where there is none. */
function textsOf(button, recorded) {
  const said = JSON.parse(button.dataset.said);
  return JSON.parse(button.dataset.ear).map((english, place) => {
    const clip = recorded[english];
    return { clip: clip && `/clips/${clip}`, words: said[place], language: said[place] === english ? "en" : language };
  });
}

if (ears.length) begin();
