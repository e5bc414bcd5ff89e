/** Answers each message with the longest stall of the main thread since the last one. Loaded before the program. */
import process from 'node:process';

let last = performance.now();
let longest = 0;
setInterval(() => {
  const now = performance.now();
  longest = Math.max(longest, now - last);
  last = now;
}, 1).unref();

process.on('message', () => {
  process.send(longest);
  longest = 0;
  last = performance.now();
});
process.channel?.unref();
