import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PostsModule } from '../posts/index.js';
import { CommentErasure } from './comment-erasure.service.js';
import { CommentErasureRepository } from './comment-erasure.repository.js';
import { CommentListsRepository } from './comment-lists.repository.js';
import { Comment } from './comment.entity.js';
import { CommentsReadingService } from './comments-reading.service.js';
import { CommentsController } from './comments.controller.js';
import { CommentsRepository } from './comments.repository.js';
import { CommentsService } from './comments.service.js';
import { PostCommentsController } from './post-comments.controller.js';

@Module({
  imports: [TypeOrmModule.forFeature([Comment]), PostsModule],
  controllers: [PostCommentsController, CommentsController],
  providers: [
    CommentsService,
    CommentsReadingService,
    CommentErasure,
    CommentErasureRepository,
    CommentsRepository,
    CommentListsRepository,
  ],
  exports: [CommentErasure],
})
export class CommentsModule {}
