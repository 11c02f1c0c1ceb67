import { ApiProperty, FieldErrorView } from '../platform/http/index.js';
import type { ImportReport, LineError } from './import-line.js';

/** One fault of a refused line. */
export class ImportErrorView extends FieldErrorView {
  @ApiProperty({ type: 'integer', minimum: 1, description: 'Counted from 1; blank lines count' })
  line: number;
}

/** What came of an import. */
export class ImportReportView {
  @ApiProperty({ type: 'integer', minimum: 0, example: 2 })
  accepted: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  refused: number;

  @ApiProperty({ type: [ImportErrorView], maxItems: 1000, description: 'The first 1 000 faults of refused lines' })
  errors: ImportErrorView[];
}

export function toImportReportView({ accepted, refused, errors }: ImportReport): ImportReportView {
  return { accepted, refused, errors: errors.map(toErrorView) };
}

function toErrorView({ line, field, code, message }: LineError): ImportErrorView {
  return { line, field, code, message };
}
