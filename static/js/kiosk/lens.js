// The kiosk's camera: open only while a page asks for it.
import * as camera from "../camera.js";

let open = false;

/** Show the camera in `place`: for a label, or for a photo of what is wrong. */
export async function lookThrough(place, { scan, photo }) {
  open = true;
  const shutter = document.querySelector("[data-shutter]");
  if (shutter) shutter.disabled = true;
  const seen = await camera.show(place, place.dataset.camera === "scan" ? scan : undefined);
  if (!open) return;
  if (!seen) {
    document.querySelector("[data-without-camera]")?.removeAttribute("hidden");
    if (shutter) shutter.hidden = true;
    return;
  }
  if (!shutter) return;
  shutter.disabled = false;
  shutter.addEventListener("click", async () => {
    shutter.disabled = true;
    const picture = await camera.photo();
    if (picture) await photo(picture);
    shutter.disabled = false;
  });
}

/** Close it, if it is open. */
export function close() {
  if (open) camera.close();
  open = false;
}
