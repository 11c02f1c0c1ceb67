export { BulkImportService } from './bulk-import.service.js';
export { BulkModule } from './bulk.module.js';
export type { ImportLine, ImportLineAuthor, ImportOptions, ImportReport, LineError, ReadLine } from './import-line.js';
