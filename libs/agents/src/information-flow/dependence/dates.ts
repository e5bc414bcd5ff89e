const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const month =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const patterns = {
  iso: /(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/g,
  numeric: /(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)/g,
  monthFirst: new RegExp(`\\b${month}\\.? (\\d{1,2})(?:st|nd|rd|th)?\\b(?:,? (\\d{4})\\b)?`, 'g'),
  dayFirst: new RegExp(`(?<!\\d)(\\d{1,2})(?:st|nd|rd|th)? (?:of )?${month}\\b\\.?(?:,? (\\d{4})\\b)?`, 'g'),
};
const timePattern = /(?<![\d:])(\d{1,2})(?::(\d{2})(?::\d{2})?)? ?(am|pm)?(?![\d:])/g;
const lengthPattern =
  /(?<![\p{L}\p{N}.,:-])(\d{1,3}(?:\.\d{1,2})?|an?|one|two|three|four|five|six|half an?)[ -](hours?|hrs?|h|minutes?|mins?)(?![\p{L}\p{N}])/gu;
const words: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, a: 1, an: 1 };
const minutesPerDay = 24 * 60;

/** Lists the dates of a folded text, as `2024-05-09`, or as `05-09` where it names no year. */
export function listDates(text: string): ReadonlySet<string> {
  const dates = new Set<string>();
  const add = (year: string | undefined, monthNumber: number, day: number): void => {
    if (monthNumber < 1 || monthNumber > 12 || day < 1 || day > 31) return;
    const short = `${pad(monthNumber)}-${pad(day)}`;
    dates.add(year === undefined ? short : `${year}-${short}`);
  };
  for (const [, year, monthNumber, day] of text.matchAll(patterns.iso)) add(year, Number(monthNumber), Number(day));
  for (const [, first, second, year] of text.matchAll(patterns.numeric)) {
    // Some write the day first, and some the month.
    add(year, Number(first), Number(second));
    add(year, Number(second), Number(first));
  }
  for (const [, name, day, year] of text.matchAll(patterns.monthFirst)) add(year, toMonth(name), Number(day));
  for (const [, day, name, year] of text.matchAll(patterns.dayFirst)) add(year, toMonth(name), Number(day));
  return dates;
}

/** Lists the times of a folded text, as `14:30`. */
function listTimes(text: string): ReadonlySet<string> {
  const times = new Set<string>();
  for (const [, hours, minutes, half] of text.matchAll(timePattern)) {
    if (minutes === undefined && half === undefined) continue;
    let hour = Number(hours);
    if (half !== undefined) hour = (hour % 12) + (half === 'pm' ? 12 : 0);
    if (hour < 24) times.add(`${pad(hour)}:${minutes ?? '00'}`);
  }
  return times;
}

/** Cuts dates and times out of a folded text: the 13 of June 13 is no number by itself. */
export function withoutDates(text: string): string {
  return [...Object.values(patterns), timePattern].reduce(
    (rest, pattern) => rest.replace(pattern, (match) => (/[:a-z./-]/.test(match) ? ' \u0000 ' : match)),
    text,
  );
}

/** Lists the times of a folded text, and their sums with its lengths, such as one hour after 14:30. */
export function listTimesAndEnds(text: string): ReadonlySet<string> {
  const times = listTimes(text);
  const lengths = [...text.matchAll(lengthPattern)].map(([, count = '', unit]) =>
    toMinutes(count, unit?.startsWith('h')),
  );
  const ends = [...times].flatMap((time) => lengths.map((length) => toMinuteOfDay(time) + length));
  return new Set([...times, ...ends.filter((end) => end < minutesPerDay).map(toTime)]);
}

/** Reads a whole text as a date, with a time or without. Undefined: it is none. */
export function toDateAndTime(text: string): { readonly date: string; readonly time?: string | undefined } | undefined {
  const [, date, time] =
    /^(\d{4}-\d{2}-\d{2})(?:[t ](\d{2}:\d{2})(?::00(?:\.0{1,6})?)?(?:z|\+00:00)?)?$/.exec(text) ?? [];
  return date === undefined ? undefined : { date, time };
}

function toMinutes(count: string, isHours = false): number {
  const number = count.startsWith('half') ? 0.5 : (words[count] ?? Number(count));
  return Math.round(number * (isHours ? 60 : 1));
}

function toMinuteOfDay(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

function toTime(minuteOfDay: number): string {
  return `${pad(Math.floor(minuteOfDay / 60))}:${pad(minuteOfDay % 60)}`;
}

function toMonth(name: string | undefined): number {
  return months.indexOf(name?.slice(0, 3) ?? '') + 1;
}

function pad(number: number): string {
  return number.toString().padStart(2, '0');
}
