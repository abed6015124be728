// The words of the screen in the person's language; English stands in for what is missing.
const RTL = new Set(["ar", "fa", "ckb", "ur", "ps"]);
const dictionaries = new Map([["en", {}]]);
let words = {};
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
  if (!dictionaries.has(code)) {
    try {
      const answer = await fetch(`/words/${encodeURIComponent(code)}.json`);
      if (answer.ok) dictionaries.set(code, await answer.json());
    } catch { /* not on this tablet yet: English until the line stands */ }
  }
  words = dictionaries.get(code) ?? {};
  language = code;
  counts = Object.keys(words).length ? code : "en";
  document.documentElement.lang = code;
  document.documentElement.dir = RTL.has(code) ? "rtl" : "ltr";
}

const filled = (text, values) => (values ? text.replace(/%\((\w+)\)[sd]/g, (all, name) => values[name] ?? all) : text);

/** The words for an English text, with %(name)s places filled. */
export const t = (text, values) => filled(words[text] || text, values);

/** The English text where it is wanted as the second language, else "". */
export const also = (text, values) => (showsEnglish && language !== "en" ? filled(text, values) : "");

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

/** Grams as kilograms with one decimal, kept in their own direction. */
export const kilograms = (grams) =>
  "\u2066" + new Intl.NumberFormat(counts, { minimumFractionDigits: 1, maximumFractionDigits: 1, numberingSystem: "latn" }).format(grams / 1000) + " kg\u2069";
