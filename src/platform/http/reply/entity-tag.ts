/** Codings that a compressing hop appends to a tag; such a tag stands for the same representation. */
const CODING_SUFFIX = /-(?:gzip|br|deflate|zstd)"$/;
const ENTITY_TAG = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g;

/** Whether `If-None-Match` names this tag (weak comparison, RFC 9110 §13.1.2). */
export function matchesNone(header: string, etag: string): boolean {
  if (header.trim() === '*') return true;
  return tagsOf(header).some((tag) => tag.replace(/^W\//, '') === etag);
}

/**
 * The versions that `If-Match` names (strong comparison, RFC 9110 §13.1.1): weak tags and tags that
 * are not ours name none. `*` is any version.
 */
export function matchedVersions(header: string): '*' | number[] {
  if (header.trim() === '*') return '*';
  return tagsOf(header)
    .map((tag) => /^"(\d{1,10})\./.exec(tag)?.[1])
    .filter((version) => version !== undefined)
    .map(Number);
}

/** The tag of a representation once it is compressed: other bytes, hence another strong tag. */
export function codedTag(etag: string, coding: string): string {
  return etag.replace(/"$/, `-${coding}"`);
}

function tagsOf(header: string): string[] {
  return (header.match(ENTITY_TAG) ?? []).map((tag) => tag.replace(CODING_SUFFIX, '"'));
}
