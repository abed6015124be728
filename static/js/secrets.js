// Web Crypto in small words: hashes, card proofs, sealing to the server's key, the pack's signature.
const utf8 = new TextEncoder();
const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** Base64 text of bytes. */
export const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));

/** Bytes of base64 text. */
export const unbase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** SHA-256 of a text, in hex. */
export const sha256 = async (text) => hex(await crypto.subtle.digest("SHA-256", utf8.encode(text)));

/** What a card shown to the camera is good for: its lookup key, and a key that signs in its name (never stored). */
export async function cardKeys(token) {
  const proofKey = await sha256(token);
  return { lookup: await sha256(proofKey), key: await proofKeyOf(proofKey) };
}

/** A key that makes proofs and cannot be read back; it lives in memory only. */
export const proofKeyOf = (secret) => crypto.subtle.importKey("raw", utf8.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);

/** SHA-256 of bytes, in hex. */
export const digest = async (bytes) => hex(await crypto.subtle.digest("SHA-256", bytes));

/** What a proof is made over: its kind, then each part on a line of its own (core.ids.proof_message). */
export const proofMessage = (...parts) => parts.join("\n");

/** The proof that whoever made `message` had the card in hand, or had just given the PIN. */
export const prove = async (key, message) => hex(await crypto.subtle.sign("HMAC", key, utf8.encode(message)));

/** Seal bytes so that only the server can read them: a fresh P-256 key, HKDF-SHA-256, AES-256-GCM. */
export async function seal(serverKey, bytes, about) {
  const server = await crypto.subtle.importKey("raw", unbase64(serverKey), { name: "ECDH", namedCurve: "P-256" }, false, []);
  const ours = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"]);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: server }, ours.privateKey, 256);
  const material = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const salt = await crypto.subtle.exportKey("raw", ours.publicKey);
  const key = await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt, info: utf8.encode("eco sealed 1") }, material, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const body = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8.encode(about) }, key, bytes);
  return new Blob([salt, iv, body], { type: "application/octet-stream" });
}

/** Seal a value; base64 text that may lie on the disk. */
export async function sealValue(serverKey, value, about) {
  const sealed = await seal(serverKey, utf8.encode(JSON.stringify(value)), about);
  return base64(await sealed.arrayBuffer());
}

/** True if the server signed these bytes. */
export async function isSigned(publicKey, bytes, signature) {
  const key = await crypto.subtle.importKey("raw", unbase64(publicKey), { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, unbase64(signature), bytes);
}
