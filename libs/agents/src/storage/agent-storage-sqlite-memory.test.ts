import { toSqliteMemorySubject } from './testing/storage-subjects.js';
import { checkStorage } from './testing/storage-checks.js';

checkStorage(toSqliteMemorySubject());
