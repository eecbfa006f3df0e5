// Says in sentences what the statistics mean.
//
// usage: node summarize.mjs STATISTICS OUTPUT
//
// Every sentence follows from the numbers alone: the same statistics give the same bytes.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** @typedef {{commits: number, merges: number, authors: number, insertions: number, deletions: number,
 *   firstDay: string, lastDay: string, activeDays: number}} Totals */
/** @typedef {{key: string, name: string, commits: number}} Author */
/** @typedef {{repository: string, head: string, since: string | null, shallow: boolean, totals: Totals, commitsByAuthor: number[],
 *   months: {month: string, commits: number}[], weekdays: {weekday: string, commits: number, hours: number[]}[],
 *   folders: {folder: string, commits: number}[], authors: Author[]}} Statistics */

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
  "November", "December"];

/** @param {number} value */
const number = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, ",");

/** @param {number} value @param {string} one */
const count = (value, one, many = `${one}s`) => `${number(value)} ${value === 1 ? one : many}`;

/** @param {number} part @param {number} whole */
const percent = (part, whole) => Math.round((100 * part) / whole);

/** `2024-03` as `March 2024`. @param {string} month */
const monthName = (month) => `${MONTHS[Number(month.slice(5, 7)) - 1]} ${month.slice(0, 4)}`;

/** How many days lie between two days, both counted. @param {string} first @param {string} last */
const daysBetween = (first, last) =>
  Math.round((Date.parse(`${last}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / 86_400_000) + 1;

/** The first of the rows with the most commits. @template {{commits: number}} Row @param {Row[]} rows */
const busiest = (rows) => rows.reduce((best, row) => (row.commits > best.commits ? row : best));

/** How many people it takes to have written half of all commits. @param {number[]} commits, most first */
function busFactor(commits) {
  const half = commits.reduce((sum, own) => sum + own, 0) / 2;
  let sum = 0;
  return commits.findIndex((own) => (sum += own) >= half) + 1;
}

/** The hour of the day with the most commits; the earliest of several. @param {Statistics["weekdays"]} weekdays */
function busiestHour(weekdays) {
  const hours = Array.from({ length: 24 }, (_, hour) => ({
    hour,
    commits: weekdays.reduce((sum, day) => sum + day.hours[hour], 0),
  }));
  return busiest(hours);
}

/** @param {Statistics} statistics */
function summarize({ repository, head, since, shallow, totals, commitsByAuthor, months, weekdays, folders, authors }) {
  const month = busiest(months);
  const weekday = busiest(weekdays);
  const hour = busiestHour(weekdays);
  const factor = busFactor(commitsByAuthor);
  const span = daysBetween(totals.firstDay, totals.lastDay);
  const weekend = weekdays.filter((day) => day.weekday.startsWith("S")).reduce((sum, day) => sum + day.commits, 0);
  const clock = `${String(hour.hour).padStart(2, "0")}:00`;

  const sentences = [
    `${count(totals.commits, "commit")} by ${count(totals.authors, "author")} on ` +
      `${count(totals.activeDays, "day")}, from ${totals.firstDay} to ${totals.lastDay}.`,
    `${count(totals.insertions, "line")} were added and ${number(totals.deletions)} removed.`,
    `The busiest month was ${monthName(month.month)} with ${count(month.commits, "commit")}; most commits were made ` +
      `on a ${weekday.weekday}, and most within the hour from ${clock}.`,
    factor === 1
      ? "One author wrote at least half of all commits."
      : `${number(factor)} authors together wrote at least half of all commits.`,
  ];
  if (totals.merges > 0) {
    sentences.push(`${count(totals.merges, "commit")} (${percent(totals.merges, totals.commits)}%) merged branches.`);
  }
  if (weekend > 0) {
    sentences.push(`${percent(weekend, totals.commits)}% of the commits were made on a weekend.`);
  }
  if (folders.length > 0) {
    const place = folders[0].folder === "." ? "Files at the top" : `The folder ${folders[0].folder}`;
    const share = percent(folders[0].commits, totals.commits);
    sentences.push(`${place} changed most often: in ${share}% of the commits.`);
  }
  const notes = [];
  if (since !== null) notes.push(`Only commits since ${since} were counted.`);
  if (shallow) notes.push("The repository is a shallow clone: its history is cut off.");

  return {
    repository,
    head,
    sentences,
    notes,
    spanDays: span,
    busFactor: factor,
    busiestMonth: { month: month.month, commits: month.commits },
    busiestWeekday: { weekday: weekday.weekday, commits: weekday.commits },
    busiestHour: { hour: hour.hour, commits: hour.commits },
    weekendPercent: percent(weekend, totals.commits),
    highlights: authors.slice(0, 10).map(({ key, name, commits }) => ({
      key,
      name,
      commits,
      percent: percent(commits, totals.commits),
    })),
  };
}

const [source, output, ...more] = process.argv.slice(2);
if (!source || !output || more.length > 0) {
  process.stderr.write("usage: node summarize.mjs STATISTICS OUTPUT\n");
  process.exit(2);
}
mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, `${JSON.stringify(summarize(JSON.parse(readFileSync(source, "utf8"))), null, 2)}\n`);
