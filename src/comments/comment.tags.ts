/** What answers that show comments on a post, and changes to them, are tagged with. */
export function commentsTag(postId: string): string {
  return `comments:${postId}`;
}
