// Pictures to choose from: what it is (the site's most used first), and how heavy.
import { asset, duo, fill, h, icon, plain, slab } from "../dom.js";
import * as pack from "../pack.js";
import { kilograms, t } from "../words.js";
import { heading } from "./parts.js";

const USUAL = ["dining-or-kitchen-chair-wooden", "armchair", "sofa-3-seat", "chest-of-drawers", "wardrobe-double", "dining-table", "sofa-2-seat", "bookcase-or-shelving", "bedside-unit"];
const GROUP_ICONS = { seating: "armchair", tables: "table", storage: "archive", beds: "category-bed-base-double", other: "dots" };

/** Categories as pictures; groups narrow them down, no list of fifty. */
export function categoryView(choose) {
  const data = pack.current();
  const used = [...new Set([...data.most_used, ...USUAL])].slice(0, 9);
  const grid = h("div", { class: "choices-pictures", id: "categories" });
  const show = (slugs) => fill(grid, slugs.map((slug) => tile(pack.category(slug), choose)));
  const tabs = [{ slug: "", name: "Often" }, ...data.groups].map((group) =>
    h("button", { type: "button", class: "button button-step", "aria-pressed": String(group.slug === ""), "data-group": group.slug, onclick: (event) => {
      for (const one of tabs) {
        one.classList.toggle("button-chosen", one === event.currentTarget);
        one.setAttribute("aria-pressed", String(one === event.currentTarget));
      }
      show(group.slug ? data.categories.filter((kind) => kind.group === group.slug).map((kind) => kind.slug) : used);
    } }, icon(group.slug ? GROUP_ICONS[group.slug] : "star", 28), h("span", {}, t(group.name))));
  tabs[0].classList.add("button-chosen");
  show(used);
  return [heading("What is it?"), h("div", { class: "step-row", role: "group", "aria-label": t("Groups") }, tabs), grid];
}

function tile(kind, choose) {
  return h("button", { type: "button", class: "button picture-tile", "data-category": kind.slug, onclick: () => choose(kind.slug) },
    h("img", { src: asset(`art/${kind.slug}-before.svg`), alt: "", loading: "lazy" }), h("span", {}, duo(kind.name)));
}

/** The weight: the usual one of its kind, or measured on the scales; which of the two is stored. */
export function weightView(kind, choose, { measuredOnly = false } = {}) {
  const field = h("input", { id: "kilograms", class: "input", inputmode: "decimal", autocomplete: "off", maxlength: "6", "aria-describedby": "weight-fault" });
  const fault = h("p", { class: "error", id: "weight-fault", role: "alert" });
  const send = (event) => {
    event.preventDefault();
    const grams = Math.round(Number(field.value.replace(",", ".")) * 1000);
    if (grams > 0 && grams <= 500_000) return choose(grams);
    fill(fault, icon("alert-triangle", 32), h("span", {}, duo("Write kilograms, such as 6.4")));
    return undefined;
  };
  return [
    heading("How heavy is it?"),
    !measuredOnly && kind && slab(h("span", {}, duo("The usual weight"), h("span", { class: "hint slab-hint" }, kilograms(kind.grams))), "scale", { size: "piece", id: "usual-weight", onclick: () => choose(undefined) }),
    h("form", { class: "form", onsubmit: send },
      h("div", { class: "field" }, h("label", { for: "kilograms" }, duo("Weighed on the scales")), h("span", { class: "with-unit" }, field, h("span", {}, t("kg"))), fault),
      plain(duo("Weighed"), "check", { size: "low", type: "submit" })),
  ];
}
