// Codes and what a scanned text means: the same grammar as the server's `core/ids.py`.
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LOOKALIKES = { I: "1", L: "1", O: "0" };
const KINDS = { P: "piece", L: "place", S: "step", M: "machine", V: "certificate" };

function times(a, b) {
  let product = 0;
  for (; b; b >>= 1) {
    if (b & 1) product ^= a;
    a <<= 1;
    if (a & 32) a ^= 0b100101;
  }
  return product;
}

/** The letter that completes six letters of a code. */
export function checkLetter(body) {
  let total = 0;
  let weight = 1;
  for (const letter of body) {
    weight = times(weight, 2);
    total ^= times(weight, LETTERS.indexOf(letter));
  }
  return LETTERS[total];
}

/** What somebody typed, in capitals, lookalikes read, without blanks and dashes. */
export const tidy = (text) => text.toUpperCase().replace(/[\s-]/g, "").replace(/[ILO]/g, (letter) => LOOKALIKES[letter]);

/** The canonical code, or null when it is none or its last letter is wrong. */
export function readCode(text) {
  const code = tidy(text);
  if (code.length !== 7 || [...code].some((letter) => !LETTERS.includes(letter))) return null;
  return checkLetter(code.slice(0, 6)) === code[6] ? code : null;
}

/** What is wrong with a code while it is typed: "", "letter" or "check". */
export function typingFault(text) {
  const code = tidy(text);
  if ([...code].some((letter) => !LETTERS.includes(letter)) || code.length > 7) return "letter";
  return code.length === 7 && readCode(code) === null ? "check" : "";
}

/** {kind, value} of a scanned text whatever its case and host, or null for what is not ours. */
export function readQr(text) {
  const plain = text.trim();
  if (!plain || plain.length > 200 || !/^[\x20-\x7e]+$/.test(plain)) return null;
  const upper = plain.toUpperCase();
  if (upper.startsWith("ECO:")) {
    const token = upper.slice(4);
    return token.length === 26 && [...token].every((letter) => LETTERS.includes(letter)) ? { kind: "card", value: token } : null;
  }
  const address = /^HTTPS:\/\/[A-Z0-9.:[\]_-]+\/([PLSMV])\/([A-Z0-9][A-Z0-9._-]*)$/.exec(upper);
  if (!address || address[1] === "P") {
    const code = readCode(address ? address[2] : plain);
    return code ? { kind: "piece", value: code } : null;
  }
  return { kind: KINDS[address[1]], value: address[2] };
}
