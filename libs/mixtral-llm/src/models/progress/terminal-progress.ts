import { Presets, SingleBar } from 'cli-progress';
import { type OnProgress } from './progress.js';

/**
 * Shows progress on standard error: a bar on a terminal, a line for each tenth elsewhere.
 *
 * @param stream default: standard error
 * @returns the callback for progress, and `stop`, which ends the last bar
 */
export function terminalProgress(stream: NodeJS.WriteStream = process.stderr): {
  onProgress: OnProgress;
  stop: () => void;
} {
  return stream.isTTY ? barProgress(stream) : lineProgress(stream);
}

function barProgress(stream: NodeJS.WriteStream): ReturnType<typeof terminalProgress> {
  let current: { readonly task: string; readonly bar: SingleBar } | undefined;
  const stop = () => {
    current?.bar.stop();
    current = undefined;
  };
  const onProgress: OnProgress = ({ task, done, total }) => {
    if (current?.task !== task) {
      stop();
      const bar = new SingleBar(
        { stream, format: '{task} [{bar}] {percentage}%', hideCursor: true, linewrap: false },
        Presets.shades_classic,
      );
      bar.start(100, 0, { task });
      current = { task, bar };
    }
    if (total) current.bar.update(Math.min(100, Math.floor((100 * done) / total)));
  };
  return { onProgress, stop };
}

function lineProgress(stream: NodeJS.WriteStream): ReturnType<typeof terminalProgress> {
  let shown = '';
  const onProgress: OnProgress = ({ task, done, total }) => {
    const tenth = total ? ` ${Math.min(100, Math.floor((10 * done) / total) * 10)}%` : '';
    const line = `${task}${tenth}`;
    if (line === shown) return;
    shown = line;
    stream.write(`${line}\n`);
  };
  return { onProgress, stop: () => undefined };
}
