// Draws the charts of the page of unmet needs into the <svg>s that wait for them. The numbers are
// those of the table below each chart; without this file the tables are complete.
// Everything is set as attributes and classes: the content security policy allows no inline styles.

import { axisBottom } from "d3-axis";
import { scaleLinear } from "d3-scale";
import { select } from "d3-selection";

const ROW = 52; // the template knows it too, for the height
const BAR = 18;
const TEXT = 18;
const NUMBERS = 104; // room for the number at the end of the longest bar
const format = new Intl.NumberFormat("en-US").format;

/** The two parts of a bar, those that are not zero, with a gap of 2 between them. */
function parts(row, x) {
  const nothing = { name: "nothing", from: 0, width: x(row.nothing) };
  const few = { name: "few", from: row.nothing ? nothing.width + 2 : 0, width: x(row.few) };
  return [nothing, few].filter((part) => part.width > 0);
}

/** "120 + 30" when both parts are shown, else the one number. */
function label(row) {
  return [row.nothing, row.few].filter(Boolean).map(format).join(" + ");
}

function draw(svg, rows) {
  const width = svg.node().clientWidth;
  const end = Math.max(...rows.map((row) => row.nothing + row.few));
  const x = scaleLinear([0, end], [0, Math.max(40, width - NUMBERS)]);
  svg.selectAll("*").remove();

  const bottom = rows.length * ROW;
  const ticks = axisBottom(x)
    .tickValues(x.ticks(Math.max(2, Math.min(6, Math.floor(width / 120)))).filter(Number.isInteger))
    .tickFormat(format)
    .tickSize(-bottom)
    .tickPadding(8);
  svg.append("g").attr("class", "chart__axis").attr("transform", `translate(1,${bottom})`).call(ticks);

  const line = svg
    .selectAll(".chart__row")
    .data(rows)
    .join("g")
    .attr("class", "chart__row")
    .attr("transform", (_, index) => `translate(1,${index * ROW})`);
  line.append("text").attr("class", "chart__label").attr("y", TEXT).text((row) => row.label);
  line
    .selectAll("rect")
    .data((row) => parts(row, x))
    .join("rect")
    .attr("class", (part) => `chart__bar chart__bar--${part.name}`)
    .attr("x", (part) => part.from)
    .attr("y", TEXT + 8)
    .attr("width", (part) => part.width)
    .attr("height", BAR);
  line
    .append("text")
    .attr("class", "chart__number")
    .attr("x", (row) => x(row.nothing + row.few) + 8)
    .attr("y", TEXT + 8 + BAR - 4)
    .text(label);
}

for (const figure of document.querySelectorAll("figure[data-needs]")) {
  const rows = JSON.parse(document.getElementById(figure.dataset.needs).textContent);
  const svg = select(figure.querySelector("svg"));
  let drawn = 0;
  new ResizeObserver(([entry]) => {
    const width = Math.round(entry.contentRect.width);
    if (width === drawn) return;
    drawn = width;
    draw(svg, rows);
  }).observe(svg.node());
}
