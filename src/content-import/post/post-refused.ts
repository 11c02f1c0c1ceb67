/** Something cannot become a post, or a file no import; the message says why, in words for the one who wrote it. */
export class PostRefused extends Error {
  override readonly name = 'PostRefused';
}
