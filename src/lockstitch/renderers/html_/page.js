"use strict";
/* Sorts, filters and unfolds what stands in the page already. */
(() => {
  const STEP = 100;
  const RANK = {
    critical: 0, blocker: 0, high: 1, major: 1, medium: 2, moderate: 2, low: 3, minor: 3,
    short: -4, waived: -3, held: -2, missing: -4, unknown: -3, reached: -2, "not asked": -1,
  };
  const make = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  const matrix = () => {
    const table = document.getElementById("records");
    const form = document.getElementById("filter");
    if (!table || !form) return; /* no record, no matrix */
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    const place = new Map(heads.map((head, number) => [head.textContent, number]));
    const rows = [...body.rows].map((row) => {
      const cells = [...row.cells].map((cell) => cell.textContent);
      return { row, cells, text: cells.join("\n").toLowerCase() };
    });
    const selects = [...form.querySelectorAll("select")];
    const count = form.querySelector("[role=status]");
    const rest = make("p", "", { class: "rest" });
    const more = make("button", `Show ${STEP} more`, { type: "button" });
    const every = make("button", "Show all", { type: "button" });
    rest.append(more, " ", every);
    table.parentElement.after(rest);
    let order = rows;
    let room = STEP;

    const draw = () => {
      const words = form.elements.q.value.toLowerCase().split(/\s+/).filter(Boolean);
      const asked = selects.filter((select) => select.selectedIndex > 0).map((select) => [place.get(select.name), select.value]);
      const found = order.filter(
        (each) =>
          asked.every(([column, value]) => each.cells[column] === value) && words.every((word) => each.text.includes(word)),
      );
      const shown = found.slice(0, room);
      body.replaceChildren(...shown.map((each) => each.row));
      const records = `${rows.length} record${rows.length === 1 ? "" : "s"}`;
      const of = found.length === rows.length ? records : `${found.length} of ${records}`;
      count.textContent = shown.length < found.length ? `${of}, the first ${shown.length} shown` : of;
      rest.hidden = shown.length === found.length;
    };
    const again = () => {
      room = STEP;
      draw();
    };

    const collator = new Intl.Collator("en", { numeric: true });
    const compared = (a, b) => {
      const left = RANK[a.toLowerCase()];
      const right = RANK[b.toLowerCase()];
      if (left !== undefined && right !== undefined) return left - right;
      if (!a !== !b) return a ? -1 : 1; /* what is not told comes last */
      return collator.compare(a, b);
    };
    heads.forEach((head, column) => {
      const button = make("button", head.textContent, { type: "button", class: "sort" });
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        order = [...rows].sort((a, b) => compared(a.cells[column], b.cells[column]) * (down ? -1 : 1));
        again();
      });
    });

    more.addEventListener("click", () => {
      room += STEP;
      draw();
    });
    every.addEventListener("click", () => {
      room = rows.length;
      draw();
    });
    form.addEventListener("input", again);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(again));
    for (const card of document.querySelectorAll("[data-pick]"))
      card.addEventListener("click", () => {
        form.reset();
        form.elements.state.value = card.dataset.pick;
        again();
      });
    form.hidden = false;
    draw();
  };
  matrix();
  document.documentElement.dataset.ready = "yes";

  addEventListener("DOMContentLoaded", () => {
    const reveal = () => {
      let target = null;
      try {
        target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      } catch {
        return; /* a fragment that is no text names nothing here */
      }
      const fold = target && target.closest("details");
      if (fold) {
        fold.open = true;
        fold.scrollIntoView();
      }
    };
    addEventListener("hashchange", reveal);
    reveal();

    const chains = document.getElementById("chains");
    const folds = chains ? [...chains.querySelectorAll(":scope > details")] : [];
    if (folds.length > 1) {
      const all = make("button", "Unfold all", { type: "button" });
      all.addEventListener("click", () => {
        const open = all.textContent === "Unfold all";
        for (const fold of folds) fold.open = open;
        all.textContent = open ? "Fold all" : "Unfold all";
      });
      folds[0].before(all);
    }
  });
})();
