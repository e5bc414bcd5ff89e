import { afterAll } from '@jest/globals';
import { checkCheckpoints } from './checkpoint-checks.js';
import { checkQueueProperty } from './queue-property.js';
import { checkRecords } from './record-checks.js';
import { checkRuns } from './run-checks.js';
import { checkStoreItems } from './store-item-checks.js';
import { type StorageSubject } from './storage-subjects.js';

/** Checks all behaviour of a storage on one kind of database. */
export function checkStorage(subject: StorageSubject): void {
  for (const check of [checkRecords, checkStoreItems, checkRuns, checkCheckpoints, checkQueueProperty]) check(subject);
  afterAll(() => subject.stop());
}
