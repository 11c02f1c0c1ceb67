import { ApiProperty } from '../documentation/decorators.js';

const integer = { type: 'integer', minimum: 0 } as const;

/** `meta` of a list: totals in page mode only. */
export class PageMetaView {
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 100 })
  limit: number;

  @ApiProperty()
  hasNext: boolean;

  @ApiProperty({ type: 'string', nullable: true, description: 'Leads to the next page, as deep as one likes' })
  nextCursor: string | null;

  @ApiProperty({ ...integer, required: false })
  page?: number;

  @ApiProperty({ ...integer, required: false, maximum: 10_000 })
  total?: number;

  @ApiProperty({ ...integer, required: false })
  totalPages?: number;

  @ApiProperty({ required: false, description: 'False when there are more than 10 000 rows' })
  totalIsExact?: boolean;

  @ApiProperty({ required: false })
  hasPrev?: boolean;

  @ApiProperty({
    required: false,
    enum: [true],
    description: 'Present when nothing had the words of a search, and the rows have words that come close to them',
  })
  corrected?: true;
}

const link = { type: 'string', nullable: true } as const;

/** `links` of a list: relative URLs that keep every filter. */
export class PageLinksView {
  @ApiProperty()
  self: string;

  @ApiProperty()
  first: string;

  @ApiProperty(link)
  prev: string | null;

  @ApiProperty(link)
  next: string | null;

  @ApiProperty(link)
  last: string | null;
}
