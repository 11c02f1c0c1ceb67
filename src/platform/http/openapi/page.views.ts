import { ApiProperty } from '../documentation/decorators.js';

/** Rows on a page, at most. */
export const LARGEST_PAGE = 100;

/** Characters of a cursor, which holds a title or the name of a tag, whatever its script. */
export const LONGEST_CURSOR = 4000;

const integer = { type: 'integer', minimum: 0 } as const;

/** `meta` of a list: totals in page mode only. */
export class PageMetaView {
  @ApiProperty({ type: 'integer', minimum: 1, maximum: LARGEST_PAGE, example: 20 })
  limit: number;

  @ApiProperty({ example: false })
  hasNext: boolean;

  @ApiProperty({
    type: 'string',
    maxLength: LONGEST_CURSOR,
    nullable: true,
    description: 'Leads to the next page, as deep as one likes',
  })
  nextCursor: string | null;

  @ApiProperty({ ...integer, minimum: 1, required: false, example: 1 })
  page?: number;

  @ApiProperty({ ...integer, required: false, maximum: 10_000, example: 1 })
  total?: number;

  @ApiProperty({ ...integer, required: false, example: 1 })
  totalPages?: number;

  @ApiProperty({ required: false, description: 'False when there are more than 10 000 rows', example: true })
  totalIsExact?: boolean;

  @ApiProperty({ required: false, example: false })
  hasPrev?: boolean;

  @ApiProperty({
    required: false,
    enum: [true],
    description: 'Present when nothing had the words of a search, and the rows have words that come close to them',
  })
  corrected?: true;
}

/** No longer than a request target may be. */
const link = { type: 'string', format: 'uri-reference', maxLength: 16_384 } as const;
const linkOrNull = { ...link, nullable: true } as const;
const first = { ...link, example: '/api/v1/posts?limit=20' } as const;

/** `links` of a list: relative URLs that keep every filter. */
export class PageLinksView {
  @ApiProperty(first)
  self: string;

  @ApiProperty(first)
  first: string;

  @ApiProperty(linkOrNull)
  prev: string | null;

  @ApiProperty(linkOrNull)
  next: string | null;

  @ApiProperty(linkOrNull)
  last: string | null;
}
