// What the tablet keeps: the pack, the queue, sealed photos, unfinished intakes. No person's secret is ever here.
import { openDB } from "../vendor/idb.js";

const STRICT = { durability: "strict" };
let opened;

function database() {
  opened ??= openDB("eco", 1, {
    upgrade(db) {
      db.createObjectStore("kept");
      db.createObjectStore("queue", { keyPath: "id" }).createIndex("seq", "seq");
      db.createObjectStore("sealed", { keyPath: "id" });
      db.createObjectStore("drafts", { keyPath: "code" });
    },
    blocking(_old, _new, event) {
      event.target.close();
      opened = undefined;
    },
  });
  return opened;
}

/** A kept value (the pack, its key, the last language), or undefined. */
export const kept = async (name) => (await database()).get("kept", name);

/** Keep a value under a name. */
export async function keep(name, value) {
  const work = (await database()).transaction("kept", "readwrite", STRICT);
  await Promise.all([work.store.put(value, name), work.done]);
}

/** Put events and their sealed companions in the queue; resolves only when the disk has them. */
export async function enqueue(events, sealed = []) {
  const work = (await database()).transaction(["queue", "sealed", "kept"], "readwrite", STRICT);
  let seq = (await work.objectStore("kept").get("seq")) ?? 0;
  for (const event of events) {
    event.seq = ++seq;
    work.objectStore("queue").put(event);
  }
  for (const blob of sealed) work.objectStore("sealed").put(blob);
  work.objectStore("kept").put(seq, "seq");
  await work.done;
}

/** What waits, oldest first. */
export const waiting = async (most = 100) => (await database()).getAllFromIndex("queue", "seq", undefined, most);

/** How many wait: [events, sealed things]. */
export async function counts() {
  const db = await database();
  return Promise.all([db.count("queue"), db.count("sealed")]);
}

/** When the oldest of what waits was made, or undefined. */
export async function oldest() {
  const db = await database();
  const all = [...(await db.getAllFromIndex("queue", "seq", undefined, 1)), ...(await sealedWaiting(1))];
  return all.length ? Math.min(...all.map((one) => one.at)) : undefined;
}

/** The sealed things that wait, from after the id `after` on. */
export const sealedWaiting = async (most = 20, after = undefined) => (await database()).getAll("sealed", after && IDBKeyRange.lowerBound(after, true), most);

/** Forget what the server has confirmed. */
export async function forget(storeName, ids) {
  const work = (await database()).transaction(storeName, "readwrite", STRICT);
  for (const id of ids) work.store.delete(id);
  await work.done;
}

/** An unfinished intake by its code, or undefined. */
export const draft = async (code) => (await database()).get("drafts", code);

/** Keep an unfinished intake. */
export async function keepDraft(value) {
  const work = (await database()).transaction("drafts", "readwrite", STRICT);
  await Promise.all([work.store.put(value), work.done]);
}

/** Forget an intake that is done. */
export const dropDraft = async (code) => (await database()).delete("drafts", code);

/** Ask the browser to keep our things when the disk fills up; false means that it may throw them away. */
export async function askToPersist() {
  if (!navigator.storage?.persist) return false;
  return (await navigator.storage.persisted()) || navigator.storage.persist();
}
