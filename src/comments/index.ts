export { CommentErasure } from './comment-erasure.service.js';
export { CommentsModule } from './comments.module.js';
