import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthorErasure } from './author-erasure.service.js';
import { AuthorErasureRepository } from './author-erasure.repository.js';
import { AuthorPostsController } from './author-posts.controller.js';
import { UsersModule } from '../users/index.js';
import { ContentHtml } from './content-html.js';
import { FavoritesController } from './favorites.controller.js';
import { FavoritesRepository } from './favorites.repository.js';
import { FavoritesService } from './favorites.service.js';
import { FollowingFeedController } from './following-feed.controller.js';
import { FollowingFeedRepository } from './following-feed.repository.js';
import { FollowingFeedService } from './following-feed.service.js';
import { PostCommentCounts } from './post-comment-counts.service.js';
import { PostCommentCountsRepository } from './post-comment-counts.repository.js';
import { PostListsRepository } from './post-lists.repository.js';
import { PostSearchRepository } from './post-search.repository.js';
import { PostChangeService } from './post-change.service.js';
import { PostWritingService } from './post-writing.service.js';
import { Post } from './post.entity.js';
import { PostsReadingService } from './posts-reading.service.js';
import { PostsController } from './posts.controller.js';
import { PostsRepository } from './posts.repository.js';
import { PostsService } from './posts.service.js';
import { PublishedPostsRepository } from './published-posts.repository.js';
import { PublishedPosts } from './published-posts.service.js';
import { RevisionsController } from './revisions.controller.js';
import { RevisionsRepository } from './revisions.repository.js';
import { RevisionsService } from './revisions.service.js';
import { ScheduledPostsRepository } from './scheduled-posts.repository.js';
import { ScheduledPostsService } from './scheduled-posts.service.js';
import { SlugsRepository } from './slugs.repository.js';
import { SlugsService } from './slugs.service.js';
import { TagChangesRepository } from './tag-changes.repository.js';
import { TagChangesService } from './tag-changes.service.js';
import { TagCountsRepository } from './tag-counts.repository.js';
import { TagCountsService } from './tag-counts.service.js';
import { TagListsRepository } from './tag-lists.repository.js';
import { TagRegister } from './tag-register.service.js';
import { SuggestionsController } from './suggestions.controller.js';
import { SuggestionsRepository } from './suggestions.repository.js';
import { SuggestionsService } from './suggestions.service.js';
import { TagsController } from './tags.controller.js';
import { TagsRepository } from './tags.repository.js';
import { TagsService } from './tags.service.js';
import { TitleWords } from './title-words.service.js';
import { TitleWordsRepository } from './title-words.repository.js';
import { TrashPurgeService } from './trash-purge.service.js';
import { TrashRepository } from './trash.repository.js';
import { TrashService } from './trash.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Post]), UsersModule],
  controllers: [
    FollowingFeedController,
    FavoritesController,
    SuggestionsController,
    PostsController,
    AuthorPostsController,
    TagsController,
    RevisionsController,
  ],
  providers: [
    AuthorErasure,
    AuthorErasureRepository,
    PostsService,
    FavoritesService,
    FavoritesRepository,
    FollowingFeedService,
    FollowingFeedRepository,
    PostCommentCounts,
    PostCommentCountsRepository,
    PostChangeService,
    PostWritingService,
    ScheduledPostsService,
    ScheduledPostsRepository,
    TrashService,
    TrashPurgeService,
    TrashRepository,
    PostsReadingService,
    ContentHtml,
    PublishedPosts,
    PublishedPostsRepository,
    PostsRepository,
    PostListsRepository,
    PostSearchRepository,
    SuggestionsService,
    SuggestionsRepository,
    SlugsService,
    SlugsRepository,
    RevisionsService,
    RevisionsRepository,
    TagsService,
    TagListsRepository,
    TagChangesService,
    TagChangesRepository,
    TagCountsService,
    TagCountsRepository,
    TagsRepository,
    TagRegister,
    TitleWords,
    TitleWordsRepository,
  ],
  exports: [AuthorErasure, PostCommentCounts, PublishedPosts, TagRegister],
})
export class PostsModule {}
