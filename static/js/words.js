// The words of the screen in the person's language; English stands in for what is missing.
const RTL = new Set(["ar", "fa", "ckb", "ur", "ps"]);
const dictionaries = new Map([["en", {}]]);
const UNKNOWN = { version: "", unchecked: undefined, clips: {} };
const states = new Map([["en", UNKNOWN]]);
let words = {};
let state = UNKNOWN;
let unchecked = new Set();
let counts = "en";
let language = "en";
let showsEnglish = true;

/** The language that the screen speaks now. */
export const spoken = () => language;

/** The language that numbers, days and lists follow: the screen's own, or English while it has no words yet. */
export const counted = () => counts;

/** Change the language of the screen: words, direction, at once. */
export async function speak(code, { english = true } = {}) {
  showsEnglish = english;
  if (!dictionaries.has(code) || !states.has(code)) await fetchWords(code);
  language = code;
  use();
  document.documentElement.lang = code;
  document.documentElement.dir = RTL.has(code) ? "rtl" : "ltr";
}

/** Fetch a language's words and what is known of them: who checked them, which of them the site's speakers recorded. */
async function fetchWords(code) {
  const take = async (kept, address) => {
    try {
      const answer = await fetch(address);
      if (answer.ok) kept.set(code, await answer.json());
    } catch { /* not on this tablet yet: English until the line stands */ }
  };
  const name = encodeURIComponent(code);
  await Promise.all([code !== "en" && take(dictionaries, `/words/${name}.json`), take(states, `/words/${name}/state.json`)]);
}

function use() {
  words = dictionaries.get(language) ?? {};
  state = states.get(language) ?? UNKNOWN;
  unchecked = new Set(state.unchecked ?? []);
  counts = language === "en" || Object.keys(words).length ? language : "en";
}

/** Fetch the present language anew: somebody may have corrected a text. The next screen says it. */
export async function renewWords() {
  await fetchWords(language);
  use();
  return state;
}

/** True for a gate, notice or consent text that no person has approved in the screen's language. */
export const isUnchecked = (text) => language !== "en" && (state.unchecked ? unchecked.has(text) : !words[text]);

/** A mark of the safety texts as the screen has them now. */
export const wordsVersion = () => state.version;

/** The recording of a text by the site's own speakers, or undefined. */
export const clipOf = (text) => state.clips[text];

/** The recordings of the screen's language, and all that the site has. */
export const clipLists = () => [Object.values(state.clips), state.kept ?? []];

/** The language in which a text is really said: English stands in for what is missing. */
export const saidIn = (text) => (words[text] ? language : "en");

/** The record of these texts as they were shown: language, version, English beside, checked or not. */
export const shownWords = (texts) => {
  const checked = !texts.some(isUnchecked);
  return { language, version: wordsVersion(), checked, english: language === "en" || showsEnglish || !checked };
};

const filled = (text, values) => (values ? text.replace(/%\((\w+)\)[sd]/g, (all, name) => values[name] ?? all) : text);

/** The words for an English text, with %(name)s places filled. */
export const t = (text, values) => filled(words[text] || text, values);

/** The English text where it is wanted as the second language, or counts because nobody checked the other; else "". */
export const also = (text, values) => (language !== "en" && (showsEnglish || isUnchecked(text)) ? filled(text, values) : "");

const DAY = 86_400_000;

/** How long ago in whole days, in the language's own words. */
export function ago(milliseconds) {
  const days = Math.max(0, Math.floor((Date.now() - milliseconds) / DAY));
  if (days === 0) return t("today");
  return new Intl.NumberFormat(counts, { style: "unit", unit: "day", unitDisplay: "long", numberingSystem: "latn" }).format(days);
}

/** Hours and minutes, 24 h. */
export const clock = (milliseconds) =>
  new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/London" }).format(milliseconds);

/** Grams as kilograms with one decimal, in a direction of their own. */
export const kilograms = (grams) =>
  "\u2068" + new Intl.NumberFormat(counts, { minimumFractionDigits: 1, maximumFractionDigits: 1, numberingSystem: "latn" }).format(grams / 1000) + ` ${t("kg")}\u2069`;
