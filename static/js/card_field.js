// A card shown to the camera fills the page's field and sends it; without a camera a hand scanner types into it.
import * as camera from "./camera.js";

const place = document.querySelector("[data-viewfinder]");
const field = document.querySelector("input[name=card], input[name=person]");

function hear(text) {
  if (!/^eco:/i.test(text)) return;
  camera.deaf();
  camera.close();
  field.value = text;
  field.form.requestSubmit();
}

if (place && field) {
  place.hidden = false;
  place.hidden = !(await camera.show(place, hear));
}
