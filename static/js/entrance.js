// The front desk of the server: cards and PINs where there is a line. Without one a card works from the pack alone.
import { proofKeyOf } from "./secrets.js";
import { spoken } from "./words.js";

const PATIENCE = 8000;

async function post(path, body) {
  const answer = await fetch(`/api/v1/sign-in/${path}`, {
    method: "POST",
    headers: { "X-Eco": "1", "X-Eco-Language": spoken(), "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE),
  });
  const told = await answer.json();
  if (!answer.ok) throw Object.assign(new Error("refused"), { said: told.error });
  return told;
}

/** A person as the server tells of them, in the form of the pack's people. */
async function asPerson(told) {
  return {
    keys: { key: await proofKeyOf(told.sign_in_key) }, pinAt: Date.now(),
    number: told.number, alias: told.alias, avatar: told.avatar, language: told.language, theme: told.theme, english: told.shows_english,
    rights: told.rights, pin_rights: told.rights, permits: Object.fromEntries(told.permits.map((permit) => [permit, "9999-12-31"])),
    strength: told.strength === "card" ? "card" : "pin", signIn: told.sign_in, lookup: `number:${told.number}`,
  };
}

/** Tell the server of a shown card: the day's visit opens. Resolves to the person's number, "" where nobody answers. */
export async function tellCard(token) {
  try {
    const { person } = await post("card", { card: `ECO:${token}` });
    return person?.number ?? "";
  } catch {
    return "";
  }
}

/** Tell the server that another card's person works along. */
export const tellPartner = (token) => post("together", { card: `ECO:${token}` }).catch(() => {});

/** Number and PIN: the person, strong enough to sign checks. Throws with `said` where refused. */
export async function givePin(number, pin) {
  const { person } = await post("pin", { number, pin });
  return asPerson(person);
}

/** Tell the server that nobody is at the tablet any more. */
export const tellLeave = () => post("out", {}).catch(() => {});

/** Who is in today: the pictures of the grid; undefined without a line. */
export async function inToday() {
  try {
    const answer = await fetch("/api/v1/in-today", { signal: AbortSignal.timeout(4000), cache: "no-store" });
    return answer.ok ? (await answer.json()).people : undefined;
  } catch {
    return undefined;
  }
}
