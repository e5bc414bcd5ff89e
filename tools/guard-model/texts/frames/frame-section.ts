import { type WrittenRow } from '../rows/written-row.js';

/** Slot lists by name. */
export type Slots = ReadonlyMap<string, readonly string[]>;

/** Frames that share labels and settings. */
export interface FrameSection {
  readonly name: string;
  readonly kind: string;
  readonly labels: Pick<WrittenRow, 'role' | 'harmful' | 'categories' | 'judged' | 'lang'>;
  /** The most rows made of one frame. A frame without slots makes one. */
  readonly rowsPerFrame: number;
  /** The slot whose sentences lengthen short rows. Undefined: rows are not lengthened. */
  readonly filler: string | undefined;
  /** The slot with documents that a frame is put into. */
  readonly within: string | undefined;
  /** Sets whether rows of the kind may be put between rows of this section. */
  readonly isCover: boolean;
  /** Sets whether rows get typing errors, lower case and the like. */
  readonly isTyped: boolean;
  /** Other lists for slots: `$note=attack` makes `{note}` draw from the list `attack`. */
  readonly aliases: ReadonlyMap<string, string>;
  readonly frames: readonly string[];
  readonly slots: Slots;
}
