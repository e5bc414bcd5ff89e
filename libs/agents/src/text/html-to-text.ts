import { Parser } from 'htmlparser2';

/** Elements whose text nobody reads. */
const unreadElements = new Set(['script', 'style', 'noscript', 'template', 'svg', 'iframe', 'object', 'head']);

/** Elements that begin a new line. */
const blockElements = new Set(
  (
    'address article aside blockquote br dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ' +
    'ol p pre section table tbody tfoot thead tr ul'
  ).split(' '),
);

/** Converts HTML to plain text in linear time. The title of the page comes first. Hidden markup, such as comments, is dropped. */
export function htmlToText(html: string): string {
  const pieces: string[] = [];
  let title = '';
  let isInTitle = false;
  let unread = 0;
  const breakLine = (name: string): void => {
    if (blockElements.has(name)) pieces.push('\n');
    else if (name === 'td' || name === 'th') pieces.push('\t');
  };
  const parser = new Parser({
    onopentagname: (name) => {
      if (name === 'title') isInTitle = true;
      if (unreadElements.has(name)) unread += 1;
      breakLine(name);
    },
    ontext: (text) => {
      if (isInTitle && unread <= 1) title += text;
      else if (unread === 0) pieces.push(text);
    },
    onclosetag: (name) => {
      if (name === 'title') isInTitle = false;
      if (unreadElements.has(name)) unread = Math.max(0, unread - 1);
      // An element without content has broken the line already.
      if (name !== 'br' && name !== 'hr') breakLine(name);
    },
  });
  parser.write(html);
  parser.end();
  return tidyLines(`${title}\n\n${pieces.join('')}`);
}

/** Joins white space within lines, and drops empty lines beyond the first. */
function tidyLines(text: string): string {
  const lines = text.split('\n').map((line) => line.replace(/\s+/g, ' ').trim());
  return lines
    .filter((line, index) => line !== '' || lines[index - 1] !== '')
    .join('\n')
    .trim();
}
